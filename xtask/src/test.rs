//! Everything that must hold, one step after the other.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{eval, generate, tidy};

/// A step done by another program.
struct Step {
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    /// Arguments with which the program succeeds when it is installed; empty when it must be.
    probe: &'static [&'static str],
}

const STEPS: &[Step] = &[
    Step {
        name: "formatting",
        program: "cargo",
        arguments: &["fmt", "--all", "--check"],
        environment: &[],
        probe: &["fmt", "--version"],
    },
    Step {
        name: "lints",
        program: "cargo",
        arguments: &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        environment: &[],
        probe: &["clippy", "--version"],
    },
    Step {
        name: "a build without the server",
        program: "cargo",
        arguments: &["check", "--package", "layra", "--no-default-features"],
        environment: &[],
        probe: &[],
    },
    Step {
        name: "the catalogue",
        program: "cargo",
        arguments: &["run", "--quiet", "--package", "layra", "--", "lint", "."],
        environment: &[],
        probe: &[],
    },
    Step {
        // Which words are right although they look wrong stands in `.codespellrc`.
        name: "spelling",
        program: "codespell",
        arguments: &["."],
        environment: &[],
        probe: &["--version"],
    },
    Step {
        name: "documentation",
        program: "cargo",
        arguments: &["doc", "--workspace", "--no-deps", "--document-private-items"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        probe: &[],
    },
    Step {
        name: "dependencies",
        program: "cargo",
        arguments: &["deny", "--offline", "check", "bans", "licenses", "sources"],
        environment: &[],
        probe: &["deny", "--version"],
    },
    Step { name: "tests", program: "cargo", arguments: &["test", "--workspace"], environment: &[], probe: &[] },
];

/// Runs every step, and stops at the first that fails.
///
/// # Errors
/// When a step fails or its program cannot be started.
pub(crate) fn run(root: &Path) -> Result<()> {
    let started = Instant::now();
    let mut skipped = Vec::new();
    println!("== tidy");
    tidy::run(root)?;
    println!("== generated files");
    generate::check(root)?;
    println!("== the search's answers");
    eval::search::check(root)?;
    for step in STEPS {
        println!("== {}: {} {}", step.name, step.program, step.arguments.join(" "));
        if !step.probe.is_empty() && !succeeds(root, step) {
            let options = |argument: &&&str| !argument.starts_with('-');
            let tool: Vec<&str> =
                [&step.program].into_iter().chain(step.probe.iter().filter(options)).copied().collect();
            println!("SKIPPED: `{}` is not installed", tool.join(" "));
            skipped.push(step.name);
            continue;
        }
        let status = Command::new(step.program)
            .args(step.arguments)
            .envs(step.environment.iter().copied())
            .current_dir(root)
            .status()
            .with_context(|| format!("cannot start `{}`", step.program))?;
        if !status.success() {
            bail!("{} failed; repeat it with `{} {}`", step.name, step.program, step.arguments.join(" "));
        }
    }
    println!("== all passed in {} s", started.elapsed().as_secs());
    if !skipped.is_empty() {
        println!("skipped: {}", skipped.join(", "));
    }
    Ok(())
}

fn succeeds(root: &Path, step: &Step) -> bool {
    Command::new(step.program).args(step.probe).current_dir(root).output().is_ok_and(|output| output.status.success())
}
