//! Judges a situation: what speaks for and against each pattern, and which set of them fits.
//!
//! Every condition of the catalogue becomes a line of a [`Sheet`] that is true, false or unknown
//! ([`State`]); what is true makes a [standing](standing::Standing) for each pattern; [`choose`] makes one coherent set
//! of the standings. Changing a fact judges only the lines that test it anew, so that
//! [`crate::explain`] can try hundreds of changes and say what would turn an answer.

mod held;
mod set;
mod sheet;
mod standing;
mod test;

pub(crate) use held::Held;
pub(crate) use set::{Chosen, Set, Why, are_rivals, choose, yields};
pub(crate) use sheet::{Sheet, Side, State};

#[cfg(test)]
mod tests;
