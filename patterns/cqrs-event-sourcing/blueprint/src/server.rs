//! The service over HTTP. Who asks is named in `x-actor`, which a proxy in front has to vouch for; a command that
//! is sent again carries the same `idempotency-key`.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use tokio::task::block_in_place;
use uuid::Uuid;

use crate::app::App;
use crate::commands::CommandError;
use crate::domain::{BadId, Command, Id, Refusal};
use crate::processors::ProcessorError;
use crate::store::{By, Span};
use crate::views::{accounts, deposits};

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/accounts", get(accounts))
        .route("/accounts/{account}", put(open).post(command).get(account))
        .route("/accounts/{account}/history", get(history))
        .route("/accounts/{account}/past", get(past))
        .route("/people/{person}", delete(forget))
        .route("/deposits", get(deposits))
        .route("/views/{view}/rebuild", post(rebuild))
        .route("/record", get(record))
        .route("/health", get(health))
        .with_state(app)
}

/// What a request gets. Whatever waits for the disk does so in place: others are served meanwhile.
type Answer = Result<Response, Failure>;

/// What went wrong, for the caller.
struct Failure(StatusCode, &'static str, String);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        if status.is_server_error() {
            tracing::error!(code, message, "a request failed");
        }
        (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
    }
}

/// The record, the keys and the views fail when they are not to be had.
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
    }
}

/// Commands fail in other ways, too.
fn refused(error: CommandError) -> Failure {
    let (status, code) = match &error {
        CommandError::Refused(Refusal::NotOpen) => (StatusCode::NOT_FOUND, "unknown-account"),
        CommandError::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
        CommandError::Moved { .. } => (StatusCode::PRECONDITION_FAILED, "moved"),
        CommandError::Contended => (StatusCode::CONFLICT, "contended"),
        CommandError::Store(_) | CommandError::Keys(_) => return error.into(),
    };
    Failure(status, code, error.to_string())
}

fn bad(code: &'static str, message: &str) -> Failure {
    Failure(StatusCode::BAD_REQUEST, code, message.to_owned())
}

fn id(text: String) -> Result<Id, Failure> {
    text.try_into().map_err(|error: BadId| bad("bad-name", &error.to_string()))
}

/// Who asks, and by which command.
fn by(headers: &HeaderMap) -> Result<By, Failure> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let actor = text("x-actor").filter(|actor| (1..=100).contains(&actor.len()));
    let actor = actor.ok_or_else(|| bad("no-actor", "who asks goes into the header `x-actor`"))?.to_owned();
    let command = match text("idempotency-key") {
        None => Uuid::now_v7(),
        Some(key) => key.parse().map_err(|_| bad("bad-key", "an `idempotency-key` is a UUID"))?,
    };
    Ok(By { actor, command })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    person: Id,
    name: String,
}

async fn open(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Json(Opening { person, name }): Json<Opening>,
) -> Answer {
    let (account, by) = (id(account)?, by(&headers)?);
    if !(1..=200).contains(&name.len()) {
        return Err(bad("bad-name", "what a person is called has 1 to 200 bytes"));
    }
    let appended = block_in_place(|| app.commands.open(&account, &person, &name, &by)).map_err(refused)?;
    Ok((StatusCode::CREATED, Json(appended)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Only {
    only_on: Option<u32>,
}

async fn command(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    Query(Only { only_on }): Query<Only>,
    headers: HeaderMap,
    Json(command): Json<Command>,
) -> Answer {
    let (account, by) = (id(account)?, by(&headers)?);
    let appended = block_in_place(|| app.commands.handle(&account, &command, &by, only_on)).map_err(refused)?;
    Ok(Json(appended).into_response())
}

async fn forget(State(app): State<Arc<App>>, Path(person): Path<String>, headers: HeaderMap) -> Answer {
    let (person, by) = (id(person)?, by(&headers)?);
    let appended = block_in_place(|| app.commands.forget(&person, &by)).map_err(refused)?;
    Ok((StatusCode::ACCEPTED, Json(appended)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    position: Option<i64>,
    limit: Option<u32>,
}

impl Asked {
    fn limit(&self) -> u32 {
        self.limit.unwrap_or(20).min(1_000)
    }
}

async fn accounts(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Answer {
    let richest = |tables: &_| accounts::richest(tables, asked.limit());
    Ok(Json(app.queries.ask(&app.accounts, asked.position, richest).await?).into_response())
}

async fn account(State(app): State<Arc<App>>, Path(account): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let account = id(account)?;
    let answer = app.queries.ask(&app.accounts, asked.position, |tables| accounts::one(tables, &account)).await?;
    // While it may still come, that it is not there yet is no error.
    if answer.found.is_none() && !answer.pending {
        return Err(refused(Refusal::NotOpen.into()));
    }
    Ok(Json(answer).into_response())
}

async fn deposits(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Answer {
    let latest = |tables: &_| deposits::latest(tables, asked.limit());
    Ok(Json(app.queries.ask(&app.deposits, asked.position, latest).await?).into_response())
}

async fn history(State(app): State<Arc<App>>, Path(account): Path<String>) -> Answer {
    let account = id(account)?;
    Ok(Json(block_in_place(|| app.history.of(&account))?).into_response())
}

/// Up to a version or a time, or both; as it is when nothing is said.
async fn past(State(app): State<Arc<App>>, Path(account): Path<String>, Query(span): Query<Span>) -> Answer {
    let account = id(account)?;
    let (account, version) = block_in_place(|| app.history.at(&account, span))?;
    let available = account.available();
    Ok(Json(json!({ "version": version, "account": account, "available": available })).into_response())
}

async fn rebuild(State(app): State<Arc<App>>, Path(view): Path<String>) -> Answer {
    let unknown = || Failure(StatusCode::NOT_FOUND, "unknown-view", "there is no such view".into());
    let view = app.view(&view).ok_or_else(unknown)?;
    match block_in_place(|| app.rebuild(view)) {
        Err(error @ ProcessorError::Rebuilding) => Err(Failure(StatusCode::CONFLICT, "rebuilding", error.to_string())),
        position => Ok(Json(json!({ "position": position? })).into_response()),
    }
}

async fn record(State(app): State<Arc<App>>) -> Answer {
    Ok(Json(block_in_place(|| app.store.verify())?).into_response())
}

async fn health(State(app): State<Arc<App>>) -> Answer {
    let following = block_in_place(|| app.progress())?;
    Ok(Json(json!({ "status": "up", "head": *app.store.head().borrow(), "following": following })).into_response())
}
