//! The project's own rules, checked.
//!
//! Each rule is one function from the project's files to complaints. A complaint names its place.

mod arrows;
mod engine;
mod links;
mod modules;
mod words;

use std::path::Path;

use anyhow::{Result, bail};

use crate::{metadata, tree};

/// Checks every rule and reports every complaint.
///
/// # Errors
/// When there is a complaint, or the project's files cannot be read.
pub(crate) fn run(root: &Path) -> Result<()> {
    let files = tree::text_files(root)?;
    let mut complaints = Vec::new();
    complaints.extend(modules::check(&files));
    complaints.extend(words::check(&files));
    complaints.extend(links::check(root, &files));
    complaints.extend(engine::check(&files));
    complaints.extend(arrows::check(&files, &metadata::arrows(root)?));
    for complaint in &complaints {
        println!("{complaint}");
    }
    if !complaints.is_empty() {
        bail!("{} complaints", complaints.len());
    }
    println!("{} files are tidy", files.len());
    Ok(())
}

/// The part of a Rust file that ships: what stands before its unit tests.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// Whether a path is Rust that ships: not a test, bench, example or fuzz target.
fn is_shipped_rust(path: &str) -> bool {
    path.ends_with(".rs")
        && path.starts_with("crates/")
        && path.split('/').nth(2).is_some_and(|part| part == "src" || part == "build.rs")
        && !path.ends_with("/tests.rs")
        && !path.contains("/tests/")
}
