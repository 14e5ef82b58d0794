//! Events of old shapes, made into the newest while they are read, a step at a time. Steps look nothing up:
//! the same event always reads the same.

use std::collections::HashMap;
use std::error::Error;

use serde_json::{Map, Value, json};

use crate::domain::Event;

/// What an event says, in some shape.
type Fields = Map<String, Value>;

/// From one shape to the next.
type Step = fn(Fields) -> Result<Fields, String>;

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
    let done = (shape as usize).checked_sub(1);
    let left = done.and_then(|done| steps(kind).get(done..)).ok_or("no such shape is known")?;
    if left.is_empty() {
        return Ok(serde_json::from_str(body)?);
    }
    let mut event: HashMap<String, Fields> = serde_json::from_str(body)?;
    let mut fields = event.remove(kind).ok_or("it is of another kind")?;
    for step in left {
        fields = step(fields)?;
    }
    Ok(serde_json::from_value(json!({ kind: fields }))?)
}

/// 1 to 2: the amount was a text with a decimal point.
fn amount_in_cents(mut fields: Fields) -> Result<Fields, String> {
    let amount = fields.remove("amount").ok_or("it has no amount")?;
    let text = amount.as_str().ok_or("the amount is no text")?;
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let cents = match part.len() {
        2 => format!("{whole}{part}").parse::<i64>().map_err(|error| format!("`{text}`: {error}"))?,
        _ => return Err(format!("`{text}` has no two decimals")),
    };
    fields.insert("cents".into(), cents.into());
    Ok(fields)
}

/// 2 to 3: nobody was asked what a deposit is for.
fn with_purpose(mut fields: Fields) -> Result<Fields, String> {
    fields.insert("purpose".into(), "unknown".into());
    Ok(fields)
}
