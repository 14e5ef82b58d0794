//! C#: namespaces, usings, projects.

mod resolve;
mod scan;

use crate::graph::{Ecosystem, Note};
use crate::language::{Language, Reading, Resolver, World};
use crate::paths::{extension_of, folder_of};

/// C#.
pub(super) struct CSharp;

impl Language for CSharp {
    fn name(&self) -> &'static str {
        "csharp"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Nuget
    }

    /// What the build makes stands below `obj`.
    fn reads(&self, path: &str) -> bool {
        extension_of(path) == "cs" && folder_of(path).split('/').all(|folder| folder != "obj")
    }

    fn configures(&self, path: &str) -> bool {
        matches!(extension_of(path), "csproj" | "props" | "targets")
    }

    fn is_test(&self, path: &str) -> bool {
        folder_of(path).split('/').any(|folder| {
            matches!(folder, "test" | "tests" | "Test" | "Tests")
                || folder.ends_with("Tests")
                || folder.ends_with(".Test")
        })
    }

    fn scan(&self, _path: &str, text: &str) -> Reading {
        scan::scan(text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        let mut imports = resolve::Imports::new(world);
        let notes = imports.take_notes();
        (Box::new(imports), notes)
    }
}
