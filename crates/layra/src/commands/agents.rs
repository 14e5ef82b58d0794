//! `layra agents`: how to ask Layra and what was decided, in the files that coding agents read first.

use std::fs;
use std::path::{Path, PathBuf};

use crate::args::AgentsArgs;
use crate::files::{self, Existing};
use crate::input;
use crate::marked;
use crate::outcome::{Failure, Status, quoted};
use crate::output::Output;
use crate::settings::Settings;
use crate::terminal::problem;
use crate::terminal::text::clean;
use crate::{briefing, repository, sources};

/// The file that is written where none is named.
const USUAL: &str = "AGENTS.md";
/// The file that is written, too, where it is there.
const ALSO: &str = "CLAUDE.md";

/// Writes the block, or says whether it is up to date.
pub(crate) fn run(args: &AgentsArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let block = block(settings, output)?;
    if args.print {
        output.exact(&block)?;
        return Ok(Status::Fine);
    }
    // All files are looked at before one is written.
    let mut changes: Vec<(PathBuf, String)> = Vec::new();
    for file in chosen(&args.files) {
        let file = resolved(&file)?;
        let text = if file.exists() { input::text(&file, "the file")? } else { String::new() };
        let written = marked::with_block(&text, &block).map_err(|error| {
            Failure::new(format!("{}: {error}", quoted(&shown(&file)))).with_hint(error.hint().unwrap_or_default())
        })?;
        if written != text && !changes.iter().any(|(other, _)| *other == file) {
            changes.push((file, written));
        }
    }
    for (file, text) in &changes {
        let name = clean(&shown(file));
        if args.check {
            output.say(&format!("not up to date: {name}"));
        } else {
            files::write_file(file, text, Existing::Replace)?;
            output.say(&format!("written to {name}"));
        }
    }
    if changes.is_empty() {
        output.say("up to date");
    }
    Ok(if args.check && !changes.is_empty() { Status::Findings } else { Status::Fine })
}

fn chosen(files: &[PathBuf]) -> Vec<PathBuf> {
    if !files.is_empty() {
        return files.to_vec();
    }
    let also = Path::new(ALSO);
    std::iter::once(PathBuf::from(USUAL)).chain(also.exists().then(|| also.to_owned())).collect()
}

/// The file itself, where its name is a link to one below this folder.
///
/// # Errors
/// When the link leads out of this folder, or nowhere.
fn resolved(file: &Path) -> Result<PathBuf, Failure> {
    if !file.is_symlink() {
        return Ok(file.to_owned());
    }
    let failed = |error: std::io::Error| {
        Failure::new(format!("cannot follow the link {}: {error}", quoted(&shown(file))))
            .with_hint("name the file it should lead to")
    };
    let (target, here) = (fs::canonicalize(file).map_err(failed)?, fs::canonicalize(".").map_err(failed)?);
    match target.strip_prefix(&here) {
        Ok(below) => Ok(below.to_owned()),
        Err(_) => Err(Failure::new(format!("{} is a link that leads out of this folder", quoted(&shown(file))))
            .with_hint("name the file it leads to, if that is to be written")),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What agents are told, with what the repository in this folder says of itself.
fn block(settings: &Settings, output: &mut Output) -> Result<String, Failure> {
    let catalog = sources::catalog(settings)?;
    let (repository, declared) = repository::declared(Path::new("."), &catalog)?;
    let (records, problems) = repository.records(&declared.project);
    for found in declared.problems.iter().chain(&problems) {
        output.say(&problem::render(found));
    }
    let packs: String = settings.packs.iter().map(|pack| format!(" --pack {}", shown(pack))).collect();
    Ok(briefing::briefing(&catalog, &declared.project, &records, &packs))
}
