//! `layra lint`: what is wrong with a pack.

use std::mem::ManuallyDrop;
use std::path::Path;

use layra_blueprint::Shelf;
use layra_catalog::{Catalog, Pack, Problem, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::args::LintArgs;
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::problem;
use crate::terminal::text::clean;

/// Everything found in a pack.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// The problems, in the order of their places.
    problems: Vec<Problem>,
}

/// Checks a pack.
pub(crate) fn run(args: &LintArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let pack = sources::read_pack(&args.folder)?;
    let base = if stands_alone(&pack) {
        Catalog::default()
    } else {
        ManuallyDrop::into_inner(sources::catalog(&without(settings, &args.folder))?)
    };
    let (catalog, mut problems) = base.overlay(pack);
    let (_, faults) = Shelf::from_dir(&args.folder, &catalog).map_err(Failure::from)?;
    problems.extend(faults);
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let report = Report { problems };
    if args.json {
        output.json(&report)?;
    } else {
        output.data(&render(&report.problems))?;
    }
    let found: Vec<String> = [(errors, "error"), (warnings, "warning"), (notes, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }))
        .collect();
    let found = if found.is_empty() { "no problems".to_owned() } else { found.join(", ") };
    output.say(&format!(
        "{found} in {}; patterns: {}",
        clean(&args.folder.display().to_string()),
        catalog.patterns().len()
    ));
    let fails = errors > 0 || (args.deny_warnings && warnings > 0);
    Ok(if fails { Status::Findings } else { Status::Fine })
}

/// Errors and warnings with their places marked, notes in a line each.
fn render(problems: &[Problem]) -> String {
    let (mut text, mut notes) = (String::new(), String::new());
    for problem in problems {
        if problem.severity == Severity::Note {
            notes.push_str(&clean(&problem.to_string()));
            notes.push('\n');
        } else {
            text.push_str(&problem::render(problem));
            text.push_str("\n\n");
        }
    }
    text + &notes
}

/// Whether the pack leaves the built-in catalogue out, so that nothing else is needed to check it.
fn stands_alone(pack: &Pack) -> bool {
    #[derive(Default, Deserialize)]
    struct Manifest {
        #[serde(default)]
        only: bool,
    }
    let manifest = pack.files.iter().find(|file| file.path == "pack.toml");
    manifest.and_then(|file| toml::from_str::<Manifest>(&file.text).ok()).unwrap_or_default().only
}

/// The settings without the pack in `folder`, which would otherwise be laid over itself.
fn without(settings: &Settings, folder: &Path) -> Settings {
    let is_it = |pack: &&std::path::PathBuf| match (pack.canonicalize(), folder.canonicalize()) {
        (Ok(pack), Ok(folder)) => pack == folder,
        _ => false,
    };
    Settings { packs: settings.packs.iter().filter(|pack| !is_it(pack)).cloned().collect(), ..settings.clone() }
}
