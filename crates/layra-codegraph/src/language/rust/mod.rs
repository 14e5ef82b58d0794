//! Rust: the module tree, what `use` names, and paths wherever they stand.
//!
//! A module is no dependency of the one it is declared in: what counts is what code names. A name that is
//! passed on by `pub use` counts where it is named, and once more where it is passed on.

mod crates;
mod modules;
mod resolve;
mod scan;
mod tokens;

use crate::graph::{Ecosystem, Note};
use crate::language::{Language, Reading, Resolver, World};
use crate::paths::{extension_of, folder_of, name_of};

/// Rust.
pub(super) struct Rust;

impl Language for Rust {
    fn name(&self) -> &'static str {
        "rust"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Crates
    }

    fn reads(&self, path: &str) -> bool {
        extension_of(path) == "rs"
    }

    fn configures(&self, path: &str) -> bool {
        name_of(path) == "Cargo.toml"
    }

    fn is_test(&self, path: &str) -> bool {
        matches!(name_of(path), "tests.rs" | "test.rs")
            || folder_of(path).split('/').any(|folder| matches!(folder, "tests" | "benches"))
    }

    fn scan(&self, _path: &str, text: &str) -> Reading {
        scan::scan(text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        let (crates, notes) = crates::Crates::new(world);
        let modules = modules::Modules::new(world, &crates);
        (Box::new(resolve::Imports::new(world.tree(), crates, modules)), notes)
    }
}
