//! Orders that go through, and orders that are refused at each step, in both styles; the repair desk; and the laws
//! of the machine whatever participants say.

mod world;

use std::time::Duration;

use blueprint_saga::app::{Placed, Style};
use blueprint_saga::orchestrator::{
    self, Action, Answer, Command, Direction, Kind, Orchestrator, Outcome, Patience, State, Step,
};
use blueprint_saga::order::Order;
use blueprint_saga::orders::PLAN;
use proptest::prelude::*;
use rusqlite::Connection;
use world::{World, order, orders, weather};

const SECOND: Duration = Duration::from_secs(1);

fn check_all_or_nothing(style: Style) {
    let mut world = World::well(style);
    for (order, _) in orders() {
        assert_eq!(world.place(&order), Placed::Now);
        assert_eq!(world.state(&order.id), State::Running, "accepted, and no more");
    }
    world.pass(SECOND);
    for (order, refused) in orders() {
        let saga = world.saga(&order.id);
        assert_eq!((saga.reason.as_deref(), saga.state == State::Done), (refused, refused.is_none()), "{saga:?}");
    }
    let books = world.books();
    assert_eq!((books.done, books.taken_back, books.open), (1, 3, 0));
    assert_eq!((books.disagree, books.cents_missing, books.goods_missing), (0, 0, 0));
}

#[test]
fn orders_end_as_a_whole_with_an_orchestrator() {
    check_all_or_nothing(Style::Orchestrated);
}

#[test]
fn orders_end_as_a_whole_without_one() {
    // The reason travels no further than its listener here: who takes orders hears of the first step's only.
    let mut world = World::well(Style::Choreographed);
    world.place_all();
    world.pass(SECOND);
    let books = world.books();
    assert_eq!((books.done, books.taken_back, books.open), (1, 3, 0));
    assert_eq!((books.disagree, books.cents_missing, books.goods_missing), (0, 0, 0));
}

#[test]
fn the_same_click_twice_is_one_order() {
    for style in [Style::Orchestrated, Style::Choreographed] {
        let mut world = World::well(style);
        assert_eq!(world.place(&order("one")), Placed::Now);
        assert_eq!(world.place(&order("one")), Placed::Before);
        world.pass(SECOND);
        assert_eq!(world.place(&order("one")), Placed::Before);
        let mut another = order("one");
        another.quantity = 3;
        assert_eq!(world.place(&another), Placed::Another);
        world.pass(SECOND);
        assert_eq!(world.books().done, 1);
    }
}

#[test]
fn an_order_that_is_none_is_not_taken() {
    let faults = [
        |order: &mut Order| order.id = String::new(),
        |order: &mut Order| order.customer = "Ada!".to_owned(),
        |order: &mut Order| order.quantity = 0,
        |order: &mut Order| order.cents = -1,
    ];
    assert_eq!(order("one").fault(), None);
    for fault in faults {
        let mut wrong = order("one");
        fault(&mut wrong);
        assert!(wrong.fault().is_some(), "{wrong:?}");
    }
}

/// Nobody answers for the step that cannot be taken back.
fn at_the_desk() -> World {
    let mut world = World::well(Style::Orchestrated);
    world.place(&order("one"));
    world = world.restart(Box::new(|message, _| {
        use blueprint_saga::channel::{Body, Fate};
        match &message.body {
            Body::Command(command) if command.step == "take-money" => Fate::Lost,
            _ => Fate::Well,
        }
    }));
    world.pass(120 * SECOND);
    world
}

#[test]
fn whether_the_money_went_over_nobody_guesses() {
    let world = at_the_desk();
    let saga = world.saga("one");
    assert_eq!((saga.state, saga.desk, saga.step.as_str()), (State::Running, true, "take-money"));
    let cases = world.app.read(orchestrator::cases).expect("read");
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].history.iter().filter(|(_, what)| what == "do take-money: asked for").count(), 5);
}

