//! `layra blueprints`: the projects one can start from.

use layra_blueprint::listing::{Listed, list};

use crate::args::BlueprintsArgs;
use crate::outcome::Status;
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::text::Text;

/// Lists the blueprints.
pub(crate) fn run(args: &BlueprintsArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let shelf = sources::blueprints(settings, &catalog)?;
    let listing = list(&shelf);
    if args.json {
        output.json(&listing)?;
    } else {
        let mut page = Page::new(settings.width.min(100));
        listing.blueprints.iter().for_each(|listed| show(&mut page, listed));
        output.paged(&page.finish())?;
        output.say("`layra new BLUEPRINT DIR` begins a project, `layra lab BLUEPRINT` measures what the pattern does");
    }
    Ok(Status::Fine)
}

fn show(page: &mut Page, listed: &Listed<'_>) {
    page.blank();
    page.paragraph(0, &Text::styled(STRONG, listed.slug).push(DIM, format!("  {} lines", listed.lines)));
    page.paragraph(2, &Text::from(listed.manifest.say.as_str()));
    for service in &listed.manifest.services {
        page.paragraph(2, &Text::styled(DIM, format!("beside it: {}, {}", service.name, service.say)));
    }
    for combination in &listed.manifest.combinations {
        let name = format!("{}+{}", listed.slug, combination.with);
        page.paragraph(2, &Text::styled(STRONG, name).plain(format!("  {}", combination.say)));
    }
}
