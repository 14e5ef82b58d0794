//! What can happen to a message on its way, to try things with. Left alone, all is well.

use std::time::Duration;

use super::Message;

/// What happens to an attempt to hand a message over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Well,
    /// It does not, and is tried again.
    Lost,
    /// It arrives, nobody hears of it, and it is tried again.
    Twice,
    /// It is held back for so long, and others overtake it.
    Late(Duration),
}

/// Decides what happens to an attempt, counted from 0.
pub type Weather = Box<dyn Fn(&Message, u32) -> Fate + Send + Sync>;

/// All is well, but for messages to a service that is `away`.
pub fn fair(away: Option<String>) -> Weather {
    Box::new(move |message, _| if Some(&message.to) == away.as_ref() { Fate::Lost } else { Fate::Well })
}
