//! What small repositories show.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use layra_catalog::SourceText;
use tempfile::TempDir;

use super::*;

const FACTS: &str = r#"
[[fact]]
id = "cooks"
kind = "number"
unit = "people"
group = "kitchen"
means = "How many cook."
ask = "How many cook?"
range = [1, 100]
[[fact.seen]]
measure = "authors"

[[fact]]
id = "brigades"
kind = "number"
unit = "brigades"
group = "kitchen"
means = "How many brigades cook."
ask = "How many brigades?"
range = [1, 100]
[[fact.seen]]
measure = "owners"

[[fact]]
id = "age"
kind = "choice"
group = "kitchen"
means = "How old the kitchen is."
ask = "How old is it?"
[[fact.seen]]
measure = "months"
at_least = 24
value = "old"
[[fact.seen]]
measure = "months"
at_least = 3
value = "new"
[[fact.choice]]
id = "new"
means = "Lately built."
[[fact.choice]]
id = "old"
means = "Long there."

[[fact]]
id = "menus"
kind = "number"
unit = "menus a month"
group = "kitchen"
means = "How often the menu changes."
ask = "How often does it change?"
[[fact.seen]]
measure = "tags-per-month"

[[fact]]
id = "stoves"
kind = "number"
unit = "stoves"
group = "kitchen"
means = "How many stoves there are."
ask = "How many stoves?"
range = [0, 10]
[[fact.seen]]
measure = "services"

[[fact]]
id = "spices"
kind = "number"
unit = "spices"
group = "kitchen"
means = "How many spices are used."
ask = "How many spices?"
[[fact.seen]]
measure = "technologies"
kinds = ["library"]
technologies = ["oven"]

[[fact]]
id = "spicy"
kind = "flag"
group = "kitchen"
means = "More than one spice is used."
ask = "Is it spicy?"
[[fact.seen]]
measure = "technologies"
kinds = ["library"]
at_least = 2
"#;

const TECHNOLOGIES: &str = r#"
[[technology]]
id = "pepper"
name = "Pepper"
kind = "library"
packages = { npm = ["pepper"], pypi = ["black-pepper"], go = ["example.org/pepper/v2"] }

[[technology]]
id = "salt"
name = "Salt"
kind = "library"
packages = { npm = ["@sea/salt"] }

[[technology]]
id = "oven"
name = "Oven"
kind = "platform"
images = ["oven"]
"#;

/// A folder with the files of a fixture: a line `//- path` begins each.
fn folder(fixture: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for part in fixture.split("//- ").skip(1) {
        let (path, text) = part.split_once('\n').expect("a line for the path");
        write(folder.path(), path, text);
    }
    folder
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Runs git with nothing of this machine's configuration, as `author` on `day`.
fn git(root: &Path, (author, day): (&str, &str), arguments: &[&str]) {
    let (name, address) = author.split_once(" <").expect("a name and an address");
    let mut command = Command::new("git");
    command.args(arguments).current_dir(root);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), name);
        command.env(format!("GIT_{role}_EMAIL"), address.trim_end_matches('>'));
        command.env(format!("GIT_{role}_DATE"), format!("{day}T12:00:00Z"));
    }
    let output = command.output().expect("git is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A folder with commits, each of an author on a day, and some of them with a tag.
fn history(commits: &[(&str, &str, Option<&str>)]) -> TempDir {
    let folder = folder("//- README\nA kitchen.\n");
    git(folder.path(), ("A <a@b>", "2026-01-01"), &["init", "-q", "-b", "main"]);
    for (author, day, tag) in commits {
        git(folder.path(), (author, day), &["commit", "-q", "--allow-empty", "-m", "more"]);
        if let Some(tag) = tag {
            git(folder.path(), (author, day), &["tag", tag]);
        }
    }
    folder
}

fn shown(root: &Path) -> String {
    let file = |path: &str, text: &str| SourceText { path: path.into(), text: text.into() };
    let (catalog, problems) = Catalog::parse([
        file("pack.toml", "schema = 1\n"),
        file("vocabulary/facts.toml", FACTS),
        file("vocabulary/technologies.toml", TECHNOLOGIES),
    ]);
    assert_eq!(problems, []);
    let Observed { facts, technologies } = observe(&catalog, root, &Options::default()).expect("a folder");
    let value = |value: &Value| match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Choice(choice) => choice.clone(),
        Value::Number(interval) if interval.low() == interval.high() => interval.low().to_string(),
        Value::Number(interval) => format!("{} to {}", interval.low(), interval.high()),
    };
    let facts = facts.iter().map(|seen| format!("{} = {}   {}\n", seen.fact, value(&seen.value), seen.place));
    let technologies = technologies.iter().map(|seen| format!("[{}]   {}\n", seen.technology, seen.places.join(", ")));
    facts.chain(technologies).collect()
}

#[track_caller]
fn check(folder: &TempDir, expected: Expect) {
    expected.assert_eq(&shown(folder.path()));
}

#[test]
fn a_folder_without_anything_shows_nothing() {
    check(&folder("//- README\nA kitchen.\n"), expect![""]);
}

