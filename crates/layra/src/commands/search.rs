//! `layra search`: the patterns that answer a question, with what speaks for each.

use std::ffi::OsString;
use std::path::Path;

use layra_search::{Answer, Place, Query};

use crate::args::SearchArgs;
use crate::input;
use crate::outcome::{Failure, Status, quoted};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::text::Text;

/// Searches the patterns.
pub(crate) fn run(args: &SearchArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let question = question(&args.words)?;
    let (catalog, index) = sources::searchable(settings)?;
    let query = Query { text: &question, limit: args.limit, category: args.category, section: args.section };
    let answer = index.search(&catalog, &query);
    if args.json {
        output.json(&answer)?;
    } else if answer.results.is_empty() {
        let section = args.section.map(|section| format!(" in its section `{}`", section.id()));
        let category = args.category.map(|category| format!(" of the category `{category}`"));
        let (section, category) = (section.unwrap_or_default(), category.unwrap_or_default());
        output.say(&format!("no entry{category} answers {}{section}", quoted(&question)));
        if !answer.near.is_empty() {
            let near: Vec<String> = answer.near.iter().map(|slug| format!("`{slug}`")).collect();
            output.say(&format!("hint: the nearest are {}", near.join(", ")));
        }
    } else {
        output.paged(&render(&answer, settings.width))?;
    }
    Ok(Status::Fine)
}

/// The question that the words make, or the one on stdin where they are `-`.
fn question(words: &[OsString]) -> anyhow::Result<String> {
    let text = match words {
        [word] if word == "-" => input::text(Path::new("-"), "the question")?,
        words => words.iter().map(utf8).collect::<Result<Vec<_>, _>>()?.join(" "),
    };
    let text = text.trim();
    if text.is_empty() {
        let hint = "ask in plain words, as in `layra search how do I keep a cache fresh`";
        return Err(Failure::new("the question is empty").with_hint(hint).into());
    }
    Ok(text.to_owned())
}

fn utf8(word: &OsString) -> Result<&str, Failure> {
    word.to_str().ok_or_else(|| {
        Failure::new(format!("the question is not UTF-8: {}", quoted(&word.to_string_lossy())))
            .with_hint("set the terminal to UTF-8, or hand the question to `layra search -` as UTF-8")
    })
}

fn render(answer: &Answer, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    // A reason is a pointer, not the passage itself: about two lines of it.
    let two_lines = 2 * page.width().saturating_sub(6).max(20);
    for hit in &answer.results {
        page.blank();
        page.paragraph(0, &Text::styled(STRONG, &hit.name).push(DIM, format!(" {}", hit.slug)));
        for reason in &hit.reasons {
            let cite = reason.cite.as_deref().and_then(|cite| cite.split_once('#')).map(|(_, id)| format!(" #{id}"));
            let text = Text::styled(DIM, format!("{}: ", place(reason.place))).prose(&reason.text).cut(two_lines);
            page.item(2, &Text::styled(DIM, "•"), &text.push(DIM, cite.unwrap_or_default()));
        }
    }
    page.finish()
}

/// A place in words, as JSON has it.
fn place(place: Place) -> String {
    serde_json::to_value(place).ok().and_then(|value| Some(value.as_str()?.replace('-', " "))).unwrap_or_default()
}
