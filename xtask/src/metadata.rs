//! The crates of the workspace and the arrows between them, as cargo knows them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// For each crate of the workspace, those it builds on. Tests may build on more.
pub(crate) type Arrows = BTreeMap<String, BTreeSet<String>>;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

/// Asks cargo for the arrows.
///
/// # Errors
/// When cargo cannot be asked.
pub(crate) fn arrows(root: &Path) -> Result<Arrows> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata is not as expected")?;
    let arrows = metadata.packages.into_iter().map(|package| {
        let own = package
            .dependencies
            .into_iter()
            .filter(|dependency| dependency.path.is_some() && dependency.kind.as_deref() != Some("dev"))
            .map(|dependency| dependency.name)
            .collect();
        (package.name, own)
    });
    Ok(arrows.collect())
}

/// The length of the longest chain of arrows, in crates.
pub(crate) fn longest_chain(arrows: &Arrows) -> usize {
    fn depth(name: &str, arrows: &Arrows) -> usize {
        let below = arrows.get(name).into_iter().flatten().map(|below| depth(below, arrows)).max();
        1 + below.unwrap_or(0)
    }
    arrows.keys().map(|name| depth(name, arrows)).max().unwrap_or(0)
}
