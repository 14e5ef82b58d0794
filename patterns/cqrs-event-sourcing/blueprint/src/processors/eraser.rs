//! Destroys the keys of people who are to be forgotten.

use std::path::Path;

use rusqlite::Connection;

use super::{Processor, TABLES};
use crate::database;
use crate::domain::Event;
use crate::error::Error;
use crate::store::Recorded;

/// Keeps its position among the keys, in their `file`: a key that is destroyed once is not destroyed again, when that
/// person has come back; and where old keys are put back, all that were forgotten since are forgotten again.
pub(crate) fn eraser(file: &Path) -> Result<Processor, Error> {
    let apply = |keys: &Connection, _: &Recorded, event: &Event| {
        if let Event::Forgotten { person } = event {
            keys.prepare_cached("delete from keys where person = ?1")?.execute([person.as_str()])?;
        }
        Ok(())
    };
    Processor::new("eraser", database::open(file, TABLES)?, Box::new(apply))
}
