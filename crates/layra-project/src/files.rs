//! Reads and writes the files of a repository. Nothing else in this crate touches the disk.
//!
//! Nothing outside the repository is read or written: symbolic links are not followed. What is written
//! goes to a temporary file first, and a file that is there is never overwritten; `layra.toml` alone is
//! replaced, by itself with a decision more.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use layra_catalog::{Catalog, Problem, Severity, Slug, SourceText, files};
use tempfile::NamedTempFile;

use crate::edit::{self, EditError};
use crate::path::{RepoPath, RepoPathError};
use crate::project::{Decision, Project};
use crate::record::{self, Record};

/// The file at a repository's root that says what was decided.
const PROJECT_FILE: &str = "layra.toml";
/// The file in which command-line tools for decision records keep the name of their folder.
const FOLDER_FILE: &str = ".adr-dir";
/// Folders that records usually stand in; the first is for repositories that have none.
const USUAL_FOLDERS: &[&str] = &["docs/decisions", "doc/adr", "docs/adr"];
/// Most records read.
const MAX_RECORDS: usize = 10_000;

/// Why a repository cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is no such folder.
    #[error("there is no folder `{}`", .0.display())]
    Missing(PathBuf),
    /// It is not a folder.
    #[error("`{}` is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// A symbolic link stands in the way.
    #[error("`{}` is a symbolic link, which may lead out of the repository and is not followed", .0.display())]
    Link(PathBuf),
    /// The file is there already.
    #[error("`{}` is there already", .0.display())]
    Taken(PathBuf),
    /// A file in the folder cannot have that name.
    #[error("in `{}`: {source}", .folder.display())]
    Name {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: RepoPathError,
    },
    /// It cannot be read or written.
    #[error("cannot use `{}`: {source}", .path.display())]
    Unusable {
        /// What could not be used.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `layra.toml` cannot take a decision.
    #[error("`{}`: {source}", .path.display())]
    Edit {
        /// The file.
        path: PathBuf,
        /// Why.
        source: EditError,
    },
    /// `layra.toml` has a decision for the pattern already.
    #[error("`{}` decides on `{pattern}`{} already", .path.display(), for_scope(.scope))]
    Decided {
        /// The file.
        path: PathBuf,
        /// The pattern.
        pattern: Slug,
        /// What it is decided on for.
        scope: RepoPath,
    },
    /// Somebody else changed the file after it was read.
    #[error("`{}` was changed by somebody else in between", .0.display())]
    Changed(PathBuf),
}

impl FilesError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::NotAFolder(_) => "name the folder of the repository",
            Self::Link(_) => "put a folder or file of the repository in its place; nothing was written",
            Self::Name { .. } => "give the record a shorter title; nothing was written",
            Self::Taken(_) => "give the record another title; nothing was written",
            Self::Unusable { .. } => "check that you may write there; nothing was written",
            Self::Edit { .. } => "mend it first; nothing was written",
            Self::Decided { .. } => {
                "to decide anew, mark its record as superseded and take its `[[decision]]` out, or give a `--scope`"
            }
            Self::Changed(_) => "try again; nothing was written",
        }
    }
}

/// What a repository's `layra.toml` says, with its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// The file as it was read; `None` when there is none.
    pub source: Option<SourceText>,
    /// What it says.
    pub project: Project,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Declared {
    /// Checks that a decision does not stand beside another for the same pattern and folder.
    ///
    /// # Errors
    /// When it does.
    pub fn check_new(&self, decision: &Decision) -> Result<(), FilesError> {
        let same = |other: &Decision| (&other.pattern, &other.scope) == (&decision.pattern, &decision.scope);
        if !self.project.decisions.iter().any(same) {
            return Ok(());
        }
        let path = self.source.as_ref().map_or(PROJECT_FILE, |source| &source.path).into();
        Err(FilesError::Decided { path, pattern: decision.pattern.clone(), scope: decision.scope.clone() })
    }
}

fn for_scope(scope: &RepoPath) -> String {
    if *scope == RepoPath::default() { String::new() } else { format!(" for `{scope}`") }
}

