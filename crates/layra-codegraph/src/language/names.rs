//! Names that a text uses, each once, with the place of its first use.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;

/// Most parts of a name with full stops that is followed. Nobody writes that many, and each is looked up.
pub(super) const MOST_PARTS: usize = 64;
/// What is the matter with a name that has more.
pub(super) const TOO_MANY_PARTS: &str = "a name has more parts than are followed";

/// Longest list of type parameters that is looked at, in bytes.
const LONGEST_LIST: usize = 400;

/// The names that `<A, in B, C : D<E>>` at the beginning of a text gives to types that are filled in later,
/// and the sign that follows; none where no such list stands.
pub(super) fn type_parameters(text: &str) -> (Vec<&str>, Option<char>) {
    let mut depth = 0_usize;
    let mut start = 1;
    let mut names = Vec::new();
    for (at, byte) in text.bytes().enumerate().take(LONGEST_LIST) {
        match byte {
            b'<' => depth += 1,
            b'>' => depth = depth.saturating_sub(1),
            b';' | b'{' | b'}' => break,
            _ => {}
        }
        if depth == 0 || depth == 1 && byte == b',' {
            let part = text.get(start..at).unwrap_or_default().trim_start();
            let mut words = part.split(|sign: char| !(sign.is_alphanumeric() || sign == '_'));
            let name = words.find(|word| !matches!(*word, "in" | "out" | "reified"));
            names.extend(name.filter(|name| !name.is_empty()));
            start = at + 1;
        }
        if depth == 0 {
            return (names, text.get(at + 1..).unwrap_or_default().trim_start().chars().next());
        }
    }
    (Vec::new(), None)
}

/// Names in the order in which they first stand in a text.
#[derive(Default)]
pub(super) struct Names<'a> {
    list: Vec<(&'a str, usize)>,
    places: HashTable<u32>,
}

impl<'a> Names<'a> {
    /// Adds a name that stands at a place; one that is there already keeps its first place.
    pub(super) fn add(&mut self, name: &'a str, at: usize) {
        let hash = hashed(name);
        let list = &self.list;
        let name_of = |index: &u32| list.get(*index as usize).map_or("", |(name, _)| *name);
        let place = self.places.entry(hash, |index| name_of(index) == name, |index| hashed(name_of(index)));
        if let Entry::Vacant(place) = place {
            place.insert(self.list.len() as u32);
            self.list.push((name, at));
        }
    }

    /// Adds the names that a list of type parameters gives, if one begins at a place of a text.
    pub(super) fn add_type_parameters(&mut self, text: &'a str, at: usize) {
        let (names, _) = type_parameters(text.get(at..).unwrap_or_default());
        names.into_iter().for_each(|name| self.add(name, at));
    }

    /// Whether a name is there.
    pub(super) fn contains(&self, name: &str) -> bool {
        let name_of = |index: &u32| self.list.get(*index as usize).map_or("", |(name, _)| *name);
        self.places.find(hashed(name), |index| name_of(index) == name).is_some()
    }

    /// All names with their places, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a str, usize)> {
        self.list.iter().copied()
    }
}

fn hashed(name: &str) -> u64 {
    FxBuildHasher.hash_one(name)
}
