//! `/search?q=&category=&section=`: the patterns that match, each with the passages that say why.

use askama::Template;
use layra_catalog::section::Section;
use layra_catalog::{Category, Pattern};
use layra_search::{Place, Reason};

use super::fault::Fault;
use super::layout::{Here, Layout};
use super::{filters, render};
use crate::api;
use crate::page::{Caching, Content, Page, Varies};
use crate::question::Question;
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
    question: &'a Question,
    categories: Vec<Category>,
    sections: Vec<Section>,
    /// Address of the same as JSON.
    json: String,
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
/// A [`Fault`] when the question is longer than [`LONGEST`], or asks in what is not there.
pub(crate) fn page<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let question = Question::read(query, LONGEST)?;
    let catalog = site.catalog();
    let answer = question.answer(site, MOST);
    let hits: Vec<Found<'_>> = answer
        .results
        .iter()
        .filter_map(|hit| {
            let pattern = catalog.get(hit.slug.as_str())?;
            Some(Found { pattern, reasons: hit.reasons.iter().map(|reason| because(pattern, reason)).collect() })
        })
        .collect();
    let title = match question.text.as_str() {
        "" => "Search".to_owned(),
        text => format!("{text} - search"),
    };
    let html = render(&SearchPage {
        layout: Layout::new(site, title, Here::Search)
            .described("Patterns that answer a question, each with the passages that say why."),
        question: &question,
        categories: catalog.categories().collect(),
        sections: searched_sections(),
        json: api::search::address(&question, MOST),
        hits,
        suggestions: answer.near.iter().filter_map(|slug| catalog.get(slug.as_str())).collect(),
    });
    Ok(Page::new(Content::Html, Caching::Revalidate, Varies::ByEncoding, html))
}

/// The sections that passages stand in.
fn searched_sections() -> Vec<Section> {
    let has_passages = |section: &Section| Place::ALL.iter().any(|place| place.section() == Some(*section));
    Section::ALL.iter().copied().filter(has_passages).collect()
}

fn because(pattern: &Pattern, reason: &Reason) -> Because {
    let (place, section) = (describe(reason.place), reason.place.section());
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

/// A place in words.
const fn describe(place: Place) -> &'static str {
    match place {
        Place::Name => "Name",
        Place::Alias => "Also known as",
        Place::Summary => "Summary",
        Place::Technology => "Technology",
        Place::UseWhen => "When to use",
        Place::AvoidWhen => "When not to use",
        Place::Component => "Component",
        Place::TradeOff => "Trade-off",
        Place::Versus => "Decision",
        Place::Example => "Example",
        Place::Overview => "Overview",
        Place::Failure => "Failure mode",
        Place::Adopt => "Way in",
        Place::Exit => "Way out",
        Place::Measure => "Measure",
        Place::Smell => "Smell",
        Place::Term => "Glossary",
        Place::Reference => "Reference",
        Place::Asked => "Asked by people",
    }
}
