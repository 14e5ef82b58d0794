//! A neighbour in another process: the same door and the same events, over HTTP. What this cannot hide are its
//! time, and that it may not be there.

use std::time::Duration;

use blueprint_modular_monolith_invoicing_door::{Balance, Invoicing, InvoicingError};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered};
use serde::Serialize;
use tokio::runtime::Handle;

/// A client of the process that runs the neighbour. It is called from threads that may wait.
#[derive(Clone)]
pub struct Remote {
    client: reqwest::Client,
    url: String,
    runtime: Handle,
}

impl Remote {
    /// A client of the process at `url`, no call of which takes longer than `timeout`.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: &str, timeout: Duration, runtime: Handle) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder().timeout(timeout).build()?;
        Ok(Self { client, url: url.trim_end_matches('/').to_owned(), runtime })
    }

    /// The module of that name, as one that listens.
    pub fn listener(&self, name: &'static str) -> RemoteListener {
        RemoteListener { remote: self.clone(), name }
    }

    fn post(&self, path: &str, body: &(impl Serialize + Sync)) -> reqwest::Result<reqwest::Response> {
        self.runtime.block_on(async {
            self.client.post(format!("{}{path}", self.url)).json(body).send().await?.error_for_status()
        })
    }
}

impl Invoicing for Remote {
    fn balances(&self, customers: &[Customer]) -> Result<Vec<Balance>, InvoicingError> {
        let failed = |error: reqwest::Error| InvoicingError(error.to_string());
        let answer = self.post("/door/invoicing/balances", &customers).map_err(failed)?;
        self.runtime.block_on(answer.json()).map_err(failed)
    }
}

/// A module in another process that listens.
pub struct RemoteListener {
    remote: Remote,
    name: &'static str,
}

impl Listener for RemoteListener {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        self.remote.post(&format!("/events/{}", self.name), delivery)?;
        Ok(())
    }
}
