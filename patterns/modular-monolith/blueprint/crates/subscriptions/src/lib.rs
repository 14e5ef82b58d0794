//! Who subscribes to what, and when a period begins. Other modules see the door only; what is in here is nobody
//! else's business, and no other module can name it.

mod module;
mod plan;
mod routes;
mod store;
mod subscription;

pub use module::{RequestError, Subscriptions};
pub use plan::Plan;
pub use subscription::{State, Subscription};
