//! `/compare`.

use expect_test::{Expect, expect};

use crate::fixture::get;

fn check(target: &str, needle: &str, expected: Expect) {
    let reply = get(target);
    assert_eq!(reply.status, 200);
    expected.assert_eq(&reply.lines(needle));
}

#[test]
fn two_patterns_stand_side_by_side() {
    let target = "/compare?with=letter-box&with=night-ferry";
    check(
        target,
        "<h1>",
        expect![[r#"
        <h1>Letter Box <span class="soft">or</span> Night Ferry</h1>
    "#]],
    );
    check(
        target,
        "<h2",
        expect![[r#"
            <h2 id="fit_title">Fit</h2>
            <h2 id="qualities_title">Qualities</h2>
            <h2 id="decide_title">One or the other</h2>
            <h2 id="use_title">When to use</h2>
            <h2 id="avoid_title">When not to use</h2>
            <h2 id="trade_title">Trade-offs by quality</h2>
            <h2 id="parts_title">Components</h2>
            <h2 id="tech_title">Technologies</h2>
            <h2 id="choose_title">Compare others</h2>
        "#]],
    );
    check(
        target,
        "<h3>",
        expect![[r#"
        <h3><a href="/pattern/letter-box">Letter Box</a></h3>
        <h3><a href="/pattern/night-ferry">Night Ferry</a></h3>
        <h3>Letter Box <span class="vs">vs</span> Night Ferry</h3>
        <h3>Letter Box <span class="vs">alternative to</span> Night Ferry</h3>
        <h3>Letter Box</h3>
        <h3>Night Ferry</h3>
        <h3>Letter Box</h3>
        <h3>Night Ferry</h3>
        <h3>Punctuality</h3>
        <h3>Letter Box</h3>
        <h3>Night Ferry</h3>
    "#]],
    );
    check(
        target,
        "rel=\"alternate\"",
        expect![[r#"
        <link rel="alternate" type="text/markdown" href="/patterns/letter-box.md">
        <link rel="alternate" type="text/markdown" href="/patterns/night-ferry.md">
    "#]],
    );
}

#[test]
fn in_a_situation_they_are_weighed() {
    let target = "/compare?with=letter-box&with=night-ferry&fact=foggy&fact=crates%3D200";
    check(
        target,
        "class=\"verdict\"",
        expect![[r#"
        <p class="verdict">A decision row is for <b>Night Ferry</b> over Letter Box:</p>
    "#]],
    );
    check(
        target,
        "class=\"place\"",
        expect![[r#"
        <p class="place">Ruled out</p>
        <p class="place">Recommended</p>
    "#]],
    );
    check(
        target,
        "class=\"pro\"><span class=\"sr\">For",
        expect![[r#"
        <li class="pro"><span class="sr">For:</span> It has to be over there by the morning, fog or not. <a class="cite" href="/pattern/night-ferry#must-cross">#must-cross</a> <span class="holds"><span>foggy: yes</span></span></li>
    "#]],
    );
    check(
        target,
        "class=\"con\"><span class=\"sr\">Against",
        expect![[r#"
        <li class="con"><span class="sr">Against:</span> Fish spoils in a box. <a class="cite" href="/pattern/letter-box#perishable">#perishable</a> <b class="tag veto">Rules it out</b> <span class="holds"><span>crates: 200 crates a day</span></span></li>
        <li class="con"><span class="sr">Against:</span> A box for letters; a ferry for what must cross tonight. <a class="cite" href="/pattern/letter-box#ferry-instead">#ferry-instead</a> <span class="holds"><span>foggy: yes</span></span></li>
    "#]],
    );
    check(
        target,
        "It rests on",
        expect![[r#"
        <p class="fine">It rests on <span class="holds"><span>foggy: yes</span><span>crates: 200 crates a day</span></span></p>
    "#]],
    );
    check(
        target,
        "Change the situation",
        expect![[r#"
        <p class="faces"><a href="/advise?fact=foggy&#38;fact=crates%3D200&#38;about=letter-box&#38;about=night-ferry">Change the situation</a></p>
    "#]],
    );
    check(
        target,
        "type=\"hidden\"",
        expect![[r#"
        <input type="hidden" name="fact" value="foggy">
        <input type="hidden" name="fact" value="crates=200">
    "#]],
    );
    assert_eq!(get("/compare?with=letter-box&with=night-ferry&fact=fogy").status, 400);
    assert!(get("/compare?with=letter-box&with=night-ferry").text().contains("href=\"/advise?about=letter-box"));
}

#[test]
fn names_and_aliases_are_understood_and_doubles_left_out() {
    let exact = get("/compare?with=letter-box&with=night-ferry");
    assert_eq!(get("/compare?with=LB&with=Night+Ferry&with=letter-box&with=").body, exact.body);
}

#[test]
fn nothing_chosen_gives_the_form() {
    for target in ["/compare", "/compare?", "/compare?with=", "/compare?other=1"] {
        assert_eq!(get(target).lines("<h1>"), "<h1>Compare patterns</h1>\n", "{target}");
    }
    let one = get("/compare?with=letter-box");
    assert_eq!(one.status, 200);
    assert!(one.text().contains("<option value=\"letter-box\" selected>"));
}

#[test]
fn an_unknown_pattern_is_named_with_what_is_near() {
    let reply = get("/compare?with=letter-bux&with=night-ferry");
    assert_eq!(reply.status, 404);
    expect![[r#"
        <h1>There is no pattern <code>letter-bux</code> to compare.</h1>
    "#]]
    .assert_eq(&reply.lines("<h1>"));
    assert!(reply.text().contains("href=\"/pattern/letter-box\""));
}

#[test]
fn more_than_four_are_refused() {
    let mut contents = crate::fixture::harbour().into_contents();
    for nth in 0..4 {
        let mut more = contents.patterns[0].clone();
        more.slug = layra_catalog::Slug::parse(&format!("more-{nth}")).expect("is a slug");
        contents.patterns.push(more);
    }
    let site = crate::fixture::site(contents.into());
    let ask = |count: usize| {
        let query: String = (0..count).map(|nth| format!("with=more-{nth}&")).collect();
        crate::fixture::ask(&site, axum::http::Method::GET, &format!("/compare?with=letter-box&{query}"), &[])
    };
    assert_eq!(ask(3).status, 200);
    assert_eq!(ask(4).status, 400);
}
