//! `/advise`: the interview as a page, with the answer forming beside it.
//!
//! The address holds all that was told, so an answer can be shared, and every step is a link: [`interview`]
//! is what is asked and what was told, [`answer`] what fits and why. [`record`] writes a decision down.

mod answer;
mod form;
mod interview;
pub(crate) mod record;

use askama::Template;
use layra_advise::gather::{self, Contradictions};
use layra_advise::{Advice, Known, Source, advise};
use layra_catalog::condition::Value;
use layra_catalog::{Catalog, Category, Pattern, Slug};

use self::answer::Answer;
pub(super) use self::answer::{Because, because, known_in_words};
pub(crate) use self::form::form;
use self::interview::{Ask, Interview, MOST};
use super::fault::Fault;
use super::layout::{Here, Layout};
use super::{filters, render};
use crate::api;
use crate::page::{Caching, Content, Page, Varies};
use crate::question::parameter;
use crate::site::Site;
use crate::told::{self, Rules, TEXT, Told};

/// Where it stands.
pub(crate) const ADDRESS: &str = "/advise";
/// Name of the parameter for a pattern that somebody wants to know about.
const ABOUT: &str = "about";
/// Names of the parameters for a question that somebody chose, and for what they typed in answer to it.
const ASK: &str = "ask";
const ANSWER: &str = "answer";
/// Longest text read, in characters. It stands in every address of the page.
const LONGEST: usize = 2000;
/// Most patterns that somebody can want to know about at a time.
const MOST_ABOUT: usize = 4;

#[derive(Debug, Template)]
#[template(path = "advise.html", whitespace = "minimize")]
struct AdvisePage<'a> {
    layout: Layout<'a>,
    /// Whether anything was told.
    is_told: bool,
    interview: Interview<'a>,
    answer: Answer<'a>,
    text: &'a str,
    longest: usize,
    /// What a form sends along besides its own fields.
    kept: Vec<(&'static str, String)>,
    /// The same for the form of the text.
    kept_but_text: Vec<(&'static str, String)>,
    /// Patterns by category, to choose those that are there today.
    groups: Vec<(Category, Vec<&'a Pattern>)>,
    /// The command that gives the same answer.
    command: String,
    /// Address of the same as JSON.
    json: String,
    /// Patterns that a decision can be for; those recommended come first.
    decidable: Vec<&'a Pattern>,
}

/// What the page links from: what was told, and what somebody wants to know about.
#[derive(Debug, Clone, Copy)]
struct Links<'a> {
    catalog: &'a Catalog,
    about: &'a [Slug],
}

impl Links<'_> {
    /// The address of the page for what is told, with a question to ask.
    fn to(&self, told: &Told, ask: Option<&str>) -> String {
        let ask = ask.map(|fact| (ASK, fact.to_owned()));
        told::address(ADDRESS, self.parameters(told).into_iter().chain(ask))
    }

    /// What is told and asked about, as parameters.
    fn parameters(&self, told: &Told) -> Vec<(&'static str, String)> {
        let about = self.about.iter().map(|slug| (ABOUT, slug.to_string()));
        told.parameters(self.catalog.vocabulary()).into_iter().chain(about).collect()
    }
}

/// What may be told in an address of a page.
pub(super) const RULES: Rules = Rules { longest: LONGEST, contradictions: Contradictions::Refuse };

/// The address of the page for somebody who wants to know about patterns, with what was told.
pub(super) fn address(catalog: &Catalog, about: &[Slug], told: &Told) -> String {
    Links { catalog, about }.to(told, None)
}

/// The interview, and the answer to what `query` tells.
///
/// # Errors
/// A [`Fault`] when a fact or a pattern is none, facts contradict each other, or the text is too long.
pub(crate) fn page<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let catalog = site.catalog();
    let told = Told::read(site, query, &Source::Asked, RULES)?;
    let about = about(site, query)?;
    let ask = asked(site, query)?;
    // An answer that was typed counts as if it stood in the address as a fact.
    let told = match &ask {
        Some(Ask { reply: Some(Ok(known)), .. }) => told.with([known.clone()]),
        _ => told,
    };
    let links = Links { catalog, about: &about };
    let situation = told.situation(site);
    let advice = advise(catalog, &situation, &told.today);
    let interview = Interview::new(links, &told, &situation, &advice, ask);
    let decidable = decidable(catalog, &advice, &about);
    let command = gather::Told { facts: &told.facts, skipped: &told.skipped, today: &told.today, text: &told.text };
    let parameters = told.parameters(catalog.vocabulary());
    let kept = links.parameters(&told);
    let html = render(&AdvisePage {
        layout: Layout::new(site, "Which pattern fits?", Here::Advise).described(
            "Tell your situation or answer a few questions: which patterns fit, why, and what would change it.",
        ),
        is_told: !told.is_silent(),
        command: gather::to_command(catalog.vocabulary(), &command, &[]),
        json: told::address(api::advise::ADDRESS, parameters),
        kept_but_text: kept.iter().filter(|(name, _)| *name != TEXT).cloned().collect(),
        kept,
        groups: catalog.categories().map(|category| (category, catalog.in_category(category).collect())).collect(),
        answer: Answer::new(links, &told, &situation, &advice),
        interview,
        text: &told.text,
        longest: LONGEST,
        decidable,
    });
    Ok(Page::new(Content::Html, Caching::Revalidate, Varies::ByEncoding, html))
}

/// The patterns somebody wants to know about.
fn about<'a>(site: &'a Site, query: &str) -> Result<Vec<Slug>, Fault<'a>> {
    let mut slugs: Vec<Slug> = Vec::new();
    for name in told::values(query, ABOUT) {
        let slug = &told::named(site, &name)?.slug;
        if !slugs.contains(slug) && slugs.len() < MOST_ABOUT {
            slugs.push(slug.clone());
        }
    }
    Ok(slugs)
}

/// The question somebody chose, with what they typed in answer to it.
fn asked<'a>(site: &'a Site, query: &str) -> Result<Option<Ask<'a>>, Fault<'a>> {
    let vocabulary = site.catalog().vocabulary();
    let Some(name) = parameter(query, ASK) else { return Ok(None) };
    let fact = gather::fact_named(vocabulary, &name, ASK).map_err(|error| told::refused(&error))?;
    let typed = parameter(query, ANSWER);
    let reply = typed.as_ref().map(|answer| gather::from_answer(fact, answer));
    Ok(Some(Ask { fact, typed: typed.unwrap_or_default(), reply }))
}

/// What a decision can be for: what is recommended, asked about, or wished for.
fn decidable<'a>(catalog: &'a Catalog, advice: &Advice, about: &[Slug]) -> Vec<&'a Pattern> {
    let recommended = advice.recommended.iter().map(|one| &one.slug);
    let wished = advice.wishes.iter().map(|wish| &wish.slug);
    let mut patterns: Vec<&Pattern> = Vec::new();
    for slug in recommended.chain(about).chain(wished) {
        if let Some(pattern) = catalog.get(slug.as_str())
            && !patterns.iter().any(|other| other.slug == pattern.slug)
        {
            patterns.push(pattern);
        }
    }
    patterns
}

/// A fact that is told, as somebody answered it.
fn answered(fact: &str, value: &Value) -> Known {
    Known { fact: fact.to_owned(), value: value.clone(), source: Source::Asked }
}
