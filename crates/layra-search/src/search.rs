//! Brings words and meaning together: one ranking, its reasons, and whether to answer at all.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use layra_catalog::{Catalog, Slug};

use crate::answer::{Answer, By, Hit, Query, Reason};
use crate::index::{Evidence, Findings, Index};
use crate::passage::{Passage, Place, chosen_passages};

/// Passages given as the reasons of one hit, at most.
const MAX_REASONS: usize = 3;
/// What words that stand together count against words anywhere in the entry.
const TOGETHER: f32 = 0.5;
/// What standing out by the nearest passages counts against standing out by words.
const PASSAGES: f32 = 0.6;
/// The same for the pattern as a whole.
const GIST: f32 = 0.8;
/// How far a pattern without a matching word must stand out by meaning to be a result.
const STANDS_OUT: f32 = 1.0;
/// Patterns named when nothing answers.
const NEAR: usize = 3;
/// Patterns that a comparing question compares: the first ones found.
const COMPARED: usize = 2;
/// What [`is_answer`] weighs. The weights come from a logistic regression on the labelled questions;
/// the threshold was chosen on the same questions, see `cargo xtask eval search`.
const WORDS_TELL: f32 = 3.3;
const PASSAGES_TELL: f32 = 28.0;
const ELSEWHERE_TELLS: f32 = -20.0;
const ENOUGH: f32 = 7.7;
/// Fewer patterns than this are too few to tell a rare word from a common one: any known word is
/// enough for an answer.
const CALIBRATED: usize = 12;
/// Words that ask which of two.
const COMPARING: &[&str] = &["or", "vs", "versus", "instead", "than", "between", "rather"];

impl Index {
    /// The patterns of `catalog` (the one this index was built from) that answer `query`, best first.
    ///
    /// A question that no pattern answers has no results, and the nearest patterns apart.
    pub fn search(&self, catalog: &Catalog, query: &Query<'_>) -> Answer {
        self.search_by(catalog, query, By::Both)
    }

    /// As [`Index::search`], going by only a part of what speaks for a pattern; for measuring.
    pub fn search_by(&self, catalog: &Catalog, query: &Query<'_>, by: By) -> Answer {
        let findings = self.findings(query.text, query.place);
        let evidence = &findings.patterns;
        let outstanding_words = outstanding(evidence.iter().map(|evidence| evidence.words), 0.05);
        let outstanding_meaning = outstanding(evidence.iter().map(|evidence| evidence.nearness), 0.01);
        let outstanding_together = outstanding(evidence.iter().map(|evidence| evidence.together), 0.05);
        let outstanding_gist = outstanding(evidence.iter().map(|evidence| evidence.gist), 0.02);
        let mut ranked: Vec<Ranked<'_, '_>> = Vec::new();
        for (number, (pattern, evidence)) in catalog.patterns().iter().zip(evidence).enumerate() {
            let words = outstanding_words[number] + TOGETHER * outstanding_together[number];
            let meaning = PASSAGES * outstanding_meaning[number] + GIST * outstanding_gist[number];
            let score = match by {
                By::Both => words + meaning,
                By::Words => words,
                By::Meaning => meaning,
            };
            let found = match by {
                By::Both => evidence.words > 0.0 || meaning > STANDS_OUT,
                By::Words => evidence.words > 0.0,
                By::Meaning => evidence.nearness > 0.0,
            };
            if found && query.category.is_none_or(|category| category == pattern.category) {
                ranked.push(Ranked { score, number, evidence });
            }
        }
        ranked.sort_by(Ranked::order);
        let answers = by != By::Both || is_answer(&findings);
        if !answers || ranked.is_empty() {
            let slug = |ranked: &Ranked<'_, '_>| Some(catalog.patterns().get(ranked.number)?.slug.clone());
            let mut near: Vec<Slug> = catalog
                .suggest(query.text.trim(), NEAR)
                .into_iter()
                .cloned()
                .chain(ranked.iter().filter_map(slug))
                .collect();
            let mut seen = BTreeSet::new();
            near.retain(|slug| seen.insert(slug.clone()));
            near.truncate(NEAR);
            return Answer { results: Vec::new(), near };
        }
        ranked.truncate(query.limit);
        let slugs: Vec<&Slug> =
            ranked.iter().take(COMPARED).filter_map(|one| Some(&catalog.patterns().get(one.number)?.slug)).collect();
        let compares = query
            .text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| COMPARING.iter().any(|comparing| word.eq_ignore_ascii_case(comparing)));
        let others: &[&Slug] = if compares { &slugs } else { &[] };
        Answer { results: ranked.iter().filter_map(|one| one.hit(catalog, others)).collect(), near: Vec::new() }
    }
}

