//! The way from what a team has today to what is recommended.

use std::collections::VecDeque;

use layra_catalog::Slug;
use layra_catalog::relation::RelationKind;

use super::Judged;
use super::fit::{heaviest, needs};
use super::reason::blank;
use crate::advice::{Action, Need, Reason, ReasonKind, Step};
use crate::judge::are_rivals;

/// Reasons given with a step; the recommendation has all of them.
const REASONS: usize = 3;

/// Steps in order: what stays, what comes (what is required before what requires it, the simpler
/// before the harder), what goes. Empty when nothing is said about today.
pub(crate) fn path(judged: &Judged<'_>, today: &[Slug]) -> Vec<Step> {
    let mut present: Vec<usize> = today.iter().filter_map(|slug| judged.sheet.entry_of(slug.as_str())).collect();
    present.sort_unstable();
    present.dedup();
    if present.is_empty() {
        return Vec::new();
    }
    let mut steps = Vec::new();
    for &entry in present.iter().filter(|&&entry| judged.set.has(entry)) {
        steps.push(step(judged, Action::Keep, entry, None));
    }
    for entry in in_order(judged) {
        if present.contains(&entry) {
            continue;
        }
        // A rival of the newcomer goes, by the way its entry grows into it where there is one.
        let mut previous = present.iter().copied().find(|&old| are_rivals(&judged.sheet, old, entry));
        for next in previous.map_or_else(|| vec![entry], |old| growth(judged, old, entry)) {
            let action = if previous.is_some() { Action::Replace } else { Action::Introduce };
            steps.push(step(judged, action, next, previous));
            previous = previous.map(|_| next);
        }
    }
    for &entry in present.iter().filter(|&&entry| !judged.set.has(entry)) {
        if judged.set.entries().any(|chosen| are_rivals(&judged.sheet, entry, chosen)) {
            continue;
        }
        let standing = &judged.state.standings[entry];
        let action = if standing.vetoed || standing.points < 0.0 { Action::Retire } else { Action::Leave };
        steps.push(step(judged, action, entry, None));
    }
    steps
}

/// The recommended patterns, each after what it requires, the simpler ones first.
fn in_order(judged: &Judged<'_>) -> Vec<usize> {
    let mut waiting: Vec<usize> = judged.set.entries().collect();
    waiting.sort_by_key(|&entry| judged.sheet.entries[entry].pattern.complexity);
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let ready = |entry: &usize| !judged.sheet.entries[*entry].requires.iter().any(|need| waiting.contains(need));
        // Two that require each other come in as they stand.
        let next = waiting.iter().position(ready).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

/// The patterns on the shortest way along which `from` evolves to `to`, without `from`; `to` alone
/// when there is none that does not pass through something ruled out.
fn growth(judged: &Judged<'_>, from: usize, to: usize) -> Vec<usize> {
    let mut ways = VecDeque::from([vec![from]]);
    let mut seen = vec![from];
    while let Some(way) = ways.pop_front() {
        let Some(&end) = way.last() else { continue };
        if end == to {
            return way.into_iter().skip(1).collect();
        }
        for relation in &judged.sheet.entries[end].pattern.relations {
            let Some(next) = judged.sheet.entry_of(relation.to.as_str()) else { continue };
            let open = next == to || !judged.state.standings[next].vetoed;
            if relation.kind == RelationKind::EvolvesTo && open && !seen.contains(&next) {
                seen.push(next);
                ways.push_back(way.iter().copied().chain([next]).collect());
            }
        }
    }
    vec![to]
}

fn step(judged: &Judged<'_>, action: Action, entry: usize, instead_of: Option<usize>) -> Step {
    let mut reasons = match action {
        Action::Keep | Action::Leave | Action::Introduce | Action::Replace => judged.reasons_for(entry),
        Action::Retire => judged.reasons_against(entry),
    };
    reasons = heaviest(reasons, REASONS);
    if let Some(old) = instead_of {
        let relations = &judged.sheet.entries[old].pattern.relations;
        let grows = relations.iter().find(|one| one.kind == RelationKind::EvolvesTo && one.to == *judged.slug(entry));
        if let Some(relation) = grows.filter(|relation| !relation.say.is_empty()) {
            let cite = Some(judged.slug(old).to_string());
            reasons.push(Reason { cite, say: relation.say.clone(), ..blank(ReasonKind::Growth) });
        }
    }
    let comes = matches!(action, Action::Introduce | Action::Replace);
    Step {
        action,
        slug: judged.slug(entry).clone(),
        name: judged.name(entry).to_owned(),
        instead_of: instead_of.map(|old| judged.slug(old).clone()),
        reasons,
        needs: if comes { needs(judged, entry) } else { Vec::new() },
        exits: match (action, instead_of) {
            (Action::Keep | Action::Leave, _) => Vec::new(),
            (_, Some(old)) => exits(judged, old, Some(entry)),
            (_, None) => exits(judged, entry, None),
        },
    }
}

/// The ways out of a pattern: those that lead to `to` where there are any.
fn exits(judged: &Judged<'_>, entry: usize, to: Option<usize>) -> Vec<Need> {
    let pattern = judged.sheet.entries[entry].pattern;
    let leads = |exit: &&layra_catalog::pattern::Exit| to.is_some_and(|to| exit.to == judged.slug(to).as_str());
    let all = || pattern.exits.iter();
    let some = all().any(|exit| leads(&exit));
    all()
        .filter(|exit| !some || leads(exit))
        .map(|exit| Need { cite: format!("{}#{}", pattern.slug, exit.id), say: exit.action.clone() })
        .collect()
}
