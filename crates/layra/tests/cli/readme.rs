//! The tour in README.md is what the program prints.
//!
//! Its `console` blocks are run one after the other in a folder that holds the files of its `toml`
//! blocks (the first line of each names the file). `UPDATE_EXPECT=1` writes what came out into the
//! README. A command may end in `| head -N`, which keeps the first N lines.

use std::fs;
use std::path::Path;

use crate::world::World;

const FENCE: &str = "```";

#[test]
fn the_tour_of_the_readme_is_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let written = fs::read_to_string(&path).expect("the README can be read");
    let told = retold(&written);
    if told != written && std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &told).expect("the README can be written");
        return;
    }
    for (written, told) in written.lines().zip(told.lines()) {
        assert_eq!(written, told, "README.md is not up to date: UPDATE_EXPECT=1 writes it");
    }
    assert_eq!(written.len(), told.len(), "README.md is not up to date: UPDATE_EXPECT=1 writes it");
}

/// The README with the output of each command as it is.
fn retold(readme: &str) -> String {
    let world = World::new();
    let mut told = String::new();
    let mut commands = 0;
    for (nth, block) in readme.split(FENCE).enumerate() {
        let separator = if nth == 0 { "" } else { FENCE };
        match (nth % 2, block.split_once('\n')) {
            (1, Some(("toml", text))) if text.starts_with("# ") => {
                let file = text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("begins so");
                world.write(file, text);
                told.push_str(&format!("{separator}{block}"));
            }
            (1, Some(("console", text))) => {
                told.push_str(&format!("{separator}console\n"));
                for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
                    commands += 1;
                    told.push_str(&format!("$ {command}\n{}", run(&world, command)));
                }
            }
            _ => told.push_str(&format!("{separator}{block}")),
        }
    }
    assert!(commands > 0, "the README shows no command");
    told
}

/// What a command of the README prints, on stdout and then on stderr.
fn run(world: &World, command: &str) -> String {
    let (command, limit) = match command.split_once(" | head -") {
        Some((command, limit)) => (command, limit.parse().expect("a number of lines")),
        None => (command, usize::MAX),
    };
    let words = words(command);
    let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    let ["layra", arguments @ ..] = arguments.as_slice() else { panic!("`{command}` is not layra") };
    let output = world.command(arguments).output().expect("the program starts");
    let mut shown = String::from_utf8(output.stdout).expect("UTF-8");
    shown.push_str(&String::from_utf8(output.stderr).expect("UTF-8"));
    shown.lines().take(limit).map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The words of a command line; double quotes keep blanks.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (nth, part) in command.split('"').enumerate() {
        if nth % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
