//! Loads packs: turns the files of a pack into a catalogue, on top of the one before it.
//!
//! Loading never fails on content. [`Catalog::overlay`] gives the catalogue as far as it was
//! understood, and every [`Problem`] found; whoever calls decides what an error means. It touches no
//! disk; see [`crate::files`].

mod conditions;
mod entry;
mod key;
mod record;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Contents, Masthead};
use crate::nearest;
use crate::pattern::Pattern;
use crate::problem::{Problem, Severity, SourceText};
use crate::raw::{Placed, RawAsked, RawPack, RawPattern};
use crate::slug::Slug;
use crate::vocabulary::Vocabulary;

use entry::{EntryReader, Mention};
pub use record::read;

/// The version of the pack format this crate reads.
pub const SCHEMA: u32 = 1;

/// Unknown patterns for which the nearest known one is looked for: in a pack that speaks of
/// thousands, each look-up would compare with thousands.
const MAX_NEAREST: usize = 100;

/// The files of one pack, as they were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pack {
    /// What problems name the pack's folder by; empty for none.
    pub root: String,
    /// Its files: `pack.toml`, `patterns/<slug>/pattern.toml`, `patterns/<slug>/overview.md`,
    /// `patterns/<slug>/asked.toml`, `vocabulary/*.toml`. Other paths are ignored. Paths are relative to the pack's folder.
    pub files: Vec<SourceText>,
    /// What went wrong while they were read, with paths relative to the pack's folder.
    pub problems: Vec<Problem>,
}

impl Catalog {
    /// Loads a catalogue that stands on its own.
    pub fn parse(files: impl IntoIterator<Item = SourceText>) -> (Self, Vec<Problem>) {
        let pack = Pack { files: files.into_iter().collect(), ..Pack::default() };
        Self::default().overlay(pack)
    }

    /// Lays `pack` over this catalogue: its entries replace, extend or join those here, as its
    /// `pack.toml` and its entries say.
    ///
    /// Problems come in the order of their places, with paths below the pack's `root`.
    pub fn overlay(self, pack: Pack) -> (Self, Vec<Problem>) {
        let Pack { root, mut files, problems } = pack;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let mut loader = Loader { problems, ..Loader::default() };
        let catalog = loader.load(self, &files);
        let mut problems = loader.problems;
        if !root.is_empty() {
            for problem in &mut problems {
                problem.path = format!("{}/{}", root.trim_end_matches('/'), problem.path);
            }
        }
        problems.sort_by(Problem::order);
        (catalog, problems)
    }
}

/// An entry read from its file, before it is laid over what it extends.
struct Draft<'a> {
    source: &'a SourceText,
    raw: RawPattern,
    /// Top-level keys that could not be read.
    unfit: Vec<String>,
    overview: Option<&'a str>,
    asked: Vec<String>,
}

#[derive(Default)]
struct Loader {
    problems: Vec<Problem>,
    mentions: Vec<Mention>,
}

impl Loader {
    fn load(&mut self, base: Catalog, files: &[SourceText]) -> Catalog {
        let manifest_file = files.iter().find(|file| file.path == "pack.toml");
        let manifest = manifest_file.map(|file| self.manifest(file)).unwrap_or_default();
        let base = if manifest.only { Catalog::default() } else { base };

        let mut contents = base.into_contents();
        let mut unchecked = vocabulary::Unchecked::default();
        for file in files.iter().filter(|file| folder_and_name(&file.path).is_some_and(|(top, _)| top == "vocabulary"))
        {
            vocabulary::read(file, &mut contents.vocabulary, &mut unchecked, &mut self.problems);
        }
        unchecked.check(&contents.vocabulary, &mut self.problems);
        let hidden = self.hide(manifest_file, &manifest, &mut contents);
        let settled: BTreeMap<Slug, usize> =
            contents.patterns.iter().enumerate().map(|(rank, pattern)| (pattern.slug.clone(), rank)).collect();
        let mut patterns: BTreeMap<Slug, Pattern> =
            contents.patterns.drain(..).map(|pattern| (pattern.slug.clone(), pattern)).collect();
        let laid = self.entries(files, &contents.vocabulary, &mut patterns);
        contents.patterns = patterns.into_values().collect();
        self.arrange(manifest_file, &manifest, &settled, &mut contents);
        apply_masthead(&manifest, &mut contents.masthead);
        self.check_mentions(&contents, &hidden);
        name_rows(&mut contents.patterns);
        self.check_names(&contents.patterns, &laid);
        contents.into()
    }

