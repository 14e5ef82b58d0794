//! Compares what the services have written down, as somebody should each night. No service may do that: it reads the
//! databases of all.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// What the comparison found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Books {
    /// Orders that went through.
    pub(crate) done: i64,
    /// Orders that did not, and were taken back.
    pub(crate) taken_back: i64,
    /// Orders that are still open, of which nothing can be said.
    pub(crate) open: i64,
    /// Orders that have ended, or that nobody took, on which the services disagree.
    pub(crate) disagree: i64,
    /// Cents that customers had, and that now neither they have nor an order that may have them.
    pub(crate) cents_missing: i64,
    /// The same of goods.
    pub(crate) goods_missing: i64,
}

/// Compares the databases in `folder`.
pub(crate) fn compare(folder: &Path) -> Books {
    let books =
        Connection::open_with_flags(folder.join("orders.sqlite"), OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
    for service in ["stock", "payments", "parcels"] {
        let file = folder.join(format!("{service}.sqlite"));
        books.execute(&format!("attach ?1 as {service}"), [file.to_str()]).expect("attached");
    }
    let number = |statement: &str| books.query_row(statement, [], |row| row.get::<_, i64>(0)).expect("read");
    let sagas = |state: &str| number(&format!("select count(*) from saga_log where state {state}"));
    let disagree = "
        with ids as (select id from stock.taken union select id from payments.taken union select id from parcels.taken
                     union select key from saga_log)
        select count(*) from ids left join saga_log on key = ids.id
            left join stock.taken as goods on goods.id = ids.id
            left join payments.taken as money on money.id = ids.id
            left join parcels.taken as parcel on parcel.id = ids.id
        where case coalesce(saga_log.state, 'taken-back')
            when 'done' then (goods.state, money.state, parcel.state) is not ('final', 'final', 'final')
            when 'taken-back' then coalesce(goods.state, 'undone') <> 'undone'
                or coalesce(money.state, 'undone') <> 'undone' or coalesce(parcel.state, 'undone') <> 'undone'
            else false end";
    // Money that is gone for orders that did not go through.
    let astray = "select coalesce(sum(amount), 0) from payments.taken left join saga_log on key = id
        where payments.taken.state <> 'undone' and coalesce(saga_log.state, 'taken-back') = 'taken-back'";
    Books {
        done: sagas("= 'done'"),
        taken_back: sagas("= 'taken-back'"),
        open: sagas("in ('running', 'taking-back')"),
        disagree: number(disagree),
        cents_missing: number(astray)
            + number(
                "select (select coalesce(sum(opened - balance), 0) from accounts)
            - (select coalesce(sum(amount), 0) from payments.taken where state <> 'undone')",
            ),
        goods_missing: number(
            "select (select coalesce(sum(delivered - free), 0) from shelf)
            - (select coalesce(sum(amount), 0) from stock.taken where state <> 'undone')",
        ),
    }
}
