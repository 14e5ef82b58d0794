//! What a Kotlin file imports, declares and names, without a tree of its syntax.
//!
//! As in Java, names of the file's own package and of packages that are imported whole count. Functions and
//! properties can stand outside every class, so their names count too, unless the file itself declares the
//! same name anywhere; after a full stop only those that extend a type.

use crate::graph::EdgeKind;
use crate::language::names::{MOST_PARTS, Names};
use crate::language::{Declaration, DeclarationKind, Fault, RawImport, Reading};
use crate::paths::name_of;
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

use super::{Next, Used, dotted, is_type_name};

const STYLE: Style = Style {
    nested_comments: true,
    hash_comments: false,
    preprocessor: false,
    single: Quoted::Text,
    back: Quoted::Name,
    triple: Triple::Raw,
    code: Code::Dollar,
    prefixes: false,
};

/// Words that are never names, and some that seldom are: they would only fill the memory.
const KEYWORDS: &[&str] = &[
    "abstract",
    "actual",
    "as",
    "break",
    "by",
    "catch",
    "companion",
    "const",
    "constructor",
    "continue",
    "crossinline",
    "data",
    "do",
    "else",
    "enum",
    "expect",
    "external",
    "false",
    "final",
    "finally",
    "for",
    "get",
    "if",
    "in",
    "init",
    "inline",
    "inner",
    "internal",
    "is",
    "it",
    "lateinit",
    "noinline",
    "null",
    "open",
    "operator",
    "out",
    "override",
    "private",
    "protected",
    "public",
    "reified",
    "return",
    "sealed",
    "set",
    "super",
    "suspend",
    "tailrec",
    "this",
    "throw",
    "true",
    "try",
    "vararg",
    "when",
    "where",
    "while",
];

/// Writes down what stands in a Kotlin file.
pub(super) fn scan(path: &str, text: &str) -> Reading {
    let mut scan = Scan {
        text,
        tokens: Tokens::new(text, STYLE),
        lines: Lines::new(text),
        reading: Reading::default(),
        names: Used::default(),
        own_values: Names::default(),
        braces: 0,
        parentheses: 0,
        entries: None,
        is_uneven: false,
        facade: None,
    };
    scan.file();
    scan.finish(path)
}

struct Scan<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    lines: Lines<'a>,
    reading: Reading,
    names: Used<'a>,
    /// Functions, properties, parameters and variables that the file declares, wherever.
    own_values: Names<'a>,
    braces: usize,
    parentheses: usize,
    /// How many braces are open where the entries of an enumeration stand, and how many parentheses.
    entries: Option<(usize, usize)>,
    is_uneven: bool,
    /// The class that Java sees for what stands outside every class, where the file names it.
    facade: Option<&'a str>,
}

impl<'a> Scan<'a> {
    fn file(&mut self) {
        let mut is_abstract = false;
        let mut before = Token::Sign(b';');
        let mut next = self.tokens.next();
        while let Some((at, token)) = next {
            let is_top = self.braces == 0 && self.parentheses == 0;
            let is_member = before == Token::Sign(b'.');
            let last = std::mem::replace(&mut before, token);
            next = match token {
                Token::Word("package") if is_top && !is_member => {
                    let (name, _, after) = dotted(&mut self.tokens);
                    self.declare(DeclarationKind::Package, &name, None);
                    after
                }
                Token::Word("import") if is_top && !is_member => self.import(at),
                Token::Word("abstract" | "sealed") => {
                    is_abstract = true;
                    self.tokens.next()
                }
                Token::Word(word @ ("class" | "interface" | "object" | "typealias")) if !is_member => {
                    let after = self.type_declaration(word, is_abstract, is_top);
                    if last == Token::Word("enum") {
                        self.entries = Some((self.braces + 1, self.parentheses));
                    }
                    is_abstract = false;
                    after
                }
                Token::Word("fun" | "val" | "var") if !is_member => {
                    is_abstract = false;
                    self.value_declaration(token, is_top)
                }
                Token::Word(_)
                    if self.entries == Some((self.braces, self.parentheses)) && last != Token::Sign(b'@') =>
                {
                    self.tokens.next()
                }
                Token::Word("JvmName") => self.facade(),
                Token::Word(word) => self.name(at, word, is_member),
                Token::Sign(sign) => {
                    self.sign(sign);
                    self.tokens.next()
                }
                Token::Text(_) | Token::Number => self.tokens.next(),
            };
        }
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'{' => self.braces += 1,
            b'(' => self.parentheses += 1,
            b'}' if self.braces == 0 => self.is_uneven = true,
            b'}' => {
                self.end_entries();
                self.braces -= 1;
            }
            b';' => self.end_entries(),
            b')' => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
    }