    fn manifest(&mut self, file: &SourceText) -> RawPack {
        let manifest: RawPack = record::read(file, &mut self.problems);
        let problem = match &manifest.schema {
            Some(schema) if *schema.get() == SCHEMA => None,
            Some(schema) => {
                let message = format!("schema {} is not known", schema.get());
                let hint = format!("this version of Layra reads schema {SCHEMA}; a newer one may read this pack");
                Some(Problem::at(Severity::Error, file, schema.span(), message).with_hint(hint))
            }
            None => Some(
                Problem::at(Severity::Error, file, 0..0, "the pack does not say which format it has")
                    .with_hint(format!("add a line `schema = {SCHEMA}`")),
            ),
        };
        self.problems.extend(problem);
        if let Some(base_url) = &manifest.base_url
            && !(base_url.get().starts_with("https://") || base_url.get().starts_with("http://"))
        {
            let message = format!("`{}` is not an address", base_url.get());
            self.problems.push(
                Problem::at(Severity::Error, file, base_url.span(), message)
                    .with_hint("write it with https:// and without a final slash"),
            );
        }
        if let Some(generated) = &manifest.generated
            && !is_date(generated.get())
        {
            let message = format!("`{}` is not a date", generated.get());
            self.problems.push(
                Problem::at(Severity::Error, file, generated.span(), message).with_hint("write it as 2026-03-06"),
            );
        }
        manifest
    }

    /// Takes hidden patterns out, and every mention of them by the entries that stay.
    fn hide(&mut self, file: Option<&SourceText>, manifest: &RawPack, contents: &mut Contents) -> BTreeSet<Slug> {
        let mut hidden = BTreeSet::new();
        for (slug, placed) in self.slugs(file, &manifest.hide) {
            let known =
                contents.patterns.iter().any(|pattern| pattern.slug == slug) || contents.announced.contains(&slug);
            if let (false, Some(file)) = (known, file) {
                let message = format!("there is no pattern `{slug}` to hide");
                let mut problem = Problem::at(Severity::Warning, file, placed.span(), message);
                problem.hint =
                    nearest::hint(slug.as_str(), contents.patterns.iter().map(|pattern| pattern.slug.as_str()));
                self.problems.push(problem);
            }
            hidden.insert(slug);
        }
        contents.patterns.retain(|pattern| !hidden.contains(&pattern.slug));
        contents.announced.retain(|slug| !hidden.contains(slug));
        for pattern in &mut contents.patterns {
            pattern.relations.retain(|relation| !hidden.contains(&relation.to));
            for row in &mut pattern.versus {
                row.pattern = row.pattern.take().filter(|slug| !hidden.contains(slug));
            }
        }
        hidden
    }

