//! Reads a tree into a graph: lists, scans, resolves, joins.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memchr;
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::cache::{self, Cache, Contents, Keep, Row, Saved};
use crate::fact::Fact;
use crate::files::Disk;
use crate::files::commits::DAMAGED;
use crate::graph::{
    Ecosystem, Edge, EdgeKind, External, ExternalId, File, FileId, Graph, Node, Note, NoteKind, Package, PackageId,
    Unresolved,
};
use crate::language::{self, Reading, Resolver, Target, World};
use crate::manifest::{self, TreePackage};
use crate::paths::{Paths, folder_of};
use crate::source::{Entry, Listed, Source};
use crate::tree::{Known, Tree};

/// Largest file that is read, unless [`Options::max_file`] says otherwise, in bytes.
pub const MAX_FILE: u64 = 4 * 1024 * 1024;
/// Most files that are listed, unless [`Options::max_files`] says otherwise.
pub const MAX_FILES: usize = 4_000_000;
/// Stack of a thread that scans, in bytes: parsers follow the nesting of a text.
///
/// Memory is taken as it is used: most threads never touch most of it.
pub(crate) const STACK: usize = 256 * 1024 * 1024;

/// What to read and how.
pub struct Options<'a> {
    /// What is kept from one run to the next; none to read everything anew.
    pub cache: Option<&'a dyn Cache>,
    /// Paths to leave out, as in ignore files, relative to the root.
    pub exclude: Vec<String>,
    /// Whether to read hidden files and folders.
    pub hidden: bool,
    /// Largest file that is read, in bytes; larger ones become notes.
    pub max_file: u64,
    /// Most files that are listed; more are an error.
    pub max_files: usize,
    /// How many threads to use; none for as many as there are processors.
    pub threads: Option<usize>,
    /// Told now and then how far the work is.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            cache: None,
            exclude: Vec::new(),
            hidden: false,
            max_file: MAX_FILE,
            max_files: MAX_FILES,
            threads: None,
            progress: None,
        }
    }
}

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Files are being listed.
    Listing,
    /// So many files are there to scan.
    Scanning(usize),
    /// So many files have imports to resolve.
    Resolving(usize),
}

/// Why a tree cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such folder.
    #[error("there is no folder `{}`", .0.display())]
    Missing(PathBuf),
    /// It is not a folder.
    #[error("`{}` is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// It cannot be read.
    #[error("cannot read `{}`: {source}", .path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An object that git should have is missing or damaged.
    #[error("git's object for `{path}` cannot be read: {message}")]
    Object {
        /// The file or folder, relative to the root; a full stop for the root itself.
        path: String,
        /// Why.
        message: String,
    },
    /// It holds more than is read.
    #[error("`{}` holds more than {most} files", .root.display())]
    TooManyFiles {
        /// The folder.
        root: PathBuf,
        /// The limit.
        most: usize,
    },
    /// A pattern of [`Options::exclude`] is not one.
    #[error("`{glob}` is not a pattern of paths: {source}")]
    Exclude {
        /// The pattern.
        glob: String,
        /// What is wrong with it.
        source: ignore::Error,
    },
    /// Threads cannot be started.
    #[error("cannot start threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::NotAFolder(_) => "name the folder that holds the source code",
            Self::Unreadable { .. } => "check the permissions of the folder",
            Self::Object { .. } => DAMAGED,
            Self::TooManyFiles { .. } => "name a folder further down, or leave out folders of data",
            Self::Exclude { .. } => "write it as in .gitignore, such as `generated/**`",
            Self::Threads(_) => "allow the process more memory or threads",
        }
    }
}

/// Reads the folder `root` into a graph.
///
/// # Errors
/// When `root` cannot be listed, holds too much, or the options are not sound; see [`Error`]. Content is
/// never a reason: what cannot be understood becomes a note of the graph.
pub fn read(root: &Path, options: &Options<'_>) -> Result<Graph, Error> {
    read_source(&Disk::new(root, options)?, options)
}

