//! Files that are made from others and committed: the JSON Schemas under `schemas/`.

use std::path::Path;

use anyhow::{Context, Result, bail};
use layra_catalog::schema;

/// Writes every generated file.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write(root: &Path) -> Result<()> {
    for (path, text) in files() {
        let full = root.join(&path);
        let folder = full.parent().expect("a generated file stands in a folder");
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        std::fs::write(&full, text).with_context(|| format!("cannot write {path}"))?;
        println!("wrote {path}");
    }
    Ok(())
}

/// Fails when a generated file differs from what would be written.
///
/// # Errors
/// When one does, or cannot be read.
pub(crate) fn check(root: &Path) -> Result<()> {
    let stale: Vec<String> = files()
        .into_iter()
        .filter(|(path, text)| std::fs::read_to_string(root.join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path)
        .collect();
    if !stale.is_empty() {
        bail!("not up to date: {}; run `cargo xtask generate`", stale.join(", "));
    }
    Ok(())
}

fn files() -> Vec<(String, String)> {
    schema::all()
        .into_iter()
        .chain([layra_project::schema()])
        .map(|file| (format!("schemas/{}.json", file.name), format!("{:#}\n", file.schema)))
        .collect()
}
