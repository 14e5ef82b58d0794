//! Events of old shapes, made into the newest while they are read, a step at a time. Steps look nothing up:
//! the same event always reads the same.

use std::error::Error;

use serde_json::{Map, Value};

use crate::domain::Event;

/// What an event says, in some shape.
type Fields = Map<String, Value>;

/// From one shape to the next.
type Step = fn(&mut Fields) -> Result<(), &'static str>;

/// An event that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an event `{kind}` of shape {shape} cannot be read: {why}")]
pub struct Unreadable {
    kind: String,
    shape: u32,
    why: String,
}

/// The steps of each kind that ever changed, from its first shape on.
fn steps(kind: &str) -> &'static [Step] {
    match kind {
        "deposited" => &[amount_in_cents, with_purpose],
        _ => &[],
    }
}

/// The shape in which events of `kind` are written.
pub fn newest(kind: &str) -> u32 {
    steps(kind).len() as u32 + 1
}

/// Reads an event that was written in some `shape`.
///
/// # Errors
/// When it is of no known kind or shape, or is not what it says.
pub fn read(kind: &str, shape: u32, body: &str) -> Result<Event, Unreadable> {
    upcast(kind, shape, body).map_err(|why| Unreadable { kind: kind.to_owned(), shape, why: why.to_string() })
}

fn upcast(kind: &str, shape: u32, body: &str) -> Result<Event, Box<dyn Error>> {
    let left = steps(kind).get((shape as usize).wrapping_sub(1)..).ok_or("no such shape is known")?;
    if left.is_empty() {
        return Ok(serde_json::from_str(body)?);
    }
    let mut event: Value = serde_json::from_str(body)?;
    let fields = event.get_mut(kind).and_then(Value::as_object_mut).ok_or("it is of another kind")?;
    for step in left {
        step(fields)?;
    }
    Ok(serde_json::from_value(event)?)
}

/// 1 to 2: the amount does not say of what it is one.
fn amount_in_cents(fields: &mut Fields) -> Result<(), &'static str> {
    let amount = fields.remove("amount").ok_or("it has no amount")?;
    fields.insert("cents".into(), amount);
    Ok(())
}

/// 2 to 3: nobody was asked what a deposit is for.
fn with_purpose(fields: &mut Fields) -> Result<(), &'static str> {
    fields.insert("purpose".into(), "unknown".into());
    Ok(())
}
