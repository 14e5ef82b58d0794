//! The other side: finds the leader, and repeats commands until there is an answer, with a number by which a repeat
//! is recognised.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;

use crate::machine::{Action, Command, Reply};

/// After each failed try, so much time passes.
const PAUSE: Duration = Duration::from_millis(20);

/// There was no answer in time. Whether a command was carried out, or will be, is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no answer in time; whether it was done is not known")]
pub struct Unknown;

/// One client. It does one thing after the other.
pub struct Client {
    /// Its name, which no other client has.
    name: String,
    serial: u64,
    nodes: Vec<String>,
    /// The node that answered last, or that is tried next.
    next: usize,
    http: reqwest::Client,
    patience: Duration,
}

#[derive(Deserialize)]
struct Value {
    value: Option<String>,
}

impl Client {
    /// Speaks to `nodes`, and waits up to `patience` for each answer, whatever happens meanwhile.
    ///
    /// # Errors
    /// When there can be no client for HTTP.
    pub fn new(name: &str, nodes: Vec<String>, patience: Duration) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(1)).build()?;
        Ok(Self { name: name.to_owned(), serial: 0, nodes, next: 0, http, patience })
    }

    /// Has something done, once, however often it has to be said.
    ///
    /// # Errors
    /// When there is no answer in time.
    pub async fn carry_out(&mut self, action: Action) -> Result<Reply, Unknown> {
        self.serial += 1;
        let command = Command { client: self.name.clone(), serial: self.serial, action };
        self.ask(|http, node| http.post(format!("http://{node}/commands")).json(&command)).await
    }

    /// Reads a key.
    ///
    /// # Errors
    /// When there is no answer in time.
    pub async fn read(&mut self, key: &str) -> Result<Option<String>, Unknown> {
        let answer: Value = self.ask(|http, node| http.get(format!("http://{node}/keys/{key}"))).await?;
        Ok(answer.value)
    }

    async fn ask<T: serde::de::DeserializeOwned>(
        &mut self,
        question: impl Fn(&reqwest::Client, &str) -> reqwest::RequestBuilder,
    ) -> Result<T, Unknown> {
        let asking = async {
            loop {
                let node = self.nodes.get(self.next).map_or("", String::as_str);
                if let Ok(answer) = question(&self.http, node).send().await
                    && answer.status() == StatusCode::OK
                {
                    // Whoever answered leads, also where a redirect led there.
                    let leader = self.nodes.iter().position(|node| node == answer.url().authority());
                    self.next = leader.unwrap_or(self.next);
                    if let Ok(answer) = answer.json().await {
                        return answer;
                    }
                }
                self.next = (self.next + 1) % self.nodes.len().max(1);
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(self.patience, asking).await.map_err(|_| Unknown)
    }
}
