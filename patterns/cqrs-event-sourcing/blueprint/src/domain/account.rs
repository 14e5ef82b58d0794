//! Prepaid accounts: money comes in, is set aside, and is spent from what was set aside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Event, Id, Sealed};

/// The version of [`Account::apply`]. Raise it with every change there: snapshots of another one are not read.
pub const FOLD: u32 = 1;

/// The most that an account may hold, in cents.
const MOST: i64 = 100_000_000;

/// What the rules need to know of an account: not all there is to know of it, which is for the views.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Whether it was opened at all.
    pub open: bool,
    /// What it holds, with what is set aside.
    pub cents: i64,
    /// What is set aside.
    pub holds: BTreeMap<Id, i64>,
}

/// What somebody wants to happen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the events say what the fields are")]
pub enum Command {
    /// Opens an account.
    #[serde(skip_deserializing)]
    Open { person: Id, name: Sealed },
    /// Pays in.
    Deposit { cents: i64, purpose: String },
    /// Sets money aside.
    Reserve { hold: Id, cents: i64 },
    /// Spends what is set aside, or a part of it.
    Capture { hold: Id, cents: i64 },
    /// Gives free what is set aside.
    Release { hold: Id },
}

/// Why something may not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no account.
    #[error("there is no such account")]
    NotOpen,
    /// There is one already.
    #[error("there is such an account already")]
    AlreadyOpen,
    /// There is not that much, but only what it says.
    #[error("there are only {0} cents that are not set aside")]
    TooLittle(i64),
    /// More than was set aside, which is what it says.
    #[error("only {0} cents are set aside")]
    MoreThanHeld(i64),
    /// Nothing is set aside under that name.
    #[error("nothing is set aside under that name")]
    UnknownHold,
    /// Something is set aside under that name.
    #[error("something is set aside under that name already")]
    HoldTaken,
    /// An amount that makes no sense.
    #[error("an amount is at least 1 cent, and no account holds more than {MOST}")]
    BadAmount,
    /// Words that are missing or endless.
    #[error("a purpose has 1 to 200 bytes")]
    BadText,
}

impl Account {
    /// The account after `event`.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Opened { .. } => self.open = true,
            Event::Deposited { cents, .. } => self.cents += cents,
            Event::Reserved { hold, cents } => {
                self.holds.insert(hold.clone(), *cents);
            }
            Event::Captured { hold, cents } => {
                self.holds.remove(hold);
                self.cents -= cents;
            }
            Event::Released { hold } => {
                self.holds.remove(hold);
            }
            Event::Forgotten { .. } => {}
        }
    }

    /// What is not set aside.
    pub fn available(&self) -> i64 {
        self.cents - self.holds.values().sum::<i64>()
    }

    /// What happens on `command`: all the rules there are.
    ///
    /// # Errors
    /// When it may not happen.
    pub fn decide(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let check = |good: bool, refusal: Refusal| if good { Ok(()) } else { Err(refusal) };
        let held = |hold: &Id| self.holds.get(hold).copied().ok_or(Refusal::UnknownHold);
        check(self.open || matches!(command, Command::Open { .. }), Refusal::NotOpen)?;
        let event = match command.clone() {
            Command::Open { person, name } => {
                check(!self.open, Refusal::AlreadyOpen)?;
                Event::Opened { person, name }
            }
            Command::Deposit { cents, purpose } => {
                check((1..=MOST - self.cents).contains(&cents), Refusal::BadAmount)?;
                check((1..=200).contains(&purpose.len()), Refusal::BadText)?;
                Event::Deposited { cents, purpose }
            }
            Command::Reserve { hold, cents } => {
                let available = self.available();
                check(cents >= 1, Refusal::BadAmount)?;
                check(!self.holds.contains_key(&hold), Refusal::HoldTaken)?;
                check(cents <= available, Refusal::TooLittle(available))?;
                Event::Reserved { hold, cents }
            }
            Command::Capture { hold, cents } => {
                check(cents >= 1, Refusal::BadAmount)?;
                let held = held(&hold)?;
                check(cents <= held, Refusal::MoreThanHeld(held))?;
                Event::Captured { hold, cents }
            }
            Command::Release { hold } => held(&hold).map(|_| Event::Released { hold })?,
        };
        Ok(vec![event])
    }
}
