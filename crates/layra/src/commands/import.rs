//! `layra import`: a complete export becomes a pack.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context;
use layra_catalog::import::{Import, ImportError, MAX_BYTES, Options, decode, import, pack_files, parse_slugs};
use layra_catalog::{Severity, SourceText};

use crate::args::ImportArgs;
use crate::files::{self, Existing};
use crate::outcome::{Failure, Status, quoted};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::problem;
use crate::terminal::text::clean;

/// Imports an export.
pub(crate) fn run(args: &ImportArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let existing = if args.force { Existing::Replace } else { Existing::Refuse };
    files::check_folder(&args.out, existing)?;
    let known = sources::catalog(settings)?;
    let bytes = read(&args.file)?;
    let refuse = |error: ImportError| refused(&args.file, &error);
    let options = Options {
        path: args.file.display().to_string(),
        slugs: args.slugs.as_deref().map(slugs).transpose()?.unwrap_or_default(),
        known: Some(&known),
    };
    let import = import(decode(&bytes).map_err(refuse)?, &options).map_err(refuse)?;
    if import.patterns.is_empty() {
        let message = format!("{} holds no entry that can be read; nothing was written", quoted(&options.path));
        return Err(Failure::new(message)
            .with_hint("import the file `llms-full.txt` of a Layra catalogue")
            .with_problems(import.problems)
            .into());
    }
    files::write_folder(&args.out, &pack_files(&import), existing)?;
    for problem in &import.problems {
        output.say(&problem::render(problem));
    }
    if args.json {
        output.json(&import.account)?;
    } else {
        output.data(&clean(&import.account.to_string()))?;
    }
    report(&import, &args.out, output);
    let sound =
        import.account.is_complete() && import.problems.iter().all(|problem| problem.severity != Severity::Error);
    Ok(if sound { Status::Fine } else { Status::Findings })
}

/// Says what was written, and which slugs were guessed.
fn report(import: &Import, out: &Path, output: &mut Output) {
    for choice in import.guesses() {
        output.say(&clean(&format!("slug `{}` for \"{}\" comes from the {}", choice.slug, choice.name, choice.source)));
    }
    if import.guesses().next().is_some() {
        output.say("`--slugs FILE` says which slug a name has");
    }
    let folder = clean(&out.display().to_string());
    output.say(&format!(
        "{} patterns written to {folder}; browse them with `layra --pack {folder} list`",
        import.patterns.len()
    ));
    let lost = import.account.unaccounted_words;
    if lost > 0 {
        output.say(&format!("{lost} words of the input are in no field: they are listed above with their places"));
    }
}

/// The bytes of `file`, or enough of them to see that they are too many.
fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let limit = MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().take(limit).read_to_end(&mut bytes).context("cannot read stdin")?;
        return Ok(bytes);
    }
    let cannot = || format!("cannot read {}", quoted(&file.display().to_string()));
    let mut opened = File::open(file).with_context(cannot)?;
    let size = opened.metadata().with_context(cannot)?.len();
    if size >= limit {
        return Err(refused(file, &ImportError::TooLarge { bytes: usize::try_from(size).unwrap_or(usize::MAX) }).into());
    }
    (&mut opened).take(limit).read_to_end(&mut bytes).with_context(cannot)?;
    Ok(bytes)
}

fn refused(file: &Path, error: &ImportError) -> Failure {
    let message = format!("cannot import {}: {error}", quoted(&file.display().to_string()));
    Failure::new(message).with_hint(error.hint())
}

fn slugs(file: &Path) -> anyhow::Result<std::collections::BTreeMap<String, layra_catalog::Slug>> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).with_context(|| format!("cannot read the slugs in {}", quoted(&name)))?;
    let source = SourceText { path: name, text };
    let slugs = parse_slugs(&source).map_err(|problems| {
        Failure::new(format!("the slugs in {} are not understood", quoted(&source.path))).with_problems(problems)
    })?;
    Ok(slugs)
}
