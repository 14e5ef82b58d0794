//! Which steps are taken back, last first. All that stand before the point of no return can be: the orchestrator
//! accepts no other plan.

/// Whether a step that failed may have done something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    /// It was refused.
    No,
    /// Nobody answered: it may have run, or may run yet.
    Perhaps,
}

/// The first step to take back when this one failed.
pub(super) const fn first(failed: usize, ran: Ran) -> Option<usize> {
    match ran {
        Ran::No => before(failed),
        Ran::Perhaps => Some(failed),
    }
}

/// The step to take back after this one.
pub(super) const fn before(step: usize) -> Option<usize> {
    step.checked_sub(1)
}
