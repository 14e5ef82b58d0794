//! The situation that a command is told of: words, a text, facts on the command line and in files.

use std::path::Path;

use layra_advise::gather::{self, Contradictions, GatherError};
use layra_advise::{Known, Situation, read};
use layra_catalog::{Catalog, Vocabulary};
use layra_search::Index;

use crate::args::SituationArgs;
use crate::input;
use crate::outcome::Failure;
use crate::output::Output;
#[cfg(feature = "reader")]
use crate::reader::Reader;
use crate::settings::Settings;

/// The text of the file that the arguments name; else `words`.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn text(args: &SituationArgs, words: &[String]) -> Result<String, Failure> {
    args.text.as_ref().map_or_else(|| Ok(words.join(" ")), |file| input::text(file, "the situation"))
}

/// The situation that `text` describes, with the facts that the arguments state, and `more`, which are
/// stated first.
///
/// # Errors
/// When a file cannot be read, a fact is none, or two places state different values and nothing says that
/// the last counts.
pub(crate) fn gathered(
    args: &SituationArgs,
    text: &str,
    more: Vec<Known>,
    (catalog, index): (&Catalog, &Index<'_>),
    settings: &Settings,
    output: &mut Output,
) -> Result<Situation, Failure> {
    let stated = stated(args, more, catalog.vocabulary())?;
    let heard = match text.trim() {
        "" => Situation::default(),
        _ => heard(catalog, text, settings, output)?.unwrap_or_else(|| read(catalog, index, text)),
    };
    let situation = gather::combine(catalog.vocabulary(), heard, stated);
    let open = args.skip.iter().map(String::as_str);
    let situation = gather::skip(catalog.vocabulary(), situation, open, "--skip").map_err(failure)?;
    situation.notes.iter().for_each(|note| output.note(note));
    Ok(situation)
}

/// What the language model that somebody named says of a text; none where there is no model, or it is of no
/// use. What it says that does not count is told.
///
/// # Errors
/// When the model is named in a way that cannot be right.
#[cfg(feature = "reader")]
fn heard(
    catalog: &Catalog,
    text: &str,
    settings: &Settings,
    output: &mut Output,
) -> Result<Option<Situation>, Failure> {
    let Some(named) = &settings.reader else { return Ok(None) };
    let reader = Reader::new(named)?;
    match reader.read(catalog, text) {
        Ok(understood) => {
            for refused in understood.refused {
                output.note(&format!("not taken from the reader: {refused}"));
            }
            Ok(Some(understood.situation))
        }
        Err(why) => {
            output.note(&format!("{reader} is of no use, so Layra reads the text itself: {why}"));
            Ok(None)
        }
    }
}

#[cfg(not(feature = "reader"))]
fn heard(_: &Catalog, _: &str, _: &Settings, _: &mut Output) -> Result<Option<Situation>, Failure> {
    Ok(None)
}

/// The facts that are stated, each once.
fn stated(args: &SituationArgs, more: Vec<Known>, vocabulary: &Vocabulary) -> Result<Vec<Known>, Failure> {
    let mut stated = more;
    stated.extend(from_files(&args.facts, vocabulary)?);
    for fact in &args.fact {
        stated.push(gather::from_flag(vocabulary, fact, "--fact").map_err(failure)?);
    }
    let contradictions = match args.assume {
        Some(_) => Contradictions::LastCounts,
        None => Contradictions::Refuse,
    };
    gather::merge(vocabulary, stated, contradictions).map_err(|error| match &error {
        GatherError::Contradiction { .. } => failure(error).with_hint("remove one of them, or add `--assume last`"),
        _ => failure(error),
    })
}

/// The facts of several files, as they are stated.
pub(crate) fn from_files(files: &[impl AsRef<Path>], vocabulary: &Vocabulary) -> Result<Vec<Known>, Failure> {
    let mut facts = Vec::new();
    for file in files {
        let file = file.as_ref();
        let text = input::text(file, "the facts")?;
        facts.extend(from_text(&file.display().to_string(), &text, vocabulary)?);
    }
    Ok(facts)
}

/// The facts of a file: JSON where its name says so, else TOML.
pub(crate) fn from_text(name: &str, text: &str, vocabulary: &Vocabulary) -> Result<Vec<Known>, Failure> {
    gather::from_file(vocabulary, text, name).map_err(failure)
}

/// Facts of several files, each once.
///
/// # Errors
/// When two of them state different values.
pub(crate) fn merged(facts: Vec<Known>, vocabulary: &Vocabulary) -> Result<Vec<Known>, Failure> {
    gather::merge(vocabulary, facts, Contradictions::Refuse)
        .map_err(|error| failure(error).with_hint("keep the one that holds today"))
}

fn failure(error: GatherError) -> Failure {
    Failure::new(error.to_string())
}
