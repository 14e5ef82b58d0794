//! The site, asked through its router.

mod advise;
mod answers;
mod api;
mod api_advise;
mod blueprint;
mod compare;
mod escaping;
mod faults;
mod fixture;
mod folder;
mod home;
mod large;
mod links;
mod map;
mod mcp;
mod mcp_record;
mod parts;
mod pattern;
mod record;
mod search;
mod serving;
mod texts;
mod words;
