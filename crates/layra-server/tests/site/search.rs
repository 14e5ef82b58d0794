//! `/search`.

use expect_test::{Expect, expect};
use layra_search::{Index, Query};

use crate::fixture::{attributes, get, get_with, harbour};

fn check(target: &str, needle: &str, expected: Expect) {
    let reply = get(target);
    assert_eq!(reply.status, 200);
    expected.assert_eq(&reply.lines(needle));
}

#[test]
fn a_hit_says_why() {
    check(
        "/search?q=fish+spoils",
        "<h2>",
        expect![[r#"
        <h2><a href="/pattern/letter-box">Letter Box</a> <span class="soft">Integration</span></h2>
    "#]],
    );
    check(
        "/search?q=fish+spoils",
        "class=\"words\"",
        expect![[r#"
        <li><p class="fine"><a href="/pattern/letter-box#perishable">When not to use</a> <span class="words">fish, spoils</span></p><p>Fish spoils in a box.</p></li>
    "#]],
    );
}

#[test]
fn the_question_stays_in_the_field() {
    check(
        "/search?q=%22fish%22+%3Cb%3E",
        "id=\"ask_q\"",
        expect![[r#"
            <div class="field"><input id="ask_q" type="search" name="q" value="&#34;fish&#34; &#60;b&#62;" maxlength="200" autocomplete="off" spellcheck="false" dir="auto"><button type="submit">Search</button></div>
        "#]],
    );
}

#[test]
fn nothing_found_says_so() {
    check(
        "/search?q=zeppelin",
        "class=\"lede\"",
        expect![[r#"
        <p class="lede">No pattern matches.</p>
    "#]],
    );
}

#[test]
fn patterns_that_are_near_are_shown_when_none_answers() {
    let catalog = harbour();
    let answer = Index::build(&catalog)
        .search(&catalog, &Query { text: "chocolate cake recipe", limit: 20, category: None, section: None });
    assert_eq!(answer.results, []);
    let page = get("/search?q=chocolate+cake+recipe");
    let links =
        attributes(page.text(), "href").into_iter().filter_map(|href| Some(href.strip_prefix("/pattern/")?.to_owned()));
    assert_eq!(links.collect::<Vec<_>>(), answer.near.iter().map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn a_slip_of_the_finger_is_answered_with_what_is_near() {
    check(
        "/search?q=leter-box",
        "<h2>",
        expect![[r#"
            <h2><a href="/pattern/letter-box">Letter Box</a> <span class="soft">Integration</span></h2>
        "#]],
    );
}

#[test]
fn no_question_gives_the_form() {
    for target in ["/search", "/search?q=", "/search?q=+%20", "/search?p=1"] {
        assert_eq!(get(target).lines("<h1>"), "<h1>Search</h1>\n", "{target}");
    }
}

#[test]
fn an_overlong_question_is_refused() {
    assert_eq!(get(&format!("/search?q={}", "a".repeat(200))).status, 200);
    assert_eq!(get(&format!("/search?q={}", "a".repeat(201))).status, 400);
}

#[test]
fn a_search_is_narrowed_by_category_and_section() {
    check(
        "/search?q=boat&category=integration&section=trade-offs",
        " selected",
        expect![[r#"
            <option value="integration" selected>Integration</option>
            <option value="trade-offs" selected>Trade-offs</option>
        "#]],
    );
    check(
        "/search?q=boat&category=integration&section=trade-offs",
        "<h2>",
        expect![[r#"
        <h2><a href="/pattern/letter-box">Letter Box</a> <span class="soft">Integration</span></h2>
    "#]],
    );
    check("/search?q=boat&category=system&section=trade-offs", "letter-box", expect![""]);
    let plain = get("/search?q=boat");
    assert_eq!(get("/search?q=boat&category=&section=").body, plain.body, "a form sends all its fields");
}

#[test]
fn only_sections_that_are_searched_can_be_chosen() {
    check(
        "/search",
        "<option",
        expect![[r#"
        <option value="">All</option>
        <option value="system">System</option>
        <option value="integration">Integration</option>
        <option value="">All</option>
        <option value="use-when">When to Use</option>
        <option value="avoid-when">When NOT to Use</option>
        <option value="components">Key Components</option>
        <option value="trade-offs">Trade-offs</option>
        <option value="stacks">Tech Stack Examples</option>
        <option value="examples">Real-World Examples</option>
        <option value="versus">Decision Matrix</option>
        <option value="references">References</option>
        <option value="overview">Overview</option>
        <option value="failures">Failure Modes</option>
        <option value="adopt">Adopting It</option>
        <option value="exits">Ways Out</option>
        <option value="measures">What to Measure</option>
        <option value="smells">Signs of Misuse</option>
        <option value="terms">Glossary</option>
    "#]],
    );
}

#[test]
fn an_unknown_category_or_section_is_answered_with_the_nearest() {
    let check = |target: &str, expected: Expect| {
        let reply = get_with(target, &[("accept", "text/plain")]);
        assert_eq!(reply.status, 400);
        expected.assert_eq(reply.text());
    };
    check(
        "/search?q=boat&category=sistem",
        expect![[r#"
        error: there is no category `sistem`
        hint: did you mean `system`?
    "#]],
    );
    check(
        "/search?section=fish",
        expect![[r#"
        error: there is no section `fish`
        hint: it is one of use-when, avoid-when, components, trade-offs, stacks, examples, versus, references, overview, related, failures, adopt, exits, measures, smells, terms
    "#]],
    );
}

#[test]
fn the_same_is_to_be_had_as_json() {
    let page = get("/search?q=ship+%26+%C3%A9+%3Cb%3E&category=system&section=use-when");
    let addresses = attributes(page.text(), "href");
    let address = addresses.iter().find(|address| address.starts_with("/api/")).expect("is linked");
    assert_eq!(address, "/api/v1/search?q=ship+%26+%C3%A9+%3Cb%3E&limit=20&category=system&section=use-when");
    assert_eq!(get(address).status, 200);
}

#[test]
fn every_search_field_is_one_the_script_finds() {
    for target in ["/", "/search", "/search?q=box", "/pattern/letter-box", "/compare", "/nowhere"] {
        let reply = get(target);
        assert_eq!(reply.text().matches("type=\"search\" name=\"q\"").count(), 1, "{target}");
        assert_eq!(reply.text().matches("<script src=\"/assets/search-").count(), 1, "{target}");
        assert!(!reply.text().contains("role=\"combobox\""), "{target} claims a list that only the script brings");
    }
}
