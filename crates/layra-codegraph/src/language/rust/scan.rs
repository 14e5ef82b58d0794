//! What one file declares and names, as written.
//!
//! Imports are of two sorts: what `use` and `extern crate` name, and paths that stand anywhere else,
//! written with a [`PLAIN`] before them. The member of an import is the module inside the file that it
//! stands in.

use std::collections::{BTreeSet, HashMap};

use crate::graph::EdgeKind;
use crate::language::text::{Lines, count_lines};
use crate::language::{Declaration, DeclarationKind, Fault, RawImport, Reading};

use super::tokens::{Token, Tokens};

/// Stands before a path that is not of a `use`.
pub(super) const PLAIN: char = '~';
/// Stands before the path of a file that is included; in declarations, of code without a name.
pub(super) const INCLUDED: &str = "include ";
/// The detail of a module that stands inside the file.
pub(super) const INLINE: &str = "{}";
/// Stands before the detail of a module that is for tests alone. Without a name it is the file as a whole.
pub(super) const OF_TESTS: char = '#';
/// Stands before the detail of a module, after that sign, whose macros are those of the module around it.
pub(super) const GIVES_MACROS: char = '!';
/// Stands between the paths of a module that conditions choose among.
pub(super) const OR: &str = "\n";
/// Stands among them for the place that the name of the module says.
pub(super) const BY_NAME: &str = "";
/// What attributes of tools begin with; none of them is a crate.
const TOOLS: &[&str] = &["clippy", "diagnostic", "miri", "rust_analyzer", "rustfmt"];
/// First words of items.
const ITEMS: &[&str] = &[
    "async", "auto", "const", "enum", "extern", "fn", "impl", "let", "mod", "static", "struct", "trait", "type",
    "union", "unsafe", "use",
];
/// Deepest nesting of `use` groups and of modules inside a file.
const MOST_DEPTH: usize = 64;
/// Most parts of a path that are kept.
const MOST_PARTS: usize = 32;

/// Writes down what a file declares and names.
pub(super) fn scan(text: &str) -> Reading {
    let mut scan = Scan { tokens: Tokens::new(text), next: None, depth: 0, scopes: Vec::new(), ..Scan::default() };
    scan.next = scan.tokens.next();
    scan.items();
    scan.into_reading(text)
}

#[derive(Default)]
struct Scan<'a> {
    tokens: Tokens<'a>,
    next: Option<(usize, Token<'a>)>,
    /// How many braces are open.
    depth: usize,
    /// Whether a bracket closes that was not open, or none does where one must.
    is_uneven: bool,
    /// Modules inside the file that are open: the depth outside them, and whether they are for tests.
    scopes: Vec<(usize, &'a str, bool)>,
    /// An item for tests is open until this depth is left; none outside.
    test: Option<usize>,
    /// What comes next is for tests alone: an attribute said so.
    next_test: Option<ForTests>,
    /// Whether the file as a whole is for tests.
    is_of_tests: bool,
    /// An attribute says of the module that comes next that its macros are those of the one around it.
    gives_macros: bool,
    /// The files that attributes name for the module that comes next: several where conditions choose.
    paths: Vec<&'a str>,
    imports: Vec<(usize, RawImport)>,
    /// Paths that are there already, with the module they stand in.
    plain: HashMap<(String, bool), BTreeSet<String>>,
    declarations: Vec<Declaration>,
    reading: Reading,
}

/// How far the text is in what is for tests alone, before a brace opens in it.
#[derive(Debug, Clone, Copy, Default)]
struct ForTests {
    /// Brackets that are open in it.
    depth: usize,
    /// Whether it is an item; none before its first word. Items have commas, which end fields, variants and arms.
    is_item: Option<bool>,
    /// Whether a type follows its name, as in a field: angles are brackets there.
    has_type: bool,
}

impl ForTests {
    /// Whether it goes on with `token`.
    fn goes_on(&mut self, token: Token<'_>, before: Token<'_>) -> bool {
        let is_item = *self.is_item.get_or_insert(matches!(token, Token::Name(name) if ITEMS.contains(&name)));
        match token {
            Token::Sign(b'(' | b'[') => self.depth += 1,
            Token::Sign(b':') => self.has_type |= !is_item,
            Token::Sign(b'<') if self.has_type => self.depth += 1,
            // `->` and `=>`.
            Token::Sign(b'>') if matches!(before, Token::Sign(b'-' | b'=')) => {}
            Token::Sign(b'>') if self.has_type => self.depth = self.depth.saturating_sub(1),
            Token::Sign(b')' | b']' | b',' | b';') if self.depth > 0 => {
                self.depth -= usize::from(matches!(token, Token::Sign(b')' | b']')));
            }
            Token::Sign(b',') => return is_item,
            Token::Sign(b')' | b']' | b';') => return false,
            _ => {}
        }
        true
    }
}

/// How the parts of a condition are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    All,
    Any,
    Not,
}

