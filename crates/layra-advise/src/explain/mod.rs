//! Says why: reasons, prices, what would turn the answer, what to ask next, how to get there.
//!
//! Nothing is decided here. [`Judged`] holds what [`crate::judge`] found, and each file puts one part
//! of it into words of the catalogue.

mod change;
mod fit;
mod path;
mod question;
mod reason;
mod trial;
mod warn;

use layra_catalog::{Catalog, Slug};

use crate::advice::{Verdict, Weighed};
use crate::judge::{Set, Sheet, State, choose};
use crate::{Known, Situation};

pub(crate) use change::would_change;
pub(crate) use fit::recommended;
pub(crate) use path::path;
pub(crate) use question::{next_question, question_for};
pub(crate) use trial::Trial;
pub(crate) use warn::warned;

/// A situation with what the catalogue makes of it.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    pub(crate) situation: &'a Situation,
    pub(crate) sheet: Sheet<'a>,
    pub(crate) state: State,
    pub(crate) set: Set,
}

impl<'a> Judged<'a> {
    pub(crate) fn new(catalog: &'a Catalog, situation: &'a Situation) -> Self {
        let sheet = Sheet::new(catalog, situation);
        let state = sheet.state(situation);
        let set = choose(&sheet, &state);
        Self { situation, sheet, state, set }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        if !self.set.chosen.is_empty() {
            return Verdict::Recommended;
        }
        let mut spoken_for = self.state.standings.iter().filter(|standing| standing.spoken_for).peekable();
        // Something that is not outweighed may yet come to fit.
        let lost = spoken_for.peek().is_some() && spoken_for.all(|one| one.vetoed || one.points <= 0.0);
        if lost { Verdict::NothingFits } else { Verdict::NotDetermined }
    }

    /// How one pattern stands.
    pub(crate) fn weighed(&self, entry: usize) -> Weighed {
        let standing = &self.state.standings[entry];
        Weighed {
            slug: self.slug(entry).clone(),
            name: self.name(entry).to_owned(),
            score: rounded(standing.points),
            recommended: self.set.has(entry),
            ruled_out: standing.vetoed,
            reasons: self.reasons_for(entry),
            against: self.reasons_against(entry),
        }
    }

    /// All that is known, in the order of the vocabulary.
    pub(crate) fn facts(&self) -> Vec<Known> {
        let mut facts = self.situation.facts.clone();
        facts.sort_by_key(|known| self.sheet.place(&known.fact).unwrap_or(usize::MAX));
        facts
    }

    /// What is known of a fact, and from where.
    fn known(&self, fact: usize) -> Option<&'a Known> {
        let id = &self.sheet.facts()[fact].id;
        self.situation.facts.iter().find(|known| known.fact == *id)
    }

    fn slug(&self, entry: usize) -> &'a Slug {
        &self.sheet.entries[entry].pattern.slug
    }

    fn name(&self, entry: usize) -> &'a str {
        &self.sheet.entries[entry].pattern.name
    }

    fn slugs(&self, entries: impl IntoIterator<Item = usize>) -> Vec<Slug> {
        entries.into_iter().map(|entry| self.slug(entry).clone()).collect()
    }
}

/// Three decimals: more would promise what nobody can tell.
fn rounded(points: f64) -> f64 {
    // Adding zero turns a negative zero into zero.
    (points * 1000.0).round() / 1000.0 + 0.0
}

#[cfg(test)]
mod tests;
