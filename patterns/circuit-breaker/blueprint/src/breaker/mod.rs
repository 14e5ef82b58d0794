//! Guards calls to one other system: counts how they end, refuses them while too many end badly, and
//! lets a few through after a pause to see whether it is back.
//!
//! Ask [`Breaker::admit`] before a call and tell the [`Admission`] how the call ended. One breaker covers one
//! thing that fails as a whole and is shared by all that call it; a breaker for each request would forget
//! everything. Each state is a file; this one passes from state to state.

mod closed;
mod detector;
mod half_open;
mod open;
mod settings;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::time::Instant;

use closed::Closed;
pub use detector::{Outcome, Rates};
use half_open::{HalfOpen, Verdict};
use open::Open;
pub use settings::BreakerSettings;

/// The state as others see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Calls go out.
    Closed,
    /// Calls are refused.
    Open,
    /// A few calls go out.
    HalfOpen,
}

impl State {
    /// Its name in logs, metrics and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
        }
    }
}

/// A state forced by a person, whatever calls say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Forced {
    /// Everything is let through.
    Closed,
    /// Everything is refused.
    Open,
}

/// A call was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("refused without a try: the circuit is {}", .state.name())]
pub struct Refused {
    /// What the breaker was.
    pub state: State,
    /// When it is worth while to ask again.
    pub retry_after: Duration,
}

/// Told of each change from one state to the other, with the rates that led to it when it trips.
pub type OnChange = Box<dyn Fn(State, State, Option<Rates>) + Send + Sync>;

/// See the module.
pub struct Breaker {
    settings: BreakerSettings,
    on_change: OnChange,
    inner: Mutex<Inner>,
}

struct Inner {
    state: Current,
    /// Counts changes of state, so that a call which began in an earlier one says nothing of this one.
    period: u64,
    forced: Option<Forced>,
    random: StdRng,
}

enum Current {
    Closed(Closed),
    Open(Open),
    HalfOpen(HalfOpen),
}

impl Current {
    const fn state(&self) -> State {
        match self {
            Self::Closed(_) => State::Closed,
            Self::Open(_) => State::Open,
            Self::HalfOpen(_) => State::HalfOpen,
        }
    }
}

impl Breaker {
    /// A closed breaker. `seed` spreads its pauses: give each process another.
    pub fn new(settings: BreakerSettings, seed: u64, on_change: OnChange) -> Self {
        let inner = Inner {
            state: Current::Closed(Closed::default()),
            period: 0,
            forced: None,
            random: StdRng::seed_from_u64(seed),
        };
        Self { settings, on_change, inner: Mutex::new(inner) }
    }

    /// Asks whether a call may go out.
    ///
    /// # Errors
    /// When it may not. That costs no more than this question.
    pub fn admit(&self) -> Result<Admission<'_>, Refused> {
        let mut inner = self.lock();
        match inner.forced {
            Some(Forced::Open) => {
                return Err(Refused { state: State::Open, retry_after: self.settings.longest_pause });
            }
            // Of no period: its outcome is not counted.
            Some(Forced::Closed) => return Ok(Admission { breaker: self, period: None }),
            None => {}
        }
        if let Current::Open(open) = &inner.state {
            let left = open.left(Instant::now());
            if !left.is_zero() {
                return Err(Refused { state: State::Open, retry_after: left });
            }
            let trips = open.trips();
            self.enter(&mut inner, Current::HalfOpen(HalfOpen::new(trips)), None);
        }
        if let Current::HalfOpen(half_open) = &mut inner.state
            && !half_open.admit(&self.settings)
        {
            return Err(Refused { state: State::HalfOpen, retry_after: self.settings.slow });
        }
        Ok(Admission { breaker: self, period: Some(inner.period) })
    }

    /// Its state now.
    pub fn state(&self) -> State {
        let inner = self.lock();
        match inner.forced {
            Some(Forced::Open) => State::Open,
            Some(Forced::Closed) => State::Closed,
            None => inner.state.state(),
        }
    }

    /// The rates over the last calls; `None` unless it is closed.
    pub fn rates(&self) -> Option<Rates> {
        match &self.lock().state {
            Current::Closed(closed) => Some(closed.rates()),
            Current::Open(_) | Current::HalfOpen(_) => None,
        }
    }

    /// Forces it open (for another's maintenance window) or closed, or with `None` lets calls decide again,
    /// beginning afresh.
    pub fn force(&self, forced: Option<Forced>) {
        let mut inner = self.lock();
        inner.forced = forced;
        if forced.is_none() {
            self.enter(&mut inner, Current::Closed(Closed::default()), None);
        }
    }

    fn ended(&self, period: u64, outcome: Option<Outcome>) {
        let mut inner = self.lock();
        if inner.period != period {
            return;
        }
        let now = Instant::now();
        let Inner { state, random, .. } = &mut *inner;
        let (next, rates) = match (state, outcome) {
            (Current::Closed(closed), Some(outcome)) => match closed.record(outcome, &self.settings) {
                Some(rates) => (Current::Open(Open::new(1, now, &self.settings, random)), Some(rates)),
                None => return,
            },
            (Current::HalfOpen(half_open), Some(outcome)) => match half_open.record(outcome, &self.settings) {
                Verdict::Undecided => return,
                Verdict::Recovered => (Current::Closed(Closed::default()), None),
                Verdict::StillBad => {
                    let trips = half_open.trips().saturating_add(1);
                    (Current::Open(Open::new(trips, now, &self.settings, random)), None)
                }
            },
            (Current::HalfOpen(half_open), None) => return half_open.abandon(),
            (Current::Closed(_), None) | (Current::Open(_), _) => return,
        };
        self.enter(&mut inner, next, rates);
    }

    fn enter(&self, inner: &mut Inner, next: Current, rates: Option<Rates>) {
        let (before, after) = (inner.state.state(), next.state());
        inner.state = next;
        inner.period += 1;
        if before != after {
            (self.on_change)(before, after, rates);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here leaves the state half changed.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that may go out. Dropped without an outcome, as when whoever asked went away, it counts for nothing.
#[must_use = "tell it how the call ended"]
pub struct Admission<'a> {
    breaker: &'a Breaker,
    period: Option<u64>,
}

impl Admission<'_> {
    /// Says how the call ended.
    pub fn ended(mut self, outcome: Outcome) {
        if let Some(period) = self.period.take() {
            self.breaker.ended(period, Some(outcome));
        }
    }
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        if let Some(period) = self.period {
            self.breaker.ended(period, None);
        }
    }
}
