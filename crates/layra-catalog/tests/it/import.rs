//! What is read from an export, in both shapes, and what is said of the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use expect_test::{Expect, expect};
use layra_catalog::import::{Import, ImportError, MAX_BYTES, Options, decode, import, pack_files, parse_slugs};
use layra_catalog::{Catalog, Pattern, Slug, SourceText, export, problem};

/// An export of our own wording, with everything that is easy to get wrong.
pub(crate) const EXPORT: &str = include_str!("fixtures/llms-full.txt");

pub(crate) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn read(text: &str) -> Import {
    import(text, &Options { path: "llms-full.txt".into(), ..Options::default() }).expect("the text is small")
}

/// A pattern with all white space of its texts folded, as the folded shape gives it.
fn folded(pattern: &Pattern) -> Pattern {
    let mut pattern = pattern.clone();
    pattern.overview = fold(&pattern.overview);
    for component in &mut pattern.components {
        component.does = fold(&component.does);
    }
    pattern
}

/// Everything that is said of the text, a line each.
fn report(import: &Import) -> String {
    let mut report = String::new();
    for pattern in &import.patterns {
        writeln!(report, "read `{}` as {}", pattern.name, pattern.slug).expect("a string");
    }
    for problem in &import.problems {
        writeln!(report, "{problem}").expect("a string");
    }
    for place in &import.account.unaccounted {
        writeln!(report, "{}:{} (word {}): {}: `{}`", place.line, place.column, place.word, place.reason, place.text)
            .expect("a string");
    }
    report
}

/// Reads `text` and compares what is said of it; no word may go missing either way.
fn check(text: &str, expect: Expect) {
    let import = read(text);
    let account = &import.account;
    assert_eq!(account.words, text.split_whitespace().count());
    assert_eq!(account.kept() + account.markup + account.unaccounted_words, account.words);
    expect.assert_eq(&report(&import));
}

const HEAD: &str = "**Category:** data | **Complexity:** 1/5 | **Team Size:** Any (1+ engineers)";

#[test]
fn both_shapes_read_the_same() {
    let lines = read(EXPORT);
    for text in [EXPORT.replace('\n', "\r\n"), format!("\u{feff}{EXPORT}")] {
        assert_eq!(read(&text), lines);
    }
    let one_line = read(&fold(EXPORT));
    assert_eq!(one_line.patterns, lines.patterns.iter().map(folded).collect::<Vec<_>>());
    assert_eq!(one_line.masthead, lines.masthead);
    assert_eq!(one_line.account, lines.account);
    assert!(lines.account.reproduced);
    assert_eq!(lines.account.unaccounted, []);
}

