//! Brings words and meaning together: one ranking, its reasons, and whether to answer at all.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use layra_catalog::{Catalog, Slug};

use crate::answer::{Answer, By, Hit, Query, Reason};
use crate::decide;
use crate::evidence::{Evidence, Findings, Found};
use crate::index::Index;
use crate::passage::{Passage, Place, chosen_passages};

/// Passages given as the reasons of one hit, at most.
const MAX_REASONS: usize = 3;
/// What standing out by each signal counts, in words: those of the entry, those of people's
/// questions, and of the questions that hold most of them. Fitted on `evals/fit-queries.jsonl`.
const WORDS: f32 = 0.25;
const ASKED_WORDS: f32 = 0.6;
const ASKED_TOGETHER: f32 = 0.6;
/// And in meaning: the entry as a whole, and the nearest questions.
const GIST: f32 = 0.6;
const ASKED_NEARNESS: f32 = 0.8;
/// How far a pattern without a matching word must stand out by meaning to be a result.
const STANDS_OUT: f32 = 1.0;
/// What nearness counts among the reasons, against the weight of words.
const NEARNESS_SHOWS: f32 = 2.0;
/// What questions are put back by among the reasons: behind all of the entry.
const BEHIND: f32 = 1e6;
/// Patterns named when nothing answers.
const NEAR: usize = 3;
/// Bytes of a question that may be a misspelt name.
const LONGEST_NAME: usize = 60;
/// Patterns whose names are compared with it, at most; slips in words are understood in any number.
const COMPARED_NAMES: usize = 1_000;
/// Patterns that a comparing question compares: the first ones found.
const COMPARED: usize = 2;
/// Words that ask which of two.
const COMPARING: &[&str] = &["or", "vs", "versus", "instead", "than", "between", "rather"];

impl Index<'_> {
    /// The patterns of `catalog` (the one this index was built from) that answer `query`, best first.
    ///
    /// A question that no pattern answers has no results, and the nearest patterns apart.
    pub fn search(&self, catalog: &Catalog, query: &Query<'_>) -> Answer {
        self.search_by(catalog, query, By::Both)
    }

    /// As [`Index::search`], going by only a part of what speaks for a pattern; for measuring.
    pub fn search_by(&self, catalog: &Catalog, query: &Query<'_>, by: By) -> Answer {
        let findings = self.findings(query.text, query.section);
        let mut ranked = rank(&findings, by);
        ranked.retain(|one| {
            let pattern = catalog.patterns().get(one.number);
            pattern.is_some_and(|pattern| query.category.is_none_or(|category| category == pattern.category))
        });
        let answers = by != By::Both || decide::is_answer(self, &findings);
        if !answers || ranked.is_empty() {
            return Answer { results: Vec::new(), near: near(catalog, query.text, &ranked) };
        }
        let best = ranked.first().map_or(0.0, |one| one.standing);
        ranked.truncate(query.limit);
        let pattern = |one: &Ranked<'_>| catalog.patterns().get(one.number);
        let compared: Vec<&Slug> = match compares(query.text) {
            true => ranked.iter().take(COMPARED).filter_map(pattern).map(|pattern| &pattern.slug).collect(),
            false => Vec::new(),
        };
        let asked = Asked { index: self, catalog, findings: &findings, query, best };
        let hit = |one: &Ranked<'_>| one.hit(&asked, &compared);
        Answer { results: ranked.iter().filter_map(hit).collect(), near: Vec::new() }
    }
}

/// Whether a question asks which of two.
fn compares(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| COMPARING.iter().any(|comparing| word.eq_ignore_ascii_case(comparing)))
}

/// The patterns that come nearest to a question nothing answers, by name and by what was found.
fn near(catalog: &Catalog, text: &str, ranked: &[Ranked<'_>]) -> Vec<Slug> {
    let found = ranked.iter().filter_map(|one| Some(&catalog.patterns().get(one.number)?.slug));
    let mut seen = BTreeSet::new();
    let text = text.trim();
    let is_name = text.len() <= LONGEST_NAME && catalog.patterns().len() <= COMPARED_NAMES;
    let names = if is_name { catalog.suggest(text, NEAR) } else { Vec::new() };
    let near = names.into_iter().chain(found);
    near.filter(|slug| seen.insert(slug.as_str())).take(NEAR).cloned().collect()
}

/// The candidates that have something to do with the question, best first.
fn rank<'f>(findings: &'f Findings<'_>, by: By) -> Vec<Ranked<'f>> {
    let standing = |of: fn(&Evidence) -> f32, least| {
        outstanding(findings.candidates.iter().map(|(_, evidence)| of(evidence)), least)
    };
    let entry_words = standing(|evidence| evidence.entry.words, 0.05);
    let asked_words = standing(|evidence| evidence.asked.words, 0.05);
    let asked_together = standing(|evidence| evidence.asked.together, 0.05);
    let gist = standing(|evidence| evidence.gist, 0.02);
    let asked_nearness = standing(|evidence| evidence.asked.nearness, 0.01);
    let mut ranked: Vec<Ranked<'_>> = Vec::new();
    for (nth, (number, evidence)) in findings.candidates.iter().enumerate() {
        let words = WORDS * entry_words[nth] + ASKED_WORDS * asked_words[nth] + ASKED_TOGETHER * asked_together[nth];
        let meaning = GIST * gist[nth] + ASKED_NEARNESS * asked_nearness[nth];
        let has_words = evidence.entry.words + evidence.asked.words > 0.0;
        let (standing, found) = match by {
            By::Both => (words + meaning, has_words || meaning > STANDS_OUT),
            By::Words => (words, has_words),
            By::Meaning => (meaning, findings.vector.is_some()),
        };
        if found {
            ranked.push(Ranked { standing, number: *number, evidence });
        }
    }
    ranked.sort_by(Ranked::order);
    ranked
}

/// By how many standard deviations each number exceeds the mean. Deviations below `least` are taken
/// for it, so that chance differences stay small; the fewer patterns there are to compare with, the
/// larger it is.
fn outstanding(numbers: impl Iterator<Item = f32>, least: f32) -> Vec<f32> {
    let numbers: Vec<f32> = numbers.collect();
    let count = numbers.len().max(1) as f32;
    let mean = numbers.iter().sum::<f32>() / count;
    let least = least * (decide::CALIBRATED as f32 / count).max(1.0);
    let deviation = (numbers.iter().map(|number| (number - mean).powi(2)).sum::<f32>() / count).sqrt().max(least);
    numbers.into_iter().map(|number| (number - mean) / deviation).collect()
}

struct Ranked<'f> {
    /// How far it stands out from the other patterns, in standard deviations.
    standing: f32,
    number: usize,
    evidence: &'f Evidence,
}

