//! What publishing wins and costs: against calls to each receiver, and within a topic, against its own other ways.
//! Time passes as the lab says, so nothing here depends on the machine: the broker in the process does not care.

mod fan_out;
mod order;
mod repeats;
mod report;
mod slow;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use blueprint_pub_sub::broker::Embedded;
use blueprint_pub_sub::filter::Filter;
use blueprint_pub_sub::message::Message;
use blueprint_pub_sub::subscription::{Order, Start, Subscription};
use report::progress;
use uuid::Uuid;

type Done = Result<(), Box<dyn std::error::Error>>;

/// What the sender waits for a broker's confirmation.
pub(crate) const CONFIRMED: Duration = Duration::from_millis(2);

fn main() -> Done {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    runtime.block_on(async {
        progress("one sender and ten receivers");
        fan_out::side_by_side().await?;
        fan_out::strangers().await?;
        progress("a receiver that stands still, one that is slow, one that comes late");
        slow::stands_still().await?;
        slow::falls_behind().await?;
        slow::comes_late().await?;
        slow::asks_for_nothing().await?;
        progress("order, and what it costs");
        order::measure().await?;
        progress("copies that die, and deadlines that are too short");
        repeats::copies_that_die().await?;
        repeats::short_deadline().await
    })
}

pub(crate) fn broker(partitions: usize, keep: usize) -> Embedded {
    Embedded::new(partitions, keep)
}

/// The next message about `key`. Ids count up, so that each run is the same.
pub(crate) fn message(key: usize, version: u32) -> Message {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    Message {
        id: Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::SeqCst))),
        key: format!("p-{key}"),
        kind: "moved".to_owned(),
        region: "north".to_owned(),
        version,
        at: 0,
        trace: String::new(),
    }
}

pub(crate) fn subscription(name: &str, order: Order) -> Subscription {
    Subscription {
        name: name.to_owned(),
        filter: Filter::default(),
        order,
        start: Start::Earliest,
        deadline: Duration::from_secs(30),
        attempts: 20,
        under_way: 1_000,
    }
}
