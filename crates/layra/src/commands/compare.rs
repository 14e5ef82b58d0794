//! `layra compare`: patterns side by side.

use layra_catalog::compare::compare;
use layra_catalog::pattern::Pattern;

use crate::args::CompareArgs;
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::comparison;

/// Compares patterns.
pub(crate) fn run(args: &CompareArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
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
    let comparison = compare(&catalog, &patterns);
    if args.json {
        output.json(&comparison)?;
    } else {
        output.paged(&comparison::render(&comparison, settings.width))?;
    }
    Ok(Status::Fine)
}
