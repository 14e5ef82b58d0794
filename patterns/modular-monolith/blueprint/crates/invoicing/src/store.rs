//! The module's tables, and what is asked of them.

use blueprint_modular_monolith_invoicing_door::{Balance, Invoicing, InvoicingError};
use blueprint_modular_monolith_kernel::Customer;
use blueprint_modular_monolith_platform::database::{DatabaseError, Result, documents};
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use crate::invoice::Invoice;
use crate::module::InvoicingModule;

/// All of an invoice is in `body`; what is asked for is a column of its own as well.
pub(crate) const TABLES: &str = "create table if not exists invoicing_invoices (
    customer text not null, period text not null, body text not null,
    next_try text as (body ->> '$.status.open') stored,
    owed integer as (iif(next_try is null, 0, body ->> '$.total')) stored,
    primary key (customer, period)) strict, without rowid;
create index if not exists invoicing_open on invoicing_invoices (next_try) where next_try is not null;";

/// Adds an invoice unless it is there: the event that it comes from may come twice.
pub(crate) const ADD: &str =
    "insert into invoicing_invoices (customer, period, body) values (?1, ?2, ?3) on conflict do nothing";
pub(crate) const CHANGE: &str = "update invoicing_invoices set body = ?3 where customer = ?1 and period = ?2";

/// How many invoices are taken up at a time.
const BATCH: u32 = 500;

pub(crate) fn write(transaction: &Transaction<'_>, statement: &str, invoice: &Invoice) -> Result<()> {
    let parameters = [invoice.customer.to_string(), invoice.from.to_string(), serde_json::to_string(invoice)?];
    transaction.prepare_cached(statement)?.execute(parameters)?;
    Ok(())
}

impl InvoicingModule {
    /// A customer's invoices, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn invoices(&self, customer: &Customer) -> Result<Vec<Invoice>> {
        let statement = "select body from invoicing_invoices where customer = ?1 order by period";
        self.schema.transaction(|transaction| documents(transaction, statement, [customer.to_string()]))
    }

    pub(crate) fn collectable(&self, day: Date) -> Result<Vec<Invoice>> {
        let statement = "select body from invoicing_invoices where next_try <= ?1 order by customer, period limit ?2";
        self.schema.transaction(|transaction| documents(transaction, statement, params![day.to_string(), BATCH]))
    }
}

impl Invoicing for InvoicingModule {
    /// All of them in one statement, however many they are.
    fn balances(&self, customers: &[Customer]) -> Result<Vec<Balance>, InvoicingError> {
        let statement =
            "select json_object('customer', asked.value, 'invoices', count(period), 'owed', coalesce(sum(owed), 0))
                from json_each(?1) as asked left join invoicing_invoices on customer = asked.value
                group by asked.key order by asked.key";
        let read = self
            .schema
            .transaction(|transaction| documents(transaction, statement, [serde_json::to_string(customers)?]));
        read.map_err(|error: DatabaseError| InvoicingError(error.to_string()))
    }
}
