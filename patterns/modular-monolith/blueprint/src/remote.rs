//! Neighbours in another process: the same doors and the same events, over HTTP. What this cannot hide are its
//! time, and that it may not be there.

use std::time::Duration;

use blueprint_modular_monolith_invoicing_door::{Balance, Invoicing, InvoicingError};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered};
use serde::Serialize;
use tokio::runtime::Handle;

/// A client of the process that runs the neighbours. It is called from threads that may wait.
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

    async fn post(&self, path: &str, body: &(impl Serialize + Sync + ?Sized)) -> reqwest::Result<reqwest::Response> {
        self.client.post(format!("{}{path}", self.url)).json(body).send().await?.error_for_status()
    }
}

impl Invoicing for Remote {
    fn balances(&self, customers: &[Customer]) -> Result<Vec<Balance>, InvoicingError> {
        let answer = async { self.post("/door/invoicing/balances", customers).await?.json().await };
        self.runtime.block_on(answer).map_err(|error: reqwest::Error| InvoicingError(error.to_string()))
    }
}

impl Listener for Remote {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        self.runtime.block_on(self.post("/events", delivery))?;
        Ok(())
    }
}
