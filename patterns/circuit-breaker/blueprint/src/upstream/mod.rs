//! The system on the other side: prices, over HTTP.

pub mod demo;

use std::time::Duration;

use serde::Deserialize;

/// What the upstream says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Price {
    /// In cents.
    pub cents: u64,
}

/// Why there is no price.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// The upstream is well and has no such item: the caller's mistake, not a failure.
    #[error("the upstream knows no such item")]
    Unknown,
    /// It said that it is in trouble.
    #[error("the upstream answered {0}")]
    Refused(reqwest::StatusCode),
    /// It did not answer in time.
    #[error("the upstream did not answer within {0:?}")]
    TimedOut(Duration),
    /// There was no connection, or no answer that can be read.
    #[error("the upstream cannot be reached")]
    Unreachable(#[source] reqwest::Error),
}

/// A client of the upstream, with a pool of connections: one for the whole process.
pub struct Upstream {
    client: reqwest::Client,
    url: String,
    timeout: Duration,
}

impl Upstream {
    /// A client of the upstream at `url`, no call of which takes longer than `timeout`.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: &str, timeout: Duration) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder().timeout(timeout).build()?;
        Ok(Self { client, url: url.trim_end_matches('/').to_owned(), timeout })
    }

    /// The price of an item.
    ///
    /// # Errors
    /// When there is none; see [`UpstreamError`].
    pub async fn price(&self, item: &str) -> Result<Price, UpstreamError> {
        let failed = |error: reqwest::Error| match error.is_timeout() {
            true => UpstreamError::TimedOut(self.timeout),
            false => UpstreamError::Unreachable(error),
        };
        let answer = self.client.get(format!("{}/prices/{item}", self.url)).send().await.map_err(failed)?;
        match answer.status() {
            status if status.is_success() => answer.json().await.map_err(failed),
            reqwest::StatusCode::NOT_FOUND => Err(UpstreamError::Unknown),
            status => Err(UpstreamError::Refused(status)),
        }
    }
}
