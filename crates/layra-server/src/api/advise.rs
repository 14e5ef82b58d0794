//! `/api/v1/advise`: the patterns that fit a situation, as JSON.
//!
//! What is told stands behind the `?`, or in the body of a POST, which can be longer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use layra_advise::gather::{self, Contradictions};
use layra_advise::{Source, advise};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::json;
use crate::page::Page;
use crate::pages::fault::{self, Fault, shorten};
use crate::question::parameter;
use crate::site::Site;
use crate::told::{self, FACT, FROM, Rules, SKIP, TEXT, Told, Written};

/// Where it stands.
pub(crate) const ADDRESS: &str = "/api/v1/advise";
/// Longest text read, in characters.
const LONGEST: usize = 20_000;
/// The parameter that says what becomes of facts that are stated twice.
const ASSUME: &str = "assume";
/// What messages call the facts of a body.
const FACTS: &str = "facts";

/// The body of a POST. All of it may be left out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Request {
    /// Facts by id, as `/api/v1/facts` lists them: true, false, a choice, a number, or the two ends of a range.
    facts: Option<Map<String, Value>>,
    /// The situation in words.
    text: Option<String>,
    /// Patterns in place today, by slug or name.
    from: Option<Vec<String>>,
    /// Ids of facts to leave open: they are not read from the text, and not asked for.
    skip: Option<Vec<String>>,
    /// `last`: of facts that are stated twice and differ, the last one counts.
    assume: Option<String>,
}

/// The advice on what `query` tells.
///
/// # Errors
/// A [`Fault`] when it cannot be taken as it is.
pub(crate) fn answer<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    known(query, &[])?;
    Ok(advised(site, &told_behind(site, query)?))
}

/// What `query` tells of a situation.
///
/// # Errors
/// A [`Fault`] when it cannot be taken as it is.
pub(super) fn told_behind<'a>(site: &'a Site, query: &str) -> Result<Told, Fault<'a>> {
    let source = Source::Given { place: FACT.to_owned() };
    Told::read(site, query, &source, rules(parameter(query, ASSUME).as_deref())?)
}

/// Refuses parameters that are neither of a situation nor one of `others`: what is told under a wrong name would
/// be passed over, and the answer rest on less than somebody thinks.
///
/// # Errors
/// A [`Fault`] for the first of them.
pub(super) fn known(query: &str, others: &[&str]) -> Result<(), Fault<'static>> {
    const NAMES: [&str; 5] = [FACT, SKIP, FROM, TEXT, ASSUME];
    let mut names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    let Some(unknown) = names.find(|name| !NAMES.contains(&&**name) && !others.contains(&&**name)) else {
        return Ok(());
    };
    let all: Vec<String> = others.iter().chain(&NAMES).map(|name| format!("`{name}`")).collect();
    Err(Fault::new(StatusCode::BAD_REQUEST, format!("There is no parameter `{}`.", shorten(&unknown)))
        .with_hint(format!("There are {}; a fact is told as in `fact=team-size%3D6`.", all.join(", "))))
}

/// The advice on what the body of a POST tells.
pub(crate) async fn posted(
    State(site): State<Arc<Site>>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else { return fault::too_large(&site, uri.path(), &method, &headers) };
    match told_in(&site, &body) {
        Ok(told) => advised(&site, &told).respond(&method, &headers),
        Err(fault) => fault.page(&site, uri.path(), &headers).respond(&method, &headers),
    }
}

/// What the body of a request tells.
fn told_in<'a>(site: &'a Site, body: &[u8]) -> Result<Told, Fault<'a>> {
    let object = gather::json(body).map_err(|error| unreadable(&error.to_string()))?;
    // A list of its fields without names would pass for a request, too.
    if !object.is_object() {
        return Err(unreadable("an object is expected"));
    }
    let request: Request = serde_path_to_error::deserialize(object).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { String::new() } else { format!("`{}`: ", shorten(&path)) };
        unreadable(&format!("{place}{}", error.inner()))
    })?;
    let rules = rules(request.assume.as_deref())?;
    let facts = Value::Object(request.facts.unwrap_or_default());
    let facts = gather::from_json(site.catalog().vocabulary(), &facts, FACTS).map_err(|error| told::refused(&error))?;
    let written = Written {
        facts,
        skip: request.skip.unwrap_or_default(),
        from: request.from.unwrap_or_default(),
        text: request.text.unwrap_or_default(),
    };
    Told::new(site, &written, rules)
}

fn unreadable(why: &str) -> Fault<'static> {
    Fault::new(StatusCode::BAD_REQUEST, format!("The body cannot be read: {why}."))
        .with_hint("It is a JSON object; `facts`, `text`, `from`, `skip` and `assume` may stand in it.")
}

/// What may be told, given what `assume` says about facts that are stated twice.
fn rules(assume: Option<&str>) -> Result<Rules, Fault<'static>> {
    let contradictions = match assume.map(str::trim) {
        None | Some("") => Contradictions::Refuse,
        Some("last") => Contradictions::LastCounts,
        Some(other) => {
            let message = format!("`assume` is `{}`, but can only be `last`.", shorten(other));
            return Err(Fault::new(StatusCode::BAD_REQUEST, message)
                .with_hint("Without it, facts that are stated twice and differ are refused."));
        }
    };
    Ok(Rules { longest: LONGEST, contradictions })
}

fn advised(site: &Site, told: &Told) -> Page {
    json(&advise(site.catalog(), &told.situation(site), &told.today))
}
