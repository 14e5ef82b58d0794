//! `layra related`.

use expect_test::expect;

use crate::world::World;

#[test]
fn relations_are_read_from_both_ends() {
    let world = World::with_garden();
    world.check(
        &["related", "rain-barrel", "--pack", "garden"],
        expect![[r#"
        exit 0
        --- stdout
        Rain Barrel complements
          • Drip Line drip-line: The barrel feeds the line.

        Rain Barrel related to
          • root-cellar (not written yet)
    "#]],
    );
    world.check(
        &["related", "drip-line", "--pack", "garden"],
        expect![[r#"
        exit 0
        --- stdout
        Drip Line complements
          • Rain Barrel rain-barrel: The barrel feeds the line.

        Drip Line required by
          • Greenhouse greenhouse: No rain falls under glass.
    "#]],
    );
}

#[test]
fn json_says_which_entry_states_a_relation() {
    let json = World::with_garden().json(&["related", "drip-line", "--pack", "garden", "--json"]);
    assert_eq!(json["slug"], "drip-line");
    assert_eq!(json["relations"][1]["slug"], "greenhouse");
    assert_eq!(json["relations"][1]["direction"], "derived");
    assert_eq!(json["relations"][1]["label"], "required by");
}
