//! Makes a checked [`Pattern`] of what a person wrote, on its own or on top of another entry.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use crate::condition::Condition;
use crate::nearest;
use crate::pattern::{
    AdoptStep, Component, DecisionRow, Example, Exit, Failure, Flow, Measure, Pattern, Reference, Relation, Smell,
    Stack, Statement, Team, Term, TradeOff,
};
use crate::problem::{Problem, Severity, SourceText};
use crate::raw::{Placed, RawDecisionRow, RawFlow, RawPattern, RawReference, RawTeam, RawTradeOff};
use crate::relation::RelationKind;
use crate::section::Section;
use crate::slug::Slug;
use crate::vocabulary::Vocabulary;

use super::conditions;
use super::key::{drop_keys, keys, overlay};

/// Years in which a reference may have been published.
const YEARS: RangeInclusive<u16> = 1900..=2100;

/// A slug that an entry mentions, to be looked up once all entries are known.
pub(super) struct Mention {
    pub(super) slug: Slug,
    /// The problem to report if nothing by that name exists; hint still to be added.
    pub(super) problem: Problem,
}

/// What one entry is checked against, and where its problems go.
pub(super) struct EntryReader<'a> {
    pub(super) source: &'a SourceText,
    pub(super) slug: &'a Slug,
    /// Top-level keys that are there but could not be read; they are not reported as missing.
    pub(super) unfit: &'a [String],
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) problems: &'a mut Vec<Problem>,
    pub(super) mentions: &'a mut Vec<Mention>,
}

