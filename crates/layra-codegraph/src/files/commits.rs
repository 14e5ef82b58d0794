//! States of a repository that are not checked out: the tree of a commit, straight from git's store.
//!
//! Neither git nor anything a repository configures is run, and its configuration is not even read: only
//! references and objects are. What git keeps in a repository, or says there where it keeps it (a linked
//! work tree, another store of objects), is all that is looked at.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

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
    /// It knows no such commit.
    #[error("no commit is called `{0}`")]
    Unknown(String),
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
            Self::Unreadable { .. } => "check it with `git fsck`; repositories with SHA-256 are not read",
            Self::Unknown(_) => "name a branch, a tag or a commit, as in `main`, `v1.0~2` or `4f1c2ab`",
            Self::Ambiguous(_) => "give more of it",
            Self::NoFolder { .. } => "name a folder that is in both commits",
        }
    }
}

/// A way into git's store of objects; each thread has its own.
pub(super) type Objects = gix_odb::store::Handle<Arc<gix_odb::Store>>;

/// A git repository.
pub struct Repository {
    /// Where git keeps it.
    pub(super) folder: PathBuf,
    pub(super) objects: Arc<gix_odb::Store>,
    pub(super) references: gix_ref::file::Store,
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
        let options = gix_odb::store::init::Options {
            alloc_limit_bytes: Some(MOST_BYTES),
            ..gix_odb::store::init::Options::default()
        };
        let objects = gix_odb::Store::at_opts(common.join("objects"), Kind::Sha1, &mut None.into_iter(), options)
            .map_err(|error| unreadable(error.to_string()))?;
        let references = gix_ref::file::Store::for_linked_worktree(folder.clone(), common, Kind::Sha1);
        Ok(Self { folder, objects: Arc::new(objects), references, below })
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
        Ok(Commit { objects: self.objects.clone(), tree, options, files: OnceLock::new() })
    }

    /// Whether the folder that was asked for is all of the repository, and not a folder in it.
    pub fn is_whole(&self) -> bool {
        self.below.is_empty()
    }

    /// The commit that a revision names.
    pub(super) fn find(&self, revision: &str) -> Result<ObjectId, CommitError> {
        let unknown = || CommitError::Unknown(revision.to_owned());
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
                let commit = objects.find_commit_iter(&id, &mut buffer).map_err(|_| unknown())?;
                id = commit.parent_ids().nth(nth - 1).ok_or_else(unknown)?;
            }
            steps = rest;
        }
        let mut buffer = Vec::new();
        objects.find_commit(&id, &mut buffer).map_err(|_| unknown())?;
        Ok(id)
    }

    /// What a name or the first letters of a hash stand for, tags followed to what they are set on.
    fn named(&self, name: &str, objects: &Objects) -> Result<ObjectId, CommitError> {
        let unknown = || CommitError::Unknown(name.to_owned());
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
    const LONGEST: u64 = 8 * 1024;
    let metadata = fs::metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= LONGEST).then(|| fs::read_to_string(path).ok())?
}

/// A folder as it was in a commit.
pub struct Commit<'a> {
    objects: Arc<gix_odb::Store>,
    tree: ObjectId,
    options: &'a Options<'a>,
    /// The object of each file, once they are listed.
    files: OnceLock<HashMap<String, ObjectId>>,
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
            let found = listing.look_into(&path, tree, &mut |folder, tree| {
                if depth < MOST_DEPTH {
                    folders.push((folder, tree, depth + 1));
                }
            });
            if let Err(message) = found {
                listing.skip(path, format!("cannot be read: {message}"));
            }
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
        let size = objects.header(id).map_err(io::Error::other)?.size();
        if size > self.options.max_file {
            return Err(io::Error::other(format!("{size} bytes long; at most {} are read", self.options.max_file)));
        }
        let mut buffer = Vec::new();
        objects.find_blob(id, &mut buffer).map_err(io::Error::other)?;
        Ok(buffer)
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
    ) -> Result<(), String> {
        let objects = self.objects.clone();
        let mut buffer = Vec::new();
        let entries = objects.find_tree(&tree, &mut buffer).map_err(|error| error.to_string())?.entries;
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
                let mut target = Vec::new();
                let target = self.objects.find_blob(&id, &mut target).ok().map(|blob| blob.data.to_vec());
                let target = target.and_then(|target| join(folder_of(&path), std::str::from_utf8(&target).ok()?));
                self.listed.links.extend(target.map(|target| (path, target)));
            } else if entry.mode.is_blob() && is_wanted_file(&path, self.options.hidden) {
                self.add(path, id);
            }
        }
        Ok(())
    }

    fn add(&mut self, path: String, id: ObjectId) {
        // Nobody looks at the size of what nobody reads.
        let is_read = language::of(&path).is_some() || manifest::reads(&path);
        let size = if is_read { self.objects.header(id).map(|header| header.size()) } else { Ok(0) };
        match size {
            Ok(size) => {
                // The object is named by a hash of its content.
                let stamp = id.as_bytes().first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
                self.listed.files.push(Entry { path: path.clone(), size, stamp });
                self.files.insert(path, id);
            }
            Err(error) => self.skip(path, format!("cannot be read: {error}")),
        }
    }

    fn skip(&mut self, path: String, message: String) {
        self.listed.notes.push(Note { path, line: None, kind: NoteKind::Skipped, message });
    }
}

fn join_name(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
