//! What a Go file imports, declares and names, without a tree of its syntax.
//!
//! Go imports whole packages, so what a file depends on is told by the names it uses: `package.Name`, and
//! names of its own package that stand in other files. A name counts unless something nearer has it; to
//! know that, the scan keeps book of what parameters, `:=`, `var` and the like declare in which block.
//!
//! An import is written with its path as specifier and its alias as member. A use is `~Name`,
//! `~package.Name`, or `~:Name` for the key of a literal, which is a constant unless it is the name of a field.

use rustc_hash::{FxHashMap, FxHashSet};

use super::tags;
use crate::graph::{EdgeKind, Types};
use crate::language::names::Names;
use crate::language::{Declaration, DeclarationKind, Fault, RawImport, Reading};
use crate::tokens::{Code, Lines, Quoted, Style, Token, Tokens, Triple};

const STYLE: Style = Style {
    nested_comments: false,
    hash_comments: false,
    preprocessor: false,
    single: Quoted::Text,
    back: Quoted::Raw,
    triple: Triple::Nothing,
    code: Code::Nothing,
    prefixes: false,
};

/// A word of the language, as far as the scan tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyword {
    /// `case` and `default`.
    Case,
    Const,
    Func,
    Import,
    Interface,
    /// `break`, `continue` and `goto`, which a label may follow.
    Jump,
    Package,
    Struct,
    Type,
    Var,
    Other,
}

impl Keyword {
    /// Compared as bytes, which is a tree of comparisons by length and letter.
    fn of(word: &str) -> Option<Self> {
        Some(match word.as_bytes() {
            b"case" | b"default" => Self::Case,
            b"const" => Self::Const,
            b"func" => Self::Func,
            b"import" => Self::Import,
            b"interface" => Self::Interface,
            b"break" | b"continue" | b"goto" => Self::Jump,
            b"package" => Self::Package,
            b"struct" => Self::Struct,
            b"type" => Self::Type,
            b"var" => Self::Var,
            b"chan" | b"defer" | b"else" | b"fallthrough" | b"for" | b"go" | b"if" | b"map" | b"range" | b"return"
            | b"select" | b"switch" => Self::Other,
            _ => return None,
        })
    }
}

/// Writes down what stands in a Go file.
pub(super) fn scan(text: &str) -> Reading {
    let mut scan = Scan {
        text,
        tokens: Tokens::new(text, STYLE),
        last: Last::Start,
        last_end: 0,
        open: Vec::new(),
        locals: Vec::new(),
        bound: FxHashMap::default(),
        awaited: Vec::new(),
        list: Vec::new(),
        uses: Names::default(),
        keys: Names::default(),
        imports: Vec::new(),
        declarations: Vec::new(),
        types: Types::default(),
        is_uneven: false,
    };
    scan.file();
    scan.finish()
}

/// The last token, as far as it tells whether a line can end after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Start,
    Name,
    Keyword(Keyword),
    Sign(u8),
    Literal,
}

/// Something that is open.
struct Open {
    /// The sign that opened it.
    sign: u8,
    inside: Inside,
    /// How many names were declared when it opened.
    locals: usize,
    /// Whether what stands here follows `case`, up to the colon.
    is_case: bool,
}

/// What stands inside something open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Statements and expressions.
    Code,
    /// Fields of a structure.
    Fields,
    /// Methods of an interface.
    Methods,
    /// `var ( ... )`.
    Values,
    /// `const ( ... )`.
    Constants,
    /// `type ( ... )`.
    Types,
    /// `import ( ... )`.
    Imports,
}

struct Scan<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    last: Last,
    last_end: usize,
    open: Vec<Open>,
    /// Names that blocks declare, innermost last.
    locals: Vec<&'a str>,
    /// How often each of them is declared.
    bound: FxHashMap<&'a str, u32>,
    /// Names of parameters, for the body that follows.
    awaited: Vec<&'a str>,
    /// Names with commas between them, of which the next sign tells what they are.
    list: Vec<(usize, &'a str)>,
    uses: Names<'a>,
    /// Names before a colon in braces.
    keys: Names<'a>,
    imports: Vec<(usize, &'a str, Option<&'a str>)>,
    declarations: Vec<Declaration>,
    types: Types,
    is_uneven: bool,
}

