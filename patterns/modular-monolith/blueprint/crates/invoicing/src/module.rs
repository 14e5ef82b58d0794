//! The module: its use cases, and what it listens to.

use std::sync::Arc;

use blueprint_modular_monolith_invoicing_door::{InvoiceGivenUp, InvoicePaid};
use blueprint_modular_monolith_platform::database::{Database, Result, Schema};
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered, Outbox};
use jiff::civil::Date;
use serde::Serialize;

use crate::invoice::{Invoice, Status};
use crate::payments::{PaymentError, Payments};
use crate::store;

/// The module.
#[derive(Clone)]
pub struct InvoicingModule {
    pub(crate) schema: Schema,
    outbox: Outbox,
    payments: Arc<dyn Payments>,
}

/// What collecting did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Collected {
    /// Invoices paid.
    pub paid: u32,
    /// Attempts that were declined.
    pub declined: u32,
    /// Whether payments were not to be had: the rest is left to the next time.
    pub cut_short: bool,
}

impl InvoicingModule {
    /// The module, with its tables in `database`.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn start(database: &Database, outbox: Outbox, payments: Arc<dyn Payments>) -> Result<Self> {
        Ok(Self { schema: database.schema("invoicing", store::TABLES)?, outbox, payments })
    }

    /// Collects all that is to be paid by `day`. Can be repeated, also after it was cut off anywhere.
    ///
    /// # Errors
    /// When the database cannot be read or written. What was done until then stands.
    pub fn collect(&self, day: Date) -> Result<Collected> {
        let mut collected = Collected::default();
        loop {
            let open = self.collectable(day)?;
            if open.is_empty() {
                return Ok(collected);
            }
            for mut invoice in open {
                // Between transactions: what is taken and not yet written down is asked for again under the
                // same reference, and that is no second payment.
                match self.payments.charge(&invoice.reference(), &invoice.customer, invoice.total) {
                    Ok(()) => {
                        invoice.status = Status::Paid(day);
                        collected.paid += 1;
                    }
                    Err(PaymentError::Declined) => {
                        invoice.declined(day);
                        collected.declined += 1;
                    }
                    Err(PaymentError::Unavailable(why)) => {
                        tracing::warn!(why, "the rest is collected next time");
                        collected.cut_short = true;
                        return Ok(collected);
                    }
                }
                self.keep(&invoice)?;
            }
        }
    }

    /// Keeps what became of an invoice, and announces it.
    fn keep(&self, invoice: &Invoice) -> Result<()> {
        let (customer, from, total) = (invoice.customer.clone(), invoice.from, invoice.total);
        self.schema.transaction(|transaction| {
            store::write(transaction, store::CHANGE, invoice)?;
            match invoice.status {
                Status::Open(_) => Ok(()),
                Status::Paid(_) => self.outbox.announce(transaction, &InvoicePaid { customer, from, total }),
                Status::GivenUp(_) => self.outbox.announce(transaction, &InvoiceGivenUp { customer, from }),
            }
        })
    }
}

impl Listener for InvoicingModule {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        if let Some(period) = delivery.of()? {
            let invoice = Invoice::of(period);
            self.schema.transaction(|transaction| store::write(transaction, store::ADD, &invoice))?;
        }
        Ok(())
    }
}
