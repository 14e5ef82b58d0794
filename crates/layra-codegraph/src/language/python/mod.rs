//! Python, with its stub files.

mod placed;
mod resolve;
mod roots;
mod scan;
mod standard;

use crate::graph::{Ecosystem, Note};
use crate::language::{Language, Reading, Resolver, World};
use crate::paths::{extension_of, folder_of, name_of};

/// Python.
pub(super) struct Python;

impl Language for Python {
    fn name(&self) -> &'static str {
        "python"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Pypi
    }

    fn reads(&self, path: &str) -> bool {
        matches!(extension_of(path), "py" | "pyi" | "pyw")
    }

    fn configures(&self, path: &str) -> bool {
        placed::may_say(name_of(path))
    }

    fn is_test(&self, path: &str) -> bool {
        let name = name_of(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        stem.starts_with("test_")
            || stem.ends_with("_test")
            || stem == "conftest"
            || folder_of(path).split('/').any(|folder| matches!(folder, "tests" | "test" | "testing"))
    }

    fn scan(&self, path: &str, text: &str) -> Reading {
        scan::scan(path, text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        let (roots, notes) = roots::Roots::new(world);
        (Box::new(resolve::Imports::new(world, roots)), notes)
    }
}
