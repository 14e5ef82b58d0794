//! A repository on disk: what is read, what is written, and what is left alone.

use std::fs;

use layra_catalog::problem;

use super::*;
use crate::fixture::kitchen;

/// A folder with these files, each under a line `//- path`.
fn repository(files: &str) -> (tempfile::TempDir, Repository) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in files.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').expect("a path ends its line");
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let repository = Repository::open(folder.path()).expect("there");
    (folder, repository)
}

fn decision(adr: &str) -> Decision {
    Decision {
        pattern: Slug::parse("kettle").expect("a slug"),
        adr: Some(path(adr)),
        scope: RepoPath::default(),
        roles: Default::default(),
        rejected: Vec::new(),
    }
}

fn path(text: &str) -> RepoPath {
    RepoPath::parse(text).expect("a path")
}

/// Writes a decision on the kettle.
fn write(repository: &Repository, adr: &str) -> Result<(), FilesError> {
    let declared = repository.declared(&kitchen());
    repository.write_decision(&declared, &decision(adr), "# Kettle\n")
}

/// Everything in the folder.
fn listed(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).expect("listed") {
            let path = entry.expect("an entry").path();
            names.push(path.strip_prefix(folder).expect("below").display().to_string());
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    names.sort();
    names
}

#[test]
fn a_decision_is_written_with_its_record() {
    let (folder, repository) = repository("");
    write(&repository, "docs/decisions/0001-kettle.md").expect("written");
    assert_eq!(listed(folder.path()), ["docs", "docs/decisions", "docs/decisions/0001-kettle.md", "layra.toml"]);
    let declared = repository.declared(&kitchen());
    assert_eq!(declared.project.decisions, [decision("docs/decisions/0001-kettle.md")]);
    let (records, problems) = repository.records(&declared.project);
    assert_eq!((records.len(), records[0].title.as_str(), problems.len()), (1, "Kettle", 0));
}

#[test]
fn nothing_is_overwritten_and_nothing_is_left_half_written() {
    let (folder, repository) = repository("//- docs/decisions/0001-kettle.md\nmine\n");
    let error = write(&repository, "docs/decisions/0001-kettle.md").expect_err("taken");
    assert!(matches!(error, FilesError::Taken(_)), "{error}");
    assert_eq!(listed(folder.path()), ["docs", "docs/decisions", "docs/decisions/0001-kettle.md"]);
    assert_eq!(fs::read_to_string(folder.path().join("docs/decisions/0001-kettle.md")).expect("there"), "mine\n");
    fs::write(folder.path().join("adr"), "a file").expect("written");
    let error = write(&repository, "adr/0001-kettle.md").expect_err("in the way");
    assert!(matches!(error, FilesError::NotAFolder(_)), "{error}");
}

#[test]
fn a_file_that_somebody_changed_meanwhile_is_left_alone() {
    let (folder, repository) = repository("//- layra.toml\n# one\n");
    let declared = repository.declared(&kitchen());
    fs::write(folder.path().join("layra.toml"), "# two\n").expect("written");
    let error = repository.write_decision(&declared, &decision("docs/0001-kettle.md"), "# Kettle\n");
    assert!(matches!(error, Err(FilesError::Changed(_))), "{error:?}");
    assert_eq!(listed(folder.path()), ["layra.toml"]);
    assert_eq!(fs::read_to_string(folder.path().join("layra.toml")).expect("there"), "# two\n");
}

#[test]
fn of_two_who_decide_at_once_one_is_told() {
    let (folder, repository) = repository("");
    let declared = repository.declared(&kitchen());
    write(&repository, "docs/0001-kettle.md").expect("written");
    let error = repository.write_decision(&declared, &decision("docs/0001-teapot.md"), "# Teapot\n");
    assert!(matches!(error, Err(FilesError::Changed(_))), "{error:?}");
    assert_eq!(listed(folder.path()), ["docs", "docs/0001-kettle.md", "layra.toml"]);
}

#[test]
fn a_pattern_is_decided_on_once() {
    let (folder, repository) = repository("");
    write(&repository, "docs/0001-kettle.md").expect("written");
    let error = write(&repository, "docs/0002-kettle.md").expect_err("twice");
    assert!(matches!(error, FilesError::Decided { .. }), "{error}");
    assert_eq!(listed(folder.path()), ["docs", "docs/0001-kettle.md", "layra.toml"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (outside, _) = repository("//- docs/0001-a.md\n# A\n//- layra.toml\n");
    let (folder, repository) = repository("");
    std::os::unix::fs::symlink(outside.path().join("docs"), folder.path().join("docs")).expect("linked");
    let error = write(&repository, "docs/0002-kettle.md").expect_err("a link");
    assert!(matches!(error, FilesError::Link(_)), "{error}");
    assert!(matches!(repository.next_path(&path("docs"), "a.md"), Err(FilesError::Link(_))));
    assert!(repository.read(&path("docs/0001-a.md")).is_err());
    let (records, problems) = repository.records(&Project::default());
    assert!(records.is_empty() && problems.iter().any(|problem| problem.message.contains("link")), "{problems:?}");
    std::os::unix::fs::symlink(outside.path().join("layra.toml"), folder.path().join("layra.toml")).expect("linked");
    let declared = repository.declared(&kitchen());
    assert!(problem::has_errors(&declared.problems), "{:?}", declared.problems);
    assert_eq!(listed(outside.path()), ["docs", "docs/0001-a.md", "layra.toml"]);
}

#[cfg(unix)]
#[test]
fn permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, repository) = repository("//- layra.toml\n");
    let file = folder.path().join("layra.toml");
    fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).expect("set");
    write(&repository, "docs/0001-kettle.md").expect("written");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o640);
    assert_ne!(mode(&folder.path().join("docs/0001-kettle.md")) & 0o044, 0, "others may read a record");
}

#[test]
fn records_go_where_records_are() {
    let folder_of = |files: &str| {
        let (_folder, repository) = repository(files);
        let declared = repository.declared(&kitchen());
        let folder = repository.records_folder(&declared.project).map_err(|problem| problem.message);
        folder.map(|folder| repository.next_path(&folder, "x.md").expect("listed").to_string())
    };
    assert_eq!(folder_of(""), Ok("docs/decisions/0001-x.md".into()));
    assert_eq!(folder_of("//- doc/adr/0007-a.md\n//- doc/adr/0003-b.md\n"), Ok("doc/adr/0008-x.md".into()));
    assert_eq!(folder_of("//- .adr-dir\narch/adr\n//- doc/adr/0007-a.md\n"), Ok("arch/adr/0001-x.md".into()));
    assert_eq!(
        folder_of("//- layra.toml\n[[decision]]\npattern = \"kettle\"\nadr = \"adr/0001-a.md\"\n"),
        Ok("adr/0001-x.md".into())
    );
    assert_eq!(folder_of("//- .adr-dir\n../elsewhere\n"), Err("`../elsewhere` leads out of the repository".into()));
}

#[test]
fn a_record_that_is_not_there_is_a_problem_and_others_are_read() {
    let (_folder, repository) = repository(
        "//- layra.toml\n[[decision]]\npattern = \"kettle\"\nadr = \"adr/0001-a.md\"\n\
         //- doc/adr/0002-b.md\n# 2. B\n//- doc/adr/README.md\n# Records\n//- adr/0003-c.md\n# C\n",
    );
    let declared = repository.declared(&kitchen());
    let (records, problems) = repository.records(&declared.project);
    assert_eq!(records.iter().map(|record| record.title.as_str()).collect::<Vec<_>>(), ["C", "B"]);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].severity, Severity::Warning);
}
