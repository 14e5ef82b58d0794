//! Retrieval: which pattern answers a question, and why.
//!
//! [`Index::build`] reads a catalogue once; [`Index::search`] answers a [`Query`] with the patterns
//! that match best, each with the passages that matched. An answer without a reason is not given.
//! The index is packed with the built-in catalogue, so that a search builds nothing.

mod index;
mod passage;
mod tokens;

pub use index::{Answer, Hit, Index, Query, Reason};
pub use passage::{Passage, Place, passages};
