//! The course of each use case: load, let the rules decide, keep.

mod billing;
mod subscriptions;

use std::sync::Arc;

use crate::ports::inbound::RequestError;
use crate::ports::outbound::{Books, BooksError, Clock, Payments};

/// Fulfils the inbound ports with whatever fulfils the outbound ones.
#[derive(Clone)]
pub struct Application {
    books: Arc<dyn Books>,
    payments: Arc<dyn Payments>,
    clock: Arc<dyn Clock>,
}

impl Application {
    /// One that works with these.
    pub fn new(books: Arc<dyn Books>, payments: Arc<dyn Payments>, clock: Arc<dyn Clock>) -> Self {
        Self { books, payments, clock }
    }
}

/// How often something is tried again that others changed meanwhile.
const PATIENCE: u32 = 5;

/// Does `work`, which reads and commits, again as long as others come between.
fn undisturbed<T>(mut work: impl FnMut() -> Result<T, RequestError>) -> Result<T, RequestError> {
    for _ in 1..PATIENCE {
        match work() {
            Err(RequestError::Busy) => {}
            done => return done,
        }
    }
    work()
}

impl From<BooksError> for RequestError {
    fn from(error: BooksError) -> Self {
        match error {
            BooksError::Conflict => Self::Busy,
            BooksError::Unavailable(_) => Self::Unavailable,
        }
    }
}
