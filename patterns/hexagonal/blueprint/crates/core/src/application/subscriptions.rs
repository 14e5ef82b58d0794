//! What customers want.

use crate::application::{Application, undisturbed};
use crate::domain::{Customer, Invoice, Plan, Refusal, Subscription};
use crate::ports::inbound::{RequestError, Subscriptions};
use crate::ports::outbound::Changes;

impl Subscriptions for Application {
    fn subscribe(&self, customer: Customer, plan: Plan, seats: u32) -> Result<Subscription, RequestError> {
        let day = self.clock.today();
        undisturbed(|| {
            // Found here for a good answer; that there is one at most, the books see to.
            if self.books.subscription(&customer)?.is_some() {
                return Err(RequestError::Taken(customer.clone()));
            }
            self.keep(Subscription::begin(customer.clone(), plan, seats, day)?)
        })
    }

    fn change(&self, customer: &Customer, plan: Plan, seats: u32) -> Result<Subscription, RequestError> {
        let day = self.clock.today();
        self.alter(customer, |subscription| subscription.change(plan, seats, day))
    }

    fn cancel(&self, customer: &Customer) -> Result<Subscription, RequestError> {
        self.alter(customer, Subscription::cancel)
    }

    fn subscription(&self, customer: &Customer) -> Result<Subscription, RequestError> {
        self.books.subscription(customer)?.ok_or_else(|| RequestError::Unknown(customer.clone()))
    }

    fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>, RequestError> {
        Ok(self.books.invoices(customer)?)
    }
}

impl Application {
    fn alter(
        &self,
        customer: &Customer,
        how: impl Fn(&mut Subscription) -> Result<(), Refusal>,
    ) -> Result<Subscription, RequestError> {
        undisturbed(|| {
            let mut subscription = self.subscription(customer)?;
            how(&mut subscription)?;
            self.keep(subscription)
        })
    }

    fn keep(&self, subscription: Subscription) -> Result<Subscription, RequestError> {
        self.books.commit(&Changes { subscriptions: vec![subscription.clone()], ..Changes::default() })?;
        Ok(subscription)
    }
}
