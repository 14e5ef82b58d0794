//! The repository that a command works on, with what its `layra.toml` says.

use std::path::Path;

use layra_advise::Known;
use layra_catalog::{Catalog, Problem, Severity, problem};
use layra_project::{Declared, FilesError, Repository};

use crate::outcome::{Failure, quoted};
use crate::situation;

/// The repository in `root` and what it says of itself.
///
/// # Errors
/// When there is no such folder, or its `layra.toml` has errors; these are part of the failure.
pub(crate) fn declared(root: &Path, catalog: &Catalog) -> Result<(Repository, Declared), Failure> {
    let repository = Repository::open(root).map_err(|error| failure(&error))?;
    let declared = repository.declared(catalog);
    if problem::has_errors(&declared.problems) {
        return Err(unsound(declared.problems));
    }
    Ok((repository, declared))
}

/// The facts of today that `layra.toml` names a file for; none where it names none.
///
/// # Errors
/// When the file cannot be read or holds something else.
pub(crate) fn facts_of_today(
    repository: &Repository,
    declared: &Declared,
    catalog: &Catalog,
) -> Result<Option<Vec<Known>>, Failure> {
    let Some(path) = &declared.project.facts else { return Ok(None) };
    let source = repository.read(path).map_err(|problem| of_problem(*problem))?;
    situation::from_text(&source.path, &source.text, catalog.vocabulary()).map(Some)
}

/// A failure of a repository's files, with what to do.
pub(crate) fn failure(error: &FilesError) -> Failure {
    Failure::new(error.to_string()).with_hint(error.hint())
}

/// A failure because of one problem, which is shown before it.
pub(crate) fn of_problem(problem: Problem) -> Failure {
    Failure::new(format!("{} cannot be used", quoted(&problem.path)))
        .with_hint("mend it, or what names it")
        .with_problems(vec![problem])
}

fn unsound(problems: Vec<Problem>) -> Failure {
    let errors: Vec<Problem> = problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    let count = match errors.len() {
        1 => "an error".to_owned(),
        many => format!("{many} errors"),
    };
    Failure::new(format!("`layra.toml` has {count}")).with_hint("mend it first").with_problems(errors)
}
