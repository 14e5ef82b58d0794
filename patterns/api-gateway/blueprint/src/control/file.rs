//! What stands in `routes.toml`, and what must be right in it before it is used.
#![expect(missing_docs, reason = "routes.toml describes them")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::Quota;
use hyper::HeaderMap;
use hyper::http::uri::Authority;
use serde::de::{Deserialize, Deserializer, Error};

use super::RoutesError;
use crate::router::METHODS;
use crate::settings::first_fault;

/// The whole file. The one that comes with the project says what each key is for.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoutesFile {
    pub withdrawn: HashSet<String>,
    pub service: BTreeMap<String, ServiceRule>,
    pub route: BTreeMap<String, RouteRule>,
    /// Recorded requests, and the route each must find, or `none`: tried before the routes hold.
    pub expect: BTreeMap<String, String>,
}

/// A service, and how it is treated.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceRule {
    #[serde(deserialize_with = "addresses")]
    pub copies: Vec<Authority>,
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
    pub in_flight: usize,
    pub eject_after: u32,
    #[serde(with = "humantime_serde")]
    pub eject_for: Duration,
}

/// A route: what comes in, where it goes, and what is done on the way.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouteRule {
    pub paths: Vec<String>,
    pub methods: Vec<String>,
    pub service: String,
    pub trial: Option<TrialRule>,
    /// Whether no token is needed.
    pub open: bool,
    /// What a token must allow.
    pub scope: Option<String>,
    pub limit: Option<LimitRule>,
    pub cache: Option<u64>,
    pub strip: Option<String>,
    #[serde(deserialize_with = "headers")]
    pub request: HeaderMap,
    #[serde(deserialize_with = "headers")]
    pub response: HeaderMap,
    pub keep: Vec<String>,
    pub body: Option<usize>,
}

/// A share of the traffic that goes to another service, as to a new release.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialRule {
    pub service: String,
    pub percent: u64,
}

/// So many `requests` `per` time for each client, and `burst` of them at once.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRule {
    pub requests: NonZeroU32,
    #[serde(with = "humantime_serde")]
    pub per: Duration,
    pub burst: Option<NonZeroU32>,
}

impl Default for ServiceRule {
    fn default() -> Self {
        let (timeout, eject_for) = (Duration::from_secs(2), Duration::from_secs(2));
        Self { copies: Vec::new(), timeout, in_flight: 100, eject_after: 5, eject_for }
    }
}

impl LimitRule {
    /// What it allows; `None` if that is nothing.
    pub fn quota(&self) -> Option<Quota> {
        let quota = Quota::with_period(self.per / self.requests.get())?;
        Some(quota.allow_burst(self.burst.unwrap_or(self.requests)))
    }
}

impl RoutesFile {
    /// Reads and checks the text of the file.
    ///
    /// # Errors
    /// When it cannot be read, or a rule makes no sense. Whether the routes go together, and find what they should,
    /// only shows when they are put together: see [`Table`](super::Table).
    pub fn parse(text: &str) -> Result<Self, RoutesError> {
        let file: Self = toml::from_str(text)?;
        let route = file.route.iter().filter_map(|(name, rule)| Some(format!("route `{name}`: {}", rule.fault()?)));
        let service =
            file.service.iter().filter_map(|(name, rule)| Some(format!("service `{name}`: {}", rule.fault()?)));
        let empty = file.route.is_empty().then(|| "it has no routes, so nobody would get anywhere".to_owned());
        let fault = service.chain(route).chain(empty).next();
        fault.map_or(Ok(file), |fault| Err(RoutesError::Senseless(fault)))
    }
}

impl ServiceRule {
    fn fault(&self) -> Option<&'static str> {
        let positive = self.in_flight > 0 && !self.timeout.is_zero() && self.eject_after > 0;
        first_fault([
            (!self.copies.is_empty(), "copies: at least one copy"),
            (positive, "in_flight, timeout and eject_after: above zero"),
        ])
    }
}

impl RouteRule {
    fn fault(&self) -> Option<&'static str> {
        let known = |method: &String| METHODS.contains(&method.as_str());
        let begin = |with: &str| self.paths.iter().all(|path| path.starts_with(with));
        first_fault([
            (!self.paths.is_empty() && begin("/"), "paths: at least one path, and each begins with `/`"),
            (self.methods.iter().all(known), "methods: known ones, written like GET"),
            (!self.open || self.scope.is_none(), "open: not beside a scope, for which a token is needed"),
            (self.limit.as_ref().is_none_or(|limit| limit.quota().is_some()), "limit.per: above zero"),
            (self.trial.as_ref().is_none_or(|trial| trial.percent <= 100), "trial.percent: at most 100"),
            (self.strip.as_ref().is_none_or(|strip| begin(strip)), "strip: what all paths begin with"),
        ])
    }
}

/// Where copies are: names or addresses, with ports.
fn addresses<'de, D: Deserializer<'de>>(file: D) -> Result<Vec<Authority>, D::Error> {
    let right = |word: &String| D::Error::custom(format!("`{word}`: an address is written like 127.0.0.1:8091"));
    Vec::<String>::deserialize(file)?.iter().map(|word| word.parse().map_err(|_| right(word))).collect()
}

/// Names of headers, and their values.
fn headers<'de, D: Deserializer<'de>>(file: D) -> Result<HeaderMap, D::Error> {
    HeaderMap::try_from(&HashMap::<String, String>::deserialize(file)?).map_err(D::Error::custom)
}
