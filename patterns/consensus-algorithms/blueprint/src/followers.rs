//! What a node does when others speak to it: it stores what the leader sends, votes, and takes in snapshots.
//!
//! The answer goes out after the disk has it. A node that says `stored` before would take back with a crash what a
//! majority has promised.

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};

use crate::Raft;
use crate::network::{Cut, FROM};

/// A batch of entries or a piece of a snapshot is smaller.
const LARGEST: usize = 64 * 1024 * 1024;

/// `POST /raft/append`, `/raft/vote`, `/raft/snapshot`, for other nodes only.
pub fn router(raft: Raft, cut: Cut) -> Router {
    let append = |State(raft): State<Raft>, Json(question)| async move { Json(raft.append_entries(question).await) };
    let vote = |State(raft): State<Raft>, Json(question)| async move { Json(raft.vote(question).await) };
    let snapshot =
        |State(raft): State<Raft>, Json(question)| async move { Json(raft.install_snapshot(question).await) };
    Router::new()
        .route("/raft/append", post(append))
        .route("/raft/vote", post(vote))
        .route("/raft/snapshot", post(snapshot))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(cut, hear))
        .with_state(raft)
}

/// Hears nobody from whom this node is cut off.
async fn hear(State(cut): State<Cut>, request: Request, next: Next) -> Result<Response, StatusCode> {
    let from = request.headers().get(FROM).and_then(|from| from.to_str().ok()?.parse().ok());
    match from.is_some_and(|from| !cut.from(from)) {
        true => Ok(next.run(request).await),
        false => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}