    fn end_entries(&mut self) {
        if self.entries.is_some_and(|(braces, _)| braces == self.braces) {
            self.entries = None;
        }
    }

    fn import(&mut self, at: usize) -> Next<'a> {
        let (name, mut last, mut after) = dotted(&mut self.tokens);
        if name.is_empty() {
            return after;
        }
        if let Some((_, Token::Word("as"))) = after {
            if let Some((_, Token::Word(alias))) = self.tokens.next() {
                last = alias;
            }
            after = self.tokens.next();
        }
        self.names.settled.add(last, at);
        let line = self.lines.of(at);
        self.reading.imports.push(RawImport { specifier: name.into(), member: None, kind: EdgeKind::Import, line });
        after
    }

    fn type_declaration(&mut self, word: &str, is_abstract: bool, is_top: bool) -> Next<'a> {
        let (at, name) = match self.tokens.next() {
            Some((at, Token::Word(name))) if !KEYWORDS.contains(&name) => (at, name),
            // `Name::class`, `object : Type`, `companion object`.
            other => return other,
        };
        match word {
            "typealias" => {}
            _ if is_abstract || word == "interface" => self.reading.types.abstracts += 1,
            _ => self.reading.types.concrete += 1,
        }
        if is_top {
            self.names.settled.add(name, at);
            self.declare(DeclarationKind::Type, name, None);
        } else {
            self.names.inner.add(name, at);
        }
        let after = self.tokens.next();
        if let Some((at, Token::Sign(b'<'))) = after {
            self.parameters(at);
        }
        after
    }

    /// Names that a list gives to types: they mean no others.
    fn parameters(&mut self, at: usize) {
        self.names.settled.add_type_parameters(self.text, at);
    }

    /// `fun <T> Receiver.name(`, `val Receiver.name: Type`, `val (a, b)`, and `fun interface Name`.
    fn value_declaration(&mut self, word: Token<'a>, is_top: bool) -> Next<'a> {
        let mut name: Option<(usize, &'a str)> = None;
        let mut is_extension = false;
        let mut angles = 0_usize;
        loop {
            let next = self.tokens.next();
            match next {
                Some((_, Token::Word("interface" | "class"))) => return next,
                Some((at, Token::Word(part))) if angles > 0 => {
                    if is_type_name(part) {
                        self.names.uses(is_top).add(part, at);
                    }
                }
                // `by` and `in` follow the name, what else comes after it stands on the next line.
                Some((_, Token::Word(_))) if name.is_some() && !is_extension => {
                    return self.named(name, is_extension, is_top, next);
                }
                Some((at, Token::Word(part))) => {
                    if let Some((at, receiver)) = name.replace((at, part)) {
                        // What the name follows is the type that is extended.
                        if is_type_name(receiver) {
                            self.names.uses(is_top).add(receiver, at);
                        }
                        return match self.tokens.next() {
                            Some((_, Token::Sign(b'.'))) => continue,
                            after => self.named(name, true, is_top, after),
                        };
                    }
                }
                Some((at, Token::Sign(b'<'))) => {
                    if name.is_none() && angles == 0 {
                        self.parameters(at);
                    }
                    angles += 1;
                }
                Some((_, Token::Sign(b'>'))) => angles = angles.saturating_sub(1),
                Some((_, Token::Sign(sign))) if angles > 0 && !matches!(sign, b'{' | b'}' | b';') => {}
                Some((_, Token::Sign(b'.'))) => is_extension = true,
                Some((_, Token::Sign(b'?' | b'*' | b','))) => {}
                Some((_, Token::Sign(b'('))) if word != Token::Word("fun") && name.is_none() => {
                    return self.parts();
                }
                after => return self.named(name, is_extension, is_top, after),
            }
        }
    }

    /// The names of `(a, b)`.
    fn parts(&mut self) -> Next<'a> {
        loop {
            match self.tokens.next() {
                Some((at, Token::Word(name))) => self.own_values.add(name, at),
                Some((_, Token::Sign(b','))) => {}
                Some((_, Token::Sign(b')'))) => return self.tokens.next(),
                other => return other,
            }
        }
    }

    fn named(&mut self, name: Option<(usize, &'a str)>, is_extension: bool, is_top: bool, after: Next<'a>) -> Next<'a> {
        if let Some((at, name)) = name {
            if is_top {
                self.declare(DeclarationKind::Value, name, is_extension.then_some("extension"));
            }
            self.own_values.add(name, at);
        }
        after
    }

    /// `@file:JvmName("Name")`
    fn facade(&mut self) -> Next<'a> {
        let is_of_file = self.reading.declarations.is_empty();
        match self.tokens.next() {
            Some((_, Token::Sign(b'('))) => {}
            other => return other,
        }
        match self.tokens.next() {
            Some((_, Token::Text(name))) => {
                if is_of_file {
                    self.facade = Some(name);
                }
                match self.tokens.next() {
                    Some((_, Token::Sign(b')'))) => self.tokens.next(),
                    other => {
                        self.parentheses += 1;
                        other
                    }
                }
            }
            other => {
                self.parentheses += 1;
                other
            }
        }
    }

    /// A name that stands somewhere. What follows it with full stops is looked at one by one.
    fn name(&mut self, at: usize, word: &'a str, is_member: bool) -> Next<'a> {
        let end = at + word.len();
        let next = self.tokens.next();
        let follows = |sign| matches!(next, Some((_, Token::Sign(found))) if found == sign);
        let is_outside = self.braces == 0;
        // `call(name = value)`
        let is_argument = || {
            follows(b'=')
                && self.parentheses > 0
                && !self.text.get(end..).unwrap_or_default().trim_start().starts_with("==")
        };
        if is_member {
            if !is_type_name(word)
                && let Some(name) = self.text.get(at - 1..end).filter(|name| name.starts_with('.'))
            {
                self.names.bodies.add(name, at);
            }
        } else if is_type_name(word) {
            if !is_argument() {
                self.names.uses(is_outside).add(word, at);
            }
        } else if follows(b':') && !self.text.get(end..).unwrap_or_default().trim_start().starts_with("::") {
            // A parameter or variable with its type.
            self.own_values.add(word, at);
        } else if is_argument() {
            // It names nothing else.
        } else if follows(b'.') {
            self.full_name(at);
            self.names.uses(is_outside).add(word, at);
        } else if !KEYWORDS.contains(&word) {
            self.names.uses(is_outside).add(word, at);
        }
        next
    }

    /// `a.b.Name` that begins at a place, if such stands there.
    fn full_name(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
        let mut end = 0;
        let mut parts = 0;
        loop {
            let part = rest.get(end..).unwrap_or_default();
            let length = part.find(|sign| !is_part(sign)).unwrap_or(part.len());
            let Some(name) = part.get(..length).filter(|name| !name.is_empty()) else { return };
            end += length;
            if is_type_name(name) {
                if (2..=MOST_PARTS).contains(&parts) {
                    let full = rest.get(..end).unwrap_or_default();
                    self.names.uses(self.braces == 0).add(full, at);
                }
                return;
            }
            parts += 1;
            if !rest.get(end..).unwrap_or_default().starts_with('.') {
                return;
            }
            end += 1;
        }
    }

    fn declare(&mut self, kind: DeclarationKind, name: &str, detail: Option<&str>) {
        self.reading.declarations.push(Declaration { kind, name: name.into(), detail: detail.map(Into::into) });
    }

    fn finish(mut self, path: &str) -> Reading {
        if self.reading.declarations.iter().any(|declaration| declaration.kind == DeclarationKind::Value) {
            // Functions outside every class are methods of this one to Java.
            let stem = name_of(path).split('.').next().unwrap_or_default();
            let facade = self.facade.map_or_else(|| format!("{stem}Kt"), str::to_owned);
            self.declare(DeclarationKind::Type, &facade, None);
        }
        for (name, at) in self.own_values.iter() {
            self.names.settled.add(name, at);
        }
        self.names.write(&mut self.lines, &mut self.reading);
        let uneven = (self.is_uneven || self.braces > 0).then_some("the braces do not match");
        self.reading.broken = Fault::of(self.text, &self.tokens, &mut self.lines, uneven);
        self.reading.lines = self.lines.count();
        self.reading
    }
}
