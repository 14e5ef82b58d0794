//! What a search asks for, read out of the address.
//!
//! The page and the API read it with the same code. They differ in how long a question may be, and
//! in what they make of none.

use axum::http::StatusCode;
use layra_catalog::section::Section;
use layra_catalog::{Category, Pattern, nearest};
use layra_search::{Answer, Query};

use crate::pages::fault::{Fault, shorten};
use crate::site::Site;

/// A question to the search.
#[derive(Debug)]
pub(crate) struct Question {
    /// Its words; empty when nothing is asked.
    pub(crate) text: String,
    /// Only patterns of this category.
    pub(crate) category: Option<Category>,
    /// Only by what stands in this section.
    pub(crate) section: Option<Section>,
}

impl Question {
    /// The question in what stands behind the `?`.
    ///
    /// # Errors
    /// A [`Fault`] when its words are more than `longest` characters, or it names a category or a
    /// section that is not there.
    pub(crate) fn read(query: &str, longest: usize) -> Result<Self, Fault<'static>> {
        let text = parameter(query, "q").unwrap_or_default();
        if text.chars().count() > longest {
            return Err(Fault::new(StatusCode::BAD_REQUEST, format!("A search may be {longest} characters long."))
                .with_hint("Ask with fewer words."));
        }
        let category = parameter(query, "category").map(|name| category(&name));
        let section = parameter(query, "section").map(|name| section(&name));
        Ok(Self { text, category: category.transpose()?, section: section.transpose()? })
    }

    /// What answers it, `limit` patterns at most.
    pub(crate) fn answer(&self, site: &Site, limit: usize) -> Answer {
        let query = Query { text: &self.text, limit, category: self.category, section: self.section };
        site.index().search(site.catalog(), &query)
    }
}

/// The parameter that names a pattern to compare.
pub(crate) const COMPARED: &str = "with";
/// Most patterns laid side by side.
pub(crate) const MOST_COMPARED: usize = 4;

/// The patterns to compare that `query` names, each once.
///
/// # Errors
/// A [`Fault`] when one is not there or there are more than [`MOST_COMPARED`].
pub(crate) fn compared<'a>(site: &'a Site, query: &str) -> Result<Vec<&'a Pattern>, Fault<'a>> {
    let mut patterns: Vec<&Pattern> = Vec::new();
    for (_, name) in
        form_urlencoded::parse(query.as_bytes()).filter(|(key, name)| key == COMPARED && !name.trim().is_empty())
    {
        let Some(pattern) = site.catalog().find(name.trim()) else {
            let message = format!("There is no pattern `{}` to compare.", shorten(&name));
            return Err(Fault::new(StatusCode::NOT_FOUND, message)
                .with_hint("Choose from the list below, or from all patterns on the first page.")
                .with_suggestions(site, &name));
        };
        if !patterns.iter().any(|chosen| chosen.slug == pattern.slug) {
            patterns.push(pattern);
        }
        if patterns.len() > MOST_COMPARED {
            let message = format!("At most {MOST_COMPARED} patterns fit side by side.");
            return Err(Fault::new(StatusCode::BAD_REQUEST, message).with_hint("Leave some out."));
        }
    }
    Ok(patterns)
}

/// The category called `name`.
///
/// # Errors
/// A [`Fault`] that names the nearest when there is none.
pub(crate) fn category(name: &str) -> Result<Category, Fault<'static>> {
    let ids = Category::ALL.iter().map(|category| category.as_str());
    Category::from_word(&name.to_lowercase()).ok_or_else(|| unknown("category", name, ids))
}

/// The section called `name`.
///
/// # Errors
/// A [`Fault`] that names the nearest when there is none.
pub(crate) fn section(name: &str) -> Result<Section, Fault<'static>> {
    let ids = Section::ALL.iter().map(|section| section.id());
    Section::from_id(name).ok_or_else(|| unknown("section", name, ids))
}

/// The first value of the parameter `name`, without blanks around it. A blank one counts as not
/// given: forms send the fields that nobody filled in, too.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    let values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    values.map(|(_, value)| value.trim().to_owned()).find(|value| !value.is_empty())
}

/// The fault of naming a `kind` of thing that is not among `known`.
fn unknown(kind: &str, name: &str, known: impl Iterator<Item = &'static str> + Clone) -> Fault<'static> {
    let hint = match nearest::nearest(name, known.clone()) {
        Some(nearest) => format!("Did you mean `{nearest}`?"),
        None => format!("It is one of {}.", known.collect::<Vec<_>>().join(", ")),
    };
    Fault::new(StatusCode::BAD_REQUEST, format!("There is no {kind} `{}`.", shorten(name))).with_hint(hint)
}
