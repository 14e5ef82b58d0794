//! Python, with its stub files.

mod placed;
mod resolve;
mod roots;
mod scan;
mod standard;
mod tests;

use crate::graph::{Ecosystem, Note};
use crate::language::{Language, Reading, Resolver, World};
use crate::paths::{extension_of, name_of};

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
        tests::is_named_test(path) || tests::folders(path).next().is_some()
    }

    fn scan(&self, path: &str, text: &str) -> Reading {
        scan::scan(path, text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        let (roots, notes) = roots::Roots::new(world);
        (Box::new(resolve::Imports::new(world, roots)), notes)
    }
}
