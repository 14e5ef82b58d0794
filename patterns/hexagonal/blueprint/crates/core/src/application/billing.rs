//! The night's work: bill all that is due, then collect all that is open.

use jiff::civil::Date;

use crate::application::{Application, undisturbed};
use crate::ports::inbound::{Billing, BillingReport, RequestError};
use crate::ports::outbound::{Changes, Charge, PaymentError};

/// How many are loaded and kept at a time: one by one, a million would be a million conversations.
const BATCH: u32 = 500;

impl Billing for Application {
    fn run(&self, day: Option<Date>) -> Result<BillingReport, RequestError> {
        let day = day.unwrap_or_else(|| self.clock.today());
        let mut report = BillingReport::default();
        while self.bill_batch(day, &mut report)? {}
        while self.collect_batch(day, &mut report)? {}
        Ok(report)
    }
}

impl Application {
    /// Bills one period of up to a batch of subscriptions; says whether there may be more.
    fn bill_batch(&self, day: Date, report: &mut BillingReport) -> Result<bool, RequestError> {
        let (more, invoiced) = undisturbed(|| {
            let mut changes = Changes { subscriptions: self.books.due(day, BATCH)?, ..Changes::default() };
            if changes.subscriptions.is_empty() {
                return Ok((false, 0));
            }
            changes.invoices = changes.subscriptions.iter_mut().filter_map(|due| due.bill(day)).collect();
            // Together: a subscription whose period counts as billed has its invoice, whatever happens.
            self.books.commit(&changes)?;
            Ok((true, changes.invoices.len()))
        })?;
        report.invoiced += u32::try_from(invoiced).unwrap_or(u32::MAX);
        Ok(more)
    }

    /// Collects up to a batch of open invoices; says whether there may be more.
    fn collect_batch(&self, day: Date, report: &mut BillingReport) -> Result<bool, RequestError> {
        let open = undisturbed(|| Ok(self.books.collectable(day, BATCH)?))?;
        let mut kept = false;
        for mut invoice in open {
            let charge = Charge {
                reference: invoice.reference(),
                customer: invoice.record().number.customer.clone(),
                amount: invoice.total(),
            };
            // Between commits: what is charged and not yet written down is charged again under the same
            // reference, and that is no second payment.
            let mut outcome = BillingReport::default();
            match self.payments.charge(&charge) {
                Ok(receipt) => {
                    invoice.paid(day, receipt);
                    outcome.collected = 1;
                }
                Err(PaymentError::Declined) => {
                    outcome.declined = 1;
                    outcome.suspended = u32::from(invoice.declined(day));
                }
                Err(PaymentError::Unavailable(_)) => {
                    report.cut_short = true;
                    return Ok(false);
                }
            }
            let written = undisturbed(|| {
                let mut changes = Changes { invoices: vec![invoice.clone()], ..Changes::default() };
                if outcome.suspended > 0
                    && let Some(mut subscription) = self.books.subscription(&charge.customer)?
                {
                    subscription.suspend();
                    changes.subscriptions.push(subscription);
                }
                Ok(self.books.commit(&changes)?)
            });
            match written {
                Ok(()) => {
                    kept = true;
                    *report = report.and(outcome);
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
