//! The night's work: bill all that is due, then collect all that is open.

use jiff::civil::Date;

use crate::application::{Application, undisturbed};
use crate::domain::Status;
use crate::ports::inbound::{Billing, BillingReport, RequestError};
use crate::ports::outbound::{Changes, PaymentError};

/// How many are loaded and kept at a time: one by one, a million would be a million conversations.
const BATCH: u32 = 500;

impl Billing for Application {
    fn run(&self, day: Option<Date>) -> Result<BillingReport, RequestError> {
        let day = day.unwrap_or_else(|| self.clock.today());
        let mut report = BillingReport::default();
        while let Some(invoiced) = self.bill_batch(day)? {
            report.invoiced += invoiced;
        }
        while self.collect_batch(day, &mut report)? {}
        Ok(report)
    }
}

impl Application {
    /// Bills one period of up to a batch of subscriptions; says how many invoices that makes, if any was due.
    fn bill_batch(&self, day: Date) -> Result<Option<usize>, RequestError> {
        undisturbed(|| {
            let mut subscriptions = self.books.due(day, BATCH)?;
            if subscriptions.is_empty() {
                return Ok(None);
            }
            let invoices: Vec<_> = subscriptions.iter_mut().filter_map(|due| due.bill(day)).collect();
            let invoiced = invoices.len();
            // Together: a subscription whose period counts as billed has its invoice, whatever happens.
            self.books.commit(&Changes { subscriptions, invoices })?;
            Ok(Some(invoiced))
        })
    }

    /// Collects up to a batch of open invoices; says whether there may be more.
    fn collect_batch(&self, day: Date, report: &mut BillingReport) -> Result<bool, RequestError> {
        let mut kept = false;
        for mut invoice in self.books.collectable(day, BATCH)? {
            let customer = invoice.number.customer.clone();
            // Between commits: what is charged and not yet written down is charged again under the same
            // reference, and that is no second payment.
            let count = match self.payments.charge(&invoice.reference(), &customer, invoice.total()) {
                Ok(receipt) => {
                    invoice.paid(day, receipt);
                    &mut report.collected
                }
                Err(PaymentError::Declined) => {
                    invoice.declined(day);
                    &mut report.declined
                }
                Err(PaymentError::Unavailable(_)) => {
                    report.cut_short = true;
                    return Ok(false);
                }
            };
            let given_up = matches!(invoice.status, Status::GivenUp(_));
            let written = undisturbed(|| {
                let mut changes = Changes { invoices: vec![invoice.clone()], ..Changes::default() };
                if given_up && let Some(mut subscription) = self.books.subscription(&customer)? {
                    subscription.suspend();
                    changes.subscriptions.push(subscription);
                }
                Ok(self.books.commit(&changes)?)
            });
            match written {
                Ok(()) => {
                    kept = true;
                    *count += 1;
                    report.suspended += usize::from(given_up);
                }
                // Another run collected it meanwhile, under the same reference.
                Err(RequestError::Busy) => {}
                Err(error) => return Err(error),
            }
        }
        // Nothing left, or nothing that others do not do as well.
        Ok(kept)
    }
}
