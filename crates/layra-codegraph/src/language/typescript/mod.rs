//! TypeScript and JavaScript, also in the script blocks of Vue, Svelte and Astro components.

mod blocks;

mod project;
mod resolve;
mod scan;
mod source;
mod view;

use crate::graph::{Ecosystem, Note};
use crate::language::{Language, Reading, Resolver, World};
use crate::paths::{extension_of, folder_of, name_of};

/// TypeScript and JavaScript.
pub(super) struct TypeScript;

/// What the names of source files end with.
const SOURCES: &[&str] = &["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte", "astro"];

impl Language for TypeScript {
    fn name(&self) -> &'static str {
        "typescript"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Npm
    }

    fn reads(&self, path: &str) -> bool {
        SOURCES.contains(&extension_of(path))
    }

    fn configures(&self, path: &str) -> bool {
        matches!(name_of(path), "package.json" | "pnpm-workspace.yaml" | "lerna.json")
            || project::is_compiler_configuration(path)
    }

    fn may_configure(&self, path: &str) -> bool {
        // What `extends` and `references` of a `tsconfig.json` name.
        extension_of(path) == "json"
    }

    fn is_test(&self, path: &str) -> bool {
        let stem = name_of(path).rsplit_once('.').map_or("", |(stem, _)| stem);
        let is_marked = |mark: &str| stem.ends_with(mark);
        is_marked(".test")
            || is_marked(".spec")
            || is_marked(".e2e")
            || is_marked("-spec")
            || folder_of(path).split('/').any(|folder| {
                matches!(folder, "__tests__" | "__mocks__" | "test" | "tests" | "e2e" | "cypress" | "__fixtures__")
            })
    }

    fn scan(&self, path: &str, text: &str) -> Reading {
        scan::scan(path, text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        let (resolver, notes) = resolve::Imports::new(world);
        (Box::new(resolver), notes)
    }
}