/// Reads any tree into a graph, such as one in memory.
///
/// # Errors
/// As [`read`].
pub fn read_source(source: &dyn Source, options: &Options<'_>) -> Result<Graph, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).stack_size(STACK).build()?;
    pool.install(|| {
        options.tell(Progress::Listing);
        let Listed { mut files, links, notes } = source.list()?;
        files.par_sort_unstable_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|one, other| one.path == other.path);
        let mut paths = Paths::default();
        for file in &files {
            paths.push(&file.path);
        }
        let tree = Arc::new(Tree::new(paths, links));
        let bytes = options.cache.and_then(Cache::load).unwrap_or_default();
        let saved = Saved::unpack(&bytes);
        let scanned = scan(source, options, &files, &saved);
        let surroundings = surroundings(options, &files, &tree, &notes);
        let read_anew: Vec<(&str, &Contents)> = scanned
            .iter()
            .filter_map(|scanned| match &scanned.contents {
                Found::Anew(contents) => Some((files[scanned.index].path.as_str(), contents)),
                Found::AsKept(_) => None,
            })
            .collect();
        let kept = surroundings.and_then(|surroundings| saved.graph(surroundings, &read_anew));
        let is_saved = kept.is_some() && scanned.iter().all(|scanned| scanned.is_saved);
        let graph = kept.unwrap_or_else(|| join(source, options, &tree, &contents(&scanned, tree.len()), notes));
        source.check()?;
        if !is_saved && let Some(cache) = options.cache {
            save(cache, &files, &scanned, surroundings.unwrap_or_default(), &graph);
        }
        Ok(graph)
    })
}

impl Options<'_> {
    fn tell(&self, progress: Progress) {
        if let Some(tell) = self.progress {
            tell(progress);
        }
    }
}

/// A file that a language or a manifest reads, and what stands in it.
struct Scanned<'a> {
    /// Its place among all files.
    index: usize,
    size: u64,
    stamp: Option<u64>,
    hash: u128,
    contents: Found<'a>,
    /// Whether all this was saved before.
    is_saved: bool,
}

enum Found<'a> {
    /// What was kept is still true: packed.
    AsKept(&'a [u8]),
    Anew(Contents),
}

impl Scanned<'_> {
    fn keep<'k>(&'k self, files: &'k [Entry]) -> Keep<'k> {
        let packed = match &self.contents {
            Found::AsKept(packed) => Cow::Borrowed(*packed),
            Found::Anew(contents) => Cow::Owned(contents.packed()),
        };
        Keep { path: &files[self.index].path, size: self.size, stamp: self.stamp, hash: self.hash, packed }
    }
}

/// What stands in each file that somebody reads, by path.
fn scan<'a>(source: &dyn Source, options: &Options<'_>, files: &[Entry], saved: &Saved<'a>) -> Vec<Scanned<'a>> {
    let mut work: Vec<(usize, &Entry)> = files
        .iter()
        .enumerate()
        .filter(|(_, file)| language::of(&file.path).is_some() || manifest::reads(&file.path))
        .collect();
    options.tell(Progress::Scanning(work.len()));
    // A file that is large takes long: those that do begin first.
    work.par_sort_by_key(|(_, file)| std::cmp::Reverse(file.size));
    let mut scanned: Vec<Scanned<'a>> = work
        .into_par_iter()
        .with_max_len(16)
        .map(|(index, file)| scan_file(source, options, index, file, saved.find(&file.path)))
        .collect();
    scanned.par_sort_unstable_by_key(|scanned| scanned.index);
    scanned
}

