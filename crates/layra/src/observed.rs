//! What a repository shows of a situation: facts that are seen in it.

use std::path::Path;

use layra_advise::{Known, Situation, gather};
use layra_catalog::Catalog;

use crate::outcome::{Failure, quoted};
use crate::output::Output;
use crate::settings::Settings;

/// What is told of a situation, and what the repository in `root`, if one is named, shows besides.
///
/// # Errors
/// When it cannot be read, or shows nothing where nothing is told either (`untold`).
pub(crate) fn added(
    told: Situation,
    root: Option<&Path>,
    untold: bool,
    catalog: &Catalog,
    settings: &Settings,
    output: &mut Output,
) -> Result<Situation, Failure> {
    let Some(root) = root else { return Ok(told) };
    let seen = facts(root, catalog, settings)?;
    if seen.is_empty() {
        let message = format!("{} shows nothing of the situation", quoted(&root.display().to_string()));
        if untold {
            return Err(Failure::new(message).with_hint(
                "name the top folder of a repository, with its history and manifests, or tell the situation in words",
            ));
        }
        output.note(&message);
    }
    Ok(gather::add_seen(catalog.vocabulary(), told, seen))
}

/// The facts that the repository in `root` shows; none when it shows nothing.
///
/// # Errors
/// When there is no such folder, or it cannot be read.
#[cfg(feature = "scan")]
fn facts(root: &Path, catalog: &Catalog, settings: &Settings) -> Result<Vec<Known>, Failure> {
    use layra_advise::Source;
    use layra_check::observe;
    use layra_codegraph::Options;
    use layra_codegraph::cache::Cache;

    use crate::cache::GraphFile;
    use crate::progress::Line;

    let cache = settings.cache.as_deref().and_then(|folder| GraphFile::new(folder, root));
    let line = Line::new();
    let tell = |progress| line.tell(progress);
    let options =
        Options { cache: cache.as_ref().map(|cache| cache as &dyn Cache), progress: Some(&tell), ..Options::default() };
    let observed =
        observe(catalog, root, &options).map_err(|error| Failure::new(error.to_string()).with_hint(error.hint()))?;
    drop(line);
    let known = observed.facts.into_iter().map(|seen| {
        let source = Source::Seen { place: seen.place };
        Known { fact: seen.fact, value: seen.value, source }
    });
    Ok(known.collect())
}

/// Says how to get a program that reads repositories.
///
/// # Errors
/// Always.
#[cfg(not(feature = "scan"))]
fn facts(_: &Path, _: &Catalog, _: &Settings) -> Result<Vec<Known>, Failure> {
    Err(Failure::new("this program was built without reading repositories")
        .with_hint("build it with its usual features: `cargo build --release`"))
}
