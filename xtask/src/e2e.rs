//! `cargo xtask e2e`: the site in a real browser.
//!
//! The checks are scripts beside the site's other tests, because what drives a browser best is written for
//! Node.js. Here what they need is found, or installed where it belongs to the project, and the program is built.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Where the checks stand.
const CHECKS: &str = "crates/layra-server/tests/browser";
/// Names by which systems know the browser.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Says where the browser is, when it has another name.
const BROWSER: &str = "CHROMIUM";

/// Runs the checks; `arguments` go to them: `--update`, or words of the names of those to run.
///
/// # Errors
/// When something is missing, with how to get it, or a check fails.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let checks = root.join(CHECKS);
    let search = std::env::var_os("PATH").unwrap_or_default();
    let found = |name: &str| found(&search, name);
    let node = found("node").context("Node.js is not installed; on Debian: apt-get install nodejs npm")?;
    let browser = match std::env::var_os(BROWSER) {
        Some(browser) => PathBuf::from(browser),
        None => BROWSERS.into_iter().find_map(found).with_context(|| {
            format!("no Chromium on the PATH; on Debian: apt-get install chromium. Elsewhere name it in {BROWSER}")
        })?,
    };
    if !is_installed(&checks) {
        let npm = found("npm").context("npm is not installed; on Debian: apt-get install npm")?;
        println!("== packages: npm ci");
        succeed(Command::new(npm).args(["ci", "--no-audit", "--no-fund"]).current_dir(&checks))?;
    }
    println!("== build");
    succeed(Command::new("cargo").args(["build", "--package", "layra"]).current_dir(root))?;
    println!("== checks");
    succeed(
        Command::new(node).arg("run.mjs").arg(program()?).args(arguments).env(BROWSER, browser).current_dir(&checks),
    )
}

/// The program, which stands beside this one.
fn program() -> Result<PathBuf> {
    let own = std::env::current_exe().context("this program does not know where it is")?;
    let program = own.with_file_name(format!("layra{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        bail!("{} is not there, though it was built", program.display());
    }
    Ok(program)
}

/// Whether the packages are there as the lock file has them.
fn is_installed(checks: &Path) -> bool {
    let changed = |path: &str| checks.join(path).metadata().and_then(|metadata| metadata.modified()).ok();
    let (wanted, installed) = (changed("package-lock.json"), changed("node_modules/.package-lock.json"));
    installed.is_some() && installed >= wanted
}

/// Where the program `name` stands in a search path.
fn found(search: &OsStr, name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(search).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

fn succeed(command: &mut Command) -> Result<()> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_on_the_path() {
        let own = std::env::current_exe().expect("a program");
        let (folder, name) = (own.parent().expect("a folder"), own.file_stem().expect("a name").to_string_lossy());
        let search = std::env::join_paths([Path::new("/nowhere"), folder]).expect("a path");
        assert_eq!(found(&search, &name).as_deref(), Some(own.as_path()));
        assert_eq!(found(&search, "no-such-program"), None);
    }
}
