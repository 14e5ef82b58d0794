//! `layra related`: how a pattern stands to others, read from both ends.

use layra_catalog::relation::RelationView;
use layra_catalog::{Pattern, Slug};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::RelatedArgs;
use crate::outcome::Status;
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, HEADING, STRONG};
use crate::terminal::text::Text;

/// The relations of one pattern.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Relations {
    /// The pattern they are read from.
    slug: Slug,
    /// Those its entry states, then those that other entries state of it.
    relations: Vec<RelationView>,
}

/// Shows the relations of a pattern.
pub(crate) fn run(args: &RelatedArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let pattern = sources::pattern(&catalog, &args.pattern)?;
    let relations = catalog.relations_of(pattern);
    if args.json {
        output.json(&Relations { slug: pattern.slug.clone(), relations })?;
    } else if relations.is_empty() {
        output.say(&Text::from(&pattern.name).plain(" stands alone: no entry states a relation to it").to_string());
    } else {
        output.paged(&render(pattern, &relations, settings.width))?;
    }
    Ok(Status::Fine)
}

/// The relations under their kinds, kinds in the order in which they first occur.
fn render(pattern: &Pattern, relations: &[RelationView], width: usize) -> String {
    let mut page = Page::new(width.min(100));
    let mut labels: Vec<&str> = Vec::new();
    for view in relations {
        if !labels.contains(&view.label.as_str()) {
            labels.push(&view.label);
        }
    }
    for label in labels {
        page.blank();
        page.paragraph(0, &Text::styled(STRONG, &pattern.name).plain(" ").push(HEADING, label));
        for view in relations.iter().filter(|view| view.label == label) {
            let slug = if view.exists { format!(" {}", view.slug) } else { " (not written yet)".to_owned() };
            let text = Text::styled(STRONG, &view.name).push(DIM, slug);
            let text = if view.say.is_empty() { text } else { text.plain(": ").prose(&view.say) };
            page.item(2, &Text::styled(DIM, "•"), &text);
        }
    }
    page.finish()
}
