//! The disk. Nothing else in this crate touches it.
//!
//! Listing follows the habits of `ripgrep`: ignore files count, hidden files do not, symbolic links are
//! not followed. Ignore files above the root and those of the user do not count: nothing outside the root
//! is read, and the same tree gives the same graph for everybody.

pub mod commits;
pub mod history;

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use xxhash_rust::xxh3::xxh3_64;

use crate::graph::{Note, NoteKind};
use crate::paths::{folder_of, join, name_of};
use crate::source::{Entry, Listed, Source};
use crate::{Error, Options, manifest};

/// Deepest folder that is looked into, counted from the root.
const MOST_DEPTH: usize = 256;
/// Folders of dependencies and of what was built, wherever they stand. Others say so themselves, with a
/// file of [`NOT_SOURCE`].
const PASSED_OVER: &[&str] = &["node_modules", "bower_components", "__pycache__", "site-packages"];
/// Files that mark their folder as something made: a cache of a build, a Python environment.
const NOT_SOURCE: &[&str] = &["CACHEDIR.TAG", "pyvenv.cfg"];
/// How long a file must have been left alone for its times to tell that it did not change.
const SETTLED: Duration = Duration::from_secs(2);

/// A folder on the disk.
pub(crate) struct Disk<'a> {
    root: PathBuf,
    options: &'a Options<'a>,
}

impl<'a> Disk<'a> {
    /// The folder `root`.
    ///
    /// # Errors
    /// When it is not there, is not a folder, or cannot be looked at.
    pub(crate) fn new(root: &Path, options: &'a Options<'a>) -> Result<Self, Error> {
        match fs::metadata(root) {
            Ok(metadata) if metadata.is_dir() => Ok(Self { root: root.to_owned(), options }),
            Ok(_) => Err(Error::NotAFolder(root.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Error::Missing(root.to_owned())),
            Err(source) => Err(Error::Unreadable { path: root.to_owned(), source }),
        }
    }

    fn walker(&self) -> Result<WalkBuilder, Error> {
        let mut walker = WalkBuilder::new(&self.root);
        walker
            .overrides(excluded(&self.root, self.options)?)
            .hidden(false)
            .parents(false)
            .git_global(false)
            .require_git(false)
            .follow_links(false)
            .max_depth(Some(MOST_DEPTH))
            .threads(self.options.threads.unwrap_or(0));
        let root = self.root.clone();
        let reads_hidden = self.options.hidden;
        walker.filter_entry(move |entry| is_wanted(&root, entry, reads_hidden));
        Ok(walker)
    }
}

/// What [`Options::exclude`] leaves out below `root`.
fn excluded(root: &Path, options: &Options<'_>) -> Result<Override, Error> {
    let mut excluded = OverrideBuilder::new(root);
    for glob in &options.exclude {
        let bad = |source| Error::Exclude { glob: glob.clone(), source };
        excluded.add(&format!("!{glob}")).map_err(bad)?;
    }
    excluded.build().map_err(|source| Error::Exclude { glob: options.exclude.join(", "), source })
}

/// Whether to look at an entry at all.
fn is_wanted(root: &Path, entry: &DirEntry, reads_hidden: bool) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let Some(name) = entry.file_name().to_str() else {
        return true;
    };
    if entry.file_type().is_some_and(|kind| kind.is_dir()) {
        let is_made = || NOT_SOURCE.iter().any(|mark| fs::symlink_metadata(entry.path().join(mark)).is_ok());
        is_wanted_folder(name, reads_hidden) && !is_made()
    } else {
        let hidden = name.starts_with('.') && !reads_hidden;
        !hidden || relative(root, entry.path()).is_ok_and(|path| is_wanted_file(&path, reads_hidden))
    }
}

/// Whether to look into a folder of that name.
fn is_wanted_folder(name: &str, reads_hidden: bool) -> bool {
    let is_shown = !name.starts_with('.') || manifest::HIDDEN_FOLDERS.contains(&name) || reads_hidden && name != ".git";
    is_shown && !PASSED_OVER.contains(&name)
}