    fn slugs<'a>(
        &mut self,
        file: Option<&SourceText>,
        placed: &'a [Placed<String>],
    ) -> Vec<(Slug, &'a Placed<String>)> {
        let mut slugs: Vec<(Slug, &Placed<String>)> = Vec::new();
        let mut seen: BTreeSet<Slug> = BTreeSet::new();
        for text in placed {
            match (Slug::parse(text.get()), file) {
                (Ok(slug), Some(file)) if !seen.insert(slug.clone()) => {
                    let message = format!("`{slug}` stands twice");
                    self.problems.push(Problem::at(Severity::Warning, file, text.span(), message));
                }
                (Ok(slug), _) => slugs.push((slug, text)),
                (Err(error), Some(file)) => {
                    self.problems.push(Problem::at(Severity::Error, file, text.span(), error.to_string()));
                }
                (Err(_), None) => {}
            }
        }
        slugs
    }

    /// Reads every entry and lays it over what it extends or replaces. Gives the slugs laid.
    fn entries(
        &mut self,
        files: &[SourceText],
        vocabulary: &Vocabulary,
        patterns: &mut BTreeMap<Slug, Pattern>,
    ) -> BTreeSet<Slug> {
        let mut drafts = self.drafts(files);
        let laid = drafts.keys().cloned().collect();
        // An entry waits until the entry of this pack that it extends has been laid.
        while !drafts.is_empty() {
            let ready: Vec<Slug> = drafts
                .iter()
                .filter(|(slug, draft)| !waits(slug, draft, &drafts))
                .map(|(slug, _)| slug.clone())
                .collect();
            if ready.is_empty() {
                for (slug, draft) in &drafts {
                    let span = draft.raw.extends.as_ref().map_or(0..0, Placed::span);
                    let message = format!("`{slug}` extends an entry that extends it in turn");
                    self.problems.push(
                        Problem::at(Severity::Error, draft.source, span, message)
                            .with_hint("break the circle: one of the entries must stand on its own"),
                    );
                }
                return laid;
            }
            for slug in ready {
                if let Some(draft) = drafts.remove(&slug) {
                    self.lay(&slug, draft, vocabulary, patterns);
                }
            }
        }
        laid
    }

    fn drafts<'a>(&mut self, files: &'a [SourceText]) -> BTreeMap<Slug, Draft<'a>> {
        let mut drafts = BTreeMap::new();
        let overviews = beside(files, "/overview.md");
        let asked = beside(files, "/asked.toml");
        for file in files {
            let Some(("patterns", rest)) = folder_and_name(&file.path) else { continue };
            let Some((folder, "pattern.toml")) = folder_and_name(rest) else { continue };
            let slug = match Slug::parse(folder) {
                Ok(slug) => slug,
                Err(error) => {
                    self.problems.push(
                        Problem::of_file(Severity::Error, &file.path, error.to_string())
                            .with_hint("the folder's name is the pattern's slug: rename the folder"),
                    );
                    continue;
                }
            };
            let (raw, unfit) = record::read_with_faults(file, &mut self.problems);
            let overview = overviews.get(folder).map(|file| file.text.as_str());
            let asked = asked.get(folder).map(|file| self.asked(file)).unwrap_or_default();
            drafts.insert(slug, Draft { source: file, raw, unfit, overview, asked });
        }
        drafts
    }

    /// The questions of `asked.toml`, each once.
    fn asked(&mut self, file: &SourceText) -> Vec<String> {
        let raw: RawAsked = record::read(file, &mut self.problems);
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut asked = Vec::new();
        for question in raw.questions() {
            let text = question.get().trim();
            let message = match (text.is_empty(), seen.insert(text)) {
                (true, _) => "a question is empty".to_owned(),
                (false, false) => format!("question `{text}` stands twice"),
                (false, true) => {
                    asked.push(text.to_owned());
                    continue;
                }
            };
            self.problems.push(Problem::at(Severity::Warning, file, question.span(), message));
        }
        asked
    }

    fn lay(&mut self, slug: &Slug, draft: Draft<'_>, vocabulary: &Vocabulary, patterns: &mut BTreeMap<Slug, Pattern>) {
        let Draft { source, raw, unfit, overview, asked } = draft;
        let base = match &raw.extends {
            None => None,
            Some(extends) => {
                let found = patterns.get(extends.get().as_str());
                if found.is_none() {
                    let message = format!("there is no pattern `{}` to extend", extends.get());
                    let mut problem = Problem::at(Severity::Error, source, extends.span(), message);
                    problem.hint = nearest::hint(extends.get(), patterns.keys().map(Slug::as_str))
                        .or_else(|| Some("an entry extends one of an earlier pack, or another of its own".into()));
                    self.problems.push(problem);
                    return;
                }
                found.cloned()
            }
        };
        let (problems, mentions) = (&mut self.problems, &mut self.mentions);
        let reader = EntryReader { source, slug, unfit: &unfit, vocabulary, problems, mentions };
        let Some(mut pattern) = reader.read(raw, base) else { return };
        if let Some(overview) = overview {
            pattern.overview = overview.replace("\r\n", "\n").trim().to_owned();
        }
        let known: BTreeSet<String> = pattern.asked.iter().cloned().collect();
        pattern.asked.extend(asked.into_iter().filter(|question| !known.contains(question)));
        patterns.insert(slug.clone(), pattern);
    }

    /// Puts the patterns in order: those of earlier packs as they were, then new ones in the order
    /// of this pack, then the rest by slug. A slug in the order without an entry is announced.
    fn arrange(
        &mut self,
        file: Option<&SourceText>,
        manifest: &RawPack,
        settled: &BTreeMap<Slug, usize>,
        contents: &mut Contents,
    ) {
        let written: BTreeSet<Slug> = contents.patterns.iter().map(|pattern| pattern.slug.clone()).collect();
        let mut announced: BTreeSet<Slug> = contents.announced.iter().cloned().collect();
        let mut order: Vec<Slug> = Vec::new();
        for (slug, placed) in self.slugs(file, &manifest.order) {
            if let (false, Some(file)) = (written.contains(&slug), file) {
                let message = format!("`{slug}` stands in the order but has no folder yet");
                self.problems.push(
                    Problem::at(Severity::Note, file, placed.span(), message)
                        .with_hint("it is shown without a link until `patterns/` has it"),
                );
                if announced.insert(slug.clone()) {
                    contents.announced.push(slug.clone());
                }
            }
            order.push(slug);
        }
        contents.announced.retain(|slug| !written.contains(slug));
        let rank: BTreeMap<&Slug, usize> = order.iter().enumerate().map(|(rank, slug)| (slug, rank)).collect();
        contents.patterns.sort_by(|one, other| {
            let key = |pattern: &Pattern| {
                let in_pack = rank.get(&pattern.slug).copied().unwrap_or(usize::MAX);
                (settled.get(&pattern.slug).copied().unwrap_or(usize::MAX), in_pack)
            };
            key(one).cmp(&key(other)).then_with(|| one.slug.cmp(&other.slug))
        });
    }

    fn check_mentions(&mut self, contents: &Contents, hidden: &BTreeSet<Slug>) {
        let known: BTreeSet<&Slug> =
            contents.patterns.iter().map(|pattern| &pattern.slug).chain(&contents.announced).chain(hidden).collect();
        let unknown = std::mem::take(&mut self.mentions).into_iter().filter(|mention| !known.contains(&mention.slug));
        for (nth, Mention { slug, mut problem }) in unknown.enumerate() {
            let near = match nth < MAX_NEAREST {
                true => nearest::hint(slug.as_str(), known.iter().map(|slug| slug.as_str())),
                false => None,
            };
            problem.hint = near.or_else(|| Some("add its folder, or its slug to `order` in pack.toml".into()));
            self.problems.push(problem);
        }
    }

    /// Names and aliases by which a pattern of this pack and another would be found.
    fn check_names(&mut self, patterns: &[Pattern], laid: &BTreeSet<Slug>) {
        let mut owners: BTreeMap<String, &Slug> = BTreeMap::new();
        for pattern in patterns {
            for name in std::iter::once(&pattern.name).chain(&pattern.aliases) {
                let owner = *owners.entry(name.to_lowercase()).or_insert(&pattern.slug);
                let (own, other) =
                    if laid.contains(&pattern.slug) { (&pattern.slug, owner) } else { (owner, &pattern.slug) };
                if own != other && laid.contains(own) {
                    let path = format!("patterns/{own}/pattern.toml");
                    let message = format!("`{name}` is a name of `{other}` too");
                    self.problems.push(
                        Problem::of_file(Severity::Warning, path, message)
                            .with_hint("one of the two will never be found by it"),
                    );
                }
            }
        }
    }
}

