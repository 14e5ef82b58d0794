//! Who calls, and whether they may use this route: a token is checked here, with keys that are kept here, so
//! that nobody is asked while a request waits.
//!
//! Rights to single records are no affair of the gateway: only the service knows whose order 4711 is. It gets
//! the token and may check it again.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{HeaderMap, StatusCode};

use crate::control::file::Access;
use crate::exchange::{Client, refuse};
use crate::identity::keys::Keys;

/// The header in which services are told who calls.
const CLIENT: HeaderName = HeaderName::from_static("x-client");

/// The check for one route.
#[derive(Clone)]
pub struct Authentication {
    /// The keys that tokens are signed with.
    pub keys: Arc<Keys>,
    /// Who may use the route.
    pub access: Access,
    /// Clients that may not use anything any more, however good their tokens are.
    pub withdrawn: Arc<HashSet<String>>,
}

/// Lets those pass who may use the route.
pub async fn check(
    State(route): State<Authentication>,
    mut request: Request,
    next: Next,
) -> Result<Response, Response> {
    // Whatever looks like our own word and is not must not get in.
    request.headers_mut().remove(CLIENT);
    if route.access == Access::Anyone {
        // Nobody has checked this token, so no service shall see it.
        request.headers_mut().remove(AUTHORIZATION);
        return Ok(next.run(request).await);
    }
    let client = route.client(request.headers()).await?;
    let told = HeaderValue::from_str(&client.0).map_err(|_| unknown("the token's subject cannot be passed on"))?;
    request.headers_mut().insert(CLIENT, told);
    request.extensions_mut().insert(client.clone());
    Ok((Extension(client), next.run(request).await).into_response())
}

impl Authentication {
    async fn client(&self, headers: &HeaderMap) -> Result<Client, Response> {
        let header = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer "));
        let token = token.ok_or_else(|| unknown("a token is needed: `Authorization: Bearer ...`"))?;
        let claims = self.keys.verify(token).await.map_err(|error| unknown(&error.to_string()))?;
        let in_scope = match &self.access {
            Access::Scope(scope) => claims.scope.split(' ').any(|one| one == scope),
            Access::SignedIn | Access::Anyone => true,
        };
        let may = in_scope && !self.withdrawn.contains(&claims.sub);
        let client = Client(claims.sub.into());
        if may {
            return Ok(client);
        }
        let refusal = refuse(StatusCode::FORBIDDEN, "not-allowed", "this client may not use this route");
        Err((Extension(client), refusal).into_response())
    }
}

fn unknown(message: &str) -> Response {
    ([(WWW_AUTHENTICATE, "Bearer")], refuse(StatusCode::UNAUTHORIZED, "who-are-you", message)).into_response()
}
