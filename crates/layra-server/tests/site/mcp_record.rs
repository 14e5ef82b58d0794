//! `record_decision`: the one tool that writes, where it may, and where it may not.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use expect_test::{Expect, expect};
use layra_catalog::Tokens;
use layra_project::Repository;
use layra_search::Index;
use layra_server::Library;
use layra_server::mcp::{Agent, Root, Sessions, http};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::fixture::harbour;
use crate::mcp::request_to;

const NAME: &str = "record_decision";

/// What an agent with the root `folder` answers.
fn ask(folder: &Path, method: &str, params: Value, name: Option<&str>) -> Value {
    let catalog = harbour();
    let index = Index::build(&catalog);
    let (_, library) = watch::channel(Arc::new(Library::new(catalog, index, Tokens::default())));
    let repository = Repository::open(folder).expect("a folder");
    let root = Root::new(repository, || "2026-03-06".parse().expect("a day"));
    let service = http(move || Agent::new(library.clone()).with_root(root.clone()), &[], Sessions::None);
    let (status, answer) = request_to(service, method, params, name, &[]);
    assert_eq!(status, 200, "{answer}");
    answer["result"].clone()
}

/// Records a decision in `folder`.
fn record(folder: &Path, arguments: Value) -> Value {
    ask(folder, "tools/call", json!({ "name": NAME, "arguments": arguments }), Some(NAME))
}

/// Why a decision is not recorded in `folder`, without the folder's name.
fn check_refused(folder: &Path, arguments: Value, expected: Expect) {
    let before = files(folder);
    let result = record(folder, arguments);
    assert_eq!(result["isError"], true, "{result}");
    let text = result["content"][0]["text"].as_str().expect("a text");
    expected.assert_eq(&text.replace(folder.to_str().expect("UTF-8"), "."));
    assert_eq!(files(folder), before, "nothing was written");
}

