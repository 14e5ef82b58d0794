//! What one file imports, as written.

use std::borrow::Cow;
use std::cell::RefCell;

use memchr::memmem;
use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, ArrowFunctionExpression, CallExpression, Class, Declaration as Declared, ExportDefaultDeclarationKind,
    Expression, FormalParameters, Function, FunctionBody, ImportExpression, NewExpression, Program, Statement,
    TSImportEqualsDeclaration, TSImportType, TSModuleReference, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};
use oxc_syntax::module_record::{ImportImportName, ModuleRecord};
use oxc_syntax::operator::BinaryOperator;
use oxc_syntax::scope::ScopeFlags;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{EdgeKind, Types};
use crate::language::text::{Lines, count_lines};
use crate::language::{Fault, RawImport, Reading, depth};
use crate::paths::extension_of;

use super::{blocks, source};

thread_local! {
    /// One file after the other uses the same memory.
    static ALLOCATOR: RefCell<Allocator> = RefCell::new(Allocator::default());
}

/// Writes down what a file imports.
pub(super) fn scan(path: &str, text: &str) -> Reading {
    let mut gathered = Gathered::default();
    match extension_of(path) {
        "vue" | "svelte" | "astro" => {
            let (blocks, elsewhere) = blocks::blocks(path, text);
            for (at, specifier) in elsewhere {
                gathered.add(at, EdgeKind::Import, specifier);
            }
            for block in blocks {
                gathered.script(block.text, block.start, source::kind(block.extension, ""));
            }
        }
        extension => gathered.script(text, 0, source::kind(extension, path)),
    }
    gathered.into_reading(text)
}

/// What was found so far.
#[derive(Default)]
struct Gathered {
    /// Where in the file, in which way, and what.
    imports: Vec<(usize, EdgeKind, Box<str>)>,
    types: Types,
    broken: Option<(usize, String)>,
}

impl Gathered {
    fn add(&mut self, at: usize, kind: EdgeKind, specifier: &str) {
        self.imports.push((at, kind, specifier.into()));
    }

    /// Adds what stands in a script that begins at `start` of the file.
    fn script(&mut self, text: &str, start: usize, kind: SourceType) {
        let part = depth::with_stack(text, || {
            ALLOCATOR.with_borrow_mut(|allocator| {
                let part = parse(allocator, text, kind);
                allocator.reset();
                part
            })
        });
        let mut part = part.unwrap_or_else(|reason| Self { broken: Some((0, reason)), ..Self::default() });
        if part.broken.is_some() {
            // What can be told from single words still counts.
            source::plain(text, |at, kind, specifier| part.add(at, kind, specifier));
        }
        let moved = part.imports.into_iter().map(|(at, kind, specifier)| (start + at, kind, specifier));
        self.imports.extend(moved);
        self.types.abstracts += part.types.abstracts;
        self.types.concrete += part.types.concrete;
        if let Some((at, message)) = part.broken {
            self.broken.get_or_insert((start + at, message));
        }
    }

    fn into_reading(mut self, text: &str) -> Reading {
        self.imports.sort_by_key(|(at, ..)| *at);
        let mut lines = Lines::new(text);
        let mut imports = Vec::with_capacity(self.imports.len());
        for (at, kind, specifier) in self.imports {
            imports.push(RawImport { specifier, member: None, kind, line: lines.of(at) });
        }
        let broken = self.broken.map(|(at, message)| Fault { line: Lines::new(text).of(at), message: message.into() });
        Reading { imports, types: self.types, broken, lines: count_lines(text), ..Reading::default() }
    }
}

