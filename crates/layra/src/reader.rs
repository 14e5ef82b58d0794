//! A language model that reads the situation instead of Layra, where somebody names one.
//!
//! It is asked over HTTP, in the form of OpenAI's chat completions, which most servers understand, or of
//! Anthropic's messages. What its answer may say, and what of it counts, is [`layra_advise::model`]'s. A
//! reader that is down, slow or talks nonsense is a note: the text is then read as without it.

use std::fmt;
use std::time::Duration;

use layra_advise::model::{self, Understood};
use layra_catalog::Catalog;
use serde_json::{Value, json};

use crate::outcome::Failure;

/// How long an answer may take when nobody says, in seconds.
const SECONDS: u64 = 60;
/// The longest that anybody may wait, in seconds.
const MOST_SECONDS: u64 = 3_600;
/// Characters of a server's message that are shown.
const SHOWN: usize = 200;
/// Bytes of an answer that are read.
const MAX_ANSWER: u64 = 1024 * 1024;
/// Tokens that an answer may have, where that has to be said.
const MAX_TOKENS: u32 = 8_192;
/// What the form of the answer is called.
const FORM: &str = "situation";

/// A model as somebody names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// The address of its server.
    pub(crate) url: String,
    /// What it is called there.
    pub(crate) model: Option<String>,
    /// What the server knows its users by.
    pub(crate) key: Option<Key>,
    /// How many seconds it may take.
    pub(crate) seconds: Option<String>,
}

/// A secret that no message shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) String);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
}

/// A model that can be asked.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    url: &'a str,
    model: &'a str,
    key: Option<&'a Key>,
    timeout: Duration,
}

impl fmt::Display for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reader `{}` at {}", self.model, self.url)
    }
}

/// The form in which a server is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    ChatCompletions,
    Messages,
}

impl<'a> Reader<'a> {
    /// The model that is named.
    ///
    /// # Errors
    /// When the address is none or would carry the key through the network unprotected, the model has no
    /// name, or the time is none.
    pub(crate) fn new(named: &'a Named) -> Result<Self, Failure> {
        let Named { url, model, key, seconds } = named;
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let Some(host) = rest.and_then(|rest| rest.split('/').next()).filter(|host| !host.is_empty()) else {
            return Err(Failure::new(format!("the reader `{url}` is no address"))
                .with_hint("it begins with https://, or http:// on this machine, as in `http://localhost:11434/v1`"));
        };
        // What stands before an `@` would pass for the host, or be a password in every message.
        if host.contains('@') {
            return Err(Failure::new("the address of the reader holds a user's name or a password").with_hint(
                "take out what stands before the `@`; LAYRA_READER_KEY is for what the server knows you by",
            ));
        }
        if key.is_some() && url.starts_with("http://") && !is_here(host) {
            return Err(Failure::new(format!("the reader `{url}` would get LAYRA_READER_KEY unprotected"))
                .with_hint("use https://, or leave the key out"));
        }
        let Some(model) = model else {
            return Err(Failure::new(format!("the reader `{url}` has no model"))
                .with_hint("LAYRA_READER_MODEL names it, or `model` below `[reader]` in the configuration file"));
        };
        let seconds = match seconds {
            None => SECONDS,
            Some(text) => {
                text.parse().ok().filter(|seconds| (1..=MOST_SECONDS).contains(seconds)).ok_or_else(|| {
                    Failure::new(format!("LAYRA_READER_SECONDS is `{text}`"))
                        .with_hint(format!("it is a number of seconds from 1 to {MOST_SECONDS}"))
                })?
            }
        };
        Ok(Self { url: url.trim_end_matches('/'), model, key: key.as_ref(), timeout: Duration::from_secs(seconds) })
    }

