//! What a broker keeps for one receiver, whether that is there or not. Each team writes down its own.

use std::time::Duration;

use crate::filter::Filter;

/// In which order messages are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Messages of a key one after the other: of each partition only one is under way at a time, and one that is
    /// tried again holds up those behind it.
    ByKey,
    /// To whoever is free.
    Any,
}

/// With which message a new subscription begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The first that the topic still has.
    Earliest,
    /// The next that is published.
    Next,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// What it is called. Copies of one receiver use the same; two receivers never do.
    pub name: String,
    /// What it wants.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// From when on.
    pub start: Start,
    /// How long a copy may be silent about a message before another gets it.
    pub deadline: Duration,
    /// How often a message is tried before it goes to the dead letters.
    pub attempts: u32,
    /// How many messages may be under way at a time, where order does not matter.
    pub under_way: usize,
}

impl Subscription {
    /// How many lanes it has: messages of different lanes are under way at the same time.
    pub fn lanes(&self, partitions: usize) -> usize {
        if self.order == Order::ByKey { partitions } else { 1 }
    }
}
