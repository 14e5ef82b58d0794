//! The rules, in the words of those who made them: given these events, when this command, then those events.

use std::collections::BTreeMap;

use blueprint_cqrs_event_sourcing::domain::{Account, Command, Event, Id, Refusal, Sealed};
use proptest::prelude::*;

fn id(text: &str) -> Id {
    text.to_owned().try_into().expect("a name")
}

fn opened() -> Event {
    Event::Opened { person: id("ada"), name: Sealed("00".into()) }
}

fn deposited(cents: i64) -> Event {
    Event::Deposited { cents, purpose: "gift".into() }
}

fn reserved(hold: &str, cents: i64) -> Event {
    Event::Reserved { hold: id(hold), cents }
}

fn reserve(hold: &str, cents: i64) -> Command {
    Command::Reserve { hold: id(hold), cents }
}

fn capture(hold: &str, cents: i64) -> Command {
    Command::Capture { hold: id(hold), cents }
}

fn check(given: &[Event], when: Command, then: Result<Event, Refusal>) {
    let mut account = Account::default();
    given.iter().for_each(|event| account.apply(event));
    assert_eq!(account.decide(&when), then.map(|event| vec![event]), "{given:?}");
}

#[test]
fn money_goes_to_accounts_that_are_open() {
    let deposit = Command::Deposit { cents: 500, purpose: "gift".into() };
    check(&[], deposit.clone(), Err(Refusal::NotOpen));
    check(&[opened()], deposit, Ok(deposited(500)));
    check(&[opened()], Command::Deposit { cents: 0, purpose: "gift".into() }, Err(Refusal::BadAmount));
    check(&[opened()], Command::Deposit { cents: i64::MAX, purpose: "gift".into() }, Err(Refusal::BadAmount));
    check(&[opened()], Command::Deposit { cents: 1, purpose: String::new() }, Err(Refusal::BadText));
    let again = Command::Open { person: id("bob"), name: Sealed("00".into()) };
    check(&[opened()], again, Err(Refusal::AlreadyOpen));
}

#[test]
fn what_is_set_aside_cannot_be_set_aside_twice() {
    let given = [opened(), deposited(500), reserved("one", 300)];
    check(&given, reserve("two", 200), Ok(reserved("two", 200)));
    check(&given, reserve("two", 201), Err(Refusal::TooLittle(200)));
    check(&given, reserve("one", 1), Err(Refusal::HoldTaken));
    check(&given, reserve("two", -1), Err(Refusal::BadAmount));
}

#[test]
fn what_is_spent_was_set_aside_and_the_rest_is_free_again() {
    let given = [opened(), deposited(500), reserved("one", 300)];
    let captured = Event::Captured { hold: id("one"), cents: 250 };
    check(&given, capture("one", 250), Ok(captured.clone()));
    check(&given, capture("one", 301), Err(Refusal::MoreThanHeld(300)));
    check(&given, capture("two", 1), Err(Refusal::UnknownHold));
    let spent = [opened(), deposited(500), reserved("one", 300), captured];
    check(&spent, capture("one", 1), Err(Refusal::UnknownHold));
    check(&spent, reserve("two", 250), Ok(reserved("two", 250)));
    check(&given, Command::Release { hold: id("one") }, Ok(Event::Released { hold: id("one") }));
}

fn command() -> impl Strategy<Value = Command> {
    let hold = || (0_u8..4).prop_map(|nth| id(&format!("h-{nth}")));
    prop_oneof![
        4 => (-5_i64..500).prop_map(|cents| Command::Deposit { cents, purpose: "gift".into() }),
        4 => (hold(), -5_i64..400).prop_map(|(hold, cents)| Command::Reserve { hold, cents }),
        3 => (hold(), -5_i64..400).prop_map(|(hold, cents)| Command::Capture { hold, cents }),
        2 => hold().prop_map(|hold| Command::Release { hold }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked for, no account holds less than nothing, and all money is where the events say.
    #[test]
    fn no_money_is_made_or_lost(commands in proptest::collection::vec(command(), 0..60)) {
        let mut account = Account::default();
        account.apply(&opened());
        let (mut came, mut went, mut aside) = (0, 0, BTreeMap::new());
        for command in commands {
            for event in account.decide(&command).unwrap_or_default() {
                account.apply(&event);
                match event {
                    Event::Deposited { cents, .. } => came += cents,
                    Event::Reserved { hold, cents } => { aside.insert(hold, cents); }
                    Event::Captured { hold, cents } => {
                        let held = aside.remove(&hold);
                        prop_assert!(held >= Some(cents));
                        went += cents;
                    }
                    Event::Released { hold } => { aside.remove(&hold); }
                    _ => {}
                }
                prop_assert!(account.available() >= 0);
            }
        }
        prop_assert_eq!(account.cents, came - went);
        prop_assert_eq!(account.holds, aside);
    }
}
