//! The rules, driven through the ports, with nothing else running.

use std::sync::Arc;

use blueprint_hexagonal_core::application::Application;
use blueprint_hexagonal_core::domain::{Cents, Customer, Plan, Refusal, State, Status};
use blueprint_hexagonal_core::ports::inbound::{Billing, RequestError, Subscriptions};
use blueprint_hexagonal_fakes::{FakePayments, MemoryBooks, SetClock};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

struct World {
    application: Application,
    clock: Arc<SetClock>,
    payments: Arc<FakePayments>,
}

impl World {
    fn on(day: Date) -> Self {
        let clock = Arc::new(SetClock::new(day));
        let payments = Arc::new(FakePayments::default());
        let application = Application::new(Arc::new(MemoryBooks::default()), payments.clone(), clock.clone());
        Self { application, clock, payments }
    }

    /// Bills every day up to and with `day`.
    fn until(&self, day: Date) {
        let mut today = blueprint_hexagonal_core::ports::outbound::Clock::today(&*self.clock);
        while today < day {
            today = today.saturating_add(1.day());
            self.clock.set(today);
            self.application.run(None).expect("billed");
        }
    }

    fn totals(&self, name: &str) -> Vec<(String, i64)> {
        let invoices = self.application.invoices(&customer(name)).expect("read");
        invoices.iter().map(|invoice| (invoice.number.from.to_string(), invoice.total().0)).collect()
    }

    fn state(&self, name: &str) -> State {
        self.application.subscription(&customer(name)).expect("there").state
    }
}

fn customer(name: &str) -> Customer {
    name.parse().expect("a name")
}

fn told(from: &str, cents: i64) -> (String, i64) {
    (from.to_owned(), cents)
}

#[test]
fn months_are_counted_from_the_first_day_and_short_ones_do_not_shift_it() {
    let world = World::on(date(2026, 1, 31));
    world.application.subscribe(customer("ada"), Plan::Solo, 1).expect("begun");
    world.until(date(2026, 4, 29));
    let expected = [told("2026-01-31", 900), told("2026-02-28", 900), told("2026-03-31", 900)];
    assert_eq!(world.totals("ada"), expected);
}

#[test]
fn a_change_is_credited_and_charged_by_the_day_on_the_next_invoice() {
    let world = World::on(date(2026, 4, 1));
    world.application.subscribe(customer("ada"), Plan::Team, 10).expect("begun");
    world.until(date(2026, 4, 21));
    // 10 of 30 days: 10 seats are 125.00 a month, 16 are 200.00.
    world.application.change(&customer("ada"), Plan::Team, 16).expect("changed");
    world.until(date(2026, 5, 1));
    assert_eq!(world.totals("ada"), [told("2026-04-01", 12_500), told("2026-05-01", 20_000 + 2_500)]);
}

#[test]
fn no_invoice_gives_money_back_and_none_is_lost() {
    let world = World::on(date(2026, 4, 1));
    world.application.subscribe(customer("ada"), Plan::Company, 100).expect("begun");
    world.until(date(2026, 4, 2));
    world.application.change(&customer("ada"), Plan::Solo, 1).expect("changed");
    world.until(date(2026, 6, 1));
    let credit = -(102_500 * 29 + 15) / 30 + (900 * 29) / 30;
    assert_eq!(world.totals("ada"), [told("2026-04-01", 102_500), told("2026-05-01", 0), told("2026-06-01", 0)]);
    let carried = &world.application.subscription(&customer("ada")).expect("there").carried.clone();
    assert_eq!(carried.iter().map(|line| line.amount).sum::<Cents>(), Cents(credit + 900 + 900));
}

#[test]
fn a_cancelled_subscription_ends_with_the_period_that_is_paid_for() {
    let world = World::on(date(2026, 1, 10));
    world.application.subscribe(customer("ada"), Plan::Team, 2).expect("begun");
    world.until(date(2026, 1, 20));
    world.application.change(&customer("ada"), Plan::Team, 4).expect("changed");
    world.application.cancel(&customer("ada")).expect("cancelled");
    assert_eq!(world.state("ada"), State::Ending);
    world.until(date(2026, 3, 10));
    assert_eq!(world.state("ada"), State::Ended);
    // What two seats more cost from the 20th on is still asked for.
    assert_eq!(world.totals("ada"), [told("2026-01-10", 2_500), told("2026-02-10", 1_693)]);
    let again = world.application.cancel(&customer("ada")).expect_err("refused");
    assert_eq!(again, RequestError::Refused(Refusal::NotActive));
}

