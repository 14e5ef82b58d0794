//! The site, asked through its router.

mod answers;
mod api;
mod compare;
mod escaping;
mod faults;
mod fixture;
mod home;
mod links;
mod mcp;
mod parts;
mod pattern;
mod search;
mod serving;
mod texts;
