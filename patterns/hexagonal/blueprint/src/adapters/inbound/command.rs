//! A person at a terminal: `bill`, or `bill 2026-02-01`.

use anyhow::{Context, bail};
use blueprint_hexagonal_core::ports::inbound::{Billing, BillingReport, RequestError};
use jiff::civil::Date;

/// What the command line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// To serve until told to stop.
    Serve,
    /// To bill once, as of a day.
    Bill(Option<Date>),
}

impl Command {
    /// Reads the words behind the program's name.
    ///
    /// # Errors
    /// When they mean nothing.
    pub fn parse(words: &[String]) -> anyhow::Result<Self> {
        match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => Ok(Self::Serve),
            ["bill"] => Ok(Self::Bill(None)),
            ["bill", day] => {
                let wrong = || format!("`{day}` is no day; write it like 2026-02-01");
                Ok(Self::Bill(Some(day.parse().with_context(wrong)?)))
            }
            _ => bail!("unknown command `{}`: leave it out to serve, or `bill`, or `bill 2026-02-01`", words.join(" ")),
        }
    }
}

/// Bills once; gives what there is to tell.
///
/// # Errors
/// Those of the port.
pub fn bill(billing: &dyn Billing, day: Option<Date>) -> Result<String, RequestError> {
    let BillingReport { invoiced, collected, declined, suspended, cut_short } = billing.run(day)?;
    let rest = if cut_short { "; payments are not to be had, the rest is left to the next run" } else { "" };
    Ok(format!("{invoiced} invoiced, {collected} collected, {declined} declined, {suspended} suspended{rest}"))
}
