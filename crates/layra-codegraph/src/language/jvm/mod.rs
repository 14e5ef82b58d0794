//! Java and Kotlin: one world of packages, in which either names what the other declares.

mod java;
mod resolve;

use crate::graph::{Ecosystem, EdgeKind, Note};
use crate::language::{Language, RawImport, Reading, Resolver, World};
use crate::paths::{extension_of, name_of};

/// Java.
pub(super) struct Java;

impl Language for Java {
    fn name(&self) -> &'static str {
        "java"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Maven
    }

    fn version(&self) -> u32 {
        1
    }

    fn reads(&self, path: &str) -> bool {
        extension_of(path) == "java"
    }

    fn is_test(&self, path: &str) -> bool {
        is_test(path)
    }

    fn scan(&self, path: &str, text: &str) -> Reading {
        java::scan(path, text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        (Box::new(resolve::Imports::new(world)), Vec::new())
    }
}

/// Whether a name looks like one of a type: it begins with a capital letter. Letters outside ASCII may be.
fn is_type_name(name: &str) -> bool {
    name.bytes().next().is_some_and(|first| first.is_ascii_uppercase() || !first.is_ascii())
}

/// A name that the body of a file uses; resolved without complaint when nothing has it.
fn used(name: &str, line: u32) -> RawImport {
    RawImport { specifier: format!("~{name}").into(), member: None, kind: EdgeKind::Import, line }
}

/// Where a file stands in a layout of modules and source sets (`module/src/main/java/...`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    /// The folder of the module, where the layout tells.
    module: Option<&'a str>,
    /// The source set: `main`, `test`, or as the project names them.
    set: &'a str,
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Self {
        let mut start = 0;
        for folder in path.split('/') {
            let end = start + folder.len();
            if folder == "src"
                && let Some((set, _)) = path.get(end + 1..).and_then(|rest| rest.split_once('/'))
            {
                return Self { module: Some(path.get(..start).unwrap_or_default().trim_end_matches('/')), set };
            }
            start = end + 1;
        }
        let is_test = path.split('/').any(|folder| matches!(folder, "test" | "tests" | "javatests"));
        Self { module: None, set: if is_test { "test" } else { "" } }
    }

    fn is_test(self) -> bool {
        let mut letters = self.set.as_bytes().windows(4);
        letters.any(|window| window.eq_ignore_ascii_case(b"test"))
    }
}

/// Whether a file is a test: by its source set, or, where there is none, by its name.
fn is_test(path: &str) -> bool {
    let place = Place::of(path);
    let stem = name_of(path).split('.').next().unwrap_or_default();
    place.is_test() || place.module.is_none() && (stem.ends_with("Test") || stem.ends_with("Tests"))
}
