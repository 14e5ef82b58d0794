//! Packs, laid over one another, and what is said of broken ones.

use expect_test::{Expect, expect};

use super::*;
use crate::pattern::Category;
use crate::relation::Direction;

/// The required part of an entry called `name`.
fn entry(name: &str, rest: &str) -> String {
    format!(
        "name = \"{name}\"\ncategory = \"data\"\ncomplexity = 2\nteam = {{ label = \"Any\", min = 1 }}\n\
         summary = \"About {name}.\"\n{rest}"
    )
}

/// Files written one after the other, each under a line `//- path`.
fn files(fixture: &str) -> Vec<SourceText> {
    fixture
        .split("//- ")
        .skip(1)
        .map(|file| {
            let (path, text) = file.split_once('\n').expect("a path ends its line");
            SourceText { path: path.trim().to_owned(), text: text.to_owned() }
        })
        .collect()
}

const VOCABULARY: &str = r#"
//- vocabulary/facts.toml
[[fact]]
id = "team-size"
kind = "number"
unit = "people"
group = "team"
means = "m"
ask = "a"
[[fact]]
id = "consistency"
kind = "choice"
group = "data"
means = "m"
ask = "a"
[[fact.choice]]
id = "strong"
means = "m"
[[fact.choice]]
id = "eventual"
means = "m"
[[fact]]
id = "remote-calls"
kind = "flag"
group = "load"
means = "m"
ask = "a"
//- vocabulary/qualities.toml
[[quality]]
id = "reliability.fault-tolerance"
name = "Fault tolerance"
means = "m"
//- vocabulary/concerns.toml
[[concern]]
id = "storage"
name = "Storage"
question = "q"
choose = "one"
//- vocabulary/technologies.toml
[[technology]]
id = "kafka"
name = "Kafka"
kind = "broker"
"#;

fn base() -> Catalog {
    let one = entry(
        "One",
        "aliases = [\"First\"]\n[[use_when]]\nid = \"a\"\nsay = \"A.\"\n[[use_when]]\nid = \"b\"\nsay = \"B.\"\n\
         [[component]]\nid = \"c\"\nname = \"C\"\ndoes = \"c\"\n[[flow]]\nfrom = \"c\"\nto = \"c\"\n\
         [[relation]]\nto = \"two\"\nkind = \"requires\"\nsay = \"Why.\"\n",
    );
    let two = entry("Two", "[[versus]]\nid = \"v\"\npattern = \"one\"\nsay = \"When.\"\n");
    let fixture = format!(
        "//- pack.toml\nschema = 1\ntitle = \"Base\"\norder = [\"two\", \"one\"]\n\
         //- patterns/one/pattern.toml\n{one}//- patterns/one/overview.md\nProse.\n\
         //- patterns/two/pattern.toml\n{two}{}",
        VOCABULARY.trim_start()
    );
    let (catalog, problems) = Catalog::parse(files(&fixture));
    assert_eq!(problems, []);
    catalog
}

/// Lays the pack in `fixture` over [`base`] and shows the patterns and problems.
fn check(fixture: &str, expected: Expect) -> Catalog {
    let (catalog, problems) = base().overlay(Pack { files: files(fixture), ..Pack::default() });
    let mut shown = String::new();
    for pattern in catalog.patterns() {
        let ids: Vec<&str> = pattern.ids().collect();
        shown += &format!("{} \"{}\" {ids:?}\n", pattern.slug, pattern.name);
    }
    for problem in problems {
        shown += &format!("{problem}\n");
        if let Some(excerpt) = problem.excerpt.filter(|excerpt| excerpt.end > excerpt.start) {
            shown += &format!(
                "    {}\n    {}{}\n",
                excerpt.text,
                " ".repeat(excerpt.start),
                "^".repeat(excerpt.end - excerpt.start)
            );
        }
    }
    expected.assert_eq(&shown);
    catalog
}

#[test]
fn patterns_come_in_the_order_of_their_pack() {
    let slugs: Vec<String> = base().patterns().iter().map(|pattern| pattern.slug.to_string()).collect();
    assert_eq!(slugs, ["two", "one"]);
    assert_eq!(base().masthead().title, "Base");
}

