//! What a search asks for, read out of the address.
//!
//! The page and the API read it with the same code. They differ in how long a question may be, and
//! in what they make of none.

use axum::http::StatusCode;
use layra_catalog::section::Section;
use layra_catalog::{Category, nearest};
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
        let category = parameter(query, "category").map(|name| {
            let ids = Category::ALL.iter().map(|category| category.as_str());
            Category::from_word(&name.to_lowercase()).ok_or_else(|| unknown("category", &name, ids))
        });
        let section = parameter(query, "section").map(|name| section(&name));
        Ok(Self { text, category: category.transpose()?, section: section.transpose()? })
    }

    /// What answers it, `limit` patterns at most.
    pub(crate) fn answer(&self, site: &Site, limit: usize) -> Answer {
        let query = Query { text: &self.text, limit, category: self.category, section: self.section };
        site.index().search(site.catalog(), &query)
    }
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
