//! Entries nobody would write, many of them, always the same.

use super::samples::entry;
use crate::pattern::{Component, Flow, Pattern};

/// Numbers that look like chance: the low-quality but plain generator of Lehmer, MINSTD.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(7919).wrapping_add(1) % 2_147_483_647)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        usize::try_from(self.0).expect("31 bits") % end
    }
}

const NAMES: &[&str] = &[
    "Cache",
    "Order service",
    "Event store",
    "Command-line adapter and its configuration",
    "Donaudampfschifffahrtsgesellschaftskapitaenspatent",
    "<script>alert('&')</script>",
    "קורא הודעות",
    "消息队列与事件总线的适配器",
    "👩‍👩‍👧 family 🚀",
    "",
    "e\u{301}\u{301}\u{301} \u{0} \u{202e}abc",
];

const LABELS: &[&str] = &[
    "",
    "",
    "call",
    "writes rows",
    "too many failures in a row",
    "\"quoted\" & <b>",
    "שאלה",
    "🚀",
    "publishes-without-any-place-to-break",
];

/// An entry with that many components and flows.
pub(super) fn generated(chance: &mut Chance, components: usize, flows: usize) -> Pattern {
    let component =
        |index: usize, name: &str| Component { id: format!("c{index}"), name: name.to_owned(), does: String::new() };
    let nodes = (0..components).map(|index| component(index, NAMES[chance.below(NAMES.len())])).collect();
    let edges = (0..flows)
        .map(|_| Flow {
            from: format!("c{}", chance.below(components)),
            to: format!("c{}", chance.below(components)),
            label: LABELS[chance.below(LABELS.len())].to_owned(),
        })
        .collect();
    entry("Generated", nodes, edges)
}