fn parse(allocator: &Allocator, text: &str, kind: SourceType) -> Gathered {
    let parsed = Parser::new(allocator, text, kind).parse();
    let mut gathered = Gathered::default();
    if parsed.panicked {
        let first = parsed.diagnostics.iter().next();
        let at = first.and_then(|fault| fault.labels.first()).map_or(0, |label| label.offset() as usize);
        let message =
            first.map_or_else(|| "not well-formed".to_owned(), |fault| format!("not well-formed: {}", fault.message));
        gathered.broken = Some((at, message));
        return gathered;
    }
    gathered.record(&parsed.module_record);
    gathered.comments(&parsed.program, text);
    gathered.modules(&parsed.program);
    gathered.types = types(&parsed.program);
    let record = &parsed.module_record;
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let calls = has("equire") || has("define(") || has("import(") || !record.dynamic_imports.is_empty();
    let places = || !record.import_metas.is_empty() && (has("URL(") || has("resolve("));
    if calls || places() || has("jest.") || has("vi.") {
        let makers = record.import_entries.iter().filter(|entry| {
            let name = if let ImportImportName::Name(name) = &entry.import_name { name.name.as_str() } else { "" };
            name == "createRequire"
        });
        let mut calls = Calls {
            gathered: &mut gathered,
            text,
            functions: 0,
            shadowed: 0,
            makers: makers.map(|entry| entry.local_name.name.as_str()).collect(),
            made: FxHashSet::default(),
            is_typescript: kind.is_typescript(),
        };
        calls.shadowed = u32::from(calls.declares_require(&parsed.program.body));
        calls.visit_program(&parsed.program);
    }
    gathered
}

impl Gathered {
    /// Import and export statements.
    fn record(&mut self, record: &ModuleRecord<'_>) {
        let imports = types_only(record.import_entries.iter().map(|entry| (entry.statement_span, entry.is_type)));
        let exports =
            types_only(record.indirect_export_entries.iter().map(|entry| (entry.statement_span, entry.is_type)));
        for (name, requests) in &record.requested_modules {
            for request in requests {
                let marked = if request.is_import { &imports } else { &exports };
                let is_type = request.is_type || marked.get(&request.statement_span.start) == Some(&true);
                let kind = match (is_type, request.is_import) {
                    (true, _) => EdgeKind::TypeOnly,
                    (false, true) => EdgeKind::Import,
                    (false, false) => EdgeKind::ReExport,
                };
                self.add(request.statement_span.start as usize, kind, name);
            }
        }
    }

    /// `/// <reference path="..." />` and its kin, before the first statement.
    fn comments(&mut self, program: &Program<'_>, text: &str) {
        let first = program.body.first().map_or(u32::MAX, |statement| statement.span().start);
        for comment in program.comments.iter().take_while(|comment| comment.span.start < first) {
            let Some(body) = text.get(comment.span.start as usize..comment.span.end as usize) else { continue };
            let Some(tag) = body.strip_prefix("///").map(str::trim_start).filter(|tag| tag.starts_with("<reference"))
            else {
                continue;
            };
            for (name, is_path) in [("path", true), ("types", false)] {
                let value = tag.split_once(&format!("{name}=")).and_then(|(_, rest)| {
                    let quote = rest.chars().next()?;
                    rest.get(1..)?.split(quote).next()
                });
                match value {
                    Some(value) if is_path && !value.starts_with('.') => {
                        self.add(comment.span.start as usize, EdgeKind::TypeOnly, &format!("./{value}"));
                    }
                    Some(value) => self.add(comment.span.start as usize, EdgeKind::TypeOnly, value),
                    None => {}
                }
            }
        }
    }
}

impl Gathered {
    /// What is declared of other modules: `declare module "./a" { ... }`, and what that imports.
    fn modules(&mut self, program: &Program<'_>) {
        for statement in &program.body {
            let Statement::TSExternalModuleDeclaration(module) = statement else { continue };
            if module.id.value.starts_with('.') {
                self.add(module.span.start as usize, EdgeKind::TypeOnly, &module.id.value);
            }
            for statement in module.body.iter().flat_map(|body| &body.body) {
                if let Some(source) = statement.as_module_declaration().and_then(|declaration| declaration.source()) {
                    self.add(source.span.start as usize, EdgeKind::TypeOnly, &source.value);
                }
            }
        }
    }
}

