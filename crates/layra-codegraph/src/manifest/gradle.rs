//! Build files of Gradle, in Groovy or Kotlin, and their catalogues of versions.
//!
//! They are programs and are not run: what counts is what stands in them plainly, as coordinates in a
//! block `dependencies`.

use crate::fact::{Purpose, What};
use crate::graph::Ecosystem;
use crate::manifest::document;
use crate::manifest::{Manifest, Stated};
use crate::paths::{folder_of, name_of};
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

/// How Groovy is cut into tokens, and Kotlin as far as build files go.
pub(super) const GROOVY: Style = Style {
    nested_comments: false,
    hash_comments: false,
    preprocessor: false,
    single: Quoted::Text,
    back: Quoted::Nothing,
    triple: Triple::Escaped,
    code: Code::Dollar,
    prefixes: false,
};

/// `build.gradle`, `settings.gradle` and others, also with `.kts`.
pub(super) struct Gradle;

/// `libs.versions.toml`.
pub(super) struct VersionCatalogue;

impl Manifest for Gradle {
    fn reads(&self, path: &str) -> bool {
        let name = name_of(path);
        name.ends_with(".gradle") || name.ends_with(".gradle.kts")
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        let name = name_of(path);
        let stem = name.split('.').next().unwrap_or_default();
        let folder = name_of(folder_of(path));
        let mut reader = Reader::new(text);
        reader.read();
        let package = match stem {
            "settings" => reader.root_name,
            "build" => Some(folder.to_owned()),
            // Some projects name a build file for its folder.
            stem if stem == folder => Some(folder.to_owned()),
            _ => None,
        };
        let package = package.filter(|name| !name.is_empty()).map(|name| (Ecosystem::Maven, name));
        Stated { package, facts: reader.facts, notes: Vec::new() }
    }
}

struct Reader<'a> {
    tokens: Tokens<'a>,
    lines: Lines<'a>,
    facts: Vec<(u32, What)>,
    root_name: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { tokens: Tokens::new(text, GROOVY), lines: Lines::new(text), facts: Vec::new(), root_name: None }
    }

    fn read(&mut self) {
        // How deep the braces are, and at which depth a block of dependencies began.
        let mut depth = 0_usize;
        let mut block: Option<usize> = None;
        let mut configuration = "";
        let mut group: Option<&str> = None;
        let mut words = [""; 2];
        while let Some((at, token)) = self.tokens.next() {
            match token {
                Token::Word(word) => {
                    if word.chars().next().is_some_and(char::is_lowercase) && !is_wrapper(word) {
                        configuration = word;
                    }
                    words = [words[1], word];
                }
                Token::Sign(b'{') => {
                    depth += 1;
                    if words[1] == "dependencies" && block.is_none() {
                        block = Some(depth);
                    }
                }
                Token::Sign(b'}') => {
                    if block == Some(depth) {
                        block = None;
                    }
                    depth = depth.saturating_sub(1);
                }
                Token::Text(text) if words == ["rootProject", "name"] => {
                    self.root_name.get_or_insert_with(|| text.to_owned());
                }
                Token::Text(text) if block.is_some() => match words[1] {
                    "group" => group = Some(text),
                    "name" => {
                        if let Some(group) = group.take() {
                            self.add(at, configuration_of(words[0], configuration), &format!("{group}:{text}"));
                        }
                    }
                    "kotlin" => {
                        let name = format!("org.jetbrains.kotlin:kotlin-{text}");
                        self.add(at, configuration, &name);
                    }
                    "exclude" | "module" | "because" | "version" | "project" => {}
                    _ => {
                        let mut parts = text.split(':');
                        if let (Some(group), Some(name)) = (parts.next(), parts.next())
                            && is_coordinate(group)
                            && is_coordinate(name)
                        {
                            self.add(at, configuration, &format!("{group}:{name}"));
                        }
                    }
                },
                _ => {}
            }
        }
    }

    fn add(&mut self, at: usize, configuration: &str, name: &str) {
        let configuration = configuration.to_ascii_lowercase();
        let purpose = if configuration.contains("test") {
            Purpose::Develop
        } else if ["compileonly", "annotationprocessor", "kapt", "ksp", "classpath", "checkstyle", "detekt"]
            .iter()
            .any(|word| configuration.contains(word))
        {
            Purpose::Build
        } else {
            Purpose::Run
        };
        let what = What::Dependency { ecosystem: Ecosystem::Maven, name: name.to_owned(), purpose };
        self.facts.push((self.lines.of(at), what));
    }
}