/// A repository on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The repository in the folder `root`.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn open(root: &Path) -> Result<Self, FilesError> {
        match fs::metadata(root) {
            Ok(metadata) if metadata.is_dir() => Ok(Self { root: root.to_owned() }),
            Ok(_) => Err(FilesError::NotAFolder(root.to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(FilesError::Missing(root.to_owned())),
            Err(source) => Err(FilesError::Unusable { path: root.to_owned(), source }),
        }
    }

    /// What its `layra.toml` says; nothing where there is none.
    pub fn declared(&self, catalog: &Catalog) -> Declared {
        let path = RepoPath::parse(PROJECT_FILE).unwrap_or_default();
        if fs::symlink_metadata(self.full(&path)).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Declared { source: None, project: Project::default(), problems: Vec::new() };
        }
        match self.read(&path) {
            Ok(source) => {
                let (project, problems) = Project::parse(&source, catalog);
                Declared { source: Some(source), project, problems }
            }
            // Even where it is but a link: a decision could not be kept in it.
            Err(problem) => {
                let problem = Problem { severity: Severity::Error, ..*problem };
                Declared { source: None, project: Project::default(), problems: vec![problem] }
            }
        }
    }

    /// Reads a file of the repository.
    ///
    /// # Errors
    /// The problem with it, where it stands below a symbolic link or [`files::read_text`] has one.
    pub fn read(&self, path: &RepoPath) -> Result<SourceText, Box<Problem>> {
        let full = self.full(path);
        let shown = full.display().to_string();
        if let Err(error) = self.check_folder(&path.folder()) {
            return Err(Problem::of_file(Severity::Error, shown, error.to_string()).into());
        }
        files::read_text(&full, &shown)
    }

    /// Its decision records, by path: those that `project` names and those with a number in the folders
    /// where records usually stand.
    pub fn records(&self, project: &Project) -> (Vec<Record>, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut paths: Vec<RepoPath> = project.decisions.iter().filter_map(|decision| decision.adr.clone()).collect();
        let stated = self.stated_folder().unwrap_or_else(|problem| {
            problems.push(*problem);
            None
        });
        let usual = USUAL_FOLDERS.iter().filter_map(|folder| RepoPath::parse(folder).ok());
        let named = paths.iter().map(RepoPath::folder).filter(|folder| *folder != RepoPath::default());
        let mut folders: Vec<RepoPath> = stated.into_iter().chain(usual).chain(named).collect();
        folders.sort();
        folders.dedup();
        for folder in folders {
            let names = match self.names(&folder) {
                Ok(names) => names,
                // A file of that name holds no records.
                Err(FilesError::NotAFolder(_)) => continue,
                Err(error) => {
                    let shown = self.full(&folder).display().to_string();
                    problems.push(Problem::of_file(Severity::Warning, shown, error.to_string()));
                    continue;
                }
            };
            let numbered = names.iter().filter(|name| record::number(name).is_some());
            paths.extend(numbered.filter_map(|name| folder.join(name).ok()));
        }
        paths.sort();
        paths.dedup();
        if paths.len() > MAX_RECORDS {
            let message = format!("{} decision records; the first {MAX_RECORDS} are read", paths.len());
            problems.push(Problem::of_file(Severity::Warning, self.root.display().to_string(), message));
            paths.truncate(MAX_RECORDS);
        }
        let mut records = Vec::new();
        for path in paths {
            match self.read(&path) {
                Ok(source) => records.push(Record::parse(&path, &source)),
                Err(problem) => problems.push(Problem { severity: Severity::Warning, ..*problem }),
            }
        }
        (records, problems)
    }

    /// The folder for another record: the one of `.adr-dir`, of the last decision, or the first of the
    /// usual ones that is there.
    ///
    /// # Errors
    /// The problem with `.adr-dir`.
    pub fn records_folder(&self, project: &Project) -> Result<RepoPath, Box<Problem>> {
        if let Some(folder) = self.stated_folder()? {
            return Ok(folder);
        }
        if let Some(adr) = project.decisions.iter().rev().find_map(|decision| decision.adr.as_ref()) {
            return Ok(adr.folder());
        }
        let mut usual = USUAL_FOLDERS.iter().filter_map(|folder| RepoPath::parse(folder).ok());
        let first = usual.clone().next().unwrap_or_default();
        Ok(usual.find(|folder| self.full(folder).is_dir()).unwrap_or(first))
    }

    /// The path for another record in `folder`: `file` behind a number, which is one more than the highest
    /// there.
    ///
    /// # Errors
    /// When the folder is there and cannot be listed, stands behind a symbolic link, or the path would be
    /// none.
    pub fn next_path(&self, folder: &RepoPath, file: &str) -> Result<RepoPath, FilesError> {
        let names = self.names(folder)?;
        let highest = names.iter().filter_map(|name| record::number(name)).max().unwrap_or(0);
        let name = format!("{:04}-{file}", highest.saturating_add(1));
        folder.join(&name).map_err(|error| FilesError::Name { folder: self.full(folder), source: error })
    }

    /// Writes a record, at the path that `decision` has for it, and the decision into `layra.toml`: both or
    /// neither.
    ///
    /// # Errors
    /// When `decision` names no record or is there already, so is the record, `layra.toml` was changed since
    /// `declared` was read or cannot take the decision, or a file cannot be written.
    pub fn write_decision(&self, declared: &Declared, decision: &Decision, text: &str) -> Result<(), FilesError> {
        declared.check_new(decision)?;
        let project_path = self.full(&RepoPath::parse(PROJECT_FILE).unwrap_or_default());
        let before = declared.source.as_ref().map_or("", |source| source.text.as_str());
        let after = edit::with_decision(before, decision)
            .map_err(|source| FilesError::Edit { path: project_path.clone(), source })?;
        let adr = decision.adr.clone().unwrap_or_default();
        let record_path = self.full(&adr);
        self.check_folder(&adr.folder())?;
        let made = Made::folders(&self.root, &adr.folder())?;
        let record = staged(&record_path, text)?;
        let project = staged(&project_path, &after)?;
        persist(record, &record_path)?;
        let written = match &declared.source {
            None => persist(project, &project_path).map_err(|error| match error {
                FilesError::Taken(path) => FilesError::Changed(path),
                error => error,
            }),
            Some(source) => replace(project, &project_path, source),
        };
        if let Err(error) = written {
            // Taken back, so that no record stands there that nothing keeps.
            let _ = fs::remove_file(&record_path);
            return Err(error);
        }
        made.keep();
        Ok(())
    }

    fn full(&self, path: &RepoPath) -> PathBuf {
        match self.root == Path::new(".") {
            true => PathBuf::from(path.to_string()),
            false if path.as_str().is_empty() => self.root.clone(),
            false => self.root.join(path.as_str()),
        }
    }

    /// Checks that each part of `folder` that is there is a folder, and no link.
    fn check_folder(&self, folder: &RepoPath) -> Result<(), FilesError> {
        let mut at = RepoPath::default();
        for part in folder.as_str().split('/').filter(|part| !part.is_empty()) {
            let Ok(next) = at.join(part) else { break };
            at = next;
            let full = self.full(&at);
            match fs::symlink_metadata(&full) {
                Ok(metadata) if metadata.is_symlink() => return Err(FilesError::Link(full)),
                Ok(metadata) if metadata.is_dir() => {}
                Ok(_) => return Err(FilesError::NotAFolder(full)),
                Err(error) if error.kind() == ErrorKind::NotFound => break,
                Err(source) => return Err(FilesError::Unusable { path: full, source }),
            }
        }
        Ok(())
    }

    /// Names in a folder; none where there is no such folder.
    fn names(&self, folder: &RepoPath) -> Result<Vec<String>, FilesError> {
        self.check_folder(folder)?;
        let full = self.full(folder);
        let unusable = |source| FilesError::Unusable { path: full.clone(), source };
        let listing = match fs::read_dir(&full) {
            Ok(listing) => listing,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unusable(error)),
        };
        let names = listing.map(|entry| Ok(entry.map_err(unusable)?.file_name().into_string().unwrap_or_default()));
        names.collect()
    }

    /// The folder that `.adr-dir` names.
    fn stated_folder(&self) -> Result<Option<RepoPath>, Box<Problem>> {
        let path = RepoPath::parse(FOLDER_FILE).unwrap_or_default();
        if fs::symlink_metadata(self.full(&path)).is_err() {
            return Ok(None);
        }
        let source = self.read(&path)?;
        let folder = RepoPath::parse(source.text.trim()).map_err(|error| {
            Problem::at(Severity::Error, &source, 0..source.text.trim_end().len(), error.to_string())
        })?;
        Ok(Some(folder))
    }
}

