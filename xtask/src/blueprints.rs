//! Builds and tests every blueprint as somebody gets it: copied out, renamed, alone. Also keeps what their labs
//! measure.
//!
//! What was tested is told by what was copied out, dependencies' versions included; `--changed` passes over what
//! is the same as when it last passed. One target folder serves all of them, so that a dependency is built once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use layra_blueprint::lab::Bench;
use layra_blueprint::project::project;
use layra_blueprint::{ProjectName, Shelf, files};
use layra_catalog::problem::has_errors;
use layra_catalog::{Catalog, SourceText};
use xxhash_rust::xxh3::Xxh3;

/// Which blueprints are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All, and all that go together.
    All,
    /// Those that have changed since they last passed.
    Changed,
}

/// Tests blueprints, those that are named or else as `which` says.
///
/// # Errors
/// When one is not sound, does not build alone, or a test of it fails.
pub(crate) fn test(root: &Path, which: Which, named: &[&str]) -> Result<()> {
    let shelf = shelf(root)?;
    let target = target(root);
    let started = Instant::now();
    let (mut tested, mut same) = (0, 0);
    for wanted in wanted(&shelf, named)? {
        let name = ProjectName::parse(&format!("alone-{}", wanted.replace('+', "-and-")))?;
        let project = project(&shelf, &wanted, &name).with_context(|| format!("`{wanted}` cannot be copied out"))?;
        let passed = target.join("passed").join(&wanted);
        let state = format!("{:016x}\n", fingerprint(&project.files));
        if which == Which::Changed && fs::read_to_string(&passed).is_ok_and(|before| before == state) {
            same += 1;
            continue;
        }
        let began = Instant::now();
        println!("== {wanted}");
        let folder = target.join("alone").join(&wanted);
        if folder.exists() {
            // A test that is no longer there must not run.
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        files::write_new(&folder, &project.files, |_| Ok::<_, files::FilesError>(()))?;
        // That builds the lab, too, as it does all examples.
        cargo(&folder, &target, &["test", "--workspace"]).with_context(|| format!("`{wanted}` failed"))?;
        fs::create_dir_all(target.join("passed"))?;
        fs::write(&passed, state)?;
        println!("== {wanted} passed in {} s", began.elapsed().as_secs());
        tested += 1;
    }
    println!("blueprints: {tested} tested, {same} unchanged, {} s", started.elapsed().as_secs());
    Ok(())
}

/// Runs the labs of the blueprints that are named, or of all, and keeps what they measure beside them.
///
/// # Errors
/// When a lab fails, or a figure contradicts the entry.
pub(crate) fn lab(root: &Path, named: &[&str]) -> Result<()> {
    let shelf = shelf(root)?;
    let patterns = root.join("patterns");
    let mut contradicting = Vec::new();
    for blueprint in shelf.blueprints().iter().filter(|blueprint| named.is_empty() || named.contains(&blueprint.slug()))
    {
        let slug = blueprint.slug();
        println!("== {slug}");
        let package = format!("blueprint-{slug}");
        let date = jiff::ZonedDateTime::now().date().to_string();
        let bench = Bench { folder: &patterns, package: Some(&package), target: Some(&target(root)), date };
        let results = bench.run(&blueprint.manifest, |line| eprintln!("{line}"))?;
        for figure in &results.figures {
            let values = figure.values.iter().map(|value| format!("{}: {}", value.arm, figure.in_words(value)));
            println!("{} ({}) {}", figure.claim, figure.measure, values.collect::<Vec<_>>().join(", "));
            if !figure.holds {
                contradicting.push(format!("{slug}#{}: {}", figure.claim, figure.expected));
            }
        }
        let kept = patterns.join(slug).join(files::RESULTS);
        fs::write(&kept, results.to_text()).with_context(|| format!("cannot write {}", kept.display()))?;
    }
    if !contradicting.is_empty() {
        bail!("figures that contradict the entry:\n{}", contradicting.join("\n"));
    }
    Ok(())
}

fn shelf(root: &Path) -> Result<Shelf> {
    let (catalog, _) = Catalog::from_dir(root)?;
    let (shelf, problems) = Shelf::from_dir(root, &catalog)?;
    problems.iter().for_each(|problem| eprintln!("{problem}"));
    if has_errors(&problems) {
        bail!("a blueprint has errors");
    }
    Ok(shelf)
}

/// What is asked for, as `layra new` takes it.
fn wanted(shelf: &Shelf, named: &[&str]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for blueprint in shelf.blueprints() {
        all.push(blueprint.slug().to_owned());
        for combination in &blueprint.manifest.combinations {
            let pair = format!("{}+{}", blueprint.slug(), combination.with);
            match shelf.get(combination.with.as_str()) {
                Some(_) => all.push(pair),
                None => println!("{pair} has to wait: `{}` has no blueprint", combination.with),
            }
        }
    }
    if let Some(unknown) = named.iter().find(|name| !all.iter().any(|known| known == *name)) {
        bail!("there is no blueprint `{unknown}`; there are {}", all.join(", "));
    }
    all.retain(|known| named.is_empty() || named.contains(&known.as_str()));
    Ok(all)
}

fn fingerprint(files: &[SourceText]) -> u64 {
    let mut hash = Xxh3::new();
    for part in files.iter().flat_map(|file| [&file.path, &file.text]) {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.digest()
}

/// The folder that takes what is built of blueprints.
fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("blueprints")
}

fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    let status = cargo.args(arguments).current_dir(folder).env("CARGO_TARGET_DIR", target).status();
    let status = status.context("cannot start cargo")?;
    if !status.success() {
        bail!("`cargo {}` failed in {}", arguments.join(" "), folder.display());
    }
    Ok(())
}
