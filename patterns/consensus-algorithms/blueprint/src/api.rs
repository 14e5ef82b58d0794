//! What clients and those who run the nodes say to one of them, over HTTP.
//!
//! A node that does not lead says who does, with 307, so that `curl -L` finds it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::NodeId;
use crate::leader::LeaderError;
use crate::machine::{Action, Command, Reply};
use crate::membership::{self, MembershipError};
use crate::node::Node;

/// `POST /commands`, `GET` and `PUT /keys/{key}`, `/status`, `/members`, `/cut`.
pub fn router(node: Node) -> Router {
    Router::new()
        .route("/commands", post(command))
        .route("/keys/{key}", get(read).put(write))
        .route("/status", get(status))
        .route("/members", post(begin))
        .route("/members/{id}", put(add).delete(remove))
        .route("/cut", put(cut_off))
        .with_state(node)
}

/// What was asked for, or why not.
type Answer = Result<Response, Response>;

async fn command(State(node): State<Node>, uri: Uri, Json(mut command): Json<Command>) -> Answer {
    // A clock is read once, here, and not by each node for itself.
    if let Action::Lock { now, .. } = &mut command.action {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        *now = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    }
    let reply = node.leader.carry_out(command).await.map_err(|error| refuse(&error, &uri))?;
    Ok(Json(reply).into_response())
}

/// For people with curl: a command that nobody repeats.
async fn write(State(node): State<Node>, uri: Uri, Path(key): Path<String>, value: String) -> Answer {
    let client = format!("curl-{:016x}", rand::random::<u64>());
    let command = Command { client, serial: 1, action: Action::Put { key, value } };
    match node.leader.carry_out(command).await.map_err(|error| refuse(&error, &uri))? {
        Reply::Done => Ok(StatusCode::NO_CONTENT.into_response()),
        reply => Ok(Json(reply).into_response()),
    }
}

/// How a key is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct How {
    /// From this node, without asking whether it is up to date.
    #[serde(default)]
    here: bool,
}

async fn read(State(node): State<Node>, uri: Uri, Path(key): Path<String>, Query(how): Query<How>) -> Answer {
    let value = if how.here { Ok(node.leader.read_here(&key)) } else { node.leader.read(&key).await };
    let value = value.map_err(|error| refuse(&error, &uri))?;
    Ok(Json(json!({ "key": key, "value": value })).into_response())
}

async fn status(State(node): State<Node>) -> Json<serde_json::Value> {
    let metrics = node.raft.metrics().borrow().clone();
    let members = metrics.membership_config.membership();
    Json(json!({
        "id": metrics.id, "state": format!("{:?}", metrics.state), "term": metrics.current_term,
        "leader": metrics.current_leader, "applied": metrics.last_applied.map(|last| last.index),
        "snapshot": metrics.snapshot.map(|last| last.index), "purged": metrics.purged.map(|last| last.index),
        "voters": members.voter_ids().collect::<BTreeSet<NodeId>>(),
    }))
}

async fn begin(State(node): State<Node>, Json(members): Json<BTreeMap<NodeId, String>>) -> Response {
    changed(membership::begin(&node.raft, &members).await)
}

async fn add(State(node): State<Node>, Path(id): Path<NodeId>, address: String) -> Response {
    changed(membership::add(&node.raft, id, &address).await)
}

async fn remove(State(node): State<Node>, Path(id): Path<NodeId>) -> Response {
    changed(membership::remove(&node.raft, id).await)
}

fn changed(result: Result<(), MembershipError>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => failure(StatusCode::CONFLICT, "not-changed", &error.to_string()),
    }
}

/// For trying things: the node neither speaks to these nor hears them.
async fn cut_off(State(node): State<Node>, Json(nodes): Json<BTreeSet<NodeId>>) -> StatusCode {
    tracing::warn!(?nodes, "cut off from these");
    node.cut.set(nodes);
    StatusCode::NO_CONTENT
}

fn refuse(error: &LeaderError, uri: &Uri) -> Response {
    let (status, code) = match error {
        LeaderError::Elsewhere { leader: Some(_) } => (StatusCode::TEMPORARY_REDIRECT, "elsewhere"),
        LeaderError::Elsewhere { leader: None } => (StatusCode::SERVICE_UNAVAILABLE, "no-leader"),
        LeaderError::Unknown => (StatusCode::GATEWAY_TIMEOUT, "unknown"),
        LeaderError::Broken(_) => (StatusCode::INTERNAL_SERVER_ERROR, "broken"),
    };
    let mut answer = failure(status, code, &error.to_string());
    if let LeaderError::Elsewhere { leader: Some(leader) } = error
        && let Ok(there) = HeaderValue::from_str(&format!("http://{leader}{uri}"))
    {
        answer.headers_mut().insert(header::LOCATION, there);
    }
    answer
}

fn failure(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}
