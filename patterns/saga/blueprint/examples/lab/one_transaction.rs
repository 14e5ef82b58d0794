//! The same order over one database: one transaction, which is all or nothing by itself.

use std::path::Path;
use std::time::Duration;

use blueprint_saga::orchestrator::Outcome;
use blueprint_saga::order::Order;
use blueprint_saga::participants::{Parcels, Participant, Payments, Stock};
use blueprint_saga::store::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub(crate) struct Shop(pub(crate) Connection);

impl Shop {
    pub(crate) fn open(folder: &Path) -> Self {
        let connection = Connection::open(folder.join("shop.sqlite")).expect("opened");
        connection.busy_timeout(Duration::from_secs(5)).expect("set");
        connection.pragma_update(None, "journal_mode", "WAL").expect("set");
        connection.pragma_update(None, "synchronous", "OFF").expect("set");
        let orders =
            "create table if not exists orders (id text primary key, body text not null, refused text) strict;";
        connection.execute_batch(&[Stock::TABLES, Payments::TABLES, orders].concat()).expect("made");
        Self(connection)
    }

    /// How many orders it has dealt with.
    pub(crate) fn known(&self) -> usize {
        let statement = "select count(*) from orders";
        self.0.query_row(statement, [], |row| row.get::<_, u32>(0)).expect("read") as usize
    }

    // begin: the whole order
    pub(crate) fn place(&mut self, order: &Order) -> Result<(), StoreError> {
        let transaction = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcome = steps(&transaction, order)?;
        if let Outcome::Refused(why) = outcome {
            transaction.rollback()?;
            return keep(&self.0, order, Some(why));
        }
        keep(&transaction, order, None)?;
        Ok(transaction.commit()?)
    }
    // end
}

// begin: its steps
fn steps(transaction: &Transaction<'_>, order: &Order) -> Result<Outcome, StoreError> {
    let goods = Stock::take(transaction, &order.item, order.quantity.into())?;
    if goods != Outcome::Done {
        return Ok(goods);
    }
    let money = Payments::take(transaction, &order.customer, order.cents)?;
    if money != Outcome::Done {
        return Ok(money);
    }
    Parcels::take(transaction, &order.place, 1)
}
// end

fn keep(connection: &Connection, order: &Order, refused: Option<String>) -> Result<(), StoreError> {
    let body = serde_json::to_string(order)?;
    connection.execute("insert into orders values (?1, ?2, ?3)", (&order.id, body, refused))?;
    Ok(())
}
