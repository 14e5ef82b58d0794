//! `/advise/record.md`: a decision on record.

use expect_test::expect;

use crate::fixture::{get, get_with};

#[test]
fn a_record_is_a_file_that_says_what_was_told() {
    let reply = get("/advise/record.md?pattern=LB&fact=not+foggy&fact=crates%3D3..8");
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "text/markdown; charset=utf-8"));
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"use-letter-box.md\"");
    let start: String = reply.text().lines().take(16).map(|line| format!("{line}\n")).collect();
    expect![[r#"
        ---
        status: proposed
        date: 2026-03-06
        ---

        # Use Letter Box

        ## Context and Problem Statement

        How does cargo get to the other shore?

        What is known:

        * Is there often fog? no (`foggy`; answered when asked)
        * How many crates cross in a day? 3 to 8 crates a day (`crates`; answered when asked)

    "#]]
    .assert_eq(&start);
    assert!(reply.text().contains("Review by 2027-03-06"));
    assert!(reply.text().contains("crates = [3, 8] # answered when asked"));
}

#[test]
fn the_day_and_the_title_can_be_given() {
    let reply = get("/advise/record.md?pattern=night-ferry&date=2024-02-29&title=%23%20Cross+%3Cb%3Eat+night%3C/b%3E");
    assert_eq!(reply.lines("date:"), "date: 2024-02-29\n");
    expect![[r#"
        # \# Cross \<b\>at night\</b\>
    "#]]
    .assert_eq(&reply.lines("# Cross").replace("## ", ""));
    assert!(reply.text().contains("Review by 2025-02-28"));
}

#[test]
fn a_record_of_nothing_is_refused() {
    let check = |query: &str| {
        let reply = get_with(&format!("/advise/record.md?{query}"), &[("accept", "text/plain")]);
        format!("{} {}", reply.status.as_u16(), reply.text())
    };
    let refused =
        ["", "pattern=leter-box", "pattern=LB&date=yesterday", "pattern=LB&date=9999-12-31", "pattern=LB&fact=fogy"];
    expect![[r#"
        400 error: no pattern is chosen: `pattern` is missing or blank
        hint: choose one below the answer
        404 error: there is no pattern `leter-box`
        hint: all patterns are on the first page
        did you mean: Letter Box (/patterns/letter-box.md)
        400 error: `date` is `yesterday`, which is no day
        hint: a day is written as 2026-03-06
        400 error: there is no day 12 months after 9999-12-31
        hint: give an earlier `date`
        400 error: there is no fact `fogy`
        hint: did you mean `foggy`?
    "#]]
    .assert_eq(&refused.map(check).concat());
}
