//! Text that a command is given: a file, or stdin where its name is `-`; and lines that somebody types.

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::Path;

use crate::outcome::{Failure, quoted};

/// Bytes of a text, at most: far more than anybody writes, and too little to fill memory.
const LONGEST: u64 = 1_000_000;

/// The text of `file`, which is called `what` in messages.
///
/// # Errors
/// When it cannot be read, is longer than a million bytes or is not UTF-8.
pub(crate) fn text(file: &Path, what: &str) -> Result<String, Failure> {
    if file == Path::new("-") {
        return read(io::stdin(), &format!("{what} on stdin"));
    }
    let shown = quoted(&file.display().to_string());
    let opened = File::open(file).map_err(|error| {
        Failure::new(format!("cannot read {what} {shown}: {error}")).with_hint("name a file, or `-` for stdin")
    })?;
    read(opened, &format!("{what} {shown}"))
}

/// Whether somebody can type: stdin is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// A line that somebody types; `None` at the end of the input. What is longer than the longest text is cut.
///
/// # Errors
/// When stdin cannot be read or is not UTF-8.
pub(crate) fn line() -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = io::stdin().lock().take(LONGEST).read_line(&mut line)?;
    Ok((read > 0).then_some(line))
}

fn read(source: impl Read, shown: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = source.take(LONGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read {shown}: {error}")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(
            Failure::new(format!("{shown} is longer than {LONGEST} bytes")).with_hint("say it in a few sentences")
        );
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!("{shown} is not UTF-8: byte {at} is not part of a character"))
            .with_hint("save it as UTF-8")
    })
}
