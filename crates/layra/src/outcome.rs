//! How a command ends: the exit status, and the failure that stands behind the last of them.

use std::fmt;
use std::process::ExitCode;

use layra_catalog::Problem;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done, and nothing to find fault with.
    Fine,
    /// Done, and something was found that somebody should mend.
    Findings,
    /// Not done; why has been said on stderr.
    CouldNotRun,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::Findings => 1,
            Status::CouldNotRun => 2,
        })
    }
}

/// Why a command could not run, in words for whoever called it.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    problems: Vec<Problem>,
}

impl Failure {
    /// A failure: lower case, no final full stop, values in backticks.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, problems: Vec::new() }
    }

    /// The same failure with what to do about it.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure with the places to mend, shown before it.
    pub(crate) fn with_problems(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The places to mend.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// A name somebody gave, fit to be shown in a message: escaped, and cut when it is very long.
pub(crate) fn quoted(name: &str) -> String {
    const LONGEST: usize = 80;
    let escaped: String = name.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    let rest = if name.chars().count() > LONGEST { "…" } else { "" };
    format!("`{}{rest}`", escaped.replace("\\'", "'").replace("\\\"", "\""))
}
