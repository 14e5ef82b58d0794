//! Decides whether what was found answers the question at all, and how likely each pattern does.
//!
//! A question is answered when what speaks for the best pattern outweighs how near the question is
//! to matters that people ask about elsewhere (`elsewhere.txt`). What each counts comes from
//! logistic regressions on `evals/fit-queries.jsonl` and `evals/fit-offtopic.jsonl`;
//! `cargo xtask eval search` tells how often it is right.

use crate::evidence::{Evidence, Findings};
use crate::index::Index;

/// Fewer patterns than this are too few to tell a rare word from a common one: any known word is
/// enough for an answer.
pub(crate) const CALIBRATED: usize = 12;
/// What the words of people's questions tell, those that stand together in one, how near the nearest
/// are, and how near the question is to matters elsewhere; and how much is enough.
const WORDS_TELL: f32 = 1.9;
const TOGETHER_TELLS: f32 = 8.2;
const NEARNESS_TELLS: f32 = 17.6;
const ELSEWHERE_TELLS: f32 = -17.8;
const ENOUGH: f32 = 15.6;
/// What standing out tells of a pattern, and falling behind the best one; and how much is even odds.
const STANDING_TELLS: f32 = 0.97;
const BEHIND_TELLS: f32 = -0.31;
const EVEN: f32 = 5.2;

/// Whether what was found is more than chance.
pub(crate) fn is_answer(index: &Index<'_>, findings: &Findings<'_>) -> bool {
    let all = findings.candidates.iter().map(|(_, evidence)| evidence);
    let most = |of: fn(&Evidence) -> f32| all.clone().map(of).fold(0.0, f32::max);
    if index.patterns() < CALIBRATED {
        return most(|evidence| evidence.entry.words + evidence.asked.words) > 0.0;
    }
    let words = WORDS_TELL * most(|evidence| evidence.asked.words).ln_1p();
    let together = TOGETHER_TELLS * most(|evidence| evidence.asked.together).ln_1p();
    let nearness = NEARNESS_TELLS * most(|evidence| evidence.asked.nearness);
    let elsewhere = ELSEWHERE_TELLS * nearness_elsewhere(index, findings);
    findings.named || words + together + nearness + elsewhere >= ENOUGH
}

/// How likely a pattern that stands out by `standing`, where the best one does by `best`, answers the
/// question or is clearly useful: 0 to 1. Right for catalogues of some dozens of patterns and more; of
/// very few, none can stand out far.
pub(crate) fn likelihood(standing: f32, best: f32) -> f32 {
    let odds = STANDING_TELLS * standing + BEHIND_TELLS * (best - standing) - EVEN;
    1.0 / (1.0 + (-odds).exp())
}

/// Nearness of the two nearest matters elsewhere, -1 to 1.
fn nearness_elsewhere(index: &Index<'_>, findings: &Findings<'_>) -> f32 {
    let mut two = [0.0_f32; 2];
    for near in findings.vector.iter().flat_map(|vector| index.elsewhere.nearness(vector)) {
        two = if near > two[0] { [near, two[0]] } else { [two[0], two[1].max(near)] };
    }
    f32::midpoint(two[0], two[1])
}
