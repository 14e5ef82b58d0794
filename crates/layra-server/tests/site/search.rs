//! `/search`.

use expect_test::{Expect, expect};

use crate::fixture::get;

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
        "value=",
        expect![[r#"
        <span class="field"><input id="ask_q" type="search" name="q" value="&#34;fish&#34; &#60;b&#62;" maxlength="200" autocomplete="off"> <button type="submit">Search</button></span>
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
    check(
        "/search?q=zeppelin",
        "/pattern/",
        expect![[r#"
        <li><a href="/pattern/night-ferry">Night Ferry</a> <span class="soft">A ship that crosses every night, full or empty.</span></li>
    "#]],
    );
}

#[test]
fn a_slip_of_the_finger_is_answered_with_what_is_near() {
    check(
        "/search?q=leter-box",
        "href=\"/pattern/",
        expect![[r#"
            <h2><a href="/pattern/letter-box">Letter Box</a> <span class="soft">Integration</span></h2>
            <li><p class="fine"><a href="/pattern/letter-box">Name</a> <span class="words">leter, box</span></p><p>Letter Box letter-box</p></li>
            <li><p class="fine"><a href="/pattern/letter-box#box">Component</a> <span class="words">leter, box</span></p><p>Box: Keeps letters dry until <code>pickup</code>.</p></li>
            <li><p class="fine"><a href="/pattern/letter-box#full-box">Failure mode</a> <span class="words">leter, box</span></p><p>Letters lie beside the box. The boat came late. Look at it at noon: <code>letters &gt; 20</code>.</p></li>
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
