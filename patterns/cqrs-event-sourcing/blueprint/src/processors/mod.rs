//! What follows the record: each from a position of its own, at its own pace, one event after the other.
//!
//! There are two kinds, and they must not be mixed up. Views have no effect but their rows, and are rebuilt
//! whenever somebody likes; see [`crate::views`]. What has an effect elsewhere, as the [`Eraser`], is never
//! replayed, or last year's letters would go out again.

mod eraser;

use std::sync::Arc;
use std::time::Duration;

use rusqlite::ErrorCode;
use tokio::task::{JoinError, spawn_blocking};
use tokio_util::sync::CancellationToken;

use crate::keys::KeyError;
use crate::store::{Store, StoreError};
pub use eraser::Eraser;

/// Why a processor does not get on.
#[derive(Debug, thiserror::Error)]
pub enum ProcessorError {
    /// The event store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What it writes to.
    #[error("the view: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The key store.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// Its files.
    #[error("the files of the view: {0}")]
    Files(#[from] std::io::Error),
    /// The event does not fit what went before.
    #[error("{0}")]
    Unfit(&'static str),
    /// Somebody asked for it before.
    #[error("the view is being rebuilt already")]
    Rebuilding,
    /// The work broke off.
    #[error("broke off: {0}")]
    BrokeOff(#[from] JoinError),
}

impl ProcessorError {
    /// Whether it lies in the event, and will not be otherwise later: not so with trouble of the disk.
    pub(crate) fn lasts(&self) -> bool {
        match self {
            Self::Unfit(_) | Self::Store(StoreError::Unreadable(_)) | Self::Keys(KeyError::Changed(_)) => true,
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation),
            _ => false,
        }
    }
}

/// Something that follows the record.
pub trait Processor: Send + Sync + 'static {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// The position of the last event it is done with.
    ///
    /// # Errors
    /// When it cannot be read.
    fn position(&self) -> Result<i64, ProcessorError>;

    /// How many events were set aside because they could not be processed.
    ///
    /// # Errors
    /// When it cannot be read.
    fn parked(&self) -> Result<u32, ProcessorError> {
        Ok(0)
    }

    /// Processes the next events, at most `batch`, and keeps its position together with what it did; gives how
    /// many there were.
    ///
    /// # Errors
    /// When it cannot go on now. The next call goes on where this one did.
    fn process(&self, store: &Store, batch: u32) -> Result<usize, ProcessorError>;
}

/// Follows the record until told to stop. `every` is how long it rests when it is at the end.
pub async fn follow(
    processor: Arc<dyn Processor>,
    store: Arc<Store>,
    batch: u32,
    every: Duration,
    stop: CancellationToken,
) {
    let mut head = store.head();
    let name = processor.name();
    while !stop.is_cancelled() {
        head.mark_unchanged();
        let (next, from) = (Arc::clone(&processor), Arc::clone(&store));
        let done = spawn_blocking(move || next.process(&from, batch)).await;
        let rest = match done.unwrap_or_else(|why| Err(why.into())) {
            Ok(0) => every,
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(name, %error, "does not get on; trying again in a second");
                Duration::from_secs(1)
            }
        };
        let more = async {
            // Somebody else may append to the same file, and nobody here is told of that.
            let _ = tokio::time::timeout(Duration::from_secs(1), head.changed()).await;
            tokio::time::sleep(rest).await;
        };
        stop.run_until_cancelled(more).await;
    }
}
