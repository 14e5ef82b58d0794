//! The catalogue a command works on: the built-in one with the packs of the settings laid over it,
//! and its search index.

use std::mem::ManuallyDrop;
use std::path::Path;

use layra_blueprint::Shelf;
use layra_catalog::files::FilesError;
use layra_catalog::{Catalog, Pack, Pattern, Problem, Severity, problem};
use layra_search::Index;

use crate::cache::{self, Origin};
use crate::outcome::{Failure, quoted};
use crate::settings::Settings;

/// The catalogue, with every pack laid over it.
///
/// It is not dropped: the process ends with its command, and giving back the memory of a whole
/// catalogue piece by piece would take a good part of the time of a short one.
///
/// # Errors
/// When a folder cannot be read as a pack, or a pack has errors; these are part of the failure.
pub(crate) fn catalog(settings: &Settings) -> Result<ManuallyDrop<Catalog>, Failure> {
    laid(settings, |_| {})
}

/// The catalogue as [`catalog`] gives it, and its search index: the packed one where there are no
/// packs, else one from the cache, else one made on the spot.
///
/// # Errors
/// As [`catalog`].
pub(crate) fn searchable(settings: &Settings) -> Result<(ManuallyDrop<Catalog>, Index<'static>), Failure> {
    let built_in = layra_builtin::index();
    if settings.packs.is_empty() {
        return Ok((catalog(settings)?, built_in));
    }
    let Some(folder) = &settings.cache else {
        let catalog = catalog(settings)?;
        let index = built_in.update(&catalog);
        return Ok((catalog, index));
    };
    let mut origin = Origin::new(&built_in);
    let catalog = laid(settings, |pack| origin.add(pack))?;
    let index = cache::index(folder, &settings.packs, &origin, &built_in, &catalog);
    Ok((catalog, index))
}

/// The blueprints of the built-in catalogue, with those of every pack laid over them.
///
/// # Errors
/// When a pack's cannot be read or have errors; these are part of the failure.
pub(crate) fn blueprints(settings: &Settings, catalog: &Catalog) -> Result<Shelf, Failure> {
    let mut shelf = layra_builtin::blueprints();
    for folder in &settings.packs {
        let (laid, problems) = Shelf::from_dir(folder, catalog)
            .map_err(|error| Failure::new(error.to_string()).with_hint(error.hint()))?;
        if problem::has_errors(&problems) {
            return Err(unusable(folder, problems));
        }
        shelf = shelf.overlay(laid);
    }
    Ok(shelf)
}

/// The catalogue, with every pack laid over it after `read` has seen it.
fn laid(settings: &Settings, mut read: impl FnMut(&Pack)) -> Result<ManuallyDrop<Catalog>, Failure> {
    let mut catalog = layra_builtin::catalog();
    for folder in &settings.packs {
        let pack = read_pack(folder)?;
        read(&pack);
        let (laid, problems) = catalog.overlay(pack);
        if problem::has_errors(&problems) {
            return Err(unusable(folder, problems));
        }
        catalog = laid;
    }
    Ok(ManuallyDrop::new(catalog))
}

/// The pack in `folder`.
///
/// # Errors
/// When `folder` cannot be read as a pack at all.
pub(crate) fn read_pack(folder: &Path) -> Result<Pack, Failure> {
    Pack::from_dir(folder).map_err(|error: FilesError| Failure::new(error.to_string()).with_hint(error.hint()))
}

fn unusable(folder: &Path, problems: Vec<Problem>) -> Failure {
    let errors: Vec<Problem> = problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    let count = match errors.len() {
        1 => "an error".to_owned(),
        many => format!("{many} errors"),
    };
    Failure::new(format!("the pack {} has {count}", quoted(&folder.display().to_string())))
        .with_hint(format!("mend it, then ask `layra lint {}`", folder.display()))
        .with_problems(errors)
}

/// The pattern somebody means by `name`.
///
/// # Errors
/// When there is none; the failure names the nearest.
pub(crate) fn pattern<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Pattern, Failure> {
    if let Some(pattern) = catalog.find(name) {
        return Ok(pattern);
    }
    if catalog.announced().iter().any(|slug| slug.as_str() == name) {
        return Err(Failure::new(format!("`{name}` is announced, but its entry is not written yet"))
            .with_hint("`layra list` shows what there is"));
    }
    let near: Vec<String> = catalog.suggest(name, 3).into_iter().map(|slug| format!("`{slug}`")).collect();
    let hint = match near.split_last() {
        None => "`layra list` shows all patterns, `layra search QUESTION` looks into them".to_owned(),
        Some((last, [])) => format!("did you mean {last}?"),
        Some((last, others)) => format!("did you mean {} or {last}?", others.join(", ")),
    };
    Err(Failure::new(format!("no pattern is called {}", quoted(name))).with_hint(hint))
}
