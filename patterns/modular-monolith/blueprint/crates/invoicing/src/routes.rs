//! The module over HTTP. The composition root mounts it.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::http::{Answer, answer};
use jiff::civil::Date;

use crate::invoice::Invoice;
use crate::module::{Collected, InvoicingModule};

impl InvoicingModule {
    /// The module's routes.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/invoices/{customer}", get(invoices))
            .route("/collections/{day}", post(collect))
            .with_state(self.clone())
    }
}

async fn invoices(State(module): State<InvoicingModule>, Path(customer): Path<Customer>) -> Answer<Vec<Invoice>> {
    answer(move || module.invoices(&customer)).await
}

async fn collect(State(module): State<InvoicingModule>, Path(day): Path<Date>) -> Answer<Collected> {
    answer(move || module.collect(day)).await
}
