//! Books that count, that forget their promises, and that die in the middle.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use blueprint_hexagonal_core::domain::{
    Customer, Invoice, InvoiceNumber, InvoiceRecord, Status, Subscription, SubscriptionRecord,
};
use blueprint_hexagonal_core::ports::outbound::{Books, BooksError, Changes};
use jiff::civil::Date;

/// Counts the calls that others get.
pub(crate) struct Counting<T> {
    pub(crate) inner: T,
    pub(crate) calls: AtomicUsize,
}

impl<T: Books> Counting<T> {
    pub(crate) const fn new(inner: T) -> Self {
        Self { inner, calls: AtomicUsize::new(0) }
    }

    fn counted(&self) -> &T {
        self.calls.fetch_add(1, Ordering::SeqCst);
        &self.inner
    }
}

impl<T: Books> Books for Counting<T> {
    fn subscription(&self, customer: &Customer) -> Result<Option<Subscription>, BooksError> {
        self.counted().subscription(customer)
    }

    fn due(&self, day: Date, at_most: u32) -> Result<Vec<Subscription>, BooksError> {
        self.counted().due(day, at_most)
    }

    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, BooksError> {
        self.counted().invoices(customer)
    }

    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError> {
        self.counted().collectable(day, at_most)
    }

    fn commit(&self, changes: &Changes) -> Result<(), BooksError> {
        self.counted().commit(changes)
    }
}

/// A map with the calls of the port and none of its promises: what is written is there, whatever it was.
#[derive(Default)]
pub(crate) struct PlainMap {
    subscriptions: Mutex<BTreeMap<Customer, Subscription>>,
    invoices: Mutex<BTreeMap<InvoiceNumber, Invoice>>,
}

impl Books for PlainMap {
    fn subscription(&self, customer: &Customer) -> Result<Option<Subscription>, BooksError> {
        Ok(self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner).get(customer).cloned())
    }

    fn due(&self, day: Date, at_most: u32) -> Result<Vec<Subscription>, BooksError> {
        let subscriptions = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        let due = subscriptions.values().filter(|subscription| subscription.due().is_some_and(|due| due <= day));
        Ok(due.take(at_most as usize).cloned().collect())
    }

    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, BooksError> {
        let invoices = self.invoices.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(invoices.values().filter(|invoice| invoice.number.customer == *customer).cloned().collect())
    }

    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError> {
        let open = |invoice: &&Invoice| matches!(invoice.status, Status::Open(next_try) if next_try <= day);
        let invoices = self.invoices.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(invoices.values().filter(open).take(at_most as usize).cloned().collect())
    }

    fn commit(&self, changes: &Changes) -> Result<(), BooksError> {
        let mut subscriptions = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        for kept in &changes.subscriptions {
            let next = SubscriptionRecord { version: kept.version + 1, ..(**kept).clone() };
            subscriptions.insert(kept.customer.clone(), next.into());
        }
        let mut invoices = self.invoices.lock().unwrap_or_else(PoisonError::into_inner);
        for kept in &changes.invoices {
            let next = InvoiceRecord { version: kept.version + 1, ..(**kept).clone() };
            invoices.insert(kept.number.clone(), next.into());
        }
        Ok(())
    }
}

/// Books of a process that dies after so many writes. Without a unit of work, everything is a write of its own.
pub(crate) struct Dying<T> {
    pub(crate) inner: Arc<T>,
    pub(crate) left: AtomicUsize,
    pub(crate) unit_of_work: bool,
}

impl<T: Books> Dying<T> {
    fn alive(&self) -> Result<(), BooksError> {
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(drop).map_err(|_| BooksError::Unavailable("the process is dead".to_owned()))
    }
}

impl<T: Books> Books for Dying<T> {
    fn subscription(&self, customer: &Customer) -> Result<Option<Subscription>, BooksError> {
        self.inner.subscription(customer)
    }

    fn due(&self, day: Date, at_most: u32) -> Result<Vec<Subscription>, BooksError> {
        self.inner.due(day, at_most)
    }

    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, BooksError> {
        self.inner.invoices(customer)
    }

    fn collectable(&self, day: Date, at_most: u32) -> Result<Vec<Invoice>, BooksError> {
        self.inner.collectable(day, at_most)
    }

    fn commit(&self, changes: &Changes) -> Result<(), BooksError> {
        if self.unit_of_work {
            // Every write has to get through, or none stays.
            for _ in 0..changes.subscriptions.len() + changes.invoices.len() {
                self.alive()?;
            }
            return self.inner.commit(changes);
        }
        for subscription in &changes.subscriptions {
            self.alive()?;
            self.inner.commit(&Changes { subscriptions: vec![subscription.clone()], ..Changes::default() })?;
        }
        for invoice in &changes.invoices {
            self.alive()?;
            self.inner.commit(&Changes { invoices: vec![invoice.clone()], ..Changes::default() })?;
        }
        Ok(())
    }
}