/// Whether what was found is more than chance: the words and the passages must speak for the best
/// pattern more than the question is near to what people ask elsewhere.
fn is_answer(findings: &Findings<'_>) -> bool {
    let most = |of: fn(&Evidence<'_>) -> f32| findings.patterns.iter().map(of).fold(0.0, f32::max);
    if findings.patterns.len() < CALIBRATED {
        return most(|evidence| evidence.words) > 0.0;
    }
    let words = WORDS_TELL * most(|evidence| evidence.words).ln_1p();
    let passages = PASSAGES_TELL * most(|evidence| evidence.nearness);
    findings.named || words + passages + ELSEWHERE_TELLS * findings.elsewhere >= ENOUGH
}

/// By how many standard deviations each number exceeds the mean. Deviations below `least` are
/// taken for it, so that chance differences stay small.
fn outstanding(numbers: impl Iterator<Item = f32>, least: f32) -> Vec<f32> {
    let numbers: Vec<f32> = numbers.collect();
    let count = numbers.len().max(1) as f32;
    let mean = numbers.iter().sum::<f32>() / count;
    let deviation = (numbers.iter().map(|number| (number - mean).powi(2)).sum::<f32>() / count).sqrt().max(least);
    numbers.into_iter().map(|number| (number - mean) / deviation).collect()
}

struct Ranked<'e, 'w> {
    score: f32,
    number: usize,
    evidence: &'e Evidence<'w>,
}

impl Ranked<'_, '_> {
    fn order(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then_with(|| self.number.cmp(&other.number))
    }

    /// The result, with the passages that speak most for it. Rows that decide between it and one of
    /// `others` come first.
    fn hit(&self, catalog: &Catalog, others: &[&Slug]) -> Option<Hit> {
        let pattern = catalog.patterns().get(self.number)?;
        let known = |number: usize| u16::try_from(number).ok().and_then(|number| self.evidence.passages.get(&number));
        let decides = |passage: &Passage| {
            passage.place == Place::Versus
                && pattern.versus.iter().any(|row| {
                    passage.id.as_ref() == Some(&row.id) && row.pattern.as_ref().is_some_and(|to| others.contains(&to))
                })
        };
        let weight = |number: usize| known(number).map_or(0.0, |found| found.weight + 2.0 * found.nearness);
        let mut best: Vec<(f32, usize)> =
            self.evidence.passages.keys().map(|&number| (weight(usize::from(number)), usize::from(number))).collect();
        best.sort_by(|(one, number), (other, other_number)| {
            other.total_cmp(one).then_with(|| number.cmp(other_number))
        });
        best.truncate(MAX_REASONS);
        let wanted = |place, number| {
            best.iter().any(|(_, best)| *best == number) || (place == Place::Versus && !others.is_empty())
        };
        let mut found: Vec<(bool, f32, usize, Passage)> = chosen_passages(pattern, catalog.vocabulary(), wanted)
            .into_iter()
            .map(|(number, passage)| (decides(&passage), weight(number), number, passage))
            .filter(|(decides, weight, ..)| *decides || *weight > 0.0)
            .collect();
        found.sort_by(|(decides, weight, number, _), (other_decides, other_weight, other_number, _)| {
            let by_weight = other_weight.total_cmp(weight);
            other_decides.cmp(decides).then(by_weight).then_with(|| number.cmp(other_number))
        });
        let reasons: Vec<Reason> = found
            .into_iter()
            .take(MAX_REASONS)
            .map(|(_, _, number, passage)| Reason {
                place: passage.place,
                cite: passage.id.as_ref().map(|id| format!("{}#{id}", pattern.slug)),
                words: known(number)
                    .map(|found| found.words.iter().map(|word| (*word).to_owned()).collect())
                    .unwrap_or_default(),
                text: passage.text,
            })
            .collect();
        let score = (self.score * 1000.0).round() / 1000.0;
        (!reasons.is_empty()).then(|| Hit { slug: pattern.slug.clone(), name: pattern.name.clone(), score, reasons })
    }
}

#[cfg(test)]
mod tests;
