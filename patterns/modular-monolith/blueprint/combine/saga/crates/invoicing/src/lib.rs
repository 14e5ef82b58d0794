//! Who owes what, and who has paid. Other modules see the door only.

mod deposits;
mod invoice;
mod module;
mod payments;
mod routes;
mod store;

pub use deposits::Deposits;
pub use invoice::{Invoice, Status};
pub use module::{Collected, InvoicingModule};
pub use payments::{DemoPayments, PaymentError, Payments};
