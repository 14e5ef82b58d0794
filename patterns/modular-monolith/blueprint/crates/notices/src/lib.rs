//! What customers are told. Nobody calls this module: it listens, and could be gone without the others noticing.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use blueprint_modular_monolith_invoicing_door::{InvoiceGivenUp, InvoicePaid};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::{Database, Result, Schema, documents};
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered};
use blueprint_modular_monolith_platform::http::{Answer, answer};

const TABLES: &str = "create table if not exists notices_all (
    customer text not null, period text not null, kind text not null, words text not null,
    primary key (customer, period, kind)) strict, without rowid;";

/// The module.
#[derive(Clone)]
pub struct Notices(Schema);

impl Notices {
    /// The module, with its tables in `database`.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn start(database: &Database) -> Result<Self> {
        Ok(Self(database.schema("notices", TABLES)?))
    }

    /// What the customer was told, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of(&self, customer: &Customer) -> Result<Vec<String>> {
        let statement = "select json_quote(words) from notices_all where customer = ?1 order by period";
        self.0.transaction(|transaction| documents(transaction, statement, [customer.to_string()]))
    }

    /// The module's routes.
    pub fn routes(&self) -> Router {
        Router::new().route("/notices/{customer}", get(notices)).with_state(self.clone())
    }
}

impl Listener for Notices {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        let (customer, from, words) = if let Some(InvoicePaid { customer, from, total }) = delivery.of()? {
            let total = format!("{}.{:02}", total.0 / 100, total.0 % 100);
            (customer, from, format!("Thank you for {total} for the month from {from}."))
        } else if let Some(InvoiceGivenUp { customer, from }) = delivery.of()? {
            (customer, from, format!("Your subscription has ended: the month from {from} was not paid."))
        } else {
            return Ok(());
        };
        // What is delivered again is told once.
        let statement = "insert into notices_all values (?1, ?2, ?3, ?4) on conflict do nothing";
        Ok(self.0.execute(statement, [&customer.to_string(), &from.to_string(), &delivery.kind, &words])?)
    }
}

async fn notices(State(module): State<Notices>, Path(customer): Path<Customer>) -> Answer<Vec<String>> {
    answer(move || module.of(&customer)).await
}
