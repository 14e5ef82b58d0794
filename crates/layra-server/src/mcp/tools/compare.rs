//! `compare_patterns`: two to four patterns side by side, and weighed where facts are known.

use layra_advise::{Situation, weigh};
use layra_catalog::compare::{Comparison, compare};
use layra_catalog::{Pattern, Slug};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::advise::{Argument, known};
use super::{Answered, Asker, Task, pattern};
use crate::library::Library;

/// How many patterns fit side by side.
const FEWEST: usize = 2;
const MOST: usize = 4;

pub(super) struct Compare;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Slugs or names
    #[schemars(length(min = 2, max = 4))]
    slugs: Vec<String>,
    /// What is known, to weigh them by: as in advise
    facts: Option<JsonObject>,
}

/// Patterns side by side, in the order asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Compared {
    patterns: Vec<Side>,
    /// What their decision rows say of one another.
    decisions: Vec<Decision>,
    relations: Vec<Relation>,
    /// By quality: one list for each pattern, wins with `+`, costs with `-`.
    trade_offs: Vec<TradeOffs>,
}

/// One of the patterns.
#[derive(Debug, Serialize, JsonSchema)]
struct Side {
    slug: Slug,
    name: String,
    summary: String,
    complexity: u8,
    team: String,
    /// What speaks for it less what speaks against it; `null` when no facts are given.
    score: Option<f64>,
    ruled_out: bool,
    #[serde(rename = "for")]
    speaks_for: Vec<Argument>,
    against: Vec<Argument>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Decision {
    cite: String,
    against: Slug,
    say: String,
    prefer_if: Option<String>,
    other_if: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Relation {
    from: Slug,
    to: Slug,
    how: String,
    say: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TradeOffs {
    quality: Option<String>,
    sides: Vec<Vec<String>>,
}

impl Task for Compare {
    const NAME: &'static str = "compare_patterns";
    const TITLE: &'static str = "Compare architecture patterns";
    const DESCRIPTION: &'static str = "Lay two to four named architecture patterns side by side: rows that decide \
        between them, how they stand to one another, trade-offs by quality. With `facts` it also weighs each one, \
        with the statements for and against it. To find out which patterns to compare use search_patterns; when \
        anything may be the answer use advise.";
    type Arguments = Arguments;
    type Result = Compared;

    fn answer(library: &Library, arguments: Arguments, _: &Asker) -> Result<Answered<Compared>, String> {
        let catalog = &library.catalog;
        let mut patterns: Vec<&Pattern> = Vec::new();
        for name in arguments.slugs.iter().take(MOST + 1) {
            let pattern = pattern(catalog, "slugs", name)?;
            if !patterns.iter().any(|other| other.slug == pattern.slug) {
                patterns.push(pattern);
            }
        }
        if !(FEWEST..=MOST).contains(&patterns.len()) {
            return Err(format!("`slugs`: names {FEWEST} to {MOST} different patterns"));
        }
        let vocabulary = catalog.vocabulary();
        let stated = arguments.facts.filter(|facts| !facts.is_empty());
        let stated = stated.map(|facts| known(vocabulary, facts, JsonObject::new())).transpose()?;
        let slugs: Vec<Slug> = patterns.iter().map(|pattern| pattern.slug.clone()).collect();
        let weighed = stated.map(|facts| weigh(catalog, &Situation { facts, ..Situation::default() }, &slugs));
        let sides = patterns.iter().enumerate().map(|(nth, pattern)| {
            let weighed = weighed.as_ref().and_then(|weighed| weighed.get(nth));
            Side {
                slug: pattern.slug.clone(),
                name: pattern.name.clone(),
                summary: pattern.summary.clone(),
                complexity: pattern.complexity,
                team: pattern.team.to_string(),
                score: weighed.map(|weighed| weighed.score),
                ruled_out: weighed.is_some_and(|weighed| weighed.ruled_out),
                speaks_for: weighed.map(|weighed| Argument::all(&weighed.reasons)).unwrap_or_default(),
                against: weighed.map(|weighed| Argument::all(&weighed.against)).unwrap_or_default(),
            }
        });
        let compared = compared(sides.collect(), compare(catalog, &patterns));
        Ok(Answered::Done(compared, None))
    }
}

fn compared(patterns: Vec<Side>, comparison: Comparison) -> Compared {
    let decisions = comparison.decisions.into_iter().map(|decision| Decision {
        cite: format!("{}#{}", decision.slug, decision.row.id),
        against: decision.against,
        say: decision.row.say,
        prefer_if: decision.row.prefer_if.map(|condition| condition.to_string()),
        other_if: decision.row.other_if.map(|condition| condition.to_string()),
    });
    let relations = comparison.relations.into_iter().map(|between| Relation {
        from: between.slug,
        to: between.relation.slug,
        how: between.relation.label,
        say: between.relation.say,
    });
    let trade_offs = comparison.trade_offs.into_iter().map(|group| TradeOffs {
        quality: group.quality.map(|quality| quality.name),
        sides: group
            .sides
            .into_iter()
            .map(|side| {
                let wins = side.pros.into_iter().map(|item| format!("+ {}", item.say));
                wins.chain(side.cons.into_iter().map(|item| format!("- {}", item.say))).collect()
            })
            .collect(),
    });
    Compared {
        patterns,
        decisions: decisions.collect(),
        relations: relations.collect(),
        trade_offs: trade_offs.collect(),
    }
}
