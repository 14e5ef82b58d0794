//! `layra completions`.

use crate::world::World;

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = world.stdout(&["completions", shell]);
        assert!(script.contains("compare") && script.contains("max-complexity"), "{shell}");
    }
}
