//! The one folder in which tools may read and write.

use layra_project::{Date, Repository};

/// A repository that decisions may be written to, and what says which day it is.
#[derive(Debug, Clone)]
pub struct Root {
    pub(super) repository: Repository,
    clock: fn() -> Date,
}

impl Root {
    /// Tools may read and write in `repository` and nowhere else; `clock` dates what they write.
    pub fn new(repository: Repository, clock: fn() -> Date) -> Self {
        Self { repository, clock }
    }

    /// Which day it is.
    pub(super) fn today(&self) -> Date {
        (self.clock)()
    }
}
