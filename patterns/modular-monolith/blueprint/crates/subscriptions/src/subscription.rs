//! A customer's subscription: its periods, its changes, and its end.

use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_subscriptions_door::PeriodBegan;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::module::{RequestError, Result};
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

/// A subscription, as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub(crate) customer: Customer,
    pub(crate) plan: Plan,
    pub(crate) seats: u32,
    pub(crate) started: Date,
    /// How many periods were announced.
    pub(crate) announced: u32,
    /// Whether it goes on.
    pub state: State,
}

impl Subscription {
    /// A new one, from `day` on.
    pub(crate) fn begin(customer: Customer, plan: Plan, seats: u32, day: Date) -> Result<Self> {
        sold(plan, seats)?;
        Ok(Self { customer, plan, seats, started: day, announced: 0, state: State::Active })
    }

    /// The first day of the next period; none when there will be no other. Counted from the start, so that the 31st
    /// does not become the 28th for good.
    pub(crate) fn due(&self) -> Option<Date> {
        let goes_on = matches!(self.state, State::Active | State::Ending);
        goes_on.then(|| self.started.saturating_add(i64::from(self.announced).months()))
    }

    /// Begins the next period if its day has come, or ends what is to end.
    pub(crate) fn begin_period(&mut self, day: Date) -> Option<PeriodBegan> {
        let from = self.due().filter(|due| *due <= day)?;
        if self.state == State::Ending {
            self.state = State::Ended;
            return None;
        }
        self.announced += 1;
        let what = format!("{} with {} seats from {from}", self.plan, self.seats);
        Some(PeriodBegan { customer: self.customer.clone(), from, what, price: self.plan.monthly(self.seats) })
    }

    /// Changes to another plan or number of seats, from the next period on.
    pub(crate) fn change(&mut self, plan: Plan, seats: u32) -> Result<()> {
        self.goes_on()?;
        sold(plan, seats)?;
        (self.plan, self.seats) = (plan, seats);
        Ok(())
    }

    /// Lets it end with the period that is paid for.
    pub(crate) fn cancel(&mut self) -> Result<()> {
        self.goes_on()?;
        self.state = State::Ending;
        Ok(())
    }

    fn goes_on(&self) -> Result<()> {
        (self.state == State::Active).then_some(()).ok_or(RequestError::NotActive)
    }
}

fn sold(plan: Plan, seats: u32) -> Result<()> {
    plan.seats().contains(&seats).then_some(()).ok_or(RequestError::Seats(plan))
}
