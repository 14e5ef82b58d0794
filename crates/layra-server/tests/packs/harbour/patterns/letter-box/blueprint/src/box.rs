//! A box.
