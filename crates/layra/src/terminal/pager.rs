//! Shows text that is longer than the terminal through the reader's pager.
//!
//! The pager is what `PAGER` says, else `less`. Whoever has neither gets the text as it is.

use std::io::Write;
use std::process::{Command, Stdio};

/// Who showed the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    ByPager,
    NotAtAll,
}

/// Whether `text` has more lines than the terminal.
pub(crate) fn is_long(text: &str) -> bool {
    terminal_size::terminal_size().is_some_and(|(_, height)| text.lines().count() >= usize::from(height.0))
}

/// Shows `text`, which may hold escape sequences for colour, and waits until the pager ends.
pub(crate) fn show(text: &str) -> Shown {
    let chosen = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let mut words = chosen.split_whitespace();
    let Some(program) = words.next() else { return Shown::NotAtAll };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours through, no screen clearing, and end at once if it fits after all.
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return Shown::NotAtAll };
    if let Some(mut pipe) = child.stdin.take() {
        // Whoever quits the pager early has read enough.
        let _ = pipe.write_all(text.as_bytes());
    }
    match child.wait() {
        Ok(_) => Shown::ByPager,
        Err(_) => Shown::NotAtAll,
    }
}