/// For each statement, by where it begins, whether everything it names is marked `type`. Empty when nothing
/// is.
fn types_only(entries: impl Iterator<Item = (Span, bool)> + Clone) -> FxHashMap<u32, bool> {
    let mut statements = FxHashMap::default();
    if entries.clone().any(|(_, is_type)| is_type) {
        for (statement, is_type) in entries {
            *statements.entry(statement.start).or_insert(true) &= is_type;
        }
    }
    statements
}

/// How many types stand at the top of a file.
fn types(program: &Program<'_>) -> Types {
    let mut types = Types::default();
    for statement in &program.body {
        match statement {
            Statement::ExportDeclaration(export) => count_declared(&mut types, &export.declaration),
            Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                ExportDefaultDeclarationKind::ClassDeclaration(class) => count_class(&mut types, class),
                ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => types.abstracts += 1,
                _ => {}
            },
            statement => {
                if let Some(declared) = statement.as_declaration() {
                    count_declared(&mut types, declared);
                }
            }
        }
    }
    types
}

fn count_declared(types: &mut Types, declared: &Declared<'_>) {
    match declared {
        Declared::ClassDeclaration(class) => count_class(types, class),
        Declared::TSInterfaceDeclaration(_) | Declared::TSTypeAliasDeclaration(_) => types.abstracts += 1,
        Declared::TSEnumDeclaration(_) => types.concrete += 1,
        _ => {}
    }
}

fn count_class(types: &mut Types, class: &Class<'_>) {
    if class.r#abstract {
        types.abstracts += 1;
    } else {
        types.concrete += 1;
    }
}

/// Most letters that are shown of an expression.
const MOST_SHOWN: usize = 60;

/// Finds what is imported by calls: `require`, `define`, `import()`, and types written `import("...")`.
struct Calls<'a, 'g> {
    gathered: &'g mut Gathered,
    text: &'g str,
    /// How many functions the place stands in.
    functions: u32,
    /// How many of them, and of the file, have a `require` of their own, which is that of a bundle and not of
    /// the runtime.
    shadowed: u32,
    /// Names of `createRequire`.
    makers: FxHashSet<&'a str>,
    /// Names of what it made.
    made: FxHashSet<&'a str>,
    is_typescript: bool,
}

