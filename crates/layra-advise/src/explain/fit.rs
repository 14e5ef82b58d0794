//! What is recommended: reasons, what it wins and costs, what it needs, when to look again.

use std::cmp::Reverse;

use layra_catalog::Pattern;
use layra_catalog::pattern::{TradeOff, Weight};

use super::change::turn_out;
use super::reason::blank;
use super::{Judged, Trial, rounded};
use crate::advice::{Need, Quality, Reason, ReasonKind, Recommendation};
use crate::judge::{Chosen, Why};

/// Trade-offs shown on either side.
const TRADE_OFFS: usize = 3;
/// Prerequisites shown; the way in has more steps than that, but they build on these.
const NEEDS: usize = 3;

/// Statements shown that would speak against a pattern.
const WATCHED: usize = 2;

/// The patterns that fit, best first.
pub(crate) fn recommended(judged: &Judged<'_>, trials: &[Trial]) -> Vec<Recommendation> {
    let fit = |chosen: &Chosen| {
        let entry = chosen.entry;
        let pattern = judged.sheet.entries[entry].pattern;
        let mut reasons = judged.reasons_for(entry);
        match chosen.why {
            Why::Merit => {}
            Why::RequiredBy(owner) => reasons.insert(0, required_by(judged, owner, entry)),
            Why::Simplest => {
                let say = "Little is known yet; this is the simplest thing to begin with.".to_owned();
                reasons.insert(0, Reason { say, ..blank(ReasonKind::Simplest) });
            }
        }
        Recommendation {
            slug: pattern.slug.clone(),
            name: pattern.name.clone(),
            score: rounded(judged.state.standings[entry].points),
            reasons,
            against: judged.reasons_against(entry),
            wins: qualities(judged, pattern, &pattern.pros),
            costs: qualities(judged, pattern, &pattern.cons),
            complexity: pattern.complexity,
            team: pattern.team.to_string(),
            needs: needs(judged, entry),
            review: turn_out(judged, trials, entry),
            watch: judged.open_against(entry, WATCHED),
        }
    };
    judged.set.chosen.iter().map(fit).collect()
}

fn required_by(judged: &Judged<'_>, owner: usize, entry: usize) -> Reason {
    let owner_pattern = judged.sheet.entries[owner].pattern;
    let relation = owner_pattern.relations.iter().find(|relation| relation.to == *judged.slug(entry));
    let say = relation.map(|relation| relation.say.clone()).filter(|say| !say.is_empty());
    Reason {
        cite: Some(owner_pattern.slug.to_string()),
        say: say.unwrap_or_else(|| format!("{} cannot be had without it.", owner_pattern.name)),
        ..blank(ReasonKind::RequiredBy)
    }
}

fn qualities(judged: &Judged<'_>, pattern: &Pattern, trade_offs: &[TradeOff]) -> Vec<Quality> {
    let mut sorted: Vec<&TradeOff> = trade_offs.iter().collect();
    sorted.sort_by_key(|trade_off| match trade_off.weight {
        Weight::High => 0,
        Weight::Medium => 1,
        Weight::Low => 2,
    });
    let vocabulary = judged.sheet.catalog.vocabulary();
    let quality = |trade_off: &TradeOff| Quality {
        cite: format!("{}#{}", pattern.slug, trade_off.id),
        qualities: trade_off
            .quality
            .iter()
            .map(|id| vocabulary.quality(id).map_or_else(|| id.clone(), |quality| quality.name.clone()))
            .collect(),
        say: trade_off.say.clone(),
    };
    sorted.into_iter().take(TRADE_OFFS).map(quality).collect()
}

/// What must be there first: patterns it cannot do without, then what its first steps need.
pub(super) fn needs(judged: &Judged<'_>, entry: usize) -> Vec<Need> {
    let pattern = judged.sheet.entries[entry].pattern;
    let required = judged.sheet.entries[entry]
        .requires
        .iter()
        .map(|&need| Need { cite: judged.slug(need).to_string(), say: judged.name(need).to_owned() });
    let steps = pattern.adopt.iter().filter(|step| !step.needs.is_empty());
    let first =
        steps.take(NEEDS).map(|step| Need { cite: format!("{}#{}", pattern.slug, step.id), say: step.needs.clone() });
    required.chain(first).collect()
}

/// Heaviest reasons first, and only the first few.
pub(super) fn heaviest(mut reasons: Vec<Reason>, most: usize) -> Vec<Reason> {
    reasons.sort_by_key(|reason| (!reason.rules_out, Reverse(reason.weight)));
    reasons.truncate(most);
    reasons
}
