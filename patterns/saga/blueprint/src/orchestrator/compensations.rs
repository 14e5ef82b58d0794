//! Which steps are taken back, last first. All that stand before the point of no return can be: the orchestrator
//! accepts no other plan.

use super::Step;
use super::machine::{Saga, State};

impl Saga {
    /// Takes back what was done before this step: it was refused, and has done nothing, or is taken back itself.
    pub(super) fn take_back_before(&mut self, nth: usize, plan: &[Step], now: i64) {
        match nth.checked_sub(1) {
            Some(before) => self.take_back_from(before, plan, now),
            None => self.rest(State::TakenBack, now),
        }
    }

    /// Takes back this step, and then what was done before it. Where nobody answered, it may have run, or may run yet.
    pub(super) fn take_back_from(&mut self, nth: usize, plan: &[Step], now: i64) {
        self.await_step(State::TakingBack, plan[nth].name, now);
    }
}
