//! Makes one coherent set of patterns out of how each stands.

use layra_catalog::Catalog;
use layra_catalog::condition::Truth;
use layra_catalog::vocabulary::Choose;

use super::{Sheet, Side, State};

/// Fewest points at which a pattern is recommended on its own merit.
const FLOOR: f64 = 0.2;
/// The same where a text was read: how likely a pattern must be right.
const FLOOR_OF_A_TEXT: f64 = 0.25;
/// What share of the best pattern's points the others must reach: a set says what matters, not
/// everything that would do no harm.
const SHARE: f64 = 0.38;
/// The same where a text was read.
const SHARE_OF_A_TEXT: f64 = 0.55;
/// What share of a pattern's points a rival must have for the pattern to yield to it: a decision row compares
/// two choices of which both are possible, and says nothing of one that hardly anything speaks for. Where a text
/// was read, the likelier one is taken: what the encoder hears weighs such rivals already.
const NEAR: f64 = 0.6;
/// Most patterns in a set.
const MOST: usize = 7;

/// The patterns that fit, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Set {
    pub(crate) chosen: Vec<Chosen>,
    /// Points that a pattern had to reach.
    pub(crate) limit: f64,
}

/// A pattern of the set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Chosen {
    pub(crate) entry: usize,
    pub(crate) why: Why,
}

/// What brought a pattern into the set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Why {
    /// Its own points.
    Merit,
    /// This one of the set cannot be had without it.
    RequiredBy(usize),
    /// Little is known, and it is the simplest thing that something speaks for.
    Simplest,
}

impl Set {
    /// Whether the set has this pattern.
    pub(crate) fn has(&self, entry: usize) -> bool {
        self.chosen.iter().any(|chosen| chosen.entry == entry)
    }

    /// The patterns, best first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = usize> {
        self.chosen.iter().map(|chosen| chosen.entry)
    }
}

/// The pattern of the lowest complexity among those that answer the concern with the simplest
/// answer of all, of concerns whose answers are rivals.
pub(super) fn simplest(catalog: &Catalog) -> Option<usize> {
    let concerns = catalog.vocabulary().concerns.iter().filter(|concern| concern.choose == Choose::One);
    let simplest = concerns.filter_map(|concern| {
        let rivals = catalog.patterns().iter().zip(0..);
        rivals
            .filter(|(pattern, _)| pattern.concern.as_ref() == Some(&concern.id))
            .min_by_key(|(pattern, _)| pattern.complexity)
    });
    simplest.min_by_key(|(pattern, _)| pattern.complexity).map(|(_, at)| at)
}

/// The set for a state: by points, without what conflicts with something better, with what is required,
/// within what the team can carry. Of rivals for one question the better one is taken; where facts alone
/// were given, not if its own decision row says that the other, which is not far behind, is the right one here.
pub(crate) fn choose(sheet: &Sheet<'_>, state: &State) -> Set {
    let of_a_text = sheet.entries.iter().any(|entry| entry.echo.is_some());
    let (floor, share) = if of_a_text { (FLOOR_OF_A_TEXT, SHARE_OF_A_TEXT) } else { (FLOOR, SHARE) };
    let mut able: Vec<usize> = (0..sheet.entries.len())
        .filter(|&at| {
            let standing = &state.standings[at];
            standing.spoken_for && !standing.vetoed && standing.points >= floor
        })
        .collect();
    // Equal points: the simpler one, then the one shown first.
    able.sort_by(|&one, &other| {
        let points = state.standings[other].points.total_cmp(&state.standings[one].points);
        let complexity = |at: usize| sheet.entries[at].pattern.complexity;
        points.then_with(|| complexity(one).cmp(&complexity(other))).then(one.cmp(&other))
    });
    let Some(&best) = able.first() else { return fallback(sheet, state, floor) };
    let limit = (share * state.standings[best].points).max(floor);
    able.retain(|&entry| state.standings[entry].points >= limit);
    let mut set = Set { chosen: Vec::new(), limit };
    for &entry in &able {
        let near = |other: usize| state.standings[other].points >= NEAR * state.standings[entry].points;
        let gives_way =
            |other: usize| are_rivals(sheet, entry, other) && near(other) && yields(sheet, state, entry, other);
        let yields = !of_a_text && able.iter().any(|&other| gives_way(other));
        if !yields && !set.has(entry) && !is_barred(sheet, &set, entry) {
            add(sheet, state, &mut set, entry);
        }
    }
    if set.chosen.is_empty() { fallback(sheet, state, floor) } else { set }
}

/// What to begin with when nothing reaches the floor.
fn fallback(sheet: &Sheet<'_>, state: &State, floor: f64) -> Set {
    let simplest = sheet.simplest.filter(|&at| {
        let standing = &state.standings[at];
        standing.spoken_for && !standing.vetoed && standing.points > 0.0
    });
    let chosen = simplest.map(|entry| Chosen { entry, why: Why::Simplest }).into_iter().collect();
    Set { chosen, limit: floor }
}

/// Whether two patterns answer one question that has one answer.
pub(crate) fn are_rivals(sheet: &Sheet<'_>, one: usize, other: usize) -> bool {
    let rivalry = |entry: usize| sheet.entries[entry].rivalry;
    one != other && rivalry(one).is_some() && rivalry(one) == rivalry(other)
}

/// Whether something that is in the set keeps a pattern out.
fn is_barred(sheet: &Sheet<'_>, set: &Set, entry: usize) -> bool {
    let conflicts = &sheet.entries[entry].conflicts;
    set.entries().any(|other| are_rivals(sheet, entry, other) || conflicts.contains(&other))
}

/// Whether a decision row of the pattern says that the other is the right one here.
pub(crate) fn yields(sheet: &Sheet<'_>, state: &State, entry: usize, other: usize) -> bool {
    sheet.entries[entry].lines.clone().any(|at| {
        let Side::Other(row) = sheet.lines[at].side else { return false };
        state.truths[at] == Truth::True
            && row.pattern.as_ref().is_some_and(|slug| *slug == sheet.entries[other].pattern.slug)
    })
}

/// Adds a pattern with all it requires, or leaves it out when one of those cannot be had.
fn add(sheet: &Sheet<'_>, state: &State, set: &mut Set, entry: usize) {
    let mut wanted = vec![Chosen { entry, why: Why::Merit }];
    let mut at = 0;
    while at < wanted.len() {
        let owner = wanted[at].entry;
        for &need in &sheet.entries[owner].requires {
            if set.has(need) || wanted.iter().any(|chosen| chosen.entry == need) {
                continue;
            }
            if state.standings[need].vetoed || is_barred(sheet, set, need) {
                return;
            }
            wanted.push(Chosen { entry: need, why: Why::RequiredBy(owner) });
        }
        at += 1;
    }
    let complexity = |chosen: &Chosen| u32::from(sheet.entries[chosen.entry].pattern.complexity);
    let total: u32 = set.chosen.iter().chain(&wanted).map(complexity).sum();
    let carried = set.chosen.is_empty() || total <= sheet.budget(state);
    if carried && set.chosen.len() + wanted.len() <= MOST {
        set.chosen.append(&mut wanted);
    }
}
