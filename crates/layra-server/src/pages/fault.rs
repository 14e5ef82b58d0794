//! What is wrong with a request, and what to ask instead: as a page, as text, or as the API says it.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use axum::http::{Method, Response, StatusCode, Uri};
use layra_catalog::Pattern;
use percent_encoding::percent_decode_str;

use super::layout::{Here, Layout};
use super::{filters, render, text};
use crate::api;
use crate::limits::{CALLS_WINDOW, MAX_BODY, MAX_CALLS, MAX_TARGET};
use crate::negotiate;
use crate::page::{self, Caching, Content, Page, Varies};
use crate::site::Site;

/// Most patterns suggested.
const SUGGESTIONS: usize = 5;
/// Methods that most addresses answer, and those of an address that reads bodies.
const READING: &str = "GET, HEAD";
const POSTING: &str = "GET, HEAD, POST";
/// Longest piece of a request that is repeated in an answer, in characters.
const SHOWN: usize = 80;

/// What is wrong with a request.
#[derive(Debug)]
pub(crate) struct Fault<'a> {
    status: StatusCode,
    message: String,
    hint: Cow<'static, str>,
    suggestions: Vec<&'a Pattern>,
}

#[derive(Debug, Template)]
#[template(path = "fault.html", whitespace = "minimize")]
struct FaultPage<'a> {
    layout: Layout<'a>,
    status: u16,
    message: &'a str,
    hint: &'a str,
    suggestions: &'a [&'a Pattern],
}

impl<'a> Fault<'a> {
    /// A fault with this status, said in one sentence.
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), hint: Cow::Borrowed(""), suggestions: Vec::new() }
    }

    /// The same with advice.
    pub(crate) fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same with the patterns that may have been meant by `name`.
    pub(crate) fn with_suggestions(mut self, site: &'a Site, name: &str) -> Self {
        let catalog = site.catalog();
        let slugs = catalog.suggest(name, SUGGESTIONS);
        self.suggestions = slugs.into_iter().filter_map(|slug| catalog.get(slug.as_str())).collect();
        self
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// All there is to say, in sentences.
    pub(crate) fn detail(&self) -> String {
        let slugs: Vec<String> = self.suggestions.iter().map(|pattern| format!("`{}`", pattern.slug)).collect();
        let suggestions = if slugs.is_empty() { String::new() } else { format!("Near it: {}.", slugs.join(", ")) };
        let sentences = [self.message.as_str(), self.hint.as_ref(), &suggestions];
        sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The fault as whoever asked at `path` can read it: problem details from the API, elsewhere a
    /// page, or plain text for a client that takes no pages.
    pub(crate) fn page(&self, site: &Site, path: &str, headers: &HeaderMap) -> Page {
        if api::has(path) {
            return api::problem::page(self);
        }
        let (content, body) = if negotiate::accepts_html(headers) {
            let page = FaultPage {
                layout: Layout::new(site, self.message.trim_end_matches('.'), Here::Elsewhere),
                status: self.status.as_u16(),
                message: &self.message,
                hint: &self.hint,
                suggestions: &self.suggestions,
            };
            (Content::Html, render(&page))
        } else {
            (Content::Text, self.text())
        };
        Page::with_status(self.status, content, Caching::Never, Varies::ByType, body)
    }

    fn text(&self) -> String {
        let mut text = format!("error: {}\n", as_clause(&self.message));
        if !self.hint.is_empty() {
            text.push_str(&format!("hint: {}\n", as_clause(&self.hint)));
        }
        for pattern in &self.suggestions {
            text.push_str(&format!("did you mean: {} ({})\n", pattern.name, text::markdown_address(&pattern.slug)));
        }
        text
    }
}

/// A sentence as the command line would say it: in lower case, without its full stop.
fn as_clause(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map(char::to_lowercase).into_iter().flatten().chain(letters).collect()
}

/// The answer to a request that wants to do something else than read.
pub(crate) fn not_allowed(site: &Site, path: &str, method: &Method, headers: &HeaderMap) -> Response<Body> {
    let message = format!("Nothing here answers {}.", shorten(method.as_str()));
    let (hint, allowed) = if api::takes_bodies(path) {
        ("Ask with GET, HEAD or POST.", POSTING)
    } else {
        ("Ask with GET or HEAD.", READING)
    };
    let fault = Fault::new(StatusCode::METHOD_NOT_ALLOWED, message).with_hint(hint);
    let mut response = fault.page(site, path, headers).respond(method, headers);
    page::allow(&mut response, allowed);
    response
}

/// The answer to a request for an address that is too long.
pub(crate) fn too_long(site: &Site, path: &str, method: &Method, headers: &HeaderMap) -> Response<Body> {
    let message = format!("An address may be {MAX_TARGET} bytes long.");
    let fault = Fault::new(StatusCode::URI_TOO_LONG, message).with_hint("Ask with fewer words.");
    fault.page(site, path, headers).respond(method, headers)
}

/// The answer to a request that carries too much.
pub(crate) fn too_large(site: &Site, path: &str, method: &Method, headers: &HeaderMap) -> Response<Body> {
    let message = format!("A request may carry {MAX_BODY} bytes.");
    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, message).page(site, path, headers).respond(method, headers)
}

