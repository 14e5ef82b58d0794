//! `layra list`: the patterns by category.

use anyhow::Context;
use layra_catalog::listing::{Filter, Item, Listing, list};
use layra_catalog::{Category, Slug};

use crate::args::ListArgs;
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::entry::dots;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::text::Text;

/// Lists the patterns that pass the filters.
pub(crate) fn run(args: &ListArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let filter = Filter {
        category: args.category,
        concern: args.concern.clone(),
        max_complexity: args.max_complexity,
        team: args.team,
        technology: args.technology.clone(),
        quality: args.quality.clone(),
    };
    let listing = list(&catalog, &filter).map_err(|unknown| {
        let failure = Failure::new(unknown.to_string());
        match unknown.nearest {
            Some(nearest) => failure.with_hint(format!("did you mean `{nearest}`?")),
            None => failure.with_hint(format!("`layra export --format json` holds every {} there is", unknown.kind)),
        }
    })?;
    if args.json {
        output.json(&listing)?;
    } else if listing.patterns.is_empty() && listing.announced.is_empty() {
        output.say("no pattern passes these filters");
    } else {
        output.paged(&render(&listing, settings.width)).context("cannot list the patterns")?;
    }
    Ok(Status::Fine)
}

fn render(listing: &Listing, width: usize) -> String {
    let mut page = Page::new(width);
    let slugs = listing.patterns.iter().map(|item| &item.slug).chain(&listing.announced);
    let column = slugs.map(|slug| slug.as_str().len()).max().unwrap_or(0);
    for &category in Category::ALL {
        let items: Vec<&Item> = listing.patterns.iter().filter(|item| item.category == category).collect();
        if !items.is_empty() {
            page.heading(category.title());
        }
        for item in items {
            let name = Text::from("  ").push(STRONG, &item.slug).padded(column + 4);
            let line = name.join(dots(item.complexity)).plain("  ").plain(&item.summary);
            page.line(line.cut(width));
        }
    }
    if !listing.announced.is_empty() {
        page.blank();
        page.paragraph(0, &Text::styled(DIM, "Not written yet"));
        let slugs: Vec<&str> = listing.announced.iter().map(Slug::as_str).collect();
        page.paragraph(2, &Text::styled(DIM, slugs.join(", ")));
    }
    page.finish()
}
