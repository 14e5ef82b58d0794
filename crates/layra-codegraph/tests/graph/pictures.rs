//! Pictures: what they show, that names stay text, and that they stay readable however much there is.

use std::fmt::Write;
use std::path::Path;

use expect_test::expect;
use layra_codegraph::analysis::Analysis;
use layra_codegraph::analysis::focus::Focus;
use layra_codegraph::analysis::grouping::Of;
use layra_codegraph::picture::{MOST_BOXES, MOST_DOT, dot, fitted, fitted_with_tests, html, mermaid, svg};
use layra_codegraph::read::read_source;
use layra_codegraph::source::Given;
use layra_codegraph::{Graph, Options};

use crate::fixture::files;

fn read(files: Vec<(String, Vec<u8>)>) -> Graph {
    read_source(&Given::new(files), &Options::default()).expect("a tree in memory can be listed")
}

/// Everything that is drawn of a graph.
fn pictures(graph: &Graph, of: Of) -> [(&'static str, String); 4] {
    let analysis = Analysis::new(graph, of);
    let fitted = |most: usize| fitted(&analysis, None, most);
    [
        ("svg", svg::svg(&fitted(MOST_BOXES))),
        ("dot", dot::dot(&fitted(MOST_DOT))),
        ("mermaid", mermaid::mermaid(&fitted(MOST_BOXES))),
        ("html", html::html(&fitted_with_tests(&analysis, None, html::MOST_GROUPS), "tree")),
    ]
}

/// Layers of folders, each of which depends on some below and now and then on one above.
fn layers(count: usize) -> Vec<(String, Vec<u8>)> {
    let folder = |file: usize| format!("part{}/sub{}/deep{}", file % 7, file % 13, file % 29);
    let mut seed: usize = 1;
    let mut chance = |below: usize| {
        seed = seed * 48_271 % 2_147_483_647;
        seed % below
    };
    (0..count)
        .map(|file| {
            let mut text = String::new();
            for _ in 0..4 {
                let to = if chance(50) == 0 { chance(count) } else { file + chance(count - file) };
                let _ = writeln!(text, "import \"../../../{}/{to}\";", folder(to));
            }
            (format!("{}/{file}.ts", folder(file)), text.into_bytes())
        })
        .collect()
}

#[test]
fn kinds_of_arrows_can_be_told_apart() {
    let graph = read(files(
        r#"
//- a/a.ts
import "../b/b";
import "../c/c";
//- b/b.ts
import "../a/a";
import "../c/c";
import "../c/d";
//- c/c.ts
import type { B } from "../b/b";
//- c/d.ts
//- c/c.test.ts
import "../a/a";
"#,
    ));
    let [_, (_, dot), (_, mermaid), _] = pictures(&graph, Of::Folders);
    expect![[r##"
        digraph dependencies {
          // 5 files in 3 boxes
          rankdir=TB;
          node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];
          edge [color="#5c606a", fontname="sans-serif", fontsize=9];
          n0 [label="a", tooltip="1 file"];
          n1 [label="b", tooltip="1 file"];
          n2 [label="c", tooltip="3 files"];
          n0 -> n2 [label=""];
          n1 -> n0 [label=""];
          n1 -> n2 [label="2"];
          n2 -> n1 [label="", style=dashed];
          n0 -> n1 [label="", color="#a63a2b", penwidth=2, constraint=false];
        }
    "##]]
    .assert_eq(&dot);
    expect![[r#"
        flowchart TB
          %% 5 files in 3 boxes; not drawn: 1 that others imply
          n0["a"]
          n1["b"]
          n2["c"]
          n0 --> n2
          n1 --> n0
          n2 -.-> n1
          n0 --> n1
          linkStyle 3 stroke:#a63a2b,stroke-width:2px
    "#]]
    .assert_eq(&mermaid);
}

#[test]
fn names_stay_text_in_every_picture() {
    let evil = "\"]; <script>alert(1)</script><img src=x onerror=alert(2)>&amp;#35;\\";
    let graph = read(vec![
        (format!("{evil}/a.ts"), b"import \"../other/b\";".to_vec()),
        ("other/b.ts".to_owned(), b"import \"../`x`/c\"".to_vec()),
        ("`x`/c.ts".to_owned(), Vec::new()),
    ]);
    for of in [Of::Folders, Of::Files] {
        for (name, picture) in pictures(&graph, of) {
            // Within quotes it means nothing to Graphviz.
            let is_markup = picture.contains("<script>alert") || picture.contains("<img");
            assert!(name == "dot" || !is_markup, "{name}: {picture}");
            assert!(picture.contains("other"), "{name}");
        }
    }
    let [_, (_, dot), (_, mermaid), _] = pictures(&graph, Of::Folders);
    expect![[r##"
        digraph dependencies {
          // 3 files
          rankdir=TB;
          node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];
          edge [color="#5c606a", fontname="sans-serif", fontsize=9];
          n0 [label="\"]; <script>alert(1)</script><img src=x onerror=alert(2)>&amp;amp;#35;\\", tooltip="1 file"];
          n1 [label="`x`", tooltip="1 file"];
          n2 [label="other", tooltip="1 file"];
          n2 -> n1 [label=""];
        }
        flowchart TB
          %% 3 files
          n0["#34;]#59; #60;script#62;alert(1)#60;/script#62;#60;img src=x onerror=alert(2)#62;#38;amp#59;#35;35#59;\"]
          n1["#96;x#96;"]
          n2["other"]
          n2 --> n1
    "##]]
    .assert_eq(&format!("{dot}{mermaid}"));
    // What the page's script reads cannot end its element.
    let page = html::html(&Analysis::new(&graph, Of::Files), "</title><script>");
    let data = page.split("id=\"data\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("it is there");
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert!(data["groups"].as_array().expect("a list").iter().any(|name| name == &format!("{evil}/a.ts")));
    assert!(page.contains("&lt;/title&gt;"), "{page}");
}

#[test]
fn pictures_stay_readable_however_much_there_is() {
    for (count, of) in [(50, Of::Files), (500, Of::Files), (5_000, Of::Files), (5_000, Of::Folders)] {
        let graph = read(layers(count));
        let [(_, svg), (_, dot), (_, mermaid), (_, html)] = pictures(&graph, of);
        let boxes = svg.matches("<g class=\"box").count();
        assert!((5..=MOST_BOXES).contains(&boxes), "{boxes} of {count}");
        let arrows = svg.matches("<g class=\"arrow").count();
        assert!(arrows >= boxes / 2 && arrows <= 400, "{arrows} of {count}");
        // Graphviz takes long for more.
        assert!(dot.lines().count() > boxes && dot.matches("tooltip").count() <= MOST_DOT);
        assert!(dot.matches(" -> ").count() <= 240, "{dot}");
        assert!(dot.contains("--focus") || !dot.contains("**") && !dot.contains("left out"), "{dot}");
        // Mermaid draws no more than that unless it is told to.
        assert!(mermaid.matches("-->").count() + mermaid.matches("-.->").count() <= 500 && mermaid.len() < 50_000);
        let leaves = html.matches("data-group=").count();
        assert_eq!(leaves, Analysis::new(&graph, of).grouped.groups.len());
    }
}

#[test]
fn a_focus_is_drawn_with_what_it_is_joined_to() {
    let graph = read(layers(500));
    let analysis = Analysis::new(&graph, Of::Files);
    let focus = Focus::new(&analysis.grouped, "part3/sub3/deep3").expect("it is there");
    let fitted = fitted(&analysis, Some(&focus), MOST_BOXES);
    let inside = fitted.grouped.groups.iter().filter(|group| group.name.starts_with("part3/sub3/deep3/")).count();
    let all = graph.files().filter(|(_, path, _)| path.starts_with("part3/sub3/deep3/")).count();
    assert_eq!(inside, all);
    assert!(fitted.grouped.groups.iter().map(|group| group.files).sum::<u32>() < 100);
}

#[test]
fn the_same_graph_gives_the_same_picture() {
    let graph = read(layers(100));
    assert_eq!(pictures(&graph, Of::Files), pictures(&graph, Of::Files));
}

#[test]
fn nothing_is_asked_for_from_elsewhere() {
    let graph = read(layers(50));
    for (name, picture) in pictures(&graph, Of::Files) {
        let own = picture.replace("http://www.w3.org/2000/svg", "");
        for banned in ["http:", "https:", "url(", "@import", "src=", "<link", "fetch(", "XMLHttp", "innerHTML"] {
            assert!(!own.contains(banned), "`{banned}` in the {name}");
        }
    }
}

/// Colours are said twice, because the site's style sheet is the site's; they must not part.
#[test]
fn pictures_have_the_colours_of_the_site() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(here.join(path)).expect("it is there");
    let site = read("../layra-server/assets/layra.css") + &read("../layra-catalog/src/map/map.css");
    let page = read("src/picture/page.css");
    let colours = |css: &str| -> Vec<String> {
        let named = css.lines().map(str::trim).filter(|line| line.starts_with("--") && line.contains('#'));
        named.map(str::to_owned).collect()
    };
    let known = colours(&site);
    for colour in colours(&page) {
        assert!(known.contains(&colour), "{colour} is not the site's");
    }
    for colour in read("src/picture/picture.css").split('#').skip(1) {
        let colour = format!("#{}", &colour[..6]);
        assert!(site.contains(&colour), "{colour} is not the site's");
    }
}