/// Every file below a folder with its text, links as where they lead.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("readable") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("below").display().to_string();
            if path.is_symlink() {
                found.push((name, format!("{:?}", fs::read_link(&path))));
            } else if path.is_dir() {
                open.push(path);
            } else {
                found.push((name, fs::read_to_string(&path).expect("text")));
            }
        }
    }
    found.sort();
    found
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn a_decision_is_written_with_its_record() {
    let folder = folder();
    let arguments = json!({
        "pattern": "Letter Box",
        "facts": { "crates": 5 },
        "rejected": { "night ferry": "Nobody here sails at night." },
        "review": 6,
    });
    let shown = record(folder.path(), json!({ "pattern": "letter-box", "facts": { "crates": 5 }, "dry_run": true }));
    assert_eq!(shown["structuredContent"]["written"], false, "{shown}");
    assert_eq!(shown["content"][0]["text"], shown["structuredContent"]["record"]);
    assert_eq!(files(folder.path()), []);

    let result = record(folder.path(), arguments.clone());
    let recorded = &result["structuredContent"];
    let path = "docs/decisions/0001-use-letter-box.md";
    assert_eq!(
        (&recorded["adr"], &recorded["title"], &recorded["review"], &recorded["written"]),
        (&path.into(), &"Use Letter Box".into(), &"2026-09-06".into(), &true.into()),
        "{result}"
    );
    assert_eq!(recorded["record"], fs::read_to_string(folder.path().join(path)).expect("written"));
    expect![[r#"
        [[decision]]
        pattern = "letter-box"
        adr = "docs/decisions/0001-use-letter-box.md"
        rejected = [
            { pattern = "night-ferry", why = "Nobody here sails at night." },
        ]
    "#]]
    .assert_eq(&fs::read_to_string(folder.path().join("layra.toml")).expect("written"));
    check_refused(
        folder.path(),
        arguments,
        expect![[
            r#"`./layra.toml` decides on `letter-box` already; to decide anew, mark its record as superseded and take its `[[decision]]` out, or give a `--scope`"#
        ]],
    );
}

#[test]
fn the_facts_of_the_project_are_taken_where_none_are_given() {
    let folder = folder();
    fs::write(folder.path().join("layra.toml"), "[project]\nfacts = \"facts.json\"\n").expect("written");
    fs::write(folder.path().join("facts.json"), "{\"crates\": 7}").expect("written");
    let result = record(folder.path(), json!({ "pattern": "letter-box", "status": "proposed" }));
    let text = result["structuredContent"]["record"].as_str().expect("a record");
    assert!(text.contains("crates = 7") && text.contains("status: proposed"), "{text}");
    let declared = fs::read_to_string(folder.path().join("layra.toml")).expect("there");
    assert!(declared.starts_with("[project]\nfacts = \"facts.json\"\n"), "{declared}");
}

#[test]
fn wrong_arguments_are_named() {
    let folder = folder();
    let wrong = |arguments: Value, expected: Expect| check_refused(folder.path(), arguments, expected);
    wrong(json!({}), expect!["missing field `pattern`"]);
    wrong(
        json!({ "pattern": "leter-box" }),
        expect!["`pattern`: there is no pattern `leter-box`; near it: `letter-box`"],
    );
    wrong(
        json!({ "pattern": "letter-box", "rejected": { "nigt-ferry": "no" } }),
        expect!["`rejected`: there is no pattern or technology `nigt-ferry`; did you mean `night-ferry`?"],
    );
    wrong(
        json!({ "pattern": "letter-box", "rejected": { "letter-box": "no" } }),
        expect!["`letter-box` is chosen and rejected at once"],
    );
    wrong(json!({ "pattern": "letter-box", "review": 0 }), expect!["`review`: is a number of months from 1 to 600"]);
    wrong(
        json!({ "pattern": "letter-box", "status": "rejected" }),
        expect!["`status`: unknown variant `rejected`, expected `accepted` or `proposed`"],
    );
    wrong(
        json!({ "pattern": "letter-box", "facts": { "crates": "many" } }),
        expect![
            "facts: crates: `crates` cannot be `many`; it is a number of crates a day, as in `crates=6`, `crates=6..8`, `crates>=8`"
        ],
    );
    fs::write(folder.path().join("layra.toml"), "[[decision]\n").expect("written");
    wrong(
        json!({ "pattern": "letter-box" }),
        expect![
            "./layra.toml:1:1: error: `pattern` is missing (add a line `pattern = ...` below this one); ./layra.toml:1:12: error: not valid TOML: unclosed array table, expected `]`; mend it first, nothing was written"
        ],
    );
}

#[test]
fn no_path_leads_out_of_the_root() {
    for path in ["../elsewhere", "/etc", "a/../../b", "C:/x", "a\\b"] {
        let folder = folder();
        let result = record(folder.path(), json!({ "pattern": "letter-box", "scope": path }));
        assert_eq!(result["isError"], true, "{path}: {result}");
        assert!(result["content"][0]["text"].as_str().expect("a text").starts_with("`scope`: "), "{result}");
        assert_eq!(files(folder.path()), [], "{path}");
    }
    for (file, text) in [
        ("layra.toml", "[[decision]]\npattern = \"night-ferry\"\nadr = \"../theirs/0001-x.md\"\n"),
        ("layra.toml", "[project]\nfacts = \"../facts.toml\"\n"),
        (".adr-dir", "../theirs\n"),
        (".adr-dir", "/tmp\n"),
    ] {
        let folder = folder();
        fs::write(folder.path().join(file), text).expect("written");
        let result = record(folder.path(), json!({ "pattern": "letter-box" }));
        assert_eq!(result["isError"], true, "{text}: {result}");
        assert_eq!(files(folder.path()), [(file.to_owned(), text.to_owned())]);
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_root() {
    use std::os::unix::fs::symlink;

    for link in ["docs", "docs/decisions", "layra.toml", "facts.toml"] {
        let (ours, theirs) = (folder(), folder());
        let target = theirs.path().join("target");
        if link.ends_with("toml") {
            fs::write(&target, "crates = 5\n").expect("written");
        } else {
            fs::create_dir(&target).expect("made");
        }
        if link == "docs/decisions" {
            fs::create_dir(ours.path().join("docs")).expect("made");
        }
        if link == "facts.toml" {
            fs::write(ours.path().join("layra.toml"), "[project]\nfacts = \"facts.toml\"\n").expect("written");
        }
        symlink(&target, ours.path().join(link)).expect("linked");
        let (before, there) = (files(ours.path()), files(theirs.path()));
        let result = record(ours.path(), json!({ "pattern": "letter-box" }));
        assert_eq!(result["isError"], true, "{link}: {result}");
        assert_eq!((files(ours.path()), files(theirs.path())), (before, there), "{link}");
    }
}

#[test]
fn the_tool_says_that_it_writes_and_is_there_with_a_root_only() {
    let folder = folder();
    let listed = ask(folder.path(), "tools/list", json!({}), None);
    let tools = listed["tools"].as_array().expect("a list");
    assert_eq!(tools.len(), 5);
    assert_eq!(
        (&tools[4]["name"], &tools[4]["annotations"]),
        (
            &NAME.into(),
            &json!({
                "readOnlyHint": false, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false,
            })
        )
    );
    let schema = &tools[4]["outputSchema"];
    let result = record(folder.path(), json!({ "pattern": "letter-box", "dry_run": true }));
    let validator = jsonschema::validator_for(schema).expect("a schema");
    if let Err(error) = validator.validate(&result["structuredContent"]) {
        panic!("{error}\n{schema}\n{result}");
    }
    // Over HTTP the site has no root; `mcp.rs` sees that its list ends before this tool.
}

#[test]
fn every_tool_has_tasks_that_should_pick_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../evals/tool-tasks.jsonl");
    let rows = fs::read_to_string(path).expect("the tasks are there");
    let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).expect("a row is JSON")).collect();
    let folder = folder();
    let listed = ask(folder.path(), "tools/list", json!({}), None);
    let tools = listed["tools"].as_array().expect("a list");
    for row in &rows {
        assert!(tools.iter().any(|tool| tool["name"] == row["tool"]), "{row}");
    }
    for tool in tools {
        let tasks = rows.iter().filter(|row| row["tool"] == tool["name"]).count();
        assert!(tasks >= 4, "{} has {tasks}", tool["name"]);
    }
    assert!(rows.len() >= 40);
}
