//! What a C# file imports, declares and names, without a tree of its syntax.
//!
//! A `using` brings a whole namespace, so what a file depends on is told by the names it uses: `~Name`,
//! with what follows it after full stops. `~.Name` is a method that is called on something; it matters
//! where a namespace is used for methods that extend types of others. What is used is written as in the
//! text (`Name`, `global Name`, `static Name`), an alias as `alias Short=Name`, with `::` before a name that
//! is looked up from inside a namespace.

use crate::graph::{EdgeKind, Types};
use crate::language::names::{MOST_PARTS, Names, TOO_MANY_PARTS, type_parameters};
use crate::language::{Declaration, DeclarationKind, Fault, RawImport, Reading};
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

const STYLE: Style = Style {
    nested_comments: false,
    hash_comments: false,
    preprocessor: true,
    single: Quoted::Text,
    back: Quoted::Nothing,
    triple: Triple::Raw,
    code: Code::Nothing,
    prefixes: true,
};

/// Types that have a word of their own.
const BUILT_IN: &[&str] = &[
    "bool", "byte", "char", "decimal", "double", "dynamic", "float", "int", "long", "nint", "nuint", "object", "sbyte",
    "short", "string", "uint", "ulong", "ushort", "var", "void",
];
/// Longest full name of a namespace that is kept, in bytes: one that stands inside others repeats theirs.
pub(super) const LONGEST: usize = 512;

/// Writes down what stands in a C# file.
pub(super) fn scan(text: &str) -> Reading {
    let mut scan = Scan {
        text,
        tokens: Tokens::new(text, STYLE),
        lines: Lines::new(text),
        imports: Vec::new(),
        declarations: Vec::new(),
        types: Types::default(),
        uses: Names::default(),
        calls: Names::default(),
        own: Names::default(),
        namespaces: Vec::new(),
        braces: 0,
        brackets: 0,
        members: None,
    };
    scan.file();
    scan.finish()
}

struct Scan<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    lines: Lines<'a>,
    imports: Vec<RawImport>,
    declarations: Vec<Declaration>,
    types: Types,
    uses: Names<'a>,
    calls: Names<'a>,
    /// Types that the file declares, and names it gives to others.
    own: Names<'a>,
    /// Namespaces that are open, and how many braces were before each.
    namespaces: Vec<(String, usize)>,
    braces: usize,
    brackets: usize,
    /// How many braces are open where the members of an enumeration stand.
    members: Option<usize>,
}

type Next<'a> = Option<(usize, Token<'a>)>;

impl<'a> Scan<'a> {
    fn file(&mut self) {
        let mut is_abstract = false;
        let mut before = Token::Sign(b';');
        let mut next = self.tokens.next();
        while let Some((at, token)) = next {
            let last = std::mem::replace(&mut before, token);
            let is_outer = self.braces == self.namespaces.last().map_or(0, |(_, braces)| *braces);
            next = match token {
                Token::Word("namespace") if is_outer => self.namespace(at),
                Token::Word("using") if is_outer => self.using(at),
                Token::Word("abstract") => {
                    is_abstract = true;
                    self.tokens.next()
                }
                Token::Word(word @ ("class" | "struct" | "interface" | "enum" | "record"))
                    // After these it is a condition on a type.
                    if !matches!(last, Token::Sign(b':' | b',')) =>
                {
                    let after = self.type_declaration(word, is_abstract);
                    is_abstract = false;
                    after
                }
                Token::Word("delegate") => self.delegate(),
                Token::Word(word) => self.name(at, word, last),
                Token::Sign(sign) => {
                    match sign {
                        b'{' => self.braces += 1,
                        b'[' => self.brackets += 1,
                        b']' => self.brackets = self.brackets.saturating_sub(1),
                        b'}' => {
                            if self.members == Some(self.braces) {
                                self.members = None;
                            }
                            self.braces = self.braces.saturating_sub(1);
                            if self.namespaces.last().is_some_and(|(_, braces)| *braces > self.braces) {
                                self.namespaces.pop();
                                self.enter();
                            }
                        }
                        _ => {}
                    }
                    if matches!(sign, b'{' | b'}' | b';') {
                        is_abstract = false;
                    }
                    self.tokens.next()
                }
                Token::Text(_) | Token::Number => self.tokens.next(),
            };
        }
    }

    /// Names with full stops between them, and the token after. Of one with too many parts there is none.
    fn dotted(&mut self, first: Next<'a>) -> (String, Next<'a>) {
        let Some((_, Token::Word(word))) = first else { return (String::new(), first) };
        let mut name = word.to_owned();
        let mut parts = 1;
        loop {
            let next = self.tokens.next();
            match next {
                Some((at, Token::Sign(b'.'))) => match self.tokens.next() {
                    Some((_, Token::Word(_))) if parts == MOST_PARTS => {
                        self.tokens.fail(at, TOO_MANY_PARTS);
                        name.clear();
                    }
                    Some((_, Token::Word(word))) => {
                        parts += 1;
                        name.push('.');
                        name.push_str(word);
                    }
                    other => return (name, other),
                },
                // `global::Name`
                Some((_, Token::Sign(b':'))) if name == "global" => {
                    let second = self.tokens.next();
                    match (second, self.tokens.next()) {
                        (Some((_, Token::Sign(b':'))), Some((_, Token::Word(word)))) => word.clone_into(&mut name),
                        (_, other) => return (name, other),
                    }
                }
                other => return (name, other),
            }
        }
    }

