//! Packs: where they are named, and in which order they count.

use expect_test::expect;

use crate::world::World;

fn summary(world: &World, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = world.command(&[&["show", "greenhouse", "--json"], arguments].concat());
    let output = command.envs(environment.iter().copied()).output().expect("the program starts");
    let json: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", world.shown(&output)));
    json["summary"].as_str().expect("a summary").to_owned()
}

fn world_with_layers() -> World {
    let world = World::with_garden();
    for layer in ["one", "two"] {
        world.write(&format!("{layer}/pack.toml"), "schema = 1\n");
        let entry = format!("extends = \"greenhouse\"\nsummary = \"{layer}\"\n");
        world.write(&format!("{layer}/patterns/greenhouse/pattern.toml"), entry);
    }
    world
}

#[test]
fn later_packs_win_whether_named_before_or_after_the_command() {
    let world = world_with_layers();
    assert_eq!(summary(&world, &["--pack", "garden", "--pack", "one", "--pack", "two"], &[]), "two");
    let mut command =
        world.command(&["--pack", "garden", "--pack", "two", "show", "greenhouse", "--json", "--pack", "one"]);
    let output = command.output().expect("the program starts");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"summary\": \"one\""), "{}", world.shown(&output));
}

#[test]
fn the_configuration_file_the_environment_and_flags_add_up() {
    let world = world_with_layers();
    world.write("settings/config.toml", "packs = [\"../garden\", \"../one\"]\n");
    let configured = ("LAYRA_CONFIG", "settings/config.toml");
    assert_eq!(summary(&world, &[], &[configured]), "one");
    assert_eq!(summary(&world, &[], &[configured, ("LAYRA_PACKS", "two")]), "two");
    assert_eq!(summary(&world, &["--pack", "one"], &[configured, ("LAYRA_PACKS", "two")]), "one");
}

#[test]
fn a_configuration_file_that_makes_no_sense_is_refused() {
    let world = World::new();
    world.write("config.toml", "packs = [\"a\"]\npakcs = 3\n");
    world.check_command(
        world.command(&["list"]).env("LAYRA_CONFIG", "config.toml"),
        expect![[r#"
            exit 2
            --- stderr
            error: unknown field `pakcs`, expected `packs` or `reader`
             --> config.toml:2:1
              |
            2 | pakcs = 3
              | ^^^^^

            error: the configuration file `config.toml` is not understood
            hint: it may say `packs = ["folder", ...]`, and `url` and `model` below `[reader]`
        "#]],
    );
    world.check_command(
        world.command(&["list"]).env("LAYRA_CONFIG", "gone.toml"),
        expect![[r#"
        exit 2
        --- stderr
        error: cannot read the configuration file `gone.toml`: No such file or directory (os error 2)
        hint: LAYRA_CONFIG names it; set it to nothing to run without one
    "#]],
    );
}

#[test]
fn a_folder_that_is_no_pack_is_refused() {
    let world = World::new();
    world.write("empty/README.md", "");
    world.check(
        &["list", "--pack", "empty"],
        expect![[r#"
        exit 2
        --- stderr
        error: `empty` is not a pack: it has no pack.toml
        hint: a pack is a folder with pack.toml (`schema = 1`) beside patterns/ and vocabulary/
    "#]],
    );
    world.check(
        &["list", "--pack", "nowhere"],
        expect![[r#"
        exit 2
        --- stderr
        error: there is no folder `nowhere`
        hint: name the folder that holds pack.toml
    "#]],
    );
    world.check(
        &["list", "--pack", "empty/README.md"],
        expect![[r#"
        exit 2
        --- stderr
        error: `empty/README.md` is not a folder
        hint: name the folder that holds pack.toml
    "#]],
    );
}
