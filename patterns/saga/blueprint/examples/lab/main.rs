//! What a saga wins and costs: ten thousand orders over three databases in processes that are killed, with steps and
//! messages that fail, beside plain calls and beside one transaction over one database.

mod calls;
mod killed;
mod one_transaction;
mod report;
mod shop;
mod waiting;

#[path = "../../tests/world/books.rs"]
mod books;

use std::path::Path;

use blueprint_saga::app::Style;
use killed::{Arm, Ended, ORDERS};
use report::{Figure, line, progress};
use rusqlite::Connection;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [child, arm, folder] = words.as_slice()
        && child == "child"
    {
        return killed::child(arm, Path::new(folder));
    }
    // A copy of itself, which stays as it is when the lab is built anew meanwhile.
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("orders");
    std::fs::copy(std::env::current_exe().expect("its path"), &program).expect("copied");
    let mut ended = Vec::new();
    for (seed, arm) in (1..).zip(Arm::ALL) {
        progress(&format!("{ORDERS} orders, {}, killed at random", arm.name()));
        ended.push((arm.name(), killed::run(arm, &program, seed)));
    }
    for (name, arm) in &ended {
        progress(&format!("{name}: {} kills, {:?}", arm.kills, arm.books));
        line("Ten thousand orders in processes that are killed", "s", "orders ended", name, &arm.progress);
    }
    agreement(&ended);
    isolation(&ended);
    progress("services that are gone, and steps that take their time");
    waits();
    work();
}

/// Tells a figure over all four arms.
fn tell(
    claim: &str,
    measure: &str,
    unit: &str,
    ended: &[(&str, Ended)],
    figure: impl Fn(&Ended) -> f64,
    expected: &str,
    holds: impl Fn([f64; 4]) -> bool,
) {
    let values: Vec<(&str, f64)> = ended.iter().map(|(name, arm)| (*name, figure(arm))).collect();
    let holds = holds([values[0].1, values[1].1, values[2].1, values[3].1]);
    Figure { claim, measure, unit, values: &values, expected, holds }.tell();
}

fn agreement(ended: &[(&str, Ended)]) {
    tell(
        "no-shared-lock",
        "Orders left half-way, of 10,000: a tenth of each step is refused, a fifth of the messages goes wrong, the process is killed up to 20 times",
        "",
        ended,
        |arm| (arm.books.disagree + arm.books.open) as f64,
        "none as sagas, in either style; some by calls",
        |[one, calls, orchestrated, choreographed]| one + orchestrated + choreographed == 0.0 && calls > 0.0,
    );
    tell(
        "no-shared-lock",
        "Cents that customers have lost by it",
        "",
        ended,
        |arm| arm.books.cents_missing as f64,
        "none as sagas, in either style; some by calls",
        |[one, calls, orchestrated, choreographed]| {
            one == 0.0 && orchestrated == 0.0 && choreographed == 0.0 && calls > 0.0
        },
    );
}

fn isolation(ended: &[(&str, Ended)]) {
    tell(
        "nothing-isolated",
        "Reads of an order's goods, money or parcel that saw what was taken back later",
        "of 1,000 that saw any",
        ended,
        |arm| 1_000.0 * arm.dirty as f64 / arm.seen.max(1) as f64,
        "none in one transaction; some as sagas",
        |[one, _, orchestrated, choreographed]| one == 0.0 && orchestrated > 0.0 && choreographed > 0.0,
    );
    tell(
        "nothing-isolated",
        "The same reads by somebody who leaves out what is pending",
        "of 1,000 that saw any",
        ended,
        |arm| 1_000.0 * arm.dirty_final as f64 / arm.seen.max(1) as f64,
        "none: the remedy works, where everybody keeps to it",
        |[one, _, orchestrated, choreographed]| one + orchestrated + choreographed == 0.0,
    );
    // Plain calls keep no reasons, so that of them nobody can tell.
    let turned_away = ended.iter().filter_map(|(name, arm)| arm.turned_away.map(|orders| (*name, orders)));
    let turned_away: Vec<(&str, f64)> = turned_away.collect();
    Figure {
        claim: "nothing-isolated",
        measure: "Orders turned away for want of goods that were there in the end",
        unit: "",
        values: &turned_away,
        expected: "none in one transaction; some as sagas",
        holds: turned_away.iter().all(|(name, orders)| (*orders == 0.0) == (*name == Arm::One.name())),
    }
    .tell();
    tell(
        "side-effects-stay",
        "Customers who saw their money held and given back",
        "",
        ended,
        |arm| held_and_given_back(arm.folder.path()),
        "none in one transaction; some as sagas",
        |[one, _, orchestrated, choreographed]| one == 0.0 && orchestrated > 0.0 && choreographed > 0.0,
    );
}

