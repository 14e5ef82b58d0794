//! Why the site cannot be served.

use std::io;

/// Why serving did not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is not of the form `HOST:PORT`, or the host is unknown.
    #[error("`{address}` is not an address to listen on: {reason}")]
    Address {
        /// What was asked for.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another program listens there.
    #[error("port in use: `{0}`")]
    InUse(String),
    /// The system does not allow it.
    #[error("not allowed to listen on `{0}`")]
    Forbidden(String),
    /// The system refuses for another reason.
    #[error("cannot listen on `{address}`: {source}")]
    Bind {
        /// What was asked for.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// The machinery that answers requests cannot be started.
    #[error("cannot start serving: {0}")]
    Start(#[source] io::Error),
    /// The client does not speak as the protocol asks.
    #[error("the client does not speak the Model Context Protocol: {0}")]
    Client(String),
}

impl ServeError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Address { .. } => "give a host and a port, as in `127.0.0.1:4242`; port 0 takes any free one",
            Self::InUse(_) => "stop the other program, or choose another port with `--addr`; port 0 takes any free one",
            Self::Forbidden(_) => "ports below 1024 usually need more rights; choose a higher one with `--addr`",
            Self::Bind { .. } => "choose an address of this machine, as in `127.0.0.1:4242`",
            Self::Client(_) => "start it from a client; `layra mcp --print-config CLIENT` prints the configuration",
            Self::Start(_) => "check how many open files and threads this process may have",
        }
    }

    /// The error of binding `address`.
    pub(crate) fn bind(address: &str, source: io::Error) -> Self {
        let address = address.to_owned();
        match source.kind() {
            io::ErrorKind::AddrInUse => Self::InUse(address),
            io::ErrorKind::PermissionDenied => Self::Forbidden(address),
            _ => Self::Bind { address, source },
        }
    }
}
