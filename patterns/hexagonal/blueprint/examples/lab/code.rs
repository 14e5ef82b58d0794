//! Counts lines of this project's own files: what is in them, and what knows of what.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the project, by its path in it.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// What only code has that speaks to a database.
const OF_DATABASES: [&str; 8] =
    ["rusqlite", "connection", "query_row", "row.get", "params!", "select ", "insert into", "update "];

impl Source {
    /// Lines that are neither blank nor comments.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//"))
    }

    /// Lines that speak to a database.
    pub(crate) fn lines_of_databases(&self) -> usize {
        let speaks = |line: &&str| OF_DATABASES.iter().any(|word| line.to_lowercase().contains(word));
        self.lines().filter(speaks).count()
    }

    /// Whether it knows that there is SQLite.
    pub(crate) fn knows_sqlite(&self) -> bool {
        self.lines().any(|line| line.to_lowercase().contains("sqlite"))
    }
}

/// The sources below some of the project's folders.
pub(crate) fn sources(folders: &[&str]) -> std::io::Result<Vec<Source>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in folders {
        collect(&root, &root.join(folder), &mut found)?;
    }
    Ok(found)
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            found.push(Source { path, text });
        }
    }
    Ok(())
}
