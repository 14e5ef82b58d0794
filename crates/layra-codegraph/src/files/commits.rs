//! States of a repository that are not checked out: the tree of a commit, straight from git's store.
//!
//! Neither git nor anything a repository configures is run, and of its configuration only the format of
//! objects is looked at: references and objects are all that is read. An object that is missing or damaged is
//! an error, because nobody can tell what stood there. What git keeps in a repository, or says there where it keeps it (a linked
//! work tree, another store of objects), is all that is looked at.

use std::collections::HashMap;
use std::fmt::Display;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use gix_hash::{Kind, ObjectId, Prefix};
use gix_object::FindExt;
use gix_odb::HeaderExt;
use gix_ref::file::ReferenceExt;
use ignore::overrides::Override;

use super::{MOST_DEPTH, NOT_SOURCE, excluded, is_wanted_file, is_wanted_folder};
use crate::graph::{Note, NoteKind};
use crate::paths::{folder_of, join};
use crate::source::{Entry, Listed, Source};
use crate::{Error, Options, language, manifest};

/// Largest object that is taken out of the store, in bytes.
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// Most steps back from a revision, as in `main~1000`.
const MOST_STEPS: usize = 100_000;
/// Longest file that holds a path, or the path of a link, and how much of a configuration is looked at, in bytes.
const MOST_TEXT: u64 = 8 * 1024;

/// Why a commit cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// There is no repository.
    #[error("`{}` is in no git repository", .0.display())]
    NoRepository(PathBuf),
    /// The repository is there and cannot be read.
    #[error("cannot read the git repository `{}`: {message}", .folder.display())]
    Unreadable {
        /// Where git keeps it.
        folder: PathBuf,
        /// What is the matter.
        message: String,
    },
    /// Its objects have other names than those that are understood.
    #[error("the git repository `{}` names its objects by SHA-256", .0.display())]
    Format(PathBuf),
    /// It knows no such commit.
    #[error("no commit is called `{0}`")]
    Unknown(String),
    /// It knows no such commit, and does not have all that were made.
    #[error("no commit is called `{0}`, and the clone is shallow")]
    Shallow(String),
    /// It knows several.
    #[error("`{0}` is the beginning of several objects")]
    Ambiguous(String),
    /// The commit does not have the folder.
    #[error("there is no folder `{folder}` in `{revision}`")]
    NoFolder {
        /// The folder, relative to the repository.
        folder: String,
        /// The commit, as it was asked for.
        revision: String,
    },
}

impl CommitError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoRepository(_) => "name a folder of a repository",
            Self::Unreadable { .. } => DAMAGED,
            Self::Format(_) => "only repositories with SHA-1 are read; without `--diff` what is checked out is",
            Self::Shallow(_) => "get the rest of the history with `git fetch --unshallow`",
            Self::Unknown(_) => "name a branch, a tag or a commit, as in `main`, `v1.0~2` or `4f1c2ab`",
            Self::Ambiguous(_) => "give more of it",
            Self::NoFolder { .. } => "name a folder that is in both commits",
        }
    }
}

/// What to do about objects that are missing or damaged.
pub(crate) const DAMAGED: &str =
    "a partial clone gets what is missing with `git fetch --refetch --no-filter`; `git fsck` names what is damaged";

/// A way into git's store of objects; each thread has its own.
pub(super) type Objects = gix_odb::store::Handle<Arc<gix_odb::Store>>;

/// A git repository.
pub struct Repository {
    /// Where git keeps it.
    pub(super) folder: PathBuf,
    pub(super) objects: Arc<gix_odb::Store>,
    pub(super) references: gix_ref::file::Store,
    /// Whether its history was cut off where it was copied.
    is_shallow: bool,
    /// The folder that was asked for, relative to the work tree.
    below: String,
}