#[test]
fn who_does_not_pay_is_asked_four_times_and_then_suspended() {
    let world = World::on(date(2026, 1, 1));
    world.application.subscribe(customer("broke-bob"), Plan::Solo, 1).expect("begun");
    assert_eq!(world.application.run(None).expect("billed").declined, 1);
    world.until(date(2026, 1, 15));
    assert_eq!(world.state("broke-bob"), State::Active);
    world.until(date(2026, 1, 16));
    assert_eq!(world.state("broke-bob"), State::Suspended);
    let invoices = world.application.invoices(&customer("broke-bob")).expect("read");
    assert_eq!(invoices[0].status, Status::GivenUp(date(2026, 1, 16)));
    world.until(date(2026, 3, 1));
    assert_eq!(world.totals("broke-bob").len(), 1);
}

#[test]
fn payments_that_are_not_to_be_had_leave_the_rest_to_the_next_run() {
    let world = World::on(date(2026, 1, 1));
    for name in ["ada", "bob", "cleo"] {
        world.application.subscribe(customer(name), Plan::Solo, 1).expect("begun");
    }
    world.payments.set_gone(true);
    let report = world.application.run(None).expect("billed");
    assert_eq!((report.invoiced, report.collected, report.cut_short), (3, 0, true));
    world.payments.set_gone(false);
    let report = world.application.run(None).expect("billed");
    assert_eq!((report.invoiced, report.collected, report.cut_short), (0, 3, false));
}

#[test]
fn what_the_rules_do_not_allow_is_refused_in_words() {
    let world = World::on(date(2026, 1, 1));
    let says = |error: RequestError| error.to_string();
    let application = &world.application;
    let seats = says(application.subscribe(customer("ada"), Plan::Solo, 2).expect_err("refused"));
    assert_eq!(seats, "the plan solo is sold with 1 to 1 seats");
    application.subscribe(customer("ada"), Plan::Solo, 1).expect("begun");
    let again = says(application.subscribe(customer("ada"), Plan::Solo, 1).expect_err("refused"));
    assert_eq!(again, "ada has a subscription already");
    let unknown = says(application.cancel(&customer("bob")).expect_err("refused"));
    assert_eq!(unknown, "bob has no subscription");
    assert!("Ada Lovelace".parse::<Customer>().is_err());
    assert!("gold".parse::<Plan>().is_err());
}

fn wish() -> impl Strategy<Value = (u32, i64)> {
    (1_u32..120, 0_i64..40)
}

fn plan(seats: u32) -> Plan {
    Plan::ALL.into_iter().find(|plan| plan.seats().contains(&seats)).unwrap_or(Plan::Company)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// However often it changes: a period has one invoice, no invoice is below zero, all are paid once.
    #[test]
    fn each_period_is_paid_once(first in 1_u32..120, wishes in proptest::collection::vec(wish(), 0..8)) {
        let world = World::on(date(2026, 1, 31));
        world.application.subscribe(customer("ada"), plan(first), first).expect("begun");
        world.application.run(None).expect("billed");
        let mut day = date(2026, 1, 31);
        for (seats, later) in wishes {
            day = day.saturating_add(later.days());
            world.until(day);
            world.application.change(&customer("ada"), plan(seats), seats).expect("changed");
        }
        world.until(day.saturating_add(2.months()));
        let totals = world.totals("ada");
        prop_assert!(totals.iter().all(|(_, cents)| *cents >= 0));
        prop_assert!(totals.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let asked: i64 = totals.iter().map(|(_, cents)| cents).sum();
        let taken: i64 = world.payments.taken().values().map(|cents| cents.0).sum();
        prop_assert_eq!(asked, taken);
    }
}
