//! An advice as a page for the terminal.

use layra_advise::gather::in_words;
use layra_advise::{Action, Advice, Disputed, Known, Place, Reason, Source, Turn, Verdict};

use super::page::Page;
use super::style::{DIM, STRONG};
use super::text::Text;

/// Reasons shown of each sort.
const SHOWN: usize = 4;
/// Things shown that are won and paid.
const WON: usize = 2;

/// The answer, most important first.
pub(crate) fn render(advice: &Advice, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    match advice.verdict {
        Verdict::Recommended => page.heading("Recommended"),
        Verdict::NothingFits => {
            page.paragraph(0, &"Nothing here fits: what speaks for a pattern is outweighed.".into())
        }
        Verdict::NotDetermined => page.paragraph(0, &"Not determined yet: too little is known to choose.".into()),
    }
    for one in &advice.recommended {
        page.blank();
        page.paragraph(0, &named(&one.name, one.slug.as_str()).push(DIM, format!(" {:.2}", one.score)));
        list(&mut page, "for", one.reasons.iter().take(SHOWN).map(reason));
        list(&mut page, "against", one.against.iter().take(SHOWN).map(reason));
        list(&mut page, "wins", one.wins.iter().take(WON).map(|won| cited(&won.say, Some(&won.cite))));
        list(&mut page, "costs", one.costs.iter().take(WON).map(|paid| cited(&paid.say, Some(&paid.cite))));
        list(&mut page, "needs", one.needs.iter().take(WON).map(|need| cited(&need.say, Some(&need.cite))));
        match &one.review {
            Some(turn) => list(&mut page, "look again", [Text::from(turn.say.as_str())].into_iter()),
            // Nothing turns it by itself: these are the first to speak against it.
            None => list(&mut page, "look again", one.watch.iter().map(|sign| cited(&sign.say, sign.cite.as_ref()))),
        }
    }
    if !advice.warned.is_empty() {
        page.heading("Not here");
    }
    for one in &advice.warned {
        page.blank();
        let wished = if one.wished { " (wished for)" } else { "" };
        page.paragraph(0, &named(&one.name, one.slug.as_str()).push(DIM, wished));
        list(&mut page, "because", one.reasons.iter().take(SHOWN).map(reason));
    }
    if !advice.path.is_empty() {
        page.heading("The way there");
    }
    for (nth, step) in advice.path.iter().enumerate() {
        let action = match (step.action, &step.instead_of) {
            (Action::Keep, _) => "keep ".to_owned(),
            (Action::Leave, _) => "leave as it is: ".to_owned(),
            (Action::Introduce, _) => "introduce ".to_owned(),
            (Action::Replace, Some(old)) => format!("replace {old} with "),
            (Action::Replace, None) => "replace with ".to_owned(),
            (Action::Retire, _) => "retire ".to_owned(),
        };
        page.item(
            2,
            &Text::from(format!("{}.", nth + 1)),
            &Text::from(action).join(named(&step.name, step.slug.as_str())),
        );
        list(&mut page, "why", step.reasons.iter().take(WON).map(reason));
        list(&mut page, "needs", step.needs.iter().take(WON).map(|need| cited(&need.say, Some(&need.cite))));
        list(&mut page, "way out", step.exits.iter().take(WON).map(|exit| cited(&exit.say, Some(&exit.cite))));
    }
    if !advice.would_change.is_empty() {
        page.heading("What would change this");
        for turn in &advice.would_change {
            page.item(2, &Text::styled(DIM, "•"), &turned(turn));
        }
    }
    if let Some(question) = &advice.next_question {
        page.heading("What to find out next");
        page.paragraph(2, &Text::from(question.ask.as_str()).push(DIM, format!(" ({})", question.fact)));
        if question.outcomes.iter().all(|outcome| outcome.recommended.is_empty()) {
            page.paragraph(2, &Text::styled(DIM, "Most waits for this; by itself no answer settles anything yet."));
        } else {
            for outcome in &question.outcomes {
                let slugs: Vec<&str> = outcome.recommended.iter().map(|slug| slug.as_str()).collect();
                let slugs = if slugs.is_empty() { "nothing".to_owned() } else { slugs.join(", ") };
                page.item(2, &Text::styled(DIM, "•"), &Text::from(format!("{}: {slugs}", outcome.answer)));
            }
        }
    }
    if !advice.facts.is_empty() || !advice.disputed.is_empty() {
        page.heading("What it rests on");
        for known in &advice.facts {
            page.item(2, &Text::styled(DIM, "•"), &fact(known));
        }
        for dispute in &advice.disputed {
            page.item(2, &Text::styled(DIM, "•"), &disputed(dispute).into());
        }
    }
    page.finish()
}

fn named(name: &str, slug: &str) -> Text {
    Text::styled(STRONG, name).push(DIM, format!(" {slug}"))
}

fn list(page: &mut Page, title: &str, items: impl Iterator<Item = Text>) {
    for (nth, item) in items.enumerate() {
        let title = if nth == 0 { title } else { "" };
        page.item(2, &Text::styled(DIM, format!("{title:10}")), &item);
    }
}

/// A text with the id to cite it by.
fn cited(say: &str, cite: Option<&String>) -> Text {
    let id = cite.and_then(|cite| cite.split_once('#')).map(|(_, id)| format!(" #{id}"));
    Text::default().prose(say).push(DIM, id.unwrap_or_default())
}

/// A reason, with the facts that make it hold.
pub(super) fn reason(reason: &Reason) -> Text {
    let mut text = cited(&reason.say, reason.cite.as_ref());
    if reason.rules_out {
        text = text.plain(" (rules it out)");
    }
    let because: Vec<String> =
        reason.because.iter().map(|known| format!("{} {}", known.fact, in_words(&known.value))).collect();
    if because.is_empty() { text } else { text.push(DIM, format!(" [{}]", because.join(", "))) }
}

fn turned(turn: &Turn) -> Text {
    let to = match turn.to {
        Place::In => "comes in",
        Place::Out => "goes out",
    };
    named(&turn.name, turn.slug.as_str()).plain(format!(" {to} {}", turn.say))
}

fn fact(known: &Known) -> Text {
    Text::from(format!("{} {}", known.fact, in_words(&known.value))).push(DIM, from(&known.source))
}

/// A fact of which two things are said.
pub(super) fn disputed(dispute: &Disputed) -> String {
    let said: Vec<String> =
        dispute.said.iter().map(|said| format!("{}{}", in_words(&said.value), from(&said.source))).collect();
    format!("{}: said in more than one way, so unknown: {}", dispute.fact, said.join("; "))
}

fn from(source: &Source) -> String {
    match source {
        Source::Given { place } | Source::Seen { place } => format!(" ({place})"),
        Source::Read { words } => format!(" (“{words}”)"),
        Source::Heard { words } => format!(" (heard in “{words}”)"),
        Source::Asked => " (as answered)".to_owned(),
    }
}
