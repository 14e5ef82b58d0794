//! The composition root: the one place that knows every module. It starts them, hands each the doors of the
//! neighbours it may use, and says who listens to what. Wiring only: an `if` about the business has no place here.

use std::sync::Arc;

use axum::Router;
use axum::middleware::map_response;
use blueprint_modular_monolith_invoicing::{Deposits, InvoicingModule, Payments};
use blueprint_modular_monolith_invoicing_door::{InvoiceGivenUp, InvoicePaid, Invoicing};
use blueprint_modular_monolith_kernel::Event;
use blueprint_modular_monolith_notices::Notices;
use blueprint_modular_monolith_platform::database::{Database, Result};
use blueprint_modular_monolith_platform::events::{Dispatcher, Listener, Listeners, Outbox};
use blueprint_modular_monolith_platform::http;
use blueprint_modular_monolith_signups::orchestrator::Patience;
use blueprint_modular_monolith_signups::{Signups, now};
use blueprint_modular_monolith_signups_door::{BeginningAsked, DepositAsked, StepAnswered};
use blueprint_modular_monolith_subscriptions::{Beginnings, Subscriptions};
use blueprint_modular_monolith_subscriptions_door::PeriodBegan;
use jiff::civil::Date;

use crate::remote::Remote;
use crate::server;

/// Where a module runs.
pub enum Place {
    /// In this process, with these payments.
    Here(Arc<dyn Payments>),
    /// In another.
    Elsewhere(Remote),
}

/// The modules that run in this process, put together.
pub struct App {
    /// Delivers what they announce.
    pub dispatcher: Dispatcher,
    /// Who subscribes to what; elsewhere when invoicing runs alone.
    pub subscriptions: Option<Subscriptions>,
    /// Who owes what; elsewhere when it runs in another process.
    pub invoicing: Option<InvoicingModule>,
    /// What customers are told; elsewhere when invoicing runs alone.
    pub notices: Option<Notices>,
    /// Who signs up over the others; elsewhere when invoicing runs alone.
    pub signups: Option<Signups>,
    /// What is held of customers; where invoicing is.
    pub deposits: Option<Deposits>,
}

/// Who listens to what.
const OUTBOX: Outbox = Outbox(&[
    (PeriodBegan::KIND, "invoicing"),
    (InvoicePaid::KIND, "notices"),
    (InvoiceGivenUp::KIND, "notices"),
    (InvoiceGivenUp::KIND, "subscriptions"),
    (DepositAsked::KIND, "deposits"),
    (BeginningAsked::KIND, "beginnings"),
    (StepAnswered::KIND, "signups"),
]);

impl App {
    /// All modules; invoicing here or elsewhere, and the others cannot tell which.
    ///
    /// # Errors
    /// When the tables cannot be made.
    pub fn whole(database: &Database, invoicing: Place) -> Result<Self> {
        let mut here = Listeners::new();
        let mut deposits = None;
        let (invoicing, door, elsewhere): (_, Arc<dyn Invoicing>, Option<Arc<dyn Listener>>) = match invoicing {
            Place::Here(payments) => {
                let module = InvoicingModule::start(database, OUTBOX, Arc::clone(&payments))?;
                let held = Deposits::start(database, OUTBOX, payments)?;
                here.insert("invoicing", Arc::new(module.clone()));
                here.insert("deposits", Arc::new(held.clone()));
                deposits = Some(held);
                (Some(module.clone()), Arc::new(module), None)
            }
            Place::Elsewhere(remote) => (None, Arc::new(remote.clone()), Some(Arc::new(remote))),
        };
        let subscriptions = Subscriptions::start(database, OUTBOX, door)?;
        let notices = Notices::start(database)?;
        let signups = Signups::start(database, OUTBOX, Patience::default())?;
        here.insert("subscriptions", Arc::new(subscriptions.clone()));
        here.insert("beginnings", Arc::new(Beginnings::start(database, OUTBOX)?));
        here.insert("notices", Arc::new(notices.clone()));
        here.insert("signups", Arc::new(signups.clone()));
        let dispatcher = Dispatcher::new(database, here, elsewhere)?;
        let (subscriptions, notices, signups) = (Some(subscriptions), Some(notices), Some(signups));
        Ok(Self { dispatcher, subscriptions, invoicing, notices, signups, deposits })
    }

    /// Invoicing alone, with a database of its own; the others are at `rest`.
    ///
    /// # Errors
    /// When the tables cannot be made.
    pub fn invoicing_alone(
        database: &Database,
        payments: Arc<dyn Payments>,
        rest: Remote,
    ) -> Result<Self> {
        let module = InvoicingModule::start(database, OUTBOX, Arc::clone(&payments))?;
        let deposits = Deposits::start(database, OUTBOX, payments)?;
        let mut here = Listeners::new();
        here.insert("invoicing", Arc::new(module.clone()));
        here.insert("deposits", Arc::new(deposits.clone()));
        let dispatcher = Dispatcher::new(database, here, Some(Arc::new(rest)))?;
        let (invoicing, deposits) = (Some(module), Some(deposits));
        Ok(Self { dispatcher, subscriptions: None, invoicing, notices: None, signups: None, deposits })
    }

    /// The routes of the modules that are here, and their doors for those that are not.
    pub fn router(self: &Arc<Self>) -> Router {
        let modules = [
            self.subscriptions.as_ref().map(Subscriptions::routes),
            self.invoicing.as_ref().map(InvoicingModule::routes),
            self.notices.as_ref().map(Notices::routes),
            self.signups.as_ref().map(Signups::routes),
        ];
        let all = modules.into_iter().flatten().fold(server::router(Arc::clone(self)), Router::merge);
        all.layer(map_response(http::alike))
    }

    /// Delivers what was announced, and repeats or gives up what sign-ups got no answer to in time.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn deliver(&self) -> Result<()> {
        if let Some(module) = &self.signups {
            module.time_up(now())?;
        }
        self.dispatcher.deliver()
    }

    /// What is to be done once a day by the modules that are here. Can be repeated, also after it was cut off.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn night(&self, day: Date) -> Result<()> {
        if let Some(module) = &self.subscriptions {
            let announced = module.begin_periods(day)?;
            tracing::info!(announced, "periods have begun");
        }
        self.deliver()?;
        if let Some(module) = &self.invoicing {
            let collected = module.collect(day)?;
            tracing::info!(?collected, "collected");
        }
        self.deliver()
    }
}
