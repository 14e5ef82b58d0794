//! `layra.toml`: what is understood, and which problems have which places.

use expect_test::{Expect, expect};

use super::*;
use crate::fixture::kitchen;

fn parse(text: &str) -> (Project, Vec<Problem>) {
    Project::parse(&SourceText { path: "layra.toml".into(), text: text.into() }, &kitchen())
}

fn check(text: &str, expected: Expect) {
    let (project, problems) = parse(text);
    let mut shown: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    shown.push_str(&format!("{project:#?}\n"));
    expected.assert_eq(&shown);
}

#[test]
fn all_that_can_be_said_is_understood() {
    check(
        r#"
[project]
exclude = ["**/generated/**"]
facts = "docs/facts.toml"

[[decision]]
pattern = "kettle"
adr = "docs/decisions/0003-kettle.md"
scope = "./kitchen/"
roles = { spout = "a", body = ["b", "c"] }
rejected = [{ technology = "gas-stove", why = "It smells." }, { pattern = "tray", why = "Too small." }]

[[rule]]
id = "gas-outside-kitchen"
kind = "one-door"
door = "kitchen"
technology = ["gas-stove"]
why = "It smells."
"#,
        expect![[r#"
            Project {
                exclude: [
                    "**/generated/**",
                ],
                facts: Some(
                    RepoPath(
                        "docs/facts.toml",
                    ),
                ),
                decisions: [
                    Decision {
                        pattern: Slug(
                            "kettle",
                        ),
                        adr: Some(
                            RepoPath(
                                "docs/decisions/0003-kettle.md",
                            ),
                        ),
                        scope: RepoPath(
                            "kitchen",
                        ),
                        roles: {
                            "body": [
                                RepoPath(
                                    "b",
                                ),
                                RepoPath(
                                    "c",
                                ),
                            ],
                            "spout": [
                                RepoPath(
                                    "a",
                                ),
                            ],
                        },
                        rejected: [
                            Rejected {
                                what: Technology(
                                    "gas-stove",
                                ),
                                why: "It smells.",
                            },
                            Rejected {
                                what: Pattern(
                                    Slug(
                                        "tray",
                                    ),
                                ),
                                why: "Too small.",
                            },
                        ],
                    },
                ],
                rules: [
                    HouseRule {
                        id: "gas-outside-kitchen",
                        kind: OneDoor,
                        from: [],
                        to: [],
                        door: Some(
                            RepoPath(
                                "kitchen",
                            ),
                        ),
                        technologies: [
                            "gas-stove",
                        ],
                        why: "It smells.",
                        mend: None,
                    },
                ],
            }
        "#]],
    );
}

#[test]
fn each_mistake_has_its_place_and_the_rest_is_kept() {
    check(
        r#"
[project]
facts = "../facts.toml"
fatcs = "x"

[[decision]]
pattern = "ketle"
scope = "/etc"

[[decision]]
pattern = "tray"
roles = { cup = 3 }

[[decision]]
pattern = "tray"
rejected = [{ why = "x" }, { technology = "gas-stov", why = "x" }, { pattern = "tray", why = "x" }]

[[decision]]
pattern = "tray"

[[rule]]
id = "a"
kind = "one-dor"
why = "x"

[[rule]]
id = "b"
kind = "limit"
why = "x"

[[rule]]
id = "b"
kind = "limit"
why = "x"
"#,
        expect![[r#"
            layra.toml:4:1: error: unknown key `fatcs` (did you mean `facts`?)
            layra.toml:7:11: error: unknown pattern `ketle` (did you mean `kettle`?)
            layra.toml:8:9: error: `/etc` is not relative to the repository (name it relative to layra.toml)
            layra.toml:12:17: error: invalid type: integer `3`, expected a path or a list of paths
            layra.toml:15:11: error: `tray` is decided on and rejected at once
            layra.toml:16:21: error: a rejected option names a `pattern` or a `technology`, one of the two
            layra.toml:16:43: error: unknown technology `gas-stov` (did you mean `gas-stove`?)
            layra.toml:19:11: error: `tray` is decided on twice for `.` (keep the decision that holds, or give each its `scope`)
            layra.toml:23:8: error: unknown value `one-dor` (did you mean `one-door`?)
            layra.toml:32:6: error: the rule `b` is there already (each rule has a name of its own)
            Project {
                exclude: [],
                facts: None,
                decisions: [
                    Decision {
                        pattern: Slug(
                            "ketle",
                        ),
                        adr: None,
                        scope: RepoPath(
                            "",
                        ),
                        roles: {},
                        rejected: [],
                    },
                    Decision {
                        pattern: Slug(
                            "tray",
                        ),
                        adr: None,
                        scope: RepoPath(
                            "",
                        ),
                        roles: {},
                        rejected: [
                            Rejected {
                                what: Technology(
                                    "gas-stov",
                                ),
                                why: "x",
                            },
                            Rejected {
                                what: Pattern(
                                    Slug(
                                        "tray",
                                    ),
                                ),
                                why: "x",
                            },
                        ],
                    },
                ],
                rules: [
                    HouseRule {
                        id: "b",
                        kind: Limit,
                        from: [],
                        to: [],
                        door: None,
                        technologies: [],
                        why: "x",
                        mend: None,
                    },
                ],
            }
        "#]],
    );
}

#[test]
fn any_text_gives_a_project() {
    for text in ["", "decision = 3", "[[decision]]", "[project]\nexclude = 3", "\u{0}", "a = [", "[[rule]]\nid='a'"] {
        let (project, problems) = parse(text);
        assert!(project.decisions.is_empty());
        assert_eq!(problems.is_empty(), text.is_empty(), "{text:?}: {problems:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_added_is_read_back(why in "\\PC*", role in "[ -~]{1,8}", path in "[a-z /]{1,12}", before in "(# \\PC*\n)?") {
        let decision = Decision {
            pattern: Slug::parse("kettle").expect("a slug"),
            adr: RepoPath::parse("docs/a.md").ok(),
            scope: RepoPath::parse(&path.replace('/', "-")).expect("a path"),
            roles: [(role, vec![RepoPath::parse("a").expect("a path")])].into(),
            rejected: vec![Rejected { what: Rejectable::Technology("gas-stove".into()), why }],
        };
        let text = crate::edit::with_decision(&before, &decision).expect("added");
        proptest::prop_assert!(text.starts_with(&before));
        let (project, problems) = parse(&text);
        proptest::prop_assert!(problems.is_empty(), "{problems:?}");
        proptest::prop_assert_eq!(project.decisions, [decision]);
    }
}