impl<'a> Calls<'a, '_> {
    /// A call that is made when the file is loaded imports; one inside a function may come later.
    fn kind(&self) -> EdgeKind {
        if self.functions == 0 { EdgeKind::Import } else { EdgeKind::Dynamic }
    }

    fn add(&mut self, span: Span, kind: EdgeKind, specifier: &str) {
        self.gathered.add(span.start as usize, kind, specifier);
    }

    fn written(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The strings of an array, as `define(["a", "b"], ...)` has it.
    fn array(&mut self, argument: Option<&Argument<'_>>, span: Span) {
        if let Some(Expression::ArrayExpression(array)) = argument.and_then(Argument::as_expression) {
            for element in &array.elements {
                if let Some(name) = element.as_expression().and_then(text_of)
                    && !matches!(&*name, "require" | "exports" | "module")
                {
                    // A plug-in before an exclamation mark loads what stands after it.
                    let name = name.rsplit_once('!').map_or(&*name, |(_, name)| name);
                    self.add(span, EdgeKind::Import, name);
                }
            }
        }
    }

    /// What a call of `require` loads.
    fn required(&mut self, call: &CallExpression<'_>) {
        let first = call.arguments.first();
        match first.and_then(Argument::as_expression) {
            Some(Expression::ArrayExpression(_)) => self.array(first, call.span),
            Some(name) => self.named(call.span, self.kind(), "require", name),
            None => {}
        }
    }

    /// Adds what is named by an expression: if only running tells what that is, the call as it stands, which
    /// is the name of nothing.
    fn named(&mut self, span: Span, kind: EdgeKind, call: &str, expression: &Expression<'_>) {
        if let Some(name) = text_of(expression) {
            return self.add(span, kind, &name);
        }
        let written = self.written(expression.span());
        let end = written.char_indices().nth(MOST_SHOWN).map(|(end, _)| end);
        let shown = written.get(..end.unwrap_or(written.len())).unwrap_or_default();
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        self.add(span, kind, &format!("{call}({shown}{})", if end.is_some() { "…" } else { "" }));
    }

    /// A call of a method: `module.require`, `require.resolve`, `import.meta.resolve`, `jest.mock` and its kin.
    fn method(&mut self, call: &CallExpression<'_>, of: &Expression<'_>, name: &str) {
        let kind = match (of.get_inner_expression(), name) {
            (Expression::Identifier(of), "require") if of.name == "module" => return self.required(call),
            (Expression::Identifier(of), "resolve") if self.is_require(&of.name) => EdgeKind::Dynamic,
            (Expression::ImportMeta(_), "resolve") => EdgeKind::Dynamic,
            // What is mocked with options may be there in name only.
            (Expression::Identifier(of), _)
                if matches!(of.name.as_str(), "jest" | "vi") && MOCKS.contains(&name) && call.arguments.len() < 3 =>
            {
                EdgeKind::Test
            }
            _ => return,
        };
        if let Some(name) = call.arguments.first().and_then(Argument::as_expression).and_then(text_of) {
            self.add(call.span, kind, &name);
        }
    }

    fn is_require(&self, name: &str) -> bool {
        name == "require" && self.shadowed == 0 || self.made.contains(name)
    }

    /// Whether an expression is a call of `createRequire`.
    fn makes_require(&self, expression: &Expression<'_>) -> bool {
        let Expression::CallExpression(call) = expression.get_inner_expression() else { return false };
        match call.callee.get_inner_expression() {
            Expression::Identifier(name) => name.name == "createRequire" || self.makers.contains(name.name.as_str()),
            Expression::StaticMemberExpression(member) => member.property.name == "createRequire",
            _ => false,
        }
    }

    /// Whether one of several statements declares a `require` that has nothing to do with the one of the
    /// runtime.
    fn declares_require(&self, statements: &[Statement<'_>]) -> bool {
        statements.iter().any(|statement| match statement {
            Statement::FunctionDeclaration(function) => {
                function.body.is_some() && function.id.as_ref().is_some_and(|name| name.name == "require")
            }
            Statement::VariableDeclaration(declaration) => declaration.declarations.iter().any(|declared| {
                let is_own = |value: &Expression<'_>| !self.written(value.span()).contains("equire");
                declared.id.get_identifier_name().is_some_and(|name| name == "require")
                    && declared.init.as_ref().is_some_and(is_own)
            }),
            _ => false,
        })
    }
}

/// Functions of Jest and Vitest whose first argument names a module.
const MOCKS: &[&str] = &[
    "mock",
    "doMock",
    "dontMock",
    "doUnmock",
    "unmock",
    "setMock",
    "requireActual",
    "requireMock",
    "importActual",
    "importMock",
    "unstable_mockModule",
];

fn takes_require(parameters: &FormalParameters<'_>) -> bool {
    parameters
        .items
        .iter()
        .any(|parameter| parameter.pattern.get_identifier_name().is_some_and(|name| name == "require"))
}

/// The text of a string, of a template that is filled in with such, or of several put together.
fn text_of<'a>(expression: &'a Expression<'_>) -> Option<Cow<'a, str>> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(literal) => Some(Cow::Borrowed(literal.value.as_str())),
        Expression::TemplateLiteral(template) => {
            let mut text = Cow::Borrowed("");
            let mut fillings = template.expressions.iter();
            for part in &template.quasis {
                text += part.value.cooked.as_ref().map_or("", |part| part.as_str());
                if let Some(filling) = fillings.next() {
                    text += text_of(filling)?;
                }
            }
            Some(text)
        }
        Expression::BinaryExpression(sum) if sum.operator == BinaryOperator::Addition => {
            Some(text_of(&sum.left)? + text_of(&sum.right)?)
        }
        _ => None,
    }
}

