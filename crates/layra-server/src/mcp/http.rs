//! An agent over Streamable HTTP.
//!
//! Requests stand alone in both eras: there are no sessions to open, to lose or to pile up. The `Host` and
//! `Origin` of a request are checked, so that a page of somebody else cannot reach an agent on this machine
//! through a name of its own (DNS rebinding).

use std::sync::Arc;

use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use crate::limits::MAX_BODY;

/// This machine's own names.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Whether clients of the older era keep a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    /// Every request stands alone.
    None,
    /// They do, so that the server can ask them something.
    Kept,
}

/// A service that answers what `agent` makes of each request. It is reached by this machine's own names, and
/// by those in `hosts`: `layra.example`.
pub fn http<S>(
    agent: impl Fn() -> S + Send + Sync + 'static,
    hosts: &[String],
    sessions: Sessions,
) -> StreamableHttpService<S, LocalSessionManager>
where
    S: ServerHandler + Send + 'static,
{
    let hosts = LOOPBACK.into_iter().chain(hosts.iter().map(String::as_str));
    let origins = hosts.clone().flat_map(|host| ["http", "https"].map(|scheme| format!("{scheme}://{host}:*")));
    // IPv6 addresses stand without brackets in the list of hosts, and with them in origins.
    let names = hosts.map(|host| host.trim_matches(['[', ']']));
    let config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(names)
        .with_allowed_origins(origins)
        .enforce_origin_validation()
        .with_legacy_session_mode(sessions == Sessions::Kept)
        .with_json_response(true)
        .with_max_request_body_bytes(MAX_BODY);
    StreamableHttpService::new(move || Ok(agent()), Arc::new(LocalSessionManager::default()), config)
}
