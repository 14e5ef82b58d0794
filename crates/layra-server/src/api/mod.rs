//! The site for programs: the same answers as the command line gives with `--json`.
//!
//! An address of the API is a line in [`crate::app()`] and a module here, which turns what stands
//! behind the `?` into a call of the library and its result into a [`json`] page. Whatever goes
//! wrong below [`ROOT`] is said as problem details, see [`problem`].

pub(crate) mod advise;
pub(crate) mod compare;
mod open_api;
pub(crate) mod patterns;
pub(crate) mod problem;
pub(crate) mod search;

use axum::http::StatusCode;
use serde::Serialize;

use crate::page::{Caching, Content, Page, Varies};
use crate::pages::fault::{Fault, shorten};

pub(crate) use open_api::{OPERATIONS, Operation, document};

/// Where the API stands. What is below changes only by a new number behind it.
const ROOT: &str = "/api";

/// Where the facts stand.
pub(crate) const FACTS: &str = "/api/v1/facts";
/// Where the whole catalogue stands.
pub(crate) const EXPORT: &str = "/api/v1/export";
/// Where the API is described for programs.
pub(crate) const OPEN_API: &str = "/api/openapi.json";
/// Where it is described for people.
pub(crate) const DOCS: &str = "/api/docs";

/// Whether what is at `path`, or is not there, belongs to the API.
pub(crate) fn has(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether what is at `path` reads the body of a POST.
pub(crate) fn takes_bodies(path: &str) -> bool {
    path == advise::ADDRESS
}

/// The fault of asking for an address of the API that nothing is at.
pub(crate) fn nothing_at(path: &str) -> Fault<'static> {
    Fault::new(StatusCode::NOT_FOUND, format!("There is nothing at `{}`.", shorten(path)))
        .with_hint(format!("`{DOCS}` lists what there is; the search is at `{}?q=words`.", search::ADDRESS))
}

/// An answer of the API, byte for byte as the command line prints it.
pub(crate) fn json(value: &impl Serialize) -> Page {
    Page::new(Content::Json, Caching::Revalidate, Varies::ByEncoding, write(value))
}

fn write(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("answers have nothing in them that JSON lacks");
    text.push('\n');
    text
}
