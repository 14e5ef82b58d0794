//! Faults as programs read them: problem details, RFC 9457.

use schemars::JsonSchema;
use serde::Serialize;

use super::write;
use crate::page::{Caching, Content, Page, Varies};
use crate::pages::fault::Fault;

/// What is wrong with a request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProblemDetails {
    /// What sort of fault it is; `about:blank` says that the status tells all.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What is wrong, and what to do about it.
    detail: String,
}

/// The answer to a request with this fault.
pub(crate) fn page(fault: &Fault<'_>) -> Page {
    let status = fault.status();
    let details = ProblemDetails {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Fault"),
        status: status.as_u16(),
        detail: fault.detail(),
    };
    Page::with_status(status, Content::Problem, Caching::Never, Varies::ByEncoding, write(&details))
}
