//! What a number has to measure to be a fact's, by the unit of the fact.

use layra_catalog::condition::Interval;
use layra_catalog::vocabulary::{Fact, FactKind};

use super::quantities::{Measure, Quantity};
use super::units::{DAY, gigabytes, is_currency, seconds};

/// Seconds of an hour.
const HOUR: f64 = 3600.0;

/// What a number has to measure to be a fact's.
pub(super) enum Scale {
    Count(String),
    /// Things in a time of so many seconds.
    Rate(f64),
    Time(f64),
    Data(f64),
    Money(f64),
}

impl Scale {
    /// The scale of a fact, by its unit.
    pub(super) fn of(fact: &Fact) -> Option<Self> {
        let unit = fact.unit.as_deref().filter(|_| fact.kind == FactKind::Number)?.to_lowercase();
        if let Some((what, per)) = unit.split_once(" per ") {
            let per = seconds(per)?;
            return Some(if is_currency(what) { Self::Money(per) } else { Self::Rate(per) });
        }
        let time = seconds(&unit).map(Self::Time);
        let data = gigabytes(&unit).map(Self::Data);
        Some(time.or(data).unwrap_or(Self::Count(unit)))
    }

    /// What a quantity is multiplied with to be in the fact's unit; `None` when it measures something
    /// else.
    pub(super) fn factor(&self, quantity: &Quantity) -> Option<f64> {
        match (self, quantity.measure) {
            (Self::Count(_), Measure::Count) => Some(1.0),
            (Self::Rate(own), Measure::Rate(time)) => Some(own / time),
            // Nobody says how often a second something happens that happens weekly.
            (Self::Rate(own), Measure::Often(time)) if *own >= DAY && time >= HOUR => Some(own / time),
            (Self::Time(own), Measure::Time(time)) => Some(time / own),
            (Self::Data(own), Measure::Data(size)) => Some(size / own),
            (Self::Money(own), Measure::Money(Some(time))) => Some(own / time),
            _ => None,
        }
    }
}

/// The part of an interval that is plausible; `None` when nothing is.
pub(super) fn within(interval: Interval, range: Option<(f64, f64)>) -> Option<Interval> {
    let Some((least, most)) = range else { return Some(interval) };
    if interval.high() < least || interval.low() > most {
        return None;
    }
    let high = if interval.high().is_infinite() { interval.high() } else { interval.high().min(most) };
    Interval::new(interval.low().max(least), high)
}
