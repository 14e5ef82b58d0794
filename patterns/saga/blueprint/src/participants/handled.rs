//! The steps that a participant has dealt with, kept in the transaction that does the work. A repeat is answered as
//! the first one was. Taking back a step that never ran leaves a mark, too, so that the step is refused if it comes
//! after all.

use rusqlite::{OptionalExtension, Transaction, params};

use super::Participant;
use crate::orchestrator::{Direction, Outcome};
use crate::order::Order;
use crate::store::Result;

/// The table, in the database of each participant.
pub const TABLES: &str = "create table if not exists handled (
    saga text not null, step text not null, direction text not null, refused text,
    primary key (saga, step, direction)) strict, without rowid;";

/// What came of a step of an order, if it was dealt with before.
///
/// # Errors
/// When the database cannot be read.
pub fn before(transaction: &Transaction<'_>, id: &str, step: &str, direction: Direction) -> Result<Option<Outcome>> {
    let statement = "select refused from handled where saga = ?1 and step = ?2 and direction = ?3";
    let mut query = transaction.prepare_cached(statement)?;
    let key = params![id, step, direction.to_string()];
    let refused: Option<Option<String>> = query.query_row(key, |row| row.get(0)).optional()?;
    Ok(refused.map(|refused| refused.map_or(Outcome::Done, Outcome::Refused)))
}

/// Does a step of an order or takes it back, unless that was dealt with before.
///
/// # Errors
/// When the database cannot be read or written, or that step is somebody else's.
pub fn once<P: Participant>(
    transaction: &Transaction<'_>,
    order: &Order,
    step: &str,
    direction: Direction,
) -> Result<Outcome> {
    let before = |direction| before(transaction, &order.id, step, direction);
    if let Some(first) = before(direction)? {
        return Ok(first);
    }
    let outcome = match direction {
        Direction::Do if before(Direction::Undo)?.is_some() => Outcome::Refused("taken back before it came".to_owned()),
        Direction::Undo if before(Direction::Do)? != Some(Outcome::Done) => Outcome::Done,
        Direction::Do | Direction::Undo => P::act(transaction, order, step, direction)?,
    };
    let refused = if let Outcome::Refused(why) = &outcome { Some(why) } else { None };
    let mut insert = transaction.prepare_cached("insert into handled values (?1, ?2, ?3, ?4)")?;
    insert.execute(params![order.id, step, direction.to_string(), refused])?;
    Ok(outcome)
}
