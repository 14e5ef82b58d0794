//! The service over HTTP. Who asks is named in `x-actor`, which a proxy in front has to vouch for; a command that
//! is sent again carries the same `idempotency-key`.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::commands::CommandError;
use crate::domain::{Command, Id, Refusal};
use crate::history::Moment;
use crate::processors::ProcessorError;
use crate::queries::QueryError;
use crate::store::{By, StoreError};

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

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        let (status, code) = match &error {
            CommandError::Refused(Refusal::NotOpen) => (StatusCode::NOT_FOUND, "unknown-account"),
            CommandError::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
            CommandError::Moved { .. } => (StatusCode::PRECONDITION_FAILED, "moved"),
            CommandError::Contended => (StatusCode::CONFLICT, "contended"),
            CommandError::Store(_) | CommandError::Keys(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        };
        Self(status, code, error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string())
    }
}

impl From<ProcessorError> for Failure {
    fn from(error: ProcessorError) -> Self {
        match error {
            ProcessorError::Rebuilding => Self(StatusCode::CONFLICT, "rebuilding", error.to_string()),
            _ => Self(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error.to_string()),
        }
    }
}

fn bad(code: &'static str, message: impl ToString) -> Failure {
    Failure(StatusCode::BAD_REQUEST, code, message.to_string())
}

fn id(text: &str) -> Result<Id, Failure> {
    text.parse().map_err(|error| bad("bad-name", error))
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

/// Does what waits for the disk where nobody else has to wait for it.
async fn apart<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(error) => Err(Failure(StatusCode::INTERNAL_SERVER_ERROR, "broke-off", error.to_string())),
    }
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
) -> Result<Response, Failure> {
    let (account, by) = (id(&account)?, by(&headers)?);
    if !(1..=200).contains(&name.len()) {
        return Err(bad("bad-name", "what a person is called has 1 to 200 bytes"));
    }
    let appended = apart(move || app.commands.open(&account, &person, &name, &by)).await?;
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
) -> Result<Response, Failure> {
    let (account, by) = (id(&account)?, by(&headers)?);
    let appended = apart(move || app.commands.handle(&account, &command, &by, only_on)).await?;
    Ok(Json(appended).into_response())
}

async fn forget(
    State(app): State<Arc<App>>,
    Path(person): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (person, by) = (id(&person)?, by(&headers)?);
    let appended = apart(move || app.commands.forget(&person, &by)).await?;
    Ok((StatusCode::ACCEPTED, Json(appended)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    position: Option<i64>,
    limit: u32,
}

impl Default for Asked {
    fn default() -> Self {
        Self { position: None, limit: 20 }
    }
}

impl Asked {
    fn limit(&self) -> u32 {
        self.limit.min(1_000)
    }
}

async fn accounts(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    Ok(Json(app.queries.richest(asked.limit(), asked.position).await?).into_response())
}

async fn account(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let answer = app.queries.account(id(&account)?, asked.position).await?;
    // While it may still come, that it is not there yet is no error.
    if answer.found.is_none() && !answer.pending {
        return Err(Refusal::NotOpen).map_err(|refusal| CommandError::Refused(refusal).into());
    }
    Ok(Json(answer).into_response())
}

async fn deposits(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    Ok(Json(app.queries.deposits(asked.limit(), asked.position).await?).into_response())
}

async fn history(State(app): State<Arc<App>>, Path(account): Path<String>) -> Result<Response, Failure> {
    let account = id(&account)?;
    let lines = apart(move || app.history.of(&account)).await?;
    Ok(Json(lines).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    version: Option<u32>,
    time: Option<Timestamp>,
}

async fn past(
    State(app): State<Arc<App>>,
    Path(account): Path<String>,
    Query(when): Query<When>,
) -> Result<Response, Failure> {
    let account = id(&account)?;
    let moment = match (when.version, when.time) {
        (Some(version), None) => Moment::Version(version),
        (None, Some(time)) => Moment::Time(time),
        _ => return Err(bad("bad-moment", "either `?version=7` or `?time=2026-03-03T12:00:00Z`")),
    };
    let (account, version) = apart(move || app.history.at(&account, moment)).await?;
    let available = account.available();
    Ok(Json(json!({ "version": version, "account": account, "available": available })).into_response())
}

async fn rebuild(State(app): State<Arc<App>>, Path(view): Path<String>) -> Result<Response, Failure> {
    let unknown = || Failure(StatusCode::NOT_FOUND, "unknown-view", "there is no such view".into());
    let view = Arc::clone(app.view(&view).ok_or_else(unknown)?);
    let position = apart(move || app.rebuild(&view)).await?;
    Ok(Json(json!({ "position": position })).into_response())
}

async fn record(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    Ok(Json(apart(move || app.store.verify()).await?).into_response())
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    head: i64,
    following: Vec<crate::app::Progress>,
}

async fn health(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let head = *app.store.head().borrow();
    let following = apart(move || app.progress()).await?;
    Ok(Json(Health { status: "up", head, following }).into_response())
}
