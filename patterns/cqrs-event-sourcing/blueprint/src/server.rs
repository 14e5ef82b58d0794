//! The service over HTTP. Who asks is named in `x-actor`, which a proxy in front has to vouch for; a command that
//! is sent again carries the same `idempotency-key`.

use std::any::Any;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use tokio::task::block_in_place;
use tower_http::catch_panic::CatchPanicLayer;
use uuid::Uuid;

use crate::app::App;
use crate::commands::{account_stream, replay};
use crate::domain::{Account, BadId, Command, Id, Refusal};
use crate::error::Error;
use crate::store::{By, Recorded, Span};
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
        .layer(CatchPanicLayer::custom(broke_off))
        .with_state(app)
}

/// What answers a request.
type Service = State<Arc<App>>;

/// What it is about, as it stands in the path.
type Name = Path<String>;

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

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (status, code) = match &error {
            Error::Refused(Refusal::NotOpen) => (StatusCode::NOT_FOUND, "unknown-account"),
            Error::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
            Error::Contended => (StatusCode::CONFLICT, "contended"),
            Error::Rebuilding => (StatusCode::CONFLICT, "rebuilding"),
            // The record, the keys and the views, when they are not to be had.
            _ => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        };
        Self(status, code, error.to_string())
    }
}

/// A request that panicked: nothing was written, or all of it.
fn broke_off(_: Box<dyn Any + Send>) -> Response {
    Failure(StatusCode::INTERNAL_SERVER_ERROR, "broke-off", "the request broke off".to_owned()).into_response()
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
    let key = text("idempotency-key").map_or_else(|| Ok(Uuid::now_v7()), str::parse);
    let command = key.map_err(|_| bad("bad-key", "an `idempotency-key` is a UUID"))?;
    Ok(By { actor, command })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    person: Id,
    name: String,
}

async fn open(State(app): Service, Path(account): Name, headers: HeaderMap, opening: Json<Opening>) -> Answer {
    let (account, by, Json(Opening { person, name })) = (id(account)?, by(&headers)?, opening);
    if !(1..=200).contains(&name.len()) {
        return Err(bad("bad-name", "what a person is called has 1 to 200 bytes"));
    }
    let appended = block_in_place(|| app.commands.open(&account, &person, &name, &by))?;
    Ok((StatusCode::CREATED, Json(appended)).into_response())
}

async fn command(State(app): Service, Path(account): Name, headers: HeaderMap, command: Json<Command>) -> Answer {
    let (account, by) = (id(account)?, by(&headers)?);
    let appended = block_in_place(|| app.commands.handle(&account, &command, &by))?;
    Ok(Json(appended).into_response())
}

async fn forget(State(app): Service, Path(person): Name, headers: HeaderMap) -> Answer {
    let (person, by) = (id(person)?, by(&headers)?);
    let appended = block_in_place(|| app.commands.forget(&person, &by))?;
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

async fn accounts(State(app): Service, Query(asked): Query<Asked>) -> Answer {
    let richest = |tables: &_| accounts::richest(tables, asked.limit());
    Ok(Json(app.queries.ask(&app.accounts, asked.position, richest).await?).into_response())
}

async fn account(State(app): Service, Path(account): Name, Query(asked): Query<Asked>) -> Answer {
    let account = id(account)?;
    let answer = app.queries.ask(&app.accounts, asked.position, |tables| accounts::one(tables, &account)).await?;
    // While it may still come, that it is not there yet is no error.
    if answer.found.is_none() && !answer.pending {
        return Err(Error::from(Refusal::NotOpen).into());
    }
    Ok(Json(answer).into_response())
}

async fn deposits(State(app): Service, Query(asked): Query<Asked>) -> Answer {
    let latest = |tables: &_| deposits::latest(tables, asked.limit());
    Ok(Json(app.queries.ask(&app.deposits, asked.position, latest).await?).into_response())
}

async fn history(State(app): Service, Path(account): Name) -> Answer {
    let stream = account_stream(&id(account)?);
    let events = block_in_place(|| app.store.stream(&stream, Span::default()))?;
    let line = |Recorded { version, at, actor, event, .. }| {
        Ok(json!({ "version": version, "at": at, "actor": actor, "event": event? }))
    };
    Ok(Json(events.into_iter().map(line).collect::<Result<Vec<_>, Error>>()?).into_response())
}

/// Up to a version or a time, or both; as it is when nothing is said.
async fn past(State(app): Service, Path(account): Name, Query(span): Query<Span>) -> Answer {
    let account = id(account)?;
    let (account, version) = block_in_place(|| replay(&app.store, &account, span, Account::default()))?;
    let available = account.available();
    Ok(Json(json!({ "version": version, "account": account, "available": available })).into_response())
}

async fn rebuild(State(app): Service, Path(view): Name) -> Answer {
    let unknown = || Failure(StatusCode::NOT_FOUND, "unknown-view", "there is no such view".into());
    let mut views = [&app.accounts, &app.deposits].into_iter();
    let view = views.find(|known| known.processor.name == view).ok_or_else(unknown)?;
    let position = block_in_place(|| view.rebuild(&app.store, app.batch))?;
    Ok(Json(json!({ "position": position })).into_response())
}

async fn record(State(app): Service) -> Answer {
    Ok(Json(block_in_place(|| app.store.verify())?).into_response())
}

async fn health(State(app): Service) -> Answer {
    let (head, following) = block_in_place(|| Ok::<_, Error>((app.store.head()?, app.progress()?)))?;
    Ok(Json(json!({ "status": "up", "head": head, "following": following })).into_response())
}
