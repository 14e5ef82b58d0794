//! Patterns side by side, and how each stands in a situation.
//!
//! What the entries say of one another comes from [`layra_catalog::compare`]; here it is weighed.

use layra_catalog::compare::{self, Comparison};
use layra_catalog::{Catalog, Pattern, Slug};
use schemars::JsonSchema;
use serde::Serialize;

use crate::explain::Judged;
use crate::{Disputed, Known, Reason, Situation, Weighed};

/// Patterns side by side; in a situation, where one was told.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Compared {
    /// What the entries say.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// How they stand in the situation; `null` when none was told.
    pub situation: Option<Stances>,
}

/// How compared patterns stand in a situation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stances {
    /// The patterns, in the order compared.
    pub patterns: Vec<Weighed>,
    /// The decision row that decides between two of them here; `null` when none is known to.
    pub decides: Option<Deciding>,
    /// What this rests on, in the order of the vocabulary.
    pub facts: Vec<Known>,
    /// What is said in more than one way, and is therefore taken as unknown.
    pub disputed: Vec<Disputed>,
}

/// A decision row whose condition holds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Deciding {
    /// The pattern it decides for.
    pub winner: Slug,
    /// The pattern it decides against.
    pub over: Slug,
    /// The row, with the facts that make it hold.
    pub reason: Reason,
}

/// Lays `patterns` of `catalog` side by side, in the order given, and weighs them in `situation`.
///
/// Of several rows that decide, the one is given whose winner stands best, and then the one whose loser
/// stands worst.
pub fn compare(catalog: &Catalog, patterns: &[&Pattern], situation: Option<&Situation>) -> Compared {
    let comparison = compare::compare(catalog, patterns);
    Compared { situation: situation.map(|situation| stances(catalog, patterns, &comparison, situation)), comparison }
}

fn stances(catalog: &Catalog, patterns: &[&Pattern], comparison: &Comparison, situation: &Situation) -> Stances {
    let judged = Judged::new(catalog, situation);
    let entries = patterns.iter().filter_map(|pattern| judged.sheet.entry_of(pattern.slug.as_str()));
    let weighed: Vec<Weighed> = entries.map(|entry| judged.weighed(entry)).collect();
    let score = |slug: &Slug| weighed.iter().find(|one| one.slug == *slug).map_or(f64::NEG_INFINITY, |one| one.score);
    let mut deciding: Vec<Deciding> = Vec::new();
    for decision in &comparison.decisions {
        for (for_it, reason) in judged.row_holds(&decision.slug, &decision.row.id) {
            let (own, other) = (decision.slug.clone(), decision.against.clone());
            let (winner, over) = if for_it { (own, other) } else { (other, own) };
            deciding.push(Deciding { winner, over, reason });
        }
    }
    // Stable: rows that decide alike stay in the order of the entries.
    deciding.sort_by(|one, other| {
        let winners = score(&other.winner).total_cmp(&score(&one.winner));
        winners.then_with(|| score(&one.over).total_cmp(&score(&other.over)))
    });
    Stances {
        patterns: weighed,
        decides: deciding.into_iter().next(),
        facts: judged.facts(),
        disputed: situation.disputed.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::{kitchen, situation};

    fn check(slugs: &[&str], facts: &str, expected: Expect) {
        let catalog = kitchen();
        let patterns: Vec<&Pattern> = slugs.iter().map(|slug| catalog.get(slug).expect(slug)).collect();
        let compared = compare(&catalog, &patterns, Some(&situation(&catalog, facts)));
        let stances = compared.situation.expect("a situation was told");
        let mut text = String::new();
        for one in &stances.patterns {
            let place = if one.recommended { " recommended" } else { "" };
            let ruled_out = if one.ruled_out { " ruled out" } else { "" };
            let _ = writeln!(text, "{} {}{place}{ruled_out}", one.slug, one.score);
        }
        if let Some(Deciding { winner, over, reason }) = &stances.decides {
            let facts: Vec<&str> = reason.because.iter().map(|known| known.fact.as_str()).collect();
            let cite = reason.cite.as_deref().unwrap_or_default();
            let _ = writeln!(text, "{winner} over {over}: {cite} because {facts:?}");
        }
        expected.assert_eq(&text);
    }

    #[test]
    fn a_row_decides_whose_condition_holds() {
        check(
            &["kettle", "samovar"],
            "guests=3, has-power",
            expect![[r#"
                kettle 1.479 recommended
                samovar 0
                kettle over samovar: kettle#or-samovar because ["guests"]
            "#]],
        );
        check(
            &["samovar", "kettle"],
            "guests=31..40, has-power",
            expect![[r#"
            samovar 0.75 recommended
            kettle 0.807
            samovar over kettle: kettle#or-samovar because ["guests"]
        "#]],
        );
        check(
            &["kettle", "samovar"],
            "guests=5..40, not has-power",
            expect![[r#"
            kettle -0.571 ruled out
            samovar 0
        "#]],
        );
    }

    #[test]
    fn a_row_decides_only_between_patterns_that_are_compared() {
        check(
            &["kettle", "campfire"],
            "guests=3, has-power",
            expect![[r#"
            kettle 1.479 recommended
            campfire 0
        "#]],
        );
    }

    #[test]
    fn without_a_situation_nothing_is_weighed() {
        let catalog = kitchen();
        let patterns: Vec<&Pattern> = catalog.patterns().iter().take(2).collect();
        let compared = serde_json::to_value(compare(&catalog, &patterns, None)).expect("is JSON");
        let plain = serde_json::to_value(compare::compare(&catalog, &patterns)).expect("is JSON");
        assert!(compared["situation"].is_null() && compared.get("situation").is_some());
        assert_eq!(compared["decisions"], plain["decisions"]);
    }
}
