//! Puts text on a terminal: styles, wrapping by display width, columns, Markdown, a pager.
//!
//! [`text::Text`] is the only way in for words that come from packs or from the command line, and
//! keeps control characters out, so that no entry can move the cursor or change a title.

pub(crate) mod advice;
pub(crate) mod comparison;
pub(crate) mod decisions;
pub(crate) mod entry;
#[cfg(feature = "scan")]
pub(crate) mod graph;
pub(crate) mod markdown;
pub(crate) mod page;
pub(crate) mod pager;
pub(crate) mod problem;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod text;