impl<'a> Scan<'a> {
    fn file(&mut self) {
        while let Some((at, token)) = self.tokens.next() {
            match token {
                Token::Word(word) => self.word(at, word),
                Token::Sign(sign) => self.sign(sign),
                Token::Text(text) => {
                    self.flush();
                    if self.inside() == Inside::Imports || self.last == Last::Keyword(Keyword::Import) {
                        self.imports.push((at, text, None));
                    }
                    self.last = Last::Literal;
                }
                Token::Number => {
                    self.flush();
                    self.last = Last::Literal;
                }
            }
            self.last_end = self.tokens.end();
        }
        self.flush();
    }

    /// Whether a statement can begin at a token: the first of its line, after what can end a line.
    fn begins_line(&self, at: usize) -> bool {
        match self.last {
            Last::Start | Last::Sign(b'{' | b'(' | b';') => true,
            Last::Name | Last::Keyword(_) | Last::Literal | Last::Sign(b')' | b']' | b'}') => self.is_line_between(at),
            Last::Sign(_) => false,
        }
    }

    /// Whether a line ends between the last token and a place.
    fn is_line_between(&self, at: usize) -> bool {
        self.text.as_bytes().get(self.last_end..at).unwrap_or_default().contains(&b'\n')
    }

    fn inside(&self) -> Inside {
        self.open.last().map_or(Inside::Code, |open| open.inside)
    }

