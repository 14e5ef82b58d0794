//! `/api/v1/patterns`: the patterns in brief, and each as a whole.

use axum::http::StatusCode;
use layra_catalog::listing::{Filter, list};
use layra_catalog::{Category, Pattern};

use super::json;
use crate::page::Page;
use crate::pages::fault::{Fault, shorten};
use crate::question::{self, parameter};
use crate::site::Site;

/// Where the list stands.
pub(super) const ADDRESS: &str = "/api/v1/patterns";

/// The patterns that pass the filters in `query`.
///
/// # Errors
/// A [`Fault`] when a filter names what is not there, or is no number.
pub(crate) fn listing<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let filter = Filter {
        category: parameter(query, "category").map(|name| question::category(&name)).transpose()?,
        concern: parameter(query, "concern"),
        max_complexity: number(query, "max_complexity", 1..=5)?,
        team: number(query, "team", 1..=u32::MAX)?,
        technology: parameter(query, "technology"),
        quality: parameter(query, "quality"),
    };
    let listing = list(site.catalog(), &filter).map_err(|error| {
        let fault =
            Fault::new(StatusCode::NOT_FOUND, format!("There is no {} `{}`.", error.kind, shorten(&error.word)));
        match error.nearest {
            Some(nearest) => fault.with_hint(format!("Did you mean `{nearest}`?")),
            None => fault,
        }
    })?;
    Ok(json(&listing))
}

/// The pattern called `name`: its slug, its name or one of its other names.
///
/// # Errors
/// A [`Fault`] with what is near when there is none.
pub(crate) fn one<'a>(site: &'a Site, name: &str) -> Result<Page, Fault<'a>> {
    let pattern: &Pattern = site.catalog().find(name).ok_or_else(|| {
        let message = format!("There is no pattern `{}`.", shorten(name));
        Fault::new(StatusCode::NOT_FOUND, message).with_suggestions(site, name)
    })?;
    Ok(json(pattern))
}

fn number<N: std::str::FromStr + PartialOrd + std::fmt::Display>(
    query: &str,
    name: &str,
    range: std::ops::RangeInclusive<N>,
) -> Result<Option<N>, Fault<'static>> {
    let Some(text) = parameter(query, name) else { return Ok(None) };
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.map(Some).ok_or_else(|| {
        let message = format!("`{name}` is `{}`, but goes from {} to {}.", shorten(&text), range.start(), range.end());
        Fault::new(StatusCode::BAD_REQUEST, message)
    })
}

/// Ids of the categories, for the description of the API.
pub(super) fn categories() -> Vec<&'static str> {
    Category::ALL.iter().map(|category| category.as_str()).collect()
}
