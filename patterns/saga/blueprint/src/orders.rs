//! Takes orders: the service that a customer's side speaks to. This one has the orchestrator in it; `choreography`
//! has another that does without.

use rusqlite::Transaction;

use crate::channel::{Body, Message, Service};
use crate::orchestrator::{Kind, Orchestrator, Step, TABLES};
use crate::store::Result;

/// The steps of an order. What may be refused and can be taken back comes first, then the one point of no return,
/// then what is repeated until it is done.
pub const PLAN: [Step; 6] = [
    Step { name: "reserve-goods", at: "stock", kind: Kind::Undoable },
    Step { name: "hold-money", at: "payments", kind: Kind::Undoable },
    Step { name: "book-parcel", at: "parcels", kind: Kind::Undoable },
    Step { name: "take-money", at: "payments", kind: Kind::Pivot },
    Step { name: "ship-goods", at: "stock", kind: Kind::Forward },
    Step { name: "send-parcel", at: "parcels", kind: Kind::Forward },
];

/// Who takes orders, in either style.
pub const NAME: &str = "orders";

/// How many sagas whose time is up are taken up at once.
const BATCH: u32 = 200;

/// The service, with an orchestrator.
pub struct Orders(pub Orchestrator);

impl Service for Orders {
    fn name(&self) -> &'static str {
        NAME
    }

    fn tables(&self) -> String {
        TABLES.to_owned()
    }

    fn take(&self, transaction: &Transaction<'_>, message: &Message, now: i64) -> Result<Vec<Message>> {
        let command = match &message.body {
            Body::Order(order) => self.0.start(transaction, &order.id, &serde_json::to_string(order)?, now)?,
            Body::Answer(answer) => self.0.answered(transaction, answer, now)?,
            Body::Command(_) | Body::Fact(_) => return message.astray(),
        };
        Ok(command.into_iter().map(Message::from).collect())
    }

    fn tick(&self, transaction: &Transaction<'_>, now: i64) -> Result<Vec<Message>> {
        Ok(self.0.time_up(transaction, now, BATCH)?.into_iter().map(Message::from).collect())
    }
}
