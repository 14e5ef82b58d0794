//! What can go wrong.

use rusqlite::ErrorCode;
use tokio::task::JoinError;

use crate::domain::{Id, Refusal};
use crate::store::Unreadable;

/// Why something was not done. Nothing happened then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It was decided on another version of the stream than it has: load, look and decide again.
    #[error("the stream is at version {actual}, not {expected}")]
    Conflict {
        /// The version that the decision was made on.
        expected: u32,
        /// The version it has.
        actual: u32,
    },
    /// Others were faster, each time.
    #[error("too many act on this account at once; try again")]
    Contended,
    /// What SQLite says of the record, the keys or a view.
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// An event cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// What was sealed is not what it was, or not about this person.
    #[error("what is sealed about `{0}` was changed, or is about somebody else")]
    Changed(Id),
    /// An event does not fit what went before.
    #[error("{0}")]
    Unfit(&'static str),
    /// Somebody asked for it before.
    #[error("the view is being rebuilt already")]
    Rebuilding,
    /// The work broke off.
    #[error("broke off: {0}")]
    BrokeOff(#[from] JoinError),
}

impl Error {
    /// Whether it lies in an event, and will not be otherwise later: not so with trouble of the disk.
    pub(crate) fn lasts(&self) -> bool {
        match self {
            Self::Unfit(_) | Self::Unreadable(_) | Self::Changed(_) => true,
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation),
            _ => false,
        }
    }
}
