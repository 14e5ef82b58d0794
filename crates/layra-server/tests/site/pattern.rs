//! `/pattern/<slug>`.

use std::collections::BTreeSet;

use axum::http::Method;
use expect_test::{Expect, expect};
use layra_catalog::Catalog;

use crate::fixture::{ask, attributes, get, harbour, site};

/// The lines of the letter box's page that contain `needle`.
fn check(needle: &str, expected: Expect) {
    let reply = get("/pattern/letter-box");
    assert_eq!(reply.status, 200);
    expected.assert_eq(&reply.lines(needle));
}

#[test]
fn a_page_says_what_it_is_and_where_else_it_is() {
    check(
        "<title>Letter",
        expect![[r#"
        <title>Letter Box · Harbour patterns</title>
    "#]],
    );
    check(
        "type=\"text/markdown\"",
        expect![[r#"
            <link rel="alternate" type="text/markdown" href="/patterns/letter-box.md">
            <p class="faces"><a class="start" href="/advise?about=letter-box">Ask for my situation</a> <a href="/compare?with=letter-box">Compare with another</a> <a href="/map#map-letter-box">On the map</a> <a href="/patterns/letter-box.md" type="text/markdown" data-copy="as Markdown">Markdown</a></p>
        "#]],
    );
    check(
        "rel=\"describedby\"",
        expect![[r#"
        <link rel="describedby" href="/llms.txt">
    "#]],
    );
    check(
        "<meta name=\"description\"",
        expect![[r#"
        <meta name="description" content="Whoever has something for the other shore leaves it in a box; a boat empties the box when it `passes`.">
    "#]],
    );
}

#[test]
fn vital_signs_are_given_in_words_and_marks() {
    check(
        "<dt>Complexity",
        expect![[r#"
        <div><dt>Complexity</dt><dd><span class="pips" aria-hidden="true"><i class="on"></i><i class="on"></i><i></i><i></i><i></i></span>2 of 5</dd></div>
    "#]],
    );
    check(
        "<dt>Team",
        expect![[r#"
        <div><dt>Team</dt><dd>Small <span class="soft">1-4 engineers</span></dd></div>
    "#]],
    );
    check(
        "<dt>Concern",
        expect![[r#"
        <div class="wide"><dt>Concern</dt><dd>Crossing <span class="soft">How does cargo get to the other shore?</span></dd></div>
    "#]],
    );
}

#[test]
fn sections_stand_in_reading_order() {
    check(
        "<h2 id=",
        expect![[r##"
            <h2 id="toc_title">On this page</h2>
            <h2 id="use-when_title">When to Use<a class="anchor" href="#use-when" aria-label="Link to When to Use">#</a></h2>
            <h2 id="avoid-when_title">When NOT to Use<a class="anchor" href="#avoid-when" aria-label="Link to When NOT to Use">#</a></h2>
            <h2 id="overview_title">Overview<a class="anchor" href="#overview" aria-label="Link to Overview">#</a></h2>
            <h2 id="components_title">Key Components<a class="anchor" href="#components" aria-label="Link to Key Components">#</a></h2>
            <h2 id="trade-offs_title">Trade-offs<a class="anchor" href="#trade-offs" aria-label="Link to Trade-offs">#</a></h2>
            <h2 id="versus_title">Decision Matrix<a class="anchor" href="#versus" aria-label="Link to Decision Matrix">#</a></h2>
            <h2 id="stacks_title">Tech Stack Examples<a class="anchor" href="#stacks" aria-label="Link to Tech Stack Examples">#</a></h2>
            <h2 id="examples_title">Real-World Examples<a class="anchor" href="#examples" aria-label="Link to Real-World Examples">#</a></h2>
            <h2 id="failures_title">Failure Modes<a class="anchor" href="#failures" aria-label="Link to Failure Modes">#</a></h2>
            <h2 id="adopt_title">Adopting It<a class="anchor" href="#adopt" aria-label="Link to Adopting It">#</a></h2>
            <h2 id="exits_title">Ways Out<a class="anchor" href="#exits" aria-label="Link to Ways Out">#</a></h2>
            <h2 id="measures_title">What to Measure<a class="anchor" href="#measures" aria-label="Link to What to Measure">#</a></h2>
            <h2 id="smells_title">Signs of Misuse<a class="anchor" href="#smells" aria-label="Link to Signs of Misuse">#</a></h2>
            <h2 id="terms_title">Glossary<a class="anchor" href="#terms" aria-label="Link to Glossary">#</a></h2>
            <h2 id="related_title">Related Patterns<a class="anchor" href="#related" aria-label="Link to Related Patterns">#</a></h2>
            <h2 id="references_title">References<a class="anchor" href="#references" aria-label="Link to References">#</a></h2>
            <h2 id="blueprint_title">Blueprint<a class="anchor" href="#blueprint" aria-label="Link to Blueprint">#</a></h2>
        "##]],
    );
}

#[test]
fn statements_show_weight_condition_and_veto() {
    check(
        "class=\"weight\"",
        expect![[r#"
            <p class="fine"><span class="weight" title="Weight 3 of 3"><span class="pips" aria-hidden="true"><i class="on"></i><i class="on"></i><i class="on"></i></span><span class="sr">Weight 3 of 3.</span></span> <code class="if">not foggy and crates &#62;= 3</code></p>
            <p class="fine"><span class="weight" title="Weight 2 of 3"><span class="pips" aria-hidden="true"><i class="on"></i><i class="on"></i><i></i></span><span class="sr">Weight 2 of 3.</span></span> <b class="tag veto">Rules it out</b> <code class="if">crates &#62; 100</code></p>
        "#]],
    );
}

#[test]
fn trade_offs_name_their_qualities() {
    check(
        "class=\"quality\"",
        expect![[r#"
        <p class="fine"><span class="tag weight-high">high</span> <span class="quality" title="Cargo arrives when it was promised.">Punctuality</span> <span class="quality" title="What a crossing costs.">Cost</span></p>
        <p class="fine"><span class="tag weight-low">low</span> <span class="quality" title="Cargo arrives when it was promised.">Punctuality</span></p>
    "#]],
    );
}

#[test]
fn decision_rows_link_to_patterns_and_comparisons() {
    check(
        "<span class=\"vs\">",
        expect![[r##"
        <h3><span class="vs">vs</span> <a href="/pattern/night-ferry">Night Ferry</a><a class="anchor" href="#ferry-instead" aria-label="Link to Night Ferry">#</a></h3>
        <h3><span class="vs">vs</span> Swimming<a class="anchor" href="#swimming" aria-label="Link to Swimming">#</a></h3>
        <h3><span class="vs">to</span> <a href="/pattern/night-ferry">Night Ferry</a><a class="anchor" href="#to-ferry" aria-label="Link to to-ferry">#</a></h3>
        <h3><span class="vs">to</span> plain waiting<a class="anchor" href="#to-nothing" aria-label="Link to to-nothing">#</a></h3>
    "##]],
    );
    check(
        "Side by side",
        expect![[r#"
        <p class="fine"><span class="cond">this one if <code class="if">crates &#60; 3</code></span> <span class="cond">the other if <code class="if">foggy</code></span> <a href="/compare?with=letter-box&amp;with=night-ferry">Side by side<span class="sr"> with Night Ferry</span></a></p>
    "#]],
    );
}

#[test]
fn sources_are_linked_where_they_are_to_be_had() {
    check(
        "<cite>",
        expect![[r##"
        <p><cite>On Boxes</cite><a class="anchor" href="#reference-on-boxes" aria-label="Link to On Boxes">#</a></p>
        <p><cite><a href="https://doi.org/10.1000/box.7" rel="noopener external">Boxes Revisited</a></cite><a class="anchor" href="#reference-boxes-revisited" aria-label="Link to Boxes Revisited">#</a></p>
        <p><cite><a href="https://harbour.example/boxes?all=1&#38;new=2" rel="noopener external">The harbour&#39;s notice board</a></cite><a class="anchor" href="#reference-the-harbour-s-notice-board" aria-label="Link to The harbour&#39;s notice board">#</a></p>
    "##]],
    );
    check(
        "ISBN",
        expect![[r#"
        <p class="fine"><span>A. Keeper, B. Keeper</span> <span>1999</span> <span>book</span> <span>ISBN 9780306406157</span> </p>
    "#]],
    );
    check(
        "doi:",
        expect![[r#"
        <p class="fine"><span>paper</span> <span><a href="https://doi.org/10.1000/box.7" rel="noopener external">doi:10.1000/box.7</a></span></p>
    "#]],
    );
}

#[test]
fn relations_are_read_from_both_ends() {
    check(
        "id=\"related-",
        expect![[r##"
        <li id="related-night-ferry"><a href="/pattern/night-ferry">Night Ferry</a><a class="anchor" href="#related-night-ferry" aria-label="Link to Night Ferry">#</a><span class="why">One crosses at once, the other when it suits.</span></li>
        <li id="related-fog-horn"><span class="soft">fog-horn</span><a class="anchor" href="#related-fog-horn" aria-label="Link to fog-horn">#</a></li>
    "##]],
    );
    let reply = get("/pattern/signal-flags");
    expect![[r##"
        <li id="related-night-ferry"><a href="/pattern/night-ferry">Night Ferry</a><a class="anchor" href="#related-night-ferry" aria-label="Link to Night Ferry">#</a><span class="why">The other shore must know.</span></li>
    "##]].assert_eq(&reply.lines("id=\"related-"));
    assert!(reply.text().contains("<h3>required by</h3>"));
}

#[test]
fn the_diagram_is_part_of_the_page() {
    let reply = get("/pattern/letter-box");
    assert!(reply.text().contains("class=\"diagram\""));
    assert!(!get("/pattern/signal-flags").text().contains("class=\"diagram\""));
}

#[test]
fn every_item_and_section_has_an_anchor_of_its_own() {
    let catalog = harbour();
    for pattern in catalog.patterns() {
        let reply = get(&format!("/pattern/{}", pattern.slug));
        let ids = attributes(reply.text(), "id");
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{}: {ids:?}", pattern.slug);
        for id in pattern.ids().filter(|id| *id != "components") {
            assert!(ids.iter().any(|known| known == id), "{id} has no anchor");
        }
        for href in attributes(reply.text(), "href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.iter().any(|known| known == href), "#{href} leads nowhere");
        }
    }
}

#[test]
fn headings_skip_no_level() {
    for slug in ["letter-box", "night-ferry", "signal-flags"] {
        let reply = get(&format!("/pattern/{slug}"));
        let mut above = 0;
        for (at, _) in reply.text().match_indices("<h") {
            let Some(level) = reply.text()[at + 2..].chars().next().and_then(|c| c.to_digit(10)) else { continue };
            assert!(level <= above + 1, "{slug}: h{level} below h{above}");
            above = level;
        }
        assert!(above > 0);
    }
}

#[test]
fn the_same_catalogue_gives_the_same_bytes() {
    assert_eq!(get("/pattern/letter-box").body, get("/pattern/letter-box").body);
}

#[test]
fn a_page_has_no_inline_style_no_foreign_script_and_nothing_from_elsewhere() {
    for target in ["/", "/pattern/letter-box", "/compare?with=letter-box&with=night-ferry", "/search?q=box", "/nowhere"]
    {
        let reply = get(target);
        let html = reply.text();
        for forbidden in [" style=", "<style", "@import", "onclick"] {
            assert!(!html.contains(forbidden), "{target} has {forbidden}");
        }
        assert!(reply.runs_nothing_foreign(), "{target}");
        assert!(attributes(html, "src").iter().all(|address| address.starts_with("/assets/")), "{target}");
    }
}

#[test]
fn a_pattern_added_at_run_time_has_a_page() {
    let mut contents = harbour().into_contents();
    let mut added = contents.patterns[0].clone();
    added.slug = layra_catalog::Slug::parse("tide-table").expect("is a slug");
    added.name = "Tide Table".to_owned();
    contents.patterns.push(added);
    let site = site(Catalog::from(contents));
    assert_eq!(ask(&site, Method::GET, "/pattern/tide-table", &[]).status, 200);
    assert!(ask(&site, Method::GET, "/", &[]).text().contains("/pattern/tide-table"));
}