#[test]
fn odd_texts_are_kept_whole() {
    let import = read(&fold(EXPORT));
    let [tide, relay, ledger, wall] = &import.patterns[..] else { panic!("four patterns") };
    let says: Vec<&str> = tide.use_when.iter().map(|statement| statement.say.as_str()).collect();
    expect![[r#"
        [
            "Work arrives in waves - mornings, mostly - and nobody minds a wait",
            "C# or F# services share one queue (or two - never three) with `a - b` semantics",
            "10 - 20 thousand jobs an hour have to be smoothed",
            "Your team reads \"first come - first served\" as a promise",
            "gRPC callers cannot be told to slow down",
        ]
    "#]]
    .assert_debug_eq(&says);
    let ids: Vec<&str> = tide.use_when.iter().map(|statement| statement.id.as_str()).collect();
    assert_eq!(ids[..2], ["work-arrives-in-waves-mornings-mostly", "c-or-f-services-share-one"]);
    assert_eq!(tide.aliases, ["Buffer", "Basin (the salty kind, not the sink)", "3-Stage Queue"]);
    let names: Vec<&str> = tide.components.iter().map(|component| component.name.as_str()).collect();
    assert_eq!(names, ["Inlet (C# / .NET)", "The Pool: Itself", "pgtide"]);
    let references: Vec<_> = tide
        .references
        .iter()
        .map(|reference| (reference.title.as_str(), reference.authors.join(" + "), reference.year, reference.kind))
        .collect();
    expect![[r#"
        [
            (
                "Sagas of the Sea - A Second Reading",
                "R. Gull + T. Tern",
                Some(
                    2019,
                ),
                Some(
                    Book,
                ),
            ),
            (
                "pgtide: schedules in a table",
                "pgfolk",
                None,
                Some(
                    Documentation,
                ),
            ),
            (
                "Side by Side",
                "M. Ebb et al. (University of Foam, 2021) (podcast)",
                None,
                None,
            ),
            (
                "Notes on Waves (Chapter 3: Foam)",
                "Seaside Press",
                None,
                Some(
                    Reference,
                ),
            ),
        ]
    "#]]
    .assert_debug_eq(&references);
    assert_eq!((tide.team.min, tide.team.max, &tide.team.note), (1, Some(15), &None));
    assert_eq!((ledger.team.min, ledger.team.max, ledger.team.note.as_deref()), (1, None, Some("1-50+ engineers")));
    assert_eq!(relay.overview, "relays are old.");
    assert_eq!(wall.name, "Sea # Wall");
    assert_eq!(tide.overview.split(' ').next_back(), Some("virtue."));
    assert_eq!(tide.versus[0].pattern, None);
}

#[test]
fn a_slug_is_given_known_linked_or_made_from_the_name() {
    let known = read(&format!("# Sea Wall\n{HEAD}\n> Dike.\n\n**Also known as:** Sea Wall, Sea # Wall\n"));
    let mut known = known.catalog().into_contents();
    known.patterns[0].slug = Slug::parse("dike").expect("a slug");
    let known = known.into();
    let slugs = BTreeMap::from([
        ("Tide Pool".to_owned(), Slug::parse("basin").expect("a slug")),
        ("Sand Bank".to_owned(), Slug::parse("sand").expect("a slug")),
    ]);
    let options = Options { path: "llms-full.txt".into(), slugs, known: Some(&known) };
    let import = import(EXPORT, &options).expect("small");
    let choices: Vec<String> =
        import.slugs.iter().map(|choice| format!("{} = {} ({})", choice.name, choice.slug, choice.source)).collect();
    expect![[r#"
        [
            "Tide Pool = basin (given)",
            "gRPC Relay & Friends = grpc-relay (link)",
            "pgledger = ledger (link)",
            "Sea # Wall = dike (catalogue)",
        ]
    "#]]
    .assert_debug_eq(&choices);
    expect![[r#"
        read `Tide Pool` as basin
        read `gRPC Relay & Friends` as grpc-relay
        read `pgledger` as ledger
        read `Sea # Wall` as dike
        llms-full.txt:94:3: warning: `sand-bank` is linked to but has no entry (if an entry goes by another slug, give it this one with `--slugs`)
        llms-full.txt:114:3: warning: `tide-pool` is linked to but has no entry (if an entry goes by another slug, give it this one with `--slugs`)
        llms-full.txt: warning: a slug is given for `Sand Bank`, but no entry has that name (remove the line)
    "#]]
    .assert_eq(&report(&import));
    assert_eq!(import.announced.iter().map(Slug::as_str).collect::<Vec<_>>(), ["sand-bank", "tide-pool"]);
}

#[test]
fn entries_of_one_name_get_slugs_of_their_own() {
    let twice = format!(
        "# Tide\n\n{HEAD}\n\n> One.\n\n---\n\n# Tide\n\n{HEAD}\n\n> Two.\n\n---\n\n# …\n\n{HEAD}\n\n> Three.\n"
    );
    let expect = expect![[r#"
        read `Tide` as tide
        read `Tide` as tide-2
        read `…` as pattern
        llms-full.txt:9:1: warning: `Tide` would be `tide`, which is taken; it is `tide-2` (give each name a slug of its own with `--slugs`)
    "#]];
    check(&twice, expect);
}

#[test]
fn what_is_not_understood_is_listed_with_its_place() {
    let text = format!(
        "# Title\n\n> Generated yesterday. 1 pattern.\n\nHello.\n\n# Tide\n\n{HEAD} | **Mood:** calm\n\n> One.\n\nStray words.\n\n\
         ## Motivation\n\nBecause.\n\n## When to Use\n\nUse it when:\n\n- It rains\n- It pours\n\nOr so.\n\n\
         ## When to Use\n\n- Always\n\n## Key Components\n\n- no label\n- **Empty:**\n- **Fine:** yes\n\n### Optional\n\n- x\n\n\
         ## Trade-offs\n\nMany.\n\n### Pros\n\n- [great] fun\n- [high]\n\n### Neither\n\n- [low] x\n\n\
         ## Decision Matrix\n\n- **Rain:** no vs\n\n\
         ## Related Patterns\n\n- [tide](https://a.example/patterns/tide.md)\n- [a](https://a.example/patterns/a.md)\n\
         - [a](https://a.example/patterns/a.md)\n- [B](https://b.example/patterns/b.md)\n- [p](https://a.example/patterns/../../etc/passwd.md)\n- see below\n\n---\n"
    );
    let expect = expect![[r#"
        read `Tide` as tide
        llms-full.txt:62:3: warning: `a` is linked to but has no entry (if an entry goes by another slug, give it this one with `--slugs`)
        llms-full.txt:64:3: warning: `b` is linked to but has no entry (if an entry goes by another slug, give it this one with `--slugs`)
        3:3 (word 4): not part of a header: `Generated yesterday. 1 pattern. Hello.`
        9:80 (word 23): a fact that entries do not have: `**Mood:** calm`
        13:1 (word 27): neither facts nor summary nor other names: `Stray words.`
        15:1 (word 29): a section that entries do not have: `## Motivation Because.`
        21:1 (word 36): not an item of the list: `Use it when:`
        26:1 (word 45): not an item of the list: `Or so.`
        28:1 (word 47): the entry has had this section already: `## When to Use - Always`
        34:1 (word 56): no `**Name:**` in front: `- no label`
        35:1 (word 59): a name without words: `- **Empty:**`
        38:1 (word 64): a section that entries do not have: `### Optional - x`
        44:1 (word 70): neither below `### Pros` nor below `### Cons`: `Many.`
        48:1 (word 73): no `[high]`, `[medium]` or `[low]` in front: `- [great] fun`
        49:1 (word 76): a weight without words: `- [high]`
        51:1 (word 78): a section that entries do not have: `### Neither - [low] x`
        57:1 (word 86): no `**vs Something:**` in front: `- **Rain:** no vs`
        61:1 (word 93): a link of the entry to itself: `- [tide](https://a.example/patterns/tide.md)`
        63:1 (word 97): a link that stands twice: `- [a](https://a.example/patterns/a.md)`
        64:3 (word 100): not kept word for word: `[B](https://b.example/patterns/b.md)`
        65:1 (word 101): a link to something that is no slug: `- [p](https://a.example/patterns/../../etc/passwd.md)`
        66:1 (word 103): not a link like `[slug](https://host/patterns/slug.md)`: `- see below`
    "#]];
    check(&text, expect);
    let expect = expect![[r#"
        read `Tide` as tide
        llms-full.txt:1:528: warning: `a` is linked to but has no entry (if an entry goes by another slug, give it this one with `--slugs`)
        llms-full.txt:1:606: warning: `b` is linked to but has no entry (if an entry goes by another slug, give it this one with `--slugs`)
        1:11 (word 4): not part of a header: `Generated yesterday. 1 pattern. Hello.`
        1:136 (word 23): a fact that entries do not have: `**Mood:** calm`
        1:171 (word 29): a section that entries do not have: `## Motivation Because.`
        1:194 (word 32): a section that entries do not have: `## When to Use Use it when: - It rains - It pours Or so.`
        1:293 (word 56): no `**Name:**` in front: `- no label`
        1:304 (word 59): a name without words: `- **Empty:**`
        1:350 (word 68): a section that entries do not have: `## Trade-offs Many. ### Pros - [great] fun - [high] ### Neither - [low] x`
        1:443 (word 86): no `**vs Something:**` in front: `- **Rain:** no vs`
        1:481 (word 93): a link of the entry to itself: `- [tide](https://a.example/patterns/tide.md)`
        1:565 (word 97): a link that stands twice: `- [a](https://a.example/patterns/a.md)`
        1:606 (word 100): not kept word for word: `[B](https://b.example/patterns/b.md)`
        1:643 (word 101): not a link like `[slug](https://host/patterns/slug.md)`: `- [p](https://a.example/patterns/../../etc/passwd.md) - see below`
    "#]];
    check(&fold(&text), expect);
}

#[test]
fn an_entry_without_its_facts_is_left_and_keeps_to_itself() {
    let text = format!(
        "# One\n\n{HEAD}\n\n> One.\n\n---\n\n# Two\n\n> No facts.\n\n## When to Use\n\n- Never\n\n---\n\n\
         # Three\n\n**Category:** poetry | **Complexity:** 9/5\n\n> Odd.\n\n---\n\n# Four\n\n{HEAD}\n\n> Four.\n"
    );
    let expect = expect![[r#"
        read `One` as one
        read `Four` as four
        llms-full.txt:9:1: error: an entry cannot be read (its heading must be followed by `**Category:** ... | **Complexity:** 3/5 | **Team Size:** ...`)
        llms-full.txt:19:1: error: an entry cannot be read (its heading must be followed by `**Category:** ... | **Complexity:** 3/5 | **Team Size:** ...`)
        9:1 (word 17): an entry without a readable name, category, complexity or team: `# Two > No facts. ## When to Use - Never ---`
        19:1 (word 29): an entry without a readable name, category, complexity or team: `# Three **Category:** poetry | **Complexity:** 9/5 > Odd. ---`
    "#]];
    check(&text, expect);
    let expect = expect![[r#"
        read `One` as one
        read `Four` as four
        llms-full.txt:1:95: error: an entry cannot be read (its heading must be followed by `**Category:** ... | **Complexity:** 3/5 | **Team Size:** ...`)
        llms-full.txt:1:140: error: an entry cannot be read (its heading must be followed by `**Category:** ... | **Complexity:** 3/5 | **Team Size:** ...`)
        1:95 (word 17): an entry without a readable name, category, complexity or team: `# Two > No facts. ## When to Use - Never ---`
        1:140 (word 29): an entry without a readable name, category, complexity or team: `# Three **Category:** poetry | **Complexity:** 9/5 > Odd. ---`
    "#]];
    check(&fold(&text), expect);
}

#[test]
fn what_is_no_export_is_said_to_be_none() {
    check(
        "",
        expect![[r#"
        llms-full.txt: error: the text holds no entry of a Layra export (import the file `llms-full.txt` of a Layra catalogue)
    "#]],
    );
    check(
        "# Layra\n\n> Generated 2026-01-01. 43 patterns.\n",
        expect![[r#"
        llms-full.txt:3:25: warning: the text says it has 43 patterns, 0 were read (it may have been cut off, or edited since it was made)
        llms-full.txt: error: the text holds no entry of a Layra export (import the file `llms-full.txt` of a Layra catalogue)
    "#]],
    );
    check(
        "To whom it may concern:\n\n- hello\n",
        expect![[r#"
        llms-full.txt: error: the text holds no entry of a Layra export (import the file `llms-full.txt` of a Layra catalogue)
        1:1 (word 1): not part of a header: `To whom it may concern: - hello`
    "#]],
    );
    check(
        "\0\u{1}\u{fffd} \u{7f}[[(**",
        expect![[r#"
        llms-full.txt: error: the text holds no entry of a Layra export (import the file `llms-full.txt` of a Layra catalogue)
        1:1 (word 1): not part of a header: `��� �[[(**`
    "#]],
    );
    check(
        "**Category:** x",
        expect![[r#"
        llms-full.txt: error: the text holds no entry of a Layra export (import the file `llms-full.txt` of a Layra catalogue)
        1:1 (word 1): not part of a header: `**Category:** x`
    "#]],
    );
}

#[test]
fn a_text_that_breaks_off_is_read_as_far_as_it_goes() {
    let mut complete = 0;
    for text in [EXPORT.to_owned(), fold(EXPORT)] {
        for (at, _) in text.char_indices().step_by(11) {
            let import = read(&text[..at]);
            let account = &import.account;
            assert_eq!(account.kept() + account.markup + account.unaccounted_words, account.words);
            complete += usize::from(account.is_complete());
        }
    }
    assert!(complete > 0);
}

#[test]
fn too_large_a_text_is_refused_and_a_large_one_is_read_quickly() {
    let error = import(&"#".repeat(MAX_BYTES + 1), &Options::default()).expect_err("too large");
    assert_eq!(error, ImportError::TooLarge { bytes: MAX_BYTES + 1 });
    assert_eq!(decode(b"abc\xff"), Err(ImportError::NotText { at: 3 }));
    for piece in [
        "#",
        "# ",
        "- ",
        "```\n",
        "**a ",
        "--- # a **Category:** ",
        "## When to Use - ",
        "(",
        "\n",
        "# a\n**Category:** b\n```x\n",
    ] {
        let import = read(&piece.repeat(400_000 / piece.len()));
        let account = import.account;
        assert_eq!(account.kept() + account.markup + account.unaccounted_words, account.words, "{piece:?}");
    }
}

#[test]
fn an_unclosed_fence_ends_at_the_next_entry() {
    let text =
        format!("# One\n\n{HEAD}\n\n> One.\n\n## Overview\n\nSo:\n\n```\n# code\n\n---\n\n# Two\n\n{HEAD}\n\n> Two.\n");
    check(
        &text,
        expect![[r#"
        read `One` as one
        read `Two` as two
        llms-full.txt:11:1: warning: code begins here that never ends (close it with a line of the same marks; it was closed where its text ends)
    "#]],
    );
    check(
        &fold(&text),
        expect![[r#"
        read `One` as one
        read `Two` as two
    "#]],
    );
    let once = read(&text);
    assert_eq!(once.patterns[0].overview, "So:\n\n```\n# code\n```");
    assert_eq!(read(&export::llms_full(&once.catalog())).patterns, once.patterns);
}

#[test]
fn lists_of_sentences_end_their_items_with_full_stops() {
    let text = format!(
        "# One\n\n{HEAD}\n\n> One.\n\n## When to Use\n\n- Load is high - Mondays are worst - and rising.\n- It is cold.\n\n\
         ## When NOT to Use\n\n- You have one server - Postgres, say - and like it.\n- eBPF is all you need.\n"
    );
    assert_eq!(read(&fold(&text)).patterns, read(&text).patterns);
}

#[test]
fn the_pack_of_an_import_loads_as_the_import() {
    for text in [EXPORT.to_owned(), fold(EXPORT)] {
        let import = read(&text);
        let files = pack_files(&import).into_iter().map(|(path, text)| SourceText { path, text });
        let (catalog, problems) = Catalog::parse(files);
        assert!(!problem::has_errors(&problems), "{problems:#?}");
        assert_eq!(catalog.patterns(), import.patterns);
        assert_eq!(catalog.masthead(), &import.masthead);
        assert_eq!(catalog.announced(), import.announced);
        assert_eq!(fold(&export::llms_full(&catalog)), fold(EXPORT));
    }
}

#[test]
fn a_pack_is_written_for_people_to_edit() {
    let import = read(EXPORT);
    let files = pack_files(&import);
    let text = |path: &str| files.iter().find(|file| file.0 == path).map_or("", |file| file.1.as_str());
    expect![[r#"
        schema = 1
        title = "Shoreline - Patterns for People Who Like the Sea"
        base_url = "https://shore.example"
        generated = "2025-11-30"
        only = true
        order = [
            "tide-pool",
            "grpc-relay",
            "ledger",
            "sea-wall",
            "sand-bank",
        ]
    "#]]
    .assert_eq(text("pack.toml"));
    expect![[r#"
        name = "Sea # Wall"
        category = "ai"
        complexity = 5
        team = { label = "Small", min = 1 }
        summary = "Keeps the sea out."

        [[component]]
        id = "wall"
        name = "Wall"
        does = """
        Stands. Build it like so:

        ```sh
        # build
        make wall - now

        ## done
        ```

        and wait."""
    "#]]
    .assert_eq(text("patterns/sea-wall/pattern.toml"));
}

#[test]
fn slugs_are_read_from_a_file_with_all_its_faults() {
    let parse = |text: &str| parse_slugs(&SourceText { path: "slugs.toml".into(), text: text.into() });
    let slugs = parse("# slugs\n\"CQRS / Event Sourcing\" = \"cqrs\"\nSaga = \"saga\"\n").expect("two slugs");
    assert_eq!(slugs["CQRS / Event Sourcing"].as_str(), "cqrs");
    let faults = |text: &str| {
        let problems = parse(text).expect_err("faulty");
        problems.iter().map(|problem| format!("{problem}\n")).collect::<String>()
    };
    expect![[r#"
        slugs.toml:1:15: error: `../../etc/passwd` is not a slug: only a-z, 0-9 and single hyphens between them (write it as `"Name" = "some-slug"`)
        slugs.toml:2:12: error: the slug of `Number` is of type integer, not a string (write it as `"Name" = "some-slug"`)
    "#]].assert_eq(&faults("\"Passwords\" = \"../../etc/passwd\"\n\"Number\" = 3\n"));
    expect![[r#"
        slugs.toml:2:1: error: duplicate key (write a line `"Name" = "slug"` per entry)
    "#]]
    .assert_eq(&faults("\"Saga\" = \"saga\"\n\"Saga\" = \"saga-2\"\n"));
    expect![[r#"
        slugs.toml:1:7: error: key with no value, expected `=` (write a line `"Name" = "slug"` per entry)
    "#]]
    .assert_eq(&faults("Saga: saga\n"));
}
