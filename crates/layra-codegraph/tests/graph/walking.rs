//! Walking a folder: what is looked at, what is passed over, and that the cache changes nothing.

use expect_test::expect;
use layra_codegraph::{Error, Options, read};

use crate::fixture::{check, shown};

#[test]
fn a_manifest_that_is_broken_is_a_note() {
    check(
        r#"
//- package.json
{ "name": "root" }
//- packages/a/package.json
{ "name": "a",
"#,
        &expect![[r#"
            [npm:root in ""]
            ! packages/a/package.json:2 not JSON: EOF while parsing an object at line 2 column 0
        "#]],
    );
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    assert!(matches!(read(&missing, &Options::default()), Err(Error::Missing(path)) if path == missing));
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(matches!(read(&file, &Options::default()), Err(Error::NotAFolder(_))));
}

#[test]
fn what_is_ignored_made_or_hidden_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        (".gitignore", "/ignored/\n"),
        ("a/package.json", r#"{ "name": "a" }"#),
        ("ignored/package.json", r#"{ "name": "ignored" }"#),
        ("node_modules/dependency/package.json", r#"{ "name": "dependency" }"#),
        ("built/CACHEDIR.TAG", ""),
        ("built/package.json", r#"{ "name": "built" }"#),
        (".hidden/package.json", r#"{ "name": "hidden" }"#),
        ("excluded/package.json", r#"{ "name": "excluded" }"#),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let options = Options { exclude: vec!["excluded/**".into()], ..Options::default() };
    let graph = read(folder.path(), &options).unwrap();
    expect![[r#"
        [npm:a in "a"]
    "#]]
    .assert_eq(&shown(&graph));
}
