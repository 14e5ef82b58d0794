//! `/compare?with=a&with=b`: patterns side by side, or the form to choose them.
//!
//! Where the address tells a situation, too, as that of `/advise` does, they are weighed in it.

use askama::Template;
use layra_advise::{Reason, Source, Stances, Weighed, compare};
use layra_catalog::compare::Comparison;
use layra_catalog::{Catalog, Category, Pattern, Slug};

use super::advise::{self, Because, because, known_in_words};

use super::balance::{self, Row};
use super::fault::Fault;
use super::layout::{Here, Layout};
use super::{filters, render};
use crate::folder;
use crate::page::{Caching, Content, Page, Varies};
use crate::question::{self, MOST_COMPARED};
use crate::site::{Face, Site};
use crate::told::{self, FROM, Told};

/// Where it stands.
const ADDRESS: &str = "/compare";
/// Name of the parameter for a pattern to compare.
const WITH: &str = "with";
/// Fields of the form when nothing is chosen.
const FIELDS: usize = 2;

#[derive(Debug, Template)]
#[template(path = "compare.html", whitespace = "minimize")]
struct ComparePage<'a> {
    layout: Layout<'a>,
    comparison: Option<Comparison>,
    /// What the patterns win and pay, by quality.
    qualities: Vec<Row>,
    /// What the fields of the form show; empty for those still to be chosen.
    chosen: Vec<&'a str>,
    groups: Vec<(Category, Vec<&'a Pattern>)>,
    /// How they stand in the situation that is told.
    here: Option<Situated>,
    /// The address that asks for the situation.
    advise: String,
    /// In a folder of files, where nothing is compared yet: for each pattern those that it has a page with.
    pairs: Vec<(&'a Pattern, Vec<&'a Pattern>)>,
    /// What the form sends along.
    kept: Vec<(&'static str, String)>,
}

/// How the patterns stand in a situation.
#[derive(Debug)]
struct Situated {
    /// What it rests on, in words.
    facts: Vec<String>,
    columns: Vec<Column>,
    /// For which pattern a row decides, over which, and the row.
    decides: Option<(Slug, Slug, Because)>,
}

/// How one pattern stands.
#[derive(Debug)]
struct Column {
    slug: Slug,
    stands: &'static str,
    reasons: Vec<Because>,
    against: Vec<Because>,
}

impl ComparePage<'_> {
    /// The name of the compared pattern with this slug.
    fn name<'b>(&self, comparison: &'b Comparison, slug: &'b layra_catalog::Slug) -> &'b str {
        let fit = comparison.patterns.iter().find(|fit| fit.slug == *slug);
        fit.map_or(slug.as_str(), |fit| fit.name.as_str())
    }
}

/// The address of patterns side by side, in the situation that was told.
pub(crate) fn address(catalog: &Catalog, slugs: &[Slug], told: &Told) -> String {
    let with = slugs.iter().map(|slug| (WITH, slug.to_string()));
    told::address(ADDRESS, with.chain(situation(catalog, told)))
}

/// What was told of the situation, as parameters; what there is today changes no comparison.
fn situation(catalog: &Catalog, told: &Told) -> Vec<(&'static str, String)> {
    told.parameters(catalog.vocabulary()).into_iter().filter(|(name, _)| *name != FROM).collect()
}

/// The comparison that `query` asks for, or the form to choose one.
///
/// # Errors
/// A [`Fault`] when a pattern is not there, there are more than [`MOST_COMPARED`], or what is told of a
/// situation cannot be taken.
pub(crate) fn page<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let catalog = site.catalog();
    let told = Told::read(site, query, &Source::Asked, advise::RULES)?;
    let patterns = question::compared(site, query)?;
    let mut chosen: Vec<&str> = patterns.iter().map(|pattern| pattern.slug.as_str()).collect();
    // One more field than chosen, so that another can be added.
    chosen.resize(FIELDS.max(chosen.len() + 1).min(MOST_COMPARED), "");
    let names: Vec<&str> = patterns.iter().map(|pattern| pattern.name.as_str()).collect();
    let title = if patterns.len() < 2 { "Compare patterns".to_owned() } else { names.join(" or ") };
    let layout = Layout::new(site, title, Here::Compare)
        .described("Patterns side by side: whom they suit, what they win and cost, and when to take which.");
    let slugs: Vec<Slug> = patterns.iter().map(|pattern| pattern.slug.clone()).collect();
    let situation_told = (!told.is_silent()).then(|| told.situation(site));
    let compared = (patterns.len() > 1).then(|| compare(catalog, &patterns, situation_told.as_ref()));
    let (comparison, stances) = compared.map_or((None, None), |one| (Some(one.comparison), one.situation));
    let html = render(&ComparePage {
        layout: if patterns.len() < 2 { layout } else { layout.about(patterns.iter().map(|pattern| &pattern.slug)) },
        qualities: comparison.as_ref().map(|one| balance::rows(&one.trade_offs)).unwrap_or_default(),
        comparison,
        chosen,
        groups: catalog.categories().map(|category| (category, catalog.in_category(category).collect())).collect(),
        here: stances.map(|stances| situated(catalog, &stances)),
        advise: advise::address(catalog, &slugs, &told),
        pairs: if site.face == Face::Files && patterns.len() < 2 { pairs(catalog) } else { Vec::new() },
        kept: situation(catalog, &told),
    });
    Ok(Page::new(Content::Html, Caching::Revalidate, Varies::ByEncoding, html))
}

/// For each pattern those that it has a page with where the site is a folder of files.
fn pairs(catalog: &Catalog) -> Vec<(&Pattern, Vec<&Pattern>)> {
    let pairs = folder::pairs(catalog);
    let others = |pattern: &Pattern| -> Vec<&Pattern> {
        let of = pairs.iter().filter_map(|(one, other)| match &pattern.slug {
            slug if slug == one => Some(other),
            slug if slug == other => Some(one),
            _ => None,
        });
        of.filter_map(|slug| catalog.get(slug.as_str())).collect()
    };
    let all = catalog.patterns().iter().map(|pattern| (pattern, others(pattern)));
    all.filter(|(_, others)| !others.is_empty()).collect()
}

fn situated(catalog: &Catalog, stances: &Stances) -> Situated {
    let vocabulary = catalog.vocabulary();
    let reasons = |reasons: &[Reason]| reasons.iter().map(|one| because(vocabulary, one)).collect();
    let column = |one: &Weighed| Column {
        slug: one.slug.clone(),
        stands: match (one.recommended, one.ruled_out) {
            (true, _) => "Recommended",
            (false, true) => "Ruled out",
            (false, false) => "Not recommended",
        },
        reasons: reasons(&one.reasons),
        against: reasons(&one.against),
    };
    let decides = stances.decides.as_ref();
    Situated {
        facts: stances.facts.iter().map(|known| known_in_words(vocabulary, known)).collect(),
        columns: stances.patterns.iter().map(column).collect(),
        decides: decides.map(|one| (one.winner.clone(), one.over.clone(), because(vocabulary, &one.reason))),
    }
}
