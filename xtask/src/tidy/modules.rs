//! Every module says what it is for, and has a name that says what is in it.

use crate::tree::TextFile;

/// Names that say nothing about what is in a module.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "manager", "misc", "util", "utils"];

pub(super) fn check(files: &[TextFile]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs") && !file.path.contains("/blueprint/")) {
        if !file.text.trim_start().starts_with("//!") {
            complaints.push(format!("{}:1: begins without `//!`: say what the module does", file.path));
        }
        let named = file.path.trim_end_matches(".rs").split('/').find(|part| EMPTY_NAMES.contains(part));
        if let Some(name) = named {
            complaints.push(format!("{}: `{name}` says nothing: name the module for what is in it", file.path));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_without_a_word_about_itself_is_found() {
        let file = |path: &str, text: &str| TextFile { path: path.into(), text: text.into() };
        assert_eq!(check(&[file("crates/a/src/lib.rs", "//! Does a thing.\n")]), Vec::<String>::new());
        assert_eq!(check(&[file("crates/a/src/lib.rs", "use b;\n")]).len(), 1);
        assert_eq!(check(&[file("crates/a/src/utils/x.rs", "//! Does a thing.\n")]).len(), 1);
    }
}
