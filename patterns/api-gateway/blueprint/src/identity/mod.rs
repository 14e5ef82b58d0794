//! The identity provider: the keys with which it signs tokens, kept here; and one to try things with.

pub mod demo;
pub mod keys;
