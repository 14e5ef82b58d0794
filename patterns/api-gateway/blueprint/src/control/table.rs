//! Puts the rules of the file together: for each route the stack of concerns that its requests pass.
//!
//! What did not change since the table before is taken over from it: buckets keep their level, caches their
//! answers, and services the count of what they work on. Otherwise each change of a file would let everybody
//! call as if for the first time.

use std::collections::HashMap;
use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use tower::ServiceBuilder;

use super::RoutesError;
use super::file::RoutesFile;
use crate::concerns::authentication::{self, Authentication};
use crate::concerns::cache::{self, Cache};
use crate::concerns::rate_limit::{self, RateLimit};
use crate::concerns::transform;
use crate::exchange::Stack;
use crate::identity::keys::Keys;
use crate::router::Paths;
use crate::services::Http;
use crate::services::balancer::{self, Pool};

/// One route, ready for requests.
#[derive(Clone)]
pub struct Route {
    /// Its name.
    pub name: Arc<str>,
    /// All that is done for its requests.
    pub stack: Stack,
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
    services: HashMap<String, Arc<Pool>>,
}

impl Table {
    /// Puts `file` together, with what has not changed since `before`.
    ///
    /// # Errors
    /// When routes contradict each other, or a recorded request does not find the route it should.
    pub fn new(file: RoutesFile, keys: &Arc<Keys>, http: &Http, before: &Self) -> Result<Self, RoutesError> {
        let mut services = HashMap::new();
        for (name, rule) in &file.service {
            let same = before.services.get(name).filter(|pool| pool.rule == *rule).cloned();
            let pool = same.unwrap_or_else(|| Arc::new(Pool::new(rule.clone(), http.clone())));
            services.insert(name.clone(), pool);
        }
        let withdrawn = Arc::new(file.withdrawn.clone());
        let (mut paths, mut routes) = (Paths::default(), HashMap::new());
        for (name, rule) in &file.route {
            let pool = |service: &String| {
                let unknown = || RoutesError::Senseless(format!("route `{name}`: there is no service `{service}`"));
                services.get(service).cloned().ok_or_else(unknown)
            };
            let trial = rule.trial.as_ref().map(|trial| Ok::<_, RoutesError>((pool(&trial.service)?, trial.percent)));
            let (pool, trial) = (pool(&rule.service)?, trial.transpose()?);
            let old = before.file.route.get(name).zip(before.routes.get(name));
            let same_limit = old.filter(|(was, _)| was.limit == rule.limit);
            let same_pool = before.services.get(&rule.service).is_some_and(|old| Arc::ptr_eq(old, &pool));
            // An answer that another service would give now, or that would look otherwise now, is not told again.
            let same_answers = old.filter(|(was, _)| *was == rule && same_pool);
            let new_limit = || Some(Arc::new(RateLimit::new(rule.limit.as_ref()?.quota()?)));
            let limit = same_limit.map_or_else(new_limit, |(_, old)| old.limit.clone());
            let cache = same_answers.map_or_else(|| rule.cache.as_ref().map(Cache::new), |(_, old)| old.cache.clone());
            let check = Authentication {
                keys: Arc::clone(keys),
                access: rule.access.clone(),
                withdrawn: Arc::clone(&withdrawn),
            };
            let stack = ServiceBuilder::new()
                .layer(from_fn_with_state(check, authentication::check))
                .option_layer(limit.clone().map(|limit| from_fn_with_state(limit, rate_limit::check)))
                .option_layer(cache.clone().map(|cache| from_fn_with_state(cache, cache::remember)))
                .layer(from_fn_with_state(Arc::new(rule.clone()), transform::change))
                .service(balancer::stage(pool, trial, rule.body));
            let route = Route { name: name.as_str().into(), stack: Stack::new(stack), limit, cache };
            for path in &rule.paths {
                paths.insert(path, &rule.methods, &route).map_err(RoutesError::Senseless)?;
            }
            routes.insert(name.clone(), route);
        }
        let table = Self { file, generation: before.generation + 1, paths, routes, services };
        table.meets_expectations()?;
        Ok(table)
    }

    /// The copies that get no requests at the moment.
    pub fn ejected(&self) -> Vec<String> {
        let mut ejected: Vec<String> = self.services.values().flat_map(|pool| pool.ejected()).collect();
        ejected.sort();
        ejected
    }

    /// A table that is well written and wrong takes everything down at once; recorded requests show it before.
    fn meets_expectations(&self) -> Result<(), RoutesError> {
        for (request, expected) in &self.file.expect {
            let (method, path) = request.split_once(' ').unwrap_or(("GET", request));
            let found = self.paths.find(method, path).map_or("none", |route| &*route.name);
            if found != expected {
                let fault = format!("`{request}` should find the route `{expected}`, and finds `{found}`");
                return Err(RoutesError::Senseless(fault));
            }
        }
        Ok(())
    }
}
