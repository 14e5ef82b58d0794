//! `/api/v1/compare?with=a&with=b`: patterns side by side.

use axum::http::StatusCode;
use layra_catalog::compare::compare;

use super::json;
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
/// A [`Fault`] when a pattern is not there, or there are too few or too many.
pub(crate) fn answer<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let patterns = question::compared(site, query)?;
    if patterns.len() < FEWEST {
        let message = format!("Name {FEWEST} to {} different patterns.", question::MOST_COMPARED);
        return Err(Fault::new(StatusCode::BAD_REQUEST, message)
            .with_hint(format!("Ask as in `{ADDRESS}?with=one&with=other`.")));
    }
    Ok(json(&compare(site.catalog(), &patterns)))
}