/// What stands in one file of which is `kept` what was saved last.
fn scan_file<'a>(
    source: &dyn Source,
    options: &Options<'_>,
    index: usize,
    file: &Entry,
    kept: Option<(Row<'_>, &'a [u8])>,
) -> Scanned<'a> {
    let skip = |reason: String| {
        let contents = Contents { skipped: Some(reason.into()), ..Contents::default() };
        Scanned { index, size: file.size, stamp: None, hash: 0, contents: Found::Anew(contents), is_saved: true }
    };
    if file.size > options.max_file {
        return skip(format!("{} bytes long; at most {} are read", file.size, options.max_file));
    }
    let as_kept = |row: Row<'_>, packed: &'a [u8]| {
        let (size, stamp, hash) = (row.size, file.stamp, row.hash);
        Scanned { index, size, stamp, hash, contents: Found::AsKept(packed), is_saved: row.stamp == stamp }
    };
    if let Some((row, packed)) = kept
        && row.size == file.size
        && row.stamp.is_some()
        && row.stamp == file.stamp
    {
        return as_kept(row, packed);
    }
    let bytes = match source.bytes(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => return skip(format!("cannot be read: {error}")),
    };
    if bytes.len() as u64 > options.max_file {
        return skip(format!("longer than {} bytes", options.max_file));
    }
    let hash = xxh3_128(&bytes);
    let size = bytes.len() as u64;
    if let Some((row, packed)) = kept
        && (row.size, row.hash) == (size, hash)
    {
        // The times alone changed.
        return as_kept(row, packed);
    }
    let contents = Found::Anew(scan_text(&file.path, bytes));
    Scanned { index, size, stamp: file.stamp, hash, contents, is_saved: false }
}

