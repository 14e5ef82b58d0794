//! `layra advise`: the patterns that fit a situation, with reasons, warnings and what would turn it.

use std::path::Path;

use layra_advise::gather::{self, Contradictions, GatherError};
use layra_advise::{Known, Situation, advise, read};
use layra_catalog::{Slug, Vocabulary};

use crate::args::AdviseArgs;
use crate::input;
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::advice;

/// Advises on a situation.
pub(crate) fn run(args: &AdviseArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let text = match &args.text {
        Some(file) => input::text(file, "the situation")?,
        None => args.words.join(" "),
    };
    if text.trim().is_empty() && args.fact.is_empty() && args.facts.is_empty() {
        return Err(Failure::new("nothing is said about the situation")
            .with_hint("tell it in words, as in `layra advise Six of us run one shop`, or state facts with --fact")
            .into());
    }
    let (catalog, index) = sources::searchable(settings)?;
    let stated = stated(args, catalog.vocabulary())?;
    let heard = if text.trim().is_empty() { Situation::default() } else { read(&catalog, &index, &text) };
    let situation = gather::combine(catalog.vocabulary(), heard, stated);
    let today = args.from.iter().map(|name| Ok(sources::pattern(&catalog, name)?.slug.clone()));
    let today: Vec<Slug> = today.collect::<Result<_, Failure>>()?;
    let answer = advise(&catalog, &situation, &today);
    if args.json {
        output.json(&answer)?;
    } else {
        output.paged(&advice::render(&answer, settings.width))?;
    }
    Ok(Status::Fine)
}

/// The facts that are stated, each once.
fn stated(args: &AdviseArgs, vocabulary: &Vocabulary) -> Result<Vec<Known>, Failure> {
    let mut stated = Vec::new();
    for file in &args.facts {
        stated.extend(from_file(file, vocabulary)?);
    }
    for fact in &args.fact {
        stated.push(gather::from_flag(vocabulary, fact, "--fact").map_err(failure)?);
    }
    let contradictions = match args.assume {
        Some(_) => Contradictions::LastCounts,
        None => Contradictions::Refuse,
    };
    gather::merge(vocabulary, stated, contradictions).map_err(failure)
}

fn from_file(file: &Path, vocabulary: &Vocabulary) -> Result<Vec<Known>, Failure> {
    let text = input::text(file, "the facts")?;
    let name = file.display().to_string();
    if file.extension().is_some_and(|extension| extension == "json") {
        let facts = serde_json::from_str(&text).map_err(|error| {
            Failure::new(format!("{name}: not valid JSON: {error}")).with_hint("an object, as in `{\"team-size\": 6}`")
        })?;
        return gather::from_json(vocabulary, &facts, &name).map_err(failure);
    }
    gather::from_toml(vocabulary, &text, &name).map_err(failure)
}

fn failure(error: GatherError) -> Failure {
    let hint = match &error {
        GatherError::Contradiction { .. } => Some("remove one of them, or add `--assume last`"),
        _ => None,
    };
    let failure = Failure::new(error.to_string());
    match hint {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}
