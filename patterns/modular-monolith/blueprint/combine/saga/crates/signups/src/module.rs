//! The module: the steps of a sign-up, and what passes between the orchestrator and the other modules.

use blueprint_modular_monolith_platform::database::{Database, DatabaseError, Schema};
use blueprint_modular_monolith_platform::events::{Delivery, Listener, NotDelivered, Outbox};
use blueprint_modular_monolith_signups_door as door;
use blueprint_modular_monolith_signups_door::{BeginningAsked, DepositAsked, Signup, StepAnswered};
use rusqlite::Transaction;

use crate::orchestrator::{
    self, Action, Answer, Command, Direction, Kind, Orchestrator, Outcome, Patience, Saga, Step, TABLES,
};

/// The steps. Whether a subscription can begin shows when it does, and then it has begun.
const PLAN: [Step; 3] = [
    Step { name: "take-deposit", at: "invoicing", kind: Kind::Undoable },
    Step { name: "begin-subscription", at: "subscriptions", kind: Kind::Pivot },
    Step { name: "keep-deposit", at: "invoicing", kind: Kind::Forward },
];

/// How many sagas whose time is up are taken up at once.
const BATCH: u32 = 100;

/// What came of the wish to sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// It is on its way, and no more.
    Now,
    /// It was before: this was a repeat.
    Before,
    /// Another one has that key.
    Another,
}

/// The module.
#[derive(Clone)]
pub struct Signups {
    schema: Schema,
    outbox: Outbox,
    orchestrator: Orchestrator,
}

impl Signups {
    /// The module, with its tables in `database`.
    ///
    /// # Errors
    /// When its tables cannot be made.
    pub fn start(database: &Database, outbox: Outbox, patience: Patience) -> Result<Self, DatabaseError> {
        let schema = database.schema("saga", TABLES)?;
        let orchestrator = Orchestrator::new(&PLAN, patience);
        // A plan in which nothing can be promised would be a fault in this file, which a test finds.
        let orchestrator = orchestrator.ok_or(DatabaseError::Sqlite(rusqlite::Error::InvalidQuery))?;
        Ok(Self { schema, outbox, orchestrator })
    }

    /// Takes a sign-up under a key that the customer's side chose.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn sign_up(&self, key: &str, signup: &Signup, now: i64) -> Result<Placed, DatabaseError> {
        let payload = serde_json::to_string(signup)?;
        self.schema.transaction(|transaction| match orchestrator::find(transaction, key)? {
            Some(before) if before.payload == payload => Ok(Placed::Before),
            Some(_) => Ok(Placed::Another),
            None => {
                let command = self.orchestrator.start(transaction, key, &payload, now)?;
                command.into_iter().try_for_each(|command| self.send(transaction, &command))?;
                Ok(Placed::Now)
            }
        })
    }

    /// How a sign-up stands.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn signup(&self, key: &str) -> Result<Option<Saga>, DatabaseError> {
        self.schema.transaction(|transaction| Ok(orchestrator::find(transaction, key)?))
    }

    /// Sign-ups that lie with a person.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn cases(&self) -> Result<Vec<Saga>, DatabaseError> {
        self.schema.transaction(|transaction| Ok(orchestrator::cases(transaction)?))
    }

    /// Does what a person wants with one that lies there; says whether it did.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn repair(&self, key: &str, wanted: (Action, &str), now: i64) -> Result<bool, DatabaseError> {
        self.schema.transaction(|transaction| {
            let Some(commands) = self.orchestrator.repair(transaction, key, wanted, now)? else { return Ok(false) };
            commands.iter().try_for_each(|command| self.send(transaction, command))?;
            Ok(true)
        })
    }

    /// Repeats or gives up what got no answer in time.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn time_up(&self, now: i64) -> Result<(), DatabaseError> {
        self.schema.transaction(|transaction| {
            let commands = self.orchestrator.time_up(transaction, now, BATCH)?;
            commands.iter().try_for_each(|command| self.send(transaction, command))
        })
    }

    fn send(&self, transaction: &Transaction<'_>, command: &Command) -> Result<(), DatabaseError> {
        let direction = match command.direction {
            Direction::Do => door::Direction::Do,
            Direction::Undo => door::Direction::Undo,
        };
        let step = door::Step { saga: command.saga.clone(), name: command.step.clone(), direction };
        let signup: Signup = serde_json::from_str(&command.payload)?;
        match command.to.as_str() {
            "subscriptions" => self.outbox.announce(transaction, &BeginningAsked { step, signup }),
            _ => self.outbox.announce(transaction, &DepositAsked { step, signup }),
        }
    }
}

impl Listener for Signups {
    fn take(&self, delivery: &Delivery) -> Result<(), NotDelivered> {
        let Some(StepAnswered { step, refused }) = delivery.of()? else { return Ok(()) };
        let direction = match step.direction {
            door::Direction::Do => Direction::Do,
            door::Direction::Undo => Direction::Undo,
        };
        let outcome = refused.map_or(Outcome::Done, Outcome::Refused);
        let answer = Answer { saga: step.saga, step: step.name, direction, outcome };
        self.schema.transaction(|transaction| {
            let command = self.orchestrator.answered(transaction, &answer, crate::now())?;
            command.iter().try_for_each(|command| self.send(transaction, command))
        })?;
        Ok(())
    }
}
