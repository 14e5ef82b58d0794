//! Books in memory, as strict as those on disk.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use blueprint_hexagonal_core::domain::{
    Customer, Invoice, InvoiceNumber, InvoiceRecord, Status, Subscription, SubscriptionRecord,
};
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
        Ok(pages.invoices.values().filter(|invoice| invoice.number.customer == *customer).cloned().collect())
    }

    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError> {
        let due = |invoice: &&Invoice| matches!(invoice.status, Status::Open(next_try) if next_try <= day);
        Ok(self.lock().invoices.values().filter(due).take(at_most as usize).cloned().collect())
    }

    fn commit(&self, changes: &Changes) -> Result<(), BooksError> {
        let mut pages = self.lock();
        let subscription = |new: &Subscription| pages.subscriptions.get(&new.customer).map_or(0, |kept| kept.version);
        let invoice = |new: &Invoice| pages.invoices.get(&new.number).map_or(0, |kept| kept.version);
        let current = changes.subscriptions.iter().all(|new| new.version == subscription(new))
            && changes.invoices.iter().all(|new| new.version == invoice(new));
        if !current {
            return Err(BooksError::Conflict);
        }
        for new in &changes.subscriptions {
            let next = SubscriptionRecord { version: new.version + 1, ..(**new).clone() };
            pages.subscriptions.insert(new.customer.clone(), next.into());
        }
        for new in &changes.invoices {
            let next = InvoiceRecord { version: new.version + 1, ..(**new).clone() };
            pages.invoices.insert(new.number.clone(), next.into());
        }
        Ok(())
    }
}
