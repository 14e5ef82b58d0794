//! Parcels that carriers are booked for.

use rusqlite::Transaction;

use super::Participant;
use crate::orchestrator::Outcome;
use crate::order::Order;
use crate::store::Result;

/// The service.
pub struct Parcels;

impl Participant for Parcels {
    const NAME: &'static str = "parcels";
    const TABLES: &'static str = "";
    const TAKES: &'static str = "book-parcel";
    const FINISHES: &'static str = "send-parcel";

    fn amount(order: &Order) -> (&str, i64) {
        (&order.place, 1)
    }

    /// Stands in for carriers that do not go everywhere.
    fn take(_: &Transaction<'_>, place: &str, parcels: i64) -> Result<Outcome> {
        let taken = parcels < 0 || !place.starts_with("far-");
        Ok(if taken { Outcome::Done } else { Outcome::Refused(format!("no carrier goes to {place}")) })
    }
}
