//! What a graph tells: groups, cycles and what to cut, figures, differences.

use std::fmt::Write;

use expect_test::{Expect, expect};
use layra_codegraph::analysis::Analysis;
use layra_codegraph::analysis::components::Components;
use layra_codegraph::analysis::cut::{Cut, EXACT};
use layra_codegraph::analysis::difference::{ChangedCycle, Difference};
use layra_codegraph::analysis::digraph::{Arc, Digraph};
use layra_codegraph::analysis::focus::Focus;
use layra_codegraph::analysis::grouping::{Counts, Grouped, Of};
use layra_codegraph::analysis::measures::Measures;
use layra_codegraph::analysis::outline::fold;
use layra_codegraph::read::read_source;
use layra_codegraph::source::Given;
use layra_codegraph::{Graph, Node, Options};
use proptest::prelude::*;

use crate::fixture::files;

fn graph(fixture: &str) -> Graph {
    read_source(&Given::new(files(fixture)), &Options::default()).expect("a tree in memory can be listed")
}

/// A shop in which everything knows everything.
const SHOP: &str = r#"
//- package.json
{ "name": "shop" }
//- src/orders/order.ts
import { price } from "../prices/price";
import type { Customer } from "../customers/customer";
export interface Order {}
export class Basket {}
//- src/orders/total.ts
import { Basket } from "./order";
export const total = 1;
//- src/prices/price.ts
import { total } from "../orders/total";
import { rate } from "./rate";
export const price = 1;
//- src/prices/rate.ts
export const rate = 1;
//- src/customers/customer.ts
import { price } from "../prices/price";
import { rate } from "../prices/rate";
export interface Customer {}
//- src/customers/customer.test.ts
import { Customer } from "./customer";
import { Basket } from "../orders/order";
"#;

