//! The rules: plans and what they cost, subscriptions and their periods, invoices and how they get paid.

mod customer;
mod invoice;
mod money;
mod plan;
mod subscription;

pub use customer::{Customer, NotACustomer};
pub use invoice::{Invoice, InvoiceNumber, InvoiceRecord, Line, Status};
pub use money::Cents;
pub use plan::{NotAPlan, Plan};
pub use subscription::{Refusal, State, Subscription, SubscriptionRecord};
