//! Payments over HTTP. The provider's addresses, words and numbers end here.

use std::time::Duration;

use blueprint_hexagonal_core::domain::{Cents, Customer};
use blueprint_hexagonal_core::ports::outbound::{PaymentError, Payments};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tokio::runtime::Handle;

/// A client of the provider. It is called from threads that may wait, never from one of the runtime's own.
pub struct HttpPayments {
    client: reqwest::Client,
    url: String,
    runtime: Handle,
}

#[derive(Deserialize)]
struct Receipt {
    receipt: String,
}

impl HttpPayments {
    /// A client of the provider at `url`, no call of which takes longer than `timeout`.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: &str, timeout: Duration, runtime: Handle) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder().timeout(timeout).build()?;
        Ok(Self { client, url: url.trim_end_matches('/').to_owned(), runtime })
    }
}

impl Payments for HttpPayments {
    fn charge(&self, reference: &str, customer: &Customer, amount: Cents) -> Result<String, PaymentError> {
        let lost = |error: reqwest::Error| PaymentError::Unavailable(error.to_string());
        let body = json!({ "reference": reference, "customer": customer.to_string(), "cents": amount.0 });
        self.runtime.block_on(async {
            let answer = self.client.post(format!("{}/charges", self.url)).json(&body).send().await.map_err(lost)?;
            match answer.status() {
                status if status.is_success() => Ok(answer.json::<Receipt>().await.map_err(lost)?.receipt),
                StatusCode::PAYMENT_REQUIRED => Err(PaymentError::Declined),
                status => Err(PaymentError::Unavailable(format!("the provider answered {status}"))),
            }
        })
    }
}
