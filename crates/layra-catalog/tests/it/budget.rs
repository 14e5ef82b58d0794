//! A pattern within a number of tokens.

use expect_test::{Expect, expect};
use layra_catalog::export::{self, Fitted, Reader, Wanted};
use layra_catalog::section::Section;
use layra_catalog::{Tokens, tokens};

use crate::export::{catalog, pool};

/// A token for every chunk, so that budgets are easy to read.
fn chunks() -> Tokens {
    let catalog = catalog();
    let page = export::markdown(&catalog, pool(&catalog));
    Tokens::new(tokens::pack([page.as_str(), &export::notes()], |_| 1).leak())
}

fn fitted(sections: &[Section], budget: usize) -> Fitted {
    let catalog = catalog();
    export::fitted(&catalog, pool(&catalog), &Wanted { sections, budget, reader: Reader::Agent }, &chunks())
}

fn check(sections: &[Section], budget: usize, expected: Expect) {
    let fitted = fitted(sections, budget);
    assert_eq!(fitted.tokens, chunks().count(&fitted.text));
    assert!(fitted.tokens <= budget, "{} of {budget}", fitted.tokens);
    expected.assert_eq(&fitted.text);
}

#[test]
fn what_decides_comes_first_and_the_rest_is_named() {
    check(
        &[],
        160,
        expect![[r#"
        # Tide Pool

        **Category:** data | **Complexity:** 2/5 | **Team Size:** Small (1-9 engineers) | **Concern:** Waves

        > Holds what comes.

        **Also known as:** Basin, Pond

        ## When to Use

        - Work comes in bursts.

        ## When NOT to Use

        - **Veto:** Nothing ever comes.

        ## Trade-offs

        ### Pros

        - [high] Even.

        ### Cons

        - [low] Slow.

        > Left out to fit 160 tokens: components, stacks, examples, versus, references, overview, related, failures, adopt, exits, measures, smells, terms. Ask again with `sections` or a larger `budget`.
    "#]],
    );
}

#[test]
fn sections_are_given_in_the_order_asked_for() {
    check(
        &[Section::Exits, Section::AvoidWhen, Section::Exits],
        60,
        expect![[r#"
        # Tide Pool

        ## Ways Out

        - **To [Sea Wall](https://tides.example/patterns/wall.md):** Fill it.
        - **To dry land:** Walk.

        ## When NOT to Use

        - **Veto:** Nothing ever comes.
    "#]],
    );
    check(
        &[Section::TradeOffs],
        40,
        expect![[r#"
        # Tide Pool

        ## Trade-offs

        ### Pros

        - [high] Even.

        ### Cons

        - [low] Slow.
    "#]],
    );
}

#[test]
fn a_budget_that_is_large_enough_gives_the_page() {
    let catalog = catalog();
    let whole = fitted(&[], usize::MAX);
    assert_eq!((&whole.text, &whole.left_out), (&export::markdown(&catalog, pool(&catalog)), &Vec::new()));
    assert_eq!(fitted(&[], whole.tokens).left_out, []);
    assert_ne!(fitted(&[], whole.tokens - 1).left_out, []);
}

#[test]
fn a_budget_too_small_for_anything_gives_the_name_and_the_note() {
    let fitted = fitted(&[], 1);
    expect![[r#"
        # Tide Pool

        > Left out to fit 1 tokens: summary, use-when, avoid-when, components, trade-offs, stacks, examples, versus, references, overview, related, failures, adopt, exits, measures, smells, terms. Ask again with `sections` or a larger `budget`.
    "#]].assert_eq(&fitted.text);
}

#[test]
fn a_larger_budget_gives_all_of_a_smaller_one_and_every_line_is_whole() {
    let whole = fitted(&[], usize::MAX).text;
    let whole: Vec<&str> = whole.lines().collect();
    let mut before: Vec<String> = Vec::new();
    for budget in 0..600 {
        let fitted = fitted(&[], budget);
        let lines: Vec<String> =
            fitted.text.lines().filter(|line| !line.starts_with("> Left out")).map(str::to_owned).collect();
        assert!(lines.iter().all(|line| whole.contains(&line.as_str())), "{budget}: {lines:?}");
        assert!(before.iter().all(|line| lines.contains(line)), "{budget}: {before:?} {lines:?}");
        let noted = fitted.text.contains("> Left out");
        assert_eq!(noted, lines.len() < whole.len(), "{budget}");
        before = lines;
    }
    assert_eq!(before.len(), whole.len());
}
