//! `layra lab`, with the blueprint of the test pack, which depends on nothing.

use expect_test::expect;

use crate::world::World;

#[test]
fn figures_are_shown_by_trade_off_and_drawn() {
    let world = World::with_garden();
    let shown = world.stdout(&["lab", "--pack", "garden", "rain-barrel", "--svg", "plot.svg"]);
    // The last line names the machine.
    let shown: Vec<&str> = shown.lines().collect();
    expect![[r#"
        free-water Water costs nothing once the barrel stands.
          Litres bought
            without: 1,200 l · with: 1,000 l
            as expected: fewer with it

        carried-by-hand Somebody carries cans twice a day.
          not measured: Nobody here has hands.
    "#]]
    .assert_eq(&shown[..shown.len() - 1].join("\n"));
    assert!(world.text("plot.svg").starts_with("<svg"));
    world.check(
        &["lab", "--pack", "garden", "rain-barrel", "--svg", "plot.svg"],
        expect![[r#"
        exit 2
        --- stderr
        error: the file `plot.svg` is there already
        hint: name another, or add `--force` to replace it
    "#]],
    );
    // What was built is there the second time.
    let json = world.json(&["lab", "--pack", "garden", "rain-barrel", "--json"]);
    assert_eq!((&json["slug"], &json["holds"]), (&"rain-barrel".into(), &true.into()));
    assert_eq!(json["figures"][0]["values"][1]["value"], 1000.0);
}

#[test]
fn a_figure_that_contradicts_the_entry_is_a_finding() {
    let world = World::with_garden();
    let mut command = world.command(&["lab", "--pack", "garden", "rain-barrel"]);
    let output = command.env("DROUGHT", "1").output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("NOT as expected: fewer with it"));
}

#[test]
fn what_goes_wrong_is_said() {
    let world = World::with_garden();
    world.check(
        &["lab", "--pack", "garden", "rain-barel"],
        expect![[r#"
        exit 2
        --- stderr
        error: there is no blueprint `rain-barel`
        hint: did you mean `rain-barrel`?
    "#]],
    );
    world.check(
        &["lab", "--pack", "garden", "rain-barrel", "--in", "garden"],
        expect![[r#"
        exit 2
        --- stderr
        error: `garden` has no lab: examples/lab
        hint: name the folder of a project that `layra new` began, or leave `--in` out
    "#]],
    );
    let mut command = world.command(&["lab", "--pack", "garden", "rain-barrel"]);
    world.check_command(
        command.env("PATH", ""),
        expect![[r#"
        exit 2
        --- stderr
        building and running the lab of `rain-barrel`; the first time takes a few minutes
        error: cargo is not there: No such file or directory (os error 2)
        hint: install Rust (https://rustup.rs); a lab is built and run with cargo
    "#]],
    );
    let main = "garden/patterns/rain-barrel/blueprint/examples/lab/main.rs";
    world.write(main, "//! Measures nothing.\n\nfn main() {}\n");
    let output = world.command(&["lab", "--pack", "garden", "rain-barrel"]).output().expect("the program starts");
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(shown.contains("no figure for `free-water`"), "{shown}");
}
