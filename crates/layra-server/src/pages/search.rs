//! `/search?q=`: the patterns that match, each with the passages that say why.

use askama::Template;
use axum::http::StatusCode;
use layra_catalog::Pattern;
use layra_catalog::section::Section;
use layra_search::{Place, Query, Reason};

use super::fault::Fault;
use super::layout::{Here, Layout};
use super::{filters, render};
use crate::page::{Caching, Content, Page, Varies};
use crate::site::Site;

/// Most patterns listed.
const MOST: usize = 20;
/// Longest question answered, in characters.
const LONGEST: usize = 200;
/// Longest excerpt of a passage, in characters.
const EXCERPT: usize = 320;

#[derive(Debug, Template)]
#[template(path = "search.html", whitespace = "minimize")]
struct SearchPage<'a> {
    layout: Layout<'a>,
    question: &'a str,
    hits: Vec<Found<'a>>,
    suggestions: Vec<&'a Pattern>,
}

#[derive(Debug)]
struct Found<'a> {
    pattern: &'a Pattern,
    reasons: Vec<Because>,
}

#[derive(Debug)]
struct Because {
    place: &'static str,
    address: String,
    words: String,
    text: String,
}

/// What answers the question in `query`, or the form to ask one.
///
/// # Errors
/// A [`Fault`] when the question is longer than [`LONGEST`].
pub(crate) fn page<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let question = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "q").map(|(_, text)| text);
    let question = question.as_deref().unwrap_or_default().trim();
    if question.chars().count() > LONGEST {
        return Err(Fault::new(StatusCode::BAD_REQUEST, format!("A search may be {LONGEST} characters long."))
            .with_hint("Ask with fewer words."));
    }
    let catalog = site.catalog();
    let answer = site.index().search(catalog, &Query { text: question, limit: MOST, category: None, place: None });
    let hits: Vec<Found<'_>> = answer
        .results
        .iter()
        .filter_map(|hit| {
            let pattern = catalog.get(hit.slug.as_str())?;
            Some(Found { pattern, reasons: hit.reasons.iter().map(|reason| because(pattern, reason)).collect() })
        })
        .collect();
    let title = if question.is_empty() { "Search".to_owned() } else { format!("{question} - search") };
    let html = render(&SearchPage {
        layout: Layout::new(site, title, Here::Search),
        question,
        hits,
        suggestions: answer.near.iter().filter_map(|slug| catalog.get(slug.as_str())).collect(),
    });
    Ok(Page::new(Content::Html, Caching::Revalidate, Varies::ByEncoding, html))
}

fn because(pattern: &Pattern, reason: &Reason) -> Because {
    let (place, section) = describe(reason.place);
    let id = reason.cite.as_deref().and_then(|cite| cite.split_once('#')).map(|(_, id)| id);
    let fragment = id.or(section.map(Section::id)).map(|id| format!("#{id}")).unwrap_or_default();
    Because {
        place,
        address: format!("/pattern/{}{fragment}", pattern.slug),
        words: reason.words.join(", "),
        text: excerpt(&reason.text),
    }
}

/// The first part of a passage, cut between words.
fn excerpt(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(EXCERPT) else { return text.to_owned() };
    let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", text[..end].trim_end())
}

/// A place in words, and the section of the page it stands in.
const fn describe(place: Place) -> (&'static str, Option<Section>) {
    match place {
        Place::Name => ("Name", None),
        Place::Alias => ("Also known as", None),
        Place::Summary => ("Summary", None),
        Place::Technology => ("Technology", Some(Section::Stacks)),
        Place::UseWhen => ("When to use", Some(Section::UseWhen)),
        Place::AvoidWhen => ("When not to use", Some(Section::AvoidWhen)),
        Place::Component => ("Component", Some(Section::Components)),
        Place::TradeOff => ("Trade-off", Some(Section::TradeOffs)),
        Place::Versus => ("Decision", Some(Section::Versus)),
        Place::Example => ("Example", Some(Section::Examples)),
        Place::Overview => ("Overview", Some(Section::Overview)),
        Place::Failure => ("Failure mode", Some(Section::Failures)),
        Place::Practice => ("Practice", None),
        Place::Term => ("Glossary", Some(Section::Terms)),
        Place::Reference => ("Reference", Some(Section::References)),
    }
}
