//! The project's own files, as git knows them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// A text file of the project.
pub(crate) struct TextFile {
    /// Path from the root, with `/` between parts.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every tracked or new text file that git does not ignore, by path. Binary files are left out.
///
/// # Errors
/// When git cannot be asked or a file cannot be read.
pub(crate) fn text_files(root: &Path) -> Result<Vec<TextFile>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("cannot start git")?;
    if !output.status.success() {
        bail!("`git ls-files` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let mut files = Vec::new();
    for path in String::from_utf8_lossy(&output.stdout).split('\0').filter(|path| !path.is_empty()) {
        let full = root.join(path);
        // A file removed but not yet committed is still listed.
        if !full.is_file() {
            continue;
        }
        let bytes = std::fs::read(&full).with_context(|| format!("cannot read {path}"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(TextFile { path: path.to_owned(), text });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
