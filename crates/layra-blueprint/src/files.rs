//! Reads blueprints from the folder of a pack, and puts a project into a folder of its own. Nothing else in
//! this crate touches the disk.
//!
//! Symbolic links are not followed. A new project is made aside and moved into place when all of it is there.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use layra_catalog::{Catalog, Problem, Severity, SourceText, files::read_text};

use crate::manifest::Manifest;
use crate::results::Results;
use crate::shelf::{Blueprint, Shelf};

/// The folder of a blueprint in that of its pattern.
const FOLDER: &str = "blueprint";
/// What its lab measured, beside it.
pub const RESULTS: &str = "lab.json";
/// Files that the blueprints of a pack share, in `patterns/`.
const WORKSPACE: [&str; 4] = ["Cargo.lock", "Cargo.toml", "clippy.toml", "rustfmt.toml"];
/// Most files of a blueprint.
const MOST_FILES: usize = 500;

/// Why blueprints cannot be read, or a project not be written.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A folder cannot be read.
    #[error("cannot read `{}`: {source}", .path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder for the project has something in it.
    #[error("the folder `{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// Something else stands where the project should.
    #[error("`{}` is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// It cannot be written.
    #[error("cannot write to `{}`: {source}", .path.display())]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl FilesError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the permissions of the folder and its files",
            Self::NotEmpty(_) | Self::NotAFolder(_) => "name a folder that is not there yet; nothing was written",
            Self::Unwritable { source, .. } if source.kind() == ErrorKind::StorageFull => {
                "make room on the disk, or name a folder on another; nothing was left behind"
            }
            Self::Unwritable { .. } => "choose a place that you may write to; nothing was left behind",
        }
    }
}

/// Reads the blueprints of the pack in `folder`.
///
/// # Errors
/// When a folder cannot be listed.
pub(crate) fn read(folder: &Path, catalog: &Catalog) -> Result<(Shelf, Vec<Problem>), FilesError> {
    let mut problems = Vec::new();
    let mut blueprints = Vec::new();
    let patterns = folder.join("patterns");
    let mut workspace = Vec::new();
    for name in WORKSPACE.into_iter().filter(|name| fs::symlink_metadata(patterns.join(name)).is_ok()) {
        match read_text(&patterns.join(name), name) {
            Ok(file) => workspace.push(file),
            Err(problem) => problems.push(*problem),
        }
    }
    for pattern in catalog.patterns() {
        let home = patterns.join(pattern.slug.as_str());
        let shown = format!("patterns/{}", pattern.slug);
        let root = home.join(FOLDER);
        if !fs::symlink_metadata(&root).is_ok_and(|metadata| metadata.is_dir()) {
            continue;
        }
        let manifest_path = format!("{shown}/{FOLDER}/blueprint.toml");
        if fs::symlink_metadata(root.join("blueprint.toml")).is_err() {
            let message = "the folder has no blueprint.toml";
            problems.push(Problem::of_file(Severity::Warning, format!("{shown}/{FOLDER}"), message));
            continue;
        }
        let before = problems.len();
        let mut files = Vec::new();
        list(&root, "", &mut files, &mut problems)?;
        let manifest = read_text(&root.join("blueprint.toml"), &manifest_path).and_then(|text| Manifest::parse(&text));
        let results = match fs::symlink_metadata(home.join(RESULTS)) {
            Ok(_) => read_text(&home.join(RESULTS), &format!("{shown}/{RESULTS}"))
                .and_then(|text| Results::parse(&text))
                .map(Some),
            Err(_) => Ok(None),
        };
        match (manifest, results) {
            (Ok(manifest), Ok(results)) => {
                problems.extend(manifest.faults(&manifest_path, pattern, &files));
                if problems.len() == before {
                    blueprints.push(Blueprint::new(&pattern.slug, manifest, results, &files, &workspace));
                }
            }
            (manifest, results) => problems.extend(manifest.err().into_iter().chain(results.err()).map(|fault| *fault)),
        }
    }
    Ok((Shelf::new(blueprints), problems))
}

/// Adds the files below `folder`, sorted, to `files`. Hidden ones and what is built are left out.
fn list(root: &Path, below: &str, files: &mut Vec<SourceText>, problems: &mut Vec<Problem>) -> Result<(), FilesError> {
    let folder = root.join(below);
    let unreadable = |source| FilesError::Unreadable { path: folder.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name());
    }
    names.sort();
    for name in names {
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.') && *name != "target") else { continue };
        let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        let full = root.join(&path);
        if fs::symlink_metadata(&full).map_err(unreadable)?.is_dir() {
            list(root, &path, files, problems)?;
            continue;
        }
        match read_text(&full, &path) {
            Ok(_) if files.len() == MOST_FILES => {
                let message = format!("a blueprint has at most {MOST_FILES} files");
                problems.push(Problem::of_file(Severity::Error, root.display().to_string(), message));
                return Ok(());
            }
            Ok(file) => files.push(file),
            Err(problem) => problems.push(Problem { path: full.display().to_string(), ..*problem }),
        }
    }
    Ok(())
}

