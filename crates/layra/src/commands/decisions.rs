//! `layra decisions`: what was decided, what has come due, and what rests on facts that have changed.

use jiff::ZonedDateTime;
use layra_advise::look_again;

use crate::args::DecisionsArgs;
use crate::outcome::Status;
use crate::output::Output;
use crate::settings::Settings;
use crate::terminal::{decisions, problem};
use crate::{repository, situation, sources};

/// Lists decisions.
pub(crate) fn run(args: &DecisionsArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let (repository, declared) = repository::declared(&args.repo, &catalog)?;
    let known = match args.facts.as_slice() {
        [] => repository::facts_of_today(&repository, &declared, &catalog)?,
        files => Some(situation::from_files(files, catalog.vocabulary())?),
    };
    let known = known.map(|facts| situation::merged(facts, catalog.vocabulary())).transpose()?;
    let (records, mut problems) = repository.records(&declared.project);
    let day = args.due.unwrap_or_else(|| ZonedDateTime::now().date());
    let (review, unread) = look_again(&catalog, &declared.project, &records, known.as_deref(), day);
    problems.extend(unread);
    for problem in declared.problems.iter().chain(&problems) {
        output.say(&problem::render(problem));
    }
    if args.json {
        output.json(&review)?;
    } else {
        output.paged(&decisions::render(&review, settings.width))?;
        output.say(&decisions::summary(&review));
    }
    let look_again = review.decisions.iter().any(|decision| decision.due || decision.turned.is_some());
    Ok(if look_again || !problems.is_empty() { Status::Findings } else { Status::Fine })
}