impl EntryReader<'_> {
    /// Lays `raw` over `base` (an entry it extends) or makes an entry of its own.
    ///
    /// Gives `None` when a required part is missing; every problem is reported either way.
    pub(super) fn read(mut self, raw: RawPattern, base: Option<Pattern>) -> Option<Pattern> {
        let own_ids = self.check_ids(&raw);
        self.check_repeats(&raw);
        let extends = base.is_some();
        let mut pattern = match base {
            Some(base) => Pattern { slug: self.slug.clone(), ..base },
            None => self.empty(&raw)?,
        };
        self.drop_items(&raw, &mut pattern);
        self.scalars(&raw, &mut pattern);
        self.items(raw, &mut pattern);
        if extends {
            self.check_inherited_ids(&pattern, &own_ids);
        }
        Some(pattern)
    }

    fn report(&mut self, severity: Severity, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let mut problem = Problem::at(severity, self.source, span, message);
        problem.hint = hint;
        self.problems.push(problem);
    }

    fn error(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        self.report(Severity::Error, span, message, hint);
    }

    /// An entry with only its required parts, or `None` with each missing one reported.
    fn empty(&mut self, raw: &RawPattern) -> Option<Pattern> {
        let missing: Vec<&str> = [
            ("name", raw.name.is_none()),
            ("category", raw.category.is_none()),
            ("complexity", raw.complexity.is_none()),
            ("team", raw.team.is_none()),
            ("summary", raw.summary.is_none()),
        ]
        .into_iter()
        .filter_map(|(name, missing)| missing.then_some(name))
        .collect();
        for name in missing.iter().filter(|name| !self.unfit.iter().any(|unfit| unfit == *name)) {
            let hint = format!("add a line `{name} = ...` above the first `[[...]]`, or `extends = \"slug\"`");
            self.error(0..0, format!("the entry has no `{name}`"), Some(hint));
        }
        missing.is_empty().then(|| Pattern::blank(self.slug.clone()))
    }

    fn drop_items(&mut self, raw: &RawPattern, pattern: &mut Pattern) {
        if raw.extends.is_none() {
            if let Some(first) = raw.drop.first() {
                let hint = Some("`drop` removes items of the entry named by `extends`".to_owned());
                self.error(first.span(), "`drop` without `extends` has nothing to remove", hint);
            }
            return;
        }
        let known = keys(pattern);
        for key in &raw.drop {
            if !known.contains(key.get()) {
                let hint = nearest::hint(key.get(), known.iter().map(String::as_str));
                self.error(key.span(), format!("the extended entry has no item `{}` to drop", key.get()), hint);
            }
        }
        let dropped: Vec<&str> = raw.drop.iter().map(|key| key.get().as_str()).collect();
        drop_keys(pattern, &dropped);
        // A flow goes with the component at either of its ends.
        let kept: BTreeSet<String> = pattern.components.iter().map(|component| component.id.clone()).collect();
        pattern.flows.retain(|flow| kept.contains(&flow.from) && kept.contains(&flow.to));
    }

    fn scalars(&mut self, raw: &RawPattern, pattern: &mut Pattern) {
        if let Some(name) = &raw.name {
            pattern.name = self.text(name, "name");
        }
        if let Some(category) = raw.category {
            pattern.category = category;
        }
        if let Some(concern) = &raw.concern {
            pattern.concern = self.known(concern, "concern", Vocabulary::concern_ids);
        }
        if let Some(complexity) = &raw.complexity {
            self.check_range(complexity, 1..=5, "complexity");
            pattern.complexity = *complexity.get();
        }
        if let Some(team) = &raw.team {
            pattern.team = self.team(team);
        }
        if let Some(summary) = &raw.summary {
            pattern.summary = self.text(summary, "summary");
        }
        if let Some(aliases) = &raw.aliases {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            let mut kept = Vec::new();
            for alias in aliases {
                if seen.insert(alias.get()) {
                    kept.push(self.text(alias, "alias"));
                } else {
                    self.report(Severity::Warning, alias.span(), format!("alias `{}` stands twice", alias.get()), None);
                }
            }
            pattern.aliases = kept;
        }
    }

    fn items(&mut self, raw: RawPattern, pattern: &mut Pattern) {
        let use_when = raw.use_when.iter().map(|raw| Statement {
            id: raw.id.get().clone(),
            say: self.text(&raw.say, "say"),
            condition: self.condition(raw.condition.as_ref()),
            weight: self.weight(raw.weight.as_ref()),
            veto: false,
        });
        overlay(&mut pattern.use_when, use_when.collect());
        let avoid_when = raw.avoid_when.iter().map(|raw| {
            if raw.veto && raw.condition.is_none() {
                let hint = Some("add `if`, or leave `veto` out: nothing can tell when it holds".to_owned());
                self.report(Severity::Warning, raw.id.span(), "a veto without a condition rules nothing out", hint);
            }
            Statement {
                id: raw.id.get().clone(),
                say: self.text(&raw.say, "say"),
                condition: self.condition(raw.condition.as_ref()),
                weight: self.weight(raw.weight.as_ref()),
                veto: raw.veto,
            }
        });
        overlay(&mut pattern.avoid_when, avoid_when.collect());
        let components = raw.component.iter().map(|raw| Component {
            id: raw.id.get().clone(),
            name: self.text(&raw.name, "name"),
            does: self.text(&raw.does, "does"),
        });
        overlay(&mut pattern.components, components.collect());
        self.flows(&raw, pattern);
        let pros: Vec<TradeOff> = raw.pro.iter().map(|raw| self.trade_off(raw)).collect();
        overlay(&mut pattern.pros, pros);
        let cons: Vec<TradeOff> = raw.con.iter().map(|raw| self.trade_off(raw)).collect();
        overlay(&mut pattern.cons, cons);
        let stacks = raw.stack.iter().map(|raw| Stack {
            name: self.text(&raw.name, "name"),
            items: self.text(&raw.items, "items"),
            uses: raw
                .uses
                .iter()
                .filter_map(|technology| self.known(technology, "technology", Vocabulary::technology_ids))
                .collect(),
        });
        overlay(&mut pattern.stacks, stacks.collect());
        let examples =
            raw.example.iter().map(|raw| Example { org: self.text(&raw.org, "org"), say: self.text(&raw.say, "say") });
        overlay(&mut pattern.examples, examples.collect());
        let versus: Vec<DecisionRow> = raw.versus.iter().filter_map(|raw| self.decision_row(raw)).collect();
        overlay(&mut pattern.versus, versus);
        let references: Vec<Reference> = raw.reference.iter().map(|raw| self.reference(raw)).collect();
        overlay(&mut pattern.references, references);
        let relations = raw.relation.iter().filter_map(|raw| {
            Some(Relation { to: self.mention(&raw.to)?, kind: *raw.kind.get(), say: raw.say.clone() })
        });
        overlay(&mut pattern.relations, relations.collect());
        self.newer_items(&raw, pattern);
    }

    /// The sections that the original does not have.
    fn newer_items(&mut self, raw: &RawPattern, pattern: &mut Pattern) {
        let failures = raw.failure.iter().map(|raw| Failure {
            id: raw.id.get().clone(),
            symptom: self.text(&raw.symptom, "symptom"),
            cause: self.text(&raw.cause, "cause"),
            check: self.text(&raw.check, "check"),
        });
        overlay(&mut pattern.failures, failures.collect());
        let adopt = raw.adopt.iter().map(|raw| AdoptStep {
            id: raw.id.get().clone(),
            needs: self.text(&raw.needs, "needs"),
            action: self.text(&raw.action, "do"),
        });
        overlay(&mut pattern.adopt, adopt.collect());
        let exits = raw.exit.iter().map(|raw| Exit {
            id: raw.id.get().clone(),
            to: self.text(&raw.to, "to"),
            action: self.text(&raw.action, "do"),
        });
        overlay(&mut pattern.exits, exits.collect());
        let measures = raw.measure.iter().map(|raw| Measure {
            id: raw.id.get().clone(),
            metric: self.text(&raw.metric, "metric"),
            healthy: self.text(&raw.healthy, "healthy"),
        });
        overlay(&mut pattern.measures, measures.collect());
        let smells = raw.smell.iter().map(|raw| Smell { id: raw.id.get().clone(), say: self.text(&raw.say, "say") });
        overlay(&mut pattern.smells, smells.collect());
        let terms = raw
            .term
            .iter()
            .map(|raw| Term { name: self.text(&raw.name, "name"), means: self.text(&raw.means, "means") });
        overlay(&mut pattern.terms, terms.collect());
    }

    fn flows(&mut self, raw: &RawPattern, pattern: &mut Pattern) {
        let known: BTreeSet<String> = pattern.components.iter().map(|component| component.id.clone()).collect();
        let mut flows = Vec::new();
        for raw in &raw.flow {
            let mut ends_known = true;
            for end in [&raw.from, &raw.to] {
                if !known.contains(end.get()) {
                    ends_known = false;
                    let hint = nearest::hint(end.get(), known.iter().map(String::as_str));
                    self.error(end.span(), format!("no component has the id `{}`", end.get()), hint);
                }
            }
            if ends_known {
                let (from, to) = (raw.from.get().clone(), raw.to.get().clone());
                flows.push(Flow { from, to, label: raw.label.clone() });
            }
        }
        overlay(&mut pattern.flows, flows);
    }

    fn trade_off(&mut self, raw: &RawTradeOff) -> TradeOff {
        let quality =
            raw.quality.iter().filter_map(|quality| self.known(quality, "quality", Vocabulary::quality_ids)).collect();
        TradeOff { id: raw.id.get().clone(), weight: raw.weight, quality, say: self.text(&raw.say, "say") }
    }

    fn decision_row(&mut self, raw: &RawDecisionRow) -> Option<DecisionRow> {
        let pattern = match &raw.pattern {
            Some(slug) => Some(self.mention(slug)?),
            None => None,
        };
        let other = match (&raw.other, &pattern) {
            (Some(other), _) => self.text(other, "other"),
            // The name is filled in once all entries are known.
            (None, Some(_)) => String::new(),
            (None, None) => {
                let hint = "add `other = \"...\"`, or `pattern = \"slug\"` when the catalogue has it".to_owned();
                self.error(raw.id.span(), "the row does not say what it compares with", Some(hint));
                return None;
            }
        };
        Some(DecisionRow {
            id: raw.id.get().clone(),
            other,
            pattern,
            say: self.text(&raw.say, "say"),
            prefer_if: self.condition(raw.prefer_if.as_ref()),
            other_if: self.condition(raw.other_if.as_ref()),
        })
    }

    fn reference(&mut self, raw: &RawReference) -> Reference {
        for (name, value, well_formed) in [
            ("an address", &raw.url, is_address as fn(&str) -> bool),
            ("a DOI", &raw.doi, |doi| doi.starts_with("10.") && doi.contains('/')),
            ("an ISBN", &raw.isbn, is_isbn),
        ] {
            if let Some(value) = value
                && !well_formed(value.get())
            {
                let hint = match name {
                    "an address" => "it begins with https:// and has no blanks",
                    "a DOI" => "it looks like 10.1145/361002.361007",
                    _ => "check the digits: the check digit does not fit",
                };
                self.error(value.span(), format!("`{}` is not {name}", value.get()), Some(hint.to_owned()));
            }
        }
        if raw.year.as_ref().is_some_and(|year| !YEARS.contains(year.get())) {
            let span = raw.year.as_ref().map_or(0..0, Placed::span);
            self.error(span, format!("`year` must be {} to {}", YEARS.start(), YEARS.end()), None);
        }
        Reference {
            title: self.text(&raw.title, "title"),
            authors: raw.authors.clone(),
            year: raw.year.as_ref().map(|year| *year.get()),
            kind: raw.kind,
            isbn: raw.isbn.as_ref().map(|isbn| isbn.get().clone()),
            doi: raw.doi.as_ref().map(|doi| doi.get().clone()),
            url: raw.url.as_ref().map(|url| url.get().clone()),
        }
    }

    fn team(&mut self, raw: &Placed<RawTeam>) -> Team {
        let RawTeam { label, min, max, note } = raw.get().clone();
        if label.trim().is_empty() {
            self.error(raw.span(), "`label` is empty", Some("say it in words, as in `Small to Large`".to_owned()));
        }
        if min == 0 {
            self.error(raw.span(), "`min` must be at least 1", None);
        }
        if max.is_some_and(|max| max < min) {
            self.error(raw.span(), "`max` is smaller than `min`", None);
        }
        Team { label, min, max, note }
    }

    /// The text with blanks trimmed; an empty one is reported.
    fn text(&mut self, text: &Placed<String>, field: &str) -> String {
        let trimmed = text.get().trim();
        if trimmed.is_empty() {
            self.error(text.span(), format!("`{field}` is empty"), Some("write it or leave the item out".to_owned()));
        }
        trimmed.to_owned()
    }

    fn weight(&mut self, weight: Option<&Placed<u8>>) -> u8 {
        let Some(weight) = weight else { return 2 };
        self.check_range(weight, 1..=3, "weight");
        *weight.get()
    }

    fn check_range(&mut self, value: &Placed<u8>, range: RangeInclusive<u8>, field: &str) {
        if !range.contains(value.get()) {
            let message = format!("`{field}` must be {} to {}", range.start(), range.end());
            self.error(value.span(), message, None);
        }
    }

    fn condition(&mut self, text: Option<&Placed<String>>) -> Option<Condition> {
        let placed = text?;
        let condition = conditions::parse(self.source, placed, self.problems)?;
        self.problems.extend(conditions::faults(self.source, placed, &condition, self.vocabulary));
        Some(condition)
    }

    /// The id if the vocabulary has it; else it is reported.
    fn known(&mut self, id: &Placed<String>, what: &str, ids: fn(&Vocabulary) -> Vec<&str>) -> Option<String> {
        let known = ids(self.vocabulary);
        if known.contains(&id.get().as_str()) {
            return Some(id.get().clone());
        }
        let hint = nearest::hint(id.get(), known);
        self.error(id.span(), format!("unknown {what} `{}`", id.get()), hint);
        None
    }

    /// Notes that the entry speaks of another pattern; whether that exists is checked at the end.
    fn mention(&mut self, slug: &Placed<String>) -> Option<Slug> {
        match Slug::parse(slug.get()) {
            Ok(other) if other == *self.slug => {
                let hint = Some("name another pattern or remove the item".to_owned());
                self.error(slug.span(), "an entry cannot stand in relation to itself", hint);
                None
            }
            Ok(other) => {
                let message = format!("unknown pattern `{other}`");
                let problem = Problem::at(Severity::Error, self.source, slug.span(), message);
                self.mentions.push(Mention { slug: other.clone(), problem });
                Some(other)
            }
            Err(error) => {
                self.error(slug.span(), error.to_string(), None);
                None
            }
        }
    }

    /// Checks the ids the entry itself gives, and returns where each stands.
    fn check_ids(&mut self, raw: &RawPattern) -> BTreeMap<String, Range<usize>> {
        let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let ids: Vec<&Placed<String>> = raw.ids().collect();
        for id in ids {
            if Slug::parse(id.get()).is_err() {
                let hint = Some("ids are written in a-z, 0-9 and single hyphens".to_owned());
                self.error(id.span(), format!("`{}` is not an id", id.get()), hint);
            }
            if Section::ALL.iter().any(|section| section.id() == id.get()) {
                let hint = Some("sections have their ids too: choose one that says more".to_owned());
                self.error(id.span(), format!("`{}` is the id of a section", id.get()), hint);
            }
            if seen.contains_key(id.get()) {
                let hint = Some("ids are unique within an entry, over all its sections".to_owned());
                self.error(id.span(), format!("id `{}` stands twice", id.get()), hint);
            } else {
                seen.insert(id.get().clone(), id.span());
            }
        }
        seen
    }

    /// Items that are told apart by a name, and names within an item, stand once.
    fn check_repeats(&mut self, raw: &RawPattern) {
        let name = |placed: &Placed<String>| (placed.get().clone(), placed.span());
        self.check_once("stack", raw.stack.iter().map(|stack| name(&stack.name)));
        self.check_once("term", raw.term.iter().map(|term| name(&term.name)));
        self.check_once("example", raw.example.iter().map(|example| name(&example.org)));
        self.check_once("reference", raw.reference.iter().map(|reference| name(&reference.title)));
        let relation = |to: &Placed<String>, kind: RelationKind| (format!("{kind} {}", to.get()), to.span());
        self.check_once("relation", raw.relation.iter().map(|raw| relation(&raw.to, *raw.kind.get())));
        let flow = |raw: &RawFlow| (format!("{} {} {}", raw.from.get(), raw.to.get(), raw.label), raw.from.span());
        self.check_once("flow", raw.flow.iter().map(flow));
        for stack in &raw.stack {
            self.check_once("technology", stack.uses.iter().map(name));
        }
        for trade_off in raw.pro.iter().chain(&raw.con) {
            self.check_once("quality", trade_off.quality.iter().map(name));
        }
        if let (Some(own), Some(aliases)) = (&raw.name, &raw.aliases) {
            for alias in aliases.iter().filter(|alias| alias.get() == own.get()) {
                let message = format!("`{}` is the entry's own name", alias.get());
                self.report(Severity::Warning, alias.span(), message, Some("leave the alias out".to_owned()));
            }
        }
    }

    fn check_once(&mut self, what: &str, keys: impl Iterator<Item = (String, Range<usize>)>) {
        let mut seen = BTreeSet::new();
        for (key, span) in keys {
            if seen.contains(&key) {
                self.report(Severity::Warning, span, format!("{what} `{key}` stands twice"), None);
            }
            seen.insert(key);
        }
    }

    /// After an extension: an own id may replace an item of the same section, not collide with one
    /// of another.
    fn check_inherited_ids(&mut self, pattern: &Pattern, own: &BTreeMap<String, Range<usize>>) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for id in pattern.ids() {
            if !seen.insert(id) {
                let span = own.get(id).cloned().unwrap_or(0..0);
                let hint = Some("another section of the extended entry has it".to_owned());
                self.error(span, format!("id `{id}` stands twice"), hint);
            }
        }
    }
}

fn is_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(char::is_whitespace)
}

/// Whether the check digit of an ISBN-10 or ISBN-13 fits (ISO 2108).
fn is_isbn(text: &str) -> bool {
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| *c != '-' && *c != ' ')
        .map(|c| if c == 'X' { Some(10) } else { c.to_digit(10) })
        .collect::<Option<_>>()
        .unwrap_or_default();
    let weighted = |weight: &dyn Fn(usize) -> u32| -> u32 {
        digits.iter().enumerate().map(|(nth, digit)| digit * weight(nth)).sum()
    };
    match digits.len() {
        10 => !digits[..9].contains(&10) && weighted(&|nth| 10 - nth as u32).is_multiple_of(11),
        13 => !digits.contains(&10) && weighted(&|nth| if nth % 2 == 0 { 1 } else { 3 }).is_multiple_of(10),
        _ => false,
    }
}