/// What stands in each of all files, in their order; none for a file nobody reads.
fn contents(scanned: &[Scanned<'_>], files: usize) -> Vec<Option<Arc<Contents>>> {
    let unpacked: Vec<(usize, Arc<Contents>)> = scanned
        .par_iter()
        .map(|scanned| {
            let contents = match &scanned.contents {
                // What was packed by this program and came back whole can be unpacked.
                Found::AsKept(packed) => Contents::unpacked(packed).unwrap_or_default(),
                Found::Anew(contents) => contents.clone(),
            };
            (scanned.index, Arc::new(contents))
        })
        .collect();
    let mut contents = vec![None; files];
    for (index, of) in unpacked {
        contents[index] = Some(of);
    }
    contents
}

/// All that the graph depends on besides what is read in files, as a number; none when a configuration
/// is so young that it may change unseen.
fn surroundings(options: &Options<'_>, files: &[Entry], tree: &Tree, notes: &[Note]) -> Option<u128> {
    let mut hash = Xxh3::new();
    let mut take = |part: &[u8]| {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    take(&options.max_file.to_le_bytes());
    for file in files {
        take(file.path.as_bytes());
        if language::ALL.iter().any(|of| of.configures(&file.path) || of.may_configure(&file.path)) {
            take(&[file.size.to_le_bytes(), file.stamp?.to_le_bytes()].concat());
        }
    }
    for (link, target) in tree.links() {
        take(link.as_bytes());
        take(target.as_bytes());
    }
    let mut notes: Vec<&Note> = notes.iter().collect();
    notes.sort_unstable();
    take(format!("{notes:?}").as_bytes());
    Some(hash.digest128())
}

fn save(cache: &dyn Cache, files: &[Entry], scanned: &[Scanned<'_>], surroundings: u128, graph: &Graph) {
    let kept: Vec<Keep<'_>> = scanned.par_iter().map(|scanned| scanned.keep(files)).collect();
    if let Some(bytes) = cache::pack(&kept, surroundings, graph) {
        cache.save(&bytes);
    }
}

fn scan_text(path: &str, bytes: Vec<u8>) -> Contents {
    let is_wide = bytes.starts_with(&LITTLE_END_FIRST) || bytes.starts_with(&BIG_END_FIRST);
    let skip = || Contents { skipped: Some("not text: it holds a byte of zero".into()), ..Contents::default() };
    if !is_wide && memchr(0, &bytes).is_some() {
        return skip();
    }
    let language = language::of(path);
    let (text, lossy) =
        decode(bytes, |bytes| language.is_some_and(|language| language::ALL[language].is_latin1(bytes)));
    if is_wide && memchr(0, text.as_bytes()).is_some() {
        return skip();
    }
    let reading = language.map(|language| (language as u8, Arc::new(language::ALL[language].scan(path, &text))));
    let stated = manifest::ALL.iter().filter(|manifest| manifest.reads(path));
    Contents { skipped: None, reading, stated: stated.map(|manifest| manifest.read(path, &text)).collect(), lossy }
}

/// Byte order marks of UTF-16.
const LITTLE_END_FIRST: [u8; 2] = [0xff, 0xfe];
const BIG_END_FIRST: [u8; 2] = [0xfe, 0xff];

/// Bytes as text without a byte order mark, and whether parts of it are not what they should be: UTF-8, UTF-16
/// where a mark says so, or Latin-1 where `is_latin1` does.
fn decode(bytes: Vec<u8>, is_latin1: impl FnOnce(&[u8]) -> bool) -> (String, bool) {
    if let Some(units) = bytes.strip_prefix(&LITTLE_END_FIRST) {
        return decode_wide(units, u16::from_le_bytes);
    }
    if let Some(units) = bytes.strip_prefix(&BIG_END_FIRST) {
        return decode_wide(units, u16::from_be_bytes);
    }
    let (mut text, lossy) = match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        // The numbers of its letters are those of Unicode.
        Err(error) if is_latin1(error.as_bytes()) => {
            (error.as_bytes().iter().copied().map(char::from).collect(), false)
        }
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
    };
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    (text, lossy)
}

fn decode_wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, bool) {
    let (units, rest) = bytes.as_chunks();
    let mut lossy = !rest.is_empty();
    let letters = char::decode_utf16(units.iter().map(|bytes| unit(*bytes))).map(|letter| {
        letter.unwrap_or_else(|_| {
            lossy = true;
            char::REPLACEMENT_CHARACTER
        })
    });
    (letters.collect(), lossy)
}

/// Resolves what was read and makes the graph of it.
fn join(
    source: &dyn Source,
    options: &Options<'_>,
    tree: &Arc<Tree>,
    contents: &[Option<Arc<Contents>>],
    notes: Vec<Note>,
) -> Graph {
    let mut joined = Joined { notes, ..Joined::default() };
    let readings: Vec<Option<(usize, Arc<Reading>)>> = contents
        .iter()
        .map(|contents| {
            let (language, reading) = contents.as_ref()?.reading.as_ref()?;
            Some((*language as usize, reading.clone()))
        })
        .collect();
    let packages = joined.take(tree, contents);
    let texts = Arc::new(texts(source, options, tree, &mut joined.notes));
    let read = |file| configuration(source, options, tree.path(file)).ok();
    let worlds: Vec<World<'_>> = (0..language::ALL.len())
        .map(|language| World { tree, readings: &readings, texts: &texts, packages: &packages, read: &read, language })
        .collect();
    let resolvers: Vec<Box<dyn Resolver + '_>> = worlds
        .iter()
        .zip(language::ALL)
        .map(|(world, language)| {
            let (resolver, notes) = language.prepare(world);
            joined.notes.extend(notes);
            resolver
        })
        .collect();
    let sources: Vec<(Known, usize, &Reading)> = (0..)
        .map(Known)
        .zip(&readings)
        .filter_map(|(file, reading)| reading.as_ref().map(|(language, reading)| (file, *language, &**reading)))
        .collect();
    options.tell(Progress::Resolving(sources.len()));
    let found: Vec<Resolved> = sources
        .par_iter()
        .map(|(file, language, reading)| {
            let resolver = &*resolvers[*language];
            let by_path = || language::ALL[*language].is_test(tree.path(*file));
            let is_test = resolver.is_test(*file).unwrap_or_else(by_path);
            resolve(*file, is_test, reading, resolver, tree)
        })
        .collect();
    drop(resolvers);
    joined.into_graph(tree, &packages, &sources, found)
}

/// The texts of configurations, by file.
fn texts(source: &dyn Source, options: &Options<'_>, tree: &Tree, notes: &mut Vec<Note>) -> Vec<(Known, String)> {
    let wanted: Vec<(Known, &str)> =
        tree.files().filter(|(_, path)| language::ALL.iter().any(|language| language.configures(path))).collect();
    let read: Vec<Result<(Known, String), Note>> = wanted
        .into_par_iter()
        .map(|(file, path)| configuration(source, options, path).map(|text| (file, text)))
        .collect();
    let mut texts = Vec::new();
    for result in read {
        match result {
            Ok(text) => texts.push(text),
            Err(note) => notes.push(note),
        }
    }
    texts
}

/// The text of a configuration; else why it cannot be read.
fn configuration(source: &dyn Source, options: &Options<'_>, path: &str) -> Result<String, Note> {
    let skip = |message| Note { path: path.to_owned(), line: None, kind: NoteKind::Skipped, message };
    match source.bytes(path) {
        Ok(bytes) if bytes.len() as u64 > options.max_file => {
            Err(skip(format!("longer than {} bytes", options.max_file)))
        }
        Ok(bytes) => Ok(decode(bytes, |_| false).0),
        Err(error) => Err(skip(format!("cannot be read: {error}"))),
    }
}

/// Where the imports of one file lead.
#[derive(Default)]
struct Resolved {
    /// Whether the file is a test.
    is_test: bool,
    files: Vec<(Known, EdgeKind, u32)>,
    externals: Vec<(External, EdgeKind, u32)>,
    unresolved: Vec<Unresolved>,
}

fn resolve(file: Known, is_test: bool, reading: &Reading, resolver: &dyn Resolver, tree: &Tree) -> Resolved {
    let mut found = Resolved { is_test, ..Resolved::default() };
    for import in &reading.imports {
        let kind = if is_test { EdgeKind::Test } else { import.kind };
        resolver.resolve(file, import, &mut |target| match target {
            Target::File(to) if to == file => {}
            Target::File(to) => found.files.push((to, kind, import.line)),
            Target::External { ecosystem, name, standard } => {
                found.externals.push((External { ecosystem, name: name.into_owned(), standard }, kind, import.line));
            }
            Target::Unresolved(reason) => found.unresolved.push(Unresolved {
                path: tree.path(file).to_owned(),
                line: import.line,
                import: match &import.member {
                    Some(member) => format!("{} ({member})", import.specifier),
                    None => import.specifier.to_string(),
                },
                reason: reason.into_owned(),
            }),
        });
    }
    // The first line of each pair and kind.
    found.files.sort_unstable();
    found.files.dedup_by_key(|(to, kind, _)| (*to, *kind));
    found.externals.sort_unstable();
    found.externals.dedup_by(|(one, kind, _), (other, of, _)| one == other && kind == of);
    found.unresolved.dedup();
    found
}

/// What is gathered on the way to a graph.
#[derive(Default)]
struct Joined {
    notes: Vec<Note>,
    facts: Vec<Fact>,
}

impl Joined {
    /// Takes facts and notes out of what was read, and gives the packages, by folder.
    fn take(&mut self, tree: &Tree, contents: &[Option<Arc<Contents>>]) -> Vec<TreePackage> {
        let mut packages = Vec::new();
        for (manifest, contents) in (0..).map(Known).zip(contents) {
            let Some(contents) = contents else { continue };
            let path = tree.path(manifest);
            let mut note = |line, kind, message: &str| {
                self.notes.push(Note { path: path.to_owned(), line, kind, message: message.to_owned() });
            };
            if let Some(reason) = &contents.skipped {
                note(None, NoteKind::Skipped, reason);
            }
            if contents.lossy {
                note(None, NoteKind::Broken, "not UTF-8 in places");
            }
            if let Some((_, reading)) = &contents.reading
                && let Some(fault) = &reading.broken
            {
                note(Some(fault.line), NoteKind::Broken, &fault.message);
            }
            for stated in &contents.stated {
                for (line, message) in &stated.notes {
                    note(Some(*line), NoteKind::Broken, message);
                }
                let facts = stated.facts.iter().cloned();
                self.facts.extend(facts.map(|(line, what)| Fact { path: path.to_owned(), line, what }));
                if let Some((ecosystem, name)) = &stated.package {
                    let folder = folder_of(path).to_owned();
                    packages.push(TreePackage { ecosystem: *ecosystem, name: name.clone(), folder, manifest });
                }
            }
        }
        packages.sort_by(|one, other| (&one.folder, one.manifest).cmp(&(&other.folder, other.manifest)));
        packages
    }

    fn into_graph(
        mut self,
        tree: &Tree,
        packages: &[TreePackage],
        sources: &[(Known, usize, &Reading)],
        found: Vec<Resolved>,
    ) -> Graph {
        let mut graph = Graph::default();
        // Files that take part get numbers of their own, in the same order.
        let mut takes_part = vec![false; tree.len()];
        for ((file, ..), found) in sources.iter().zip(&found) {
            takes_part[file.0 as usize] = true;
            for (to, ..) in &found.files {
                takes_part[to.0 as usize] = true;
            }
        }
        let mut by_folder: HashMap<&str, Vec<(Ecosystem, PackageId)>> = HashMap::new();
        for (number, package) in (0..).map(PackageId).zip(packages) {
            by_folder.entry(&package.folder).or_default().push((package.ecosystem, number));
        }
        let mut numbers = vec![FileId(0); tree.len()];
        let mut next_source = sources.iter().zip(&found).peekable();
        for (file, path) in tree.files().filter(|(file, _)| takes_part[file.0 as usize]) {
            numbers[file.0 as usize] = FileId(graph.files.len() as u32);
            let source = next_source.next_if(|((source, ..), _)| *source == file);
            let language = source.map(|((_, language, _), _)| language::ALL[*language]);
            graph.paths.push(path);
            graph.files.push(File {
                language: language.map(|language| language.name()),
                package: package_of(path, language.map(|language| language.ecosystem()), &by_folder),
                test: source.is_some_and(|(_, found)| found.is_test),
                lines: source.map_or(0, |((_, _, reading), _)| reading.lines),
                types: source.map(|((_, _, reading), _)| reading.types).unwrap_or_default(),
            });
        }
        let mut externals: BTreeMap<External, ExternalId> = BTreeMap::new();
        for (external, ..) in found.iter().flat_map(|found| &found.externals) {
            if !externals.contains_key(external) {
                externals.insert(external.clone(), ExternalId(0));
            }
        }
        for (number, id) in (0..).map(ExternalId).zip(externals.values_mut()) {
            *id = number;
        }
        for ((file, ..), mut found) in sources.iter().zip(found) {
            let from = numbers[file.0 as usize];
            graph.begins.resize(from.0 as usize + 1, graph.edges.len() as u32);
            let to_files =
                found.files.iter().map(|(to, kind, line)| (Node::File(numbers[to.0 as usize]), *kind, *line));
            let to_externals = found
                .externals
                .iter()
                .filter_map(|(external, kind, line)| Some((Node::External(*externals.get(external)?), *kind, *line)));
            let edges = to_files.chain(to_externals).map(|(to, kind, line)| Edge { from, to, kind, line });
            graph.edges.extend(edges);
            graph.unresolved.append(&mut found.unresolved);
        }
        graph.begins.resize(graph.files.len() + 1, graph.edges.len() as u32);
        graph.externals = externals.into_keys().collect();
        graph.packages = packages
            .iter()
            .map(|package| Package {
                ecosystem: package.ecosystem,
                name: package.name.clone(),
                folder: package.folder.clone(),
                manifest: tree.path(package.manifest).to_owned(),
            })
            .collect();
        self.notes.sort();
        self.notes.dedup();
        graph.notes = self.notes;
        self.facts.sort();
        graph.facts = self.facts;
        graph
    }
}

/// The package of the nearest folder above `path`: one of `ecosystem` where there is one anywhere above.
fn package_of(
    path: &str,
    ecosystem: Option<Ecosystem>,
    by_folder: &HashMap<&str, Vec<(Ecosystem, PackageId)>>,
) -> Option<PackageId> {
    let mut nearest = None;
    let mut folder = path;
    while !folder.is_empty() {
        folder = folder_of(folder);
        for (of, package) in by_folder.get(folder).into_iter().flatten() {
            if Some(*of) == ecosystem {
                return Some(*package);
            }
            nearest = nearest.or(Some(*package));
        }
    }
    if ecosystem.is_none() { nearest } else { None }
}