    /// What follows a place, on the same line.
    fn following(&self, at: usize) -> &'a [u8] {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        rest.get(spaces..).unwrap_or_default()
    }

    fn word(&mut self, at: usize, word: &'a str) {
        if self.last == Last::Sign(b'.') {
            self.last = Last::Name;
            return;
        }
        let inside = self.inside();
        let begins = inside != Inside::Code && self.begins_line(at);
        let keyword = Keyword::of(word);
        let last = std::mem::replace(&mut self.last, keyword.map_or(Last::Name, Last::Keyword));
        match (inside, begins) {
            (Inside::Code, _) => {}
            (Inside::Imports, _) => return self.import_alias(at, word),
            (Inside::Values | Inside::Constants, true) => return self.values(at, word),
            (Inside::Types, true) => return self.type_named(word),
            (Inside::Fields, true) if self.is_field(at + word.len()) => return,
            (Inside::Methods, true) if self.following(at + word.len()).first() == Some(&b'(') => {
                self.tokens.next();
                return self.parameters();
            }
            _ => {}
        }
        if let Some(keyword) = keyword {
            self.flush();
            return self.keyword(at + word.len(), keyword, last);
        }
        if let Last::Keyword(before) = last {
            match before {
                Keyword::Import => return self.import_alias(at, word),
                Keyword::Var | Keyword::Const => {
                    self.last = last;
                    return self.values(at, word);
                }
                Keyword::Type => return self.type_named(word),
                Keyword::Jump if !self.is_line_between(at) => return,
                _ => {}
            }
        }
        self.name(at, word);
    }

    /// A word of the language that ends at `end`, after `last`.
    fn keyword(&mut self, end: usize, keyword: Keyword, last: Last) {
        match keyword {
            Keyword::Package if self.open.is_empty() => {
                if let Some((_, Token::Word(name))) = self.tokens.next() {
                    self.declarations.push(Declaration {
                        kind: DeclarationKind::Package,
                        name: name.into(),
                        detail: tags::constraint(self.text).map(Into::into),
                    });
                    self.last = Last::Name;
                }
            }
            Keyword::Import => self.group(end, Inside::Imports),
            Keyword::Type => self.group(end, Inside::Types),
            Keyword::Const => self.group(end, Inside::Constants),
            Keyword::Var => self.group(end, Inside::Values),
            Keyword::Func => {
                // After a list it is the result of another, whose parameters still wait for their body.
                if last != Last::Sign(b')') {
                    self.awaited.clear();
                }
                self.function(end);
            }
            Keyword::Case => {
                if let Some(open) = self.open.last_mut() {
                    open.is_case = true;
                }
            }
            _ => {}
        }
    }

    /// `(` with what stands inside it, where that follows.
    fn group(&mut self, end: usize, inside: Inside) {
        if self.following(end).first() == Some(&b'(') {
            self.tokens.next();
            self.push(b'(', inside);
            self.last = Last::Sign(b'(');
        }
    }

    fn import_alias(&mut self, at: usize, alias: &'a str) {
        if let Some((_, Token::Text(path))) = self.tokens.next() {
            self.imports.push((at, path, Some(alias)));
        }
        self.last = Last::Literal;
    }

    /// `a, b` of `var a, b int`.
    fn values(&mut self, at: usize, first: &'a str) {
        let is_constant = self.inside() == Inside::Constants || self.last == Last::Keyword(Keyword::Const);
        let detail = is_constant.then_some("const");
        self.declare(DeclarationKind::Value, first, detail);
        let mut end = at + first.len();
        while self.following(end).first() == Some(&b',') {
            self.tokens.next();
            let Some((at, Token::Word(name))) = self.tokens.next() else { break };
            self.declare(DeclarationKind::Value, name, detail);
            end = at + name.len();
        }
        self.last = Last::Name;
    }

    fn type_named(&mut self, name: &'a str) {
        self.declare(DeclarationKind::Type, name, None);
        self.last = Last::Name;
        let end = self.tokens.end();
        let mut following = self.following(end);
        if following.first() == Some(&b'[') && is_type_parameters(following) {
            self.tokens.next();
            self.type_parameters();
            following = self.following(self.tokens.end());
        }
        if following.starts_with(b"interface") {
            self.types.abstracts += 1;
        } else {
            self.types.concrete += 1;
        }
    }

    /// After `func`: receiver, name, parameters; or the parameters of a literal or a type.
    fn function(&mut self, end: usize) {
        let is_top = self.open.is_empty();
        if self.following(end).first() == Some(&b'(') {
            self.tokens.next();
            self.parameters();
            if !is_top || !self.following(self.tokens.end()).first().is_some_and(is_name_byte) {
                return;
            }
            // It was a receiver; a method is not a name of the package.
            if !matches!(self.tokens.next(), Some((_, Token::Word(_)))) {
                return;
            }
        } else {
            let Some((_, Token::Word(name))) = self.tokens.next() else { return };
            if is_top {
                self.declare(DeclarationKind::Value, name, None);
            }
            if self.following(self.tokens.end()).first() == Some(&b'[') {
                self.tokens.next();
                self.type_parameters();
            }
        }
        if self.following(self.tokens.end()).first() == Some(&b'(') {
            self.tokens.next();
            self.parameters();
        }
        if self.following(self.tokens.end()).first() == Some(&b'(') {
            self.tokens.next();
            self.parameters();
        }
    }

    /// The rest of `[T any, U comparable]`.
    fn type_parameters(&mut self) {
        let mut depth = 1;
        let mut is_first = true;
        while depth > 0 {
            let Some((at, token)) = self.tokens.next() else { break };
            match token {
                Token::Sign(b'[' | b'(' | b'{') => depth += 1,
                Token::Sign(b']' | b')' | b'}') => depth -= 1,
                Token::Sign(b',') if depth == 1 => {
                    is_first = true;
                    continue;
                }
                Token::Word(name) if is_first => self.awaited.push(name),
                // In an interface the name of a method.
                Token::Word(_) if self.following(self.tokens.end()).first() == Some(&b'(') => {}
                Token::Word(word) if !self.awaited.contains(&word) && Keyword::of(word).is_none() => {
                    self.plain_use(at, word)
                }
                _ => {}
            }
            is_first = false;
        }
        self.last = Last::Sign(b']');
    }

    /// The rest of a list of parameters or results. Their names are kept for the body that follows; what
    /// is no name is a type.
    fn parameters(&mut self) {
        let mut groups = vec![Group { elements: vec![0], is_list: true }];
        let mut tokens: Vec<(usize, Token<'a>)> = Vec::new();
        let mut is_name = Vec::new();
        let mut outermost = Vec::new();
        while let Some((at, token)) = self.tokens.next() {
            let index = tokens.len();
            let before = index.checked_sub(1).and_then(|before| tokens.get(before)).map(|(_, token)| *token);
            tokens.push((at, token));
            is_name.push(false);
            let Some(group) = groups.last_mut() else { break };
            match token {
                Token::Sign(b'(') => {
                    let is_list = matches!(before, Some(Token::Word("func") | Token::Sign(b')')));
                    groups.push(Group { elements: vec![index + 1], is_list });
                }
                Token::Sign(b'[' | b'{') => groups.push(Group { elements: Vec::new(), is_list: false }),
                Token::Sign(b',') => group.elements.push(index + 1),
                Token::Sign(b')' | b']' | b'}') => {
                    let Some(group) = groups.pop() else { break };
                    if group.is_list {
                        group.mark_names(&tokens, &mut is_name);
                    }
                    if groups.is_empty() {
                        outermost = group.elements;
                        break;
                    }
                }
                _ => {}
            }
        }
        // Types of a list see what was there before it, not its own names.
        let known = self.awaited.clone();
        let names = outermost.iter().filter(|start| is_name.get(**start).is_some_and(|is_name| *is_name));
        self.awaited.extend(names.filter_map(|start| match tokens.get(*start) {
            Some((_, Token::Word(name))) => Some(*name),
            _ => None,
        }));
        // One full stop makes a member of what follows it, three do not.
        let mut stops = 0;
        for ((at, token), is_name) in tokens.iter().zip(&is_name) {
            match token {
                Token::Word(word) if !is_name && stops != 1 && !known.contains(word) && Keyword::of(word).is_none() => {
                    self.plain_use(*at, word);
                }
                _ => {}
            }
            stops = if *token == Token::Sign(b'.') { stops + 1 } else { 0 };
        }
        self.last = Last::Sign(b')');
    }

    /// Whether the name that ends here, the first of its line in a structure, is one of a field.
    fn is_field(&self, end: usize) -> bool {
        let following = self.following(end);
        !(following.is_empty()
            || matches!(following.first(), Some(b'\n' | b'\r' | b'.' | b'`' | b'"' | b'}' | b';'))
            || following.starts_with(b"//")
            || following.starts_with(b"/*"))
    }

    fn name(&mut self, at: usize, word: &'a str) {
        let following = self.following(at + word.len());
        if following.starts_with(b":=") {
            // `name := name.Member` means the outer name on its right.
            let right = self.text.get(self.tokens.end()..).unwrap_or_default();
            let right = right.trim_start_matches([' ', '\t', ':', '=']);
            let mut list = std::mem::take(&mut self.list);
            for (_, name) in list.drain(..).chain([(at, word)]) {
                if right.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')) {
                    self.plain_use(self.text.len() - right.len(), name);
                }
                self.bind(name);
            }
            self.list = list;
            return;
        }
        let is_key = self.open.last().is_some_and(|open| open.sign == b'{' && !open.is_case);
        match following.first() {
            Some(b',') => self.list.push((at, word)),
            Some(b':') if is_key => {
                self.flush();
                if !self.bound.contains_key(word) {
                    self.keys.add(word, at);
                }
            }
            _ => {
                self.flush();
                self.plain_use(at, word);
            }
        }
    }

    /// Counts a name as used, with what follows it after a full stop.
    fn plain_use(&mut self, at: usize, word: &'a str) {
        if word == "_" || self.bound.contains_key(word) {
            return;
        }
        let end = at + word.len();
        let rest = self.text.as_bytes().get(end..).unwrap_or_default();
        let member = match rest.first() {
            Some(b'.') => rest.iter().skip(1).take_while(|byte| is_name_byte(byte)).count(),
            _ => 0,
        };
        let end = if member == 0 { end } else { end + 1 + member };
        if let Some(name) = self.text.get(at..end) {
            self.uses.add(name, at);
        }
    }

    fn sign(&mut self, sign: u8) {
        if sign != b',' {
            self.flush();
        }
        match sign {
            b'{' => {
                let inside = match self.last {
                    Last::Keyword(Keyword::Struct) => Inside::Fields,
                    Last::Keyword(Keyword::Interface) => Inside::Methods,
                    _ => Inside::Code,
                };
                self.push(sign, inside);
                if inside == Inside::Code {
                    for name in std::mem::take(&mut self.awaited) {
                        self.bind(name);
                    }
                }
            }
            b'(' | b'[' => self.push(sign, Inside::Code),
            b'}' | b')' | b']' => match self.open.pop() {
                Some(open) => {
                    self.is_uneven |= !matches!((open.sign, sign), (b'{', b'}') | (b'(', b')') | (b'[', b']'));
                    for name in self.locals.drain(open.locals.min(self.locals.len())..) {
                        if let Some(count) = self.bound.get_mut(name) {
                            *count -= 1;
                            if *count == 0 {
                                self.bound.remove(name);
                            }
                        }
                    }
                }
                None => self.is_uneven = true,
            },
            b':' => {
                if let Some(open) = self.open.last_mut() {
                    open.is_case = false;
                }
            }
            _ => {}
        }
        self.last = Last::Sign(sign);
    }

    fn push(&mut self, sign: u8, inside: Inside) {
        self.open.push(Open { sign, inside, locals: self.locals.len(), is_case: false });
    }

    /// Declares a name: of the package outside every body, of the block inside one.
    fn declare(&mut self, kind: DeclarationKind, name: &'a str, detail: Option<&str>) {
        if self.open.iter().all(|open| matches!(open.inside, Inside::Values | Inside::Constants | Inside::Types)) {
            self.declarations.push(Declaration { kind, name: name.into(), detail: detail.map(Into::into) });
        } else {
            self.bind_outside_group(name);
        }
    }

    fn bind(&mut self, name: &'a str) {
        self.locals.push(name);
        *self.bound.entry(name).or_default() += 1;
    }

    /// Declares a name in the block around `var ( ... )`.
    fn bind_outside_group(&mut self, name: &'a str) {
        self.bind(name);
        let locals = self.locals.len();
        if let Some(open) = self.open.last_mut().filter(|open| open.inside != Inside::Code) {
            open.locals = locals;
        }
    }

    /// What stood in a list was used.
    #[inline]
    fn flush(&mut self) {
        if !self.list.is_empty() {
            self.use_list();
        }
    }

    fn use_list(&mut self) {
        let mut list = std::mem::take(&mut self.list);
        for (at, name) in list.drain(..) {
            self.plain_use(at, name);
        }
        self.list = list;
    }

    fn finish(self) -> Reading {
        let mut lines = Lines::new(self.text);
        let mut imports = Vec::with_capacity(self.imports.len());
        let mut add = |at, specifier: Box<str>, member: Option<&str>| {
            let line = lines.of(at);
            imports.push(RawImport { specifier, member: member.map(Into::into), kind: EdgeKind::Import, line });
        };
        for (at, path, alias) in &self.imports {
            add(*at, (*path).into(), *alias);
        }
        let own: FxHashSet<&str> = self.declarations.iter().map(|declaration| &*declaration.name).collect();
        for (name, at) in self.uses.iter() {
            if !own.contains(name.split('.').next().unwrap_or_default()) {
                add(at, ["~", name].concat().into(), None);
            }
        }
        for (name, at) in self.keys.iter().filter(|(name, _)| !own.contains(name)) {
            add(at, ["~:", name].concat().into(), None);
        }
        let uneven = (self.is_uneven || !self.open.is_empty()).then_some("the brackets do not match");
        let broken = Fault::of(self.text, &self.tokens, &mut lines, uneven);
        let lines = lines.count();
        Reading { imports, declarations: self.declarations, types: self.types, broken, lines }
    }
}

