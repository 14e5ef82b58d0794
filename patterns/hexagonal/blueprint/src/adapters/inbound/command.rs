//! A person at a terminal: `bill`, or `bill 2026-02-01`.

use blueprint_hexagonal_core::ports::inbound::{Billing, RequestError};
use jiff::civil::Date;

/// What the command line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// To serve until told to stop.
    Serve,
    /// To bill once, as of a day.
    Bill(Option<Date>),
}

/// The command line asks for something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// There is no such command.
    #[error("unknown command `{0}`: leave it out to serve, or `bill`, or `bill 2026-02-01`")]
    Unknown(String),
    /// The day is none.
    #[error("`{0}` is no day; write it like 2026-02-01")]
    NotADay(String),
}

impl Command {
    /// Reads the words behind the program's name.
    ///
    /// # Errors
    /// When they mean nothing.
    pub fn parse(words: &[String]) -> Result<Self, CommandError> {
        match words {
            [] => Ok(Self::Serve),
            [word] if word == "bill" => Ok(Self::Bill(None)),
            [word, day] if word == "bill" => {
                Ok(Self::Bill(Some(day.parse().map_err(|_| CommandError::NotADay(day.clone()))?)))
            }
            words => Err(CommandError::Unknown(words.join(" "))),
        }
    }
}

/// Bills once; gives what there is to tell.
///
/// # Errors
/// Those of the port.
pub fn bill(billing: &dyn Billing, day: Option<Date>) -> Result<String, RequestError> {
    let report = billing.run(day)?;
    let rest = if report.cut_short { "; payments are not to be had, the rest is left to the next run" } else { "" };
    Ok(format!(
        "{} invoiced, {} collected, {} declined, {} suspended{rest}",
        report.invoiced, report.collected, report.declined, report.suspended
    ))
}
