//! Languages: what a file imports, and where that leads.
//!
//! Each language is one module with one type that implements [`Language`], and one line in [`ALL`].
//! Its work has two halves. [`Language::scan`] looks at one text and writes down what stands there, in a
//! [`Reading`]; that half is done again only when the text changes. [`Language::prepare`] sees all of the
//! tree and gives a [`Resolver`], which turns what stands there into [`Target`]s.

mod csharp;
mod depth;
mod go;
mod jvm;
mod names;
mod python;
mod rust;
mod text;
mod typescript;

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::graph::{Ecosystem, EdgeKind, Note, Types};
use crate::manifest::TreePackage;
use crate::tokens::{Lines, Tokens};
use crate::tree::{Known, Tree};

/// Every language, in the order in which they are asked whether a file is theirs.
pub const ALL: &[&dyn Language] =
    &[&typescript::TypeScript, &python::Python, &rust::Rust, &jvm::Java, &jvm::Kotlin, &go::Go, &csharp::CSharp];

/// One language.
pub trait Language: Sync {
    /// Its name, in lower case, as shown.
    fn name(&self) -> &'static str;

    /// Whose packages its files belong to.
    fn ecosystem(&self) -> Ecosystem;

    /// Whether a file is one to scan.
    fn reads(&self, path: &str) -> bool;

    /// Whether [`Language::prepare`] needs the text of a file: configurations of the language.
    fn configures(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Whether a text that is not UTF-8 says of itself that it is Latin-1, in a way of the language.
    fn is_latin1(&self, bytes: &[u8]) -> bool {
        let _ = bytes;
        false
    }

    /// Whether a configuration may name a file as another one, whatever it is called; its text is then
    /// [read](World::read) too.
    fn may_configure(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Whether a file is a test, by the customs of the language. All its imports count as such.
    fn is_test(&self, path: &str) -> bool;

    /// Writes down what stands in the text of one file. It never fails: what it does not understand is
    /// left out and counted as a fault.
    fn scan(&self, path: &str, text: &str) -> Reading;

    /// Looks at the whole tree and gives what resolves imports, and notes on what it could not follow.
    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>);
}

/// The number in [`ALL`] of the language that reads a file.
pub(crate) fn of(path: &str) -> Option<usize> {
    ALL.iter().position(|language| language.reads(path))
}

/// Turns imports as written into where they lead.
pub trait Resolver: Sync {
    /// Gives every target of one import of the file `from` to `found`: none when the import is of the
    /// file itself or means nothing for the graph, several when it names several things.
    fn resolve(&self, from: Known, import: &RawImport, found: &mut dyn FnMut(Target));

    /// Whether a file is a test, where the files around it tell better than its path ([`Language::is_test`]).
    fn is_test(&self, file: Known) -> Option<bool> {
        let _ = file;
        None
    }
}

/// Where an import leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file of the tree.
    File(Known),
    /// A package outside it.
    External {
        /// Where it comes from.
        ecosystem: Ecosystem,
        /// Its name there.
        name: Cow<'static, str>,
        /// Whether it comes with the language.
        standard: bool,
    },
    /// Nowhere, and why.
    Unresolved(Cow<'static, str>),
}

/// What stands in one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reading {
    /// What it imports, in the order of the text.
    pub imports: Vec<RawImport>,
    /// What it says of itself that [`Language::prepare`] needs to know: its package, its modules.
    pub declarations: Vec<Declaration>,
    /// The types it declares.
    pub types: Types,
    /// The line of the first fault, counted from 1, when the text is not well-formed.
    pub broken: Option<Fault>,
    /// Lines of text.
    pub lines: u32,
}

/// The first thing in a text that is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Its line, counted from 1.
    pub line: u32,
    /// What is the matter.
    pub message: Box<str>,
}

impl Fault {
    /// What the tokens of a text stumbled over; else `uneven`, which shows at its end.
    fn of(text: &str, tokens: &Tokens<'_>, lines: &mut Lines<'_>, uneven: Option<&'static str>) -> Option<Self> {
        let fault = tokens.fault().or_else(|| Some((text.len(), uneven?)));
        fault.map(|(at, message)| Self { line: lines.of(at), message: message.into() })
    }
}

