//! The site, asked through its router.

/// What decides about an answer's form: tags, compression, types.
mod answers;
/// `/compare`.
mod compare;
/// Hostile texts in every field of an entry.
mod escaping;
/// What is not there, and what is too much.
mod faults;
/// The site under test and how it is asked.
mod fixture;
/// `/`.
mod home;
/// Every link of every page.
mod links;
/// `/pattern/<slug>`.
mod pattern;
/// `/search`.
mod search;
/// Real connections: draining, slow clients, limits.
mod serving;
/// `/patterns/<slug>.md`, `/llms.txt`, `/llms-full.txt`, `/healthz`.
mod texts;