#[test]
fn a_pack_adds_and_replaces() {
    let catalog = check(
        &format!(
            "//- pack.toml\nschema = 1\norder = [\"zero\", \"one\"]\n//- patterns/one/pattern.toml\n{}\
             //- patterns/three/pattern.toml\n{}//- patterns/zero/pattern.toml\n{}",
            entry("Uno", "[[smell]]\nid = \"s\"\nsay = \"S.\"\n"),
            entry("Three", ""),
            entry("Zero", "")
        ),
        expect![[r#"
            two "Two" ["v"]
            one "Uno" ["s"]
            zero "Zero" []
            three "Three" []
        "#]],
    );
    assert_eq!(catalog.get("one").expect("is there").overview, "", "the replaced entry's prose is gone");
    assert_eq!(catalog.masthead().title, "Base");
}

#[test]
fn an_entry_extends_drops_and_appends() {
    let catalog = check(
        "//- pack.toml\nschema = 1\n//- patterns/one/pattern.toml\nextends = \"one\"\nname = \"Our one\"\ndrop = [\"b\", \"two requires\"]\n\
         [[use_when]]\nid = \"a\"\nsay = \"Our A.\"\n[[use_when]]\nid = \"d\"\nsay = \"D.\"\n",
        expect![[r#"
            two "Two" ["v"]
            one "Our one" ["a", "d", "c"]
        "#]],
    );
    let one = catalog.get("one").expect("is there");
    assert_eq!(one.use_when[0].say, "Our A.");
    assert_eq!((one.overview.as_str(), one.summary.as_str()), ("Prose.", "About One."));
    assert_eq!((one.aliases.len(), one.relations.len()), (1, 0));
}

#[test]
fn questions_are_read_and_join_those_of_the_extended_entry() {
    let extending = "//- pack.toml\nschema = 1\n//- patterns/one/pattern.toml\nextends = \"one\"\n\
                     //- patterns/one/asked.toml\nsymptoms = [\"It hurts.\", \" \", \"It hurts.\"]\n\
                     plain = [\"Why?\"]\nsymptons = []\n";
    let catalog = check(
        extending,
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            patterns/one/asked.toml:1:26: warning: a question is empty
                symptoms = ["It hurts.", " ", "It hurts."]
                                         ^^^
            patterns/one/asked.toml:1:31: warning: question `It hurts.` stands twice
                symptoms = ["It hurts.", " ", "It hurts."]
                                              ^^^^^^^^^^^
            patterns/one/asked.toml:3:1: error: unknown key `symptons` (did you mean `symptoms`?)
                symptons = []
                ^^^^^^^^
        "#]],
    );
    let (catalog, _) =
        catalog.overlay(Pack { files: files(&extending.replace("\"Why?\"", "\"Why?\", \"How?\"")), ..Pack::default() });
    assert_eq!(catalog.find("one").map(|one| one.asked.join(" ")).as_deref(), Some("It hurts. Why? How?"));
}

#[test]
fn an_entry_may_extend_another_of_its_own_pack() {
    check(
        &format!(
            "//- pack.toml\nschema = 1\n//- patterns/child/pattern.toml\nextends = \"parent\"\nname = \"Child\"\n\
             //- patterns/parent/pattern.toml\n{}",
            entry("Parent", "[[smell]]\nid = \"s\"\nsay = \"S.\"\n")
        ),
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            child "Child" ["s"]
            parent "Parent" ["s"]
        "#]],
    );
}

#[test]
fn extensions_that_lead_nowhere_are_errors() {
    check(
        "//- pack.toml\nschema = 1\n//- patterns/one/pattern.toml\nextends = \"onn\"\n\
         //- patterns/x/pattern.toml\nextends = \"y\"\n//- patterns/y/pattern.toml\nextends = \"x\"\n\
         //- patterns/z/pattern.toml\nextends = \"z\"\n//- patterns/w/pattern.toml\ndrop = [\"a\"]\nextends = \"two\"\n",
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            w "Two" ["v"]
            patterns/one/pattern.toml:1:11: error: there is no pattern `onn` to extend (did you mean `one`?)
                extends = "onn"
                          ^^^^^
            patterns/w/pattern.toml: warning: `Two` is a name of `two` too (one of the two will never be found by it)
            patterns/w/pattern.toml:1:9: error: the extended entry has no item `a` to drop
                drop = ["a"]
                        ^^^
            patterns/x/pattern.toml:1:11: error: `x` extends an entry that extends it in turn (break the circle: one of the entries must stand on its own)
                extends = "y"
                          ^^^
            patterns/y/pattern.toml:1:11: error: `y` extends an entry that extends it in turn (break the circle: one of the entries must stand on its own)
                extends = "x"
                          ^^^
            patterns/z/pattern.toml:1:11: error: there is no pattern `z` to extend (an entry extends one of an earlier pack, or another of its own)
                extends = "z"
                          ^^^
        "#]],
    );
}

#[test]
fn a_dropped_component_takes_its_flows_along() {
    let catalog = check(
        "//- pack.toml\nschema = 1\n//- patterns/one/pattern.toml\nextends = \"one\"\ndrop = [\"c\"]\n",
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b"]
        "#]],
    );
    assert_eq!(catalog.get("one").expect("is there").flows, []);
}

#[test]
fn hidden_patterns_leave_no_trace() {
    let catalog = check(
        "//- pack.toml\nschema = 1\nhide = [\"one\", \"tow\"]\n",
        expect![[r#"
        two "Two" ["v"]
        pack.toml:2:16: warning: there is no pattern `tow` to hide (did you mean `two`?)
            hide = ["one", "tow"]
                           ^^^^^
    "#]],
    );
    assert_eq!(catalog.get("two").expect("stays").versus[0].pattern, None);
}

#[test]
fn a_pack_may_stand_alone() {
    check(
        &format!("//- pack.toml\nschema = 1\nonly = true\n//- patterns/own/pattern.toml\n{}", entry("Own", "")),
        expect![[r#"
            own "Own" []
        "#]],
    );
}

#[test]
fn an_announced_pattern_may_be_spoken_of() {
    let catalog = check(
        &format!(
            "//- pack.toml\nschema = 1\norder = [\"later\", \"later\"]\n//- patterns/own/pattern.toml\n{}",
            entry("Own", "[[relation]]\nto = \"later\"\nkind = \"complements\"\n")
        ),
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            own "Own" []
            pack.toml:2:10: note: `later` stands in the order but has no folder yet (it is shown without a link until `patterns/` has it)
                order = ["later", "later"]
                         ^^^^^^^
            pack.toml:2:19: warning: `later` stands twice
                order = ["later", "later"]
                                  ^^^^^^^
        "#]],
    );
    let relations = catalog.relations_of(catalog.get("own").expect("is there"));
    assert!(!relations[0].exists);
    assert_eq!(relations[0].name, "later");
}

#[test]
fn unknown_names_are_reported_with_the_nearest() {
    check(
        &format!(
            "//- pack.toml\nschema = 1\n//- patterns/own/pattern.toml\n{}",
            entry(
                "Own",
                "concern = \"storag\"\n\
                 [[use_when]]\nid = \"u1\"\nsay = \"x\"\nif = \"team-sise >= 3 and consistency = strog\"\n\
                 [[use_when]]\nid = \"u2\"\nsay = \"x\"\nif = \"team >\"\n\
                 [[use_when]]\nid = \"u3\"\nsay = \"x\"\nif = \"team-size and remote-calls > 3 and consistency\"\n\
                 [[flow]]\nfrom = \"nowhere\"\nto = \"nowhere\"\n\
                 [[pro]]\nid = \"p\"\nweight = \"high\"\nquality = [\"reliability.fault-tolerence\"]\nsay = \"x\"\n\
                 [[stack]]\nname = \"S\"\nitems = \"i\"\nuses = [\"kafak\"]\n\
                 [[versus]]\nid = \"v\"\nsay = \"x\"\n\
                 [[relation]]\nto = \"ome\"\nkind = \"complements\"\n\
                 [[relation]]\nto = \"own\"\nkind = \"complements\"\n\
                 [[relation]]\nto = \"../../etc/passwd\"\nkind = \"complements\"\n"
            )
        ),
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            own "Own" ["u1", "u2", "u3", "p"]
            patterns/own/pattern.toml:6:11: error: unknown concern `storag` (did you mean `storage`?)
                concern = "storag"
                          ^^^^^^^^
            patterns/own/pattern.toml:10:7: error: unknown fact `team-sise` (did you mean `team-size`?)
                if = "team-sise >= 3 and consistency = strog"
                      ^^^^^^^^^
            patterns/own/pattern.toml:10:40: error: `consistency` has no choice `strog` (did you mean `strong`?)
                if = "team-sise >= 3 and consistency = strog"
                                                       ^^^^^
            patterns/own/pattern.toml:14:12: error: not a condition: the condition ends too early (a test or a value is missing at the end)
                if = "team >"
                           ^
            patterns/own/pattern.toml:18:7: error: `team-size` is a number, which cannot be tested this way (compare it with a number of people, as in `team-size >= 10`)
                if = "team-size and remote-calls > 3 and consistency"
                      ^^^^^^^^^
            patterns/own/pattern.toml:18:21: error: `remote-calls` is a flag, which cannot be tested this way (write `remote-calls` or `not remote-calls`)
                if = "team-size and remote-calls > 3 and consistency"
                                    ^^^^^^^^^^^^
            patterns/own/pattern.toml:18:42: error: `consistency` is a choice, which cannot be tested this way (write `consistency = strong`; it is one of `strong`, `eventual`)
                if = "team-size and remote-calls > 3 and consistency"
                                                         ^^^^^^^^^^^
            patterns/own/pattern.toml:20:8: error: no component has the id `nowhere`
                from = "nowhere"
                       ^^^^^^^^^
            patterns/own/pattern.toml:21:6: error: no component has the id `nowhere`
                to = "nowhere"
                     ^^^^^^^^^
            patterns/own/pattern.toml:25:12: error: unknown quality `reliability.fault-tolerence` (did you mean `reliability.fault-tolerance`?)
                quality = ["reliability.fault-tolerence"]
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            patterns/own/pattern.toml:30:9: error: unknown technology `kafak` (did you mean `kafka`?)
                uses = ["kafak"]
                        ^^^^^^^
            patterns/own/pattern.toml:32:6: error: the row does not say what it compares with (add `other = "..."`, or `pattern = "slug"` when the catalogue has it)
                id = "v"
                     ^^^
            patterns/own/pattern.toml:35:6: error: unknown pattern `ome` (did you mean `one`?)
                to = "ome"
                     ^^^^^
            patterns/own/pattern.toml:38:6: error: an entry cannot stand in relation to itself (name another pattern or remove the item)
                to = "own"
                     ^^^^^
            patterns/own/pattern.toml:41:6: error: `../../etc/passwd` is not a slug: only a-z, 0-9 and single hyphens between them
                to = "../../etc/passwd"
                     ^^^^^^^^^^^^^^^^^^
        "#]],
    );
}

#[test]
fn values_out_of_bounds_are_reported() {
    check(
        "//- pack.toml\nschema = 2\nbase_url = \"layra.example\"\ngenerated = \"yesterday\"\n\
         //- patterns/own/pattern.toml\nname = \" \"\ncategory = \"data\"\ncomplexity = 9\n\
         team = { label = \"Any\", min = 5, max = 2 }\nsummary = \"s\"\naliases = [\"A\", \"A\", \"First\"]\n\
         [[use_when]]\nid = \"Bad Id\"\nsay = \"x\"\nweight = 7\n\
         [[avoid_when]]\nid = \"u\"\nsay = \"\"\nveto = true\n\
         [[smell]]\nid = \"u\"\nsay = \"x\"\n[[smell]]\nid = \"overview\"\nsay = \"x\"\n\
         [[reference]]\ntitle = \"T\"\nisbn = \"978-0321125218\"\ndoi = \"11.1\"\nurl = \"javascript:alert(1)\"\n",
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            own "" ["Bad Id", "u", "u", "overview"]
            pack.toml:1:10: error: schema 2 is not known (this version of Layra reads schema 1; a newer one may read this pack)
                schema = 2
                         ^
            pack.toml:2:12: error: `layra.example` is not an address (write it with https:// and without a final slash)
                base_url = "layra.example"
                           ^^^^^^^^^^^^^^^
            pack.toml:3:13: error: `yesterday` is not a date (write it as 2026-03-06)
                generated = "yesterday"
                            ^^^^^^^^^^^
            patterns/own/pattern.toml: warning: `First` is a name of `one` too (one of the two will never be found by it)
            patterns/own/pattern.toml:1:8: error: `name` is empty (write it or leave the item out)
                name = " "
                       ^^^
            patterns/own/pattern.toml:3:14: error: `complexity` must be 1 to 5
                complexity = 9
                             ^
            patterns/own/pattern.toml:4:8: error: `max` is smaller than `min`
                team = { label = "Any", min = 5, max = 2 }
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            patterns/own/pattern.toml:6:17: warning: alias `A` stands twice
                aliases = ["A", "A", "First"]
                                ^^^
            patterns/own/pattern.toml:8:6: error: `Bad Id` is not an id (ids are written in a-z, 0-9 and single hyphens)
                id = "Bad Id"
                     ^^^^^^^^
            patterns/own/pattern.toml:10:10: error: `weight` must be 1 to 3
                weight = 7
                         ^
            patterns/own/pattern.toml:12:6: warning: a veto without a condition rules nothing out (add `if`, or leave `veto` out: nothing can tell when it holds)
                id = "u"
                     ^^^
            patterns/own/pattern.toml:13:7: error: `say` is empty (write it or leave the item out)
                say = ""
                      ^^
            patterns/own/pattern.toml:16:6: error: id `u` stands twice (ids are unique within an entry, over all its sections)
                id = "u"
                     ^^^
            patterns/own/pattern.toml:19:6: error: `overview` is the id of a section (sections have their ids too: choose one that says more)
                id = "overview"
                     ^^^^^^^^^^
            patterns/own/pattern.toml:23:8: error: `978-0321125218` is not an ISBN (check the digits: the check digit does not fit)
                isbn = "978-0321125218"
                       ^^^^^^^^^^^^^^^^
            patterns/own/pattern.toml:24:7: error: `11.1` is not a DOI (it looks like 10.1145/361002.361007)
                doi = "11.1"
                      ^^^^^^
            patterns/own/pattern.toml:25:7: error: `javascript:alert(1)` is not an address (it begins with https:// and has no blanks)
                url = "javascript:alert(1)"
                      ^^^^^^^^^^^^^^^^^^^^^
        "#]],
    );
}

#[test]
fn a_missing_part_is_named() {
    check(
        "//- pack.toml\n//- patterns/own/pattern.toml\nname = \"Own\"\n",
        expect![[r#"
        two "Two" ["v"]
        one "One" ["a", "b", "c"]
        pack.toml:1:1: error: the pack does not say which format it has (add a line `schema = 1`)
        patterns/own/pattern.toml:1:1: error: the entry has no `category` (add a line `category = ...` above the first `[[...]]`, or `extends = "slug"`)
        patterns/own/pattern.toml:1:1: error: the entry has no `complexity` (add a line `complexity = ...` above the first `[[...]]`, or `extends = "slug"`)
        patterns/own/pattern.toml:1:1: error: the entry has no `summary` (add a line `summary = ...` above the first `[[...]]`, or `extends = "slug"`)
        patterns/own/pattern.toml:1:1: error: the entry has no `team` (add a line `team = ...` above the first `[[...]]`, or `extends = "slug"`)
    "#]],
    );
    check(
        "//- pack.toml\nschema = 1\n//- patterns/../pattern.toml\nname = \"Own\"\n",
        expect![[r#"
        two "Two" ["v"]
        one "One" ["a", "b", "c"]
        patterns/../pattern.toml: error: `..` is not a slug: only a-z, 0-9 and single hyphens between them (the folder's name is the pattern's slug: rename the folder)
    "#]],
    );
    check(
        "//- pack.toml\nschema = 1\n//- patterns/Own/pattern.toml\nname = \"Own\"\n",
        expect![[r#"
        two "Two" ["v"]
        one "One" ["a", "b", "c"]
        patterns/Own/pattern.toml: error: `Own` is not a slug: only a-z, 0-9 and single hyphens between them (the folder's name is the pattern's slug: rename the folder)
    "#]],
    );
}

#[test]
fn broken_implications_are_reported() {
    check(
        "//- pack.toml\nschema = 1\n//- vocabulary/facts.toml\n\
         [[fact]]\nid = \"hot\"\nkind = \"flag\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n\
         [[fact.implied]]\nif = \"degrees > 40\"\nvalue = true\n\
         [[fact.implied]]\nif = \"degreees > 40\"\nvalue = true\n\
         [[fact.implied]]\nif = \"degrees >\"\nvalue = true\n\
         [[fact.implied]]\nif = \"degrees > 50\"\nvalue = 3\n\
         [[fact]]\nid = \"degrees\"\nkind = \"number\"\nunit = \"K\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n\
         [[fact]]\nid = \"time\"\nkind = \"choice\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n\
         [[fact.choice]]\nid = \"early\"\nmeans = \"m\"\n[[fact.choice]]\nid = \"late\"\nmeans = \"m\"\n\
         [[fact.implied]]\nif = \"hot\"\nvalue = \"erly\"\n",
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            vocabulary/facts.toml:11:7: error: unknown fact `degreees` (did you mean `degrees`?)
                if = "degreees > 40"
                      ^^^^^^^^
            vocabulary/facts.toml:14:15: error: not a condition: the condition ends too early (a test or a value is missing at the end)
                if = "degrees >"
                              ^
            vocabulary/facts.toml:18:9: error: fact `hot` cannot have the value it is implied to have (write true or false)
                value = 3
                        ^
            vocabulary/facts.toml:40:9: error: fact `time` cannot have the value it is implied to have (did you mean `early`?)
                value = "erly"
                        ^^^^^^
        "#]],
    );
}

#[test]
fn broken_vocabularies_are_reported() {
    check(
        "//- pack.toml\nschema = 1\n//- vocabulary/facts.toml\n\
         [[fact]]\nid = \"n\"\nkind = \"number\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\nrange = [3, 1]\n\
         [[fact]]\nid = \"n\"\nkind = \"flag\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n[[fact.choice]]\nid = \"x\"\nmeans = \"m\"\n\
         [[fact]]\nid = \"c\"\nkind = \"choice\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\nagainst = [\"no\"]\n\
         [[fact]]\nid = \"j\"\nkind = \"choice\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n\
         [[fact.choice]]\nid = \"early\"\nmeans = \"m\"\n\
         [[fact.choice]]\nid = \"both\"\nmeans = \"m\"\njoins = [\"early\", \"erly\", \"both\"]\n\
         //- vocabulary/colours.toml\nred = 1\n",
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            vocabulary/colours.toml: warning: not a vocabulary file, left unread (a vocabulary is facts.toml, qualities.toml, concerns.toml or technologies.toml)
            vocabulary/facts.toml:2:6: error: fact `n` has a range that ends before it begins (write `range = [smallest, largest]`)
                id = "n"
                     ^^^
            vocabulary/facts.toml:2:6: error: fact `n` has no unit (add `unit = "..."`: numbers have a fixed unit)
                id = "n"
                     ^^^
            vocabulary/facts.toml:9:6: error: fact `n` has choices but is not a choice (set `kind = "choice"` or remove them)
                id = "n"
                     ^^^
            vocabulary/facts.toml:9:6: error: id `n` stands twice (rename or remove one of them)
                id = "n"
                     ^^^
            vocabulary/facts.toml:18:6: error: fact `c` has `against` but is not a flag (only a flag can be denied; use `phrases` of a choice)
                id = "c"
                     ^^^
            vocabulary/facts.toml:18:6: error: fact `c` has fewer than two choices (add `[[fact.choice]]` items below it)
                id = "c"
                     ^^^
            vocabulary/facts.toml:36:19: error: choice `both` joins `erly`, which is no other choice of its fact (did you mean `early`?)
                joins = ["early", "erly", "both"]
                                  ^^^^^^
            vocabulary/facts.toml:36:27: error: choice `both` joins `both`, which is no other choice of its fact (name two other choices)
                joins = ["early", "erly", "both"]
                                          ^^^^^^
        "#]],
    );
}

#[test]
fn how_a_repository_shows_a_fact_is_checked() {
    check(
        "//- pack.toml\nschema = 1\n//- vocabulary/facts.toml\n\
         [[fact]]\nid = \"f\"\nkind = \"flag\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n\
         [[fact.seen]]\nmeasure = \"technologies\"\ntechnologies = [\"kettle\", \"ketle\"]\nat_least = 1\n\
         [[fact.seen]]\nmeasure = \"technologies\"\nat_least = 0\nvalue = \"early\"\n\
         [[fact]]\nid = \"c\"\nkind = \"choice\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n\
         [[fact.seen]]\nmeasure = \"months\"\nkinds = [\"broker\"]\nvalue = \"erly\"\n\
         [[fact.seen]]\nmeasure = \"months\"\nat_least = 1\n\
         [[fact.choice]]\nid = \"early\"\nmeans = \"m\"\n\
         [[fact.choice]]\nid = \"late\"\nmeans = \"m\"\n\
         [[fact]]\nid = \"n\"\nkind = \"number\"\nunit = \"u\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"a\"\n\
         [[fact.seen]]\nmeasure = \"authrs\"\n\
         //- vocabulary/technologies.toml\n\
         [[technology]]\nid = \"kettle\"\nname = \"Kettle\"\nkind = \"tool\"\n",
        expect![[r#"
            two "Two" ["v"]
            one "One" ["a", "b", "c"]
            vocabulary/facts.toml:9:27: error: fact `f` is seen by `ketle`, which is no technology (did you mean `kettle`?)
                technologies = ["kettle", "ketle"]
                                          ^^^^^^^
            vocabulary/facts.toml:12:11: error: fact `f` does not say which technologies count (add `kinds = [...]`, `technologies = [...]`, or both)
                measure = "technologies"
                          ^^^^^^^^^^^^^^
            vocabulary/facts.toml:13:12: error: `at_least` of fact `f` is 0 (write a number above zero: what is not seen is unknown)
                at_least = 0
                           ^
            vocabulary/facts.toml:14:9: error: fact `f` is seen with a value and is no choice (remove it: a flag is true then, and a number is the measure)
                value = "early"
                        ^^^^^^^
            vocabulary/facts.toml:22:11: error: fact `c` does not say from which measure on it is so (add `at_least = ...`)
                measure = "months"
                          ^^^^^^^^
            vocabulary/facts.toml:22:11: error: fact `c` names technologies, but `months` counts none (set `measure = "technologies"` or remove them)
                measure = "months"
                          ^^^^^^^^
            vocabulary/facts.toml:24:9: error: fact `c` has no choice `erly` (did you mean `early`?)
                value = "erly"
                        ^^^^^^
            vocabulary/facts.toml:26:11: error: fact `c` does not say which choice it is (add `value = "..."`)
                measure = "months"
                          ^^^^^^^^
            vocabulary/facts.toml:42:11: error: unknown value `authrs` (did you mean `authors`?)
                measure = "authrs"
                          ^^^^^^^^
        "#]],
    );
}

#[test]
fn relations_are_read_from_both_ends() {
    let catalog = base();
    let show = |slug: &str| {
        let views = catalog.relations_of(catalog.get(slug).expect("is there"));
        views.iter().map(|view| format!("{} {}", view.label, view.slug)).collect::<Vec<_>>()
    };
    assert_eq!(show("one"), ["requires two"]);
    assert_eq!(show("two"), ["required by one"]);
    let two = catalog.relations_of(catalog.get("two").expect("is there"));
    assert_eq!(two[0].direction, Direction::Derived);
}

#[test]
fn a_pattern_is_found_by_any_of_its_names() {
    let catalog = base();
    for name in ["one", "One", "ONE pattern", "first", "One Architecture"] {
        assert_eq!(catalog.find(name).map(|pattern| pattern.slug.as_str()), Some("one"), "{name}");
    }
    for name in ["", "!", "pattern", "onee"] {
        assert_eq!(catalog.find(name), None, "{name}");
    }
    assert_eq!(catalog.suggest("fisrt", 3).into_iter().map(Slug::as_str).collect::<Vec<_>>(), ["one"]);
    assert_eq!(catalog.in_category(Category::Data).count(), 2);
}

#[test]
fn paths_of_problems_begin_with_the_root_of_the_pack() {
    let pack = Pack { root: "packs/ours/".into(), files: files("//- pack.toml\n"), ..Pack::default() };
    let (_, problems) = base().overlay(pack);
    assert_eq!(problems[0].path, "packs/ours/pack.toml");
}
