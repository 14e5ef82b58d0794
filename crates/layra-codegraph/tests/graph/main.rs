//! What is read in small trees of files.

mod fixture;
/// Walking a folder: what is looked at, what is passed over, and that the cache changes nothing.
mod walking;
