//! The tables of a view, in a file with the position that they have reached.

use std::collections::HashSet;
use std::path::Path;
use std::{fs, io};

use rusqlite::{Connection, params};

use super::Projection;
use crate::database::{self, CHECKPOINT, Loss};
use crate::domain::Event;
use crate::processors::ProcessorError;
use crate::store::{Store, StoreError};

const PARKED: &str = "create table if not exists parked (
    position integer primary key, stream text not null, why text not null) strict;";

/// Opens the file, and makes it if it is not there, or if what is there was made by another fold.
pub(super) fn open(file: &Path, projection: &Projection) -> Result<Connection, ProcessorError> {
    let Projection { fold, tables, .. } = projection;
    let mut connection = database::open(file, Loss::MadeAgain, "")?;
    let made_by = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    if ![0, *fold].contains(&made_by) {
        drop(connection);
        delete(file)?;
        connection = database::open(file, Loss::MadeAgain, "")?;
    }
    let all = format!("begin immediate; {CHECKPOINT} {PARKED} {tables} pragma user_version = {fold}; commit");
    connection.execute_batch(&all)?;
    Ok(connection)
}

/// Deletes the file, if it is there, with what SQLite keeps beside it.
pub(super) fn delete(file: &Path) -> io::Result<()> {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.to_owned().into_os_string();
        name.push(end);
        fs::remove_file(&name).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
    }
    Ok(())
}

/// Applies the next events, at most `batch`, and keeps the position, in one transaction; gives how many there were.
///
/// One that does not fit is set aside, and with it all that happens to its stream. They are not skipped in silence:
/// they count as parked until the view is rebuilt.
pub(super) fn advance(
    tables: &mut Connection,
    projection: &Projection,
    store: &Store,
    batch: u32,
) -> Result<usize, ProcessorError> {
    let events = store.after(database::position(tables)?, batch)?;
    let Some(last) = events.last() else { return Ok(0) };
    let transaction = tables.transaction()?;
    let mut parked: HashSet<String> = transaction
        .prepare_cached("select distinct stream from parked")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // Prepared once: there is a savepoint for each event, so that one that fails half-way leaves nothing.
    let run = |statement: &str| transaction.prepare_cached(statement)?.execute([]);
    for recorded in &events {
        run("savepoint event")?;
        let applied = match &recorded.event {
            _ if parked.contains(&recorded.stream) => Err(ProcessorError::Unfit("an earlier one is set aside")),
            Err(unreadable) => Err(StoreError::from(unreadable.clone()).into()),
            Ok(event) => (projection.apply)(&transaction, recorded, event),
        };
        match applied {
            Ok(()) => {}
            Err(why) if why.lasts() => {
                run("rollback to event")?;
                let (position, stream, why) = (recorded.position, &recorded.stream, why.to_string());
                if parked.insert(stream.clone()) {
                    tracing::error!(view = projection.name, position, stream, why, "an event is set aside");
                }
                let statement = "insert into parked (position, stream, why) values (?1, ?2, ?3)";
                transaction.prepare_cached(statement)?.execute(params![position, stream, why])?;
            }
            Err(trouble) => return Err(trouble),
        }
        run("release event")?;
    }
    database::move_to(&transaction, last.position)?;
    transaction.commit()?;
    if events.iter().any(|recorded| matches!(recorded.event, Ok(Event::Forgotten { .. }))) {
        database::forget_log(tables)?;
    }
    Ok(events.len())
}
