//! Books in memory, as strict as those on disk.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use blueprint_hexagonal_core::domain::{Customer, Invoice, InvoiceNumber, Status, Subscription};
use blueprint_hexagonal_core::ports::outbound::{Books, BooksError, Changes};
use jiff::civil::Date;

/// See the module.
#[derive(Debug, Default)]
pub struct MemoryBooks(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    subscriptions: BTreeMap<Customer, Subscription>,
    invoices: BTreeMap<InvoiceNumber, Invoice>,
}

impl MemoryBooks {
    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books for MemoryBooks {
    fn subscription(&self, customer: &Customer) -> Result<Option<Subscription>, BooksError> {
        Ok(self.lock().subscriptions.get(customer).cloned())
    }

    fn due(&self, day: Date, at_most: u32) -> Result<Vec<Subscription>, BooksError> {
        let pages = self.lock();
        let due = pages.subscriptions.values().filter(|subscription| subscription.due().is_some_and(|due| due <= day));
        Ok(due.take(at_most as usize).cloned().collect())
    }

    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, BooksError> {
        let pages = self.lock();
        Ok(pages.invoices.values().filter(|invoice| invoice.record().number.customer == *customer).cloned().collect())
    }

    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError> {
        let due =
            |invoice: &&Invoice| matches!(invoice.record().status, Status::Open { next_try, .. } if next_try <= day);
        Ok(self.lock().invoices.values().filter(due).take(at_most as usize).cloned().collect())
    }

    fn commit(&self, changes: &Changes) -> Result<(), BooksError> {
        let mut pages = self.lock();
        let kept = |there: Option<u32>| there.unwrap_or(0);
        for subscription in &changes.subscriptions {
            let record = subscription.record();
            let there = pages.subscriptions.get(&record.customer).map(|there| there.record().version);
            if kept(there) != record.version {
                return Err(BooksError::Conflict);
            }
        }
        for invoice in &changes.invoices {
            let record = invoice.record();
            let there = pages.invoices.get(&record.number).map(|there| there.record().version);
            if kept(there) != record.version {
                return Err(BooksError::Conflict);
            }
        }
        for subscription in &changes.subscriptions {
            let mut record = subscription.record().clone();
            record.version += 1;
            pages.subscriptions.insert(record.customer.clone(), Subscription::restore(record));
        }
        for invoice in &changes.invoices {
            let mut record = invoice.record().clone();
            record.version += 1;
            pages.invoices.insert(record.number.clone(), Invoice::restore(record));
        }
        Ok(())
    }
}
