//! Which files are tests.
//!
//! Some packages have a part for those who test with them, such as `django.test` and `numpy.testing`. Its
//! folder has the name of a folder of tests, and is none.

use std::collections::HashSet;

use crate::paths::{folder_of, folders_up, name_of};
use crate::tree::Tree;

use super::roots::is_package;

/// Whether a file has the name of a test.
pub(super) fn is_named_test(path: &str) -> bool {
    let name = name_of(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.starts_with("test_") || stem.ends_with("_test") || stem == "conftest"
}

/// The folders around a file that have the name of a folder of tests, the nearest first.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    folders_up(folder_of(path)).filter(|folder| matches!(name_of(folder), "tests" | "test" | "testing"))
}

/// Folders that hold tests.
pub(super) struct Tests<'a>(HashSet<&'a str>);

impl<'a> Tests<'a> {
    /// Finds them in a tree.
    pub(super) fn new(tree: &'a Tree) -> Self {
        let named = tree.files().map(|(_, path)| path).filter(|path| path.ends_with(".py") && is_named_test(path));
        Self(named.filter_map(|path| folders(path).next()).collect())
    }

    /// Whether a file stands in folders named after tests, and all of these are packages inside packages
    /// that hold no test.
    pub(super) fn is_production(&self, tree: &Tree, path: &str) -> bool {
        !is_named_test(path)
            && folders(path).all(|folder| {
                name_of(folder) != "tests"
                    && !self.0.contains(folder)
                    && is_package(tree, folder)
                    && is_package(tree, folder_of(folder))
            })
    }
}
