//! Keeps what was read from one run to the next: in each file, and of the whole.
//!
//! A file whose size and times are as before is not opened. One whose content hashes as before is not
//! scanned. Where no file says anything else than before, the graph is the one that was kept; where it
//! only says it on other lines, as after most edits, their lines are all that changes in it. The cache
//! changes how long an answer takes and nothing else: whatever is missing, damaged or of another program
//! is passed over in silence.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::graph::Graph;
use crate::language::Reading;
use crate::manifest::Stated;

/// Where what is kept lies between runs. Whoever calls says where that is; it must not be in the tree.
pub trait Cache: Sync {
    /// What was saved last; none when there is nothing, or it cannot be read.
    fn load(&self) -> Option<Vec<u8>>;

    /// Saves in place of what was there. That it cannot is nobody's concern.
    fn save(&self, bytes: &[u8]);
}

/// All that is read in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contents {
    /// Why it was not read although it is there.
    pub(crate) skipped: Option<Box<str>>,
    /// The number of its language, and what that read.
    pub(crate) reading: Option<(u8, Arc<Reading>)>,
    /// What manifests read, in the order of [`manifest::ALL`](crate::manifest::ALL).
    pub(crate) stated: Vec<Stated>,
    /// Whether parts of it are not UTF-8.
    pub(crate) lossy: bool,
}

impl Contents {
    pub(crate) fn packed(&self) -> Vec<u8> {
        // Nothing in it can fail to be packed: it holds text, numbers and lists of known length.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    pub(crate) fn unpacked(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// On which line what stood on a line of `before` stands now; none when more than lines and the
    /// number of types changed.
    fn moved(&self, before: &Self) -> Option<BTreeMap<u32, u32>> {
        let ((language, now), (of, then)) = (self.reading.as_ref()?, before.reading.as_ref()?);
        let same = language == of
            && (&self.skipped, &self.stated, self.lossy) == (&before.skipped, &before.stated, before.lossy)
            && (&now.declarations, &now.broken) == (&then.declarations, &then.broken)
            && now.imports.len() == then.imports.len();
        if !same {
            return None;
        }
        let mut lines = BTreeMap::new();
        for (now, then) in now.imports.iter().zip(&then.imports) {
            let same = (&now.specifier, &now.member, now.kind) == (&then.specifier, &then.member, then.kind);
            if !same || *lines.entry(then.line).or_insert(now.line) != now.line {
                return None;
            }
        }
        // Of several imports of one thing the first counts: it has to be the same one.
        lines.values().is_sorted().then_some(lines)
    }
}

/// What is kept of a file: when its contents are still true, and how many bytes they are packed in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Row<'a> {
    pub(crate) path: &'a str,
    pub(crate) size: u64,
    pub(crate) stamp: Option<u64>,
    pub(crate) hash: u128,
    packed: u32,
}

/// What was saved, read in place.
#[derive(Debug, Default)]
pub(crate) struct Saved<'a> {
    /// By path, each with its packed contents.
    rows: Vec<(Row<'a>, &'a [u8])>,
    surroundings: u128,
    graph: &'a [u8],
}

impl<'a> Saved<'a> {
    /// Takes what was kept out of saved bytes; nothing unless they are whole and of this program.
    pub(crate) fn unpack(bytes: &'a [u8]) -> Self {
        Self::try_unpack(bytes).unwrap_or_default()
    }

    fn try_unpack(bytes: &'a [u8]) -> Option<Self> {
        let (checksum, payload) = bytes.strip_prefix(&program())?.split_first_chunk()?;
        if *checksum != xxh3_128(payload).to_le_bytes() {
            return None;
        }
        let ((rows, surroundings), mut rest) = postcard::take_from_bytes::<(Vec<Row<'a>>, u128)>(payload).ok()?;
        let with_contents = rows.into_iter().map(|row| {
            let (packed, after) = rest.split_at_checked(row.packed as usize)?;
            rest = after;
            Some((row, packed))
        });
        Some(Self { rows: with_contents.collect::<Option<_>>()?, surroundings, graph: rest })
    }

    /// What is kept of the file at `path`, and its packed contents.
    pub(crate) fn find(&self, path: &str) -> Option<(Row<'a>, &'a [u8])> {
        let at = self.rows.binary_search_by(|(row, _)| row.path.cmp(path)).ok()?;
        self.rows.get(at).copied()
    }

    /// The graph that was made in the same surroundings, with what the files that were `read` anew say
    /// about lines; none when they say more than that.
    pub(crate) fn graph(&self, surroundings: u128, read: &[(&str, &Contents)]) -> Option<Graph> {
        if self.surroundings != surroundings {
            return None;
        }
        let mut moved = Vec::new();
        for &(path, contents) in read {
            let before = Contents::unpacked(self.find(path)?.1)?;
            if *contents != before {
                moved.push((path, contents.reading.as_ref()?, contents.moved(&before)?));
            }
        }
        let mut graph: Graph = postcard::from_bytes(self.graph).ok()?;
        for (path, (_, reading), lines) in moved {
            graph.move_lines(path, reading, &lines)?;
        }
        Some(graph)
    }
}

/// What is to be kept of one file.
pub(crate) struct Keep<'a> {
    pub(crate) path: &'a str,
    pub(crate) size: u64,
    pub(crate) stamp: Option<u64>,
    pub(crate) hash: u128,
    pub(crate) packed: Cow<'a, [u8]>,
}