/// Whether to list a file: hidden ones are when they are manifests.
fn is_wanted_file(path: &str, reads_hidden: bool) -> bool {
    !name_of(path).starts_with('.') || reads_hidden || manifest::reads(path)
}

/// A path seen from the root, with `/` between its parts.
///
/// # Errors
/// When it is not UTF-8; what it looks like.
fn relative(root: &Path, path: &Path) -> Result<String, String> {
    let path = path.strip_prefix(root).unwrap_or(path);
    let text = path.to_str().ok_or_else(|| path.to_string_lossy().into_owned())?;
    Ok(if std::path::MAIN_SEPARATOR == '/' { text.to_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") })
}

impl Source for Disk<'_> {
    fn list(&self) -> Result<Listed, Error> {
        let listed = Mutex::new(Listed::default());
        let count = AtomicUsize::new(0);
        let now = SystemTime::now();
        self.walker()?.build_parallel().run(|| {
            let mut own = Own { all: &listed, part: Listed::default() };
            let count = &count;
            Box::new(move |entry| {
                own.look(&self.root, entry, now);
                let before = count.fetch_add(1, Ordering::Relaxed);
                if before < self.options.max_files { WalkState::Continue } else { WalkState::Quit }
            })
        });
        if count.into_inner() > self.options.max_files {
            return Err(Error::TooManyFiles { root: self.root.clone(), most: self.options.max_files });
        }
        Ok(listed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = File::open(self.root.join(path))?;
        let mut bytes = Vec::with_capacity(file.metadata().map_or(0, |metadata| metadata.len() as usize + 1));
        // It may have grown since it was listed, or be something that never ends.
        file.take(self.options.max_file + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What one thread found. It is added to the others' when the thread is done.
struct Own<'a> {
    all: &'a Mutex<Listed>,
    part: Listed,
}

impl Own<'_> {
    fn look(&mut self, root: &Path, entry: Result<DirEntry, ignore::Error>, now: SystemTime) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.fail(root, &error),
        };
        if entry.depth() == 0 {
            return;
        }
        let path = match relative(root, entry.path()) {
            Ok(path) => path,
            Err(shown) => return self.skip(shown, "the name is not UTF-8".into()),
        };
        if entry.path_is_symlink() {
            let target = fs::read_link(entry.path()).ok();
            if let Some(target) = target.and_then(|target| join(folder_of(&path), target.to_str()?)) {
                self.part.links.push((path, target));
            }
            return;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            return;
        }
        match entry.metadata() {
            Ok(metadata) => {
                self.part.files.push(Entry { path, size: metadata.len(), stamp: stamp(&metadata, now) });
            }
            Err(error) => self.skip(path, format!("cannot be looked at: {error}")),
        }
    }

    fn fail(&mut self, root: &Path, error: &ignore::Error) {
        let mut at = error;
        let mut path = String::new();
        loop {
            match at {
                ignore::Error::WithPath { path: of, err } => {
                    path = relative(root, of).unwrap_or_else(|shown| shown);
                    at = err;
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => at = err,
                _ => break,
            }
        }
        self.skip(path, format!("cannot be listed: {at}"));
    }

    fn skip(&mut self, path: String, message: String) {
        self.part.notes.push(Note { path, line: None, kind: NoteKind::Skipped, message });
    }
}

impl Drop for Own<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.files.append(&mut self.part.files);
        all.links.append(&mut self.part.links);
        all.notes.append(&mut self.part.notes);
    }
}

/// What changes when the content of a file does; none when it was written so lately that a change right
/// after would not show.
fn stamp(metadata: &Metadata, now: SystemTime) -> Option<u64> {
    let modified = metadata.modified().ok()?;
    if now.duration_since(modified).ok()? < SETTLED {
        return None;
    }
    let since = modified.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let mut parts = [since.as_secs(), u64::from(since.subsec_nanos()), 0, 0, 0];
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // These change even when somebody sets the time of modification back.
        parts[2..].copy_from_slice(&[metadata.ino(), metadata.ctime() as u64, metadata.ctime_nsec() as u64]);
    }
    let bytes: Vec<u8> = parts.iter().flat_map(|part| part.to_le_bytes()).collect();
    Some(xxh3_64(&bytes))
}
