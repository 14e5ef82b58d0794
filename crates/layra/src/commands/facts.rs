//! `layra facts`: what can be known of a situation, as `layra advise` takes it.

use layra_catalog::vocabulary::{Fact, FactKind};

use crate::args::FactsArgs;
use crate::outcome::{Failure, Status, quoted};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::text::Text;

/// Lists the facts.
pub(crate) fn run(args: &FactsArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let facts = &catalog.vocabulary().facts;
    let chosen: Vec<&Fact> =
        facts.iter().filter(|fact| args.group.as_ref().is_none_or(|group| *group == fact.group)).collect();
    if let (Some(group), true) = (&args.group, chosen.is_empty()) {
        let mut groups: Vec<&str> = facts.iter().map(|fact| fact.group.as_str()).collect();
        groups.dedup();
        return Err(Failure::new(format!("no group of facts is called {}", quoted(group)))
            .with_hint(format!("it is one of {}", groups.join(", ")))
            .into());
    }
    if args.json {
        output.json(&chosen)?;
    } else {
        output.paged(&render(&chosen, settings.width))?;
    }
    Ok(Status::Fine)
}

fn render(facts: &[&Fact], width: usize) -> String {
    let mut page = Page::new(width.min(100));
    let mut group = "";
    for fact in facts {
        if fact.group != group {
            group = &fact.group;
            page.heading(group);
        }
        let kind = match fact.kind {
            FactKind::Flag => "yes or no".to_owned(),
            FactKind::Number => format!("a number of {}", fact.unit.as_deref().unwrap_or("units")),
            FactKind::Choice => fact.choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join(", "),
        };
        page.paragraph(2, &Text::styled(STRONG, &fact.id).push(DIM, format!(" {kind}")));
        page.paragraph(4, &Text::default().prose(&fact.ask));
    }
    page.finish()
}