#[test]
fn a_person_can_repeat_skip_or_settle() {
    for (action, ends) in [(Action::Repeat, State::Done), (Action::Skip, State::Done), (Action::Settle, State::Settled)]
    {
        let mut world = at_the_desk().restart(weather(0, 0.0, 0.0, 0.0));
        assert!(!world.app.repair("other", (action, "eve"), world.now).expect("read"), "it does not lie there");
        assert!(world.app.repair("one", (action, "eve"), world.now).expect("done"));
        assert!(!world.app.repair("one", (action, "eve"), world.now).expect("read"), "not any more");
        world.pass(60 * SECOND);
        let saga = world.saga("one");
        assert_eq!(saga.state, ends);
        assert!(saga.history.iter().any(|(_, what)| what.ends_with("by eve")), "{:?}", saga.history);
    }
}

#[test]
fn a_plan_in_which_nothing_can_be_promised_is_none() {
    const UNDOABLE: Step = Step { name: "one", at: "here", kind: Kind::Undoable };
    const PIVOT: Step = Step { name: "two", at: "here", kind: Kind::Pivot };
    const FORWARD: Step = Step { name: "three", at: "here", kind: Kind::Forward };
    let sound = |plan| Orchestrator::new(plan, Patience::default()).is_some();
    assert!(sound(&[UNDOABLE, UNDOABLE, PIVOT, FORWARD, FORWARD]) && sound(&[UNDOABLE]) && sound(&[FORWARD]));
    assert!(!sound(&[]) && !sound(&[PIVOT, UNDOABLE]) && !sound(&[FORWARD, PIVOT]) && !sound(&[PIVOT, PIVOT]));
}

/// What a participant or its silence says.
#[derive(Debug, Clone, Copy)]
enum Says {
    Done,
    Refused,
    Nothing,
}

fn check_laws(says: &[Says]) -> Result<(), TestCaseError> {
    let mut connection = Connection::open_in_memory().expect("opened");
    connection.execute_batch(orchestrator::TABLES).expect("made");
    let transaction = connection.transaction().expect("begun");
    let orchestrator =
        Orchestrator::new(&PLAN, Patience { tries: 2, undo_tries: 2, ..Patience::default() }).expect("sound");
    let mut asked: Vec<Command> = Vec::new();
    let mut now = 0;
    asked.extend(orchestrator.start(&transaction, "one", "", now).expect("started"));
    for says in says {
        let last = asked.last().expect("the first");
        let (saga, step, direction) = (last.saga.clone(), last.step.clone(), last.direction);
        let answer = |outcome| Answer { saga, step, direction, outcome };
        now += 1_000_000;
        match says {
            Says::Done => {
                asked.extend(orchestrator.answered(&transaction, &answer(Outcome::Done), now).expect("taken"))
            }
            Says::Refused => {
                let refused = Outcome::Refused("no".to_owned());
                asked.extend(orchestrator.answered(&transaction, &answer(refused), now).expect("taken"));
            }
            Says::Nothing => asked.extend(orchestrator.time_up(&transaction, now, 10).expect("done")),
        }
    }
    let nth = |command: &Command| PLAN.iter().position(|step| step.name == command.step).expect("in the plan");
    let undone: Vec<usize> = asked.iter().filter(|command| command.direction == Direction::Undo).map(nth).collect();
    let done: Vec<usize> = asked.iter().filter(|command| command.direction == Direction::Do).map(nth).collect();
    prop_assert!(done.is_sorted(), "forward, one after the other: {done:?}");
    prop_assert!(undone.is_sorted_by(|one, next| one >= next), "the last first: {undone:?}");
    prop_assert!(undone.iter().all(|nth| PLAN[*nth].kind == Kind::Undoable), "no way back: {undone:?}");
    let saga = orchestrator::find(&transaction, "one").expect("read").expect("there");
    if saga.state == State::TakenBack {
        let refused_first = done.last() == Some(&0);
        prop_assert!(undone.last() == Some(&0) || refused_first, "all of it is taken back: {undone:?}");
        prop_assert!(!done.contains(&4), "nothing past the point of no return was asked for");
    }
    prop_assert_eq!(saga.due.is_some(), saga.direction().is_some() && !saga.desk, "what is awaited has a time");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_machine_keeps_its_laws(
        says in proptest::collection::vec(
            prop_oneof![4 => Just(Says::Done), 1 => Just(Says::Refused), 2 => Just(Says::Nothing)], 0..30)
    ) {
        check_laws(&says)?;
    }
}
