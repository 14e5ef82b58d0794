//! Reads the files of a pack from disk. Nothing else in this crate touches it.
//!
//! Only what a pack is made of is read, nothing outside its folder: symbolic links are not
//! followed, and files and folders of unreasonable size are refused.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::load::Pack;
use crate::problem::{Problem, Severity, SourceText};

/// Largest single file read, in bytes.
pub const MAX_FILE: u64 = 4 * 1024 * 1024;
/// Most pattern folders read in one pack.
pub const MAX_FOLDERS: usize = 200_000;

/// Why a folder cannot be read as a pack at all.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is no such folder.
    #[error("there is no folder `{}`", .0.display())]
    Missing(PathBuf),
    /// It is not a folder.
    #[error("`{}` is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// It has no `pack.toml`.
    #[error("`{}` is not a pack: it has no pack.toml", .0.display())]
    NotAPack(PathBuf),
    /// It cannot be read.
    #[error("cannot read `{}`: {source}", .path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl FilesError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::NotAFolder(_) => "name the folder that holds pack.toml",
            Self::NotAPack(_) => "a pack is a folder with pack.toml (`schema = 1`) beside patterns/ and vocabulary/",
            Self::Unreadable { .. } => "check the permissions of the folder and its files",
        }
    }
}

impl Pack {
    /// Reads the pack in `folder`.
    ///
    /// Files that cannot be read, are too large or are not UTF-8 become problems of the pack.
    ///
    /// # Errors
    /// When `folder` is not there, is not a folder, has no `pack.toml` or cannot be listed.
    pub fn from_dir(folder: &Path) -> Result<Self, FilesError> {
        let metadata = match fs::metadata(folder) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(FilesError::Missing(folder.to_owned())),
            Err(source) => return Err(FilesError::Unreadable { path: folder.to_owned(), source }),
        };
        if !metadata.is_dir() {
            return Err(FilesError::NotAFolder(folder.to_owned()));
        }
        if !folder.join("pack.toml").exists() {
            return Err(FilesError::NotAPack(folder.to_owned()));
        }
        let root = match folder.to_string_lossy().trim_end_matches('/') {
            "." | "" => String::new(),
            root => root.trim_start_matches("./").to_owned(),
        };
        let mut reader = Reader { folder, pack: Self { root, ..Self::default() } };
        reader.file("pack.toml");
        for name in reader.entries("vocabulary")?.into_iter().filter(|name| name.ends_with(".toml")) {
            reader.file(&format!("vocabulary/{name}"));
        }
        for name in reader.entries("patterns")? {
            let path = format!("patterns/{name}");
            match fs::symlink_metadata(folder.join(&path)) {
                Ok(metadata) if metadata.is_dir() => reader.pattern(&path),
                Ok(metadata) if metadata.is_symlink() => reader.skip(&path, "a symbolic link, not followed"),
                // A file beside the pattern folders, such as a README.
                Ok(_) => {}
                Err(error) => reader.fail(&path, format!("cannot be read: {error}")),
            }
        }
        Ok(reader.pack)
    }
}

impl Catalog {
    /// Loads the pack in `folder` as a catalogue of its own.
    ///
    /// # Errors
    /// When `folder` cannot be read as a pack at all; see [`Pack::from_dir`].
    pub fn from_dir(folder: &Path) -> Result<(Self, Vec<Problem>), FilesError> {
        Ok(Self::default().overlay(Pack::from_dir(folder)?))
    }
}

/// The text of the file at `full`, named `path` in problems.
///
/// # Errors
/// The problem with it: a warning for a symbolic link, which is not followed; an error when it is not
/// there, is no file, is longer than [`MAX_FILE`] bytes or is not UTF-8.
pub fn read_text(full: &Path, path: &str) -> Result<SourceText, Box<Problem>> {
    let problem = |message: String| Box::new(Problem::of_file(Severity::Error, path, message));
    let cannot = |error: std::io::Error| problem(format!("cannot be read: {error}"));
    let metadata = fs::symlink_metadata(full).map_err(cannot)?;
    if metadata.is_symlink() {
        return Err(Problem::of_file(Severity::Warning, path, "a symbolic link, not followed").into());
    }
    if !metadata.is_file() {
        return Err(problem("not a file".into()));
    }
    if metadata.len() > MAX_FILE {
        return Err(problem(format!("{} bytes long; at most {MAX_FILE} are read", metadata.len())));
    }
    let text = String::from_utf8(fs::read(full).map_err(cannot)?).map_err(|error| {
        problem(format!("not UTF-8: byte {} is not part of a character", error.utf8_error().valid_up_to()))
    })?;
    Ok(SourceText { path: path.to_owned(), text })
}

struct Reader<'a> {
    folder: &'a Path,
    pack: Pack,
}

impl Reader<'_> {
    /// Names in a folder of the pack, sorted; none when there is no such folder.
    fn entries(&mut self, path: &str) -> Result<Vec<String>, FilesError> {
        let unreadable = |source| FilesError::Unreadable { path: self.folder.join(path), source };
        let listing = match fs::read_dir(self.folder.join(path)) {
            Ok(listing) => listing,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut names = Vec::new();
        for entry in listing.take(MAX_FOLDERS) {
            match entry.map_err(unreadable)?.file_name().into_string() {
                Ok(name) if name.starts_with('.') => {}
                Ok(name) => names.push(name),
                Err(name) => {
                    let shown = format!("{path}/{}", name.to_string_lossy());
                    self.pack
                        .problems
                        .push(Problem::of_file(Severity::Error, shown, "the name is not UTF-8").with_hint("rename it"));
                }
            }
        }
        names.sort();
        Ok(names)
    }

    fn pattern(&mut self, path: &str) {
        let file = format!("{path}/pattern.toml");
        if fs::symlink_metadata(self.folder.join(&file)).is_err() {
            self.skip(path, "the folder has no pattern.toml");
            return;
        }
        self.file(&file);
        for name in ["asked.toml", "overview.md"] {
            let beside = format!("{path}/{name}");
            if fs::symlink_metadata(self.folder.join(&beside)).is_ok() {
                self.file(&beside);
            }
        }
    }

    fn file(&mut self, path: &str) {
        match read_text(&self.folder.join(path), path) {
            Ok(source) => self.pack.files.push(source),
            Err(problem) => self.pack.problems.push(*problem),
        }
    }

    fn fail(&mut self, path: &str, message: String) {
        self.pack.problems.push(Problem::of_file(Severity::Error, path, message));
    }

    fn skip(&mut self, path: &str, message: &str) {
        self.pack.problems.push(Problem::of_file(Severity::Warning, path, message));
    }
}
