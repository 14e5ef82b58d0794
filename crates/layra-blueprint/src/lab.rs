//! Runs the experiment of a blueprint with cargo, and reads what it measured.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::manifest::{Manifest, Profile, Shown};
use crate::results::{Machine, Results};

/// Most bytes of what a lab writes.
const MOST_OUTPUT: u64 = 8 * 1024 * 1024;
/// Lines of what cargo says that are kept for when it fails.
const KEPT_LINES: usize = 30;

/// Why a lab gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// There is no cargo.
    #[error("cargo is not there: {0}")]
    NoCargo(std::io::Error),
    /// It does not build, or the experiment ended with a failure.
    #[error("the lab in `{}` failed ({status}); it ended with\n{talk}", .folder.display())]
    Failed {
        /// Where it ran.
        folder: PathBuf,
        /// How it ended.
        status: String,
        /// The last of what it said.
        talk: String,
    },
    /// It wrote something else than measurements.
    #[error("the lab wrote a line that is no measurement: {0}")]
    Unreadable(serde_json::Error),
    /// It does not measure what its blueprint says.
    #[error("the lab has no figure for `{0}`, which its blueprint.toml says it measures")]
    Silent(String),
}

impl LabError {
    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NoCargo(_) => "install Rust (https://rustup.rs); a lab is built and run with cargo",
            Self::Failed { .. } => "without a network, its dependencies must have been fetched before",
            Self::Unreadable(_) | Self::Silent(_) => "this is a fault of the blueprint; please report it",
        }
    }
}

/// Where a lab runs.
#[derive(Debug)]
pub struct Bench<'a> {
    /// The folder of the project.
    pub folder: &'a Path,
    /// Its package, where the folder is part of a workspace with others.
    pub package: Option<&'a str>,
    /// The folder that takes what is built; cargo's own choice when there is none.
    pub target: Option<&'a Path>,
    /// The day that is kept with the results.
    pub date: String,
}

impl Bench<'_> {
    /// Builds the lab of the blueprint that `manifest` describes, runs it, and gives what it measured. Each line
    /// that it says on stderr is handed to `progress`, and so is each that cargo says while it builds.
    ///
    /// # Errors
    /// When there is no cargo, it does not build, fails, or does not measure what it should.
    pub fn run(&self, manifest: &Manifest, mut progress: impl FnMut(&str)) -> Result<Results, LabError> {
        // Built first, so that the time is that of the experiment.
        self.cargo("build", manifest.profile, &mut progress)?;
        let started = Instant::now();
        let written = self.cargo("run", manifest.profile, &mut progress)?;
        let seconds = (started.elapsed().as_secs_f64() * 10.0).round() / 10.0;
        let (machine, date) = (machine(), self.date.clone());
        let mut results = Results { date, machine, seconds, figures: Vec::new(), lines: Vec::new() };
        for line in written.lines().filter(|line| !line.trim().is_empty()) {
            results.take(line).map_err(LabError::Unreadable)?;
        }
        let measured = |id: &str| results.figures.iter().any(|figure| figure.claim == id);
        let claims = manifest.claims.iter().filter(|claim| matches!(claim.shown, Shown::Measure(_)));
        match claims.map(|claim| &claim.id).find(|id| !measured(id)) {
            Some(id) => Err(LabError::Silent(id.clone())),
            None => Ok(results),
        }
    }

    fn cargo(&self, verb: &str, profile: Profile, progress: &mut impl FnMut(&str)) -> Result<String, LabError> {
        let mut cargo = Command::new("cargo");
        cargo.arg(verb).args(["--example", "lab"]).current_dir(self.folder);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        // A lab may start the project itself, in processes of their own: it is built beside it.
        cargo.arg(if verb == "run" { "--quiet" } else { "--bins" });
        if let Some(package) = self.package {
            cargo.args(["--package", package]);
        }
        if let Some(target) = self.target {
            cargo.env("CARGO_TARGET_DIR", target);
        }
        let mut child = cargo
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(LabError::NoCargo)?;
        let written = drain(&mut child);
        let mut talk: Vec<String> = Vec::new();
        if let Some(stderr) = child.stderr.take() {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                progress(&line);
                talk.push(line);
                talk.drain(..talk.len().saturating_sub(KEPT_LINES));
            }
        }
        let status = child.wait().map_err(LabError::NoCargo)?;
        let written = written.and_then(|thread| thread.join().ok()).unwrap_or_default();
        if !status.success() {
            let (folder, talk) = (self.folder.to_owned(), talk.join("\n"));
            return Err(LabError::Failed { folder, status: status.to_string(), talk });
        }
        Ok(written)
    }
}

/// Whether there is a cargo to build projects with.
pub fn has_cargo() -> bool {
    let mut cargo = Command::new("cargo");
    cargo.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    cargo.status().is_ok_and(|status| status.success())
}

/// Reads what a program writes on stdout while its stderr is read here.
fn drain(child: &mut Child) -> Option<JoinHandle<String>> {
    let stdout = child.stdout.take()?;
    Some(thread::spawn(move || {
        let mut text = String::new();
        // What is cut off is no measurement, and is reported as such.
        let _ = stdout.take(MOST_OUTPUT).read_to_string(&mut text);
        text
    }))
}

/// The machine that this runs on.
fn machine() -> Machine {
    let kept = |path: &str, key: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line =
            text.lines().find_map(|line| line.strip_prefix(key)).map(|rest| rest.trim_start_matches([' ', '\t', ':']));
        line.map(str::to_owned)
    };
    let memory = kept("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    Machine {
        processor: kept("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned()),
        cores: thread::available_parallelism().map_or(1, usize::from),
        memory: memory.unwrap_or(0).div_ceil(1024 * 1024),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    }
}
