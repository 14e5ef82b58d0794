//! `layra new`: a project of one's own, begun from a blueprint.

use std::path::Path;

use anyhow::Context;
use jiff::{ToSpan, ZonedDateTime};
use layra_advise::record::{Decided, Status as DecisionStatus, record};
use layra_blueprint::project::{Project, ProjectError, project};
use layra_blueprint::{Blueprint, ProjectName, files};
use layra_catalog::Catalog;
use layra_project::{Date, Decision, RepoPath, Repository};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::NewArgs;
use crate::outcome::{Failure, Status, quoted};
use crate::output::Output;
use crate::settings::Settings;
use crate::terminal::text::clean;
use crate::{repository, situation, sources};

/// Months after which to look at the decision again.
const REVIEW: i64 = 12;

/// A project that was begun.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Begun {
    /// What it is called.
    name: String,
    /// Its folder.
    folder: String,
    /// The patterns whose blueprints it is made of; the first has given it its shape.
    blueprints: Vec<String>,
    /// Its files, without those of its decisions.
    files: Vec<String>,
    /// What was decided by beginning so.
    decisions: Vec<Decision>,
}

/// Begins a project.
pub(crate) fn run(args: &NewArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    files::check_new(&args.dir).map_err(Failure::from)?;
    let name = name(args)?;
    let (catalog, index) = sources::searchable(settings)?;
    let shelf = sources::blueprints(settings, &catalog)?;
    let project =
        project(&shelf, &args.blueprint, &name).map_err(|error| refused(&error, &args.blueprint, &catalog))?;
    let text = situation::text(&args.situation, &[])?;
    let situation = situation::gathered(&args.situation, &text, Vec::new(), (&catalog, &index), settings, output)?;
    let date = args.date.unwrap_or_else(|| ZonedDateTime::now().date());
    let mut decisions = Vec::new();
    files::write_new(&args.dir, &project.files, |folder| {
        for blueprint in &project.of {
            decisions.push(decide(folder, blueprint, &catalog, &situation, date)?);
        }
        Ok::<_, Failure>(())
    })?;
    let folder = args.dir.display().to_string();
    if args.json {
        output.json(&Begun {
            name: name.to_string(),
            folder,
            blueprints: project.of.iter().map(|blueprint| blueprint.slug().to_owned()).collect(),
            files: project.files.into_iter().map(|file| file.path).collect(),
            decisions,
        })?;
    } else {
        output.data(&clean(&format!("{folder}\n")))?;
        next(&project, &folder, output);
    }
    Ok(Status::Fine)
}

/// Says what to do with the project.
fn next(project: &Project<'_>, folder: &str, output: &mut Output) {
    for blueprint in &project.of {
        for service in &blueprint.manifest.services {
            output.say(&clean(&format!("beside it: {}, {}", service.name, service.say)));
        }
    }
    output.say(&clean(&format!("next: cd {folder} && cargo run; its README.md says what to try")));
    if !layra_blueprint::lab::has_cargo() {
        output.say("cargo is not there: install Rust (https://rustup.rs) to build it");
    }
}

/// The name that was given, or that of the folder.
fn name(args: &NewArgs) -> anyhow::Result<ProjectName> {
    let hint = "a name is like `order-desk`";
    if let Some(name) = &args.name {
        return Ok(ProjectName::parse(name).map_err(|error| Failure::new(error.to_string()).with_hint(hint))?);
    }
    // `.` has no name of its own.
    let full = std::path::absolute(&args.dir).context("cannot tell where this is")?;
    let folder = full.components().next_back().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let folder = folder.unwrap_or_default();
    let name = ProjectName::parse(&folder).map_err(|error| {
        let message = format!("the project cannot be called as its folder is: {error}");
        Failure::new(message).with_hint(format!("say what it is called with `--name`; {hint}"))
    });
    Ok(name?)
}

/// Records, in the project that is made in `folder`, that it begins as this blueprint.
fn decide(
    folder: &Path,
    blueprint: &Blueprint,
    catalog: &Catalog,
    situation: &layra_advise::Situation,
    date: Date,
) -> Result<Decision, Failure> {
    let pattern = sources::pattern(catalog, blueprint.slug())?;
    let review = date.checked_add(REVIEW.months()).map_err(|_| {
        Failure::new(format!("there is no day {REVIEW} months after {date}")).with_hint("give an earlier --date")
    })?;
    let decided = Decided {
        pattern: pattern.slug.clone(),
        title: None,
        scope: RepoPath::default(),
        status: DecisionStatus::Accepted,
        date,
        review,
        rejected: Vec::new(),
    };
    let recorded = record(catalog, situation, &decided).map_err(|error| Failure::new(error.to_string()))?;
    let text = format!("{}{}", recorded.text, blueprint.whereabouts(pattern));
    let (repository, declared) = repository::declared(folder, catalog)?;
    let adr = next_path(&repository, &declared.project, &recorded.file)?;
    let decision = recorded.decision(adr);
    repository.write_decision(&declared, &decision, &text).map_err(|error| repository::failure(&error))?;
    Ok(decision)
}

fn next_path(repository: &Repository, project: &layra_project::Project, file: &str) -> Result<RepoPath, Failure> {
    let folder = repository.records_folder(project).map_err(|problem| repository::of_problem(*problem))?;
    repository.next_path(&folder, file).map_err(|error| repository::failure(&error))
}

/// Why there is no such project, told by what the catalogue has.
pub(super) fn refused(error: &ProjectError, wanted: &str, catalog: &Catalog) -> Failure {
    let failure = Failure::new(error.to_string()).with_hint(error.hint());
    match (error, catalog.find(wanted)) {
        (ProjectError::Unknown { .. }, Some(pattern)) => {
            Failure::new(format!("{} has no blueprint yet", quoted(pattern.slug.as_str())))
                .with_hint("`layra blueprints` lists those there are")
        }
        _ => failure,
    }
}

impl From<files::FilesError> for Failure {
    fn from(error: files::FilesError) -> Self {
        Self::new(error.to_string()).with_hint(error.hint())
    }
}
