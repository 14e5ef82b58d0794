//! The routes: every address that is not in the site's table, and what answers there.
//!
//! A page that depends on the request has a line here and a module under [`crate::pages`]; an answer
//! for programs has its module under [`crate::api`].

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use tokio::sync::watch;
use tower::Service;

use crate::api;
use crate::front::Front;
use crate::limits::MAX_BODY;
use crate::mcp::{self, Agent, Sessions};
use crate::page;
use crate::pages::{FromQuery, advise, compare, fault, search, text};
use crate::site::Site;

/// The whole site as a router, to be called in tests or mounted in another one.
///
/// It answers GET and HEAD, and POST where agents ask. Calling it opens no socket; [`crate::serve()`] does.
pub fn app(site: Arc<Site>) -> Router {
    Router::new().fallback_service(front(site))
}

/// The site as connections call it.
pub(crate) fn front(site: Arc<Site>) -> Front {
    Front::new(Arc::clone(&site), routes(site))
}

fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route(advise::ADDRESS, from_query(advise::page))
        .route(advise::record::ADDRESS, from_query(advise::record::page))
        .route("/compare", from_query(compare::page))
        .route("/search", from_query(search::page))
        .route("/patterns/{page}", get(part))
        .route("/api/v1/search", from_query(api::search::answer))
        .route("/api/v1/patterns", from_query(api::patterns::listing))
        .route("/api/v1/patterns/{slug}", get(pattern))
        .route("/api/v1/compare", from_query(api::compare::answer))
        .route(api::advise::ADDRESS, from_query(api::advise::answer).post(api::advise::posted))
        .route_service(mcp::ADDRESS, agent(&site))
        .fallback(fault::not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::map_response(secured))
        .with_state(site)
}

/// The agent's address. What it answers from does not change while the site stands.
fn agent(
    site: &Site,
) -> impl Service<Request, Response: IntoResponse, Error = Infallible, Future: Send> + Clone + Send + Sync + use<> {
    let (_, library) = watch::channel(Arc::clone(site.library()));
    mcp::http(move || Agent::new(library.clone()), site.hosts(), Sessions::None)
}

/// A route to what depends on the query.
fn from_query(page: FromQuery) -> MethodRouter<Arc<Site>> {
    let answer = move |State(site): State<Arc<Site>>, uri: Uri, method: Method, headers: HeaderMap| async move {
        match page(&site, uri.query().unwrap_or_default()) {
            Ok(page) => page.respond(&method, &headers),
            Err(fault) => fault.page(&site, uri.path(), &headers).respond(&method, &headers),
        }
    };
    get(answer)
}

/// A pattern as JSON.
async fn pattern(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
) -> Response {
    match api::patterns::one(&site, &name) {
        Ok(page) => page.respond(&method, &headers),
        Err(fault) => fault.page(&site, uri.path(), &headers).respond(&method, &headers),
    }
}

/// A part of a pattern's Markdown. Its whole is in the table, and so is never asked for here.
async fn part(site: State<Arc<Site>>, uri: Uri, method: Method, headers: HeaderMap) -> Response {
    let Some(pattern) = site.pattern_at(uri.path()) else {
        return fault::not_found(site, method, uri, headers).await;
    };
    match text::part(&site, pattern, uri.query().unwrap_or_default()) {
        Ok(page) => page.respond(&method, &headers),
        Err(fault) => fault.page(&site, uri.path(), &headers).respond(&method, &headers),
    }
}

async fn not_allowed(State(site): State<Arc<Site>>, uri: Uri, method: Method, headers: HeaderMap) -> Response {
    fault::not_allowed(&site, uri.path(), &method, &headers)
}

/// Whatever a route answers, a browser is told to trust nothing in it.
async fn secured(mut response: Response) -> Response {
    page::secure(response.headers_mut());
    response
}
