//! Retrieval: which pattern answers a question, and why.
//!
//! [`Index::build`] reads a catalogue once; [`Index::search`] answers a [`Query`] with the patterns
//! that match best by words and by meaning, each with the passages that matched. An answer without a
//! reason is not given, and a question that no pattern answers has none.
//! The index is packed with the built-in catalogue, so that a search builds nothing.

mod answer;
mod decide;
mod dictionary;
mod evidence;
mod flat;
mod index;
mod meaning;
mod passage;
mod search;
mod slip;
mod tokens;
mod words;

pub use answer::{Answer, By, Hit, Query, Reason};
pub use index::Index;
pub use passage::{Passage, Place, passages};
