//! `layra advise`: the patterns that fit a situation, with reasons, warnings and what would turn it.

use layra_advise::advise;
use layra_catalog::Slug;

use crate::args::AdviseArgs;
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::terminal::advice;
use crate::{situation, sources};

/// Advises on a situation.
pub(crate) fn run(args: &AdviseArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let text = situation::text(&args.situation, &args.words)?;
    if text.trim().is_empty() && args.situation.fact.is_empty() && args.situation.facts.is_empty() {
        return Err(Failure::new("nothing is said about the situation")
            .with_hint("tell it in words, as in `layra advise Six of us run one shop`, or state facts with --fact")
            .into());
    }
    let (catalog, index) = sources::searchable(settings)?;
    let situation = situation::gathered(&args.situation, &text, Vec::new(), &catalog, &index)?;
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
