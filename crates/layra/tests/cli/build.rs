//! `layra build`.

use expect_test::expect;

use crate::world::World;

#[test]
fn a_site_is_written_as_a_whole_and_replaced_as_a_whole() {
    let world = World::with_garden();
    let build = ["build", "--pack", "garden", "--out", "public"];
    assert_eq!(world.stdout(&build), "");
    assert!(world.text("public/pattern/rain-barrel.html").contains("href=\"../index.html\""));
    world.write("public/left-over.html", "from an earlier build");
    assert_eq!(world.stdout(&build), "");
    assert!(world.path("public/index.html").exists() && !world.path("public/left-over.html").exists());
    assert!(!world.files(".").contains("partial"), "nothing is left beside it: {}", world.files("."));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let world = World::with_garden();
    world.write("mine/letter.txt", "Dear all");
    world.check(
        &["build", "--pack", "garden", "--out", "mine"],
        expect![[r#"
        exit 2
        --- stderr
        error: the folder `mine` is not empty
        hint: name another folder; one that an earlier build made would be replaced
    "#]],
    );
    assert_eq!(world.text("mine/letter.txt"), "Dear all");
    world.check(
        &["build", "--pack", "garden", "--out", "mine/letter.txt"],
        expect![[r#"
        exit 2
        --- stderr
        error: `mine/letter.txt` is not a folder
        hint: name another folder; one that an earlier build made would be replaced
    "#]],
    );
}
