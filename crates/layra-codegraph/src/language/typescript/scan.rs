//! What one file imports, as written.

use std::cell::RefCell;

use memchr::memmem;
use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, ArrowFunctionExpression, CallExpression, Class, Declaration as Declared, ExportDefaultDeclarationKind,
    Expression, Function, ImportExpression, Program, Statement, TSImportEqualsDeclaration, TSImportType,
    TSModuleReference,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{SourceType, Span};
use oxc_syntax::module_record::ModuleRecord;
use oxc_syntax::scope::ScopeFlags;

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
        let part = depth::with_stack_of_script(text, || {
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
    gathered.types = types(&parsed.program);
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if has("require") || has("define(") || has("import(") {
        Calls { gathered: &mut gathered, functions: 0, bundled: 0, is_typescript: kind.is_typescript() }
            .visit_program(&parsed.program);
    }
    gathered
}

impl Gathered {
    /// Import and export statements.
    fn record(&mut self, record: &ModuleRecord<'_>) {
        for (name, requests) in &record.requested_modules {
            for request in requests {
                let is_type = request.is_type || request.is_import && lends_types_only(record, request.statement_span);
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
        let first = program.body.first().map_or(u32::MAX, |statement| oxc_span::GetSpan::span(statement).start);
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

/// Whether everything a statement imports is marked `type`.
fn lends_types_only(record: &ModuleRecord<'_>, statement: Span) -> bool {
    let mut entries = record.import_entries.iter().filter(|entry| entry.statement_span == statement).peekable();
    entries.peek().is_some() && entries.all(|entry| entry.is_type)
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

/// Finds what is imported by calls: `require`, `define`, `import()`, and types written `import("...")`.
struct Calls<'g> {
    gathered: &'g mut Gathered,
    /// How many functions the place stands in.
    functions: u32,
    /// How many of them have a `require` of their own, which is that of a bundle and not of the runtime.
    bundled: u32,
    is_typescript: bool,
}

impl Calls<'_> {
    /// A call that is made when the file is loaded imports; one inside a function may come later.
    fn kind(&self) -> EdgeKind {
        if self.functions == 0 { EdgeKind::Import } else { EdgeKind::Dynamic }
    }

    fn add(&mut self, span: Span, kind: EdgeKind, specifier: &str) {
        self.gathered.add(span.start as usize, kind, specifier);
    }

    /// The strings of an array, as `define(["a", "b"], ...)` has it.
    fn array(&mut self, argument: Option<&Argument<'_>>, span: Span) {
        if let Some(Expression::ArrayExpression(array)) = argument.and_then(Argument::as_expression) {
            for element in &array.elements {
                if let Some(name) = element.as_expression().and_then(text_of)
                    && !matches!(name, "require" | "exports" | "module")
                {
                    // A plug-in before an exclamation mark loads what stands after it.
                    let name = name.rsplit_once('!').map_or(name, |(_, name)| name);
                    self.add(span, EdgeKind::Import, name);
                }
            }
        }
    }
}

/// The text of a string, or of a template without anything to fill in.
fn text_of<'a>(expression: &'a Expression<'_>) -> Option<&'a str> {
    match expression {
        Expression::StringLiteral(literal) => Some(literal.value.as_str()),
        Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
            template.quasis.first().map(|part| part.value.raw.as_str())
        }
        _ => None,
    }
}

impl<'a> Visit<'a> for Calls<'_> {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        let is_bundled = function
            .params
            .items
            .iter()
            .any(|parameter| parameter.pattern.get_identifier_name().is_some_and(|name| name == "require"));
        self.functions += 1;
        self.bundled += u32::from(is_bundled);
        walk::walk_function(self, function, flags);
        self.bundled -= u32::from(is_bundled);
        self.functions -= 1;
    }

    fn visit_arrow_function_expression(&mut self, function: &ArrowFunctionExpression<'a>) {
        self.functions += 1;
        walk::walk_arrow_function_expression(self, function);
        self.functions -= 1;
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if let Expression::Identifier(callee) = &call.callee {
            let first = call.arguments.first();
            match callee.name.as_str() {
                "require" if self.bundled == 0 => {
                    let name = first.and_then(Argument::as_expression).and_then(text_of);
                    match name {
                        Some(name) => self.add(call.span, self.kind(), name),
                        None => self.array(first, call.span),
                    }
                }
                "define" | "requirejs" if !self.is_typescript => {
                    self.array(first, call.span);
                    self.array(call.arguments.get(1), call.span);
                }
                _ => {}
            }
        }
        // `define(function (require) { ... })` hands over the one of the loader.
        let is_definition = matches!(&call.callee, Expression::Identifier(callee) if callee.name == "define");
        for argument in &call.arguments {
            match argument {
                Argument::FunctionExpression(function) if is_definition => {
                    self.functions += 1;
                    if let Some(body) = &function.body {
                        self.visit_function_body(body);
                    }
                    self.functions -= 1;
                }
                argument => self.visit_argument(argument),
            }
        }
        self.visit_expression(&call.callee);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        if let Some(name) = text_of(&import.source) {
            self.add(import.span, EdgeKind::Dynamic, name);
        }
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