fn held_and_given_back(folder: &Path) -> f64 {
    // In one transaction there is no such row: nothing is seen before it is kept.
    let file = folder.join("payments.sqlite");
    if !file.exists() {
        return 0.0;
    }
    let payments = Connection::open(file).expect("opened");
    let statement = "select count(*) from taken where state = 'undone'";
    payments.query_row(statement, [], |row| row.get::<_, u32>(0)).expect("read").into()
}

fn waits() {
    let (common, saga) = waiting::others_that_wait();
    Figure {
        claim: "no-shared-lock",
        measure: "Deliveries to the shelf that have to wait while payments is gone, of 500",
        unit: "",
        values: &[("common commit", common), ("saga", saga)],
        expected: "none with sagas, most with a common commit",
        holds: saga == 0.0 && common > 250.0,
    }
    .tell();
    let (transactions, sagas) = waiting::at_once();
    Figure {
        claim: "may-take-days",
        measure: "Orders that can wait for the carrier at the same time",
        unit: "",
        values: &[("one transaction", transactions), ("saga", sagas)],
        expected: "hundreds of times as many as sagas",
        holds: sagas >= 300.0 * transactions,
    }
    .tell();
    let (soon, late) = (waiting::at_the_desk(1), waiting::at_the_desk(60));
    Figure {
        claim: "undo-fails-too",
        measure: "Orders that lie with a person when payments was gone for so long",
        unit: "%",
        values: &[("a minute", soon), ("an hour", late)],
        expected: "none after a minute, most after an hour: counter-actions need the service, too",
        holds: soon == 0.0 && late > 50.0,
    }
    .tell();
    let (orchestrated, choreographed) = (waiting::asked(Style::Orchestrated), waiting::asked(Style::Choreographed));
    Figure {
        claim: "progress-on-view",
        measure: "Databases asked until one says what an order waits for",
        unit: "",
        values: &[("orchestrated", orchestrated), ("choreographed", choreographed)],
        expected: "one with an orchestrator, more without",
        holds: orchestrated == 1.0 && choreographed > 1.0,
    }
    .tell();
}

fn work() {
    let one = lines(include_str!("one_transaction.rs").split("// begin").skip(1).map(|rest| {
        let after = rest.split_once('\n').map_or("", |(_, rest)| rest);
        after.split("// end").next().unwrap_or_default()
    }));
    let common = lines(
        [
            include_str!("../../src/channel/mod.rs"),
            include_str!("../../src/channel/message.rs"),
            include_str!("../../src/channel/outbox.rs"),
            include_str!("../../src/participants/mod.rs"),
            include_str!("../../src/participants/handled.rs"),
        ]
        .into_iter(),
    );
    let orchestrated = lines(
        [
            include_str!("../../src/orchestrator/mod.rs"),
            include_str!("../../src/orchestrator/compensations.rs"),
            include_str!("../../src/orchestrator/log.rs"),
            include_str!("../../src/orchestrator/machine.rs"),
            include_str!("../../src/orchestrator/repair.rs"),
            include_str!("../../src/orchestrator/timeouts.rs"),
            include_str!("../../src/orders.rs"),
        ]
        .into_iter(),
    );
    let choreographed = lines(
        [
            include_str!("../../src/choreography/mod.rs"),
            include_str!("../../src/choreography/ending.rs"),
            include_str!("../../src/choreography/parcels.rs"),
            include_str!("../../src/choreography/payments.rs"),
            include_str!("../../src/choreography/stock.rs"),
        ]
        .into_iter(),
    );
    Figure {
        claim: "twice-the-work",
        measure: "Lines of code around the rules that make an order all or nothing",
        unit: "",
        values: &[
            ("one transaction", one),
            ("orchestrated", common + orchestrated),
            ("choreographed", common + choreographed),
        ],
        expected: "at least ten times as many as sagas",
        holds: orchestrated + common >= 10.0 * one,
    }
    .tell();
    let (orchestrated, choreographed) =
        (waiting::messages(Style::Orchestrated), waiting::messages(Style::Choreographed));
    Figure {
        claim: "twice-the-work",
        measure: "Messages, each of which may be lost, come twice or late, for an order that goes through",
        unit: "",
        values: &[("one transaction", 0.0), ("orchestrated", orchestrated), ("choreographed", choreographed)],
        expected: "two for each step with an orchestrator, one without",
        holds: orchestrated == 12.0 && choreographed == 7.0,
    }
    .tell();
}

fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> f64 {
    let code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    texts.map(|text| text.lines().filter(code).count()).sum::<usize>() as f64
}