/// A temporary file beside `path` with all of `text` in it.
fn staged(path: &Path, text: &str) -> Result<NamedTempFile, FilesError> {
    let unusable = |source| FilesError::Unusable { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".layra-partial-");
    // As any new file, and not for its owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(unusable)?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(unusable)?;
    Ok(file)
}

/// Moves a file into place where nothing stands yet.
fn persist(file: NamedTempFile, path: &Path) -> Result<(), FilesError> {
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(FilesError::Taken(path.to_owned())),
        Err(error) => Err(FilesError::Unusable { path: path.to_owned(), source: error.error }),
    }
}

/// Moves a file over the one that was read as `before`, with its permissions.
fn replace(file: NamedTempFile, path: &Path, before: &SourceText) -> Result<(), FilesError> {
    let unusable = |source| FilesError::Unusable { path: path.to_owned(), source };
    if fs::read(path).map_err(unusable)? != before.text.as_bytes() {
        return Err(FilesError::Changed(path.to_owned()));
    }
    let permissions = fs::metadata(path).map_err(unusable)?.permissions();
    file.as_file().set_permissions(permissions).map_err(unusable)?;
    file.persist(path).map_err(|error| unusable(error.error))?;
    Ok(())
}

/// Folders made for a record, taken away again unless they are kept.
struct Made(Vec<PathBuf>);

impl Made {
    /// Makes `folder` below `root` with those above it.
    fn folders(root: &Path, folder: &RepoPath) -> Result<Self, FilesError> {
        let mut made = Self(Vec::new());
        let mut at = root.to_owned();
        for part in folder.as_str().split('/').filter(|part| !part.is_empty()) {
            at.push(part);
            match fs::create_dir(&at) {
                Ok(()) => made.0.push(at.clone()),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(source) => return Err(FilesError::Unusable { path: at, source }),
            }
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

#[cfg(test)]
mod tests;
