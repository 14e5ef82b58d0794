//! Content negotiation: what of a request's headers decides about the answer's form.
//!
//! Follows RFC 9110, sections 12 and 13. Header values that make no sense are treated as absent:
//! every client gets an answer.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderName, IF_NONE_MATCH};

/// Whether the client takes gzip.
pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    quality(headers, &ACCEPT_ENCODING, &["gzip", "x-gzip"])
        .or_else(|| quality(headers, &ACCEPT_ENCODING, &["*"]))
        .unwrap_or(0.0)
        > 0.0
}

/// Whether the client asks for Markdown, and does not like HTML better.
///
/// Browsers take `*/*`; only a client that names Markdown gets it.
pub(crate) fn prefers_markdown(headers: &HeaderMap) -> bool {
    let Some(markdown) = quality(headers, &ACCEPT, &["text/markdown"]) else { return false };
    let html = quality(headers, &ACCEPT, &["text/html"]).unwrap_or(0.0);
    markdown > 0.0 && markdown >= html
}

/// Whether the client can show a page: it takes HTML, or says nothing about what it takes.
pub(crate) fn accepts_html(headers: &HeaderMap) -> bool {
    if !headers.contains_key(ACCEPT) {
        return true;
    }
    quality(headers, &ACCEPT, &["text/html"])
        .or_else(|| quality(headers, &ACCEPT, &["text/*"]))
        .or_else(|| quality(headers, &ACCEPT, &["*/*"]))
        .unwrap_or(0.0)
        > 0.0
}

/// Whether the client already has the representation tagged `etag` (compared weakly, as RFC 9110
/// asks for `If-None-Match`).
pub(crate) fn has_current(headers: &HeaderMap, etag: &str) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.trim() == "*" || value.split(',').map(str::trim).any(|tag| tag.strip_prefix("W/").unwrap_or(tag) == etag)
    })
}

/// The weight of the first of `names` that a list header names: 0 to 1, `None` when it names none.
fn quality(headers: &HeaderMap, header: &HeaderName, names: &[&str]) -> Option<f32> {
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).find_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next()?;
        if !names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)) {
            return None;
        }
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some(weight.and_then(|weight| weight.trim().parse::<f32>().ok()).map_or(1.0, |weight| weight.clamp(0.0, 1.0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn with(header: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header, HeaderValue::from_static(value))])
    }

    #[test]
    fn gzip_is_sent_to_whoever_takes_it() {
        for (value, expected) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("*", true),
            ("gzip;q=0, *", false),
            ("identity", false),
            ("gzip;q=0.000", false),
            ("", false),
            (";;q=,", false),
        ] {
            assert_eq!(accepts_gzip(&with(ACCEPT_ENCODING, value)), expected, "{value}");
        }
    }

    #[test]
    fn markdown_is_sent_to_whoever_names_it() {
        for (value, expected) in [
            ("text/markdown", true),
            ("text/markdown, text/html, */*", true),
            ("text/html, text/markdown;q=0.9", false),
            ("text/html,application/xhtml+xml,*/*;q=0.8", false),
            ("*/*", false),
            ("text/markdown;q=0", false),
        ] {
            assert_eq!(prefers_markdown(&with(ACCEPT, value)), expected, "{value}");
        }
    }

    #[test]
    fn a_client_that_names_other_types_gets_no_page() {
        for (value, expected) in
            [("text/html", true), ("*/*", true), ("application/json", false), ("text/plain", false)]
        {
            assert_eq!(accepts_html(&with(ACCEPT, value)), expected, "{value}");
        }
        assert!(accepts_html(&HeaderMap::new()));
    }

    #[test]
    fn a_known_tag_is_recognised_in_a_list() {
        for (value, expected) in
            [("\"a\"", true), ("W/\"a\"", true), ("\"b\", \"a\"", true), ("*", true), ("\"b\"", false), ("a", false)]
        {
            assert_eq!(has_current(&with(IF_NONE_MATCH, value), "\"a\""), expected, "{value}");
        }
    }
}