impl Repository {
    /// The repository that the folder `root` is part of.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn of(root: &Path) -> Result<Self, CommitError> {
        let none = || CommitError::NoRepository(root.to_owned());
        let full = fs::canonicalize(root).map_err(|_| none())?;
        let (folder, work_tree) = full.ancestors().find_map(git_folder).ok_or_else(none)?;
        let unreadable = |message: String| CommitError::Unreadable { folder: folder.clone(), message };
        let below = full.strip_prefix(&work_tree).ok().and_then(Path::to_str).unwrap_or_default();
        let below = below.replace(std::path::MAIN_SEPARATOR, "/");
        // A linked work tree has references of its own and shares the rest.
        let common = short_text(&folder.join("commondir")).map(|text| folder.join(text.trim()));
        let common = common.unwrap_or_else(|| folder.clone());
        if is_sha256(&common) {
            return Err(CommitError::Format(folder));
        }
        let is_shallow = fs::metadata(common.join("shallow")).is_ok_and(|metadata| metadata.len() > 0);
        let options = gix_odb::store::init::Options {
            alloc_limit_bytes: Some(MOST_BYTES),
            ..gix_odb::store::init::Options::default()
        };
        let objects = gix_odb::Store::at_opts(common.join("objects"), Kind::Sha1, &mut None.into_iter(), options)
            .map_err(|error| unreadable(error.to_string()))?;
        let references = gix_ref::file::Store::for_linked_worktree(folder.clone(), common, Kind::Sha1);
        Ok(Self { folder, objects: Arc::new(objects), references, is_shallow, below })
    }

    /// The folder that was asked for, as it was in a commit. A revision is a branch, a tag, `HEAD` or `@`, or
    /// the first letters of a commit's hash, and may go back from there with `~` and `^`.
    ///
    /// # Errors
    /// When there is no such commit, or the folder was not in it.
    pub fn commit<'a>(&'a self, revision: &str, options: &'a Options<'a>) -> Result<Commit<'a>, CommitError> {
        let id = self.find(revision)?;
        let objects = self.objects.to_handle_arc();
        let unreadable = |message: String| CommitError::Unreadable { folder: self.folder.clone(), message };
        let mut buffer = Vec::new();
        let commit = objects.find_commit_iter(&id, &mut buffer);
        let tree = commit.and_then(|mut commit| commit.tree_id());
        let mut tree = tree.map_err(|error| unreadable(error.to_string()))?;
        for part in self.below.split('/').filter(|part| !part.is_empty()) {
            let entries = objects.find_tree_iter(&tree, &mut buffer).map_err(|error| unreadable(error.to_string()))?;
            let found = entries.flatten().find(|entry| entry.mode.is_tree() && entry.filename == part.as_bytes());
            let missing = || CommitError::NoFolder { folder: self.below.clone(), revision: revision.to_owned() };
            tree = found.map(|entry| entry.oid.to_owned()).ok_or_else(missing)?;
        }
        let (files, damaged) = (OnceLock::new(), Mutex::new(None));
        Ok(Commit { objects: self.objects.clone(), tree, options, files, damaged })
    }

    /// Whether the folder that was asked for is all of the repository, and not a folder in it.
    pub fn is_whole(&self) -> bool {
        self.below.is_empty()
    }

    /// The commit that a revision names.
    pub(super) fn find(&self, revision: &str) -> Result<ObjectId, CommitError> {
        let unknown = || self.unknown(revision);
        let end = revision.find(['~', '^']).unwrap_or(revision.len());
        let (name, mut steps) = revision.split_at_checked(end).ok_or_else(unknown)?;
        let objects = self.objects.to_handle_arc();
        let mut id = self.named(name, &objects)?;
        while !steps.is_empty() {
            let is_parent = steps.starts_with('^');
            let rest = steps.strip_prefix(['~', '^']).ok_or_else(unknown)?;
            let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
            let (number, rest) = rest.split_at(digits);
            let count: usize = if number.is_empty() { 1 } else { number.parse().map_err(|_| unknown())? };
            // `^2` is the second parent, `~2` the parent's parent.
            let (times, nth) = if is_parent { (count.min(1), count) } else { (count, 1) };
            if times > MOST_STEPS {
                return Err(unknown());
            }
            for _ in 0..times {
                let mut buffer = Vec::new();
                let commit = objects
                    .find_commit_iter(&id, &mut buffer)
                    .map_err(|error| self.lost(revision, &id, &objects, &error))?;
                id = commit.parent_ids().nth(nth - 1).ok_or_else(unknown)?;
            }
            steps = rest;
        }
        let mut buffer = Vec::new();
        objects.find_commit_iter(&id, &mut buffer).map_err(|error| self.lost(revision, &id, &objects, &error))?;
        Ok(id)
    }

    fn unknown(&self, revision: &str) -> CommitError {
        if self.is_shallow { CommitError::Shallow(revision.into()) } else { CommitError::Unknown(revision.into()) }
    }

    /// Why a revision that names an object names no commit.
    fn lost(&self, revision: &str, id: &ObjectId, objects: &Objects, error: &dyn Display) -> CommitError {
        let is_another = objects.header(id).is_ok_and(|header| !header.kind().is_commit());
        if is_another || self.is_shallow {
            return self.unknown(revision);
        }
        CommitError::Unreadable { folder: self.folder.clone(), message: error.to_string() }
    }

    /// What a name or the first letters of a hash stand for, tags followed to what they are set on.
    fn named(&self, name: &str, objects: &Objects) -> Result<ObjectId, CommitError> {
        let unknown = || self.unknown(name);
        let name = if name == "@" || name.is_empty() { "HEAD" } else { name };
        if let Ok(Some(mut reference)) = self.references.try_find(name) {
            return reference.peel_to_id(&self.references, objects).map_err(|_| unknown());
        }
        let prefix = Prefix::from_hex(name).map_err(|_| unknown())?;
        match objects.lookup_prefix(prefix, None) {
            Ok(Some(Ok(id))) => Ok(id),
            Ok(Some(Err(()))) => Err(CommitError::Ambiguous(name.to_owned())),
            Ok(None) | Err(_) => Err(unknown()),
        }
    }
}