/// A project that a build file refers to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Its path, in lower case, letters and digits only, without what divides words.
    parts: Vec<String>,
}

impl Reference {
    fn new<'p>(parts: impl Iterator<Item = &'p str>) -> Self {
        Self { parts: parts.filter(|part| !part.is_empty()).map(squeezed).collect() }
    }

    /// The last part of its path.
    pub(crate) fn name(&self) -> &str {
        self.parts.last().map(String::as_str).unwrap_or_default()
    }

    /// Whether it means the project in a folder: the last parts of its path, as an accessor spells them.
    pub(crate) fn means(&self, folder: &str) -> bool {
        let mut folders = folder.rsplit('/');
        !self.parts.is_empty()
            && self.parts.iter().rev().all(|part| folders.next().is_some_and(|folder| squeezed(folder) == *part))
    }
}

/// A name as accessors are compared: its letters and digits, in lower case.
pub(crate) fn squeezed(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The projects that a build file refers to: `project(":a:b")` and `projects.a.b`.
pub(crate) fn references(text: &str) -> Vec<Reference> {
    let mut tokens = Tokens::new(text, GROOVY);
    let mut found = Vec::new();
    let mut word = "";
    let mut next = tokens.next();
    while let Some((_, token)) = next {
        next = match token {
            Token::Word("projects") if word != "." => {
                let mut parts = Vec::new();
                loop {
                    match tokens.next() {
                        Some((_, Token::Sign(b'.'))) => {}
                        Some((_, Token::Word(part))) if part != "dependencyProject" => parts.push(part),
                        other => {
                            found.extend((!parts.is_empty()).then(|| Reference::new(parts.into_iter())));
                            break other;
                        }
                    }
                }
            }
            Token::Text(path) if word == "project" && path.starts_with(':') => {
                found.push(Reference::new(path.split(':')));
                tokens.next()
            }
            Token::Word(written) => {
                word = written;
                tokens.next()
            }
            Token::Sign(b'(' | b':') => tokens.next(),
            Token::Sign(b'.') => {
                word = ".";
                tokens.next()
            }
            _ => {
                word = "";
                tokens.next()
            }
        };
    }
    found
}

/// Words around a coordinate that do not say what it is for.
fn is_wrapper(word: &str) -> bool {
    matches!(
        word,
        "platform" | "enforcedPlatform" | "kotlin" | "group" | "name" | "version" | "exclude" | "module" | "because"
    )
}

/// `implementation group: 'g', name: 'n'` has its configuration further back than the last word.
fn configuration_of<'w>(before: &'w str, last: &'w str) -> &'w str {
    if is_wrapper(before) { last } else { before }
}

fn is_coordinate(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

impl Manifest for VersionCatalogue {
    fn reads(&self, path: &str) -> bool {
        path.ends_with(".versions.toml")
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let catalogue = match document::toml(text) {
            Ok(catalogue) => catalogue,
            Err(fault) => return Stated { notes: vec![fault], ..Stated::default() },
        };
        let libraries = catalogue.get("libraries").map(document::Node::entries).unwrap_or_default();
        let facts = libraries.iter().filter_map(|entry| {
            let written = match (entry.node.text(), entry.node.text_at("module")) {
                (Some(text), _) | (None, Some(text)) => text.to_owned(),
                _ => format!("{}:{}", entry.node.text_at("group")?, entry.node.text_at("name")?),
            };
            let mut parts = written.split(':');
            let name = format!("{}:{}", parts.next()?, parts.next()?);
            let what = What::Dependency { ecosystem: Ecosystem::Maven, name, purpose: Purpose::Run };
            Some((entry.line, what))
        });
        Stated { facts: facts.collect(), ..Stated::default() }
    }
}
