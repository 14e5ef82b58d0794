//! What customers are told. Nobody calls this module: it listens, and could be gone without the others noticing.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use blueprint_modular_monolith_invoicing_door::{InvoiceGivenUp, InvoicePaid};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::{Database, DatabaseError, Schema};
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered};
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

const TABLES: &str = "create table if not exists notices_all (
    customer text not null, period text not null, kind text not null, words text not null,
    primary key (customer, period, kind)) strict, without rowid;";

/// The module.
#[derive(Clone)]
pub struct Notices {
    schema: Schema,
}

/// A notice, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What the customer is told.
    pub words: String,
}

impl Notices {
    /// The module, with its tables in `database`.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn start(database: &Database) -> Result<Self, DatabaseError> {
        Ok(Self { schema: database.schema("notices", TABLES)? })
    }

    /// What the customer was told, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of(&self, customer: &Customer) -> Result<Vec<Notice>, DatabaseError> {
        self.schema.transaction(|transaction| {
            let statement = "select words from notices_all where customer = ?1 order by period";
            let mut query = transaction.prepare_cached(statement)?;
            let found = query.query_map([customer.to_string()], |row| Ok(Notice { words: row.get(0)? }))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    /// The module's routes.
    pub fn routes(&self) -> Router {
        Router::new().route("/notices/{customer}", get(notices)).with_state(self.clone())
    }

    fn tell(&self, kind: &str, customer: &Customer, from: Date, words: &str) -> Result<(), DatabaseError> {
        self.schema.transaction(|transaction| {
            // What is delivered again is told once.
            let statement = "insert into notices_all values (?1, ?2, ?3, ?4) on conflict do nothing";
            let parameters = params![customer.to_string(), from.to_string(), kind, words];
            transaction.prepare_cached(statement)?.execute(parameters)?;
            Ok(())
        })
    }
}

impl Listener for Notices {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        if let Some(InvoicePaid { customer, from, total }) = delivery.of()? {
            let words = format!("Thank you for {}.{:02} for the month from {from}.", total.0 / 100, total.0 % 100);
            self.tell(&delivery.kind, &customer, from, &words)?;
        }
        if let Some(InvoiceGivenUp { customer, from }) = delivery.of()? {
            let words = format!("Your subscription has ended: the month from {from} was not paid.");
            self.tell(&delivery.kind, &customer, from, &words)?;
        }
        Ok(())
    }
}

async fn notices(State(module): State<Notices>, Path(customer): Path<String>) -> Response {
    let Ok(customer) = customer.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match tokio::task::spawn_blocking(move || module.of(&customer)).await {
        Ok(Ok(notices)) => Json(notices).into_response(),
        Ok(Err(_)) | Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
