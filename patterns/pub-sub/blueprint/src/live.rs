//! Whoever is connected now and wants what happens now: lines of a stream over HTTP. Nothing is kept for them; who
//! connects again asks for the state first.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use tokio::sync::mpsc;

use crate::message::Message;

/// What comes out of `messages`, as events; it ends when the broker cuts it off.
pub fn events(messages: mpsc::Receiver<Message>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let next = async |mut messages: mpsc::Receiver<Message>| {
        let message = messages.recv().await?;
        let event = Event::default().id(message.id.to_string()).event(&message.kind);
        let event = event.json_data(&message).unwrap_or_default();
        Some((Ok(event), messages))
    };
    Sse::new(stream::unfold(messages, next)).keep_alive(KeepAlive::default())
}
