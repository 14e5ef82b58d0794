//! What stands in `routes.toml`, and what must be right in it before it is used.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use hyper::header::{HeaderName, HeaderValue};
use hyper::http::uri::Authority;
use hyper::{Method, Uri};
use serde::Deserialize;

/// The whole file. The one that comes with the project says what each key is for.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct RoutesFile {
    pub withdrawn: HashSet<String>,
    pub service: Vec<ServiceRule>,
    pub route: Vec<RouteRule>,
    pub expect: Vec<Expectation>,
}

/// A service, and how it is treated.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct ServiceRule {
    pub name: String,
    pub copies: Vec<String>,
    #[serde(with = "humantime_serde", default = "two_seconds")]
    pub timeout: Duration,
    #[serde(default = "hundred")]
    pub in_flight: usize,
    #[serde(default = "five")]
    pub eject_after: u32,
    #[serde(with = "humantime_serde", default = "two_seconds")]
    pub eject_for: Duration,
}

/// A route: what comes in, where it goes, and what is done on the way.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct RouteRule {
    pub name: String,
    pub paths: Vec<String>,
    #[serde(default)]
    pub methods: Vec<String>,
    pub service: String,
    #[serde(default)]
    pub trial: Option<TrialRule>,
    /// Who may use it. Left out, a token is needed: what is open to all has to say so.
    #[serde(default)]
    pub access: Access,
    #[serde(default)]
    pub limit: Option<LimitRule>,
    #[serde(default)]
    pub cache: Option<CacheRule>,
    #[serde(default)]
    pub strip: Option<String>,
    #[serde(default)]
    pub request: HeadersRule,
    #[serde(default)]
    pub response: HeadersRule,
    #[serde(default)]
    pub keep: Vec<String>,
    #[serde(default = "megabyte")]
    pub body: usize,
}

/// A share of the traffic that goes to another service, as to a new release.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct TrialRule {
    pub service: String,
    pub percent: u64,
}

/// Who may use a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct LimitRule {
    pub requests: u32,
    #[serde(with = "humantime_serde")]
    pub per: Duration,
    #[serde(default)]
    pub burst: Option<u32>,
}

/// How much is remembered, and which headers make another answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct CacheRule {
    pub bytes: u64,
    pub vary: Vec<String>,
}

impl Default for CacheRule {
    fn default() -> Self {
        Self {
            bytes: 16 * 1024 * 1024,
            vary: vec!["accept".into(), "accept-encoding".into(), "accept-language".into()],
        }
    }
}

/// Headers to take away, and to put in place of what was there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct HeadersRule {
    pub remove: Vec<String>,
    pub set: BTreeMap<String, String>,
}

/// A recorded request, and the route it must find: tried before the routes hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "routes.toml describes them")]
pub struct Expectation {
    pub request: String,
    /// The name of a route, or `none`.
    pub route: String,
}

fn two_seconds() -> Duration {
    Duration::from_secs(2)
}

fn hundred() -> usize {
    100
}

fn five() -> u32 {
    5
}

fn megabyte() -> usize {
    1024 * 1024
}

