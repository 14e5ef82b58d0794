//! What is written: Markdown, the index, JSON.

use expect_test::{Expect, expect};
use layra_catalog::section::Section;
use layra_catalog::{Catalog, Pattern, SourceText, export};

use crate::import::EXPORT;

/// A small catalogue with every section.
pub(crate) fn catalog() -> Catalog {
    let file = |path: &str, text: &str| SourceText { path: path.into(), text: text.into() };
    let (catalog, problems) = Catalog::parse([
        file(
            "pack.toml",
            "schema = 1\ntitle = \"Tides\"\nbase_url = \"https://tides.example/\"\ngenerated = \"2026-01-02\"\n\
             order = [\"pool\", \"wall\", \"dune\"]\n",
        ),
        file(
            "vocabulary/facts.toml",
            "[[fact]]\nid = \"wet\"\nkind = \"flag\"\ngroup = \"sea\"\nmeans = \"It is wet.\"\nask = \"Is it wet?\"\n",
        ),
        file("vocabulary/qualities.toml", "[[quality]]\nid = \"calm\"\nname = \"Calm\"\nmeans = \"No waves.\"\n"),
        file(
            "vocabulary/concerns.toml",
            "[[concern]]\nid = \"waves\"\nname = \"Waves\"\nquestion = \"What breaks the waves?\"\nchoose = \"one\"\n",
        ),
        file("patterns/pool/pattern.toml", POOL),
        file("patterns/pool/overview.md", "A pool.\n\n# Depth\n\nIt is *deep*.\n\n```sh\n# measure\n```\n"),
        file(
            "patterns/wall/pattern.toml",
            "name = \"Sea Wall\"\ncategory = \"system\"\ncomplexity = 5\nteam = { label = \"Any\", min = 1 }\nsummary = \"A wall.\"\n\
             [[relation]]\nto = \"pool\"\nkind = \"requires\"\nsay = \"the wall keeps it full\"\n",
        ),
    ]);
    assert!(!layra_catalog::problem::has_errors(&problems), "{problems:#?}");
    catalog
}

const POOL: &str = r#"
name = "Tide Pool"
category = "data"
concern = "waves"
complexity = 2
team = { label = "Small", min = 1, max = 9 }
aliases = ["Basin", "Pond"]
summary = """Holds
what comes."""

[[use_when]]
id = "bursts"
say = "Work comes in bursts."
if = "wet"

[[avoid_when]]
id = "dry"
say = "Nothing ever comes."
veto = true

[[component]]
id = "inlet"
name = "Inlet"
does = "Lets in."

[[component]]
id = "basin"
name = "Basin"
does = """Holds, as in

```
## basin
```
"""

[[flow]]
from = "inlet"
to = "basin"
label = "water"

[[pro]]
id = "even"
weight = "high"
quality = ["calm"]
say = "Even."

[[con]]
id = "slow"
weight = "low"
say = "Slow."

[[stack]]
name = "Rock"
items = "Granite, salt"

[[example]]
org = "Harbour"
say = "Has one."

[[versus]]
id = "vs-wall"
pattern = "wall"
say = "A wall when it storms."

[[versus]]
id = "vs-nothing"
other = "Nothing"
say = "Mostly."

[[reference]]
title = "Tides"
authors = ["A. Moon", "B. Sun"]
year = 2018
kind = "book"
isbn = "978-0-306-40615-7"
doi = "10.1000/182"
url = "https://tides.example/book"

[[reference]]
title = "Salt"

[[relation]]
to = "dune"
kind = "complements"

[[failure]]
id = "spill"
symptom = "It spills."
cause = "Too much."
check = "Look."

[[adopt]]
id = "dig"
needs = "A spade."
do = "Dig."

[[exit]]
id = "fill"
to = "wall"
do = "Fill it."

[[exit]]
id = "leave"
to = "dry land"
do = "Walk."

[[measure]]
id = "level"
metric = "Level"
healthy = "Below the rim."

[[smell]]
id = "stale"
say = "It smells."

[[term]]
name = "Rim"
means = "The edge."
"#;

pub(crate) fn pool(catalog: &Catalog) -> &Pattern {
    catalog.get("pool").expect("it is there")
}

