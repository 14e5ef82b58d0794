//! The composition root: the one place that knows every module. It starts them, hands each the doors of the
//! neighbours it may use, and says who listens to what. Wiring only: an `if` about the business has no place here.

use std::sync::Arc;

use axum::Router;
use blueprint_modular_monolith_invoicing::{Deposits, InvoicingModule, Payments};
use blueprint_modular_monolith_invoicing_door::{InvoiceGivenUp, InvoicePaid, Invoicing};
use blueprint_modular_monolith_kernel::Event;
use blueprint_modular_monolith_notices::Notices;
use blueprint_modular_monolith_platform::database::{Database, DatabaseError};
use blueprint_modular_monolith_platform::events::{Dispatcher, Listener, Outbox};
use blueprint_modular_monolith_signups::orchestrator::Patience;
use blueprint_modular_monolith_signups::{Signups, now};
use blueprint_modular_monolith_signups_door::{BeginningAsked, DepositAsked, StepAnswered};
use blueprint_modular_monolith_subscriptions::{Beginnings, RequestError, Subscriptions};
use blueprint_modular_monolith_subscriptions_door::PeriodBegan;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::remote::Remote;
use crate::server;

/// Where a module runs.
pub enum Place {
    /// In this process, with these payments.
    Here(Arc<dyn Payments>),
    /// In another.
    Elsewhere(Remote),
}

/// Modules that are here, by name, for what comes from another process.
pub type Listeners = Vec<(&'static str, Arc<dyn Listener>)>;

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
    here: Listeners,
}

/// Who listens to what.
fn outbox() -> Outbox {
    Outbox::new(vec![
        (PeriodBegan::KIND, "invoicing"),
        (InvoicePaid::KIND, "notices"),
        (InvoiceGivenUp::KIND, "notices"),
        (InvoiceGivenUp::KIND, "subscriptions"),
        (DepositAsked::KIND, "deposits"),
        (BeginningAsked::KIND, "beginnings"),
        (StepAnswered::KIND, "signups"),
    ])
}

impl App {
    /// All modules; invoicing here or elsewhere, and the others cannot tell which.
    ///
    /// # Errors
    /// When the tables cannot be made.
    pub fn whole(database: &Database, invoicing: Place) -> Result<Self, DatabaseError> {
        Dispatcher::prepare(database)?;
        let (module, deposits, door, theirs): (_, _, Arc<dyn Invoicing>, Listeners) = match invoicing {
            Place::Here(payments) => {
                let module = InvoicingModule::start(database, outbox(), Arc::clone(&payments))?;
                let deposits = Deposits::start(database, outbox(), payments)?;
                let theirs: Listeners =
                    vec![("invoicing", Arc::new(module.clone())), ("deposits", Arc::new(deposits.clone()))];
                (Some(module.clone()), Some(deposits), Arc::new(module), theirs)
            }
            Place::Elsewhere(remote) => {
                let theirs: Listeners = vec![
                    ("invoicing", Arc::new(remote.listener("invoicing"))),
                    ("deposits", Arc::new(remote.listener("deposits"))),
                ];
                (None, None, Arc::new(remote), theirs)
            }
        };
        let subscriptions = Subscriptions::start(database, outbox(), door)?;
        let notices = Notices::start(database)?;
        let signups = Signups::start(database, outbox(), Patience::default())?;
        let mut here: Listeners = vec![
            ("subscriptions", Arc::new(subscriptions.clone())),
            ("beginnings", Arc::new(Beginnings::start(database, outbox())?)),
            ("notices", Arc::new(notices.clone())),
            ("signups", Arc::new(signups.clone())),
        ];
        let listeners = [here.clone(), theirs.clone()].concat();
        if module.is_some() {
            here.extend(theirs);
        }
        let dispatcher = Dispatcher::new(database, listeners)?;
        let (subscriptions, notices, signups) = (Some(subscriptions), Some(notices), Some(signups));
        Ok(Self { dispatcher, subscriptions, invoicing: module, notices, signups, deposits, here })
    }

    /// Invoicing alone, with a database of its own; the others are at `rest`.
    ///
    /// # Errors
    /// When the tables cannot be made.
    pub fn invoicing_alone(
        database: &Database,
        payments: Arc<dyn Payments>,
        rest: &Remote,
    ) -> Result<Self, DatabaseError> {
        Dispatcher::prepare(database)?;
        let module = InvoicingModule::start(database, outbox(), Arc::clone(&payments))?;
        let deposits = Deposits::start(database, outbox(), payments)?;
        let listeners: Listeners = vec![
            ("subscriptions", Arc::new(rest.listener("subscriptions"))),
            ("notices", Arc::new(rest.listener("notices"))),
            ("signups", Arc::new(rest.listener("signups"))),
        ];
        let dispatcher = Dispatcher::new(database, listeners)?;
        let here: Listeners = vec![("invoicing", Arc::new(module.clone())), ("deposits", Arc::new(deposits.clone()))];
        let (invoicing, deposits) = (Some(module), Some(deposits));
        Ok(Self { dispatcher, subscriptions: None, invoicing, notices: None, signups: None, deposits, here })
    }

    /// The routes of the modules that are here, and their doors for those that are not.
    pub fn router(self: &Arc<Self>) -> Router {
        let mut router = server::router(Arc::clone(self));
        if let Some(module) = &self.subscriptions {
            router = router.merge(module.routes(today));
        }
        if let Some(module) = &self.invoicing {
            router = router.merge(module.routes());
        }
        if let Some(module) = &self.notices {
            router = router.merge(module.routes());
        }
        if let Some(module) = &self.signups {
            router = router.merge(module.routes(today));
        }
        router
    }

    /// The module of that name, if it is here and listens.
    pub fn listener(&self, name: &str) -> Option<Arc<dyn Listener>> {
        self.here.iter().find(|(known, _)| *known == name).map(|(_, listener)| Arc::clone(listener))
    }

    /// Delivers what was announced, and repeats or gives up what sign-ups got no answer to in time.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn deliver(&self) -> Result<(), DatabaseError> {
        if let Some(module) = &self.signups {
            module.time_up(now())?;
        }
        self.dispatcher.deliver().map(drop)
    }

    /// What is to be done once a day by the modules that are here. Can be repeated, also after it was cut off.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn night(&self, day: Date) -> Result<(), RequestError> {
        if let Some(module) = &self.subscriptions {
            let announced = module.begin_periods(day)?;
            tracing::info!(announced, "periods have begun");
        }
        self.deliver()?;
        if let Some(module) = &self.invoicing {
            let collected = module.collect(day)?;
            tracing::info!(?collected, "collected");
        }
        self.deliver()?;
        Ok(())
    }
}

/// Today; the day changes everywhere at midnight in UTC.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
