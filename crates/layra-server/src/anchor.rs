//! Anchors: the ids that parts of a page are linked by.
//!
//! `/pattern/<slug>#<section>` and `/pattern/<slug>#<item>` are what people, advice and search
//! cite, so sections and items keep their own ids. Everything else on the page takes what is left.

use std::collections::BTreeMap;

use layra_catalog::slug;

/// The anchors of one page; none is given twice.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// Each anchor given, with the number that was last tried for the next one of its name.
    taken: BTreeMap<String, usize>,
}

/// An item together with the anchor it is linked by.
#[derive(Debug)]
pub(crate) struct Anchored<'a, T> {
    pub(crate) anchor: String,
    pub(crate) item: &'a T,
}

impl Anchors {
    /// The anchor `wanted` or, if it is taken, the next free one after its pattern `wanted-2`.
    pub(crate) fn claim(&mut self, wanted: &str) -> String {
        // White space cannot stand in an id; everything else is escaped where it is written.
        let wanted: String = wanted.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let wanted = if wanted.is_empty() { "item".to_owned() } else { wanted };
        let Some(mut nth) = self.taken.get(&wanted).copied() else {
            self.taken.insert(wanted.clone(), 1);
            return wanted;
        };
        let anchor = loop {
            nth += 1;
            let anchor = format!("{wanted}-{nth}");
            if !self.taken.contains_key(&anchor) {
                break anchor;
            }
        };
        self.taken.insert(anchor.clone(), 1);
        self.taken.insert(wanted, nth);
        anchor
    }

    /// An anchor made of a kind of item and its name: `term-half-open`.
    pub(crate) fn claim_named(&mut self, kind: &str, name: &str) -> String {
        let words = slug::words(name);
        let name = words.iter().take(8).map(String::as_str).collect::<Vec<_>>().join("-");
        if name.is_empty() { self.claim(kind) } else { self.claim(&format!("{kind}-{name}")) }
    }

    /// Items that have ids of their own, anchored by these.
    pub(crate) fn items<'a, T>(&mut self, items: &'a [T], id: fn(&T) -> &str) -> Vec<Anchored<'a, T>> {
        items.iter().map(|item| Anchored { anchor: self.claim(id(item)), item }).collect()
    }

    /// Items without ids, anchored by their kind and name.
    pub(crate) fn named<'a, T>(&mut self, kind: &str, items: &'a [T], name: fn(&T) -> &str) -> Vec<Anchored<'a, T>> {
        items.iter().map(|item| Anchored { anchor: self.claim_named(kind, name(item)), item }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_anchor_is_given_twice() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.claim("overview"), "overview");
        assert_eq!(anchors.claim("overview"), "overview-2");
        assert_eq!(anchors.claim("overview-2"), "overview-2-2");
        assert_eq!(anchors.claim(" \n"), "item");
        assert_eq!(anchors.claim_named("term", "Half open"), "term-half-open");
        assert_eq!(anchors.claim_named("term", "…"), "term");
    }
}
