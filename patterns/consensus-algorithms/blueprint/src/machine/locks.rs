//! Locks, and the fencing tokens that they are given with: a number that rises with every grant.
//!
//! A lock alone protects nothing: its holder may sleep through the end of the lease, wake up, and write. What it
//! writes to must refuse a token lower than the highest it has seen; see [`crate::resource`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Reply;

/// All locks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locks {
    held: BTreeMap<String, Held>,
    /// The token given last, whichever lock it was for.
    last: u64,
    /// The latest time that a command told. It never goes back, whatever clocks do, and is the same everywhere.
    now: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    by: String,
    token: u64,
    until: u64,
}

impl Locks {
    /// Gives the lock to `client` for `lease` milliseconds, if nobody else holds it at `now`. Whoever holds it
    /// already keeps its token.
    pub fn take(&mut self, name: &str, client: &str, lease: u64, now: u64) -> Reply {
        self.now = self.now.max(now);
        let until = self.now.saturating_add(lease);
        if let Some(held) = self.held.get_mut(name).filter(|held| held.until > self.now) {
            if held.by != client {
                return Reply::Held(held.until);
            }
            held.until = held.until.max(until);
            return Reply::Locked(held.token);
        }
        self.last += 1;
        self.held.insert(name.to_owned(), Held { by: client.to_owned(), token: self.last, until });
        Reply::Locked(self.last)
    }

    /// Takes the lock back, if it was given with this token.
    pub fn give_back(&mut self, name: &str, token: u64) {
        if self.held.get(name).is_some_and(|held| held.token == token) {
            self.held.remove(name);
        }
    }
}