/// Where git keeps the repository of a work tree, and that work tree: of `folder`, if it is one, or of a
/// repository that has none.
fn git_folder(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let inside = folder.join(".git");
    let is_repository = |path: &Path| {
        path.join("HEAD").is_file() && (path.join("objects").is_dir() || path.join("commondir").is_file())
    };
    if is_repository(&inside) {
        return Some((inside, folder.to_owned()));
    }
    if let Some(text) = short_text(&inside) {
        let elsewhere = folder.join(text.strip_prefix("gitdir:")?.trim());
        return is_repository(&elsewhere).then(|| (elsewhere, folder.to_owned()));
    }
    is_repository(folder).then(|| (folder.to_owned(), folder.to_owned()))
}

/// The text of a file that holds a path; none for anything else.
fn short_text(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= MOST_TEXT).then(|| fs::read_to_string(path).ok())?
}

/// Whether the configuration in a folder says that objects are named by SHA-256. Git says so at its beginning.
fn is_sha256(folder: &Path) -> bool {
    let path = folder.join("config");
    let mut text = Vec::new();
    let is_file = fs::metadata(&path).is_ok_and(|metadata| metadata.is_file());
    let read = is_file && fs::File::open(&path).and_then(|file| file.take(MOST_TEXT).read_to_end(&mut text)).is_ok();
    let text = String::from_utf8_lossy(&text).to_lowercase();
    let says_so = |line: &str| {
        line.split_once('=').is_some_and(|(key, value)| (key.trim(), value.trim()) == ("objectformat", "sha256"))
    };
    read && text.lines().any(says_so)
}

/// A folder as it was in a commit.
pub struct Commit<'a> {
    objects: Arc<gix_odb::Store>,
    tree: ObjectId,
    options: &'a Options<'a>,
    /// The object of each file, once they are listed.
    files: OnceLock<HashMap<String, ObjectId>>,
    /// The first of the files whose object cannot be read, and why.
    damaged: Mutex<Option<(String, String)>>,
}

impl Commit<'_> {
    /// Remembers that the object of a file cannot be read.
    fn damage(&self, path: &str, error: &dyn Display) {
        let found = (path.to_owned(), error.to_string());
        let mut damaged = self.damaged.lock().unwrap_or_else(PoisonError::into_inner);
        if damaged.as_ref().is_none_or(|first| found < *first) {
            *damaged = Some(found);
        }
    }
}

/// An object of git's store cannot be read.
fn object_error(path: &str, message: impl Display) -> Error {
    let path = if path.is_empty() { "." } else { path };
    Error::Object { path: path.to_owned(), message: message.to_string() }
}

