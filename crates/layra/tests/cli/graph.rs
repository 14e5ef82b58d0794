//! `layra graph`: what depends on what in a source tree.

use std::fs;
use std::process::Command;

use expect_test::{Expect, expect};

use crate::world::World;

/// A shop whose folders depend on one another.
fn shop() -> World {
    let world = World::new();
    for (path, text) in [
        ("shop/package.json", "{ \"name\": \"shop\", \"dependencies\": { \"left-pad\": \"1\" } }"),
        ("shop/src/orders/order.ts", "import { price } from \"../prices/price\";\nexport class Order {}\n"),
        ("shop/src/orders/total.ts", "import { Order } from \"./order\";\nimport pad from \"left-pad\";\n"),
        ("shop/src/prices/price.ts", "import { total } from \"../orders/total\";\nimport { rate } from \"./rate\";\n"),
        ("shop/src/prices/rate.ts", "export interface Rate {}\n"),
        (
            "shop/src/main.ts",
            "import \"./orders/order\";\nimport \"./gone\";\nimport type { Rate } from \"./prices/rate\";\n",
        ),
    ] {
        world.write(path, text);
    }
    world
}

#[cfg(feature = "scan")]
mod with_scan {
    use std::path::PathBuf;

    use super::*;

    fn check(arguments: &[&str], expected: Expect) {
        shop().check(&[&["graph", "shop"], arguments].concat(), expected);
    }

