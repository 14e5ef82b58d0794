//! What somebody sees who has just written: asked at once, with the position, and on the side that decides.

use std::sync::Arc;
use std::time::{Duration, Instant};

use blueprint_cqrs_event_sourcing::app::App;
use blueprint_cqrs_event_sourcing::domain::{Command, Id};
use blueprint_cqrs_event_sourcing::views::accounts::{self, AccountRow};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::report::{Figure, line};
use crate::{Done, Place, by, id};

/// How long people look before they ask, in milliseconds.
const THOUGHT: [u64; 6] = [0, 25, 50, 75, 100, 150];
const WRITERS: usize = 8;
const TIMES: usize = 6;

#[derive(Debug, Clone, Copy)]
struct Seen {
    thought: u64,
    /// Whether the answer was without what the asker had written.
    stale: bool,
    /// With the position: the same, and how long the answer took.
    stale_with: bool,
    took: Duration,
    /// On the side that decides.
    stale_decided: bool,
}

pub(crate) fn measure() -> Done {
    let place = Arc::new(Place::new()?);
    let every = place.settings.rest;
    for nth in 0..WRITERS {
        place.app.commands.open(&id(&format!("a-{nth}"))?, &id("ada")?, "Ada", &by("clerk"))?;
    }
    place.catch_up()?;
    let runtime = Runtime::new()?;
    let seen = runtime.block_on(async {
        let stop = CancellationToken::new();
        let following = place.app.follow(&stop);
        let mut writers = JoinSet::new();
        for nth in 0..WRITERS {
            let place = Arc::clone(&place);
            writers.spawn(async move { writer(&place, nth).await.map_err(|error| error.to_string()) });
        }
        let seen = writers.join_all().await.into_iter().collect::<Result<Vec<_>, _>>();
        stop.cancel();
        following.join_all().await;
        seen
    })?;
    let seen: Vec<Seen> = seen.into_iter().flatten().collect();
    let share = |of: &dyn Fn(&Seen) -> bool, thought: Option<u64>| {
        let those: Vec<&Seen> = seen.iter().filter(|seen| thought.is_none_or(|it| seen.thought == it)).collect();
        100.0 * those.iter().filter(|seen| of(seen)).count() as f64 / those.len() as f64
    };
    let (at_once, with, decided) = (
        share(&|seen| seen.stale, Some(0)),
        share(&|seen| seen.stale_with, None),
        share(&|seen| seen.stale_decided, None),
    );
    Figure {
        claim: "stale-views",
        measure: "Answers without what the asker had written just before, while views rest 100 ms",
        unit: "%",
        values: &[
            ("asked at once", at_once),
            ("asked with the position", with),
            ("from the side that decides", decided),
        ],
        expected: "most when asked at once, none with the position or from the side that decides",
        holds: at_once > 50.0 && with == 0.0 && decided == 0.0,
    }
    .tell();
    let mut waits: Vec<f64> =
        seen.iter().filter(|seen| seen.thought == 0).map(|seen| seen.took.as_secs_f64() * 1_000.0).collect();
    waits.sort_by(f64::total_cmp);
    let slowest = waits[waits.len() * 95 / 100];
    Figure {
        claim: "stale-views",
        measure: "What the position costs: 95th percentile of the time to an answer that waits for it",
        unit: "ms",
        values: &[("with the position", slowest)],
        expected: "about as long as views rest, at most three times that",
        holds: slowest <= 3_000.0 * every.as_secs_f64(),
    }
    .tell();
    type Of<'a> = &'a dyn Fn(&Seen) -> bool;
    let arms: [(&str, Of<'_>); 2] =
        [("without the position", &|seen| seen.stale), ("with the position", &|seen| seen.stale_with)];
    for (arm, of) in arms {
        let points: Vec<(f64, f64)> = THOUGHT.iter().map(|it| (*it as f64, share(of, Some(*it)))).collect();
        line("Asked a while after writing, while views rest 100 ms", "ms later", "stale answers, %", arm, &points);
    }
    Ok(())
}

async fn writer(place: &Place, nth: usize) -> Result<Vec<Seen>, Box<dyn std::error::Error + Send + Sync>> {
    let account: Id = format!("a-{nth}").try_into()?;
    let mut seen = Vec::new();
    let mut cents = 0;
    // Each begins elsewhere, so that all kinds of thought meet all states of the views.
    for turn in 0..TIMES * THOUGHT.len() {
        let thought = THOUGHT[(turn + nth) % THOUGHT.len()];
        let command = Command::Deposit { cents: 1, purpose: "gift".into() };
        let appended = place.app.commands.handle(&account, &command, &by("clerk"))?;
        cents += 1;
        tokio::time::sleep(Duration::from_millis(thought)).await;
        let held = |row: Option<AccountRow>| row.map_or(0, |row| row.cents);
        let App { queries, accounts: view, .. } = &place.app;
        let plain = queries.ask(view, None, |tables| accounts::one(tables, &account)).await?;
        let began = Instant::now();
        let with = queries.ask(view, Some(appended.position), |tables| accounts::one(tables, &account)).await?;
        let took = began.elapsed();
        let decided = place.app.commands.account(&account)?.0.cents;
        seen.push(Seen {
            thought,
            stale: held(plain.found) < cents,
            stale_with: !with.pending && held(with.found) < cents,
            took,
            stale_decided: decided < cents,
        });
    }
    Ok(seen)
}
