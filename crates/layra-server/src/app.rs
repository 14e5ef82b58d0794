//! The routes: every address that is not in the site's table, and what answers there.
//!
//! A page that depends on the request has a line here and a module under [`crate::pages`].

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get};

use crate::front::Front;
use crate::limits::MAX_BODY;
use crate::page;
use crate::pages::{FromQuery, compare, fault, search};
use crate::site::Site;

/// The whole site as a router, to be called in tests or mounted in another one.
///
/// It answers GET and HEAD. Calling it opens no socket; [`crate::serve()`] does.
pub fn app(site: Arc<Site>) -> Router {
    Router::new().fallback_service(front(site))
}

/// The site as connections call it.
pub(crate) fn front(site: Arc<Site>) -> Front {
    Front::new(Arc::clone(&site), routes(site))
}

fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/compare", from_query(compare::page))
        .route("/search", from_query(search::page))
        .fallback(fault::not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::map_response(secured))
        .with_state(site)
}

/// A route to a page that depends on the query.
fn from_query(page: FromQuery) -> MethodRouter<Arc<Site>> {
    let answer = move |State(site): State<Arc<Site>>, RawQuery(query): RawQuery, method: Method, headers: HeaderMap| async move {
        match page(&site, query.as_deref().unwrap_or_default()) {
            Ok(page) => page.respond(&method, &headers),
            Err(fault) => fault.page(&site, &headers).respond(&method, &headers),
        }
    };
    get(answer)
}

async fn not_allowed(State(site): State<Arc<Site>>, method: Method, headers: HeaderMap) -> Response {
    let mut response = fault::respond(&site, StatusCode::METHOD_NOT_ALLOWED, &method, &headers);
    page::allow_reading(&mut response);
    response
}

/// Whatever a route answers, a browser is told to trust nothing in it.
async fn secured(mut response: Response) -> Response {
    page::secure(response.headers_mut());
    response
}
