//! `record_decision`: a decision on record in the repository, written by what `layra decide` writes with.

use std::collections::BTreeMap;

use jiff::ToSpan;
use layra_advise::gather::{self, Contradictions};
use layra_advise::record::{self, Decided};
use layra_advise::{Known, Situation, record as put_on_record};
use layra_catalog::{Catalog, problem};
use layra_project::{Date, Declared, FilesError, Rejectable, RepoPath, Repository};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answered, Asker, Effect, Task, advise, pattern};
use crate::library::Library;
use crate::mcp::shown;

/// Most options that can be rejected at once.
const MOST_REJECTED: usize = 50;
/// Longest title and reason, in characters.
const LONGEST: usize = 2_000;
/// Months until a decision is looked at again, when nobody says how many.
const USUAL_REVIEW: u16 = 12;
/// Most months until then.
const LAST_REVIEW: u16 = 600;

pub(super) struct Record;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The chosen pattern: its slug or name
    pattern: String,
    /// What it rests on, as `facts` of an answer of advise
    facts: Option<JsonObject>,
    /// The situation in words
    text: Option<String>,
    /// Patterns and technologies not to be used, each with why; empty where the facts say why
    rejected: Option<BTreeMap<String, String>>,
    /// Folder it holds for, if not for all
    scope: Option<String>,
    title: Option<String>,
    status: Option<Status>,
    /// Months until it is looked at again
    #[schemars(range(min = 1, max = 600))]
    review: Option<u16>,
    /// Write nothing, show the record
    dry_run: Option<bool>,
}

/// How far the decision has got.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    Accepted,
    Proposed,
}

/// A decision that is on record.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Recorded {
    /// The file of the record.
    adr: RepoPath,
    title: String,
    record: String,
    #[schemars(with = "String")]
    review: Date,
    /// Whether the advice recommends the pattern here.
    advised: bool,
    written: bool,
}

impl Task for Record {
    const NAME: &'static str = "record_decision";
    const TITLE: &'static str = "Record an architecture decision";
    const DESCRIPTION: &'static str = "Write a decision for a pattern into this repository, once the user has made it: \
        a MADR record with facts, options, reasons and review date, and an entry in layra.toml. Nothing that is there \
        is overwritten. Give the facts of advise.";
    const EFFECT: Effect = Effect::Writes;
    type Arguments = Arguments;
    type Result = Recorded;

    fn answer(library: &Library, arguments: Arguments, asker: &Asker) -> Result<Answered<Recorded>, String> {
        let root = asker.root.ok_or("nothing may be written here; start `layra mcp` in the repository")?;
        let (catalog, repository, today) = (&library.catalog, &root.repository, root.today());
        let declared = repository.declared(catalog);
        if problem::has_errors(&declared.problems) {
            let problems: Vec<String> = declared.problems.iter().map(ToString::to_string).collect();
            return Err(format!("{}; mend it first, nothing was written", problems.join("; ")));
        }
        let stated = match arguments.facts {
            Some(facts) => advise::known(catalog.vocabulary(), facts, JsonObject::new())?,
            None => facts_of_today(repository, &declared, catalog)?,
        };
        let heard = advise::heard(library, arguments.text.as_deref().unwrap_or_default())?;
        let situation: Situation = gather::combine(catalog.vocabulary(), heard, stated);
        let scope = arguments.scope.as_deref().unwrap_or_default();
        let decided = Decided {
            pattern: pattern(catalog, "pattern", &arguments.pattern)?.slug.clone(),
            title: arguments.title.map(|title| short("title", title)).transpose()?,
            scope: RepoPath::parse(scope).map_err(|error| format!("`scope`: {error}"))?,
            status: match arguments.status {
                Some(Status::Proposed) => record::Status::Proposed,
                Some(Status::Accepted) | None => record::Status::Accepted,
            },
            date: today,
            review: review(today, arguments.review.unwrap_or(USUAL_REVIEW))?,
            rejected: rejected(catalog, arguments.rejected.unwrap_or_default())?,
        };
        let recorded = put_on_record(catalog, &situation, &decided).map_err(|error| error.to_string())?;
        let folder = repository.records_folder(&declared.project).map_err(|problem| problem.to_string())?;
        let adr = repository.next_path(&folder, &recorded.file).map_err(refused)?;
        let decision = recorded.decision(adr.clone());
        declared.check_new(&decision).map_err(refused)?;
        let written = arguments.dry_run != Some(true);
        if written {
            repository.write_decision(&declared, &decision, &recorded.text).map_err(refused)?;
        }
        let said = said(&adr, &decided, recorded.advised);
        let recorded = Recorded {
            adr,
            title: recorded.title,
            record: recorded.text,
            review: decided.review,
            advised: recorded.advised,
            written,
        };
        let text = if written { said } else { recorded.record.clone() };
        Ok(Answered::Done(recorded, Some(text)))
    }
}

/// The facts of the file that `layra.toml` names; none where it names none.
fn facts_of_today(repository: &Repository, declared: &Declared, catalog: &Catalog) -> Result<Vec<Known>, String> {
    let Some(path) = &declared.project.facts else { return Ok(Vec::new()) };
    let source = repository.read(path).map_err(|problem| problem.to_string())?;
    let known = gather::from_file(catalog.vocabulary(), &source.text, &source.path);
    let known = known.and_then(|known| gather::merge(catalog.vocabulary(), known, Contradictions::Refuse));
    known.map_err(|error| error.to_string())
}

fn rejected(catalog: &Catalog, named: BTreeMap<String, String>) -> Result<Vec<(Rejectable, Option<String>)>, String> {
    if named.len() > MOST_REJECTED {
        return Err(format!("`rejected`: names at most {MOST_REJECTED}"));
    }
    let one = |(name, why): (String, String)| {
        let what = record::rejectable(catalog, name.trim()).map_err(|error| {
            let near = error.nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            format!("`rejected`: there is no pattern or technology {}{near}", shown(&name))
        })?;
        Ok((what, Some(short("rejected", why)?)))
    };
    named.into_iter().map(one).collect()
}

fn review(today: Date, months: u16) -> Result<Date, String> {
    let day = (1..=LAST_REVIEW).contains(&months).then(|| today.checked_add(i64::from(months).months()).ok());
    day.flatten().ok_or_else(|| format!("`review`: is a number of months from 1 to {LAST_REVIEW}"))
}

fn short(field: &str, text: String) -> Result<String, String> {
    match text.chars().count() > LONGEST {
        true => Err(format!("`{field}`: is longer than {LONGEST} characters")),
        false => Ok(text),
    }
}

fn refused(error: FilesError) -> String {
    format!("{error}; {}", error.hint())
}

/// What was done, for a model.
fn said(adr: &RepoPath, decided: &Decided, advised: bool) -> String {
    let Decided { pattern, review, .. } = decided;
    let against = if advised { "" } else { " On what is known, the advice does not recommend it; the record says so." };
    format!(
        "Written to {adr}; layra.toml keeps the decision for `{pattern}`. To be looked at again by {review}.{against}"
    )
}
