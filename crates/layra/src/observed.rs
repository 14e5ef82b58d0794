//! What a repository shows of a situation: facts that are seen in it.

use std::path::Path;

use layra_advise::Known;
use layra_catalog::Catalog;

use crate::outcome::Failure;
use crate::settings::Settings;

/// The facts that the repository in `root` shows; none when it shows nothing.
///
/// # Errors
/// When there is no such folder, or it cannot be read.
#[cfg(feature = "scan")]
pub(crate) fn facts(root: &Path, catalog: &Catalog, settings: &Settings) -> Result<Vec<Known>, Failure> {
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
pub(crate) fn facts(_: &Path, _: &Catalog, _: &Settings) -> Result<Vec<Known>, Failure> {
    Err(Failure::new("this program was built without reading repositories")
        .with_hint("build it with its usual features: `cargo build --release`"))
}
