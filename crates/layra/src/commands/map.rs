//! `layra map`: how all patterns stand to one another, as a picture.

use layra_catalog::map::{Addresses, Focus, Map};

use crate::args::MapArgs;
use crate::files::{self, Existing};
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::text::clean;

/// Draws the map.
pub(crate) fn run(args: &MapArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let map = Map::of(&catalog, args.category.map_or(Focus::All, Focus::Category));
    if map.is_empty() {
        return Err(Failure::new("there is no pattern to draw").into());
    }
    let base = &catalog.masthead().base_url;
    // Without a place where the catalogue is published, names lead nowhere.
    let published = |path: String| if base.is_empty() { String::new() } else { format!("{base}{path}") };
    let addresses = Addresses {
        pattern: &|slug| published(format!("/pattern/{slug}")),
        category: &|category| published(format!("/map/{category}")),
    };
    let svg = map.file(&addresses);
    match &args.out {
        Some(out) => {
            files::write_file(out, &svg, if args.force { Existing::Replace } else { Existing::Refuse })?;
            output.say(&format!("written to {}", clean(&out.display().to_string())));
        }
        None => output.exact(&svg)?,
    }
    Ok(Status::Fine)
}
