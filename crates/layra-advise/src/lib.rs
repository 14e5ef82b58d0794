//! Advice: which patterns fit a situation, and why.
//!
//! A [`Situation`] is what is known: facts, each with its source, wishes, and what a text sounds like.
//! [`gather`] makes one of what people state; [`advise`] answers it with a small set of patterns,
//! reasons for and against, warnings, the next question and what would turn the answer; [`compare()`] lays
//! patterns side by side in it. [`record()`] puts a decision on record, [`look_again`] says later which
//! decisions have come due or rest on facts that have changed.
//!
//! Nothing here knows a pattern or a fact by name: all that is said comes from the catalogue. The same
//! situation gives the same answer, byte for byte.

mod advice;
mod compare;
mod explain;
#[cfg(test)]
mod fixture;
pub mod gather;
mod judge;
mod read;
pub mod record;
mod review;
mod situation;

pub use advice::{
    Action, Advice, FactChange, Need, Outcome, Place, Quality, Question, Reason, ReasonKind, Recommendation, Step,
    Turn, Verdict, Warning, Weighed, advise, ask, weigh,
};
pub use compare::{Compared, Deciding, Stances, compare};
pub use read::{model, read};
pub use record::record;
pub use review::{Review, Reviewed, Stands, Turned, look_again};
pub use situation::{Disputed, Echo, Known, Said, Situation, Source, Wish};