impl Source for Commit<'_> {
    fn list(&self) -> Result<Listed, Error> {
        let mut listing = Listing {
            objects: self.objects.to_handle_arc(),
            options: self.options,
            excluded: excluded(Path::new(""), self.options)?,
            listed: Listed::default(),
            files: HashMap::new(),
        };
        let mut folders = vec![(String::new(), self.tree, 0)];
        while let Some((path, tree, depth)) = folders.pop() {
            listing.look_into(&path, tree, &mut |folder, tree| {
                if depth < MOST_DEPTH {
                    folders.push((folder, tree, depth + 1));
                }
            })?;
            if listing.files.len() > self.options.max_files {
                return Err(Error::TooManyFiles { root: PathBuf::new(), most: self.options.max_files });
            }
        }
        // Listing again gives the same.
        let _ = self.files.set(listing.files);
        Ok(listing.listed)
    }

    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        let id = self.files.get().and_then(|files| files.get(path)).ok_or(io::ErrorKind::NotFound)?;
        let objects = self.objects.to_handle_arc();
        let damaged = |error: &dyn Display| {
            self.damage(path, error);
            io::Error::other(error.to_string())
        };
        let size = objects.header(id).map_err(|error| damaged(&error))?.size();
        if size > self.options.max_file {
            return Err(io::Error::other(format!("{size} bytes long; at most {} are read", self.options.max_file)));
        }
        let mut buffer = Vec::new();
        objects.find_blob(id, &mut buffer).map_err(|error| damaged(&error))?;
        Ok(buffer)
    }

    fn check(&self) -> Result<(), Error> {
        let damaged = self.damaged.lock().unwrap_or_else(PoisonError::into_inner).take();
        damaged.map_or(Ok(()), |(path, message)| Err(object_error(&path, message)))
    }
}

/// A commit while its files are listed.
struct Listing<'a> {
    objects: Objects,
    options: &'a Options<'a>,
    excluded: Override,
    listed: Listed,
    files: HashMap<String, ObjectId>,
}

impl Listing<'_> {
    /// Lists one folder; `go_on` gets the folders in it.
    fn look_into(
        &mut self,
        folder: &str,
        tree: ObjectId,
        go_on: &mut dyn FnMut(String, ObjectId),
    ) -> Result<(), Error> {
        let objects = self.objects.clone();
        let mut buffer = Vec::new();
        let entries = objects.find_tree(&tree, &mut buffer).map_err(|error| object_error(folder, error))?.entries;
        let is_made = entries.iter().any(|entry| NOT_SOURCE.iter().any(|mark| entry.filename == mark.as_bytes()));
        if is_made && !folder.is_empty() {
            return Ok(());
        }
        for entry in entries {
            let Ok(name) = std::str::from_utf8(entry.filename) else {
                self.skip(join_name(folder, &entry.filename.to_string()), "the name is not UTF-8".into());
                continue;
            };
            let path = join_name(folder, name);
            let id = entry.oid.to_owned();
            if name.contains('/') || name == ".." || self.excluded.matched(&path, entry.mode.is_tree()).is_ignore() {
                continue;
            }
            if entry.mode.is_tree() {
                if is_wanted_folder(name, self.options.hidden) {
                    go_on(path, id);
                }
            } else if entry.mode.is_link() {
                let target = self.target(&path, &id)?;
                self.listed.links.extend(target.map(|target| (path, target)));
            } else if entry.mode.is_blob() && is_wanted_file(&path, self.options.hidden) {
                self.add(path, id)?;
            }
        }
        Ok(())
    }

    /// Where a link leads; none when that is out of the tree.
    fn target(&self, path: &str, id: &ObjectId) -> Result<Option<String>, Error> {
        if self.size(path, id)? > MOST_TEXT {
            return Ok(None);
        }
        let mut buffer = Vec::new();
        let target = self.objects.find_blob(id, &mut buffer).map_err(|error| object_error(path, error))?.data;
        Ok(std::str::from_utf8(target).ok().and_then(|target| join(folder_of(path), target)))
    }

    fn size(&self, path: &str, id: &ObjectId) -> Result<u64, Error> {
        Ok(self.objects.header(id).map_err(|error| object_error(path, error))?.size())
    }

    fn add(&mut self, path: String, id: ObjectId) -> Result<(), Error> {
        // Nobody looks at the size of what nobody reads.
        let is_read = language::of(&path).is_some() || manifest::reads(&path);
        let size = if is_read { self.size(&path, &id)? } else { 0 };
        // The object is named by a hash of its content.
        let stamp = id.as_bytes().first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
        self.listed.files.push(Entry { path: path.clone(), size, stamp });
        self.files.insert(path, id);
        Ok(())
    }

    fn skip(&mut self, path: String, message: String) {
        self.listed.notes.push(Note { path, line: None, kind: NoteKind::Skipped, message });
    }
}

fn join_name(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
