//! What a Java file imports and names, without a tree of its syntax.
//!
//! Imports stand at the head; what else a file needs is named in its body: types of its own package,
//! types of packages that are imported whole, and types by their full names. A name counts as one of a
//! type when it begins with a capital letter and does not follow a full stop. Names of the file's own
//! types and of types it imports one by one are left out, since they tell nothing.

use crate::graph::EdgeKind;
use crate::language::names::MOST_PARTS;
use crate::language::{Declaration, DeclarationKind, Fault, RawImport, Reading};
use crate::paths::name_of;
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

use super::{Next, Used, dotted, dotted_from, is_type_name};

const STYLE: Style = Style {
    nested_comments: false,
    hash_comments: false,
    preprocessor: false,
    single: Quoted::Text,
    back: Quoted::Nothing,
    triple: Triple::Escaped,
    code: Code::Nothing,
    prefixes: false,
};

/// Writes down what stands in a Java file.
pub(super) fn scan(path: &str, text: &str) -> Reading {
    let mut scan = Scan::new(text);
    if name_of(path) == "module-info.java" {
        scan.module();
    } else {
        scan.file();
    }
    scan.finish()
}

struct Scan<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    lines: Lines<'a>,
    reading: Reading,
    names: Used<'a>,
    depth: usize,
    parentheses: usize,
    /// How many braces are open where the constants of an enumeration stand.
    constants: Option<usize>,
    /// Whether braces close that were not open.
    is_uneven: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            tokens: Tokens::new(text, STYLE),
            lines: Lines::new(text),
            reading: Reading::default(),
            names: Used::default(),
            depth: 0,
            parentheses: 0,
            constants: None,
            is_uneven: false,
        }
    }

    fn file(&mut self) {
        let mut is_abstract = false;
        let mut next = self.tokens.next();
        while let Some((at, token)) = next {
            next = match token {
                Token::Word("package") if self.depth == 0 => {
                    let (name, _, after) = dotted(&mut self.tokens);
                    self.declare(DeclarationKind::Package, &name);
                    after
                }
                Token::Word("import") if self.depth == 0 => self.import(at),
                Token::Word("abstract") => {
                    is_abstract = true;
                    self.tokens.next()
                }
                Token::Word(word @ ("class" | "interface" | "enum" | "record")) => {
                    let after = self.type_declaration(word, is_abstract);
                    is_abstract = false;
                    after
                }
                Token::Word(_) if self.constants == Some(self.depth) && self.parentheses == 0 => self.tokens.next(),
                Token::Word(word) => self.name(at, word),
                Token::Sign(sign) => {
                    match sign {
                        b'{' => self.depth += 1,
                        b'}' if self.depth == 0 => self.is_uneven = true,
                        b'}' => {
                            self.end_constants();
                            self.depth -= 1;
                        }
                        b'(' => self.parentheses += 1,
                        b')' => self.parentheses = self.parentheses.saturating_sub(1),
                        b';' => self.end_constants(),
                        b'<' if self.begins_member(at) => self.parameters(at),
                        _ => {}
                    }
                    if matches!(sign, b'{' | b'}' | b';') {
                        is_abstract = false;
                    }
                    // What follows a full stop is a part of something else.
                    match (sign, self.tokens.next()) {
                        (b'.', Some((_, Token::Word(_)))) => self.tokens.next(),
                        (b'@', Some((at, Token::Word(word)))) if word != "interface" => self.name(at, word),
                        (_, next) => next,
                    }
                }
                Token::Text(_) | Token::Number => self.tokens.next(),
            };
        }
    }

    /// `module a.b { requires transitive c.d; }`
    fn module(&mut self) {
        let mut next = self.tokens.next();
        while let Some((at, token)) = next {
            next = match token {
                Token::Word("module") if self.depth == 0 => {
                    let (name, _, after) = dotted(&mut self.tokens);
                    self.declare(DeclarationKind::Module, &name);
                    after
                }
                Token::Word("import") if self.depth == 0 => self.import(at),
                Token::Word("requires") => {
                    let (mut name, _, mut after) = dotted(&mut self.tokens);
                    while let ("transitive" | "static", Some((_, Token::Word(word)))) = (name.as_str(), after) {
                        (name, _, after) = dotted_from(&mut self.tokens, word);
                    }
                    self.add(at, format!("module {name}"));
                    after
                }
                Token::Word("uses" | "provides" | "with") if self.depth > 0 => self.services(at),
                Token::Sign(b'{') => {
                    self.depth += 1;
                    self.tokens.next()
                }
                Token::Sign(b'}') => {
                    self.depth = self.depth.saturating_sub(1);
                    self.tokens.next()
                }
                _ => self.tokens.next(),
            };
        }
    }

    /// `uses a.B;`, `provides a.B with c.D, e.F;`. Simple names are imported.
    fn services(&mut self, at: usize) -> Next<'a> {
        loop {
            let (name, _, after) = dotted(&mut self.tokens);
            if name.contains('.') {
                self.add(at, format!("~{name}"));
            }
            if !matches!(after, Some((_, Token::Sign(b',')))) {
                return after;
            }
        }
    }

    fn import(&mut self, at: usize) -> Next<'a> {
        let (mut name, mut last, mut after) = dotted(&mut self.tokens);
        let mut prefix = "";
        if let ("static" | "module", Some((_, Token::Word(word)))) = (name.as_str(), after) {
            prefix = if name == "static" { "static " } else { "module " };
            (name, last, after) = dotted_from(&mut self.tokens, word);
        }
        if name.is_empty() {
            return after;
        }
        if prefix != "module " {
            self.names.settled.add(last, at);
        }
        self.add(at, format!("{prefix}{name}"));
        after
    }

    fn type_declaration(&mut self, word: &str, is_abstract: bool) -> Next<'a> {
        let (at, name) = match self.tokens.next() {
            Some((at, Token::Word(name))) => (at, name),
            other => return other,
        };
        if word == "record" {
            // It is a plain name in most places.
            let after = self.tokens.next();
            if !matches!(after, Some((_, Token::Sign(b'(' | b'<')))) {
                return after;
            }
            self.declare_type(at, name, false);
            if let Some((at, Token::Sign(b'<'))) = after {
                self.parameters(at);
            }
            return after;
        }
        self.declare_type(at, name, is_abstract || word == "interface");
        if word == "enum" {
            self.constants = Some(self.depth + 1);
        }
        let after = self.tokens.next();
        if let Some((at, Token::Sign(b'<'))) = after {
            self.parameters(at);
        }
        after
    }

    fn end_constants(&mut self) {
        if self.constants == Some(self.depth) {
            self.constants = None;
        }
    }

    /// Whether what stands at a place is the first thing of a method, but for modifiers.
    fn begins_member(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default().trim_end();
        before.ends_with(['{', '}', ';'])
            || ["public", "protected", "private", "static", "final", "abstract", "default"]
                .iter()
                .any(|modifier| before.ends_with(modifier))
    }

    /// Names that a list gives to types: they mean no others.
    fn parameters(&mut self, at: usize) {
        self.names.settled.add_type_parameters(self.text, at);
    }

    fn declare_type(&mut self, at: usize, name: &'a str, is_abstract: bool) {
        if is_abstract {
            self.reading.types.abstracts += 1;
        } else {
            self.reading.types.concrete += 1;
        }
        if self.depth == 0 {
            self.names.settled.add(name, at);
            self.declare(DeclarationKind::Type, name);
        } else {
            self.names.inner.add(name, at);
        }
    }

    /// A name that does not follow a full stop: of a type, or the first of several.
    fn name(&mut self, at: usize, word: &'a str) -> Next<'a> {
        if is_type_name(word) {
            self.names.uses(self.depth == 0).add(word, at);
            return self.tokens.next();
        }
        let mut parts = 1;
        loop {
            let next = self.tokens.next();
            if !matches!(next, Some((_, Token::Sign(b'.')))) {
                return next;
            }
            match self.tokens.next() {
                Some((part, Token::Word(word))) if is_type_name(word) => {
                    let full = self.text.get(at..part + word.len()).unwrap_or_default();
                    if (2..=MOST_PARTS).contains(&parts)
                        && full.bytes().all(|byte| byte == b'.' || is_letter(char::from(byte)))
                    {
                        self.names.uses(self.depth == 0).add(full, at);
                    }
                    return self.tokens.next();
                }
                Some((_, Token::Word(_))) => parts += 1,
                other => return other,
            }
        }
    }

    fn add(&mut self, at: usize, specifier: String) {
        let line = self.lines.of(at);
        self.reading.imports.push(RawImport {
            specifier: specifier.into(),
            member: None,
            kind: EdgeKind::Import,
            line,
        });
    }

    fn declare(&mut self, kind: DeclarationKind, name: &str) {
        self.reading.declarations.push(Declaration { kind, name: name.into(), detail: None });
    }

    fn finish(mut self) -> Reading {
        self.names.write(&mut self.lines, &mut self.reading);
        let uneven = (self.is_uneven || self.depth > 0).then_some("the braces do not match");
        self.reading.broken = Fault::of(self.text, &self.tokens, &mut self.lines, uneven);
        self.reading.lines = self.lines.count();
        self.reading
    }
}

/// Whether a sign can be part of a name.
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$') || !letter.is_ascii()
}
