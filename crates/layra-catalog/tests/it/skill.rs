//! Agent Skills, against their specification.

use expect_test::{Expect, expect};
use layra_catalog::export::{Pages, Skill, catalog_skill, pattern_skill};
use layra_catalog::{Catalog, Tokens};

use crate::export::{catalog, pool};

/// A skill is what <https://agentskills.io/specification> asks for.
fn check(skill: &Skill, expected: Expect) {
    let name = &skill.name;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    assert!((1..=64).contains(&name.len()) && name.chars().all(plain) && !name.contains("--"), "{name}");
    assert!(!name.starts_with('-') && !name.ends_with('-'), "{name}");
    assert!((1..=1024).contains(&skill.description.chars().count()), "{}", skill.description);
    let (path, text) = &skill.files[0];
    assert_eq!(path, "SKILL.md");
    let (front, body) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("front matter");
    let description = front.lines().find_map(|line| line.strip_prefix("description: ")).expect("a description");
    assert_eq!(serde_json::from_str::<String>(description).expect("a quoted string"), skill.description);
    assert!(front.lines().any(|line| line == format!("name: {name}")), "{front}");
    assert!(body.lines().count() < 500);
    let others: Vec<&str> = skill.files[1..].iter().map(|(path, _)| path.as_str()).collect();
    for path in &others {
        assert!(body.contains(&format!("]({path})")), "{path} is not linked to");
        assert_eq!(path.matches('/').count(), 1, "{path} is more than one level deep");
    }
    let listing: String =
        skill.files[1..].iter().map(|(path, text)| format!("== {path}, {} lines\n", text.lines().count())).collect();
    expected.assert_eq(&format!("{text}{listing}"));
}

#[test]
fn a_catalogue_is_a_skill_with_a_page_for_each_pattern() {
    let skill = catalog_skill(&catalog(), Pages::Within);
    check(
        &skill,
        expect![[r#"
        ---
        name: tides
        description: "Software architecture patterns: when to use each and when not to, what it is made of, wins and costs, how it fails, the way in and the way out. Use it to choose, compare, review or leave an architecture, and when somebody names one of: Tide Pool, Sea Wall."
        ---

        # Tides

        1. Find the patterns that may fit in the list below.
        2. Read their pages. "When to Use" and "When NOT to Use" decide; a statement marked as a veto rules the pattern out on its own.
        3. Name the statements that decided, and what the choice costs. Where nothing speaks for a pattern, say so and take the simplest one.

        Where the command `layra` is at hand, it is quicker: `layra search QUESTION`, `layra show PATTERN --budget 600`, `layra compare ONE OTHER`, `layra advise SITUATION`.

        ## System

        - [Sea Wall](patterns/wall.md): A wall.

        ## Data

        - [Tide Pool](patterns/pool.md): Holds what comes.
        == patterns/pool.md, 101 lines
        == patterns/wall.md, 9 lines
    "#]],
    );
    let pool = &skill.files.iter().find(|(path, _)| path == "patterns/pool.md").expect("it is there").1;
    assert!(pool.contains("](../patterns/wall.md)"), "{pool}");
}

#[test]
fn a_published_catalogue_is_a_skill_of_one_file() {
    let skill = catalog_skill(&catalog(), Pages::Published);
    assert_eq!(skill.files.len(), 1);
    assert!(skill.files[0].1.contains("](https://tides.example/patterns/wall.md)"));
}

#[test]
fn a_pattern_is_a_skill_that_discloses_step_by_step() {
    let catalog = catalog();
    check(
        &pattern_skill(&catalog, pool(&catalog), &Tokens::default()),
        expect![[r#"
        ---
        name: pool
        description: "Tide Pool: Holds what comes. Use it when this pattern is chosen, weighed, built, run or left, also under the names: Basin, Pond, pool."
        ---

        # Tide Pool

        ## When to Use

        - Work comes in bursts.

        ## When NOT to Use

        - **Veto:** Nothing ever comes.

        ## Trade-offs

        ### Pros

        - [high] Even.

        ### Cons

        - [low] Slow.

        ## Decision Matrix

        - **vs [Sea Wall](https://tides.example/patterns/wall.md):** A wall when it storms.
        - **vs Nothing:** Mostly.

        ## Key Components

        - **Inlet:** Lets in.
        - **Basin:** Holds, as in

          ```
          ## basin
          ```

        ### Flow

        - Inlet → Basin: water

        ## More

        - [references/way-in-and-out.md](references/way-in-and-out.md): the steps to adopt it, and the ways to leave it again
        - [references/running.md](references/running.md): how it fails in production, what to measure, signs of misuse
        - [references/background.md](references/background.md): an explanation with a worked example, stacks, who runs it, related patterns, words, references
        == references/way-in-and-out.md, 11 lines
        == references/running.md, 15 lines
        == references/background.md, 35 lines
    "#]],
    );
}

#[test]
fn names_and_descriptions_keep_to_their_lengths() {
    let mut contents = catalog().into_contents();
    contents.masthead.title = "Tides and \"quotes\": ü ".repeat(20);
    let pool = contents.patterns[0].clone();
    contents.patterns = (0..700)
        .map(|nth| {
            let mut pattern = pool.clone();
            pattern.slug = layra_catalog::Slug::parse(&format!("pool-{nth}")).expect("a slug");
            pattern.summary = "Über. ".repeat(400);
            pattern
        })
        .collect();
    let catalog: Catalog = contents.into();
    for skill in [
        catalog_skill(&catalog, Pages::Published),
        pattern_skill(&catalog, &catalog.patterns()[0], &Tokens::default()),
        catalog_skill(&Catalog::default(), Pages::Within),
    ] {
        assert!(skill.name.len() <= 64 && !skill.name.ends_with('-'), "{}", skill.name);
        assert!(skill.description.chars().count() <= 1024);
        assert!(skill.files[0].1.lines().count() < 500);
    }
}
