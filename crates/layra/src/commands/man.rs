//! `layra man`: manual pages.

use clap_mangen::Man;

use crate::args::{ManArgs, described};
use crate::files;
use crate::outcome::Status;
use crate::output::Output;
use crate::terminal::text::clean;

/// Prints the page of the program, or writes those of all commands to a folder.
pub(crate) fn run(args: &ManArgs, output: &mut Output) -> anyhow::Result<Status> {
    let mut program = described();
    // Gives every command its full name.
    program.build();
    let Some(out) = &args.out else {
        output.exact(&page(program)?)?;
        return Ok(Status::Fine);
    };
    let mut pages = Vec::new();
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        pages.push((format!("layra-{}.1", command.get_name()), page(command.clone())?));
    }
    pages.push(("layra.1".to_owned(), page(program)?));
    files::write_folder(out, &pages, files::Existing::Replace)?;
    output.say(&format!("{} pages written to {}", pages.len(), clean(&out.display().to_string())));
    Ok(Status::Fine)
}

fn page(command: clap::Command) -> anyhow::Result<String> {
    let mut roff = Vec::new();
    Man::new(command).render(&mut roff)?;
    Ok(String::from_utf8(roff)?)
}
