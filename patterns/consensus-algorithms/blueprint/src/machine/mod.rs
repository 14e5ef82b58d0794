//! The state that every node has: keys with values, locks, and what each client was answered last.
//!
//! It changes by commands only, in the order of the log, and by nothing else: no clock and no random number is read
//! here, or copies would differ. Time comes in with the commands that need it.

pub mod locks;
mod storage;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use locks::Locks;
pub use storage::Machine;

/// What a client wants done, with the number by which a repeat is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Who wants it.
    pub client: String,
    /// Rises with each command of this client. One that was carried out is answered, and not carried out again.
    pub serial: u64,
    /// What.
    pub action: Action,
}

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Sets a key.
    Put {
        /// The key.
        key: String,
        /// What it is from now on.
        value: String,
    },
    /// Sets a key if it is what somebody thinks it is; `None` means that it is not there.
    Swap {
        /// The key.
        key: String,
        /// What it must be.
        expected: Option<String>,
        /// What it is from now on; `None` takes it away.
        value: Option<String>,
    },
    /// Takes a lock, or keeps one that the same holder has.
    Lock {
        /// The lock.
        name: String,
        /// How long it is held unless it is taken again, in milliseconds.
        lease: u64,
        /// The time, in milliseconds, by the clock of the node that took the command in.
        now: u64,
    },
    /// Gives a lock back.
    Unlock {
        /// The lock.
        name: String,
        /// The token it was given with.
        token: u64,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// It is done.
    Done,
    /// The key was something else: this.
    Differs(Option<String>),
    /// The lock is held, with this token: the number to write with.
    Locked(u64),
    /// Somebody else holds the lock, until then, in milliseconds.
    Held(u64),
    /// The client has sent a later command already, so this one is not carried out.
    Old,
}

/// The state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    keys: BTreeMap<String, String>,
    locks: Locks,
    /// The serial and the reply of each client's last command.
    sessions: BTreeMap<String, (u64, Reply)>,
}

impl State {
    /// What a key is.
    pub fn get(&self, key: &str) -> Option<&String> {
        self.keys.get(key)
    }

    /// Carries a command out, unless that was done before: then its reply is given again.
    pub fn apply(&mut self, command: &Command) -> Reply {
        match self.sessions.get(&command.client) {
            Some((serial, reply)) if *serial == command.serial => return reply.clone(),
            Some((serial, _)) if *serial > command.serial => return Reply::Old,
            _ => {}
        }
        let reply = self.carry_out(&command.client, &command.action);
        self.sessions.insert(command.client.clone(), (command.serial, reply.clone()));
        reply
    }

    fn carry_out(&mut self, client: &str, action: &Action) -> Reply {
        match action {
            Action::Put { key, value } => {
                self.keys.insert(key.clone(), value.clone());
                Reply::Done
            }
            Action::Swap { key, expected, value } => {
                let now = self.keys.get(key);
                if now != expected.as_ref() {
                    return Reply::Differs(now.cloned());
                }
                match value {
                    Some(value) => self.keys.insert(key.clone(), value.clone()),
                    None => self.keys.remove(key),
                };
                Reply::Done
            }
            Action::Lock { name, lease, now } => self.locks.take(name, client, *lease, *now),
            Action::Unlock { name, token } => {
                self.locks.give_back(name, *token);
                Reply::Done
            }
        }
    }
}
