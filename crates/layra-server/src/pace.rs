//! How often a client may call what takes work: the API and the agents' address.
//!
//! Pages come out of a table and cost next to nothing; a search or advice does not. Calls are counted by
//! address of the client, in windows of fixed length.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::limits::{CALLS_WINDOW, MAX_CALLS, MAX_CLIENTS};

/// The calls of all clients.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    window: Arc<Mutex<Window>>,
}

#[derive(Debug)]
struct Window {
    began: Instant,
    calls: HashMap<IpAddr, u32>,
}

impl Pace {
    /// No calls so far.
    pub(crate) fn new() -> Self {
        Self { window: Arc::new(Mutex::new(Window { began: Instant::now(), calls: HashMap::new() })) }
    }

    /// Counts a call; the seconds to wait when it is one too many.
    pub(crate) fn call(&self, client: IpAddr) -> Result<(), u64> {
        // Nothing is ever half done in here, so a lock that somebody's panic has poisoned is sound.
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let elapsed = window.began.elapsed();
        // More clients than are kept count begin a window early: they are not to fill the memory.
        if elapsed >= CALLS_WINDOW || window.calls.len() >= MAX_CLIENTS {
            *window = Window { began: Instant::now(), calls: HashMap::new() };
        }
        let calls = window.calls.entry(client).or_default();
        *calls = calls.saturating_add(1);
        if *calls <= MAX_CALLS { Ok(()) } else { Err(CALLS_WINDOW.saturating_sub(elapsed).as_secs().max(1)) }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_client_that_calls_too_often_waits_and_others_do_not() {
        let pace = Pace::new();
        let client = IpAddr::from(Ipv4Addr::LOCALHOST);
        for _ in 0..MAX_CALLS {
            assert_eq!(pace.call(client), Ok(()));
        }
        let wait = pace.call(client).expect_err("one too many");
        assert!((1..=CALLS_WINDOW.as_secs()).contains(&wait), "{wait}");
        assert_eq!(pace.call(IpAddr::from([10, 0, 0, 7])), Ok(()));
    }

    #[test]
    fn many_clients_do_not_fill_the_memory() {
        let pace = Pace::new();
        for nth in 0..3 * MAX_CLIENTS as u32 {
            assert_eq!(pace.call(IpAddr::from(Ipv4Addr::from_bits(nth))), Ok(()));
        }
        assert!(pace.window.lock().expect("sound").calls.len() <= MAX_CLIENTS);
    }
}
