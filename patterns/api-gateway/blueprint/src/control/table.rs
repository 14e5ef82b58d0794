//! Puts the rules of the file together: for each route the stack of concerns that its requests pass.
//!
//! What did not change since the table before is taken over from it: buckets keep their level, caches their
//! answers, and services the count of what they work on. Otherwise each change of a file would let everybody
//! call as if for the first time.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use hyper::{Method, Request, Response};
use tower::ServiceBuilder;
use tower::util::BoxCloneSyncService;

use super::file::{RouteRule, RoutesError, RoutesFile, senseless};
use crate::concerns::Around;
use crate::concerns::authentication::Authentication;
use crate::concerns::cache::Cache;
use crate::concerns::rate_limit::RateLimit;
use crate::concerns::transform::Transform;
use crate::exchange::Body;
use crate::identity::keys::Keys;
use crate::router::{NotFound, Paths};
use crate::services::Http;
use crate::services::balancer::{self, Pool};

/// All that is done for a request of one route.
pub type Stack = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// What tables are made with, whatever stands in the file.
#[derive(Clone)]
pub struct Parts {
    /// The keys that tokens are signed with.
    pub keys: Arc<Keys>,
    /// Speaks to services.
    pub http: Http,
}

/// One route, ready for requests.
pub struct Route {
    /// Its name.
    pub name: Arc<str>,
    rule: Arc<RouteRule>,
    limit: Option<RateLimit>,
    cache: Option<Cache>,
    stack: Stack,
}

impl Route {
    /// A handle on its stack.
    pub fn stack(&self) -> Stack {
        self.stack.clone()
    }
}

/// All routes and services that hold at a moment.
pub struct Table {
    paths: Paths<Arc<Route>>,
    routes: HashMap<String, Arc<Route>>,
    services: HashMap<String, Arc<Pool>>,
}

impl Table {
    /// Puts `file` together, with what has not changed since `before`.
    ///
    /// # Errors
    /// When routes contradict each other, or a recorded request does not find the route it should.
    pub fn new(file: &RoutesFile, parts: &Parts, before: Option<&Self>) -> Result<Self, RoutesError> {
        let old_service = |name: &str| before.and_then(|before| before.services.get(name));
        let mut services = HashMap::new();
        for rule in &file.service {
            let same = old_service(&rule.name).filter(|pool| pool.rule == *rule).cloned();
            let pool = same.unwrap_or_else(|| Arc::new(Pool::new(rule.clone(), parts.http.clone())));
            services.insert(rule.name.clone(), pool);
        }
        let withdrawn = Arc::new(file.withdrawn.clone());
        let (mut entries, mut routes) = (Vec::new(), HashMap::new());
        for rule in &file.route {
            let old = before.and_then(|before| before.routes.get(&rule.name));
            let pool = |name: &str| {
                let unknown = || senseless("route", &rule.name, format!("there is no service `{name}`"));
                services.get(name).cloned().map_or_else(unknown, Ok)
            };
            let trial = match &rule.trial {
                Some(trial) => Some((pool(&trial.service)?, trial.percent)),
                None => None,
            };
            let pool = pool(&rule.service)?;
            let same_limit = old.filter(|old| old.rule.limit == rule.limit);
            // An answer that another service would give now, or that would look otherwise now, is not told again.
            let same_answers = old.filter(|old| {
                *old.rule == *rule && old_service(&rule.service).is_some_and(|old| Arc::ptr_eq(old, &pool))
            });
            let limit =
                same_limit.map_or_else(|| rule.limit.as_ref().and_then(RateLimit::new), |old| old.limit.clone());
            let cache = same_answers.map_or_else(|| rule.cache.as_ref().map(Cache::new), |old| old.cache.clone());
            let rule = Arc::new(rule.clone());
            let stack = BoxCloneSyncService::new(
                ServiceBuilder::new()
                    .layer(Around(Authentication {
                        keys: Arc::clone(&parts.keys),
                        access: Arc::new(rule.access.clone()),
                        withdrawn: Arc::clone(&withdrawn),
                    }))
                    .option_layer(limit.clone().map(Around))
                    .option_layer(cache.clone().map(Around))
                    .option_layer(rule.changes_something().then(|| Around(Transform(Arc::clone(&rule)))))
                    .service(balancer::stage(pool, trial, rule.body)),
            );
            let route =
                Arc::new(Route { name: rule.name.as_str().into(), rule: Arc::clone(&rule), limit, cache, stack });
            let methods: Vec<Method> = rule.methods.iter().filter_map(|method| method.parse().ok()).collect();
            let paths = rule.paths.iter().map(|path| (path.clone(), methods.clone(), Arc::clone(&route)));
            entries.extend(paths);
            routes.insert(rule.name.clone(), route);
        }
        let paths = Paths::new(entries).or_else(|(path, fault)| senseless("path", &path, fault))?;
        let table = Self { paths, routes, services };
        table.meets(file)?;
        Ok(table)
    }

    /// The route for `path` and `method`.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(&self, method: &Method, path: &str) -> Result<&Arc<Route>, NotFound> {
        self.paths.find(method, path)
    }

    /// How many routes there are.
    pub fn count(&self) -> usize {
        self.routes.len()
    }

    /// The copies that get no requests at the moment.
    pub fn ejected(&self) -> Vec<String> {
        let mut ejected: Vec<String> = self.services.values().flat_map(|pool| pool.ejected()).collect();
        ejected.sort();
        ejected
    }

    /// A table that is well written and wrong takes everything down at once; recorded requests show it before.
    fn meets(&self, file: &RoutesFile) -> Result<(), RoutesError> {
        for expectation in &file.expect {
            let (method, path) = expectation.request.split_once(' ').unwrap_or(("GET", &expectation.request));
            let method: Method = method.parse().unwrap_or_default();
            let found = self.find(&method, path).map_or("none", |route| &*route.name);
            if found != expectation.route {
                return Err(RoutesError::Unexpected {
                    request: expectation.request.clone(),
                    expected: expectation.route.clone(),
                    found: found.to_owned(),
                });
            }
        }
        Ok(())
    }
}
