//! The walls between modules: what is declared, what the manifests say, and what the database lets through.

mod border_check;

use std::path::PathBuf;

use blueprint_modular_monolith_platform::database::{self, Database, Schema};
use border_check::{Dependencies, declared, package, packages, violations};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rules() -> Dependencies {
    declared(&root().join("borders.toml")).expect("read")
}

#[test]
fn nobody_depends_on_what_is_not_declared() {
    let found = packages(&root().join("crates")).expect("read");
    assert_eq!(found.len(), rules().len(), "every package is declared");
    let violations = violations(&found, &rules());
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn an_inside_is_never_declared_for_others() {
    for (name, may) in rules() {
        let inside = may.iter().find(|needed| ["subscriptions", "invoicing", "notices"].contains(&needed.as_str()));
        assert_eq!(inside, None, "{name} could pass by the door");
    }
}

#[test]
fn a_shortcut_is_found() {
    let manifest = "[package]\nname = \"blueprint-modular-monolith-notices\"\n[dependencies]\n\
        blueprint-modular-monolith-subscriptions = { path = \"../subscriptions\" }\nserde = \"1\"\n";
    let planted = package(manifest).expect("read").expect("one of ours");
    let found = violations(&Dependencies::from([planted]), &rules());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("notices may not depend on subscriptions"));
}

#[test]
fn the_composition_root_holds_no_rule() {
    // Amounts, plans and states are the modules' business.
    let text = std::fs::read_to_string(root().join("src/registry.rs")).expect("read");
    for word in ["Cents", "Plan", "Status", "State::", "if "] {
        let code =
            text.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("if let Some(module)"));
        let found: Vec<&str> = code.filter(|line| line.contains(word)).collect();
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn a_statement_that_reaches_into_the_neighbours_tables_is_refused() {
    let database = Database::open(":memory:").expect("opened");
    let own = database.schema("one", "create table one_things (name text) strict;").expect("made");
    let other = database.schema("two", "create table two_things (name text) strict;").expect("made");
    let run = |schema: &Schema, statement: &str| -> database::Result<()> {
        schema.transaction(|transaction| Ok(transaction.execute_batch(statement)?))
    };
    run(&own, "insert into one_things values ('a'); update one_things set name = 'b'; delete from one_things;")
        .expect("its own");
    for reach in [
        "insert into one_things values ('a')",
        "update one_things set name = 'b'",
        "delete from one_things",
        "insert into two_things select name from one_things",
        "create view two_view as select * from one_things",
        "drop table one_things",
        "alter table one_things rename to two_mine",
        "attach database ':memory:' as elsewhere",
        "pragma writable_schema = on",
    ] {
        assert!(run(&other, reach).is_err(), "{reach}");
    }
    assert!(database.schema("two", "create table three_things (name text) strict;").is_err());
}

#[test]
fn what_is_no_database_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "Dear Sir or Madam, ".repeat(50)).expect("written");
    assert!(Database::open(&file).is_err());
    assert!(Database::open(folder.path()).is_err());
}
