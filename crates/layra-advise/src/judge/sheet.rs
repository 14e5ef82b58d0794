//! All conditions of a catalogue, and what they come to under some values of facts.

use std::collections::BTreeMap;
use std::ops::Range;

use layra_catalog::condition::{Condition, Truth};
use layra_catalog::pattern::{DecisionRow, Statement};
use layra_catalog::relation::RelationKind;
use layra_catalog::vocabulary::{Choose, Fact};
use layra_catalog::{Catalog, Pattern};

use super::standing::{Speech, Standing};
use super::test::Test;
use super::{Held, set};
use crate::Situation;

/// What a true condition does for the pattern whose entry it stands in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Side<'a> {
    /// A situation that speaks for it.
    For(&'a Statement),
    /// A situation that speaks against it.
    Against(&'a Statement),
    /// A decision row under which it is preferred.
    Prefer(&'a DecisionRow),
    /// A decision row under which the other is.
    Other(&'a DecisionRow),
}

/// One condition.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) entry: usize,
    pub(crate) side: Side<'a>,
    pub(crate) condition: &'a Condition,
    test: Test,
}

/// What is fixed about a pattern while a situation is judged.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) pattern: &'a Pattern,
    pub(crate) lines: Range<usize>,
    /// Weights of its conditional statements together.
    pub(crate) weight: f64,
    /// Conditions of its decision rows.
    pub(super) rows: f64,
    /// How a text speaks of it; none where no text was read.
    pub(super) echo: Option<Speech>,
    /// The concern it answers, where the answers are rivals.
    pub(crate) rivalry: Option<usize>,
    pub(crate) requires: Vec<usize>,
    pub(crate) conflicts: Vec<usize>,
}

/// All conditions of a catalogue, over numbered facts.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) entries: Vec<Entry<'a>>,
    pub(crate) lines: Vec<Line<'a>>,
    /// The pattern to begin with when little is known.
    pub(super) simplest: Option<usize>,
    /// For each fact, the lines that test it.
    tested_by: Vec<Vec<usize>>,
    places: BTreeMap<&'a str, usize>,
    slugs: BTreeMap<&'a str, usize>,
}

/// Values of facts, and what they make of each line and pattern.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) values: Vec<Option<Held>>,
    pub(crate) truths: Vec<Truth>,
    pub(crate) standings: Vec<Standing>,
}

impl<'a> Sheet<'a> {
    /// Prepares a catalogue for judging `situation` and variants of it.
    pub(crate) fn new(catalog: &'a Catalog, situation: &Situation) -> Self {
        let facts = &catalog.vocabulary().facts;
        let places: BTreeMap<&str, usize> = facts.iter().map(|fact| fact.id.as_str()).zip(0..).collect();
        let slugs: BTreeMap<&str, usize> =
            catalog.patterns().iter().map(|pattern| pattern.slug.as_str()).zip(0..).collect();
        let mut sheet = Self {
            catalog,
            entries: Vec::new(),
            lines: Vec::new(),
            simplest: set::simplest(catalog),
            tested_by: vec![Vec::new(); facts.len()],
            places,
            slugs,
        };
        for pattern in catalog.patterns() {
            sheet.add(pattern, situation);
        }
        // A conflict holds both ways, whichever entry states it.
        for at in 0..sheet.entries.len() {
            for other in sheet.related(sheet.entries[at].pattern, RelationKind::ConflictsWith) {
                sheet.entries[at].conflicts.push(other);
                sheet.entries[other].conflicts.push(at);
            }
        }
        sheet
    }

    fn add(&mut self, pattern: &'a Pattern, situation: &Situation) {
        let entry = self.entries.len();
        let start = self.lines.len();
        let mut weight = 0.0;
        let statements = pattern.use_when.iter().map(Side::For).chain(pattern.avoid_when.iter().map(Side::Against));
        let rows = pattern.versus.iter().flat_map(|row| [Side::Prefer(row), Side::Other(row)]);
        for side in statements.chain(rows) {
            let condition = match side {
                Side::For(statement) | Side::Against(statement) => &statement.condition,
                Side::Prefer(row) => &row.prefer_if,
                Side::Other(row) => &row.other_if,
            };
            let Some(condition) = condition else { continue };
            if let Side::For(statement) | Side::Against(statement) = side {
                weight += f64::from(statement.weight);
            }
            let place = |fact: &str| self.places.get(fact).copied();
            let test = Test::of(condition.expression(), self.facts(), &place);
            let at = self.lines.len();
            test.visit(&mut |fact, _| {
                if self.tested_by[fact].last() != Some(&at) {
                    self.tested_by[fact].push(at);
                }
            });
            self.lines.push(Line { entry, side, condition, test });
        }
        let lines = start..self.lines.len();
        let is_row = |line: &&Line<'_>| matches!(line.side, Side::Prefer(_) | Side::Other(_));
        let rows = self.lines[lines.clone()].iter().filter(is_row).count();
        let concerns = &self.catalog.vocabulary().concerns;
        let concern = concerns.iter().position(|concern| Some(&concern.id) == pattern.concern.as_ref());
        let echo = situation.echoes.iter().find(|echo| echo.slug == pattern.slug);
        let requires = self.related(pattern, RelationKind::Requires).collect();
        self.entries.push(Entry {
            pattern,
            lines,
            weight,
            rows: rows as f64,
            echo: (!situation.echoes.is_empty()).then(|| Speech::of(echo)),
            rivalry: concern.filter(|&at| concerns[at].choose == Choose::One),
            requires,
            conflicts: Vec::new(),
        });
    }

