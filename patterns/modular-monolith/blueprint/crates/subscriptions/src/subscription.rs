//! A customer's subscription: its periods, what a change in the middle of one costs, and its end.

use blueprint_modular_monolith_kernel::{Cents, Customer};
use blueprint_modular_monolith_subscriptions_door::{Line, PeriodBegan};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::plan::Plan;

/// Whether it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Each period is announced.
    Active,
    /// It ends with the period that is paid for.
    Ending,
    /// It has ended, because the customer wanted so.
    Ended,
    /// It has ended, because it was not paid.
    Suspended,
}

/// A request that the rules do not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The plan is not sold with so many seats.
    #[error("the plan {plan} is sold with {} to {} seats", .plan.seats().start(), .plan.seats().end())]
    Seats {
        /// The plan.
        plan: Plan,
    },
    /// The subscription has ended or is about to.
    #[error("the subscription does not go on")]
    NotActive,
}

/// A subscription, as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub(crate) customer: Customer,
    pub(crate) plan: Plan,
    pub(crate) seats: u32,
    pub(crate) started: Date,
    /// How many periods were announced.
    pub(crate) announced: u32,
    pub(crate) state: State,
    /// What the next period costs besides.
    pub(crate) carried: Vec<Line>,
}

impl Subscription {
    /// A new one, from `day` on.
    pub(crate) fn begin(customer: Customer, plan: Plan, seats: u32, day: Date) -> Result<Self, Refusal> {
        sold(plan, seats)?;
        Ok(Self { customer, plan, seats, started: day, announced: 0, state: State::Active, carried: Vec::new() })
    }

    /// Whether it goes on.
    pub const fn state(&self) -> State {
        self.state
    }

    /// The first day of the next period; none when there will be no other.
    pub(crate) fn due(&self) -> Option<Date> {
        matches!(self.state, State::Active | State::Ending).then(|| self.period(self.announced))
    }

    /// Begins the next period if its day has come, or ends what is to end. What is left over in favour of the
    /// customer is carried to the next one.
    pub(crate) fn begin_period(&mut self, day: Date) -> Option<PeriodBegan> {
        let from = self.due().filter(|due| *due <= day)?;
        let mut lines = std::mem::take(&mut self.carried);
        if self.state == State::Ending {
            self.state = State::Ended;
        } else {
            let what = format!("{} with {} seats from {from}", self.plan, self.seats);
            lines.push(Line { what, amount: self.plan.monthly(self.seats) });
            self.announced += 1;
        }
        let total: Cents = lines.iter().map(|line| line.amount).sum();
        if self.state == State::Ended && total <= Cents(0) {
            return None;
        }
        if total < Cents(0) {
            lines.push(Line { what: "carried to the next invoice".to_owned(), amount: -total });
            self.carried.push(Line { what: "carried from the last invoice".to_owned(), amount: total });
        }
        Some(PeriodBegan { customer: self.customer.clone(), from, lines })
    }

    /// Changes to another plan or number of seats on `day`: the rest of the period is credited at the old price
    /// and charged at the new one, day by day.
    pub(crate) fn change(&mut self, plan: Plan, seats: u32, day: Date) -> Result<(), Refusal> {
        if self.state != State::Active {
            return Err(Refusal::NotActive);
        }
        sold(plan, seats)?;
        if let Some(last) = self.announced.checked_sub(1) {
            let (from, to) = (self.period(last), self.period(self.announced));
            let whole = days(from, to);
            let left = days(day, to).clamp(0, whole);
            let (old, new) = (self.plan.monthly(self.seats), plan.monthly(seats));
            if left > 0 && old != new {
                let credit = format!("{left} of {whole} days of {} with {} seats", self.plan, self.seats);
                let charge = format!("{left} of {whole} days of {plan} with {seats} seats");
                self.carried.push(Line { what: credit, amount: -old.share(left, whole) });
                self.carried.push(Line { what: charge, amount: new.share(left, whole) });
            }
        }
        (self.plan, self.seats) = (plan, seats);
        Ok(())
    }

    /// Lets it end with the period that is paid for.
    pub(crate) fn cancel(&mut self) -> Result<(), Refusal> {
        if self.state != State::Active {
            return Err(Refusal::NotActive);
        }
        self.state = State::Ending;
        Ok(())
    }

    /// The first day of a period. Counted from the start, so that the 31st does not become the 28th for good.
    fn period(&self, nth: u32) -> Date {
        self.started.saturating_add(i64::from(nth).months())
    }
}

fn sold(plan: Plan, seats: u32) -> Result<(), Refusal> {
    plan.seats().contains(&seats).then_some(()).ok_or(Refusal::Seats { plan })
}

fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}