impl<'a> Keep<'a> {
    /// None where contents are too long to be kept.
    fn row(&self) -> Option<Row<'a>> {
        let &Self { path, size, stamp, hash, .. } = self;
        Some(Row { path, size, stamp, hash, packed: u32::try_from(self.packed.len()).ok()? })
    }
}

/// The bytes to save of files, by path, and of the graph made of them; none when they cannot be packed.
pub(crate) fn pack(files: &[Keep<'_>], surroundings: u128, graph: &Graph) -> Option<Vec<u8>> {
    let rows: Vec<Row<'_>> = files.iter().map(Keep::row).collect::<Option<_>>()?;
    let head = program().len() + size_of::<u128>();
    let mut bytes = postcard::to_extend(&(rows, surroundings), vec![0; head]).ok()?;
    for file in files {
        bytes.extend_from_slice(&file.packed);
    }
    let mut bytes = postcard::to_extend(graph, bytes).ok()?;
    let checksum = xxh3_128(&bytes[head..]).to_le_bytes();
    bytes[..head].copy_from_slice(&[&program()[..], &checksum].concat());
    Some(bytes)
}

/// Which program reads: another one reads and resolves otherwise.
fn program() -> [u8; 8] {
    xxh3_64(concat!(env!("CARGO_PKG_VERSION"), env!("LAYRA_CODEGRAPH_SOURCE")).as_bytes()).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language;

    /// The contents of a TypeScript file.
    fn contents(text: &str) -> Contents {
        Contents { reading: Some((0, Arc::new(language::ALL[0].scan("a.ts", text)))), ..Contents::default() }
    }

    #[test]
    fn lines_move_where_nothing_else_changes() {
        let check = |before: &str, now: &str, expected: Option<&[(u32, u32)]>| {
            let moved = contents(now).moved(&contents(before));
            assert_eq!(moved, expected.map(|lines| lines.iter().copied().collect()), "{before:?} to {now:?}");
        };
        let before = "import './a';\nimport './b';\n";
        check(before, "// new\nimport './a';\n\nimport './b';\nclass A {}\n", Some(&[(1, 2), (2, 4)]));
        check(before, "import './a'; import './b';\n", Some(&[(1, 1), (2, 1)]));
        // One line becomes two: which of them a kept line stands for cannot be told.
        check("import './a'; import './b';\n", before, None);
        check(before, "import './a';\nimport './c';\n", None);
        check(before, "import './b';\nimport './a';\n", None);
        check(before, "import './a';\n", None);
        check(before, "import './a';\nimport type { B } from './b';\n", None);
        check(before, "import './a';\nimport './b';\nexport {\n", None);
    }

    #[test]
    fn a_graph_is_kept_for_its_surroundings_alone() {
        let read = contents("import './nowhere';\n");
        let packed = read.packed();
        let keep = Keep { path: "a.ts", size: 1, stamp: None, hash: 2, packed: packed.as_slice().into() };
        let graph = Graph::default();
        let bytes = pack(&[keep], 7, &graph).expect("this can be packed");
        let saved = Saved::unpack(&bytes);
        assert_eq!(saved.graph(7, &[("a.ts", &read)]), Some(graph));
        assert_eq!(saved.graph(8, &[("a.ts", &read)]), None);
        assert_eq!(saved.graph(7, &[("a.ts", &contents("import './elsewhere';\n"))]), None);
        assert!(Saved::unpack(&bytes[1..]).find("a.ts").is_none());
    }
}
