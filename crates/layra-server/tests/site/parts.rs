//! A part of a pattern's Markdown: some sections, or what fits into a budget.

use axum::http::Method;
use expect_test::expect;
use layra_catalog::section::Section;

use crate::fixture::{ask, get, harbour, site};

#[test]
fn sections_are_given_as_asked_for() {
    let whole = get("/patterns/letter-box.md");
    let part = get("/patterns/letter-box.md?section=avoid-when,Related+Patterns&section=exits");
    assert_eq!((part.status.as_u16(), part.header("content-type")), (200, whole.header("content-type")));
    let headings: Vec<&str> = part.text().lines().filter(|line| line.starts_with('#')).collect();
    let title = |section: Section| format!("## {}", section.title());
    assert_eq!(headings[..2], ["# Letter Box", &title(Section::AvoidWhen)]);
    assert!(part.text().lines().all(|line| whole.text().lines().any(|other| other == line)), "{}", part.text());
}

#[test]
fn a_budget_leaves_out_and_says_what() {
    let part = get("/patterns/letter-box.md?budget=700");
    assert!(part.text().len() <= 700, "a token is a byte or more: {}", part.text().len());
    let note = part.lines("> Left out");
    assert!(note.starts_with("> Left out to fit 700 tokens: "), "{note}");
    assert!(note.ends_with("Ask with `section=` or a larger `budget=`, or with neither for all.\n"), "{note}");
    assert_eq!(get("/patterns/letter-box.md?budget=1000000").body, get("/patterns/letter-box.md").body);
}

#[test]
fn a_part_has_its_own_tag_and_is_not_the_whole() {
    let site = site(harbour());
    let whole = ask(&site, Method::GET, "/patterns/letter-box.md?v=2", &[]);
    let part = ask(&site, Method::GET, "/patterns/letter-box.md?budget=700", &[]);
    assert_ne!(whole.header("etag"), part.header("etag"));
    let tag = part.header("etag").to_owned();
    let again = ask(&site, Method::GET, "/patterns/letter-box.md?budget=700", &[("if-none-match", &tag)]);
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    let head = ask(&site, Method::HEAD, "/patterns/letter-box.md?budget=700", &[]);
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(ask(&site, Method::POST, "/patterns/letter-box.md?budget=700", &[]).status.as_u16(), 405);
}

#[test]
fn a_part_that_is_not_there_is_refused() {
    let fault = |target: &str| {
        let site = site(harbour());
        let reply = ask(&site, Method::GET, target, &[("accept", "text/plain")]);
        format!("{} {}", reply.status.as_u16(), reply.text())
    };
    expect![[r#"
        400 error: `budget` is `12`, but is a number of tokens from 150 up
        hint: leave it out for all
    "#]]
    .assert_eq(&fault("/patterns/letter-box.md?budget=12"));
    for budget in ["-1", "1e9", "%00", "six", "99999999999999999999999999"] {
        assert!(fault(&format!("/patterns/letter-box.md?budget={budget}")).starts_with("400 "), "{budget}");
    }
    expect![[r#"
        400 error: there is no section `avoid-wen`
        hint: did you mean `avoid-when`?
    "#]]
    .assert_eq(&fault("/patterns/letter-box.md?section=avoid-wen"));
    assert!(fault("/patterns/letter-bx.md?budget=600").starts_with("404 "));
    assert!(fault("/patterns/night-ferry?budget=600").starts_with("308 "));
}
