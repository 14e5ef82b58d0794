//! Destroys the keys of people who are to be forgotten.

use std::sync::Arc;

use super::{Processor, ProcessorError};
use crate::domain::Event;
use crate::keys::Keys;
use crate::store::Store;

/// Keeps its position among the keys: a key that is destroyed once is not destroyed again, when that person has
/// come back; and where old keys are put back, all that were forgotten since are forgotten again.
pub struct Eraser(pub(crate) Arc<Keys>);

impl Processor for Eraser {
    fn name(&self) -> &'static str {
        "eraser"
    }

    fn position(&self) -> Result<i64, ProcessorError> {
        Ok(self.0.position()?)
    }

    fn process(&self, store: &Store, batch: u32) -> Result<usize, ProcessorError> {
        let events = store.after(self.0.position()?, batch)?;
        let Some(last) = events.last() else { return Ok(0) };
        let mut people = Vec::new();
        for recorded in &events {
            match &recorded.event {
                Ok(Event::Forgotten { person }) => people.push(person.clone()),
                Ok(_) => {}
                // Of another kind, or it could be read: its shape never changed.
                Err(unreadable) => tracing::warn!(position = recorded.position, %unreadable, "passed over"),
            }
        }
        self.0.destroy(&people, last.position)?;
        Ok(events.len())
    }
}
