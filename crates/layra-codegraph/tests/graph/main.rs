//! What is read in small trees of files.

/// What a graph tells: groups, cycles and what to cut, figures, differences.
mod analysis;
/// Whatever stands in a tree, it is read to the end.
mod bad_input;
/// C#: namespaces, usings, projects, methods that extend types.
mod csharp;
mod fixture;
/// Go: modules, packages, names across files, build constraints.
mod go;
/// Java: imports, names of the own package, modules and source sets.
mod java;
/// Kotlin, in one world with Java: functions outside classes, extensions, source sets.
mod kotlin;
/// What manifests, lock files and descriptions tell of technologies and services.
mod manifests;
/// Pictures: what they show, that names stay text, and that they stay readable.
mod pictures;
/// Python: packages, roots, and what is imported in passing.
mod python;
/// Rust: module trees, crates, and paths wherever they stand.
mod rust;
/// TypeScript and JavaScript: every way to import, and where it leads.
mod typescript;
/// Walking a folder: what is looked at, what is passed over, and that the cache changes nothing.
mod walking;
