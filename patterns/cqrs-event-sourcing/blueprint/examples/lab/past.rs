//! Two years of a busy service: a million events, the older ones in the shapes that deposits had then.

use std::collections::HashSet;

use blueprint_cqrs_event_sourcing::commands::replay;
use blueprint_cqrs_event_sourcing::domain::Account;
use blueprint_cqrs_event_sourcing::store::Span;
use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::{Connection, params};

use crate::report::Figure;
use crate::{Done, Place, id};

pub(crate) const EVENTS: usize = 1_000_000;
const ACCOUNTS: usize = 20_000;
/// What one account alone has: ten bookings a day for ten years.
pub(crate) const LONG: usize = 36_500;
const DAYS: i64 = 730;
const START: i64 = 1_700_000_000_000;
const QUESTIONS: usize = 1_000;

/// What was so, and is asked for later.
struct Then {
    account: usize,
    at: i64,
    cents: i64,
    /// What that account holds in the end.
    last: i64,
}

/// What is known of the past without asking the service.
pub(crate) struct Past {
    questions: Vec<Then>,
    /// How many events were written in the newest shape of their kind.
    pub(crate) newest: usize,
    /// What all accounts hold together.
    pub(crate) cents: i64,
    /// On how many days something was paid in.
    pub(crate) days: usize,
}

pub(crate) fn make() -> Result<(Place, Past), Box<dyn std::error::Error>> {
    let place = Place::new()?;
    let mut random = StdRng::seed_from_u64(7);
    let mut cents = vec![0_i64; ACCOUNTS];
    let (mut holds, mut versions): (Vec<Option<i64>>, _) = (vec![None; ACCOUNTS], vec![0_u32; ACCOUNTS]);
    let (mut questions, mut newest, mut days) = (Vec::new(), 0, HashSet::new());
    let mut written = |nth: usize| {
        let at = START + nth as i64 * (DAYS * 86_400_000 / EVENTS as i64);
        let shape_then = match nth * 10 / EVENTS {
            0 => 1,
            1 | 2 => 2,
            _ => 3,
        };
        let account = match nth {
            _ if nth < ACCOUNTS => nth,
            // Spread evenly over all the time.
            _ if nth.is_multiple_of(EVENTS / LONG) => 0,
            _ => random.random_range(1..ACCOUNTS),
        };
        let (kind, shape, body) = if nth < ACCOUNTS {
            ("opened", 1, format!(r#"{{"opened":{{"person":"p-{}","name":"00"}}}}"#, account % 100))
        } else if let Some(held) = holds[account].take() {
            cents[account] -= held;
            ("captured", 1, format!(r#"{{"captured":{{"hold":"h","cents":{held}}}}}"#))
        } else if cents[account] > 100 && random.random_range(0..4) == 0 {
            let some = random.random_range(1..=100);
            holds[account] = Some(some);
            ("reserved", 1, format!(r#"{{"reserved":{{"hold":"h","cents":{some}}}}}"#))
        } else {
            let some: i64 = random.random_range(1..=200);
            cents[account] += some;
            days.insert(at / 86_400_000);
            let body = match shape_then {
                1 => format!(r#"{{"deposited":{{"amount":{some}}}}}"#),
                2 => format!(r#"{{"deposited":{{"cents":{some}}}}}"#),
                _ => format!(r#"{{"deposited":{{"cents":{some},"purpose":"gift"}}}}"#),
            };
            ("deposited", shape_then, body)
        };
        newest += usize::from(kind != "deposited" || shape == 3);
        // Of an account whose next event is later than this: the moment after, it is still so.
        if nth > ACCOUNTS && account != 0 && nth % (EVENTS / QUESTIONS) == 1 {
            questions.push(Then { account, at, cents: cents[account], last: 0 });
        }
        versions[account] += 1;
        (format!("account-a-{account}"), versions[account], kind, shape, body, at)
    };
    let place = place.restart_after(|record| {
        let mut record = Connection::open(record)?;
        let transaction = record.transaction()?;
        // Making an index of many at once is much quicker than adding each: the service does it when it starts.
        transaction.execute_batch("drop index events_of_streams; drop index events_of_commands")?;
        let mut insert = transaction.prepare(
            "insert into events (stream, version, kind, shape, body, actor, command, at, link)
                values (?1, ?2, ?3, ?4, ?5, 'clerk', '', ?6, zeroblob(32))",
        )?;
        for nth in 0..EVENTS {
            let (stream, version, kind, shape, body, at) = written(nth);
            insert.execute(params![stream, version, kind, shape, body, at])?;
        }
        drop(insert);
        Ok(transaction.commit()?)
    })?;
    questions.iter_mut().for_each(|then| then.last = cents[then.account]);
    Ok((place, Past { questions, newest, cents: cents.iter().sum(), days: days.len() }))
}

impl Past {
    /// Asks what accounts held at moments of the past.
    pub(crate) fn told(&self, place: &Place) -> Done {
        let (mut right, mut as_now) = (0, 0);
        for Then { account, at, cents, last } in &self.questions {
            let until = Span { time: Some(Timestamp::from_millisecond(*at)?), ..Span::default() };
            let (then, _) = replay(&place.app.store, &id(&format!("a-{account}"))?, until, Account::default())?;
            right += usize::from(then.cents == *cents);
            as_now += usize::from(last == cents);
        }
        let percent = |count: usize| 100.0 * count as f64 / self.questions.len() as f64;
        Figure {
            claim: "as-of-questions",
            measure: "Questions about what an account held at a moment of two years, answered rightly",
            unit: "%",
            values: &[("from what it holds now", percent(as_now)), ("from its events", percent(right))],
            expected: "all from events, hardly any from what is now",
            holds: right == self.questions.len() && percent(as_now) < 20.0,
        }
        .tell();
        Ok(())
    }
}
