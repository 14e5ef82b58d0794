//! Tests of the catalogue crate through its public face.

// What is read from an export, and what is said of the rest.
mod import;
// What is written, and that it reads back.
mod export;
// A pattern within a number of tokens.
mod budget;
// A catalogue or a pattern as an Agent Skill.
mod skill;
// Every mistake in an entry is caught.
mod mutations;
// Any entry survives the way out and back in.
mod round_trip;
// The complete original, where it is at hand.
mod seed;