/// Why the routes cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RoutesError {
    /// The file is not written as it should be.
    #[error("it is not written as routes are: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// There is nothing in it, as in a file that is just being written.
    #[error("it has no routes, so nobody would get anywhere")]
    Empty,
    /// A rule is senseless.
    #[error("{kind} `{name}`: {fault}")]
    Senseless {
        /// `service` or `route`.
        kind: &'static str,
        /// Its name.
        name: String,
        /// What is wrong, and what would be right.
        fault: String,
    },
    /// A recorded request finds another route.
    #[error("`{request}` should find the route `{expected}`, and finds `{found}`")]
    Unexpected {
        /// Method and path.
        request: String,
        /// The route it should find.
        expected: String,
        /// The route it finds.
        found: String,
    },
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
            return Err(RoutesError::Empty);
        }
        let mut names = HashSet::new();
        for rule in &file.service {
            let twice = (!names.insert(&rule.name)).then(|| "there is another service with this name".to_owned());
            twice.or_else(|| rule.fault()).map_or(Ok(()), |fault| senseless("service", &rule.name, fault))?;
        }
        let mut routes = HashSet::new();
        for rule in &file.route {
            let twice = (!routes.insert(&rule.name)).then(|| "there is another route with this name".to_owned());
            let to = [Some(&rule.service), rule.trial.as_ref().map(|trial| &trial.service)];
            let unknown = to.into_iter().flatten().find(|service| !names.contains(service));
            let fault = twice.or_else(|| unknown.map(|name| format!("there is no service `{name}`")));
            fault.or_else(|| rule.fault()).map_or(Ok(()), |fault| senseless("route", &rule.name, fault))?;
        }
        Ok(file)
    }
}

pub(super) fn senseless<T>(kind: &'static str, name: &str, fault: String) -> Result<T, RoutesError> {
    Err(RoutesError::Senseless { kind, name: name.to_owned(), fault })
}

/// The address of a copy, as `http://127.0.0.1:8091`.
pub fn authority(copy: &str) -> Option<Authority> {
    let uri: Uri = copy.parse().ok()?;
    let bare = uri.scheme_str() == Some("http") && uri.path() == "/" && uri.query().is_none();
    uri.authority().filter(|_| bare).cloned()
}

impl ServiceRule {
    fn fault(&self) -> Option<String> {
        if let Some(copy) = self.copies.iter().find(|copy| authority(copy).is_none()) {
            Some(format!("the copy `{copy}`: an address like http://127.0.0.1:8091, without a path"))
        } else if self.copies.is_empty() || self.in_flight == 0 || self.timeout.is_zero() || self.eject_after == 0 {
            Some("at least one copy, and `in_flight`, `timeout` and `eject_after` above zero".into())
        } else {
            None
        }
    }
}

impl RouteRule {
    /// Whether anything of request or answer is to be changed.
    pub(super) fn changes_something(&self) -> bool {
        let none = HeadersRule::default();
        self.strip.is_some() || !self.keep.is_empty() || self.request != none || self.response != none
    }

    fn fault(&self) -> Option<String> {
        let limit = self.limit.as_ref();
        let vary = self.cache.iter().flat_map(|cache| &cache.vary);
        let rules = [&self.request, &self.response];
        let names = rules.into_iter().flat_map(|rule| rule.remove.iter().chain(rule.set.keys())).chain(vary);
        let bad_name = names.into_iter().find(|name| name.parse::<HeaderName>().is_err());
        let mut values = rules.into_iter().flat_map(|rule| rule.set.values());
        if self.paths.is_empty() || self.paths.iter().any(|path| !path.starts_with('/')) {
            Some("at least one path, and each begins with `/`".into())
        } else if let Some(method) = self.methods.iter().find(|method| !known_method(method)) {
            Some(format!("`{method}` is no method; write it like GET"))
        } else if limit.is_some_and(|limit| limit.requests == 0 || limit.per.is_zero() || limit.burst == Some(0)) {
            Some("limit: `requests`, `per` and `burst` above zero; to close a route take it out".into())
        } else if self.trial.as_ref().is_some_and(|trial| trial.percent > 100) {
            Some("trial.percent: at most 100".into())
        } else if self.strip.as_ref().is_some_and(|strip| !self.paths.iter().all(|path| path.starts_with(strip))) {
            Some("strip: what all paths begin with".into())
        } else if let Some(name) = bad_name {
            Some(format!("`{name}` is no name of a header"))
        } else {
            let bad = values.find(|value| HeaderValue::from_str(value).is_err());
            bad.map(|value| format!("`{value}` cannot be the value of a header"))
        }
    }
}

fn known_method(method: &str) -> bool {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    known.iter().any(|known| known.as_str() == method)
}
