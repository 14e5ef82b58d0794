//! The same order over the same three databases by calls, one after the other, with what is to be taken back in
//! memory only, and nothing that recognises a repeat: what one writes first.

use blueprint_saga::app::App;
use blueprint_saga::channel::{Body, Fate, Message, Weather};
use blueprint_saga::orchestrator::{Command, Direction, Outcome, State, begin, end};
use blueprint_saga::order::Order;
use blueprint_saga::orders::NAME;
use blueprint_saga::participants::{Parcels, Participant, Payments, Stock};
use blueprint_saga::store::StoreError;
use rusqlite::params;

/// A call that was refused, or that failed: done or not, the caller cannot tell.
struct Failed;

pub(crate) fn place(app: &App, order: &Order, weather: &Weather, now: i64) -> Result<(), StoreError> {
    let orders = app.channel.node(NAME)?;
    orders.transaction(|transaction| Ok(begin(transaction, &order.id, "", "", now)?.map(drop)))?;
    let went_through = match steps(app, order, weather)? {
        Ok(()) => State::Done,
        Err(Failed) => State::TakenBack,
    };
    orders.transaction(|transaction| Ok(end(transaction, &order.id, went_through, None, now)?))
}

fn steps(app: &App, order: &Order, weather: &Weather) -> Result<Result<(), Failed>, StoreError> {
    if call::<Stock>(app, order, weather, Direction::Do, "pending")?.is_err() {
        return Ok(Err(Failed));
    }
    if call::<Payments>(app, order, weather, Direction::Do, "pending")?.is_err() {
        let _ = call::<Stock>(app, order, weather, Direction::Undo, "undone")?;
        return Ok(Err(Failed));
    }
    if call::<Parcels>(app, order, weather, Direction::Do, "pending")?.is_err() {
        let _ = call::<Payments>(app, order, weather, Direction::Undo, "undone")?;
        let _ = call::<Stock>(app, order, weather, Direction::Undo, "undone")?;
        return Ok(Err(Failed));
    }
    // From here on there is no way back; who does not answer is asked again.
    while call::<Payments>(app, order, weather, Direction::Do, "final")?.is_err() {}
    while call::<Stock>(app, order, weather, Direction::Do, "final")?.is_err() {}
    while call::<Parcels>(app, order, weather, Direction::Do, "final")?.is_err() {}
    Ok(Ok(()))
}

fn call<P: Participant>(
    app: &App,
    order: &Order,
    weather: &Weather,
    direction: Direction,
    state: &str,
) -> Result<Result<(), Failed>, StoreError> {
    let command = Command {
        to: P::NAME.to_owned(),
        saga: order.id.clone(),
        step: state.to_owned(),
        direction,
        payload: String::new(),
    };
    // Repeats of a call in a loop meet other weather.
    static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let attempt = CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let fate = weather(&Message { to: P::NAME.to_owned(), body: Body::Command(command) }, attempt);
    if matches!(fate, Fate::Lost | Fate::Late(_)) {
        return Ok(Err(Failed));
    }
    let outcome = app.channel.node(P::NAME)?.transaction(|transaction| {
        let (of, amount) = P::amount(order);
        let outcome = match state {
            "pending" => P::take(transaction, of, amount)?,
            "undone" => P::take(transaction, of, -amount)?,
            _ => Outcome::Done,
        };
        if outcome == Outcome::Done {
            let mark = "insert into taken values (?1, ?2, ?3, ?4) on conflict do update set state = ?4";
            transaction.prepare_cached(mark)?.execute(params![order.id, of, amount, state])?;
        }
        Ok(outcome)
    })?;
    Ok(if outcome == Outcome::Done && fate == Fate::Well { Ok(()) } else { Err(Failed) })
}
