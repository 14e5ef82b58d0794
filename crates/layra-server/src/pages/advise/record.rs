//! `/advise/record.md`: a decision on what was told, put on record.
//!
//! The record is the one that `layra decide` writes. Here it is only handed over: where it belongs, and what
//! follows from it in a repository, is for those to say who keep that.

use axum::http::StatusCode;
use jiff::ToSpan as _;
use layra_advise::Source;
use layra_advise::record::{Decided, RecordError, Status, record};
use layra_project::{Date, RepoPath};

use super::RULES;
use crate::page::{Caching, Content, Page, Varies};
use crate::pages::fault::{Fault, shorten};
use crate::question::parameter;
use crate::site::Site;
use crate::told::{self, Told};

/// Where it stands.
pub(crate) const ADDRESS: &str = "/advise/record.md";
/// Months after which a decision is to be looked at again.
const REVIEW: i64 = 12;

/// The record of the decision for `pattern=` on what `query` tells, made on the day `date=`, or today.
///
/// # Errors
/// A [`Fault`] when no pattern is chosen, or something is not as it has to be.
pub(crate) fn page<'a>(site: &'a Site, query: &str) -> Result<Page, Fault<'a>> {
    let told = Told::read(site, query, &Source::Asked, RULES)?;
    let Some(name) = parameter(query, "pattern") else {
        return Err(Fault::new(StatusCode::BAD_REQUEST, "No pattern is chosen: `pattern` is missing or blank.")
            .with_hint("Choose one below the answer."));
    };
    let pattern = told::named(site, &name)?.slug.clone();
    let date = day(site, parameter(query, "date").as_deref())?;
    let review = date.checked_add(REVIEW.months()).map_err(|_| {
        let message = format!("There is no day {REVIEW} months after {date}.");
        Fault::new(StatusCode::BAD_REQUEST, message).with_hint("Give an earlier `date`.")
    })?;
    let decided = Decided {
        pattern,
        title: parameter(query, "title").map(|title| shorten(&title)),
        scope: RepoPath::default(),
        status: Status::Proposed,
        date,
        review,
        rejected: Vec::new(),
    };
    let recorded = record(site.catalog(), &told.situation(site), &decided).map_err(|error| refused(&error))?;
    let page = Page::new(Content::Markdown, Caching::Revalidate, Varies::ByEncoding, recorded.text);
    Ok(page.kept_as(&recorded.file))
}

/// The day of the decision.
fn day(site: &Site, date: Option<&str>) -> Result<Date, Fault<'static>> {
    match (date, site.today()) {
        (Some(date), _) => date.parse().map_err(|_| {
            Fault::new(StatusCode::BAD_REQUEST, format!("`date` is `{}`, which is no day.", shorten(date)))
                .with_hint("A day is written as 2026-03-06.")
        }),
        (None, Some(today)) => Ok(today),
        (None, None) => Err(Fault::new(StatusCode::BAD_REQUEST, "No day is given: `date` is missing.")
            .with_hint("A day is written as 2026-03-06.")),
    }
}

fn refused(error: &RecordError) -> Fault<'static> {
    let message = told::capitalised(&format!("{error}."));
    Fault::new(StatusCode::BAD_REQUEST, message).with_hint(match error {
        RecordError::NoReason(_) => "Take it out of the text, or record the decision with `layra decide --rejected`.",
        RecordError::UnknownPattern(_) | RecordError::UnknownTechnology(_) | RecordError::Both(_) => "",
    })
}
