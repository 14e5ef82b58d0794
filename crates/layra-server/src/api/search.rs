//! `/api/v1/search?q=`: the patterns that answer a question, as JSON.

use axum::http::StatusCode;

use super::json;
use crate::page::Page;
use crate::pages::fault::{Fault, shorten};
use crate::question::{Question, parameter};
use crate::site::Site;

/// Where it stands.
pub(super) const ADDRESS: &str = "/api/v1/search";
/// Longest question answered, in characters: a paragraph or two that describe a situation.
pub(super) const LONGEST: usize = 2000;
/// Patterns given when nobody says how many.
pub(super) const USUAL: usize = 10;
/// Most patterns given.
pub(super) const MOST: usize = 50;

/// What answers the question in `query`.
///
/// # Errors
/// A [`Fault`] when there is no question, or it cannot be taken as it is.
pub(crate) fn answer<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let question = Question::read(query, LONGEST)?;
    if question.text.is_empty() {
        return Err(Fault::new(StatusCode::BAD_REQUEST, "Nothing is asked: `q` is missing or blank.")
            .with_hint(format!("Ask as in `{ADDRESS}?q=words`.")));
    }
    Ok(json(&question.answer(site, limit(query)?)))
}

/// Where the answer to `question` is to be had.
pub(crate) fn address(question: &Question, limit: usize) -> String {
    let mut query = form_urlencoded::Serializer::for_suffix(format!("{ADDRESS}?"), ADDRESS.len() + 1);
    query.append_pair("q", &question.text).append_pair("limit", &limit.to_string());
    if let Some(category) = question.category {
        query.append_pair("category", category.as_str());
    }
    if let Some(section) = question.section {
        query.append_pair("section", section.id());
    }
    query.finish()
}

fn limit(query: &str) -> Result<usize, Fault<'static>> {
    let Some(text) = parameter(query, "limit") else { return Ok(USUAL) };
    text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
        let message = format!("`limit` is `{}`, but goes from 1 to {MOST}.", shorten(&text));
        Fault::new(StatusCode::BAD_REQUEST, message).with_hint(format!("Leave it out for {USUAL}."))
    })
}
