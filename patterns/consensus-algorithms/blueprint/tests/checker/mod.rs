//! Whether what clients saw of one key could be seen of one register that does one thing after the other.
//!
//! The search is that of J. M. Wing and C. Gong, "Testing and verifying concurrent objects" (1993), which tries the
//! orders that the times allow, with the memory of G. Lowe, "Testing for linearizability" (2017): what has been done
//! so far and what the register holds then is tried once. Keys are checked one by one, because a history is
//! linearizable if it is so for each object (M. Herlihy and J. Wing, "Linearizability", 1990).

use std::collections::{BTreeMap, HashSet};

/// Something that a client did, with the times between which it must have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) key: String,
    pub(crate) began: u64,
    /// `None`: there was no answer. It may have happened at any time since, or never.
    pub(crate) ended: Option<u64>,
    pub(crate) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// What was seen.
    Read(Option<u64>),
    /// What was written.
    Write(u64),
    /// What was expected and what was written; whether it was, where that is known.
    Swap(Option<u64>, u64, Option<bool>),
}

impl What {
    /// What the register holds afterwards; `None` if this cannot have happened while it held `value`.
    fn after(&self, value: Option<u64>) -> Option<Option<u64>> {
        match *self {
            Self::Read(seen) => (seen == value).then_some(value),
            Self::Write(written) => Some(Some(written)),
            Self::Swap(expected, written, done) => match (expected == value, done) {
                (true, Some(true) | None) => Some(Some(written)),
                (false, Some(false) | None) => Some(value),
                _ => None,
            },
        }
    }
}

/// The keys whose events no register could have shown.
pub(crate) fn impossible(events: &[Event]) -> Vec<String> {
    let mut keys: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in events {
        keys.entry(&event.key).or_default().push(event);
    }
    keys.into_iter().filter(|(_, events)| !possible(events)).map(|(key, _)| key.to_owned()).collect()
}

fn possible(events: &[&Event]) -> bool {
    let mut events = events.to_vec();
    events.sort_by_key(|event| event.began);
    let answered: Vec<usize> = (0..events.len()).filter(|nth| events[*nth].ended.is_some()).collect();
    // Which have happened, one bit for each, and what the register holds then.
    let mut open = vec![(vec![0_u64; events.len().div_ceil(64)], None)];
    let mut seen: HashSet<(Vec<u64>, Option<u64>)> = open.iter().cloned().collect();
    while let Some((done, value)) = open.pop() {
        let is_done = |nth: usize| done[nth / 64] & (1 << (nth % 64)) != 0;
        // Whatever is next has begun before the first of the others has ended.
        let Some(first) = answered.iter().filter(|nth| !is_done(**nth)).filter_map(|nth| events[*nth].ended).min()
        else {
            return true;
        };
        let next = (0..events.len()).take_while(|nth| events[*nth].began <= first).filter(|nth| !is_done(*nth));
        for nth in next {
            let Some(value) = events[nth].what.after(value) else {
                continue;
            };
            let mut done = done.clone();
            done[nth / 64] |= 1 << (nth % 64);
            if seen.insert((done.clone(), value)) {
                open.push((done, value));
            }
        }
    }
    false
}
