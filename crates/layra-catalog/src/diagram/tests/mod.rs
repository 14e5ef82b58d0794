//! What a diagram promises, on hand-made and generated entries.

mod generated;
mod geometry;
mod samples;

use std::path::Path;

use expect_test::{Expect, expect};
use layra_diagram::{LABEL_SIZE, Work, lay_out};

use super::*;
use generated::{Chance, generated};
use geometry::faults;
use samples::{entry, gallery, sample};

/// Draws an entry and compares the bytes.
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&svg(&sample("Circuit Breaker", text)).unwrap_or_default());
}

/// Looks for faults in every setting of an entry, not only in the one that is taken, however little
/// work may be put into it.
fn check_geometry(pattern: &Pattern) {
    let graph = Graph::of(pattern);
    for style in STYLES {
        for steps in [STEPS, 500, 0] {
            let (picture, _) = lay_out(&graph.drawn(), style, PAGE, Work::new(steps));
            let faults = faults(&graph, &picture);
            assert!(faults.is_empty(), "{style:?}, {steps} steps\n{faults:#?}\n{:#?}", pattern.flows);
        }
    }
}

#[test]
fn a_state_machine_is_drawn() {
    check(
        "closed = Closed
        open = Open
        closed -> open: too many failures
        open -> closed: trial succeeds
        closed -> closed",
        expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="group" viewBox="-6 -6 345 95" width="345" height="95" aria-labelledby="diagram-circuit-breaker-title" aria-describedby="diagram-circuit-breaker-desc" font-family="system-ui, sans-serif" fill="none" stroke-width="1.5">
            <title id="diagram-circuit-breaker-title">Components of Circuit Breaker</title>
            <desc id="diagram-circuit-breaker-desc">Closed to Open: too many failures. Open to Closed: trial succeeds. Closed to Closed.</desc>
            <g class="edges" aria-hidden="true">
            <g class="edge" data-from="closed" data-to="open"><title>Closed → Open: too many failures</title><path d="M88,19L238,19" stroke="currentColor" stroke-opacity=".6"/><polygon class="head" points="245,19 237,15 237,23" fill="currentColor" fill-opacity=".75"/><rect class="label-bg" x="111" y="1" width="111" height="17" rx="3"/><text font-size="12" text-anchor="middle" fill="currentColor" fill-opacity=".85"><tspan x="166.5" y="13.7">too many failures</tspan></text></g>
            <g class="edge" data-from="open" data-to="closed"><title>Open → Closed: trial succeeds</title><path d="M245,39L95,39" stroke="currentColor" stroke-opacity=".6"/><polygon class="head" points="88,39 96,35 96,43" fill="currentColor" fill-opacity=".75"/><rect class="label-bg" x="121" y="40" width="91" height="17" rx="3"/><text font-size="12" text-anchor="middle" fill="currentColor" fill-opacity=".85"><tspan x="166.5" y="52.7">trial succeeds</tspan></text></g>
            <g class="edge" data-from="closed" data-to="closed"><title>Closed → Closed</title><path d="M35,57C35,88.2 53,88.2 53,64" stroke="currentColor" stroke-opacity=".6"/><polygon class="head" points="53,57 49,65 57,65" fill="currentColor" fill-opacity=".75"/></g>
            </g>
            <a href="#closed" aria-label="Closed"><g class="node" data-component="closed"><title>What the closed does.</title><rect class="box" x="0" y="1" width="88" height="56" rx="8" fill="currentColor" fill-opacity=".06" stroke="currentColor" stroke-opacity=".55"/><text font-size="14" text-anchor="middle" fill="currentColor" font-weight="500"><tspan x="44" y="33.9">Closed</tspan></text></g></a>
            <a href="#open" aria-label="Open"><g class="node" data-component="open"><title>What the open does.</title><rect class="box" x="245" y="1" width="88" height="56" rx="8" fill="currentColor" fill-opacity=".06" stroke="currentColor" stroke-opacity=".55"/><text font-size="14" text-anchor="middle" fill="currentColor" font-weight="500"><tspan x="289" y="33.9">Open</tspan></text></g></a>
            </svg>
        "##]],
    );
}

