//! Routes and policies: a file that is checked before it holds, and again whenever it changes.

pub mod file;
mod reload;
mod table;

pub use reload::{Control, RoutesError};
pub use table::{Route, Table};
