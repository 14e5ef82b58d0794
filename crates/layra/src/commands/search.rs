//! `layra search`: the patterns that match some words, with what matched.

use layra_search::{Answer, Place, Query};

use crate::args::SearchArgs;
use crate::outcome::{Status, quoted};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::text::Text;

/// Searches the patterns.
pub(crate) fn run(args: &SearchArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let text = args.words.join(" ");
    let query = Query { text: &text, limit: args.limit, category: args.category, place: None };
    let answer = sources::index(settings, &catalog).search(&catalog, &query);
    if args.json {
        output.json(&answer)?;
    } else if answer.results.is_empty() {
        output.say(&format!("no entry answers {}", quoted(&text)));
        if !answer.near.is_empty() {
            let near: Vec<String> = answer.near.iter().map(|slug| format!("`{slug}`")).collect();
            output.say(&format!("hint: the nearest are {}", near.join(", ")));
        }
    } else {
        output.paged(&render(&answer, settings.width))?;
    }
    Ok(Status::Fine)
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
