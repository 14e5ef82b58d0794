//! Interfaces in Protocol Buffers and Avro.

use crate::fact::{Notation, What};
use crate::manifest::document;
use crate::manifest::{Manifest, Stated};
use crate::paths::extension_of;
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

const STYLE: Style = Style {
    nested_comments: false,
    hash_comments: false,
    preprocessor: false,
    single: Quoted::Text,
    back: Quoted::Name,
    triple: Triple::Nothing,
    code: Code::Nothing,
    prefixes: false,
};

/// `*.proto`.
pub(super) struct Protobuf;

/// `*.avsc`, `*.avpr` and `*.avdl`.
pub(super) struct Avro;

impl Manifest for Protobuf {
    fn reads(&self, path: &str) -> bool {
        extension_of(path) == "proto"
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let mut package = String::new();
        let named = named(text, &["service"], &mut package);
        let facts = named.into_iter().map(|(line, name)| {
            let name = if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") };
            (line, What::Contract { notation: Notation::Protobuf, name })
        });
        Stated { facts: facts.collect(), ..Stated::default() }
    }
}

impl Manifest for Avro {
    fn reads(&self, path: &str) -> bool {
        matches!(extension_of(path), "avsc" | "avpr" | "avdl")
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        let contract = |line, name: &str| (line, What::Contract { notation: Notation::Avro, name: name.to_owned() });
        if extension_of(path) == "avdl" {
            let named = named(text, &["protocol", "record"], &mut String::new());
            let facts = named.into_iter().map(|(line, name)| contract(line, name));
            return Stated { facts: facts.collect(), ..Stated::default() };
        }
        let schema = match document::json(text) {
            Ok(schema) => schema,
            Err(fault) => return Stated { notes: vec![fault], ..Stated::default() },
        };
        // A file may hold several schemas in a list.
        let facts = schema.items().iter().chain([&schema]).filter_map(|schema| {
            let name = schema.text_at("protocol").or_else(|| schema.text_at("name"))?;
            let full = match schema.text_at("namespace") {
                Some(namespace) if !name.contains('.') => format!("{namespace}.{name}"),
                _ => name.to_owned(),
            };
            Some(contract(schema.line, &full))
        });
        Stated { facts: facts.collect(), ..Stated::default() }
    }
}

/// Names that follow one of `words`, at any depth, with their lines; and the package that the text names.
fn named<'a>(text: &'a str, words: &[&str], package: &mut String) -> Vec<(u32, &'a str)> {
    let mut tokens = Tokens::new(text, STYLE);
    let mut lines = Lines::new(text);
    let mut found = Vec::new();
    let mut before = Token::Sign(b';');
    let mut names_package = false;
    while let Some((at, token)) = tokens.next() {
        match token {
            Token::Word("package") if before == Token::Sign(b';') => names_package = true,
            Token::Word(part) if names_package => package.push_str(part),
            Token::Sign(b'.') if names_package => package.push('.'),
            Token::Word(name) if matches!(before, Token::Word(word) if words.contains(&word)) => {
                found.push((lines.of(at), name));
            }
            _ => names_package = false,
        }
        before = token;
    }
    found
}