    /// What the model says of the situation that `text` describes.
    ///
    /// # Errors
    /// Why it could not be asked, or what is wrong with its answer, as the end of a sentence.
    pub(crate) fn read(&self, catalog: &Catalog, text: &str) -> Result<Understood, String> {
        let form = if self.url.ends_with("/messages") { Form::Messages } else { Form::ChatCompletions };
        let reply = self.ask(form, &body(form, self.model, catalog, text))?;
        let answer = answer(form, &reply).ok_or("it answered in a form that was not asked for")?;
        model::understood(catalog, text, &answer).map_err(|error| format!("its answer is not understood: {error}"))
    }

    fn ask(&self, form: Form, body: &Value) -> Result<Value, String> {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(self.timeout))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        let url = match form {
            Form::ChatCompletions if !self.url.ends_with("/chat/completions") => {
                format!("{}/chat/completions", self.url)
            }
            _ => self.url.to_owned(),
        };
        let mut request = ureq::Agent::new_with_config(config).post(url).content_type("application/json");
        request = match (form, self.key) {
            (Form::Messages, Some(Key(key))) => request.header("x-api-key", key),
            (Form::ChatCompletions, Some(Key(key))) => request.header("authorization", format!("Bearer {key}")),
            (_, None) => request,
        };
        if form == Form::Messages {
            request = request.header("anthropic-version", "2023-06-01");
        }
        let failed = |error| match error {
            ureq::Error::Timeout(_) => format!("it did not answer within {} s", self.timeout.as_secs()),
            ureq::Error::BodyExceedsLimit(_) => "its answer is longer than 1 MB".to_owned(),
            error => error.to_string(),
        };
        let mut response = request.send(body.to_string()).map_err(failed)?;
        let status = response.status();
        let text = response.body_mut().with_config().limit(MAX_ANSWER).read_to_string().map_err(failed)?;
        if !status.is_success() {
            return Err(match complaint(&text) {
                Some(why) => format!("it answered {status}: {why}"),
                None => format!("it answered {status}"),
            });
        }
        serde_json::from_str(&text).map_err(|error| format!("its answer is not JSON: {error}"))
    }
}

/// Why a server refused, as servers say it.
fn complaint(text: &str) -> Option<String> {
    let reply: Value = serde_json::from_str(text).ok()?;
    let error = &reply["error"];
    let why = error["message"].as_str().or_else(|| error.as_str()).or_else(|| reply["message"].as_str())?;
    let why: String = why.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    Some(why.trim_end_matches('.').to_owned()).filter(|why| !why.is_empty())
}

/// Whether a host, with or without a port, is this machine.
fn is_here(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The question to a server.
fn body(form: Form, model: &str, catalog: &Catalog, text: &str) -> Value {
    let instructions = model::instructions(catalog);
    let schema = model::schema(catalog);
    let user = json!({ "role": "user", "content": text });
    match form {
        Form::ChatCompletions => json!({
            "model": model,
            "messages": [{ "role": "system", "content": instructions }, user],
            "response_format": {
                "type": "json_schema",
                "json_schema": { "name": FORM, "strict": true, "schema": schema },
            },
        }),
        Form::Messages => json!({
            "model": model,
            "max_tokens": MAX_TOKENS,
            "system": instructions,
            "messages": [user],
            "tools": [{ "name": FORM, "description": "What the text says", "input_schema": schema }],
            "tool_choice": { "type": "tool", "name": FORM },
        }),
    }
}

/// What the model said, taken out of the server's reply.
fn answer(form: Form, reply: &Value) -> Option<Value> {
    match form {
        Form::ChatCompletions => {
            let content = &reply["choices"][0]["message"]["content"];
            let parts = || content.as_array()?.iter().find_map(|part| part["text"].as_str());
            let text = content.as_str().or_else(parts)?;
            // Servers that do not know schemas let models think aloud and fence what they say.
            let text = text.rsplit_once("</think>").map_or(text, |(_, said)| said);
            let (from, to) = (text.find('{')?, text.rfind('}')?);
            serde_json::from_str(text.get(from..=to)?).ok()
        }
        Form::Messages => {
            let said = reply["content"].as_array()?.iter().find(|part| part["type"] == "tool_use")?;
            Some(said["input"].clone())
        }
    }
}
