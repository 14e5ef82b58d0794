//! Java and Kotlin: one world of packages, in which either names what the other declares.

mod java;
mod kotlin;
mod modules;
mod resolve;

use crate::graph::{Ecosystem, EdgeKind, Note};
use crate::language::names::{MOST_PARTS, Names, TOO_MANY_PARTS};
use crate::language::{Language, RawImport, Reading, Resolver, World};
use crate::paths::{extension_of, name_of};
use crate::tokens::{Lines, Token, Tokens};

/// Java.
pub(super) struct Java;

impl Language for Java {
    fn name(&self) -> &'static str {
        "java"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Maven
    }

    fn reads(&self, path: &str) -> bool {
        extension_of(path) == "java"
    }

    fn configures(&self, path: &str) -> bool {
        is_build_file(path)
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

/// Kotlin.
pub(super) struct Kotlin;

impl Language for Kotlin {
    fn name(&self) -> &'static str {
        "kotlin"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Maven
    }

    fn reads(&self, path: &str) -> bool {
        extension_of(path) == "kt"
    }

    fn configures(&self, path: &str) -> bool {
        is_build_file(path)
    }

    fn is_test(&self, path: &str) -> bool {
        is_test(path)
    }

    fn scan(&self, path: &str, text: &str) -> Reading {
        kotlin::scan(path, text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        (Box::new(resolve::Imports::new(world)), Vec::new())
    }
}

/// A token and where it stands; none at the end.
type Next<'a> = Option<(usize, Token<'a>)>;

/// Names with full stops between them, the last of them, and the token after.
fn dotted<'a>(tokens: &mut Tokens<'a>) -> (String, &'a str, Next<'a>) {
    match tokens.next() {
        Some((_, Token::Word(word))) => dotted_from(tokens, word),
        other => (String::new(), "", other),
    }
}

/// Such names whose first was read. A star may be the last. Of one with too many parts there is none.
fn dotted_from<'a>(tokens: &mut Tokens<'a>, first: &'a str) -> (String, &'a str, Next<'a>) {
    let (mut name, mut last) = (first.to_owned(), first);
    let mut parts = 1;
    loop {
        let next = tokens.next();
        let Some((at, Token::Sign(b'.'))) = next else { return (name, last, next) };
        last = match tokens.next() {
            Some((_, Token::Word(word))) => word,
            Some((_, Token::Sign(b'*'))) => "*",
            other => return (name, last, other),
        };
        parts += 1;
        if parts > MOST_PARTS {
            tokens.fail(at, TOO_MANY_PARTS);
            name.clear();
            continue;
        }
        name.push('.');
        name.push_str(last);
    }
}

/// Whether a name looks like one of a type: it begins with a capital letter. Letters outside ASCII may be.
fn is_type_name(name: &str) -> bool {
    name.bytes().next().is_some_and(|first| first.is_ascii_uppercase() || !first.is_ascii())
}

/// Whether a file says which modules a module needs.
fn is_build_file(path: &str) -> bool {
    let name = name_of(path);
    let is_gradle = name.ends_with(".gradle") || name.ends_with(".gradle.kts");
    name == "pom.xml" || is_gradle && !name.starts_with("settings.")
}

/// Names that a file uses and may mean something of another file by.
#[derive(Default)]
struct Used<'a> {
    /// Names of types and full names that bodies use.
    bodies: Names<'a>,
    /// Those that stand outside every body, where types inside one cannot be meant.
    outer: Names<'a>,
    /// Simple names that mean what the file itself says: its types, and what it imports one by one.
    settled: Names<'a>,
    /// Its types that stand inside others.
    inner: Names<'a>,
}

impl<'a> Used<'a> {
    /// The names that are used outside every body, or inside one.
    fn uses(&mut self, is_outside: bool) -> &mut Names<'a> {
        if is_outside { &mut self.outer } else { &mut self.bodies }
    }

    /// Adds each name that can mean something of another file to a reading, as `~name`. Resolving such
    /// a name is no fault when nothing has it.
    fn write(&self, lines: &mut Lines<'_>, reading: &mut Reading) {
        let outer = self.outer.iter().filter(|(name, _)| !self.settled.contains(name));
        let bodies = self.bodies.iter().filter(|(name, _)| {
            !self.settled.contains(name) && !self.inner.contains(name) && !self.outer.contains(name)
        });
        let imports = outer.chain(bodies).map(|(name, at)| RawImport {
            specifier: format!("~{name}").into(),
            member: None,
            kind: EdgeKind::Import,
            line: lines.of(at),
        });
        reading.imports.extend(imports);
    }
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
