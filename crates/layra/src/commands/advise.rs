//! `layra advise`: the patterns that fit a situation, with reasons, warnings and what would turn it.

use std::io;

use layra_advise::gather::{self, Told};
use layra_advise::{Situation, advise};
use layra_catalog::{Catalog, Slug};

use crate::args::AdviseArgs;
use crate::interview::{Partner, interview};
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::terminal::advice;
use crate::terminal::text::Text;
use crate::{input, observed, situation, sources};

/// Advises on a situation; asks for it where nothing is said and somebody is there to answer.
pub(crate) fn run(args: &AdviseArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let text = situation::text(&args.situation, &args.words)?;
    let untold = text.trim().is_empty() && args.situation.is_silent();
    let nothing = untold && args.repo.is_none();
    let asks = nothing && args.situation.text.is_none() && input::is_terminal() && output.can_ask();
    if nothing && !asks {
        return Err(Failure::new("nothing is said about the situation")
            .with_hint("tell it in words, as in `layra advise Six of us run one shop`, through a pipe with `--text -`, or state \
                        facts with --fact")
            .into());
    }
    let (catalog, index) = sources::searchable(settings)?;
    let today = args.from.iter().map(|name| Ok(sources::pattern(&catalog, name)?.slug.clone()));
    let today: Vec<Slug> = today.collect::<Result<_, Failure>>()?;
    let situation = if asks {
        asked(&catalog, &today, output)?
    } else {
        let told = situation::gathered(&args.situation, &text, Vec::new(), (&catalog, &index), settings, output)?;
        observed::added(told, args.repo.as_deref(), untold, &catalog, settings, output)?
    };
    let answer = advise(&catalog, &situation, &today);
    if args.json {
        output.json(&answer)?;
    } else {
        output.paged(&advice::render(&answer, settings.width))?;
    }
    if asks && !situation.facts.is_empty() {
        let packs: Vec<String> = settings.named_packs.iter().map(|pack| pack.display().to_string()).collect();
        let told = Told { facts: &situation.facts, today: &today, ..Told::default() };
        let line = gather::to_command(catalog.vocabulary(), &told, &packs);
        output.say(&Text::from(format!("the same without questions: {line}")).to_string());
    }
    Ok(Status::Fine)
}

/// The situation as somebody at the terminal tells it.
fn asked(catalog: &Catalog, today: &[Slug], output: &mut Output) -> io::Result<Situation> {
    struct Terminal<'a>(&'a mut Output);
    impl Partner for Terminal<'_> {
        fn say(&mut self, styled: &str) {
            self.0.say(styled);
        }

        fn hear(&mut self) -> io::Result<Option<String>> {
            self.0.prompt("> ");
            input::line()
        }
    }
    let facts = interview(catalog, today, &mut Terminal(output))?;
    // What somebody could not tell may still be worth finding out: the answer names it.
    Ok(Situation { facts, ..Situation::default() })
}
