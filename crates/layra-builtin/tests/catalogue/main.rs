//! What must hold of the built-in entries: one file for each invariant.

/// Every section is there, and long enough.
mod complete;
/// Every diagram hangs together.
mod connected;
/// The example in the guide to writing entries is right.
mod documented;
/// Nothing the original database says has been left out.
mod original;