#[test]
fn boxes_without_flows_stand_in_rows() {
    check(
        "a = One\nb = Two",
        expect![[r##"
        <svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="group" viewBox="-6 -6 208 54" width="208" height="54" aria-labelledby="diagram-circuit-breaker-title" aria-describedby="diagram-circuit-breaker-desc" font-family="system-ui, sans-serif" fill="none" stroke-width="1.5">
        <title id="diagram-circuit-breaker-title">Components of Circuit Breaker</title>
        <desc id="diagram-circuit-breaker-desc">One, Two.</desc>
        <g class="edges" aria-hidden="true">
        </g>
        <a href="#a" aria-label="One"><g class="node" data-component="a"><title>What the one does.</title><rect class="box" x="0" y="0" width="88" height="42" rx="8" fill="currentColor" fill-opacity=".06" stroke="currentColor" stroke-opacity=".55"/><text font-size="14" text-anchor="middle" fill="currentColor" font-weight="500"><tspan x="44" y="25.9">One</tspan></text></g></a>
        <a href="#b" aria-label="Two"><g class="node" data-component="b"><title>What the two does.</title><rect class="box" x="108" y="0" width="88" height="42" rx="8" fill="currentColor" fill-opacity=".06" stroke="currentColor" stroke-opacity=".55"/><text font-size="14" text-anchor="middle" fill="currentColor" font-weight="500"><tspan x="152" y="25.9">Two</tspan></text></g></a>
        </svg>
    "##]],
    );
}

#[test]
fn nothing_to_draw_is_no_diagram() {
    assert_eq!(svg(&sample("Empty", "")), None);
    assert_eq!(svg(&sample("Empty", "a -> b: flows without components")), None);
}

#[test]
fn nothing_covers_anything_in_the_gallery() {
    gallery().iter().for_each(check_geometry);
}

#[test]
fn nothing_covers_anything_in_generated_entries() {
    for seed in 0..100 {
        let mut chance = Chance::new(seed);
        let (components, flows) = (1 + chance.below(12), chance.below(18));
        check_geometry(&generated(&mut chance, components, flows));
    }
}

#[test]
fn the_setting_taken_is_readable_in_a_column() {
    for pattern in gallery() {
        let picture = best(&Graph::of(&pattern));
        let smallest = LABEL_SIZE * (PAGE.width / picture.width).min(1.0);
        assert!(smallest >= 11.0, "the text of {} is {smallest} px high", pattern.name);
    }
}

#[test]
fn the_same_entry_gives_the_same_bytes() {
    for pattern in gallery() {
        assert_eq!(svg(&pattern), svg(&pattern.clone()));
    }
}

#[test]
fn markup_in_an_entry_stays_text() {
    let mut pattern = sample("<b>&\"'", "a = <script>alert(1)</script>\na -> a: \"]]><x>&amp;");
    pattern.components[0].id = "a\" onload=\"x".to_owned();
    pattern.components[0].does = "x</title><script>\u{0}\u{fffe}".to_owned();
    pattern.flows[0].from.clone_from(&pattern.components[0].id);
    pattern.flows[0].to.clone_from(&pattern.components[0].id);
    let svg = svg(&pattern).expect("it has a component");
    assert!(svg.contains("data-component=\"a&quot; onload=&quot;x\""), "{svg}");
    assert!(svg.contains("href=\"#a%22%20onload=%22x\""), "{svg}");
    assert!(svg.contains("x&lt;/title&gt;&lt;script&gt;</title>"), "{svg}");
    let elements = ["<svg", "<title", "<desc", "<g ", "<a ", "<path", "<polygon", "<rect", "<text", "<tspan", "</"];
    for (at, _) in svg.match_indices('<') {
        assert!(elements.iter().any(|element| svg[at..].starts_with(element)), "at {}", &svg[at..]);
    }
}

#[test]
fn a_strict_content_security_policy_blocks_nothing() {
    for svg in gallery().iter().filter_map(svg) {
        for banned in ["<style", " style=", "<script", "foreignObject", "url(", "http://", "https://", " on"] {
            let own = svg.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
            let attributes: String =
                own.split('<').filter_map(|tag| tag.split_once('>')).map(|(tag, _)| format!("<{tag}>")).collect();
            assert!(!attributes.contains(banned), "`{banned}` in {attributes}");
        }
    }
}

#[test]
fn a_component_without_a_name_is_called_by_its_id() {
    let mut pattern = sample("Nameless", "a-part = X");
    pattern.components[0].name.clear();
    assert!(svg(&pattern).expect("it has a component").contains(">a-part</tspan>"));
}

#[test]
fn a_flow_that_leads_nowhere_is_passed_over() {
    let svg = svg(&sample("Loose end", "a = One\na -> b: lost")).expect("it has a component");
    assert!(!svg.contains("lost"), "{svg}");
}

#[test]
fn huge_entries_are_cut_down_and_say_so() {
    let mut chance = Chance::new(1);
    for (components, flows) in [(200, 0), (200, 300), (1000, 20), (200, 10_000), (2, 10_000), (1, 1000)] {
        let pattern = generated(&mut chance, components, flows);
        let svg = svg(&pattern).expect("it has components");
        let graph = Graph::of(&pattern);
        assert_eq!(svg.matches("<g class=\"node\"").count(), components.min(graph::MOST_NODES));
        assert_eq!(svg.matches("<g class=\"edge\"").count(), flows - graph.edges_left_out);
        assert_eq!(svg.contains("class=\"note\""), graph.nodes_left_out + graph.edges_left_out > 0);
        assert!(graph.nodes.len() <= graph::MOST_NODES && graph.edges.len() <= graph::MOST_EDGES);
    }
    let giant = entry(
        "Giant",
        vec![crate::pattern::Component { id: "a".into(), name: "x".repeat(1_000_000), does: String::new() }],
        vec![],
    );
    assert!(svg(&giant).is_some());
}

#[test]
fn the_gallery_can_be_looked_at() {
    let Some(folder) = std::env::var_os("LAYRA_GALLERY") else { return };
    for pattern in gallery() {
        let svg = svg(&pattern).expect("samples have components");
        std::fs::write(Path::new(&folder).join(format!("{}.svg", pattern.slug)), svg)
            .expect("the folder can be written to");
    }
}
