//! Whoever is connected now and wants what happens now: lines of a stream over HTTP. Nothing is kept for them; who
//! connects again asks for the state first.

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::mpsc;

use crate::message::Message;

/// What comes out of `messages`, as events; it ends when the broker cuts it off.
pub fn events(mut messages: mpsc::Receiver<Message>) -> Sse<impl Stream<Item = Result<Event, axum::Error>>> {
    let event = |message: Message| Event::default().id(message.id.to_string()).event(&message.kind).json_data(&message);
    Sse::new(stream::poll_fn(move |context| messages.poll_recv(context)).map(event)).keep_alive(KeepAlive::default())
}