/// A bracket in a list of parameters, and what stands in it.
struct Group {
    /// Where each part between commas begins.
    elements: Vec<usize>,
    /// Whether it is a list of parameters itself.
    is_list: bool,
}

impl Group {
    /// Marks the names of a list whose last token closes it. Either all parts have one, or none has.
    fn mark_names(&self, tokens: &[(usize, Token<'_>)], is_name: &mut [bool]) {
        let ends = self.elements.iter().skip(1).map(|next| next - 1).chain([tokens.len().saturating_sub(1)]);
        let mut parts = self.elements.iter().zip(ends).map(|(start, end)| tokens.get(*start..end).unwrap_or_default());
        if !parts.any(has_name) {
            return;
        }
        for start in &self.elements {
            if let (Some((_, Token::Word(_))), Some(mark)) = (tokens.get(*start), is_name.get_mut(*start)) {
                *mark = true;
            }
        }
    }
}

/// Whether a part of a list is a name with its type.
fn has_name(part: &[(usize, Token<'_>)]) -> bool {
    let token = |index: usize| part.get(index).map(|(_, token)| *token);
    match (token(0), token(1)) {
        (Some(Token::Word(word)), _) if Keyword::of(word).is_some() => false,
        (Some(Token::Word(_)), Some(Token::Word(_) | Token::Sign(b'*' | b'(' | b'<'))) => true,
        (Some(Token::Word(_)), Some(Token::Sign(b'.'))) => token(2) == Some(Token::Sign(b'.')),
        (Some(Token::Word(_)), Some(Token::Sign(b'['))) => {
            // `name []T` or `name [4]T`, but `Type[T]` alone.
            let close = part.iter().position(|(_, token)| *token == Token::Sign(b']'));
            close == Some(2) || close.is_some_and(|close| close + 1 < part.len())
        }
        _ => false,
    }
}

/// Whether what begins with `[` after the name of a type is a list of its parameters, not an array.
fn is_type_parameters(following: &[u8]) -> bool {
    let inside = following.get(1..).unwrap_or_default();
    let name = inside.iter().take_while(|byte| is_name_byte(byte)).count();
    let starts = inside.first().is_some_and(|first| is_name_byte(first) && !first.is_ascii_digit());
    let rest = inside.get(name..).unwrap_or_default();
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    let next = rest.get(spaces);
    starts
        && (next == Some(&b',') || spaces > 0 && next.is_some_and(|next| is_name_byte(next) || b"~*[".contains(next)))
}

fn is_name_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii()
}
