//! `layra decide`: a decision record, and the `[[decision]]` that keeps it.

use jiff::{ToSpan, ZonedDateTime};
use layra_advise::record::{Decided, RecordError, record, rejectable};
use layra_catalog::Catalog;
use layra_project::{Date, Decision, Rejectable, edit};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{DecideArgs, ReviewBy};
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::terminal::text::clean;
use crate::{repository, situation, sources};

/// A decision that was recorded.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Recorded {
    /// What the record is called.
    title: String,
    /// The record itself, Markdown.
    record: String,
    /// What `layra.toml` keeps of it.
    decision: Decision,
    /// Whether both were written.
    written: bool,
}

/// Records a decision.
pub(crate) fn run(args: &DecideArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let (catalog, index) = sources::searchable(settings)?;
    let pattern = sources::pattern(&catalog, &args.pattern)?.slug.clone();
    let (repository, declared) = repository::declared(&args.repo, &catalog)?;
    let today = match args.situation.facts.as_slice() {
        [] => repository::facts_of_today(&repository, &declared, &catalog)?,
        _ => None,
    };
    let text = situation::text(&args.situation, &[])?;
    let situation =
        situation::gathered(&args.situation, &text, today.unwrap_or_default(), (&catalog, &index), settings, output)?;
    let date = args.date.unwrap_or_else(|| ZonedDateTime::now().date());
    let rejected = args.rejected.iter().map(|named| rejected(&catalog, named));
    let decided = Decided {
        pattern: pattern.clone(),
        title: args.title.clone(),
        scope: args.scope.clone().unwrap_or_default(),
        status: args.status.into(),
        date,
        review: review(args.review, date)?,
        rejected: rejected.collect::<Result<_, Failure>>()?,
    };
    let recorded = record(&catalog, &situation, &decided).map_err(|error| refused(&error))?;
    let folder = match &args.dir {
        Some(folder) => folder.clone(),
        None => {
            let folder = repository.records_folder(&declared.project);
            folder.map_err(|problem| repository::of_problem(*problem))?
        }
    };
    let adr = repository.next_path(&folder, &recorded.file).map_err(|error| repository::failure(&error))?;
    let decision = recorded.decision(adr.clone());
    declared.check_new(&decision).map_err(|error| repository::failure(&error))?;
    if !args.dry_run {
        let written = repository.write_decision(&declared, &decision, &recorded.text);
        written.map_err(|error| repository::failure(&error))?;
    }
    if !recorded.advised {
        output
            .say(&format!("warning: on what is known, the advice does not recommend `{pattern}`; the record says so"));
    }
    if args.json {
        let written = !args.dry_run;
        output.json(&Recorded { title: recorded.title, record: recorded.text, decision, written })?;
    } else if args.dry_run {
        output.exact(&recorded.text)?;
        output.say(&format!("nothing was written; the record would be {adr}, and layra.toml would get"));
        output.say(&clean(&edit::with_decision("", &decision)?));
    } else {
        output.data(&format!("{adr}\n"))?;
        output.say(&format!("`{pattern}` is decided on in layra.toml; review by {}", decided.review));
    }
    Ok(Status::Fine)
}

/// The day of review, given the day of the decision.
fn review(review: ReviewBy, date: Date) -> Result<Date, Failure> {
    match review {
        ReviewBy::Day(day) if day < date => Err(Failure::new(format!("the review on {day} comes before {date}"))
            .with_hint("give a later day, or a number of months, to --review")),
        ReviewBy::Day(day) => Ok(day),
        ReviewBy::Months(months) => date.checked_add(i64::from(months).months()).map_err(|_| {
            Failure::new(format!("there is no day {months} months after {date}")).with_hint("give an earlier --date")
        }),
    }
}

/// What `--rejected` names: a pattern or a technology, and the reason behind a `=`.
fn rejected(catalog: &Catalog, named: &str) -> Result<(Rejectable, Option<String>), Failure> {
    let (name, why) = named.split_once('=').map_or((named, None), |(name, why)| (name, Some(why)));
    let why = why.map(str::trim).filter(|why| !why.is_empty());
    let what = rejectable(catalog, name.trim()).map_err(|error| {
        let near = error.nearest.as_ref().map(|near| format!("did you mean `{near}`?"));
        let hint = near.unwrap_or_else(|| "write it as `--rejected NAME=WHY`".to_owned());
        Failure::new(error.to_string()).with_hint(hint)
    })?;
    Ok((what, why.map(str::to_owned)))
}

fn refused(error: &RecordError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        RecordError::NoReason(name) => {
            failure.with_hint(format!("write the reason behind it: `--rejected '{name}=WHY'`"))
        }
        RecordError::Both(_) => failure.with_hint("take it out of `--rejected`"),
        RecordError::UnknownPattern(_) | RecordError::UnknownTechnology(_) => failure,
    }
}