/// The answer to a client that calls more often than others should pay for.
pub(crate) fn too_often(site: &Site, path: &str, method: &Method, headers: &HeaderMap, wait: u64) -> Response<Body> {
    let message = format!("That is more than {MAX_CALLS} calls in {} seconds.", CALLS_WINDOW.as_secs());
    let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, message).with_hint(format!("Wait {wait} s."));
    let mut response = fault.page(site, path, headers).respond(method, headers);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
    response
}

/// The answer to a request for an address that nothing is at: a redirect when it is clear what was
/// meant, otherwise a page with what is near.
pub(crate) async fn not_found(
    State(site): State<Arc<Site>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let path = percent_decode_str(uri.path()).decode_utf8_lossy();
    if method != Method::GET && method != Method::HEAD {
        return not_allowed(&site, uri.path(), &method, &headers);
    }
    if api::has(uri.path()) {
        return api::nothing_at(&path).page(&site, uri.path(), &headers).respond(&method, &headers);
    }
    if let Some(address) = meant(&site, &path) {
        return redirect(&address);
    }
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = name.strip_suffix(".md").or_else(|| name.strip_suffix(".html")).unwrap_or(name);
    let announced = site.catalog().announced().iter().any(|slug| slug.as_str() == name);
    let message = if announced {
        format!("`{name}` has a place in the catalogue, but no entry yet.")
    } else if path.starts_with("/pattern") && !name.is_empty() {
        format!("There is no pattern `{}`.", shorten(name))
    } else {
        format!("There is nothing at `{}`.", shorten(&path))
    };
    let fault = Fault::new(StatusCode::NOT_FOUND, message)
        .with_hint("Search, or look through all patterns on the first page.")
        .with_suggestions(&site, name);
    fault.page(&site, uri.path(), &headers).respond(&method, &headers)
}

/// The address of the table that `path` is another way of writing.
fn meant(site: &Site, path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    let named = || -> Option<String> {
        if let Some(name) = trimmed.strip_prefix("/patterns/").and_then(|name| name.strip_suffix(".md")) {
            return site.catalog().find(name).map(|pattern| text::markdown_address(&pattern.slug));
        }
        let name = trimmed.strip_prefix("/pattern/").or_else(|| trimmed.strip_prefix("/patterns/"))?;
        site.catalog().find(name).map(|pattern| format!("/pattern/{}", pattern.slug))
    };
    if trimmed.is_empty() || trimmed == "/patterns" || trimmed == "/pattern" {
        return Some("/".to_owned());
    }
    // Only addresses of the table are given, so nobody is sent elsewhere.
    Some(trimmed.to_owned()).into_iter().chain(named()).find(|address| site.has(address))
}

fn redirect(address: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    if let Ok(address) = HeaderValue::from_str(address) {
        *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

/// A piece of a request, short enough to be repeated.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
