//! Packages of Python: `pyproject.toml`, lists of requirements, and the older ways to write them.

use crate::fact::{Purpose, What};
use crate::graph::Ecosystem;
use crate::manifest::document::{self, Node};
use crate::manifest::{Manifest, Stated};
use crate::paths::{extension_of, folder_of, name_of};
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

/// `pyproject.toml` and `Pipfile`.
pub(super) struct PyProject;

/// `requirements.txt` and its kin.
pub(super) struct Requirements;

/// `setup.cfg` and `setup.py`.
pub(super) struct Setup;

impl Manifest for PyProject {
    fn reads(&self, path: &str) -> bool {
        matches!(name_of(path), "pyproject.toml" | "Pipfile")
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        let written = match document::toml(text) {
            Ok(written) => written,
            Err(fault) => return Stated { notes: vec![fault], ..Stated::default() },
        };
        let mut stated = Stated::default();
        if name_of(path) == "Pipfile" {
            keyed(written.get("packages"), Purpose::Run, &mut stated);
            keyed(written.get("dev-packages"), Purpose::Develop, &mut stated);
            return stated;
        }
        let project = written.get("project");
        let poetry = written.at(&["tool", "poetry"]);
        let name = [project, poetry].into_iter().flatten().find_map(|table| table.text_at("name"));
        stated.package = name.map(|name| (Ecosystem::Pypi, name.to_owned()));
        listed(project.and_then(|project| project.get("dependencies")), Purpose::Run, &mut stated);
        for extra in entries(project.and_then(|project| project.get("optional-dependencies"))) {
            listed(Some(extra), Purpose::Run, &mut stated);
        }
        for group in entries(written.get("dependency-groups")) {
            listed(Some(group), Purpose::Develop, &mut stated);
        }
        listed(written.at(&["build-system", "requires"]), Purpose::Build, &mut stated);
        if let Some(poetry) = poetry {
            keyed(poetry.get("dependencies"), Purpose::Run, &mut stated);
            keyed(poetry.get("dev-dependencies"), Purpose::Develop, &mut stated);
            for group in entries(poetry.get("group")) {
                keyed(group.get("dependencies"), Purpose::Develop, &mut stated);
            }
        }
        stated
    }
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    node.map(Node::entries).unwrap_or_default().iter().map(|entry| &entry.node)
}

/// Requirements as texts in a list.
fn listed(list: Option<&Node>, purpose: Purpose, stated: &mut Stated) {
    for item in list.map(Node::items).unwrap_or_default() {
        stated.facts.extend(item.text().and_then(|written| requirement(item.line, written, purpose)));
    }
}

/// Requirements as keys of a table. Those with a path are of the tree itself.
fn keyed(table: Option<&Node>, purpose: Purpose, stated: &mut Stated) {
    for entry in table.map(Node::entries).unwrap_or_default() {
        if entry.key != "python" && entry.node.get("path").is_none() {
            stated.facts.extend(requirement(entry.line, &entry.key, purpose));
        }
    }
}

impl Manifest for Requirements {
    fn reads(&self, path: &str) -> bool {
        let name = name_of(path);
        matches!(extension_of(path), "txt" | "in")
            && (name.contains("requirements") || name_of(folder_of(path)) == "requirements")
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        let is_for_work = ["dev", "test", "doc", "lint", "typing"].iter().any(|word| path.contains(word));
        let purpose = if is_for_work { Purpose::Develop } else { Purpose::Run };
        let lines = (1..).zip(text.lines());
        let facts = lines.filter_map(|(line, written)| {
            let written = written.split(" #").next().unwrap_or_default().trim();
            // Options, other lists, addresses and paths.
            let is_plain = written.starts_with(|first: char| first.is_ascii_alphanumeric()) && !written.contains("://");
            if is_plain || written.contains(" @ ") { requirement(line, written, purpose) } else { None }
        });
        Stated { facts: facts.collect(), ..Stated::default() }
    }
}

impl Manifest for Setup {
    fn reads(&self, path: &str) -> bool {
        matches!(name_of(path), "setup.py" | "setup.cfg")
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        let facts = if name_of(path) == "setup.py" { of_script(text) } else { of_configuration(text) };
        Stated { facts, ..Stated::default() }
    }
}

const STYLE: Style = Style {
    nested_comments: false,
    hash_comments: true,
    preprocessor: false,
    single: Quoted::Text,
    back: Quoted::Nothing,
    triple: Triple::Escaped,
    code: Code::Nothing,
    prefixes: false,
};

/// The texts of `install_requires=[...]`. The script is not run: what it computes stays unknown.
fn of_script(text: &str) -> Vec<(u32, What)> {
    let mut tokens = Tokens::new(text, STYLE);
    let mut lines = Lines::new(text);
    let mut facts = Vec::new();
    let mut is_list = false;
    while let Some((at, token)) = tokens.next() {
        match token {
            Token::Word("install_requires") => {
                is_list = matches!(tokens.next(), Some((_, Token::Sign(b'='))))
                    && matches!(tokens.next(), Some((_, Token::Sign(b'[' | b'('))));
            }
            Token::Sign(b']' | b')') => is_list = false,
            Token::Text(written) if is_list => facts.extend(requirement(lines.of(at), written, Purpose::Run)),
            _ => {}
        }
    }
    facts
}

/// The lines below `install_requires =`.
fn of_configuration(text: &str) -> Vec<(u32, What)> {
    let mut facts = Vec::new();
    let mut is_list = false;
    for (line, written) in (1..).zip(text.lines()) {
        if written.starts_with([' ', '\t']) {
            if is_list {
                facts.extend(requirement(line, written.trim(), Purpose::Run));
            }
        } else if let Some((key, value)) = written.split_once('=') {
            is_list = key.trim() == "install_requires";
            if is_list {
                facts.extend(requirement(line, value.trim(), Purpose::Run));
            }
        } else if !written.trim().is_empty() {
            is_list = false;
        }
    }
    facts
}

/// The package of a requirement (`name[extra] >= 1 ; marker`), its name as the registry compares names.
fn requirement(line: u32, written: &str, purpose: Purpose) -> Option<(u32, What)> {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    let end = written.find(|sign| !is_part(sign)).unwrap_or(written.len());
    let name = normalised(written.get(..end)?);
    (!name.is_empty()).then_some((line, What::Dependency { ecosystem: Ecosystem::Pypi, name, purpose }))
}

/// A name of a Python package in lower case, with one hyphen for each run of hyphens, full stops and
/// underscores: so the registry compares names (PEP 503).
pub(super) fn normalised(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