    fn namespace(&mut self, at: usize) -> Next<'a> {
        let first = self.tokens.next();
        let (name, after) = self.dotted(first);
        let around = self.namespaces.last().map_or("", |(around, _)| around);
        let full = match (around, name) {
            ("", name) => name,
            (around, name) if name.is_empty() => around.to_owned(),
            (around, name) => format!("{around}.{name}"),
        };
        // What stands deeper counts as declared in the one around.
        let full = if full.len() > LONGEST || full.split('.').count() > MOST_PARTS {
            self.tokens.fail(at, "namespaces stand in each other more deeply than is followed");
            around.to_owned()
        } else {
            full
        };
        // One that ends its line with a semicolon holds the rest of the file.
        let is_block = matches!(after, Some((_, Token::Sign(b'{'))));
        self.namespaces.push((full, self.braces + usize::from(is_block)));
        self.enter();
        after
    }

    /// Says in which namespace what follows is declared.
    fn enter(&mut self) {
        let name = self.namespaces.last().map_or("", |(name, _)| name);
        let declaration = Declaration { kind: DeclarationKind::Package, name: name.into(), detail: None };
        if self.declarations.last() != Some(&declaration) {
            self.declarations.push(declaration);
        }
    }

    fn using(&mut self, at: usize) -> Next<'a> {
        let mut first = self.tokens.next();
        let mut is_static = false;
        while let Some((_, Token::Word(word @ ("static" | "unsafe")))) = first {
            is_static |= word == "static";
            first = self.tokens.next();
        }
        let (plain, after) = self.dotted(first);
        let mut alias = "";
        let (name, after) = match (after, first) {
            (Some((_, Token::Sign(b'='))), Some((at, Token::Word(written)))) => {
                self.own.add(written, at);
                alias = written;
                let first = self.tokens.next();
                self.dotted(first)
            }
            (after, _) => (plain, after),
        };
        if !name.is_empty() {
            let line = self.lines.of(at);
            let is_global = self.text.get(..at).unwrap_or_default().trim_end().ends_with("global");
            let global = if is_global { "global " } else { "" };
            let inside = if self.namespaces.is_empty() { "" } else { "::" };
            let specifier = match (alias, is_static) {
                ("", false) => format!("{global}{inside}{name}"),
                ("", true) => format!("{global}static {inside}{name}"),
                (alias, _) => format!("{global}alias {alias}={inside}{name}"),
            };
            let specifier = specifier.into();
            self.imports.push(RawImport { specifier, member: None, kind: EdgeKind::Import, line });
        }
        after
    }

    fn type_declaration(&mut self, word: &str, is_abstract: bool) -> Next<'a> {
        let mut next = self.tokens.next();
        if word == "record"
            && let Some((_, Token::Word("class" | "struct"))) = next
        {
            next = self.tokens.next();
        }
        let Some((at, Token::Word(name))) = next else { return next };
        let after = self.tokens.next();
        if word == "record" && !matches!(after, Some((_, Token::Sign(b'(' | b'{' | b';' | b'<' | b':')))) {
            // A plain name, followed by another.
            return after;
        }
        if is_abstract || word == "interface" {
            self.types.abstracts += 1;
        } else {
            self.types.concrete += 1;
        }
        self.declare_type(at, name);
        if word == "enum" {
            self.members = Some(self.braces + 1);
        }
        self.parameters(after);
        after
    }

    /// Names that a list which begins with a token gives to types: they mean no others.
    fn parameters(&mut self, first: Next<'a>) {
        if let Some((at, Token::Sign(b'<'))) = first {
            let (names, after) = type_parameters(self.text.get(at..).unwrap_or_default());
            // `Type Interface<Argument>.Name(` gives none.
            names.into_iter().filter(|_| after != Some('.')).for_each(|name| self.own.add(name, at));
        }
    }

    fn declare_type(&mut self, at: usize, name: &'a str) {
        self.own.add(name, at);
        if self.braces == self.namespaces.last().map_or(0, |(_, braces)| *braces) {
            self.declarations.push(Declaration { kind: DeclarationKind::Type, name: name.into(), detail: None });
        }
    }

    /// `delegate Type Name(`, or a function without a name.
    fn delegate(&mut self) -> Next<'a> {
        let mut name: Option<(usize, &'a str)> = None;
        loop {
            let next = self.tokens.next();
            match next {
                Some((at, Token::Word(word))) => {
                    if let Some((at, word)) = name.replace((at, word)) {
                        self.uses.add(word, at);
                    }
                }
                Some((_, Token::Sign(b'<' | b'>' | b'.' | b',' | b'?' | b'[' | b']'))) => {}
                Some((_, Token::Sign(b'('))) => {
                    if let Some((at, name)) = name {
                        self.types.concrete += 1;
                        self.declare_type(at, name);
                    }
                    return next;
                }
                other => return other,
            }
        }
    }

    /// A name that stands somewhere, and the token before it.
    fn name(&mut self, at: usize, word: &'a str, last: Token<'a>) -> Next<'a> {
        let next = self.tokens.next();
        let calls = matches!(next, Some((_, Token::Sign(b'(' | b'<'))));
        if calls && let Some((_, Token::Sign(b'('))) = next {
            // `Name(this Type ...` extends a type.
            let inside = self.text.get(self.tokens.end()..).unwrap_or_default().trim_start();
            if inside.strip_prefix("this").is_some_and(|rest| rest.starts_with([' ', '\t', '\n', '\r'])) {
                self.extension(word);
            }
        }
        if !is_type_name(word) {
            return next;
        }
        if last == Token::Sign(b'.') {
            if calls {
                self.calls.add(word, at);
            }
            return next;
        }
        // Of a type, not of a value: the name of a member follows.
        let is_declared = match last {
            Token::Word(last) => is_type_name(last) || BUILT_IN.contains(&last),
            _ => false,
        };
        if is_declared {
            self.parameters(next);
        }
        let is_set = matches!(next, Some((_, Token::Sign(b'='))))
            && !self.text.get(self.tokens.end()..).unwrap_or_default().starts_with(['=', '>']);
        let is_property = is_declared || is_set || self.is_member(last, next);
        let mut end = at + word.len();
        let rest = |from: usize| self.text.get(from..).unwrap_or_default();
        let mut parts = 1;
        // What follows it may say that it is a namespace.
        while let Some(part) = rest(end).strip_prefix('.').filter(|_| parts < MOST_PARTS) {
            parts += 1;
            let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
            let length = part.find(|sign| !is_part(sign)).unwrap_or(part.len());
            if !part.get(..length).is_some_and(is_type_name) {
                break;
            }
            end += 1 + length;
        }
        if calls && next.is_some_and(|(_, token)| token == Token::Sign(b'<')) && self.is_generic_method(end) {
            self.extension(word);
        }
        // A member may be called as its type is; after a type, or where it gets a value, it is the member.
        if !is_property {
            self.uses.add(self.text.get(at..end).unwrap_or(word), at);
        }
        next
    }

    /// Whether a name between two tokens is one of a member, an argument or a part of a tuple, not of a type.
    fn is_member(&self, last: Token<'a>, next: Next<'a>) -> bool {
        let next = match next {
            Some((_, Token::Sign(next))) => next,
            _ => b' ',
        };
        if self.members == Some(self.braces) && self.brackets == 0 {
            return next != b'.';
        }
        match last {
            Token::Sign(b'(' | b',' | b'{' | b'[') if next == b':' => true,
            // `List<int> Name`, `int[] Name`, `int? Name`
            Token::Sign(b'>' | b']' | b'?') => matches!(next, b'(' | b'{' | b';' | b',' | b')' | b'='),
            // Types are called after `new`.
            Token::Sign(b';' | b'}' | b'=' | b'!') | Token::Word("return" | "await") => next == b'(',
            _ => false,
        }
    }

    /// Whether `<T>(this Type` follows.
    fn is_generic_method(&self, end: usize) -> bool {
        let rest = self.text.get(end..).unwrap_or_default();
        // Conditions and calls are longer; lists of types are short.
        let rest: &str = rest.get(..rest.len().min(200)).unwrap_or_default();
        rest.split_once(">(").is_some_and(|(types, inside)| {
            types.starts_with('<') && !types.contains(['(', ';', '{']) && inside.trim_start().starts_with("this ")
        })
    }

    fn extension(&mut self, name: &str) {
        self.declarations.push(Declaration { kind: DeclarationKind::Value, name: name.into(), detail: None });
    }

    fn finish(mut self) -> Reading {
        for (name, at) in self.uses.iter() {
            if !self.own.contains(name.split('.').next().unwrap_or_default()) {
                let line = self.lines.of(at);
                let specifier = format!("~{name}").into();
                self.imports.push(RawImport { specifier, member: None, kind: EdgeKind::Import, line });
            }
        }
        for (name, at) in self.calls.iter() {
            let line = self.lines.of(at);
            let specifier = format!("~.{name}").into();
            self.imports.push(RawImport { specifier, member: None, kind: EdgeKind::Import, line });
        }
        // Braces may stand in parts that are compiled one way or the other; they need not match.
        let broken = Fault::of(self.text, &self.tokens, &mut self.lines, None);
        let lines = self.lines.count();
        Reading { imports: self.imports, declarations: self.declarations, types: self.types, broken, lines }
    }
}

/// Whether a name looks like one of a type or namespace: it begins with a capital letter.
pub(super) fn is_type_name(name: &str) -> bool {
    name.bytes().next().is_some_and(|first| first.is_ascii_uppercase() || !first.is_ascii())
}
