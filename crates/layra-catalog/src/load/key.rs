//! Keys of items, by which an extending entry replaces and drops them.

use std::collections::BTreeSet;

use crate::pattern::{
    AdoptStep, Component, DecisionRow, Example, Exit, Failure, Flow, Measure, Pattern, Reference, Relation, Smell,
    Stack, Statement, Term, TradeOff,
};

/// An item that can be replaced or dropped by name.
pub(super) trait Keyed {
    /// The id; for stack and term the name, for example the org, for reference the title, for
    /// relation `to kind` and for flow `from to`.
    fn key(&self) -> String;
}

macro_rules! keyed_by {
    ($field:ident: $($item:ty),+) => {
        $(impl Keyed for $item {
            fn key(&self) -> String {
                self.$field.clone()
            }
        })+
    };
}

keyed_by!(id: Statement, Component, TradeOff, DecisionRow, Failure, AdoptStep, Exit, Measure, Smell);
keyed_by!(name: Stack, Term);
keyed_by!(org: Example);
keyed_by!(title: Reference);

impl Keyed for Relation {
    fn key(&self) -> String {
        format!("{} {}", self.to, self.kind)
    }
}

impl Keyed for Flow {
    fn key(&self) -> String {
        format!("{} {}", self.from, self.to)
    }
}

/// Lays `items` over `target`: those whose key `target` already has take its place, the others
/// follow at the end. Items of the same key within `items` stand side by side.
pub(super) fn overlay<T: Keyed>(target: &mut Vec<T>, items: Vec<T>) {
    let inherited: Vec<String> = target.iter().map(Keyed::key).collect();
    let mut replaced: BTreeSet<usize> = BTreeSet::new();
    for item in items {
        match inherited.iter().position(|key| *key == item.key()) {
            Some(at) if replaced.insert(at) => target[at] = item,
            _ => target.push(item),
        }
    }
}

/// Evaluates `$body` once for every list of items of `$pattern`, under the name `$list`.
macro_rules! for_each_list {
    ($pattern:ident, $list:ident => $body:expr) => {
        for_each_list!(@ $pattern, $list => $body;
            use_when avoid_when components flows pros cons stacks examples versus references relations failures adopt
            exits measures smells terms)
    };
    (@ $pattern:ident, $list:ident => $body:expr; $($field:ident)+) => {
        $({
            let $list = &mut $pattern.$field;
            $body;
        })+
    };
}

/// The keys of all items of `pattern`.
pub(super) fn keys(pattern: &mut Pattern) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for_each_list!(pattern, list => keys.extend(list.iter().map(Keyed::key)));
    keys
}

/// Takes every item out of `pattern` whose key is among `dropped`.
pub(super) fn drop_keys(pattern: &mut Pattern, dropped: &[&str]) {
    for_each_list!(pattern, list => list.retain(|item| !dropped.contains(&item.key().as_str())));
}