/// Shows groups with their figures, dependencies, and cycles.
fn check(fixture: &str, of: Of, expected: &Expect) {
    let graph = graph(fixture);
    let analysis = Analysis::new(&graph, of);
    let mut text = String::new();
    for group in analysis.listed_groups() {
        let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.2}"));
        let of = group.measures;
        let _ = writeln!(
            text,
            "{}: {} files, Ca {} Ce {} I {} A {} D {}, level {}",
            group.name,
            group.files,
            of.afferent,
            of.efferent,
            share(of.instability),
            share(of.abstractness),
            share(of.distance),
            of.level
        );
    }
    for each in &analysis.grouped.dependencies {
        let listed = analysis.listed(each);
        let (place, counts) = (listed.example, each.counts);
        let (from, to) = (listed.from, listed.to);
        let _ =
            writeln!(text, "{from} -> {to}: {} of {}, {}:{}", counts.loading(), counts.total(), place.path, place.line);
    }
    for cycle in &analysis.cycles {
        let listed = analysis.listed_cycle(cycle);
        let _ =
            writeln!(text, "cycle of {}: cut {}, at least {}", listed.members.join(", "), listed.edges, listed.least);
        for cut in listed.cuts {
            let way = cut.way.iter().map(|step| format!("{} ({}:{})", step.to, step.place.path, step.place.line));
            let _ = writeln!(text, "  {} -> {}", cut.from, way.collect::<Vec<_>>().join(" -> "));
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn folders_in_a_cycle_are_named_with_what_to_cut() {
    check(
        SHOP,
        Of::Folders,
        &expect![[r#"
            src/customers: 2 files, Ca 1 Ce 1 I 0.50 A 1.00 D 0.50, level 2
            src/orders: 2 files, Ca 1 Ce 1 I 0.50 A 0.50 D 0.00, level 0
            src/prices: 2 files, Ca 2 Ce 1 I 0.33 A - D -, level 1
            src/customers -> src/orders: 0 of 1, src/customers/customer.test.ts:2
            src/customers -> src/prices: 2 of 2, src/customers/customer.ts:1
            src/orders -> src/customers: 0 of 1, src/orders/order.ts:2
            src/orders -> src/prices: 1 of 1, src/orders/order.ts:1
            src/prices -> src/orders: 1 of 1, src/prices/price.ts:1
            cycle of src/orders, src/prices: cut 1, at least 1
              src/orders -> src/prices (src/orders/order.ts:1) -> src/orders (src/prices/price.ts:1)
        "#]],
    );
}

#[test]
fn files_are_groups_of_their_own() {
    check(
        SHOP,
        Of::Files,
        &expect![[r#"
            src/customers/customer.test.ts: 1 files, Ca 0 Ce 0 I - A - D -, level 0
            src/customers/customer.ts: 1 files, Ca 1 Ce 1 I 0.50 A 1.00 D 0.50, level 3
            src/orders/order.ts: 1 files, Ca 1 Ce 1 I 0.50 A 0.50 D 0.00, level 0
            src/orders/total.ts: 1 files, Ca 1 Ce 1 I 0.50 A - D -, level 1
            src/prices/price.ts: 1 files, Ca 2 Ce 1 I 0.33 A - D -, level 2
            src/prices/rate.ts: 1 files, Ca 2 Ce 0 I 0.00 A - D -, level 0
            src/customers/customer.test.ts -> src/customers/customer.ts: 0 of 1, src/customers/customer.test.ts:1
            src/customers/customer.test.ts -> src/orders/order.ts: 0 of 1, src/customers/customer.test.ts:2
            src/customers/customer.ts -> src/prices/price.ts: 1 of 1, src/customers/customer.ts:1
            src/customers/customer.ts -> src/prices/rate.ts: 1 of 1, src/customers/customer.ts:2
            src/orders/order.ts -> src/customers/customer.ts: 0 of 1, src/orders/order.ts:2
            src/orders/order.ts -> src/prices/price.ts: 1 of 1, src/orders/order.ts:1
            src/orders/total.ts -> src/orders/order.ts: 1 of 1, src/orders/total.ts:1
            src/prices/price.ts -> src/orders/total.ts: 1 of 1, src/prices/price.ts:1
            src/prices/price.ts -> src/prices/rate.ts: 1 of 1, src/prices/price.ts:2
            cycle of src/orders/order.ts, src/orders/total.ts, src/prices/price.ts: cut 1, at least 1
              src/orders/order.ts -> src/prices/price.ts (src/orders/order.ts:1) -> src/orders/total.ts (src/prices/price.ts:1) -> src/orders/order.ts (src/orders/total.ts:1)
        "#]],
    );
}

#[test]
fn packages_are_groups_and_the_rest_is_one() {
    check(
        r#"
//- a/package.json
{ "name": "same" }
//- a/index.ts
import "../b/index";
//- b/package.json
{ "name": "same" }
//- b/index.ts
import "../loose";
//- loose.ts
"#,
        Of::Packages,
        &expect![[r#"
            (no package): 1 files, Ca 1 Ce 0 I 0.00 A - D -, level 0
            same (npm in a): 1 files, Ca 0 Ce 1 I 1.00 A - D -, level 2
            same (npm in b): 1 files, Ca 1 Ce 1 I 0.50 A - D -, level 1
            same (npm in a) -> same (npm in b): 1 of 1, a/index.ts:1
            same (npm in b) -> (no package): 1 of 1, b/index.ts:1
        "#]],
    );
}

#[test]
fn figures_leave_tests_out() {
    let graph = graph(SHOP);
    expect![[r#"
        Measures {
            files: 5,
            tests: 1,
            lines: 15,
            propagation_cost: Some(
                0.84,
            ),
            depth: 2,
            files_in_cycles: 3,
        }
    "#]]
    .assert_debug_eq(&Measures::new(&graph));
}

#[test]
fn a_picture_is_folded_to_what_one_can_take_in() {
    let mut fixture = String::new();
    for (folder, files) in [("app/pages", 3), ("app/parts", 2), ("lib/deep/down", 4), ("lib/deep/up", 1)] {
        for file in 0..files {
            let _ = writeln!(
                fixture,
                "//- {folder}/{file}.ts\nimport \"../../lib/deep/up/0\";\nimport \"../../app/parts/0\";"
            );
        }
    }
    let graph = graph(&fixture);
    let grouped = Grouped::new(&graph, Of::Files);
    let names = |most: usize, focus: Option<&Focus>| {
        let folded = fold(&graph, &grouped, focus, most, &|_| true);
        folded.groups.iter().map(|group| format!("{} {}", group.name, group.files)).collect::<Vec<_>>().join(", ")
    };
    let focus = Focus::new(&grouped, "app/parts/").expect("it is there");
    let mut shown = String::new();
    for most in [1, 2, 4, 6, 10] {
        let _ = writeln!(shown, "{most}: {}\n   {}", names(most, None), names(most, Some(&focus)));
    }
    expect![[r#"
        1: ** 10
           ** 6
        2: app/** 5, lib/deep/** 5
           app/** 5, lib/deep/up/0.ts 1
        4: app/pages/** 3, app/parts/** 2, lib/deep/down/** 4, lib/deep/up/0.ts 1
           app/pages/** 3, app/parts/0.ts 1, app/parts/1.ts 1, lib/deep/up/0.ts 1
        6: app/pages/0.ts 1, app/pages/1.ts 1, app/pages/2.ts 1, app/parts/** 2, lib/deep/down/** 4, lib/deep/up/0.ts 1
           app/pages/0.ts 1, app/pages/1.ts 1, app/pages/2.ts 1, app/parts/0.ts 1, app/parts/1.ts 1, lib/deep/up/0.ts 1
        10: app/pages/0.ts 1, app/pages/1.ts 1, app/pages/2.ts 1, app/parts/0.ts 1, app/parts/1.ts 1, lib/deep/down/0.ts 1, lib/deep/down/1.ts 1, lib/deep/down/2.ts 1, lib/deep/down/3.ts 1, lib/deep/up/0.ts 1
           app/pages/0.ts 1, app/pages/1.ts 1, app/pages/2.ts 1, app/parts/0.ts 1, app/parts/1.ts 1, lib/deep/up/0.ts 1
    "#]].assert_eq(&shown);
}

#[test]
fn a_focus_is_a_folder_a_file_or_a_name() {
    let graph = graph(SHOP);
    let of = |of: Of, path: &str| {
        let grouped = Grouped::new(&graph, of);
        let focus = Focus::new(&grouped, path)?;
        let names = |is_in: &dyn Fn(u32) -> bool| {
            let groups = (0..).zip(&grouped.groups).filter(|(number, _)| is_in(*number));
            groups.map(|(_, group)| group.name.clone()).collect::<Vec<_>>().join(" ")
        };
        Some((names(&|group| focus.is_inside(group)), names(&|group| focus.is_beside(group))))
    };
    let some = |inside: &str, beside: &str| Some((inside.to_owned(), beside.to_owned()));
    assert_eq!(of(Of::Folders, "./src/prices/"), some("src/prices", "src/customers src/orders"));
    assert_eq!(
        of(Of::Files, "src/prices/rate.ts"),
        some("src/prices/rate.ts", "src/customers/customer.ts src/prices/price.ts")
    );
    assert_eq!(of(Of::Packages, "shop"), some("shop", ""));
    assert_eq!(of(Of::Folders, "src/price"), None);
}

#[test]
fn a_difference_names_what_is_new_and_gone() {
    let before = graph(SHOP);
    let after = graph(&SHOP.replace("import { total } from \"../orders/total\";", "import \"left-pad\";"));
    let (before, after) = (Analysis::new(&before, Of::Folders), Analysis::new(&after, Of::Folders));
    let difference = Difference::new(&before, &after);
    expect![[r#"
        {
          "of": "folders",
          "before": {
            "files": 5,
            "tests": 1,
            "lines": 15,
            "propagation_cost": 0.84,
            "depth": 2,
            "files_in_cycles": 3
          },
          "after": {
            "files": 5,
            "tests": 1,
            "lines": 15,
            "propagation_cost": 0.6,
            "depth": 5,
            "files_in_cycles": 0
          },
          "files": {
            "added": [],
            "removed": []
          },
          "externals": {
            "added": [
              "npm:left-pad"
            ],
            "removed": []
          },
          "dependencies": {
            "added": [],
            "removed": [
              {
                "from": "src/prices",
                "to": "src/orders",
                "edges": {
                  "import": 1,
                  "type-only": 0,
                  "re-export": 0,
                  "dynamic": 0,
                  "test": 0
                },
                "example": {
                  "path": "src/prices/price.ts",
                  "line": 1,
                  "on": "src/orders/total.ts"
                }
              }
            ]
          },
          "cycles": {
            "added": [],
            "removed": [
              {
                "members": [
                  "src/orders",
                  "src/prices"
                ],
                "cuts": [
                  {
                    "from": "src/orders",
                    "to": "src/prices",
                    "edges": 1,
                    "way": [
                      {
                        "from": "src/orders",
                        "to": "src/prices",
                        "place": {
                          "path": "src/orders/order.ts",
                          "line": 1,
                          "on": "src/prices/price.ts"
                        }
                      },
                      {
                        "from": "src/prices",
                        "to": "src/orders",
                        "place": {
                          "path": "src/prices/price.ts",
                          "line": 1,
                          "on": "src/orders/total.ts"
                        }
                      }
                    ]
                  }
                ],
                "edges": 1,
                "least": 1,
                "apart": [
                  "src/orders",
                  "src/prices"
                ]
              }
            ]
          },
          "edges": {
            "added": [
              {
                "from": "src/prices/price.ts",
                "to": "npm:left-pad",
                "kind": "import",
                "line": 1
              }
            ],
            "removed": [
              {
                "from": "src/prices/price.ts",
                "to": "src/orders/total.ts",
                "kind": "import",
                "line": 1
              }
            ]
          },
          "notes": {
            "before": [],
            "after": []
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&difference).expect("plain data"));
    assert!(Difference::new(&before, &before).is_empty() && !difference.is_empty());
    let mirrored = Difference::new(&after, &before);
    assert_eq!(mirrored.edges.added.len(), difference.edges.removed.len());
    assert_eq!(mirrored.cycles.added, difference.cycles.removed);
}

/// A cycle that grew tells by which groups; one that fell apart, which left it.
#[test]
fn a_cycle_that_changed_says_what_sets_it_apart() {
    let small = graph(
        "//- a/x.py\nimport b.x\n//- b/x.py\nimport a.x\n//- c/x.py\nimport d.x\n//- d/x.py\n//- e/x.py\nimport f.x\n//- f/x.py\nimport e.x\n",
    );
    let large = graph(
        "//- a/x.py\nimport b.x\n//- b/x.py\nimport a.x\nimport c.x\n//- c/x.py\nimport a.x\n//- d/x.py\nimport c.x\n//- e/x.py\nimport f.x\n//- f/x.py\nimport e.x\n",
    );
    let (small, large) = (Analysis::new(&small, Of::Folders), Analysis::new(&large, Of::Folders));
    let told = |before, after| {
        let cycles = Difference::new(before, after).cycles;
        let tell = |all: Vec<ChangedCycle<'_>>| -> Vec<(String, String)> {
            all.iter().map(|one| (one.cycle.members.join(" "), one.apart.join(" "))).collect()
        };
        (tell(cycles.added), tell(cycles.removed))
    };
    let grown = vec![("a b c".to_owned(), "c".to_owned())];
    assert_eq!(told(&small, &large), (grown.clone(), Vec::new()));
    assert_eq!(told(&large, &small), (Vec::new(), grown));
}

/// A graph with many cycles.
fn tangle(nodes: u32, arcs: usize) -> impl Strategy<Value = Digraph> {
    let arc = (0..nodes, 0..nodes, 1..4_u32).prop_map(|(from, to, weight)| Arc { from, to, weight });
    proptest::collection::vec(arc, 0..arcs).prop_map(move |arcs| Digraph::new(nodes as usize, arcs))
}

/// The cuts of all components, in numbers of the whole graph.
fn cuts(graph: &Digraph) -> Vec<(Vec<Arc>, u32)> {
    let of = |members: Vec<u32>| {
        let cut = Cut::new(&graph.within(&members));
        let whole =
            |arc: &Arc| Arc { from: members[arc.from as usize], to: members[arc.to as usize], weight: arc.weight };
        (cut.arcs.iter().map(whole).collect(), cut.least)
    };
    Components::new(graph).cycles().into_iter().map(of).collect()
}

fn weight(arcs: &[Arc]) -> u32 {
    arcs.iter().map(|arc| arc.weight).sum()
}

fn has_cycles(graph: &Digraph) -> bool {
    !Components::new(graph).cycles().is_empty()
}

/// The least that has to be cut, by trying every set.
fn least_by_trying(graph: &Digraph) -> u32 {
    let arcs: Vec<Arc> = graph.arcs().collect();
    let sets = (0..1_u32 << arcs.len()).map(|set| {
        let chosen: Vec<Arc> =
            arcs.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1).map(|(_, arc)| *arc).collect();
        chosen
    });
    sets.filter(|chosen| !has_cycles(&graph.without(chosen))).map(|chosen| weight(&chosen)).min().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn two_nodes_share_a_component_when_each_leads_to_the_other(graph in tangle(12, 30)) {
        let leads = |from: u32, to: u32| {
            let (mut seen, mut open) = (vec![false; graph.len()], vec![from]);
            while let Some(node) = open.pop() {
                if !std::mem::replace(&mut seen[node as usize], true) {
                    open.extend(graph.heads(node));
                }
            }
            seen[to as usize]
        };
        let components = Components::new(&graph);
        for one in 0..graph.len() as u32 {
            for other in 0..graph.len() as u32 {
                let same = components.of[one as usize] == components.of[other as usize];
                prop_assert_eq!(same, leads(one, other) && leads(other, one));
                prop_assert!(same || !leads(one, other) || components.of[one as usize] > components.of[other as usize]);
            }
        }
    }

    #[test]
    fn cutting_leaves_no_cycle_and_every_cut_is_needed(graph in tangle(60, 400)) {
        let components = Components::new(&graph);
        let cuts = cuts(&graph);
        let all: Vec<Arc> = cuts.iter().flat_map(|(arcs, _)| arcs.iter().copied()).collect();
        prop_assert!(!has_cycles(&graph.without(&all)));
        for (arcs, least) in &cuts {
            prop_assert!(*least <= weight(arcs) && *least > 0);
        }
        for (index, arc) in all.iter().enumerate() {
            prop_assert_eq!(components.of[arc.from as usize], components.of[arc.to as usize]);
            let others: Vec<Arc> = all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, arc)| *arc).collect();
            prop_assert!(has_cycles(&graph.without(&others)), "{:?} need not be cut", arc);
        }
    }

    #[test]
    fn the_cut_of_a_small_component_is_the_least(graph in tangle(6, 11)) {
        let found: u32 = cuts(&graph).iter().map(|(arcs, _)| weight(arcs)).sum();
        prop_assert_eq!(found, least_by_trying(&graph));
    }

    /// Components just above the limit are compared with the same ones without a node that only makes them
    /// larger.
    #[test]
    fn the_cut_of_a_larger_component_is_near_the_least(graph in tangle(EXACT as u32 - 6, 40)) {
        let exact: u32 = cuts(&graph).iter().map(|(arcs, _)| weight(arcs)).sum();
        // Every node is reached from a long ring through the first one; the ring costs one cut more.
        let nodes = graph.len() as u32;
        let members = Components::new(&graph).cycles();
        prop_assume!(members.len() == 1);
        let first = members[0][0];
        let ring = (0..20).map(|step| Arc {
            from: if step == 0 { first } else { nodes + step - 1 },
            to: if step == 19 { first } else { nodes + step },
            weight: 1,
        });
        let larger = Digraph::new(nodes as usize + 19, graph.arcs().chain(ring));
        let found = cuts(&larger);
        let (arcs, least) = &found[0];
        prop_assert!(*least <= exact + 1 && weight(arcs) > exact);
        prop_assert!(weight(arcs) <= exact + 1 + exact / 2, "{} for {}", weight(arcs), exact + 1);
    }

    #[test]
    fn the_same_graph_is_cut_in_the_same_way(graph in tangle(40, 200)) {
        prop_assert_eq!(cuts(&graph), cuts(&graph.clone()));
    }

    #[test]
    fn groups_keep_every_edge(imports in proptest::collection::vec((0..20_usize, 0..20_usize), 0..80), most in 1..20_usize) {
        let path = |file: usize| format!("{}{}/{file}", ["a", "a/b", "a/b/c", "d", "d/e"][file % 5], if file.is_multiple_of(3) { "/f" } else { "" });
        let text = |file: usize| {
            let own = imports.iter().filter(|(from, _)| *from == file);
            own.map(|(_, to)| format!("import \"{}{}\";\n", "../".repeat(path(file).matches('/').count()), path(*to))).collect::<String>()
        };
        let tree = Given::new((0..20).map(|file| (format!("{}.ts", path(file)), text(file).into_bytes())));
        let graph = read_source(&tree, &Options::default()).expect("a tree in memory can be listed");
        let between = graph.edges().iter().filter(|edge| matches!(edge.to, Node::File(_))).count();
        let sum = |grouped: &Grouped| {
            let inner = grouped.groups.iter().map(|group| group.inner);
            inner.chain(grouped.dependencies.iter().map(|each| each.counts)).map(Counts::total).sum::<u32>() as usize
        };
        for of in [Of::Folders, Of::Packages, Of::Files] {
            let grouped = Grouped::new(&graph, of);
            prop_assert_eq!(sum(&grouped), between);
            let folded = fold(&graph, &grouped, None, most, &|_| true);
            prop_assert_eq!(sum(&folded), between);
            prop_assert!(folded.groups.len() <= most);
            prop_assert_eq!(folded.groups.iter().map(|group| group.files).sum::<u32>() as usize, graph.files().len());
        }
    }
}
