//! Shortcuts between modules, and what stops them.

use std::collections::BTreeSet;
use std::path::Path;

use blueprint_modular_monolith_platform::database::{Database, DatabaseError};
use rusqlite::Connection;

use crate::border_check::{Dependencies, declared, packages, violations};
use crate::report::Figure;

/// How somebody in a hurry reaches into a neighbour's tables.
const REACHES: [&str; 8] = [
    "insert into one_things values ('a')",
    "update one_things set name = 'b'",
    "delete from one_things",
    "insert into two_things select name from one_things",
    "insert into two_things select one_things.name from one_things join two_things on true",
    "create view two_view as select * from one_things",
    "create trigger two_trigger after insert on one_things begin delete from two_things; end",
    "alter table one_things add column two text",
];

const TABLES: [(&str, &str); 2] =
    [("one", "create table one_things (name text) strict;"), ("two", "create table two_things (name text) strict;")];

/// Statements that get through where nothing stops them, and where a module has rights.
fn statements() -> anyhow::Result<(usize, usize)> {
    let plain = Connection::open_in_memory()?;
    let database = Database::open(":memory:")?;
    let mut schema = None;
    for (module, tables) in TABLES {
        plain.execute_batch(tables)?;
        schema = Some(database.schema(module, tables)?);
    }
    let schema = schema.ok_or_else(|| anyhow::anyhow!("no module"))?;
    let through = |reach: &&&str| {
        schema.transaction(|transaction| Ok::<_, DatabaseError>(transaction.execute_batch(reach)?)).is_ok()
    };
    let without = REACHES.iter().filter(|reach| plain.execute_batch(reach).is_ok()).count();
    Ok((without, REACHES.iter().filter(through).count()))
}

/// Whether `from` gets to `to` by dependencies.
fn reaches(packages: &Dependencies, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(name) = next.pop() {
        if name == to {
            return true;
        }
        let needs = packages.get(name).filter(|_| seen.insert(name));
        next.extend(needs.into_iter().flatten().map(String::as_str));
    }
    false
}

/// Plants each dependency that nobody declared, one at a time: how many there are, how many cargo would build,
/// as it refuses cycles only, and how many of those the check does not see.
fn dependencies() -> anyhow::Result<(usize, usize, usize)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (clean, rules) = (packages(&root.join("crates"))?, declared(&root.join("borders.toml"))?);
    let (mut planted, mut built, mut missed) = (0, 0, 0);
    for (name, needs) in &clean {
        for other in clean.keys().filter(|other| *other != name) {
            if rules.get(name).is_some_and(|may| may.contains(other)) {
                continue;
            }
            planted += 1;
            if reaches(&clean, other, name) {
                continue;
            }
            built += 1;
            let mut with = needs.clone();
            with.insert(other.clone());
            missed += usize::from(violations(&Dependencies::from([(name.clone(), with)]), &rules).is_empty());
        }
    }
    Ok((planted, built, missed))
}

pub(crate) fn measure() -> anyhow::Result<()> {
    let (statements, refused_not) = statements()?;
    let (planted, built, missed) = dependencies()?;
    let all = planted + REACHES.len();
    let check_alone = missed + statements;
    Figure {
        claim: "needs-a-guard",
        measure: "Shortcuts that get through: each undeclared dependency and eight statements into foreign tables",
        unit: "",
        values: &[
            ("no guard", (built + statements) as f64),
            ("a check of dependencies", check_alone as f64),
            ("and rights in the database", (missed + refused_not) as f64),
        ],
        expected: "most of them without a guard, statements with a check alone, none with both",
        holds: 2 * (built + statements) > all && check_alone == statements && missed + refused_not == 0,
    }
    .tell();
    Figure {
        claim: "hidden-table-coupling",
        measure: "Statements into foreign tables that get through, of 8",
        unit: "",
        values: &[("a check of dependencies", statements as f64), ("rights in the database", refused_not as f64)],
        expected: "all of them with the check alone, none with rights",
        holds: statements == REACHES.len() && refused_not == 0,
    }
    .tell();
    Figure {
        claim: "borders-without-a-network",
        measure: "Shortcuts stopped before anything is released, in one process",
        unit: "%",
        values: &[
            ("without", 100.0 * (all - built - statements) as f64 / all as f64),
            ("with", 100.0 * (all - missed - refused_not) as f64 / all as f64),
        ],
        expected: "all of them with it",
        holds: missed + refused_not == 0,
    }
    .tell();
    Ok(())
}