impl Default for Tokens<'_> {
    fn default() -> Self {
        Self::new("")
    }
}

impl<'a> Scan<'a> {
    fn take(&mut self) -> Option<(usize, Token<'a>)> {
        std::mem::replace(&mut self.next, self.tokens.next())
    }

    fn is_next(&self, token: Token<'_>) -> bool {
        matches!(self.next, Some((_, next)) if next == token)
    }

    /// The name that comes next, taken.
    fn take_name(&mut self) -> Option<&'a str> {
        let Some((_, Token::Name(name))) = self.next else { return None };
        self.take();
        Some(name)
    }

    fn scope(&self) -> String {
        self.scopes.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join("::")
    }

    /// A name with the module before it that it stands in.
    fn in_scope(&self, name: &str) -> String {
        let scope = self.scope();
        if scope.is_empty() { name.to_owned() } else { format!("{scope}::{name}") }
    }

    fn is_test(&self) -> bool {
        self.is_of_tests
            || self.test.is_some()
            || self.next_test.is_some()
            || self.scopes.iter().any(|(_, _, is_test)| *is_test)
    }

    fn kind(&self) -> EdgeKind {
        if self.is_test() { EdgeKind::Test } else { EdgeKind::Import }
    }

    fn items(&mut self) {
        let mut before = Token::Sign(b';');
        let mut is_public = false;
        while let Some((at, token)) = self.take() {
            match token {
                Token::Sign(b'#') => {
                    self.attribute();
                    before = Token::Sign(b';');
                    continue;
                }
                Token::Sign(b'{') => self.open(),
                Token::Sign(b'}') => self.close(),
                Token::Name("pub") => {
                    is_public = true;
                    if self.is_next(Token::Sign(b'(')) {
                        // `pub(crate)` and `pub(in path)`.
                        while !matches!(self.take(), None | Some((_, Token::Sign(b')')))) {}
                    }
                    before = Token::Sign(b';');
                    continue;
                }
                Token::Name("use") if begins_item(before) => {
                    self.uses(at, is_public);
                    self.paths.clear();
                    is_public = false;
                    before = Token::Sign(b';');
                    continue;
                }
                Token::Name("mod") if begins_item(before) => self.module(),
                Token::Name("extern") if begins_item(before) && self.is_next(Token::Name("crate")) => {
                    self.take();
                    self.extern_crate(at);
                }
                Token::Name("macro_rules") if self.is_next(Token::Sign(b'!')) => self.macro_rules(),
                Token::Name("trait") if begins_item(before) => self.reading.types.abstracts += 1,
                Token::Name("struct" | "enum" | "union") if begins_item(before) && self.is_name_next() => {
                    self.reading.types.concrete += 1;
                }
                Token::Name(name @ ("include" | "include_str" | "include_bytes"))
                    if self.is_next(Token::Sign(b'!')) =>
                {
                    self.included(at, name);
                }
                Token::Name("quote" | "quote_spanned" | "parse_quote" | "parse_quote_spanned")
                    if self.is_next(Token::Sign(b'!')) =>
                {
                    self.quoted();
                }
                Token::Name(name) if self.is_next(Token::Path) && before != Token::Path => {
                    self.path(at, name);
                }
                Token::Path if !matches!(before, Token::Name(_) | Token::Sign(b'>')) => {
                    if let Some(name) = self.take_name() {
                        let global = format!("::{name}");
                        self.path(at, &global);
                    }
                }
                _ => {}
            }
            if let Some(next) = &mut self.next_test
                && !next.goes_on(token, before)
            {
                self.next_test = None;
            }
            self.paths.clear();
            self.gives_macros = false;
            is_public = false;
            before = token;
        }
    }

    fn is_name_next(&self) -> bool {
        matches!(self.next, Some((_, Token::Name(_))))
    }

    fn open(&mut self) {
        if self.next_test.take().is_some() && self.test.is_none() {
            self.test = Some(self.depth);
        }
        self.depth += 1;
    }

    fn close(&mut self) {
        self.is_uneven |= self.depth == 0;
        self.next_test = None;
        self.depth = self.depth.saturating_sub(1);
        if self.test.is_some_and(|depth| self.depth <= depth) {
            self.test = None;
            if self.is_next(Token::Sign(b'=')) {
                // The braces were of the pattern of an arm.
                self.next_test = Some(ForTests { is_item: Some(false), ..ForTests::default() });
            }
        }
        if self.scopes.last().is_some_and(|(depth, ..)| self.depth <= *depth) {
            self.scopes.pop();
        }
    }

    /// An attribute, after its `#`: whether it is of tests, which file it names, and the paths in it.
    fn attribute(&mut self) {
        let is_inner = self.is_next(Token::Sign(b'!'));
        if is_inner {
            self.take();
        }
        if !self.is_next(Token::Sign(b'[')) {
            return;
        }
        let mut depth = 0_usize;
        let mut is_conditional = false;
        let mut before = Token::Sign(b';');
        while let Some((at, token)) = self.take() {
            // `name` in `#[name ..]` and in `#[cfg_attr(condition, name ..)]`.
            let begins = match before {
                Token::Sign(b'[') => depth == 1,
                Token::Sign(b',') => depth == 2 && is_conditional,
                _ => false,
            };
            match token {
                Token::Sign(b'[' | b'(') => depth += 1,
                Token::Sign(b']' | b')') => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                Token::Name("cfg") if begins && self.is_next(Token::Sign(b'(')) => {
                    match (self.is_condition_of_tests(), is_inner) {
                        (true, true) => self.around_is_of_tests(),
                        (true, false) => self.next_test = Some(ForTests::default()),
                        (false, _) => {}
                    }
                }
                // `#[test]` and `#[bench]`.
                Token::Name("test" | "bench") if begins && !self.is_next(Token::Path) && !is_inner => {
                    self.next_test = Some(ForTests::default());
                }
                Token::Name("cfg_attr") if begins => is_conditional = true,
                Token::Name("macro_use") if begins => self.gives_macros = true,
                // Attributes of others have paths of their own: of addresses, of options.
                Token::Name("path") if begins && self.is_next(Token::Sign(b'=')) => {
                    self.take();
                    if let Some((_, Token::Text(path))) = self.next {
                        self.paths.push(path);
                        if is_conditional && !self.paths.contains(&BY_NAME) {
                            self.paths.push(BY_NAME);
                        }
                    }
                }
                Token::Name(name) if self.is_next(Token::Path) && before != Token::Path && !TOOLS.contains(&name) => {
                    let last = self.path(at, name);
                    // `#[runtime::test]`
                    if last == Some("test") && begins {
                        self.next_test = Some(ForTests::default());
                    }
                }
                _ => {}
            }
            before = token;
        }
        self.is_uneven = true;
    }

    /// An attribute inside says of the file or of the module at hand that it is for tests.
    fn around_is_of_tests(&mut self) {
        if self.depth == 0 {
            self.is_of_tests = true;
            self.declare(DeclarationKind::Module, "", Some(&OF_TESTS.to_string()));
        } else if let Some((depth, _, is_test)) = self.scopes.last_mut() {
            *is_test |= *depth + 1 == self.depth;
        }
    }

    /// Whether a condition holds in tests alone, from the bracket around it.
    fn is_condition_of_tests(&mut self) -> bool {
        // The brackets that are open, with what the parts in them say so far.
        let mut open: Vec<(Joint, Option<bool>)> = Vec::new();
        let mut before = Token::Sign(b';');
        while let Some((_, token)) = self.take() {
            let is_whole = matches!(before, Token::Sign(b'(' | b',')) && !self.is_next(Token::Sign(b'('));
            let part = match token {
                Token::Sign(b'(') => {
                    let joint = match before {
                        Token::Name("any") => Joint::Any,
                        Token::Name("not") => Joint::Not,
                        _ => Joint::All,
                    };
                    open.push((joint, None));
                    None
                }
                Token::Sign(b')') => {
                    let said = open.pop().and_then(|(_, said)| said).unwrap_or(false);
                    if open.is_empty() {
                        return said;
                    }
                    Some(said)
                }
                Token::Name(name) if is_whole => Some(matches!(name, "test" | "doctest")),
                _ => None,
            };
            if let (Some(part), Some((joint, said))) = (part, open.last_mut()) {
                *said = Some(match joint {
                    Joint::All => said.unwrap_or(false) || part,
                    Joint::Any => said.unwrap_or(true) && part,
                    Joint::Not => false,
                });
            }
            before = token;
        }
        false
    }

    /// `macro_rules! name`, at the sign.
    fn macro_rules(&mut self) {
        self.take();
        if let Some(name) = self.take_name() {
            let full = self.in_scope(name);
            self.declare(DeclarationKind::Value, &full, None);
        }
    }

    fn module(&mut self) {
        let Some(name) = self.take_name() else { return };
        let full = self.in_scope(name);
        let paths = std::mem::take(&mut self.paths);
        let is_inline = self.is_next(Token::Sign(b'{'));
        if !is_inline && !self.is_next(Token::Sign(b';')) {
            return;
        }
        let detail = match (is_inline, paths.as_slice()) {
            (true, paths) => Some(format!("{INLINE}{}", paths.first().unwrap_or(&""))),
            (false, []) => None,
            (false, paths) => Some(paths.join(OR)),
        };
        let detail = match (self.gives_macros, detail) {
            (true, detail) => Some(format!("{GIVES_MACROS}{}", detail.unwrap_or_default())),
            (false, detail) => detail,
        };
        let detail = match (self.is_test(), detail) {
            (true, detail) => Some(format!("{OF_TESTS}{}", detail.unwrap_or_default())),
            (false, detail) => detail,
        };
        self.declare(DeclarationKind::Module, &full, detail.as_deref());
        if is_inline && self.scopes.len() < MOST_DEPTH {
            let is_test = self.next_test.take().is_some();
            self.scopes.push((self.depth, name, is_test));
        }
    }

    fn declare(&mut self, kind: DeclarationKind, name: &str, detail: Option<&str>) {
        self.declarations.push(Declaration { kind, name: name.into(), detail: detail.map(Into::into) });
    }

    fn import(&mut self, at: usize, specifier: String, kind: EdgeKind) {
        let scope = self.scope();
        let member = (!scope.is_empty()).then(|| scope.into());
        self.imports.push((at, RawImport { specifier: specifier.into(), member, kind, line: 0 }));
    }

    /// `extern crate name as alias;`, from the name.
    fn extern_crate(&mut self, at: usize) {
        let Some(name) = self.take_name() else { return };
        let path = if name == "self" { "crate".to_owned() } else { format!("::{name}") };
        if self.is_next(Token::Name("as")) {
            self.take();
            if let Some(alias) = self.take_name() {
                self.declare(DeclarationKind::Alias, alias, Some(&path));
            }
        }
        if name != "self" {
            self.import(at, path, self.kind());
        }
    }

    /// `quote! { .. }`, at the sign. What stands in it is named by the files that a macro writes it into.
    fn quoted(&mut self) {
        self.take();
        let mut depth = 0_usize;
        while let Some((_, token)) = self.next {
            match token {
                Token::Sign(b'(' | b'[' | b'{') => depth += 1,
                _ if depth == 0 => return,
                Token::Sign(b')' | b']' | b'}') => depth -= 1,
                _ => {}
            }
            self.take();
            if depth == 0 {
                return;
            }
        }
        self.is_uneven |= depth > 0;
    }

    /// `include!("...")`, at the sign.
    fn included(&mut self, at: usize, name: &str) {
        self.take();
        if matches!(self.next, Some((_, Token::Sign(b'(' | b'[' | b'{')))) {
            if self.is_next(Token::Sign(b'{')) {
                return;
            }
            self.take();
            if let Some((_, Token::Text(path))) = self.next {
                let file = format!("{INCLUDED}{path}");
                if name == "include" {
                    // What stands in it is as if it stood here.
                    let around = self.in_scope("");
                    self.declare(DeclarationKind::Module, &around, Some(&file));
                }
                self.import(at, file, self.kind());
            }
        }
    }
}

