//! What is done for each request on its way: a file for each concern, each a layer of `tower`.
//!
//! A concern is an asynchronous function, made a layer by axum's `from_fn_with_state`: it may answer itself, or go on
//! to the next stage and look at what comes back. Which of them a route has, and in which order, is decided where
//! its stack is built, in [`crate::control`].

pub mod authentication;
pub mod cache;
pub mod rate_limit;
pub mod transform;
