//! Puts the rules of the file together: for each route the stack of concerns that its requests pass.
//!
//! What did not change since the table before is taken over from it: buckets keep their level, caches their
//! answers, and services the count of what they work on. Otherwise each change of a file would let everybody
//! call as if for the first time.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use governor::RateLimiter;
use tower::ServiceBuilder;

use super::RoutesError;
use super::file::{RouteRule, RoutesFile, ServiceRule};
use crate::concerns::authentication::{self, Authentication};
use crate::concerns::cache::{self, Cache};
use crate::concerns::rate_limit::{self, RateLimit};
use crate::concerns::transform;
use crate::exchange::Stack;
use crate::identity::Keys;
use crate::router::{self, Paths};
use crate::services::Http;
use crate::services::balancer::{self, Pool};

/// One route, ready for requests.
#[derive(Clone)]
pub struct Route {
    /// Its name.
    pub name: Arc<str>,
    /// All that is done for its requests.
    pub stack: Stack,
    rule: Arc<RouteRule>,
    pool: Arc<Pool>,
    limit: Option<Arc<RateLimit>>,
    cache: Option<Cache>,
}

/// All routes and services that hold at a moment; with none so far.
#[derive(Default)]
pub struct Table {
    /// What it was made from.
    pub file: RoutesFile,
    /// How many there have been, with this one.
    pub generation: u64,
    /// The routes, by where they are.
    pub paths: Paths<Route>,
    routes: HashMap<String, Route>,
    services: BTreeMap<String, Arc<Pool>>,
}

impl Table {
    /// Puts `file` together, with what has not changed since `before`.
    ///
    /// # Errors
    /// When routes contradict each other, or a recorded request does not find the route it should.
    pub fn new(file: RoutesFile, keys: &Arc<Keys>, http: &Http, before: &Self) -> Result<Self, RoutesError> {
        let pool = |(name, rule): (&String, &ServiceRule)| {
            let same = before.services.get(name).filter(|pool| pool.rule == *rule).cloned();
            (name.clone(), same.unwrap_or_else(|| Arc::new(Pool::new(rule.clone(), http.clone()))))
        };
        let services: BTreeMap<_, _> = file.service.iter().map(pool).collect();
        let withdrawn = Arc::new(file.withdrawn.clone());
        let (mut paths, mut routes) = (Paths::default(), HashMap::new());
        for (name, rule) in &file.route {
            let unknown =
                |service: &str| RoutesError::Senseless(format!("route `{name}`: there is no service `{service}`"));
            let pool = |service: &String| services.get(service).cloned().ok_or_else(|| unknown(service));
            let trial = rule.trial.as_ref().map(|trial| pool(&trial.service).map(|pool| (pool, trial.percent)));
            let (rule, pool, trial) = (Arc::new(rule.clone()), pool(&rule.service)?, trial.transpose()?);
            let old = before.routes.get(name);
            let same_limit = old.filter(|old| old.rule.limit == rule.limit);
            // An answer that another service would give now, or that would look otherwise now, is not told again.
            let same_answers = old.filter(|old| old.rule == rule && Arc::ptr_eq(&old.pool, &pool));
            let new_limit = || Some(Arc::new(RateLimiter::keyed(rule.limit.as_ref()?.quota()?)));
            let limit = same_limit.map_or_else(new_limit, |old| old.limit.clone());
            let cache = same_answers.map_or_else(|| rule.cache.map(Cache::new), |old| old.cache.clone());
            let check = Authentication { keys: keys.clone(), rule: rule.clone(), withdrawn: withdrawn.clone() };
            let stack = ServiceBuilder::new()
                .layer(from_fn_with_state(check, authentication::check))
                .option_layer(limit.clone().map(|limit| from_fn_with_state(limit, rate_limit::check)))
                .option_layer(cache.clone().map(|cache| from_fn_with_state(cache, cache::remember)))
                .layer(from_fn_with_state(Arc::clone(&rule), transform::apply))
                .service(balancer::stage(Arc::clone(&pool), trial, rule.body));
            let route = Route { name: name.as_str().into(), stack: Stack::new(stack), rule, pool, limit, cache };
            for path in &route.rule.paths {
                router::insert(&mut paths, path, &route.rule.methods, &route).map_err(RoutesError::Senseless)?;
            }
            routes.insert(name.clone(), route);
        }
        let table = Self { file, generation: before.generation + 1, paths, routes, services };
        table.meets_expectations()?;
        Ok(table)
    }

    /// The copies that get no requests at the moment.
    pub fn ejected(&self) -> Vec<String> {
        self.services.values().flat_map(|pool| pool.ejected()).collect()
    }

    /// A table that is well written and wrong takes everything down at once; recorded requests show it before.
    fn meets_expectations(&self) -> Result<(), RoutesError> {
        for (request, expected) in &self.file.expect {
            let (method, path) = request.split_once(' ').unwrap_or(("GET", request));
            let found = router::find(&self.paths, method, path).map_or("none", |route| &*route.name);
            if found != expected {
                let fault = format!("`{request}` should find the route `{expected}`, and finds `{found}`");
                return Err(RoutesError::Senseless(fault));
            }
        }
        Ok(())
    }
}