#[test]
fn packages_and_images_show_technologies_in_whatever_spelling() {
    let fixture = "//- package.json\n{\n\"dependencies\": { \"@sea/salt\": \"1\" }\n}\n\
        //- sauce/requirements.txt\nBlack_Pepper==2\n\
        //- grill/go.mod\nmodule grill\nrequire example.org/pepper/v3 v3.0.0\n\
        //- compose.yaml\nservices:\n  hot:\n    image: oven:2\n";
    check(
        &folder(fixture),
        expect![[r#"
            spices = 3 to inf   sauce/requirements.txt:1, package.json:2, compose.yaml:3
            spicy = true   sauce/requirements.txt:1, package.json:2
            [pepper]   sauce/requirements.txt:1, grill/go.mod:2
            [salt]   package.json:2
            [oven]   compose.yaml:3
        "#]],
    );
}

#[test]
fn what_serves_to_develop_or_to_show_does_not_count() {
    let fixture = "//- package.json\n{ \"devDependencies\": { \"pepper\": \"1\" } }\n\
        //- examples/soup/package.json\n{ \"dependencies\": { \"pepper\": \"1\" } }\n\
        //- tests/compose.yaml\nservices:\n  hot:\n    build: .\n    image: oven\n\
        //- .github/workflows/ci.yml\njobs:\n  test:\n    services:\n      hot:\n        image: oven\n";
    check(&folder(fixture), expect![""]);
}

#[test]
fn services_count_once_for_all_files_of_a_folder() {
    let fixture = "//- compose.yaml\nservices:\n  web:\n    build: .\n  work:\n    build: work\n  hot:\n    image: oven\n\
        //- compose.dev.yaml\nservices:\n  web:\n    build: .\n\
        //- garden/compose.yaml\nservices:\n  bed:\n    build: .\n";
    check(
        &folder(fixture),
        expect![[r#"
            stoves = 2 to 10   compose.dev.yaml:2, compose.yaml:4
            spices = 1 to inf   compose.yaml:7
            [oven]   compose.yaml:7
        "#]],
    );
}

#[test]
fn owners_are_groups() {
    let fixture = "//- CODEOWNERS\n/a/ @k/soup @k/sauce\n/b/ @k/Soup @anna\n/c/ @k/grill\n/d/ @k/bread\n";
    check(
        &folder(fixture),
        expect![[r#"
            brigades = 4 to 100   CODEOWNERS:1, CODEOWNERS:3, CODEOWNERS:4
        "#]],
    );
}

#[test]
fn authors_of_the_last_days_count_by_address_and_programs_do_not() {
    let folder = history(&[
        ("Gone <gone@kitchen>", "2025-01-10", Some("v1")),
        ("Anna <anna@kitchen>", "2026-01-10", Some("v2")),
        ("Anna B. <Anna@Kitchen>", "2026-02-10", None),
        ("Ben <ben@kitchen>", "2026-03-01", Some("v3")),
        ("dependabot[bot] <1+dependabot[bot]@users.kitchen>", "2026-03-02", None),
    ]);
    git(folder.path(), ("Ben <ben@kitchen>", "2026-03-02"), &["tag", "-a", "v3-again", "-m", "the same", "v3"]);
    let expected = expect![[r#"
        cooks = 2   git history
        age = new   git history
        menus = 0.68   git history
    "#]];
    check(&folder, expected);
    // Packed, it shows the same.
    let before = shown(folder.path());
    git(folder.path(), ("Ben <ben@kitchen>", "2026-03-02"), &["gc", "-q"]);
    assert_eq!(shown(folder.path()), before);
}

#[test]
fn a_history_that_was_cut_off_says_nothing_of_what_lies_before() {
    let folder = history(&[
        ("Anna <anna@kitchen>", "2023-01-10", None),
        ("Ben <ben@kitchen>", "2026-02-10", None),
        ("Anna <anna@kitchen>", "2026-03-01", None),
    ]);
    check(
        &folder,
        expect![[r#"
            cooks = 2   git history
            age = old   git history
        "#]],
    );
    let from = format!("file://{}", folder.path().display());
    let copy = tempfile::tempdir().expect("a temporary folder");
    git(copy.path(), ("A <a@b>", "2026-03-01"), &["clone", "-q", "--depth", "1", &from, "."]);
    check(&copy, expect![""]);
}

#[test]
fn a_folder_in_a_repository_has_no_history_of_its_own() {
    let folder = history(&[("Anna <anna@kitchen>", "2026-03-01", None)]);
    write(folder.path(), "soup/README", "Soup.\n");
    assert_eq!(shown(&folder.path().join("soup")), "");
}

#[test]
fn what_is_no_repository_or_a_broken_one_shows_less() {
    let folder = history(&[]);
    check(&folder, expect![""]);
    let folder = history(&[("Anna <anna@kitchen>", "2026-03-01", None)]);
    fs::remove_dir_all(folder.path().join(".git/objects")).expect("removed");
    fs::create_dir(folder.path().join(".git/objects")).expect("made");
    check(&folder, expect![""]);
    let missing = observe(&Catalog::default(), &folder.path().join("nowhere"), &Options::default());
    assert!(matches!(missing, Err(Error::Missing(_))), "{missing:?}");
}
