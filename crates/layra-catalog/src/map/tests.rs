//! What the map shows, and what it does with too much.

use expect_test::{Expect, expect};

use super::*;
use crate::catalog::Contents;
use crate::pattern::Relation;

fn pattern(slug: &str, category: Category, relations: &[(RelationKind, &str)]) -> Pattern {
    let parse = |slug: &str| Slug::parse(slug).expect("a slug");
    let relation = |&(kind, to): &(RelationKind, &str)| Relation { to: parse(to), kind, say: String::new() };
    let relations = relations.iter().map(relation).collect();
    Pattern { name: slug.replace('-', " "), category, relations, ..Pattern::blank(parse(slug)) }
}

fn catalog(patterns: Vec<Pattern>) -> Catalog {
    Contents { patterns, ..Contents::default() }.into()
}

/// `count` patterns in five categories, each with `relations` relations of all kinds.
fn large(count: usize, relations: usize) -> Catalog {
    let name = |nth: usize| format!("pattern-{}", nth % count);
    let patterns = (0..count).map(|nth| {
        let targets: Vec<String> = (1..=relations).map(|step| name(nth + step * step * 7 + 1)).collect();
        let kind = |step: usize| RelationKind::ALL[(nth + step) % RelationKind::ALL.len()];
        let relations: Vec<_> = targets.iter().enumerate().map(|(step, to)| (kind(step), to.as_str())).collect();
        pattern(&name(nth), Category::ALL[nth % Category::ALL.len()], &relations)
    });
    catalog(patterns.collect())
}

fn svg(catalog: &Catalog, focus: Focus) -> String {
    let addresses =
        Addresses { pattern: &|slug| format!("/pattern/{slug}"), category: &|category| format!("/map/{category}") };
    Map::of(catalog, focus).svg(&addresses)
}

/// Names and curves of a map, in words.
fn check(catalog: &Catalog, focus: Focus, expected: Expect) {
    let map = Map::of(catalog, focus);
    let mut shown = String::new();
    for link in &map.links {
        let name = |spot: usize| format!("{} {}", map.spots[spot].category, map.spots[spot].name());
        shown.push_str(&format!("{} {} {}, {}\n", name(link.from), link.kind, name(link.to), link.count));
    }
    let names: Vec<String> = map.spots.iter().map(Spot::name).collect();
    expected.assert_eq(&format!("{}\n{shown}", names.join(", ")));
}

#[test]
fn a_relation_that_both_state_is_one_curve() {
    use RelationKind::{Complements, Contains, PartOf, Requires};
    let harbour = catalog(vec![
        pattern("quay", Category::System, &[(Complements, "crane"), (Contains, "bollard"), (Requires, "fog-horn")]),
        pattern("crane", Category::Data, &[(Complements, "quay"), (Requires, "quay")]),
        pattern("bollard", Category::System, &[(PartOf, "quay")]),
    ]);
    check(
        &harbour,
        Focus::All,
        expect![[r#"
            quay, bollard, crane
            data crane complements system quay, 1
            data crane requires system quay, 1
            system bollard part-of system quay, 1
        "#]],
    );
    check(
        &harbour,
        Focus::Category(Category::Data),
        expect![[r#"
            2 patterns, crane
            data crane complements system 2 patterns, 1
            data crane requires system 2 patterns, 1
        "#]],
    );
}

#[test]
fn a_large_catalogue_is_gathered_and_stays_small() {
    for (count, relations) in [(97, 3), (1_000, 10), (3_000, 4)] {
        let large = large(count, relations);
        let map = Map::of(&large, Focus::All);
        assert!(map.spots.len() <= Category::ALL.len() * (NAMED_OF_EACH + 1), "{} names", map.spots.len());
        assert!(map.links.len() <= MOST_LINKS, "{} curves", map.links.len());
        let shown: usize = map.links.iter().map(|link| link.count).sum();
        let all: usize = map.kinds.iter().map(|(_, count)| count).sum();
        assert_eq!(shown + map.left_out, all, "every relation is shown or counted");
        assert!(svg(&large, Focus::All).len() < 200_000);
        let one = Map::of(&large, Focus::Category(Category::Ai));
        assert!(one.spots.len() <= MOST_NAMED + Category::ALL.len(), "{} names", one.spots.len());
        assert!(svg(&large, Focus::Category(Category::Ai)).contains("href=\"/map/data\""));
    }
}

#[test]
fn the_same_catalogue_gives_the_same_bytes() {
    let large = large(200, 5);
    assert_eq!(svg(&large, Focus::All), svg(&large.clone(), Focus::All));
}

#[test]
fn names_do_not_touch_each_other_and_stay_on_the_page() {
    for count in [1, 2, 3, 10, 43, 96, 400] {
        let catalog = large(count, 2);
        for focus in [Focus::All, Focus::Category(Category::System)] {
            let map = Map::of(&catalog, focus);
            let columns = columns::Columns::new(&map);
            assert_eq!(columns.places.len(), map.spots.len());
            let mut rows: Vec<(f64, f64)> =
                columns.places.iter().map(|place| (place.side.sign(), place.point.y)).collect();
            rows.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
            for pair in rows.windows(2) {
                assert!(pair[0].0 < pair[1].0 || pair[1].1 - pair[0].1 >= 20.0, "{count}: {pair:?}");
            }
            assert!(rows.iter().all(|(_, y)| (0.0..=columns.height).contains(y)));
        }
    }
}

#[test]
fn nothing_and_hostile_names_are_drawn() {
    assert!(Map::of(&Catalog::default(), Focus::All).is_empty());
    assert!(svg(&Catalog::default(), Focus::All).starts_with("<svg"));
    let hostile = "\"><script>alert(1)</script>".repeat(50);
    let catalog = catalog(vec![Pattern { name: hostile, ..pattern("one", Category::Ai, &[]) }]);
    let svg = svg(&catalog, Focus::All);
    assert!(!svg.contains("<script"), "{svg}");
}

#[test]
fn a_file_has_its_looks_within_and_leads_nowhere_without_addresses() {
    let catalog = large(5, 1);
    let none = Addresses { pattern: &|_| String::new(), category: &|_| String::new() };
    let file = Map::of(&catalog, Focus::All).file(&none);
    assert!(file.contains("<style>") && !file.contains("<a ") && !file.contains("]]>"));
}