/// An import, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawImport {
    /// What is imported, in a notation of the language's own: what its scan writes, its resolver reads.
    pub specifier: Box<str>,
    /// The one thing taken from it, where a language asks for single things (`from specifier import
    /// member`).
    pub member: Option<Box<str>>,
    /// In which way it is imported. A file that is a test makes it [`EdgeKind::Test`].
    pub kind: EdgeKind,
    /// The line, counted from 1.
    pub line: u32,
}

/// Something a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// What sort of thing it is.
    pub kind: DeclarationKind,
    /// Its name, in a notation of the language's own.
    pub name: Box<str>,
    /// More about it, in a notation of the language's own.
    pub detail: Option<Box<str>>,
}

/// What a [`Declaration`] declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeclarationKind {
    /// The package or namespace the file is part of.
    Package,
    /// A module in another file, or inside this one.
    Module,
    /// A type that others can name.
    Type,
    /// A name that stands for something declared elsewhere.
    Alias,
    /// A function, constant or variable that others can name.
    Value,
}

/// What is known of the whole tree when imports are resolved.
pub struct World<'a> {
    pub(crate) tree: &'a Arc<Tree>,
    /// For each file of the tree, the number of the language that read it, and its reading.
    pub(crate) readings: &'a [Option<(usize, Arc<Reading>)>],
    /// The texts of configurations, by file.
    pub(crate) texts: &'a Arc<Vec<(Known, String)>>,
    pub(crate) packages: &'a [TreePackage],
    /// Reads the text of a configuration.
    pub(crate) read: &'a (dyn Fn(Known) -> Option<String> + Sync),
    /// Which language is asking.
    pub(crate) language: usize,
}

impl<'a> World<'a> {
    /// The files that are there.
    pub fn tree(&self) -> &'a Tree {
        self.tree
    }

    /// The reading of a file, when it is one of this language's.
    pub fn reading(&self, file: Known) -> Option<&'a Reading> {
        match self.readings.get(file.0 as usize)? {
            Some((language, reading)) if *language == self.language => Some(reading),
            _ => None,
        }
    }

    /// All files of this language with their readings, by path.
    pub fn readings(&self) -> impl Iterator<Item = (Known, &'a Reading)> {
        self.readings.iter().enumerate().filter_map(|(index, entry)| match entry {
            Some((language, reading)) if *language == self.language => Some((Known(index as u32), &**reading)),
            _ => None,
        })
    }

    /// All files of this language and of others whose packages come from the same place, with their
    /// readings, by path: languages that name each other's types.
    pub fn kindred(&self) -> impl Iterator<Item = (Known, &'a Reading)> {
        let own = ALL.get(self.language).map(|language| language.ecosystem());
        self.readings.iter().enumerate().filter_map(move |(index, entry)| match entry {
            Some((language, reading)) if ALL.get(*language).map(|language| language.ecosystem()) == own => {
                Some((Known(index as u32), &**reading))
            }
            _ => None,
        })
    }

    /// The text of a file for which some language's [`Language::configures`] says yes; none when it could
    /// not be read.
    pub fn text(&self, file: Known) -> Option<&'a str> {
        let index = self.texts.binary_search_by_key(&file, |(file, _)| *file).ok()?;
        self.texts.get(index).map(|(_, text)| text.as_str())
    }

    /// All such texts, by path.
    pub fn texts(&self) -> impl Iterator<Item = (Known, &'a str)> {
        self.texts.iter().map(|(file, text)| (*file, text.as_str()))
    }

    /// The text of a file that a configuration names, if [`Language::may_configure`] says yes to it and it
    /// can be read.
    pub fn read(&self, file: Known) -> Option<String> {
        let language = ALL.get(self.language)?;
        language.may_configure(self.tree.path(file)).then(|| (self.read)(file))?
    }

    /// The files, for a resolver that keeps them itself.
    pub fn shared_tree(&self) -> Arc<Tree> {
        self.tree.clone()
    }

    /// The texts of configurations, by file, for a resolver that keeps them itself.
    pub fn shared_texts(&self) -> Arc<Vec<(Known, String)>> {
        self.texts.clone()
    }

    /// The packages of the tree that have a manifest, by folder.
    pub fn packages(&self) -> &'a [TreePackage] {
        self.packages
    }
}
