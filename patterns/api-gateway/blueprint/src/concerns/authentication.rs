//! Who calls, and whether they may use this route: a token is checked here, with keys that are kept here, so
//! that nobody is asked while a request waits.
//!
//! Rights to single records are no affair of the gateway: only the service knows whose order 4711 is. It gets
//! the token and may check it again.

use std::collections::HashSet;
use std::sync::Arc;

use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{HeaderMap, Request, Response, StatusCode};

use super::{Concern, Stage, go_on};
use crate::control::file::Access;
use crate::exchange::{Body, Client, refuse};
use crate::identity::keys::Keys;

/// The header in which services are told who calls.
pub const CLIENT: HeaderName = HeaderName::from_static("x-client");

/// The check for one route.
#[derive(Clone)]
pub struct Authentication {
    /// The keys that tokens are signed with.
    pub keys: Arc<Keys>,
    /// Who may use the route.
    pub access: Arc<Access>,
    /// Clients that may not use anything any more, however good their tokens are.
    pub withdrawn: Arc<HashSet<String>>,
}

impl Concern for Authentication {
    async fn handle(self, mut request: Request<Body>, next: impl Stage) -> Response<Body> {
        // Whatever looks like our own word and is not must not get in.
        request.headers_mut().remove(CLIENT);
        if *self.access == Access::Anyone {
            // Nobody has checked this token, so no service shall see it.
            request.headers_mut().remove(AUTHORIZATION);
            return go_on(next, request).await;
        }
        let client = match self.check(request.headers()).await {
            Ok(client) => client,
            Err(refusal) => return refusal,
        };
        let Ok(told) = HeaderValue::from_str(&client.0) else {
            return unknown("the token's subject cannot be passed on");
        };
        request.headers_mut().insert(CLIENT, told);
        request.extensions_mut().insert(client.clone());
        let mut answer = go_on(next, request).await;
        answer.extensions_mut().insert(client);
        answer
    }
}

impl Authentication {
    async fn check(&self, headers: &HeaderMap) -> Result<Client, Response<Body>> {
        let header = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let Some(token) = header.and_then(|header| header.strip_prefix("Bearer ")) else {
            return Err(unknown("a token is needed: `Authorization: Bearer ...`"));
        };
        let claims = self.keys.verify(token).await.map_err(|error| unknown(&error.to_string()))?;
        let may = match &*self.access {
            Access::Scope(scope) => claims.scope.split(' ').any(|one| one == scope),
            Access::SignedIn | Access::Anyone => true,
        };
        if !may || self.withdrawn.contains(&claims.sub) {
            let mut refusal = refuse(StatusCode::FORBIDDEN, "not-allowed", "this client may not use this route");
            refusal.extensions_mut().insert(Client(claims.sub.into()));
            return Err(refusal);
        }
        Ok(Client(claims.sub.into()))
    }
}

fn unknown(message: &str) -> Response<Body> {
    let mut refusal = refuse(StatusCode::UNAUTHORIZED, "who-are-you", message);
    refusal.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    refusal
}
