//! What is warned against: wishes that do not fit, and neighbours that the facts speak against.

use layra_catalog::pattern::Pattern;
use layra_catalog::relation::RelationKind;

use super::Judged;
use super::reason::blank;
use crate::advice::{Reason, ReasonKind, Warning};
use crate::judge::{are_rivals, yields};

/// Most patterns warned against.
const MOST: usize = 5;
/// Points below which the facts speak against a pattern clearly enough to say so unasked.
const CLEARLY: f64 = -0.15;

/// Patterns that somebody might think fit, and why they do not. None is recommended.
pub(crate) fn warned(judged: &Judged<'_>) -> Vec<Warning> {
    let mut entries: Vec<usize> =
        judged.situation.wishes.iter().filter_map(|wish| judged.sheet.entry_of(wish.slug.as_str())).collect();
    entries.retain(|&entry| !judged.set.has(entry));
    let wished = entries.len();
    let mut near: Vec<usize> = (0..judged.sheet.entries.len())
        .filter(|&entry| !judged.set.has(entry) && !entries.contains(&entry) && is_trap(judged, entry))
        .collect();
    // Those spoken against most come first, among them those ruled out.
    near.sort_by(|&one, &other| {
        let (one_stands, other_stands) = (&judged.state.standings[one], &judged.state.standings[other]);
        let vetoed = other_stands.vetoed.cmp(&one_stands.vetoed);
        vetoed.then_with(|| one_stands.points.total_cmp(&other_stands.points)).then(one.cmp(&other))
    });
    entries.extend(near);
    let warning = |(at, entry): (usize, usize)| Warning {
        slug: judged.slug(entry).clone(),
        name: judged.name(entry).to_owned(),
        wished: at < wished,
        reasons: reasons(judged, entry),
    };
    let warnings = (0..).zip(entries).map(warning).filter(|warning| !warning.reasons.is_empty());
    warnings.take(MOST).collect()
}

/// Whether a pattern is near enough to be thought of, and the facts speak against it, or the text does.
fn is_trap(judged: &Judged<'_>, entry: usize) -> bool {
    let standing = &judged.state.standings[entry];
    let spoken_against = standing.vetoed || standing.points < CLEARLY;
    let is_thought_of = || standing.spoken_for || judged.set.entries().any(|chosen| are_near(judged, chosen, entry));
    standing.heard_wrong || (spoken_against && is_thought_of())
}

/// Whether people choose between two patterns: they answer one question, or an entry says so.
fn are_near(judged: &Judged<'_>, one: usize, other: usize) -> bool {
    let (one, other) = (judged.sheet.entries[one].pattern, judged.sheet.entries[other].pattern);
    let names = |from: &Pattern, to: &Pattern| {
        let relation = from.relations.iter().any(|relation| {
            relation.to == to.slug && matches!(relation.kind, RelationKind::AlternativeTo | RelationKind::ConflictsWith)
        });
        relation || from.versus.iter().any(|row| row.pattern.as_ref() == Some(&to.slug))
    };
    (one.concern.is_some() && one.concern == other.concern) || names(one, other) || names(other, one)
}

/// Why a pattern is not recommended: what speaks against it, and what stands in its place.
fn reasons(judged: &Judged<'_>, entry: usize) -> Vec<Reason> {
    let mut reasons = judged.reasons_against(entry);
    let own = &judged.sheet.entries[entry];
    for other in judged.set.entries() {
        if are_rivals(&judged.sheet, entry, other)
            || own.conflicts.contains(&other)
            || yields(&judged.sheet, &judged.state, entry, other)
        {
            reasons.push(Reason {
                cite: Some(judged.slug(other).to_string()),
                say: format!("{} fits better here and leaves no room for it.", judged.name(other)),
                ..blank(ReasonKind::Rival)
            });
        }
    }
    reasons
}
