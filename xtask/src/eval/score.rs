//! Scores of a ranking, by the same definitions as `evals/score_queries.py`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Question, Ranking};

/// What the columns of [`Scores::line`] hold.
pub(super) const HEAD: &str = "                    n   nDCG@5   hit@1     MRR  recall@3";
/// Patterns that nDCG looks at.
const DEPTH: usize = 5;
/// The grade of an answer.
pub(super) const ANSWER: u32 = 3;

#[derive(Debug, Clone, Copy, Default)]
struct Score {
    ndcg: f64,
    hit: f64,
    reciprocal_rank: f64,
    recall: f64,
}

/// The scores of one ranking, question by question.
#[derive(Debug)]
pub(super) struct Scores<'a> {
    rows: Vec<(&'a Question, Vec<String>, Score)>,
}

impl<'a> Scores<'a> {
    /// Asks `ranking` every question.
    pub(super) fn of(questions: &'a [Question], ranking: &Ranking<'_>) -> Self {
        let rows = questions.iter().map(|question| {
            let ranked = ranking(&question.query);
            let score = score(&question.relevant, &ranked);
            (question, ranked, score)
        });
        Self { rows: rows.collect() }
    }

    /// The means over all questions.
    pub(super) fn line(&self, name: &str) -> String {
        line(name, self.rows.iter().map(|(_, _, score)| *score))
    }

    /// The means over the questions of each style.
    pub(super) fn by_style(&self) -> String {
        let styles: BTreeSet<&str> = self.rows.iter().map(|(question, ..)| question.style.as_str()).collect();
        let mut text = HEAD.to_owned();
        for style in styles {
            let rows = self.rows.iter().filter(|(question, ..)| question.style == style);
            let _ = write!(text, "\n{}", line(style, rows.map(|(_, _, score)| *score)));
        }
        text + "\n" + &self.line("all")
    }

    /// Mean nDCG@5 and hit@1 over all questions.
    pub(super) fn means(&self) -> (f64, f64) {
        let of = self.rows.len().max(1) as f64;
        let sum = |part: fn(&Score) -> f64| self.rows.iter().map(|(_, _, score)| part(score)).sum::<f64>() / of;
        (sum(|score| score.ndcg), sum(|score| score.hit))
    }

    /// Ids of the questions that have an answer and were given none.
    pub(super) fn refused(&self) -> Vec<&str> {
        self.rows.iter().filter(|(_, ranked, _)| ranked.is_empty()).map(|(one, ..)| one.id.as_str()).collect()
    }

    /// How many questions that have an answer were given none.
    pub(super) fn refusals(&self) -> String {
        let refused = self.refused();
        format!("{} of {} questions that have an answer {refused:?}", refused.len(), self.rows.len())
    }

    /// The questions with the lowest nDCG, and what was answered.
    pub(super) fn worst(&self, count: usize) -> String {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by(|(one, _, score), (other, _, other_score)| {
            score.ndcg.total_cmp(&other_score.ndcg).then_with(|| one.id.cmp(&other.id))
        });
        let mut text = String::new();
        for (question, ranked, score) in rows.into_iter().take(count) {
            let shown: String = question.query.chars().take(90).collect();
            let wanted: Vec<String> =
                question.relevant.iter().map(|(slug, grade)| format!("{slug} ({grade})")).collect();
            let _ = writeln!(text, "{:.3} {} {} | {shown}", score.ndcg, question.id, question.style);
            let got = ranked.iter().take(DEPTH).cloned().collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "      wanted {}; got {got}", wanted.join(", "));
        }
        text
    }
}

fn line(name: &str, scores: impl Iterator<Item = Score>) -> String {
    let (mut sum, mut count) = (Score::default(), 0_u32);
    for score in scores {
        sum.ndcg += score.ndcg;
        sum.hit += score.hit;
        sum.reciprocal_rank += score.reciprocal_rank;
        sum.recall += score.recall;
        count += 1;
    }
    let of = f64::from(count.max(1));
    let (ndcg, hit, reciprocal_rank, recall) = (sum.ndcg / of, sum.hit / of, sum.reciprocal_rank / of, sum.recall / of);
    format!("{name:16}{count:5}{ndcg:9.3}{hit:8.3}{reciprocal_rank:8.3}{recall:10.3}")
}

fn score(relevant: &BTreeMap<String, u32>, ranked: &[String]) -> Score {
    let gain = |grade: u32| 2_f64.powi(grade as i32) - 1.0;
    let discount = |rank: usize| (rank as f64 + 2.0).log2();
    let grade = |slug: &String| relevant.get(slug).copied().unwrap_or(0);
    let reached: f64 = ranked
        .iter()
        .take(DEPTH)
        .enumerate()
        .map(|(rank, slug)| gain(grade(slug)) / discount(rank))
        .fold(0.0, |sum, one| sum + one);
    let mut grades: Vec<u32> = relevant.values().copied().collect();
    grades.sort_unstable_by(|one, other| other.cmp(one));
    let best: f64 = grades.iter().take(DEPTH).enumerate().map(|(rank, &grade)| gain(grade) / discount(rank)).sum();
    let answers = relevant.values().filter(|&&grade| grade == ANSWER).count().clamp(1, 3);
    let first = ranked.iter().position(|slug| grade(slug) == ANSWER);
    let found = ranked.iter().take(3).filter(|slug| grade(slug) == ANSWER).count();
    Score {
        ndcg: reached / best.max(f64::MIN_POSITIVE),
        hit: if first == Some(0) { 1.0 } else { 0.0 },
        reciprocal_rank: first.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0)),
        recall: found as f64 / answers as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_definitions() {
        let relevant = BTreeMap::from([("kettle".to_owned(), 3), ("samovar".to_owned(), 1)]);
        let of = |ranked: &[&str]| {
            let ranked: Vec<String> = ranked.iter().map(|slug| (*slug).to_owned()).collect();
            let Score { ndcg, hit, reciprocal_rank, recall } = score(&relevant, &ranked);
            format!("{ndcg:.3} {hit} {reciprocal_rank:.2} {recall}")
        };
        assert_eq!(of(&["kettle", "samovar"]), "1.000 1 1.00 1");
        assert_eq!(of(&["samovar", "kettle"]), "0.710 0 0.50 1");
        assert_eq!(of(&["stove", "pot", "pan", "kettle"]), "0.395 0 0.25 0");
        assert_eq!(of(&[]), "0.000 0 0.00 0");
    }
}