impl<'a> Scan<'a> {
    /// A path that is not of a `use`, from the sign after its first name; gives its last name.
    fn path(&mut self, at: usize, first: &str) -> Option<&'a str> {
        let mut path = first.to_owned();
        let mut parts = 1;
        let mut last = None;
        // Names of types begin with a capital; no module stands below them.
        let mut is_module = !begins_with_capital(first.trim_start_matches(':'));
        while self.is_next(Token::Path) {
            self.take();
            let Some(name) = self.take_name() else { break };
            last = Some(name);
            if is_module && parts < MOST_PARTS {
                path.push_str("::");
                path.push_str(name);
                parts += 1;
                is_module = !begins_with_capital(name);
            }
        }
        if parts > 1 && first != "Self" {
            let kind = self.kind();
            let seen = self.plain.entry((self.scope(), kind == EdgeKind::Test)).or_default();
            if seen.insert(path.clone()) {
                self.import(at, format!("{PLAIN}{path}"), kind);
            }
        }
        last
    }

    /// What `use` names, from the sign after it.
    fn uses(&mut self, at: usize, is_public: bool) {
        let kind = match self.kind() {
            EdgeKind::Import if is_public => EdgeKind::ReExport,
            kind => kind,
        };
        // Paths before the groups that are open.
        let mut groups: Vec<String> = Vec::new();
        let mut path = String::new();
        let mut alias = None;
        let mut place = at;
        while let Some((at, token)) = self.take() {
            match token {
                Token::Name("as") => alias = self.take_name(),
                Token::Name(name) => {
                    if path.is_empty() || path == "::" {
                        place = at;
                    }
                    push(&mut path, name);
                }
                Token::Path if path.is_empty() && groups.is_empty() => path.push_str("::"),
                Token::Path => {}
                Token::Sign(b'*') => push(&mut path, "*"),
                Token::Sign(b'{') if groups.len() < MOST_DEPTH => groups.push(std::mem::take(&mut path)),
                Token::Sign(b',' | b'}') => {
                    self.used(place, &groups, &path, alias.take(), kind);
                    path.clear();
                    if token == Token::Sign(b'}') {
                        self.is_uneven |= groups.pop().is_none();
                    }
                }
                Token::Sign(b';') => break,
                // Not a `use` after all, or one that is half written.
                _ => break,
            }
        }
        self.is_uneven |= !groups.is_empty();
        self.used(place, &groups, &path, alias, kind);
        self.next_test = None;
    }

    fn used(&mut self, at: usize, groups: &[String], path: &str, alias: Option<&str>, kind: EdgeKind) {
        if path.is_empty() {
            return;
        }
        let mut whole = String::new();
        for part in groups.iter().map(String::as_str).chain([path]) {
            if !part.is_empty() {
                push(&mut whole, part);
            }
        }
        let whole = whole.strip_suffix("::self").unwrap_or(&whole).to_owned();
        if whole.split("::").count() > MOST_PARTS {
            return;
        }
        let name = alias.unwrap_or_else(|| whole.rsplit("::").next().unwrap_or_default());
        // Types are not on the way to modules.
        if name != "_" && !begins_with_capital(name) {
            let name = self.in_scope(name);
            self.declare(DeclarationKind::Alias, &name, Some(&whole));
        }
        self.import(at, whole, kind);
    }

    fn into_reading(mut self, text: &str) -> Reading {
        self.imports.sort_by_key(|(at, _)| *at);
        let mut lines = Lines::new(text);
        let imports = self.imports.into_iter().map(|(at, import)| RawImport { line: lines.of(at), ..import }).collect();
        let uneven = (self.is_uneven || self.depth > 0).then_some((text.len(), "the brackets do not match"));
        let fault = self.tokens.fault().or(uneven);
        Reading {
            imports,
            broken: fault.map(|(at, message)| Fault { line: Lines::new(text).of(at), message: message.into() }),
            declarations: self.declarations,
            lines: count_lines(text),
            ..self.reading
        }
    }
}

fn push(path: &mut String, name: &str) {
    if !path.is_empty() && !path.ends_with("::") {
        path.push_str("::");
    }
    path.push_str(name);
}

fn begins_with_capital(name: &str) -> bool {
    name.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
}

/// Whether an item may begin after a token.
fn begins_item(before: Token<'_>) -> bool {
    matches!(
        before,
        Token::Sign(b';' | b'}' | b'{' | b']' | b')') | Token::Name("unsafe" | "auto" | "default" | "async" | "const")
    )
}
