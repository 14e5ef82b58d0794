//! A customer's subscription: its periods, what a change in the middle of one costs, and its end.

use derive_more::{Deref, Display, From, FromStr};
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Cents, Customer, Invoice, InvoiceNumber, Line, Plan};

/// Whether it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, FromStr)]
#[display(rename_all = "lowercase")]
#[from_str(rename_all = "lowercase")]
pub enum State {
    /// Each period is billed.
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
    #[error("the plan {} is sold with {} to {} seats", .0, .0.seats().start(), .0.seats().end())]
    Seats(Plan),
    /// The subscription has ended or is about to.
    #[error("the subscription does not go on")]
    NotActive,
}

/// What is known of a subscription: for adapters that keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRecord {
    /// Whose it is.
    pub customer: Customer,
    /// What is subscribed to.
    pub plan: Plan,
    /// For how many.
    pub seats: u32,
    /// The first day.
    pub started: Date,
    /// How many periods are billed.
    pub billed: u32,
    /// Whether it goes on.
    pub state: State,
    /// What the next invoice has besides the period.
    pub carried: Vec<Line>,
    /// How often it was stored: a change to an older version is refused.
    pub version: u32,
}

/// A subscription. Everybody may read what is known of it, and restore one that was kept; only the rules change it.
#[derive(Debug, Clone, PartialEq, Eq, Deref, From)]
pub struct Subscription(SubscriptionRecord);

impl Subscription {
    /// A new one, from `day` on.
    ///
    /// # Errors
    /// When the plan is not sold with so many seats.
    pub fn begin(customer: Customer, plan: Plan, seats: u32, day: Date) -> Result<Self, Refusal> {
        sold(plan, seats)?;
        let (state, carried) = (State::Active, Vec::new());
        Ok(Self(SubscriptionRecord { customer, plan, seats, started: day, billed: 0, state, carried, version: 0 }))
    }

    /// The day from which on the next period can be billed; none when there will be no other.
    pub fn due(&self) -> Option<Date> {
        matches!(self.state, State::Active | State::Ending).then(|| self.period(self.billed))
    }

    /// Bills the next period if it has begun by `day`, or ends what is to end. The invoice never gives money
    /// back: what is left over in favour of the customer is carried to the next one.
    pub fn bill(&mut self, day: Date) -> Option<Invoice> {
        let from = self.due().filter(|due| *due <= day)?;
        let mut lines = std::mem::take(&mut self.0.carried);
        if self.state == State::Ending {
            self.0.state = State::Ended;
        } else {
            let what = format!("{} with {} seats from {from}", self.plan, self.seats);
            lines.push(Line { what, amount: self.plan.monthly(self.seats) });
            self.0.billed += 1;
        }
        let total: Cents = lines.iter().map(|line| line.amount).sum();
        if self.state == State::Ended && total <= Cents(0) {
            return None;
        }
        if total < Cents(0) {
            lines.push(Line { what: "carried to the next invoice".to_owned(), amount: -total });
            self.0.carried.push(Line { what: "carried from the last invoice".to_owned(), amount: total });
        }
        Some(Invoice::open(InvoiceNumber { customer: self.customer.clone(), from }, lines, day))
    }

    /// Changes to another plan or number of seats on `day`. What is left of the period that is paid for is
    /// credited at the old price and charged at the new one, day by day.
    ///
    /// # Errors
    /// When it does not go on, or the plan is not sold with so many seats.
    pub fn change(&mut self, plan: Plan, seats: u32, day: Date) -> Result<(), Refusal> {
        self.goes_on()?;
        sold(plan, seats)?;
        // Nothing is paid for before the first period is billed.
        if let Some(last) = self.billed.checked_sub(1) {
            let to = self.period(self.billed);
            let whole = days(self.period(last), to);
            let left = days(day, to).clamp(0, whole);
            let (old, new) = (self.plan.monthly(self.seats), plan.monthly(seats));
            if left > 0 && old != new {
                let credit = format!("{left} of {whole} days of {} with {} seats", self.plan, self.seats);
                let charge = format!("{left} of {whole} days of {plan} with {seats} seats");
                self.0.carried.push(Line { what: credit, amount: -old.share(left, whole) });
                self.0.carried.push(Line { what: charge, amount: new.share(left, whole) });
            }
        }
        (self.0.plan, self.0.seats) = (plan, seats);
        Ok(())
    }

    /// Lets it end with the period that is paid for.
    ///
    /// # Errors
    /// When it has ended, or is about to.
    pub fn cancel(&mut self) -> Result<(), Refusal> {
        self.goes_on()?;
        self.0.state = State::Ending;
        Ok(())
    }

    /// Ends it at once, because it is not paid.
    pub fn suspend(&mut self) {
        self.0.state = State::Suspended;
    }

    fn goes_on(&self) -> Result<(), Refusal> {
        (self.state == State::Active).then_some(()).ok_or(Refusal::NotActive)
    }

    /// The first day of a period. Counted from the start, so that the 31st does not become the 28th for good.
    fn period(&self, nth: u32) -> Date {
        self.started.saturating_add(i64::from(nth).months())
    }
}

fn sold(plan: Plan, seats: u32) -> Result<(), Refusal> {
    plan.seats().contains(&seats).then_some(()).ok_or(Refusal::Seats(plan))
}

fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}
