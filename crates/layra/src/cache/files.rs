//! The files of the cache: read and replaced whole, and removed when there are many.
//!
//! Several processes may use the folder at once. None ever sees a file that is half written: a file
//! is written aside, under a name of its own process, and moved into place.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Marks a file that is not complete yet.
const ASIDE: &str = ".partial-";

/// The path that does not depend on where the process stands, where there is one.
pub(super) fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The same for a path that need not be there yet: the part of it that is there decides.
#[cfg(feature = "scan")]
pub(super) fn settled(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    there.map_or_else(|| path.clone(), |(above, full)| full.join(path.strip_prefix(above).unwrap_or(Path::new(""))))
}

/// The bytes of `file`; none when it cannot be read or is not a file, such as a link or a pipe.
pub(super) fn read(file: &Path) -> Option<Vec<u8>> {
    if !fs::symlink_metadata(file).ok()?.is_file() {
        return None;
    }
    fs::read(file).ok()
}

/// Writes `parts` to `file`, all or nothing, in place of what was there.
///
/// # Errors
/// When the folder cannot be made or written to, or something that is not a file is in the way.
pub(super) fn write(file: &Path, parts: &[&[u8]]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        make(folder)?;
    }
    let mut aside = file.as_os_str().to_owned();
    aside.push(format!("{ASIDE}{}", std::process::id()));
    // Not over a file of that name: it would be another process's, of another machine or container.
    let mut written = File::create_new(&aside)?;
    let moved = parts.iter().try_for_each(|part| written.write_all(part)).and_then(|()| {
        drop(written);
        fs::rename(&aside, file)
    });
    if moved.is_err() {
        // There is nobody to tell that it stays behind; it is removed when it is old.
        let _ = fs::remove_file(&aside);
    }
    moved
}

/// Makes a folder that only its owner may look into: an index tells which words private packs use.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Removes the oldest of the files beside `newest`, so that `most` are left with it. Only files whose
/// name `is_name` knows count, complete or not: others in the folder are not ours.
pub(super) fn keep_newest(newest: &Path, most: usize, is_name: impl Fn(&str) -> bool) {
    let listing = newest.parent().and_then(|folder| fs::read_dir(folder).ok());
    let mut others: Vec<(SystemTime, PathBuf)> = listing
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let is_ours = is_name(name.split_once(ASIDE).map_or(name.as_str(), |(name, _)| name));
            let metadata = entry.metadata().ok()?;
            (is_ours && metadata.is_file() && entry.path() != newest)
                .then_some((metadata.modified().ok()?, entry.path()))
        })
        .collect();
    others.sort_unstable();
    let excess = (others.len() + 1).saturating_sub(most);
    for (_, file) in others.iter().take(excess) {
        // Another process may have been quicker.
        let _ = fs::remove_file(file);
    }
}
