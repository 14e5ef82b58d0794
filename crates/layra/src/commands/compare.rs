//! `layra compare`: patterns side by side, and in a situation where one is told.

use std::mem::ManuallyDrop;

use layra_advise::{Situation, compare};
use layra_catalog::Catalog;
use layra_catalog::pattern::Pattern;

use crate::args::CompareArgs;
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::terminal::comparison;
use crate::{observed, situation, sources};

/// Compares patterns.
pub(crate) fn run(args: &CompareArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let (catalog, situation) = told(args, settings, output)?;
    let mut patterns: Vec<&Pattern> = Vec::new();
    for name in &args.patterns {
        let pattern = sources::pattern(&catalog, name)?;
        if patterns.iter().any(|known| known.slug == pattern.slug) {
            return Err(Failure::new(format!("`{}` is asked for twice", pattern.slug))
                .with_hint("name different patterns; one may go by several names")
                .into());
        }
        patterns.push(pattern);
    }
    let compared = compare(&catalog, &patterns, situation.as_ref());
    if args.json {
        output.json(&compared)?;
    } else {
        output.paged(&comparison::render(&compared, settings.width))?;
    }
    Ok(Status::Fine)
}

/// The catalogue, and the situation to weigh the patterns in, where one is told.
fn told(
    args: &CompareArgs,
    settings: &Settings,
    output: &mut Output,
) -> Result<(ManuallyDrop<Catalog>, Option<Situation>), Failure> {
    let untold = args.situation.text.is_none() && args.situation.is_silent();
    if untold && args.repo.is_none() {
        // Only a text needs the index.
        return Ok((sources::catalog(settings)?, None));
    }
    let (catalog, index) = sources::searchable(settings)?;
    let text = situation::text(&args.situation, &[])?;
    let situation = situation::gathered(&args.situation, &text, Vec::new(), (&catalog, &index), settings, output)?;
    let situation = observed::added(situation, args.repo.as_deref(), untold, &catalog, settings, output)?;
    Ok((catalog, Some(situation)))
}
