//! `go.mod`: modules of Go.

use crate::fact::{Purpose, What};
use crate::graph::Ecosystem;
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;

/// `go.mod`.
pub(super) struct GoMod;

impl Manifest for GoMod {
    fn reads(&self, path: &str) -> bool {
        name_of(path) == "go.mod"
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let module = Module::read(text);
        let facts = module.requires.iter().map(|required| {
            let name = required.path.to_owned();
            let ecosystem = Ecosystem::Go;
            let what = if required.is_indirect {
                What::Locked { ecosystem, name, version: required.version.to_owned() }
            } else {
                What::Dependency { ecosystem, name, purpose: Purpose::Run }
            };
            (required.line, what)
        });
        let package = Some(module.path).filter(|path| !path.is_empty()).map(|path| (Ecosystem::Go, path.to_owned()));
        Stated { package, facts: facts.collect(), notes: Vec::new() }
    }
}

/// What a `go.mod` says.
#[derive(Debug, Default)]
pub(crate) struct Module<'a> {
    /// The path that imports of its packages begin with.
    pub(crate) path: &'a str,
    /// Modules that it needs.
    pub(crate) requires: Vec<Required<'a>>,
    /// Modules that stand in a folder: import path, and folder relative to the manifest.
    pub(crate) replaced: Vec<(&'a str, &'a str)>,
}

/// A module that another needs.
#[derive(Debug)]
pub(crate) struct Required<'a> {
    pub(crate) path: &'a str,
    version: &'a str,
    line: u32,
    /// Whether only other modules need it.
    is_indirect: bool,
}

impl<'a> Module<'a> {
    /// Reads the text of a `go.mod`. What it does not understand it passes over.
    pub(crate) fn read(text: &'a str) -> Self {
        let mut module = Self::default();
        let mut block = "";
        for (number, line) in (1..).zip(text.lines()) {
            let (line, comment) = line.split_once("//").unwrap_or((line, ""));
            let line = line.trim();
            let mut words = line.split_whitespace().map(|word| word.trim_matches('"'));
            let first = words.next().unwrap_or_default();
            if line.ends_with('(') {
                block = first;
                continue;
            }
            if first == ")" {
                block = "";
                continue;
            }
            let (keyword, name) = if block.is_empty() { (first, words.next()) } else { (block, Some(first)) };
            let Some(name) = name.filter(|name| !name.is_empty()) else { continue };
            match keyword {
                "module" => module.path = name,
                "require" => module.requires.push(Required {
                    path: name,
                    version: words.next().unwrap_or_default(),
                    line: number,
                    is_indirect: comment.trim_start().starts_with("indirect"),
                }),
                "replace" => {
                    let to = words.skip_while(|word| *word != "=>").nth(1);
                    module.replaced.extend(to.filter(|to| to.starts_with('.')).map(|to| (name, to)));
                }
                _ => {}
            }
        }
        module
    }
}
