//! What is kept of packs for the search, from one start to the next.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use expect_test::expect;

use crate::world::World;

/// Bytes of a file before those that say which index follows: checksum and index.
const BEFORE_CHECKSUM: usize = 8 + 4 + 16 + 16;

/// Slugs that a search in the garden finds.
fn found(world: &World, question: &str) -> Vec<String> {
    let answer = world.json(&["search", question, "--pack", "garden", "--json"]);
    let results = answer["results"].as_array().expect("a list");
    results.iter().map(|hit| hit["slug"].as_str().expect("a slug").to_owned()).collect()
}

/// The only file that is kept.
fn kept(world: &World) -> PathBuf {
    let files = world.files("cache");
    assert!(files.lines().count() == 1 && files.ends_with(".index"), "{files}");
    world.path(&files)
}

fn teach(world: &World) {
    world.edit("garden/patterns/greenhouse/pattern.toml", "summary = \"", "summary = \"Keeps zeppelins. ");
}

#[test]
fn a_second_start_takes_what_the_first_one_kept() {
    let world = World::with_garden();
    assert!(found(&world, "zeppelins").is_empty());
    let before = fs::read(kept(&world)).expect("readable");
    teach(&world);
    assert_eq!(found(&world, "zeppelins"), ["greenhouse"], "a changed entry is found at once");
    let after = fs::read(kept(&world)).expect("readable");
    assert_ne!(before, after);

    // An index that is said to be of the texts before, but knows what the texts after say, tells
    // which of the two was asked.
    let forged = [&before[..BEFORE_CHECKSUM], &after[BEFORE_CHECKSUM..]].concat();
    fs::write(kept(&world), &forged).expect("written");
    world.edit("garden/patterns/greenhouse/pattern.toml", "Keeps zeppelins. ", "");
    assert_eq!(found(&world, "zeppelins"), ["greenhouse"]);
    assert_eq!(fs::read(kept(&world)).expect("readable"), forged);
}

#[test]
fn the_site_takes_it_too() {
    let world = World::with_garden();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let output = world.command(&["serve", "--pack", "garden", "--addr", &address]).output();
    assert_eq!(output.expect("the program starts").status.code(), Some(2));
    if cfg!(feature = "serve") {
        kept(&world);
    }
}

#[test]
fn what_is_damaged_foreign_or_of_the_future_is_replaced() {
    let world = World::with_garden();
    found(&world, "water");
    let file = kept(&world);
    let sound = fs::read(&file).expect("readable");
    let changed = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        bytes
    };
    let mut damaged: Vec<Vec<u8>> = [0, 1, 8, 12, 40, 60, sound.len() - 1].map(|end| sound[..end].to_vec()).into();
    damaged.extend([0, 8, 12, 28, 44, 60, sound.len() - 1].map(changed));
    damaged.push(b"not ours\n".repeat(100));
    damaged.push([&sound[..], b"more"].concat());
    for bytes in damaged {
        fs::write(&file, bytes).expect("written");
        assert_eq!(found(&world, "mosquitoes"), ["rain-barrel"]);
        assert_eq!(fs::read(&file).expect("readable"), sound);
    }
    fs::remove_file(&file).expect("removed");
    fs::create_dir(&file).expect("made");
    assert_eq!(found(&world, "mosquitoes"), ["rain-barrel"]);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_no_fault() {
    let world = World::with_garden();
    world.check_command(
        world
            .command(&["search", "mosquitoes", "--pack", "garden", "--section", "smells"])
            .env("LAYRA_CACHE_DIR", world.path("garden/pack.toml/cache")),
        expect![[r#"
            exit 0
            --- stdout
            Rain Barrel rain-barrel
              • smell: Mosquitoes breed in it, because the lid is off. #mosquitoes
        "#]],
    );
    // A link is not written through.
    #[cfg(unix)]
    {
        found(&world, "water");
        let (file, target) = (kept(&world), world.path("target"));
        fs::rename(&file, &target).expect("moved");
        fs::write(&target, "somebody's").expect("written");
        std::os::unix::fs::symlink(&target, &file).expect("linked");
        assert_eq!(found(&world, "mosquitoes"), ["rain-barrel"]);
        assert_eq!(fs::read(&target).expect("readable"), b"somebody's");
    }
}

#[test]
fn nothing_is_kept_where_there_is_nothing_to_keep() {
    let world = World::with_garden();
    let run = |arguments: &[&str], folder: &str| {
        let mut command = world.command(arguments);
        let output = command.env("LAYRA_CACHE_DIR", folder).env("HOME", world.path("home")).output();
        assert!(output.expect("the program starts").status.success());
    };
    run(&["search", "water", "--pack", "garden"], "");
    run(&["search", "water"], "cache");
    run(&["list", "--pack", "garden"], "cache");
    assert_eq!(world.files("cache") + &world.files("home"), "");
}

#[test]
fn each_list_of_packs_has_its_file_however_it_is_named() {
    let world = World::with_garden();
    world.write("other/pack.toml", "schema = 1\n");
    let count = |packs: &[&str]| {
        let packs: Vec<&str> = packs.iter().flat_map(|pack| ["--pack", *pack]).collect();
        world.stdout(&[&packs[..], &["search", "--json", "water"]].concat());
        world.files("cache").lines().count()
    };
    assert_eq!(count(&["garden"]), 1);
    assert_eq!(count(&["./other/../garden/"]), 1);
    assert_eq!(count(&["garden", "other"]), 2);
    assert_eq!(count(&["other", "garden"]), 3);
}

#[test]
fn the_oldest_are_removed_and_what_is_not_ours_stays() {
    let world = World::with_garden();
    world.write("cache/notes.txt", "mine");
    for number in 0..40_u64 {
        let ending = if number == 0 { ".partial-1" } else { "" };
        let path = format!("cache/{number:032x}.index{ending}");
        world.write(&path, "");
        let file = File::options().write(true).open(world.path(&path)).expect("there");
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + number)).expect("set");
    }
    found(&world, "water");
    let files = world.files("cache");
    assert!(files.contains("cache/notes.txt"), "{files}");
    assert_eq!(files.lines().filter(|file| file.contains(".index")).count(), 32, "{files}");
    assert!(!files.contains("partial") && !files.contains(&format!("{:032x}", 8)), "{files}");
    assert!(files.contains(&format!("{:032x}", 9)), "{files}");
}

#[test]
fn processes_at_the_same_time_do_not_disturb_each_other() {
    let world = World::with_garden();
    let commands: Vec<_> = (0..8)
        .map(|_| {
            let mut command = world.command(&["search", "mosquitoes", "--pack", "garden"]);
            command.stdout(std::process::Stdio::piped()).spawn().expect("the program starts")
        })
        .collect();
    for command in commands {
        let output = command.wait_with_output().expect("ends");
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("Rain Barrel"), "{}", world.shown(&output));
    }
    kept(&world);
}
