//! What stands in `routes.toml`, and what must be right in it before it is used.
#![expect(missing_docs, reason = "routes.toml describes them")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Display;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use governor::Quota;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderName};
use hyper::{HeaderMap, Uri};
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
    #[serde(deserialize_with = "parsed")]
    pub copies: Vec<Uri>,
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
    /// Who may use it. Left out, a token is needed: what is open to all has to say so.
    pub access: Access,
    pub limit: Option<LimitRule>,
    pub cache: Option<CacheRule>,
    pub strip: Option<String>,
    pub request: HeadersRule,
    pub response: HeadersRule,
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

/// Who may use a route.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Whoever comes.
    Anyone,
    /// Who has a token.
    #[default]
    SignedIn,
    /// Who has a token with this scope.
    Scope(String),
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

/// How much is remembered, and which headers make another answer.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CacheRule {
    pub bytes: u64,
    #[serde(deserialize_with = "parsed")]
    pub vary: Vec<HeaderName>,
}

/// Headers to take away, and to put in place of what was there.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeadersRule {
    #[serde(deserialize_with = "parsed")]
    pub remove: Vec<HeaderName>,
    #[serde(deserialize_with = "headers")]
    pub set: HeaderMap,
}

impl Default for ServiceRule {
    fn default() -> Self {
        let (timeout, eject_for) = (Duration::from_secs(2), Duration::from_secs(2));
        Self { copies: Vec::new(), timeout, in_flight: 100, eject_after: 5, eject_for }
    }
}

impl Default for CacheRule {
    fn default() -> Self {
        Self { bytes: 16 * 1024 * 1024, vary: vec![ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE] }
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
        if file.route.is_empty() {
            return Err(RoutesError::Senseless("it has no routes, so nobody would get anywhere".into()));
        }
        let services = file.service.iter().map(|(name, rule)| ("service", name, rule.fault()));
        let routes = file.route.iter().map(|(name, rule)| ("route", name, rule.fault()));
        match services.chain(routes).find_map(|(kind, name, fault)| Some((kind, name, fault?))) {
            Some((kind, name, fault)) => Err(RoutesError::Senseless(format!("{kind} `{name}`: {fault}"))),
            None => Ok(file),
        }
    }
}

impl ServiceRule {
    fn fault(&self) -> Option<&'static str> {
        let bare = |copy: &Uri| copy.scheme_str() == Some("http") && copy.path() == "/" && copy.query().is_none();
        let positive = self.in_flight > 0 && !self.timeout.is_zero() && self.eject_after > 0;
        first_fault([
            (!self.copies.is_empty(), "copies: at least one copy"),
            (self.copies.iter().all(bare), "copies: each an address like http://127.0.0.1:8091, without a path"),
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
            (self.limit.as_ref().is_none_or(|limit| limit.quota().is_some()), "limit.per: above zero"),
            (self.trial.as_ref().is_none_or(|trial| trial.percent <= 100), "trial.percent: at most 100"),
            (self.strip.as_ref().is_none_or(|strip| begin(strip)), "strip: what all paths begin with"),
        ])
    }
}

/// Words that have to be of a certain form.
fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(file: D) -> Result<Vec<T>, D::Error> {
    let parse = |word: &String| word.parse().map_err(|error| D::Error::custom(format!("`{word}`: {error}")));
    Vec::deserialize(file)?.iter().map(parse).collect()
}

/// Names of headers, and their values.
fn headers<'de, D: Deserializer<'de>>(file: D) -> Result<HeaderMap, D::Error> {
    HeaderMap::try_from(&HashMap::<String, String>::deserialize(file)?).map_err(D::Error::custom)
}
