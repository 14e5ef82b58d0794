//! Go: modules, workspaces, packages, build constraints.

mod resolve;
mod scan;
mod tags;

use crate::graph::{Ecosystem, Note};
use crate::language::{Language, Reading, Resolver, World};
use crate::paths::{extension_of, folder_of, name_of};

/// Go.
pub(super) struct Go;

impl Language for Go {
    fn name(&self) -> &'static str {
        "go"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Go
    }

    /// The `go` command passes the same folders and files over. What is copied under `vendor` counts as
    /// external.
    fn reads(&self, path: &str) -> bool {
        extension_of(path) == "go"
            && !name_of(path).starts_with(['_', '.'])
            && folder_of(path)
                .split('/')
                .all(|folder| folder != "vendor" && folder != "testdata" && !folder.starts_with('_'))
    }

    fn configures(&self, path: &str) -> bool {
        matches!(name_of(path), "go.mod" | "go.work")
    }

    fn is_test(&self, path: &str) -> bool {
        path.ends_with("_test.go")
    }

    fn scan(&self, _path: &str, text: &str) -> Reading {
        scan::scan(text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        (Box::new(resolve::Imports::new(world)), Vec::new())
    }
}
