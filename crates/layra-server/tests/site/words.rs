//! `/glossary`, `/technologies`, `/facts` and `/about`.

use expect_test::{Expect, expect};

use crate::fixture::get;

fn check(target: &str, needle: &str, expected: Expect) {
    let reply = get(target);
    assert_eq!(reply.status, 200, "{target}");
    expected.assert_eq(&reply.lines(needle));
}

#[test]
fn words_stand_by_letter_with_the_entry_that_explains_them() {
    check(
        "/glossary",
        "<dt>",
        expect![[r#"
        <dt>Pickup</dt>
    "#]],
    );
    check(
        "/glossary",
        "<dd>",
        expect![[r#"
        <dd>The moment the boat empties the box. <a class="from cat-integration" href="/pattern/letter-box#term-pickup"><i class="dot" aria-hidden="true"></i>Letter Box</a></dd>
    "#]],
    );
}

#[test]
fn technologies_name_the_patterns_that_use_them() {
    check(
        "/technologies",
        "<dd>",
        expect![[r#"
        <dd><span class="links"><a class="cat-integration" href="/pattern/letter-box#stacks"><i class="dot" aria-hidden="true"></i>Letter Box</a> </span>
    "#]],
    );
}

#[test]
fn facts_name_the_statements_that_ask_for_them() {
    check(
        "/facts",
        "<summary>",
        expect![[r#"
        <summary>2 for, 0 against, 1 that decide<span class="sr">: Is there often fog?</span></summary>
        <summary>1 for, 1 against, 1 that decide<span class="sr">: How many crates cross in a day?</span></summary>
    "#]],
    );
    check(
        "/facts",
        "class=\"if\"",
        expect![[r#"
        <ul class="spoken"><li class="cat-system"><a href="/pattern/night-ferry#must-cross"><i class="dot" aria-hidden="true"></i>Night Ferry</a> <code class="if">foggy</code></li>
        <li class="cat-integration"><a href="/pattern/letter-box#nobody-waits"><i class="dot" aria-hidden="true"></i>Letter Box</a> <code class="if">not foggy and crates &#62;= 3</code></li>
        <ul class="spoken"><li class="cat-integration"><a href="/pattern/letter-box#nobody-waits"><i class="dot" aria-hidden="true"></i>Letter Box</a> <code class="if">not foggy and crates &#62;= 3</code></li>
        <ul class="spoken"><li class="cat-integration"><a href="/pattern/letter-box#perishable"><i class="dot" aria-hidden="true"></i>Letter Box</a> <code class="if">crates &#62; 100</code></li>
    "#]],
    );
}

#[test]
fn what_the_catalogue_holds_is_counted() {
    check(
        "/about",
        "<dt>",
        expect![[r#"
        <div><dt>patterns</dt><dd>3</dd></div>
        <div><dt>statements for and against</dt><dd>4</dd></div>
        <div><dt>of them with a condition</dt><dd>3</dd></div>
        <div><dt>rows that decide between two</dt><dd>2</dd></div>
        <div><dt>trade-offs</dt><dd>3</dd></div>
        <div><dt>ways to fail</dt><dd>1</dd></div>
        <div><dt>relations</dt><dd>3</dd></div>
        <div><dt>references</dt><dd>3</dd></div>
        <div><dt>facts</dt><dd>2</dd></div>
        <div><dt>qualities</dt><dd>2</dd></div>
        <div><dt>technologies</dt><dd>1</dd></div>
    "#]],
    );
}

#[test]
fn answers_to_questions_are_not_for_crawlers() {
    expect![[r#"
        User-agent: *
        Disallow: /search?
        Disallow: /compare?
        Disallow: /advise?
    "#]]
    .assert_eq(get("/robots.txt").text());
}
