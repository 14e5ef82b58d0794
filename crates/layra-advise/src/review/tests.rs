//! Which decisions come due, and which rest on facts that have changed.

use std::fmt::Write;

use expect_test::{Expect, expect};
use layra_catalog::SourceText;

use super::*;
use crate::fixture::{kitchen, situation};

/// Reviews one decision on the kettle, whose record reads `record`, on 2026-06-01 with these facts.
fn check(record: &str, known: Option<&str>, expected: Expect) {
    let catalog = kitchen();
    let path = RepoPath::parse("docs/0001-kettle.md").expect("a path");
    let record = Record::parse(&path, &SourceText { path: path.to_string(), text: record.to_owned() });
    let decision = Decision {
        pattern: Slug::parse("kettle").expect("a slug"),
        adr: Some(path),
        scope: RepoPath::default(),
        roles: Default::default(),
        rejected: Vec::new(),
    };
    let project = Project { decisions: vec![decision], ..Project::default() };
    let known = known.map(|facts| situation(&catalog, facts).facts);
    let day = Date::constant(2026, 6, 1);
    let (review, problems) = look_again(&catalog, &project, &[record], known.as_deref(), day);
    let mut shown = String::new();
    for one in &review.decisions {
        let due = if one.due { " due" } else { "" };
        let _ = writeln!(shown, "{} {:?}{due}", one.title, one.status.as_deref().unwrap_or("-"));
        for change in &one.changed {
            let from = change.from.as_ref().map(gather::in_words);
            let _ = writeln!(shown, "  {}: {from:?} -> {}", change.fact, gather::in_words(&change.to));
        }
        if let Some(turned) = &one.turned {
            let _ = writeln!(shown, "  {:?} -> {:?}: {:?}", turned.from, turned.to, turned.recommended);
        }
    }
    problems.iter().for_each(|problem| {
        let _ = writeln!(shown, "{problem}");
    });
    expected.assert_eq(&shown);
}

/// A record with a review date and facts.
fn record(status: &str, review: &str, facts: &str) -> String {
    format!(
        "---\nstatus: {status}\n---\n# Kettle\n\n## More Information\n\nReview by {review}.\n\n```toml layra-facts\n{facts}\n```\n"
    )
}

#[test]
fn the_day_of_review_itself_is_due() {
    check(
        &record("accepted", "2026-06-01", ""),
        None,
        expect![[r#"
        Kettle "accepted" due
    "#]],
    );
    check(
        &record("accepted", "2026-06-02", ""),
        None,
        expect![[r#"
        Kettle "accepted"
    "#]],
    );
    check(
        &record("superseded by 2", "2026-01-01", ""),
        Some("guests=400"),
        expect![[r#"
        Kettle "superseded by 2"
    "#]],
    );
    check(
        "# Kettle\n",
        Some("guests=400"),
        expect![[r#"
        Kettle "-"
    "#]],
    );
}

#[test]
fn changed_facts_are_told_and_advice_that_turns() {
    let facts = "guests = 4\nhas-power = true # seen";
    check(
        &record("accepted", "2027-01-01", facts),
        Some("guests=4, has-power"),
        expect![[r#"
        Kettle "accepted"
    "#]],
    );
    check(
        &record("accepted", "2027-01-01", facts),
        Some("guests=5"),
        expect![[r#"
        Kettle "accepted"
          guests: Some("4") -> 5
    "#]],
    );
    check(
        &record("accepted", "2027-01-01", facts),
        Some("not has-power, ceremony=full"),
        expect![[r#"
        Kettle "accepted"
          has-power: Some("yes") -> no
          Recommended -> RuledOut: [Slug("tray")]
    "#]],
    );
    check(
        &record("accepted", "2027-01-01", facts),
        Some("guests=60"),
        expect![[r#"
        Kettle "accepted"
          guests: Some("4") -> 60
          Recommended -> NotRecommended: [Slug("samovar"), Slug("tray")]
    "#]],
    );
}

#[test]
fn facts_that_were_not_known_count_where_they_matter() {
    check(
        &record("accepted", "2027-01-01", "guests = 4"),
        Some("guests=4, has-power, outdoors"),
        expect![[r#"
        Kettle "accepted"
          has-power: None -> yes
    "#]],
    );
}

#[test]
fn facts_that_cannot_be_read_are_a_problem_at_their_line() {
    check(
        &record("accepted", "2027-01-01", "guests = 4\ngests = 3"),
        Some("guests=5"),
        expect![[r#"
        Kettle "accepted"
        docs/0001-kettle.md:12:1: warning: unknown fact `gests`; did you mean `guests`? (until it is mended, nothing tells whether these facts have changed)
    "#]],
    );
}
