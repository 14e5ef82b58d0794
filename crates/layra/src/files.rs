//! Writes files so that nothing is ever half there, and nothing of somebody else's is lost.
//!
//! Everything is written aside first and moved into place when all of it is there. A folder that
//! does not exist appears whole or not at all; in one that exists, files of the same name are
//! replaced one by one, each whole, and all others stay.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use crate::outcome::{Failure, quoted};

/// What to do about a file or folder that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// Leave it and fail; a folder without files does not count.
    Refuse,
    /// Replace files of the same name.
    Replace,
}

/// Checks, before any work is done, that `out` may be written to as far as can be told.
///
/// # Errors
/// When `out` is not a folder, or is not empty and is to be left alone.
pub(crate) fn check_folder(out: &Path, existing: Existing) -> Result<(), Failure> {
    let shown = quoted(&out.display().to_string());
    match fs::read_dir(out) {
        Ok(mut entries) => match (entries.next(), existing) {
            (Some(_), Existing::Refuse) => Err(Failure::new(format!("the folder {shown} is not empty"))
                .with_hint("name another, or add `--force` to replace files of the same name; others stay")),
            _ => Ok(()),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(Failure::new(format!("{shown} is not a folder")).with_hint("name a folder that is not there yet"))
        }
        Err(error) => Err(denied(out, &error)),
    }
}

/// Writes `files` (path with `/`, content) to the folder `out`.
///
/// # Errors
/// When `out` does not pass [`check_folder`] or cannot be written to; it is then as it was, unless
/// the system fails in the middle of replacing files that were there.
pub(crate) fn write_folder(out: &Path, files: &[(String, String)], existing: Existing) -> Result<(), Failure> {
    check_folder(out, existing)?;
    let failed = |error: io::Error| denied(out, &error);
    if out.is_dir() {
        for (path, _) in files {
            check_target(out, path)?;
        }
        let staged = Staged::new(out.join(aside("layra"))).map_err(failed)?;
        staged.fill(files).map_err(failed)?;
        files.iter().try_for_each(|(path, _)| staged.move_into(out, path)).map_err(failed)
    } else {
        let (folder, name) = parent_and_name(out)?;
        fs::create_dir_all(&folder).map_err(failed)?;
        let staged = Staged::new(folder.join(aside(&name))).map_err(failed)?;
        staged.fill(files).map_err(failed)?;
        fs::rename(&staged.0, out).map_err(failed)
    }
}

/// Writes `files` to the folder `out`, with a file called `mark` among them. A folder that holds such a file was
/// written here before, and is replaced as a whole.
///
/// # Errors
/// When `out` is a folder of somebody else's that is not empty, or cannot be written to; it is then as it was.
#[cfg(feature = "serve")]
pub(crate) fn replace_folder(out: &Path, files: &[(String, String)], mark: &str) -> Result<(), Failure> {
    let failed = |error: io::Error| denied(out, &error);
    if !out.join(mark).is_file() {
        check_folder(out, Existing::Refuse).map_err(|failure| {
            failure.with_hint("name another folder; one that an earlier build made would be replaced")
        })?;
    }
    let (folder, name) = parent_and_name(out)?;
    fs::create_dir_all(&folder).map_err(failed)?;
    let staged = Staged::new(folder.join(aside(&name))).map_err(failed)?;
    staged.fill(files).and_then(|()| fs::write(staged.0.join(mark), "")).map_err(failed)?;
    if !out.exists() {
        return fs::rename(&staged.0, out).map_err(failed);
    }
    let old = folder.join(format!("{}-old", aside(&name)));
    fs::rename(out, &old).map_err(failed)?;
    fs::rename(&staged.0, out).map_err(|error| {
        // What was there is better than nothing; where it cannot go back, it stays aside.
        let _ = fs::rename(&old, out);
        denied(out, &error)
    })?;
    // What nobody needs any more may stay behind, but must not fail what is done.
    let _ = fs::remove_dir_all(&old);
    Ok(())
}

/// Writes `text` to the file `out`.
///
/// # Errors
/// When `out` exists and is to be left alone, is a folder, or cannot be written; it is then as it was.
pub(crate) fn write_file(out: &Path, text: &str, existing: Existing) -> Result<(), Failure> {
    let shown = quoted(&out.display().to_string());
    match fs::metadata(out) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(Failure::new(format!("{shown} is a folder")).with_hint("name a file in it"));
        }
        // Devices and pipes are there to be written to.
        Ok(metadata) if !metadata.is_file() => return fs::write(out, text).map_err(|error| denied(out, &error)),
        Ok(metadata) if existing == Existing::Refuse && metadata.len() > 0 => {
            return Err(Failure::new(format!("the file {shown} is there already"))
                .with_hint("name another, or add `--force` to replace it"));
        }
        _ => {}
    }
    let (folder, name) = parent_and_name(out)?;
    let written = fs::create_dir_all(&folder).and_then(|()| {
        let staged = Staged::new(folder.join(aside(&name)))?;
        staged.fill(&[(name.clone(), text.to_owned())])?;
        fs::rename(staged.0.join(&name), out)
    });
    written.map_err(|error| denied(out, &error))
}

/// A folder aside that is removed with whatever has not been moved out of it.
struct Staged(PathBuf);

impl Staged {
    fn new(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }

    fn fill(&self, files: &[(String, String)]) -> io::Result<()> {
        for (path, text) in files {
            let target = self.0.join(path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(target, text)?;
        }
        Ok(())
    }

    fn move_into(&self, out: &Path, path: &str) -> io::Result<()> {
        let target = out.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(self.0.join(path), target)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Gone already when it was moved into place.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A file is replaced only where it really stands below `out`: not through a link, not over a folder.
fn check_target(out: &Path, path: &str) -> Result<(), Failure> {
    let mut at = out.to_owned();
    let parts: Vec<Component<'_>> = Path::new(path).components().collect();
    for (nth, part) in parts.iter().enumerate() {
        at.push(part);
        let Ok(metadata) = fs::symlink_metadata(&at) else { return Ok(()) };
        let is_last = nth + 1 == parts.len();
        if metadata.is_dir() == is_last || (!is_last && metadata.is_symlink()) {
            let what = if metadata.is_dir() { "a folder" } else { "not a folder" };
            return Err(Failure::new(format!("{} is in the way: it is {what}", quoted(&at.display().to_string())))
                .with_hint("move it, or write to another folder; nothing was changed"));
        }
    }
    Ok(())
}

/// A name for what is not complete yet, not to be mistaken for anything else.
fn aside(name: &str) -> String {
    format!(".{name}.partial-{}", std::process::id())
}

fn parent_and_name(out: &Path) -> Result<(PathBuf, String), Failure> {
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match out.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok((parent.to_owned(), name.to_owned())),
        None => Err(Failure::new(format!("{} is not a name to write to", quoted(&out.display().to_string())))
            .with_hint("name a file or folder")),
    }
}

fn denied(out: &Path, error: &io::Error) -> Failure {
    let failure = Failure::new(format!("cannot write to {}: {error}", quoted(&out.display().to_string())));
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            failure.with_hint("choose a place you may write to; nothing was written")
        }
        _ => failure.with_hint("nothing was written; name another place with `--out`"),
    }
}