/// The files of that name, which stand beside entries, by the entry's folder.
fn beside<'a>(files: &'a [SourceText], name: &str) -> BTreeMap<&'a str, &'a SourceText> {
    let folder = |file: &'a SourceText| file.path.strip_prefix("patterns/")?.strip_suffix(name);
    files.iter().filter_map(|file| Some((folder(file)?, file))).collect()
}

/// Whether `draft` extends an entry of the same pack that has not been laid yet. An entry that
/// extends its own slug means the one of an earlier pack.
fn waits(slug: &Slug, draft: &Draft<'_>, drafts: &BTreeMap<Slug, Draft<'_>>) -> bool {
    draft
        .raw
        .extends
        .as_ref()
        .is_some_and(|extends| extends.get() != slug.as_str() && drafts.contains_key(extends.get().as_str()))
}

/// Fills in the name of the other choice where an entry gave only its slug.
fn name_rows(patterns: &mut [Pattern]) {
    let names: BTreeMap<Slug, String> =
        patterns.iter().map(|pattern| (pattern.slug.clone(), pattern.name.clone())).collect();
    for row in patterns.iter_mut().flat_map(|pattern| &mut pattern.versus) {
        if let (true, Some(slug)) = (row.other.is_empty(), &row.pattern) {
            row.other = names.get(slug).cloned().unwrap_or_else(|| slug.to_string());
        }
    }
}

fn apply_masthead(manifest: &RawPack, masthead: &mut Masthead) {
    if let Some(title) = &manifest.title {
        masthead.title.clone_from(title);
    }
    if let Some(base_url) = &manifest.base_url {
        base_url.get().trim_end_matches('/').clone_into(&mut masthead.base_url);
    }
    if let Some(generated) = &manifest.generated {
        masthead.generated.clone_from(generated.get());
    }
}

fn folder_and_name(path: &str) -> Option<(&str, &str)> {
    path.split_once('/')
}

/// Whether `text` has the form of a day: `2026-03-06`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let within = |part: &str, range: std::ops::RangeInclusive<u32>| part.parse().is_ok_and(|n| range.contains(&n));
    digits(year, 4) && digits(month, 2) && digits(day, 2) && within(month, 1..=12) && within(day, 1..=31)
}

#[cfg(test)]
mod tests;
