//! Resources in the language of Terraform.

use std::borrow::Cow;

use crate::fact::What;
use crate::manifest::document::{self, Entry, Node};
use crate::manifest::{Manifest, Stated};
use crate::paths::extension_of;
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

const STYLE: Style = Style {
    nested_comments: false,
    hash_comments: true,
    preprocessor: false,
    single: Quoted::Nothing,
    back: Quoted::Nothing,
    triple: Triple::Nothing,
    code: Code::Dollar,
    prefixes: false,
};

/// `*.tf`, also in JSON.
pub(super) struct Terraform;

impl Manifest for Terraform {
    fn reads(&self, path: &str) -> bool {
        matches!(extension_of(path), "tf" | "tofu") || path.ends_with(".tf.json") || path.ends_with(".tofu.json")
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        if extension_of(path) == "json" {
            return read_json(text);
        }
        let mut stated = Stated::default();
        let plain = without_heredocs(text);
        let text = plain.as_ref();
        let mut tokens = Tokens::new(text, STYLE);
        let mut lines = Lines::new(text);
        let mut depth = 0_usize;
        // The block that began last outside all others: its word, where it stands, its labels.
        let mut block: (&str, usize, Vec<&str>) = ("", 0, Vec::new());
        let mut last = "";
        while let Some((at, token)) = tokens.next() {
            match token {
                Token::Word(word) if depth == 0 => block = (word, at, Vec::new()),
                Token::Word(word) => last = word,
                Token::Text(label) if depth == 0 => block.2.push(label),
                // Where a module comes from is what it is.
                Token::Text(source) if depth == 1 && block.0 == "module" && last == "source" => {
                    stated.facts.push((lines.of(block.1), resource("module", source)));
                }
                Token::Sign(b'{') => {
                    if depth == 0 {
                        let what = match (block.0, block.2.as_slice()) {
                            ("resource", [kind, name]) => Some(resource(kind, name)),
                            ("provider", [name]) => Some(resource("provider", name)),
                            _ => None,
                        };
                        stated.facts.extend(what.map(|what| (lines.of(block.1), what)));
                    }
                    depth += 1;
                }
                Token::Sign(b'}') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let open = (depth > 0).then_some((text.len(), "a block does not end"));
        let fault = tokens.fault().or(open);
        stated.notes.extend(fault.map(|(at, message)| (lines.of(at), message.to_owned())));
        stated
    }
}

/// Blocks in JSON: `{ "resource": { kind: { name: ... } }, "provider": { name: ... }, "module": ... }`.
fn read_json(text: &str) -> Stated {
    let document = match document::json(text) {
        Ok(document) => document,
        Err(fault) => return Stated { notes: vec![fault], ..Stated::default() },
    };
    let mut facts = Vec::new();
    // Blocks of one sort may stand in a list.
    let blocks = |node: &Node, word: &str| -> Vec<Entry> {
        let found = node.get(word).into_iter().flat_map(|blocks| std::iter::once(blocks).chain(blocks.items()));
        found.flat_map(Node::entries).cloned().collect()
    };
    for kind in blocks(&document, "resource") {
        for block in std::iter::once(&kind.node).chain(kind.node.items()).flat_map(Node::entries) {
            facts.push((block.line, resource(&kind.key, &block.key)));
        }
    }
    for provider in blocks(&document, "provider") {
        facts.push((provider.line, resource("provider", &provider.key)));
    }
    for module in blocks(&document, "module") {
        facts.extend(module.node.text_at("source").map(|source| (module.line, resource("module", source))));
    }
    Stated { facts, ..Stated::default() }
}

/// A text without what stands between `<<END` and a line `END`: signs in it mean nothing. Lines stay as they
/// are counted.
fn without_heredocs(text: &str) -> Cow<'_, str> {
    if !text.contains("<<") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut end: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        if let Some(word) = end {
            if line.trim() == word {
                end = None;
            }
            plain.push('\n');
            continue;
        }
        plain.push_str(line);
        if let Some((before, word)) = line.split_once("<<") {
            let word = word.trim_start_matches('-').trim();
            let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let is_begun = before.trim_end().ends_with(['=', '(', ',', '[', ':']);
            end = Some(word).filter(|word| !word.is_empty() && is_word(word) && is_begun);
        }
    }
    plain.into()
}

fn resource(kind: &str, name: &str) -> What {
    What::Resource { kind: kind.to_owned(), name: name.to_owned() }
}