    /// The patterns that `pattern` says stand in this relation to it.
    fn related(&self, pattern: &'a Pattern, kind: RelationKind) -> impl Iterator<Item = usize> + use<'a> {
        let named = pattern.relations.iter().filter(move |relation| relation.kind == kind);
        let places: Vec<usize> = named.filter_map(|relation| self.entry_of(relation.to.as_str())).collect();
        places.into_iter()
    }

    /// The facts, in the order in which values stand.
    pub(crate) fn facts(&self) -> &'a [Fact] {
        &self.catalog.vocabulary().facts
    }

    /// The place of a fact.
    pub(crate) fn place(&self, fact: &str) -> Option<usize> {
        self.places.get(fact).copied()
    }

    /// The place of a pattern.
    pub(crate) fn entry_of(&self, slug: &str) -> Option<usize> {
        self.slugs.get(slug).copied()
    }

    /// What is known of `situation`, judged. Facts that the vocabulary does not have are left out.
    pub(crate) fn state(&self, situation: &Situation) -> State {
        let mut values = vec![None; self.facts().len()];
        for known in &situation.facts {
            if let Some(place) = self.place(&known.fact) {
                values[place] = Held::of(&self.facts()[place], &known.value);
            }
        }
        let truths: Vec<Truth> = self.lines.iter().map(|line| line.test.evaluate(&values)).collect();
        let standings = self.entries.iter().map(|entry| Standing::of(entry, &self.lines, &truths)).collect();
        State { values, truths, standings }
    }

    /// `state` with one fact changed: only what tests it is judged anew.
    pub(crate) fn change(&self, state: &State, fact: usize, value: Option<Held>) -> State {
        let mut changed = state.clone();
        changed.values[fact] = value;
        let mut last = None;
        for &at in &self.tested_by[fact] {
            changed.truths[at] = self.lines[at].test.evaluate(&changed.values);
        }
        for &at in &self.tested_by[fact] {
            // Lines of one entry stand together, so each entry comes up once.
            let entry = self.lines[at].entry;
            if last != Some(entry) {
                changed.standings[entry] = Standing::of(&self.entries[entry], &self.lines, &changed.truths);
                last = Some(entry);
            }
        }
        changed
    }

    /// Whether a line would be true under `values`.
    pub(crate) fn holds(&self, line: usize, values: &[Option<Held>]) -> bool {
        self.lines[line].test.evaluate(values) == Truth::True
    }

    /// The lines that test a fact.
    pub(crate) fn lines_on(&self, fact: usize) -> &[usize] {
        &self.tested_by[fact]
    }

    /// The facts a line tests, each once, in the order in which they stand.
    pub(crate) fn facts_of(&self, line: usize) -> Vec<usize> {
        let mut facts = Vec::new();
        self.lines[line].test.visit(&mut |fact, _| {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        });
        facts
    }

    /// The facts that make a line true, in the order in which they stand in it.
    pub(crate) fn support(&self, line: usize, state: &State) -> Vec<usize> {
        let mut facts = Vec::new();
        self.lines[line].test.support(Truth::True, &state.values, &mut facts);
        facts
    }

    /// The most complexity, added up over a set, that whoever builds and runs it can carry; each fact
    /// that says something about that sets a bound.
    pub(super) fn budget(&self, state: &State) -> u32 {
        let bound = |(fact, held): (&Fact, &Option<Held>)| match (*held)? {
            Held::Number(interval) => {
                let reached = fact.carries.iter().rev().find(|(from, _)| interval.low() >= *from);
                reached.or(fact.carries.first()).map(|&(_, most)| most)
            }
            Held::Choice(at) => fact.choices.get(at)?.carries,
            Held::Flag(_) => None,
        };
        self.facts().iter().zip(&state.values).filter_map(bound).min().unwrap_or(u32::MAX)
    }

    /// The limits that conditions compare a number with, each once, lowest first.
    pub(crate) fn limits(&self, fact: usize) -> Vec<f64> {
        let mut limits = Vec::new();
        for &line in &self.tested_by[fact] {
            self.lines[line].test.visit(&mut |other, limit| {
                if other == fact {
                    limits.extend(limit);
                }
            });
        }
        limits.sort_by(f64::total_cmp);
        limits.dedup();
        limits
    }
}
