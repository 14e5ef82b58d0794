//! `layra completions`: a completion script for a shell.

use crate::args::{CompletionsArgs, definition};
use crate::outcome::Status;
use crate::output::Output;

/// Prints the script.
pub(crate) fn run(args: &CompletionsArgs, output: &mut Output) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut definition(), "layra", &mut script);
    output.exact(&String::from_utf8(script)?)?;
    Ok(Status::Fine)
}
