//! Who calls, and whether they may use this route: a token is checked here, with keys that are kept here, so
//! that nobody is asked while a request waits.
//!
//! Rights to single records are no affair of the gateway: only the service knows whose order 4711 is. It gets
//! the token and may check it again.

use std::collections::HashSet;
use std::sync::Arc;

use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue, WWW_AUTHENTICATE};

use crate::control::file::RouteRule;
use crate::exchange::{Client, Extension, IntoResponse, Next, Request, Response, State, StatusCode, refuse};
use crate::identity::Keys;

/// The header in which services are told who calls.
const CLIENT: HeaderName = HeaderName::from_static("x-client");

/// The check for one route.
#[derive(Clone)]
pub struct Authentication {
    /// The keys that tokens are signed with.
    pub keys: Arc<Keys>,
    /// Who may use the route.
    pub rule: Arc<RouteRule>,
    /// Clients that may not use anything any more, however good their tokens are.
    pub withdrawn: Arc<HashSet<String>>,
}

/// Lets those pass who may use the route.
pub async fn check(State(gate): State<Authentication>, mut request: Request, next: Next) -> Result<Response, Response> {
    // Whatever looks like our own word and is not must not get in.
    request.headers_mut().remove(CLIENT);
    if gate.rule.open {
        // Nobody has checked this token, so no service shall see it.
        request.headers_mut().remove(AUTHORIZATION);
        return Ok(next.run(request).await);
    }
    let header = request.headers().get(AUTHORIZATION).and_then(|header| header.to_str().ok());
    let token = header.and_then(|header| header.strip_prefix("Bearer "));
    let token = token.ok_or_else(|| unknown("a token is needed: `Authorization: Bearer ...`"))?;
    let claims = gate.keys.verify(token).await.map_err(|error| unknown(&error.to_string()))?;
    let told = HeaderValue::from_str(&claims.sub).map_err(|_| unknown("the token's subject cannot be passed on"))?;
    let in_scope = gate.rule.scope.iter().all(|scope| claims.scope.split(' ').any(|one| one == scope));
    let client = Client(claims.sub.as_str().into());
    let answer = if in_scope && !gate.withdrawn.contains(&claims.sub) {
        request.headers_mut().insert(CLIENT, told);
        request.extensions_mut().insert(client.clone());
        next.run(request).await
    } else {
        refuse(StatusCode::FORBIDDEN, "not-allowed", "this client may not use this route")
    };
    Ok((Extension(client), answer).into_response())
}

fn unknown(message: &str) -> Response {
    ([(WWW_AUTHENTICATE, "Bearer")], refuse(StatusCode::UNAUTHORIZED, "who-are-you", message)).into_response()
}