/// Checks that a project can be put into `folder`, as far as can be told beforehand.
///
/// # Errors
/// When something stands there.
pub fn check_new(folder: &Path) -> Result<(), FilesError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(FilesError::NotEmpty(folder.to_owned())),
            None => Ok(()),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => match fs::symlink_metadata(folder) {
            // A link that leads nowhere.
            Ok(_) => Err(FilesError::NotAFolder(folder.to_owned())),
            Err(_) => Ok(()),
        },
        Err(error) if error.kind() == ErrorKind::NotADirectory => Err(FilesError::NotAFolder(folder.to_owned())),
        Err(source) => Err(FilesError::Unreadable { path: folder.to_owned(), source }),
    }
}

/// Puts a project into `folder`, which is not there yet or empty: all of it or nothing. `complete` may add to
/// the folder in which it is made.
///
/// # Errors
/// When something stands there, it cannot be written, or `complete` fails; nothing is left behind then.
pub fn write_new<E: From<FilesError>>(
    folder: &Path,
    files: &[SourceText],
    complete: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    check_new(folder)?;
    let unwritable = |source: io::Error| FilesError::Unwritable { path: folder.to_owned(), source };
    let made = Made::folders(folder).map_err(unwritable)?;
    let aside = Aside::new(folder)?;
    fill(&aside.0, files).map_err(unwritable)?;
    format(&aside.0, files);
    complete(&aside.0)?;
    move_all(&aside.0, folder).map_err(unwritable)?;
    drop(aside);
    made.keep();
    Ok(())
}

/// Writes a project into `folder`, which nothing but Layra writes to: the files that are not there so already.
///
/// # Errors
/// When it cannot be written.
pub fn keep(folder: &Path, files: &[SourceText]) -> Result<(), FilesError> {
    let unwritable = |source: io::Error| FilesError::Unwritable { path: folder.to_owned(), source };
    let same = |file: &SourceText| fs::read(folder.join(&file.path)).is_ok_and(|bytes| bytes == file.text.as_bytes());
    let changed: Vec<SourceText> = files.iter().filter(|file| !same(file)).cloned().collect();
    // Only what changed, so that cargo builds no more than it must.
    fill(folder, &changed).map_err(unwritable)
}

fn fill(folder: &Path, files: &[SourceText]) -> io::Result<()> {
    for file in files {
        let target = folder.join(&file.path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(target, &file.text)?;
    }
    Ok(())
}

/// Moves what is in `from` to `to`; moves it back where that fails.
fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    let names: Vec<_> = fs::read_dir(from)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    for (nth, name) in names.iter().enumerate() {
        if let Err(error) = fs::rename(from.join(name), to.join(name)) {
            for name in &names[..nth] {
                let _ = fs::rename(to.join(name), from.join(name));
            }
            return Err(error);
        }
    }
    Ok(())
}

/// Formats the code, where rustfmt is installed: with another name, lines have other lengths and other orders.
fn format(folder: &Path, files: &[SourceText]) {
    let code = files.iter().filter(|file| file.path.ends_with(".rs")).map(|file| folder.join(&file.path));
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--quiet", "--config-path"]).arg(folder).args(code);
    // Where there is none, the code is right all the same.
    let _ = rustfmt.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// A folder in which a project is made, taken away when it is no longer needed.
struct Aside(PathBuf);

impl Aside {
    fn new(folder: &Path) -> Result<Self, FilesError> {
        let path = folder.join(format!(".layra-partial-{}", std::process::id()));
        match fs::create_dir(&path) {
            Ok(()) => Ok(Self(path)),
            Err(source) => Err(FilesError::Unwritable { path: folder.to_owned(), source }),
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Folders made for a project, taken away again unless they are kept.
struct Made(Vec<PathBuf>);

impl Made {
    /// Makes `folder`, and those above it that are not there.
    fn folders(folder: &Path) -> io::Result<Self> {
        let missing = folder.ancestors().take_while(|at| !at.as_os_str().is_empty() && !at.exists());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        missing.reverse();
        let mut made = Self(Vec::new());
        for path in missing {
            fs::create_dir(&path)?;
            made.0.push(path);
        }
        Ok(made)
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // What somebody else has put into it meanwhile stays.
            let _ = fs::remove_dir(folder);
        }
    }
}
