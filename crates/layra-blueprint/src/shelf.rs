//! The blueprints of a catalogue, packed.

use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use layra_catalog::{Catalog, Pattern, Problem, Slug, SourceText};
use serde::{Deserialize, Serialize};

use crate::files::{self, FilesError};
use crate::manifest::{Combination, Manifest};
use crate::record;
use crate::results::Results;

/// Blueprints, in the order of their slugs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shelf {
    blueprints: Vec<Blueprint>,
}

/// A small running project that is its pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blueprint {
    /// The pattern.
    slug: String,
    /// What its `blueprint.toml` says.
    pub manifest: Manifest,
    /// What its lab measured; `None` when nothing is kept.
    pub results: Option<Results>,
    /// Lines of code in `src`, without blank lines, comments, tests and the lab.
    pub lines: usize,
    files: Packed,
    workspace: Packed,
}

impl Blueprint {
    /// The slug of its pattern.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// Its files, by their path in its folder.
    pub(crate) fn files(&self) -> Vec<SourceText> {
        self.files.unpack()
    }

    /// The files that it shares with others of its workspace: `Cargo.toml`, `Cargo.lock` and the like.
    pub(crate) fn workspace(&self) -> Vec<SourceText> {
        self.workspace.unpack()
    }

    /// How it says that it can be combined with another.
    pub fn combination(&self, with: &str) -> Option<&Combination> {
        self.manifest.combinations.iter().find(|combination| combination.with.as_str() == with)
    }

    /// A section of Markdown for the decision record of a project made of it: where the parts of the pattern
    /// are.
    pub fn whereabouts(&self, pattern: &Pattern) -> String {
        record::whereabouts(&self.manifest, pattern)
    }

    pub(crate) fn new(
        slug: &Slug,
        manifest: Manifest,
        results: Option<Results>,
        files: &[SourceText],
        workspace: &[SourceText],
    ) -> Self {
        let code = |file: &&SourceText| {
            file.path.ends_with(".rs") && (file.path.starts_with("src/") || file.path.contains("/src/"))
        };
        let own = files.iter().filter(|file| !file.path.starts_with("combine/"));
        let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
        let lines = own.filter(code).map(|file| file.text.lines().filter(says).count()).sum();
        let (files, workspace) = (Packed::new(files), Packed::new(workspace));
        Self { slug: slug.as_str().to_owned(), manifest, results, lines, files, workspace }
    }
}

impl Shelf {
    /// The blueprints of the pack in `folder`, whose entries are in `catalog`.
    ///
    /// # Errors
    /// When a folder cannot be listed. What is wrong with a blueprint is a problem; it is then left out.
    pub fn from_dir(folder: &Path, catalog: &Catalog) -> Result<(Self, Vec<Problem>), FilesError> {
        files::read(folder, catalog)
    }

    pub(crate) fn new(mut blueprints: Vec<Blueprint>) -> Self {
        blueprints.sort_by(|one, other| one.slug.cmp(&other.slug));
        Self { blueprints }
    }

    /// Lays another shelf over this one: its blueprints win.
    #[must_use]
    pub fn overlay(mut self, other: Self) -> Self {
        self.blueprints.retain(|blueprint| other.get(&blueprint.slug).is_none());
        self.blueprints.extend(other.blueprints);
        Self::new(self.blueprints)
    }

    /// All of them.
    pub fn blueprints(&self) -> &[Blueprint] {
        &self.blueprints
    }

    /// The blueprint of a pattern.
    pub fn get(&self, slug: &str) -> Option<&Blueprint> {
        self.blueprints.iter().find(|blueprint| blueprint.slug == slug)
    }
}

/// Texts with their paths, compressed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Packed(Vec<u8>);

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Packed {
    fn new(files: &[SourceText]) -> Self {
        let pairs: Vec<(&str, &str)> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
        let plain = postcard::to_allocvec(&pairs).expect("texts can be packed");
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&plain).and_then(|()| encoder.finish()).map(Self).expect("memory takes what is written")
    }

    fn unpack(&self) -> Vec<SourceText> {
        let mut plain = Vec::new();
        ZlibDecoder::new(self.0.as_slice()).read_to_end(&mut plain).expect("packed by `new`");
        let pairs: Vec<(String, String)> = postcard::from_bytes(&plain).expect("packed by `new`");
        pairs.into_iter().map(|(path, text)| SourceText { path, text }).collect()
    }
}