    #[test]
    fn folders_cycles_and_what_leads_nowhere_are_shown() {
        check(
            &[],
            expect![[r#"
                exit 0
                --- stdout
                5 files, 0 tests, 7 imports, 1 external package, 1 unresolved
                A change to a file reaches 72.0 % of the files on average. The longest chain of
                imports is 3 files long. 3 files are in cycles of imports.

                Folders
                            files  used by  uses  instability  abstractness
                src/orders  2      2        1     0.33         0.00
                src/prices  2      2        1     0.33         1.00
                src         1      0        1     1.00         -
                used by: files elsewhere that import it; uses: files of it that import others;
                instability: 0 when only used, 1 when only using; abstractness: share of
                interfaces among its types

                Cycles 1
                • 2 folders depend on one another; cutting 1 import ends that
                  src/orders, src/prices
                  cut src/orders -> src/prices
                      src/orders/order.ts:1 -> src/prices/price.ts
                      src/prices/price.ts:1 -> src/orders/total.ts

                Unresolved imports 1
                • src/main.ts:2 ./gone: there is no such file
            "#]],
        );
    }

    #[test]
    fn a_focus_shows_what_it_uses_and_what_uses_it() {
        check(
            &["--focus", "src/prices"],
            expect![[r#"
                exit 0
                --- stdout
                src/prices

                Uses 1
                • src/orders: src/prices/price.ts:1

                Used by 2
                • src: src/main.ts:3
                • src/orders: src/orders/order.ts:1

                Cycles 1
                • 2 folders depend on one another; cutting 1 import ends that
                  src/orders, src/prices
                  cut src/orders -> src/prices
                      src/orders/order.ts:1 -> src/prices/price.ts
                      src/prices/price.ts:1 -> src/orders/total.ts
            "#]],
        );
        check(
            &["--of", "files", "--focus", "src/prices/rate.ts"],
            expect![[r#"
                exit 0
                --- stdout
                src/prices/rate.ts

                Used by 2
                • src/main.ts:3
                • src/prices/price.ts:2
            "#]],
        );
        // Whoever names a file wants to see files.
        let files = shop().stdout(&["graph", "shop", "--of", "files", "--focus", "src/prices/rate.ts"]);
        let world = shop();
        let absolute = world.path("shop/src/prices/rate.ts").display().to_string();
        for path in ["src/prices/rate.ts", "./src/prices/rate.ts", "shop/src/prices/rate.ts", &absolute] {
            assert_eq!(world.stdout(&["graph", "shop", "--focus", path]), files, "{path}");
        }
        check(
            &["--focus", "prices"],
            expect![[r#"
            exit 2
            --- stderr
            error: no folder is called `prices` or stands below it
            hint: did you mean `src/prices`?
        "#]],
        );
        check(
            &["--focus", "src/price"],
            expect![[r#"
                exit 2
                --- stderr
                error: no folder is called `src/price` or stands below it
                hint: did you mean `src/prices`?
            "#]],
        );
    }

    #[test]
    fn it_can_be_drawn_by_others() {
        check(
            &["--format", "dot"],
            expect![[r##"
                exit 0
                --- stdout
                digraph dependencies {
                  // 5 files in 3 boxes
                  // paths begin in src
                  rankdir=TB;
                  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];
                  edge [color="#5c606a", fontname="sans-serif", fontsize=9];
                  n0 [label="src", tooltip="1 file"];
                  n1 [label="orders", tooltip="2 files"];
                  n2 [label="prices", tooltip="2 files"];
                  n0 -> n1 [label=""];
                  n2 -> n1 [label=""];
                  n0 -> n2 [label="", style=dashed];
                  n1 -> n2 [label="", color="#a63a2b", penwidth=2, constraint=false];
                }
            "##]],
        );
        check(
            &["--format", "mermaid", "--of", "files"],
            expect![[r#"
                exit 0
                --- stdout
                flowchart TB
                  %% 5 files
                  %% paths begin in src
                  n0["main.ts"]
                  n1["orders/order.ts"]
                  n2["orders/total.ts"]
                  n3["prices/price.ts"]
                  n4["prices/rate.ts"]
                  n0 --> n1
                  n2 --> n1
                  n3 --> n2
                  n3 --> n4
                  n0 -.-> n4
                  n1 --> n3
                  linkStyle 5 stroke:#a63a2b,stroke-width:2px
            "#]],
        );
    }

    #[test]
    fn a_picture_shows_every_group_and_what_to_cut() {
        let svg = shop().stdout(&["graph", "shop", "--format", "svg"]);
        assert_eq!((svg.matches("<g class=\"box").count(), svg.matches("arrow cut").count()), (3, 1), "{svg}");
        assert!(svg.contains("src/prices → src/orders: 1 import") || svg.contains("src/orders → src/prices: 1 import"));
    }

    #[test]
    fn a_page_is_written_once_and_replaced_by_force() {
        let world = shop();
        let arguments = ["graph", "shop", "--format", "html", "--out", "graph.html"];
        world.check(
            &arguments,
            expect![[r#"
            exit 0
            --- stderr
            written to graph.html
        "#]],
        );
        let page = fs::read_to_string(world.path("graph.html")).expect("readable");
        assert!(page.starts_with("<!doctype html>") && page.contains(">price.ts<"), "{page}");
        world.check(
            &arguments,
            expect![[r#"
            exit 2
            --- stderr
            error: the file `graph.html` is there already
            hint: name another, or add `--force` to replace it
        "#]],
        );
        world.check(
            &[&arguments[..], &["--force"]].concat(),
            expect![[r#"
            exit 0
            --- stderr
            written to graph.html
        "#]],
        );
    }

    #[test]
    fn json_holds_the_graph_and_what_it_tells() {
        let json = shop().json(&["graph", "shop", "--json", "--focus", "src/prices"]);
        assert_eq!(json["files"].as_array().expect("a list").len(), 5);
        assert_eq!(json["unresolved"][0]["import"], "./gone");
        assert_eq!(json["of"], "folders");
        assert_eq!(json["cycles"][0]["members"], serde_json::json!(["src/orders", "src/prices"]));
        assert_eq!(json["focus"]["used_by"].as_array().expect("a list").len(), 2);
        assert_eq!(json, shop().json(&["graph", "shop", "--format", "json", "--focus", "src/prices", "--no-cache"]));
    }

    #[test]
    fn nothing_to_analyse_is_never_a_pass() {
        let world = World::new();
        world.write("empty/readme.txt", "nothing\n");
        world.check(
            &["graph", "empty"],
            expect![[r#"
            exit 2
            --- stderr
            error: there is nothing to analyse in `empty`
            hint: name a folder with source code; Layra reads typescript, python, rust, java, kotlin, go, csharp
        "#]],
        );
        // What was passed over is the likely cause.
        world.write("empty/zero.ts", "import './a';\0");
        fs::File::create(world.path("empty/bundle.js")).and_then(|file| file.set_len(200_000_000)).expect("writable");
        for number in 0..3 {
            world.write(&format!("empty/zeros/{number}.py"), "\0");
        }
        world.check(&["graph", "empty", "--no-cache"], expect![[r#"
            exit 2
            --- stderr
            error: there is nothing to analyse in `empty`: `bundle.js`: 200000000 bytes long; at most 4194304 are read; `zero.ts`: not text: it holds a byte of zero; `zeros/0.py`: not text: it holds a byte of zero; and 2 more
            hint: name a folder with source code; Layra reads typescript, python, rust, java, kotlin, go, csharp
        "#]]);
        world.check(
            &["graph", "missing"],
            expect![[r#"
            exit 2
            --- stderr
            error: there is no folder `missing`
            hint: name the folder that holds the source code
        "#]],
        );
        world.check(
            &["graph", "empty/readme.txt", "--json"],
            expect![[r#"
            exit 2
            --- stderr
            error: `empty/readme.txt` is not a folder
            hint: name the folder that holds the source code
        "#]],
        );
    }

    #[test]
    fn what_was_read_is_kept_outside_the_tree() {
        let world = shop();
        let before = world.files("shop");
        let first = world.stdout(&["graph", "shop"]);
        let kept = world.files("cache");
        assert!(kept.lines().count() == 1 && kept.ends_with(".graph"), "{kept}");
        assert_eq!(world.stdout(&["graph", "shop"]), first);
        world.stdout(&["graph", "shop", "--cache", "elsewhere"]);
        assert!(world.files("elsewhere").ends_with(".graph"));
        world.edit("shop/src/orders/order.ts", "../prices/price", "../prices/rate");
        assert_eq!(world.stdout(&["graph", "shop"]), world.stdout(&["graph", "shop", "--no-cache"]));
        world.check(
            &["graph", "shop", "--cache", "shop/src/../kept"],
            expect![[r#"
                exit 2
                --- stderr
                error: the folder `shop/src/../kept` lies in the tree that is read, or in its repository
                hint: nothing is written there; name another folder, or say `--no-cache`
            "#]],
        );
        // Nor is anything written into the repository that the tree is part of.
        git(&world, &["init", "-q"]);
        world.check(
            &["graph", "shop/src", "--cache", "shop/kept"],
            expect![[r#"
            exit 2
            --- stderr
            error: the folder `shop/kept` lies in the tree that is read, or in its repository
            hint: nothing is written there; name another folder, or say `--no-cache`
        "#]],
        );
        fs::remove_dir_all(world.path("shop/.git")).expect("it is there");
        // A folder of the usual cache that lies in the tree is not used.
        let other = World::new();
        other.write("a.ts", "import \"./b\";\n");
        other.stdout(&["graph"]);
        assert_eq!(other.files("cache"), "");
        assert_eq!(world.files("shop"), before);
    }

    #[test]
    fn names_cannot_speak_to_the_terminal() {
        let world = World::new();
        world.write("a/x.ts", "import \"../b/\\u001b[31mred\";\nimport \"./\u{1b}]0;title\u{7}\";\n");
        let text = world.stdout(&["graph", "--no-cache"]);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{text:?}");
    }

    /// Runs git with nothing of this machine's configuration.
    fn git(world: &World, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(world.path("shop"));
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "A").env(format!("GIT_{role}_EMAIL"), "a@example.org");
            command.env(format!("GIT_{role}_DATE"), "2026-01-01T00:00:00Z");
        }
        let output = command.output().expect("git is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    /// The shop with two commits; the second one breaks the cycle.
    fn history() -> World {
        let world = shop();
        git(&world, &["init", "-q", "-b", "main"]);
        git(&world, &["add", "."]);
        git(&world, &["commit", "-qm", "one"]);
        git(&world, &["tag", "-a", "v1", "-m", "one"]);
        world.edit("shop/src/prices/price.ts", "import { total } from \"../orders/total\";\n", "import \"express\";\n");
        world.write("shop/src/taxes/tax.ts", "import \"../prices/rate\";\n");
        git(&world, &["add", "."]);
        git(&world, &["commit", "-qm", "two"]);
        world
    }

    #[test]
    fn a_difference_names_what_changed_between_two_commits() {
        let world = history();
        // What is checked out plays no part.
        world.write("shop/src/prices/price.ts", "import \"./nothing\";\n");
        let before = world.files("shop");
        world.check(
            &["graph", "shop", "--diff", "v1..main"],
            expect![[r#"
                exit 0
                --- stdout
                                               before     after
                files                          5          6
                tests                          0          0
                lines                          10         11
                files in cycles of imports     3          0
                reached by a change to a file  72.0 %     44.4 %
                files in the longest chain     3          4

                Cycles that are gone 1
                • 2 folders depend on one another; cutting 1 import ends that
                  src/orders, src/prices
                  cut src/orders -> src/prices
                      src/orders/order.ts:1 -> src/prices/price.ts
                      src/prices/price.ts:1 -> src/orders/total.ts

                Dependencies of folders
                + src/taxes -> src/prices: src/taxes/tax.ts:1
                - src/prices -> src/orders: src/prices/price.ts:1

                External packages
                + npm:express

                Files
                + src/taxes/tax.ts

                Imports
                + src/prices/price.ts:1 -> npm:express import
                + src/taxes/tax.ts:1 -> src/prices/rate.ts import
                - src/prices/price.ts:1 -> src/orders/total.ts import
            "#]],
        );
        let shown = world.stdout(&["graph", "shop", "--diff", "v1..main"]);
        assert_eq!(world.files("shop"), before);
        let short = git(&world, &["rev-parse", "--short", "HEAD"]);
        for range in [format!("HEAD~1..{short}"), "main^..@".to_owned(), "v1^0..refs/heads/main".to_owned()] {
            assert_eq!(world.stdout(&["graph", "shop", "--diff", &range]), shown, "{range}");
        }
        git(&world, &["gc", "-q"]);
        git(&world, &["worktree", "add", "-q", "../linked"]);
        assert_eq!(world.stdout(&["graph", "linked", "--diff", "v1..main"]), shown);
        assert_eq!(world.stdout(&["graph", "shop", "--diff", "main..main"]), "No dependency changed.\n");
        let json = world.json(&["graph", "shop/src/prices", "--of", "files", "--diff", "v1..main", "--json"]);
        assert_eq!(json["externals"]["added"], serde_json::json!(["npm:express"]));
    }

    #[test]
    fn a_difference_says_what_was_not_read_on_either_side() {
        let world = history();
        world.write("shop/src/dead.ts", "\0");
        git(&world, &["add", "."]);
        git(&world, &["commit", "-qm", "three"]);
        world.write("shop/src/prices/rate.ts", format!("/*{}*/", "a".repeat(5_000_000)));
        git(&world, &["add", "."]);
        git(&world, &["commit", "-qm", "four"]);
        world.check(
            &["graph", "shop", "--diff", "main~1..main"],
            expect![[r#"
            exit 0
            --- stdout
            No dependency changed.

            Notes 2
            • src/prices/rate.ts: 5000004 bytes long; at most 4194304 are read (after)
            • src/dead.ts: not text: it holds a byte of zero
        "#]],
        );
        world.check(
            &["graph", "shop", "--diff", "main..main"],
            expect![[r#"
            exit 0
            --- stdout
            No dependency changed.

            Notes 2
            • src/dead.ts: not text: it holds a byte of zero
            • src/prices/rate.ts: 5000004 bytes long; at most 4194304 are read
        "#]],
        );
        let json = world.json(&["graph", "shop", "--diff", "main~2..main~1", "--json"]);
        let note = serde_json::json!({
            "path": "src/dead.ts", "line": null, "kind": "skipped", "message": "not text: it holds a byte of zero",
        });
        assert_eq!(json["notes"], serde_json::json!({ "before": [], "after": [note] }));
    }

    /// Where git keeps an object that is in no pack.
    fn object(world: &World, revision: &str) -> PathBuf {
        let id = git(world, &["rev-parse", revision]);
        world.path("shop/.git/objects").join(&id[..2]).join(&id[2..])
    }

    #[test]
    fn an_object_that_cannot_be_read_is_an_error() {
        let world = history();
        git(&world, &["config", "uploadpack.allowFilter", "true"]);
        let from = format!("file://{}", world.path("shop").display());
        git(&world, &["clone", "-q", "--no-checkout", "--filter=blob:none", &from, "../partial"]);
        world.check(&["graph", "partial", "--diff", "HEAD~1..HEAD"], expect![[r#"
            exit 2
            --- stderr
            error: git's object for `package.json` cannot be read: An object with id a5885c2d49ec3d544b72c9a96b3eca4bae751125 could not be found
            hint: a partial clone gets what is missing with `git fetch --refetch --no-filter`; `git fsck` names what is damaged
        "#]]);
        // What the hint says does help.
        git(&world, &["-C", "../partial", "fetch", "-q", "--refetch", "--no-filter"]);
        let range = ["--diff", "HEAD~1..HEAD"];
        let shown = world.stdout(&[&["graph", "partial"], &range[..]].concat());
        assert_eq!(shown, world.stdout(&[&["graph", "shop"], &range[..]].concat()));
        let damaged = object(&world, "main:src/prices/rate.ts");
        fs::remove_file(&damaged).expect("it is there");
        fs::write(&damaged, "nothing").expect("writable");
        world.check(&["graph", "shop", "--diff", "v1..main"], expect![[r#"
            exit 2
            --- stderr
            error: git's object for `src/prices/rate.ts` cannot be read: Could not read loose object header, path="[folder]/shop/.git/objects/78/de024eef06b092413c924c26870a0833cfcda7"
            hint: a partial clone gets what is missing with `git fetch --refetch --no-filter`; `git fsck` names what is damaged
        "#]]);
        fs::remove_file(object(&world, "main^{tree}")).expect("it is there");
        world.check(&["graph", "shop", "--diff", "main..v1"], expect![[r#"
            exit 2
            --- stderr
            error: git's object for `.` cannot be read: An object with id afd6a6ffaeee125b76a58f2bccf9801c1242e767 could not be found
            hint: a partial clone gets what is missing with `git fetch --refetch --no-filter`; `git fsck` names what is damaged
        "#]]);
        fs::remove_file(object(&world, "main~1")).expect("it is there");
        world.check(&["graph", "shop", "--diff", "main~1..main"], expect![[r#"
            exit 2
            --- stderr
            error: cannot read the git repository `[folder]/shop/.git`: An object with id 569bb1fe7bff27b6d41feaa599978a13dc1c274d could not be found
            hint: a partial clone gets what is missing with `git fetch --refetch --no-filter`; `git fsck` names what is damaged
        "#]]);
    }

    #[test]
    fn repositories_that_lack_commits_or_name_them_otherwise_are_told_apart() {
        let world = history();
        let from = format!("file://{}", world.path("shop").display());
        git(&world, &["clone", "-q", "--depth=1", &from, "../shallow"]);
        world.check(
            &["graph", "shallow", "--diff", "HEAD~1..HEAD"],
            expect![[r#"
            exit 2
            --- stderr
            error: no commit is called `HEAD~1`, and the clone is shallow
            hint: get the rest of the history with `git fetch --unshallow`
        "#]],
        );
        git(&world, &["init", "-q", "--object-format=sha256", "../long"]);
        world.check(
            &["graph", "long", "--diff", "HEAD~1..HEAD"],
            expect![[r#"
            exit 2
            --- stderr
            error: the git repository `[folder]/long/.git` names its objects by SHA-256
            hint: only repositories with SHA-1 are read; without `--diff` what is checked out is
        "#]],
        );
    }

    #[test]
    fn json_has_the_keys_that_its_schema_promises() {
        let world = history();
        let answers: [(&str, &[&str]); 2] = [
            ("graph", &["graph", "shop", "--json"]),
            ("graph-diff", &["graph", "shop", "--diff", "v1..main", "--json"]),
        ];
        for (name, arguments) in answers {
            let (answer, schema) = (world.json(arguments), world.json(&["schema", name]));
            let promised: Vec<&String> = schema["properties"].as_object().expect("an object").keys().collect();
            let given: Vec<&String> = answer.as_object().expect("an object").keys().collect();
            assert_eq!(given, promised, "{name}");
        }
    }

    #[test]
    fn a_commit_that_is_not_there_is_an_error() {
        let world = history();
        for (range, expected) in [
            (
                "v1",
                expect![[r#"
                exit 2
                --- stderr
                error: `v1` names no two commits
                hint: write them as `main..HEAD`
            "#]],
            ),
            (
                "main...v1",
                expect![[r#"
                exit 2
                --- stderr
                error: `main...v1` asks for a common ancestor, which is not looked for
                hint: name it: `--diff $(git merge-base main v1)..v1`
            "#]],
            ),
            (
                "v1..nothing",
                expect![[r#"
                exit 2
                --- stderr
                error: no commit is called `nothing`
                hint: name a branch, a tag or a commit, as in `main`, `v1.0~2` or `4f1c2ab`
            "#]],
            ),
            (
                "main~7..main",
                expect![[r#"
                exit 2
                --- stderr
                error: no commit is called `main~7`
                hint: name a branch, a tag or a commit, as in `main`, `v1.0~2` or `4f1c2ab`
            "#]],
            ),
            (
                "main~é..main^^^9",
                expect![[r#"
                exit 2
                --- stderr
                error: no commit is called `main~é`
                hint: name a branch, a tag or a commit, as in `main`, `v1.0~2` or `4f1c2ab`
            "#]],
            ),
        ] {
            world.check(&["graph", "shop", "--diff", range], expected);
        }
        world.check(
            &["graph", "shop/src/taxes", "--diff", "v1..main"],
            expect![[r#"
            exit 2
            --- stderr
            error: there is no folder `src/taxes` in `v1`
            hint: name a folder that is in both commits
        "#]],
        );
        world.check(
            &["graph", "shop", "--diff", "v1..main", "--format", "svg"],
            expect![[r#"
            exit 2
            --- stderr
            error: what changed is shown as text or JSON
            hint: leave `--format` out, or say `--json`
        "#]],
        );
        let loose = shop();
        loose.check(
            &["graph", "shop", "--diff", "a..b"],
            expect![[r#"
            exit 2
            --- stderr
            error: `shop` is in no git repository
            hint: name a folder of a repository
        "#]],
        );
    }

    #[test]
    fn a_repository_cannot_have_anything_run() {
        let world = history();
        let evil = "touch ../ran";
        for (key, value) in [
            ("core.fsmonitor", evil),
            ("core.pager", evil),
            ("diff.external", evil),
            ("filter.evil.smudge", evil),
            ("core.sshCommand", evil),
            ("include.path", "/dev/zero"),
        ] {
            let config = fs::read_to_string(world.path("shop/.git/config")).expect("readable");
            let (section, name) = key.rsplit_once('.').expect("two parts");
            let section =
                section.split_once('.').map_or(format!("[{section}]"), |(one, two)| format!("[{one} \"{two}\"]"));
            world.write("shop/.git/config", format!("{config}\n{section}\n{name} = {value}\n"));
        }
        world.write("shop/.gitattributes", "* filter=evil diff=evil\n");
        world.stdout(&["graph", "shop", "--diff", "v1..main"]);
        assert!(!world.path("ran").exists());
    }
}

#[cfg(not(feature = "scan"))]
#[test]
fn a_program_that_reads_no_source_code_says_so() {
    let _: Option<(Command, fs::File)> = None;
    shop().check(&["graph", "shop"], expect![[""]]);
}