impl<'a> Visit<'a> for Calls<'a, '_> {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        let shadows = u32::from(takes_require(&function.params));
        self.functions += 1;
        self.shadowed += shadows;
        walk::walk_function(self, function, flags);
        self.shadowed -= shadows;
        self.functions -= 1;
    }

    fn visit_arrow_function_expression(&mut self, function: &ArrowFunctionExpression<'a>) {
        let shadows = u32::from(takes_require(&function.params));
        self.functions += 1;
        self.shadowed += shadows;
        walk::walk_arrow_function_expression(self, function);
        self.shadowed -= shadows;
        self.functions -= 1;
    }

    fn visit_function_body(&mut self, body: &FunctionBody<'a>) {
        let shadows = u32::from(self.declares_require(&body.statements));
        self.shadowed += shadows;
        walk::walk_function_body(self, body);
        self.shadowed -= shadows;
    }

    fn visit_variable_declarator(&mut self, declared: &VariableDeclarator<'a>) {
        if let Some(name) = declared.id.get_identifier_name()
            && declared.init.as_ref().is_some_and(|value| self.makes_require(value))
        {
            self.made.insert(name.as_str());
        }
        walk::walk_variable_declarator(self, declared);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let callee = call.callee.get_inner_expression();
        match callee {
            Expression::Identifier(name) if self.is_require(&name.name) => self.required(call),
            Expression::Identifier(name)
                if !self.is_typescript && matches!(name.name.as_str(), "define" | "requirejs") =>
            {
                self.array(call.arguments.first(), call.span);
                self.array(call.arguments.get(1), call.span);
            }
            Expression::CallExpression(_) if self.makes_require(callee) => self.required(call),
            Expression::StaticMemberExpression(member) => self.method(call, &member.object, &member.property.name),
            _ => {}
        }
        // `define(function (require) { ... })` hands over the one of the loader.
        let is_definition = matches!(callee, Expression::Identifier(callee) if callee.name == "define");
        for argument in &call.arguments {
            match argument {
                Argument::FunctionExpression(function) if is_definition => {
                    self.functions += 1;
                    if let Some(body) = &function.body {
                        self.visit_function_body(body);
                    }
                    self.functions -= 1;
                }
                Argument::ArrowFunctionExpression(function) if is_definition => {
                    self.functions += 1;
                    self.visit_arrow_function_body(&function.body);
                    self.functions -= 1;
                }
                argument => self.visit_argument(argument),
            }
        }
        self.visit_expression(&call.callee);
    }

    fn visit_new_expression(&mut self, new: &NewExpression<'a>) {
        // A place beside the file, which need not be a module.
        if let Expression::Identifier(callee) = &new.callee
            && callee.name == "URL"
            && let [name, base] = new.arguments.as_slice()
            && let Some(Expression::StaticMemberExpression(base)) = base.as_expression()
            && matches!(base.object, Expression::ImportMeta(_))
            && let Some(name) = name.as_expression().and_then(text_of).filter(|name| name.starts_with('.'))
        {
            self.add(new.span, EdgeKind::Dynamic, &format!("new URL({name})"));
        }
        walk::walk_new_expression(self, new);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        self.named(import.span, EdgeKind::Dynamic, "import", &import.source);
        walk::walk_import_expression(self, import);
    }

    fn visit_ts_import_type(&mut self, import: &TSImportType<'a>) {
        // What is no string, the parser takes for an empty one.
        if !import.source.value.is_empty() {
            self.add(import.span, EdgeKind::TypeOnly, &import.source.value);
        }
        walk::walk_ts_import_type(self, import);
    }

    fn visit_ts_import_equals_declaration(&mut self, import: &TSImportEqualsDeclaration<'a>) {
        if let TSModuleReference::ExternalModuleReference(reference) = &import.module_reference {
            let kind = if import.import_kind.is_type() { EdgeKind::TypeOnly } else { EdgeKind::Import };
            self.add(import.span, kind, &reference.expression.value);
        }
        walk::walk_ts_import_equals_declaration(self, import);
    }
}
