//! `layra map`.

use expect_test::expect;

use crate::world::World;

#[test]
fn the_map_is_a_picture_of_its_own() {
    let world = World::with_garden();
    let map = ["map", "--pack", "garden", "--out", "map.svg"];
    world.check(
        &map,
        expect![[r#"
        exit 0
        --- stderr
        written to map.svg
    "#]],
    );
    let svg = world.text("map.svg");
    assert!(svg.starts_with("<svg xmlns=") && svg.contains("<style>") && svg.contains("id=\"map-rain-barrel\""));
    assert!(svg.contains("href=\"https://garden.example/pattern/rain-barrel\""), "names lead to where it is published");
    world.check(
        &map,
        expect![[r#"
        exit 2
        --- stderr
        error: the file `map.svg` is there already
        hint: name another, or add `--force` to replace it
    "#]],
    );
    assert!(world.stdout(&["map", "--pack", "garden", "--category", "data"]).contains("id=\"map_all_system\""));
}