impl Ranked<'_> {
    fn order(&self, other: &Self) -> Ordering {
        other.standing.total_cmp(&self.standing).then_with(|| self.number.cmp(&other.number))
    }

    /// The result, with the passages that speak most for it. Rows that decide between it and one of
    /// `compared` come first. How people ask for it is given only where nothing of the entry speaks.
    fn hit(&self, asked: &Asked<'_>, compared: &[&Slug]) -> Option<Hit> {
        let Asked { index, catalog, findings, query, .. } = asked;
        let pattern = catalog.patterns().get(self.number)?;
        let behind = |found: &Found| if found.is_asked { BEHIND } else { 0.0 };
        let found = self.evidence.passages.iter().enumerate().filter(|(_, found)| found.weight > 0.0);
        let mut best: Vec<(usize, f32)> = found.map(|(number, found)| (number, found.weight - behind(found))).collect();
        if let Some(vector) = &findings.vector {
            let nearest = index.nearest(self.number, query.section, vector).into_iter().filter(|(near, _)| *near > 0.0);
            for (near, number) in nearest.map(|(near, passage)| (NEARNESS_SHOWS * near, usize::from(passage))) {
                match best.iter_mut().find(|(found, _)| *found == number) {
                    Some((_, weight)) => *weight += near,
                    None => best.push((number, near)),
                }
            }
        }
        if best.iter().any(|(_, weight)| *weight > 0.0) {
            best.retain(|(_, weight)| *weight > 0.0);
        }
        let deciding: BTreeSet<&str> = pattern
            .versus
            .iter()
            .filter(|row| row.pattern.as_ref().is_some_and(|to| compared.contains(&to)))
            .map(|row| row.id.as_str())
            .collect();
        best.sort_by(|(number, one), (other_number, other)| {
            other.total_cmp(one).then_with(|| number.cmp(other_number))
        });
        best.truncate(MAX_REASONS);
        let rank = |number: usize| best.iter().position(|(best, _)| *best == number);
        let last = best.iter().map(|(number, _)| *number).max().unwrap_or_default();
        let decides = |place, id: Option<&str>| place == Place::Versus && id.is_some_and(|id| deciding.contains(id));
        let wanted = |place, id: Option<&str>, number| rank(number).is_some() || decides(place, id);
        let shown = chosen_passages(pattern, catalog.vocabulary(), wanted, last).into_iter();
        let mut shown: Vec<(bool, usize, usize, Passage)> = shown
            .map(|(number, passage)| {
                let decides = decides(passage.place, passage.id.as_deref());
                (!decides, rank(number).unwrap_or(MAX_REASONS), number, passage)
            })
            .collect();
        shown.sort_by_key(|(other, rank, number, _)| (*other, *rank, *number));
        let reason = |(_, _, number, passage): (bool, usize, usize, Passage)| Reason {
            place: passage.place,
            cite: passage.id.as_ref().map(|id| format!("{}#{id}", pattern.slug)),
            words: self.evidence.passages.get(number).map(|found| findings.words(found)).unwrap_or_default(),
            text: passage.text,
        };
        let reasons: Vec<Reason> = shown.into_iter().take(MAX_REASONS).map(reason).collect();
        let score = (decide::likelihood(self.standing, asked.best) * 1000.0).round() / 1000.0;
        (!reasons.is_empty()).then(|| Hit { slug: pattern.slug.clone(), name: pattern.name.clone(), score, reasons })
    }
}

/// A question with what was found for it.
struct Asked<'a> {
    index: &'a Index<'a>,
    catalog: &'a Catalog,
    findings: &'a Findings<'a>,
    query: &'a Query<'a>,
    /// How far the best pattern stands out.
    best: f32,
}

#[cfg(test)]
mod tests;
