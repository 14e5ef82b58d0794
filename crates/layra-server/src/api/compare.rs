//! `/api/v1/compare?with=a&with=b`: patterns side by side, and how they stand in a situation.

use axum::http::StatusCode;
use layra_advise::compare;

use super::{advise, json};
use crate::page::Page;
use crate::pages::fault::Fault;
use crate::question;
use crate::site::Site;

/// Where it stands.
pub(super) const ADDRESS: &str = "/api/v1/compare";
/// Fewest patterns that can be compared.
const FEWEST: usize = 2;

/// The comparison that `query` asks for.
///
/// # Errors
/// A [`Fault`] when a pattern is not there, there are too few or too many, or the situation cannot be taken as it
/// is.
pub(crate) fn answer<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    advise::known(query, &[question::COMPARED])?;
    let patterns = question::compared(site, query)?;
    if patterns.len() < FEWEST {
        let message = format!("Name {FEWEST} to {} different patterns.", question::MOST_COMPARED);
        return Err(Fault::new(StatusCode::BAD_REQUEST, message)
            .with_hint(format!("Ask as in `{ADDRESS}?with=one&with=other`.")));
    }
    let told = advise::told_behind(site, query)?;
    let situation = (!told.is_silent()).then(|| told.situation(site));
    Ok(json(&compare(site.catalog(), &patterns, situation.as_ref())))
}
