//! Steps of sagas that a module does for another, kept in the transaction that does the work. A repeat is answered as
//! the first one was. Taking back a step that never ran leaves a mark, too, so that the step is refused if it comes
//! after all.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::database::DatabaseError;

/// The table for it, in the schema of `module`.
pub fn table(module: &str) -> String {
    format!(
        "create table if not exists {module}_handled (saga text not null, step text not null, direction text not null,
            refused text, primary key (saga, step, direction)) strict, without rowid;"
    )
}

/// A step that is to be done or taken back.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Of which saga.
    pub saga: &'a str,
    /// Its name.
    pub step: &'a str,
    /// What is done with it.
    pub direction: Direction,
}

/// What is done with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It is done.
    Do,
    /// It is taken back.
    Undo,
}

/// Does `work` for a step of `module`, unless that was dealt with before, or nothing is there to be taken back. Gives
/// why it was refused, if it was.
///
/// # Errors
/// Those of `work`, and when the database cannot be read or written.
pub fn once(
    transaction: &Transaction<'_>,
    module: &str,
    Asked { saga, step, direction }: Asked<'_>,
    work: impl FnOnce() -> Result<Option<String>, DatabaseError>,
) -> Result<Option<String>, DatabaseError> {
    let statement = format!("select refused from {module}_handled where saga = ?1 and step = ?2 and direction = ?3");
    let mut query = transaction.prepare_cached(&statement)?;
    let mut before = |direction: Direction| -> Result<Option<Option<String>>, DatabaseError> {
        Ok(query.query_row(params![saga, step, direction.name()], |row| row.get(0)).optional()?)
    };
    if let Some(first) = before(direction)? {
        return Ok(first);
    }
    let refused = match direction {
        Direction::Do if before(Direction::Undo)?.is_some() => Some("taken back before it came".to_owned()),
        Direction::Undo if before(Direction::Do)? != Some(None) => None,
        Direction::Do | Direction::Undo => work()?,
    };
    let mut insert = transaction.prepare_cached(&format!("insert into {module}_handled values (?1, ?2, ?3, ?4)"))?;
    insert.execute(params![saga, step, direction.name(), refused])?;
    Ok(refused)
}

impl Direction {
    const fn name(self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Undo => "undo",
        }
    }
}