#[test]
fn the_published_text_holds_the_sections_of_the_original() {
    expect![[r#"
        # Tides

        > Generated 2026-01-02. 2 patterns.

        # Tide Pool

        **Category:** data | **Complexity:** 2/5 | **Team Size:** Small (1-9 engineers)

        > Holds what comes.

        **Also known as:** Basin, Pond

        ## When to Use

        - Work comes in bursts.

        ## When NOT to Use

        - Nothing ever comes.

        ## Key Components

        - **Inlet:** Lets in.
        - **Basin:** Holds, as in

          ```
          ## basin
          ```

        ## Trade-offs

        ### Pros

        - [high] Even.

        ### Cons

        - [low] Slow.

        ## Tech Stack Examples

        - **Rock:** Granite, salt

        ## Real-World Examples

        - **Harbour:** Has one.

        ## Decision Matrix

        - **vs Sea Wall:** A wall when it storms.
        - **vs Nothing:** Mostly.

        ## References

        - Tides by A. Moon, B. Sun (2018) (book)
        - Salt

        ## Overview

        A pool.

        ### Depth

        It is *deep*.

        ```sh
        # measure
        ```

        ## Related Patterns

        - [dune](https://tides.example/patterns/dune.md)

        ---

        # Sea Wall

        **Category:** system | **Complexity:** 5/5 | **Team Size:** Any (1+ engineers)

        > A wall.

        ## Related Patterns

        - [pool](https://tides.example/patterns/pool.md)

        ---
    "#]]
    .assert_eq(&export::llms_full(&catalog()));
}

#[test]
fn a_page_of_markdown_holds_everything() {
    let catalog = catalog();
    expect![[r#"
        # Tide Pool

        **Category:** data | **Complexity:** 2/5 | **Team Size:** Small (1-9 engineers) | **Concern:** Waves

        > Holds what comes.

        **Also known as:** Basin, Pond

        ## When to Use

        - Work comes in bursts.

        ## When NOT to Use

        - **Veto:** Nothing ever comes.

        ## Key Components

        - **Inlet:** Lets in.
        - **Basin:** Holds, as in

          ```
          ## basin
          ```

        ### Flow

        - Inlet → Basin: water

        ## Trade-offs

        ### Pros

        - [high] Even.

        ### Cons

        - [low] Slow.

        ## Tech Stack Examples

        - **Rock:** Granite, salt

        ## Real-World Examples

        - **Harbour:** Has one.

        ## Decision Matrix

        - **vs [Sea Wall](https://tides.example/patterns/wall.md):** A wall when it storms.
        - **vs Nothing:** Mostly.

        ## References

        - Tides by A. Moon, B. Sun (2018) (book), ISBN 978-0-306-40615-7, DOI [10.1000/182](https://doi.org/10.1000/182), <https://tides.example/book>
        - Salt

        ## Overview

        A pool.

        ### Depth

        It is *deep*.

        ```sh
        # measure
        ```

        ## Related Patterns

        - complements dune
        - required by [Sea Wall](https://tides.example/patterns/wall.md): the wall keeps it full

        ## Failure Modes

        - It spills.
          - Cause: Too much.
          - Check: Look.

        ## Adopting It

        1. Dig.
           - Needs: A spade.

        ## Ways Out

        - **To [Sea Wall](https://tides.example/patterns/wall.md):** Fill it.
        - **To dry land:** Walk.

        ## What to Measure

        - **Level:** Below the rim.

        ## Signs of Misuse

        - It smells.

        ## Glossary

        - **Rim:** The edge.
    "#]].assert_eq(&export::markdown(&catalog, pool(&catalog)));
    expect![[r#"
        # Sea Wall

        **Category:** system | **Complexity:** 5/5 | **Team Size:** Any (1+ engineers)

        > A wall.

        ## Related Patterns

        - requires [Tide Pool](https://tides.example/patterns/pool.md): the wall keeps it full
    "#]]
    .assert_eq(&export::markdown(&catalog, catalog.get("wall").expect("it is there")));
}

#[test]
fn a_page_is_made_of_its_sections() {
    let catalog = catalog();
    let page = export::markdown(&catalog, pool(&catalog));
    for &section in Section::ALL {
        let text = export::section_markdown(&catalog, pool(&catalog), section);
        assert!(text.starts_with(&format!("## {}\n\n", section.title())) && text.ends_with('\n'), "{section}");
        assert!(page.contains(&text), "{section}");
    }
    let wall = catalog.get("wall").expect("it is there");
    assert_eq!(export::section_markdown(&catalog, wall, Section::Terms), "");
}

#[test]
fn the_index_links_to_every_page() {
    let check = |catalog: &Catalog, expect: Expect| {
        let index = export::llms_index(catalog);
        expect.assert_eq(&index);
        for (path, _) in export::markdown_files(catalog) {
            assert!(path == "llms.txt" || index.contains(&format!("/{path}): ")), "{path}");
        }
    };
    check(
        &catalog(),
        expect![[r#"
        # Tides

        > 2 architecture patterns, each with when to use it and when not to, components, trade-offs, technology stacks, real examples, a decision matrix and references. Generated 2026-01-02.

        ## System

        - [Sea Wall](https://tides.example/patterns/wall.md): A wall.

        ## Data

        - [Tide Pool](https://tides.example/patterns/pool.md): Holds what comes.

        ## Optional

        - [Complete text](https://tides.example/llms-full.txt): every entry in one file; 162 words, 1011 bytes
    "#]],
    );
    let mut contents = catalog().into_contents();
    contents.masthead = layra_catalog::Masthead::default();
    contents.patterns.truncate(1);
    check(
        &contents.into(),
        expect![[r#"
        # Architecture patterns

        > 1 architecture pattern, each with when to use it and when not to, components, trade-offs, technology stacks, real examples, a decision matrix and references.

        ## Data

        - [Tide Pool](/patterns/pool.md): Holds what comes.

        ## Optional

        - [Complete text](/llms-full.txt): every entry in one file; 132 words, 765 bytes
    "#]],
    );
}

#[test]
fn json_is_complete_and_always_the_same() {
    let text = export::json_text(&catalog());
    assert_eq!(text, export::json_text(&catalog()));
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(value["masthead"]["base_url"], "https://tides.example");
    assert_eq!(value["announced"], serde_json::json!(["dune"]));
    let patterns: Vec<Pattern> = serde_json::from_value(value["patterns"].clone()).expect("they are patterns");
    assert_eq!(patterns, catalog().patterns());
}

#[test]
fn an_empty_catalogue_is_written_too() {
    let empty = Catalog::default();
    assert_eq!(export::llms_full(&empty), "\n");
    assert_eq!(export::markdown_files(&empty).len(), 1);
    assert!(export::llms_index(&empty).starts_with("# Architecture patterns\n\n> 0 architecture patterns"));
}

#[test]
fn the_published_text_of_the_fixture_is_the_fixture() {
    let import = crate::import::read(EXPORT);
    assert_eq!(export::llms_full(&import.catalog()), EXPORT);
}
