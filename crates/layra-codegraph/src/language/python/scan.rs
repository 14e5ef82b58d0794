//! What one file imports, as written.

use memchr::memmem;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{BoolOp, ExceptHandler, Expr, ExprCall, Operator, PySourceType, Stmt, StmtClassDef, UnaryOp};
use ruff_python_parser::parse_unchecked_source;
use ruff_text_size::{Ranged, TextRange};

use crate::graph::{EdgeKind, Types};
use crate::language::text::{Lines, count_lines};
use crate::language::{Declaration, DeclarationKind, Fault, RawImport, Reading, depth};
use crate::paths::name_of;

/// Writes down what a file imports.
pub(super) fn scan(path: &str, text: &str) -> Reading {
    let name = name_of(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let gathered = depth::with_stack(text, || parse(stem, text));
    let mut gathered = gathered.unwrap_or_else(|reason| Gathered { broken: Some((0, reason)), ..Gathered::default() });
    gathered.imports.sort_by_key(|import| import.at);
    let mut lines = Lines::new(text);
    let imports = gathered.imports.into_iter().map(|import| RawImport {
        specifier: import.module,
        member: import.member,
        kind: import.kind,
        line: lines.of(import.at),
    });
    let spread = Declaration { kind: DeclarationKind::Package, name: "__path__".into(), detail: None };
    Reading {
        imports: imports.collect(),
        declarations: gathered.is_spread.then_some(spread).into_iter().collect(),
        types: gathered.types,
        broken: gathered.broken.map(|(at, message)| Fault { line: Lines::new(text).of(at), message: message.into() }),
        lines: count_lines(text),
    }
}

/// Functions that spread a package over several folders, of `pkgutil` and `pkg_resources`.
const SPREADS: &[&str] = &["extend_path", "declare_namespace"];

/// What was found so far.
#[derive(Default)]
struct Gathered {
    imports: Vec<Import>,
    types: Types,
    /// Names in `__all__`.
    offered: Vec<String>,
    /// Whether it says that other folders have more of the package: a way from before namespace packages.
    is_spread: bool,
    broken: Option<(usize, String)>,
}

struct Import {
    at: usize,
    kind: EdgeKind,
    /// With a full stop for each level it goes up; a whole call where it is not written out.
    module: Box<str>,
    member: Option<Box<str>>,
    /// The name it gets here.
    name: Box<str>,
}

fn parse(stem: &str, text: &str) -> Gathered {
    // The grammar of stubs is the same.
    let parsed = parse_unchecked_source(text, PySourceType::Python);
    let mut gathered = Gathered::default();
    if let Some(error) = parsed.errors().first() {
        gathered.broken = Some((error.location.start().to_usize(), format!("not well-formed: {}", error.error)));
    }
    gathered.block(parsed.suite(), EdgeKind::Import);
    if !gathered.offered.is_empty() {
        gathered.offered.sort_unstable();
        for import in &mut gathered.imports {
            let is_offered = gathered.offered.binary_search_by(|name| name.as_str().cmp(&import.name)).is_ok();
            if import.kind == EdgeKind::Import && import.member.is_some() && is_offered {
                import.kind = EdgeKind::ReExport;
            }
        }
    }
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if has("import_module") || has("__import__") || SPREADS.iter().any(|word| has(word)) {
        let renamed =
            gathered.imports.iter().filter(|import| &*import.module == "importlib" && import.member.is_none());
        let libraries = renamed.map(|import| import.name.clone()).collect();
        let mut calls = Calls { gathered: &mut gathered, text, stem, libraries };
        for statement in parsed.suite() {
            calls.visit_stmt(statement);
        }
    }
    for statement in parsed.suite() {
        if let Stmt::ClassDef(class) = statement {
            let is_abstract = describes_only(class);
            gathered.types.abstracts += u32::from(is_abstract);
            gathered.types.concrete += u32::from(!is_abstract);
        }
    }
    gathered
}

impl Gathered {
    /// Adds what the statements of a block import.
    fn block(&mut self, statements: &[Stmt], kind: EdgeKind) {
        for statement in statements {
            self.statement(statement, kind);
        }
    }

    fn statement(&mut self, statement: &Stmt, kind: EdgeKind) {
        match statement {
            Stmt::Import(import) => {
                for name in &import.names {
                    self.add(name.range(), kind, name.name.as_str().into(), None, name.asname.as_deref());
                }
            }
            Stmt::ImportFrom(import) => {
                let mut module = ".".repeat((import.level as usize).min(64));
                module.push_str(import.module.as_deref().unwrap_or_default());
                for name in &import.names {
                    let shown = name.asname.as_deref().unwrap_or(&name.name);
                    let passes_on = &name.name == "*" || name.asname.as_deref() == Some(&name.name);
                    let kind = if passes_on && kind == EdgeKind::Import { EdgeKind::ReExport } else { kind };
                    self.add(import.range, kind, module.as_str().into(), Some(name.name.as_str().into()), Some(shown));
                }
            }
            Stmt::FunctionDef(function) => {
                let kind = if kind == EdgeKind::Import { EdgeKind::Dynamic } else { kind };
                self.block(&function.body, kind);
            }
            Stmt::ClassDef(class) => self.block(&class.body, kind),
            Stmt::If(branches) => {
                let typing = Typing::of(&branches.test);
                let is_typing = typing == Typing::Only;
                self.block(&branches.body, if is_typing { EdgeKind::TypeOnly } else { kind });
                // Where a branch is taken whenever the program runs, types alone are left for those after it.
                let mut kind = if typing == Typing::Never { EdgeKind::TypeOnly } else { kind };
                for clause in &branches.elif_else_clauses {
                    let typing = clause.test.as_ref().map_or(Typing::Also, Typing::of);
                    let is_typing = typing == Typing::Only;
                    self.block(&clause.body, if is_typing { EdgeKind::TypeOnly } else { kind });
                    if typing == Typing::Never {
                        kind = EdgeKind::TypeOnly;
                    }
                }
            }
            Stmt::For(each) => {
                self.block(&each.body, kind);
                self.block(&each.orelse, kind);
            }
            Stmt::While(repeated) => {
                self.block(&repeated.body, kind);
                self.block(&repeated.orelse, kind);
            }
            Stmt::With(with) => self.block(&with.body, kind),
            Stmt::Match(matched) => {
                for case in &matched.cases {
                    self.block(&case.body, kind);
                }
            }
            Stmt::Try(tried) => {
                self.block(&tried.body, kind);
                for ExceptHandler::ExceptHandler(handler) in &tried.handlers {
                    self.block(&handler.body, kind);
                }
                self.block(&tried.orelse, kind);
                self.block(&tried.finalbody, kind);
            }
            Stmt::Assign(assigned) if assigned.targets.iter().any(is_all) => self.offer(&assigned.value),
            Stmt::AugAssign(assigned) if is_all(&assigned.target) => self.offer(&assigned.value),
            Stmt::AnnAssign(assigned) if is_all(&assigned.target) => {
                if let Some(value) = &assigned.value {
                    self.offer(value);
                }
            }
            Stmt::Expr(statement) => {
                if let Expr::Call(call) = &*statement.value
                    && let Expr::Attribute(attribute) = &*call.func
                    && is_all(&attribute.value)
                    && let [argument] = &*call.arguments.args
                {
                    match attribute.attr.as_str() {
                        "extend" => self.offer(argument),
                        "append" => self.offered.extend(text_of(argument).map(str::to_owned)),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn add(
        &mut self,
        range: TextRange,
        kind: EdgeKind,
        module: Box<str>,
        member: Option<Box<str>>,
        name: Option<&str>,
    ) {
        let at = range.start().to_usize();
        self.imports.push(Import { at, kind, module, member, name: name.unwrap_or_default().into() });
    }

    /// Adds the names of a list, or of a sum of lists.
    fn offer(&mut self, mut value: &Expr) {
        // Long sums nest to the left.
        while let Expr::BinOp(sum) = value
            && sum.op == Operator::Add
        {
            self.offer(&sum.right);
            value = &sum.left;
        }
        let elements = match value {
            Expr::List(list) => &list.elts,
            Expr::Tuple(tuple) => &tuple.elts,
            _ => return,
        };
        self.offered.extend(elements.iter().filter_map(text_of).map(str::to_owned));
    }
}

fn is_all(target: &Expr) -> bool {
    matches!(target, Expr::Name(name) if &name.id == "__all__")
}

/// The text of an expression that is nothing but text.
pub(super) fn text_of(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::StringLiteral(literal) => Some(literal.value.to_str()),
        _ => None,
    }
}

/// The name of what is called, without what it is a part of; empty when it has none.
pub(super) fn name_called(call: &ExprCall) -> &str {
    match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    }
}

/// When a condition holds, seen from a program that checks types.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typing {
    /// Only while types are checked: it asks for `TYPE_CHECKING`, by any path.
    Only,
    /// Whenever types are not checked: `not TYPE_CHECKING`.
    Never,
    /// Perhaps at either time.
    Also,
}

impl Typing {
    fn of(test: &Expr) -> Self {
        let is_mark = |test: &Expr| match test {
            Expr::Name(name) => &name.id == "TYPE_CHECKING",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
            _ => false,
        };
        match test {
            Expr::BoolOp(both) if both.op == BoolOp::And && both.values.iter().any(is_mark) => Self::Only,
            Expr::UnaryOp(other) if other.op == UnaryOp::Not && is_mark(&other.operand) => Self::Never,
            test if is_mark(test) => Self::Only,
            _ => Self::Also,
        }
    }
}

/// Whether a class says of itself that it is abstract: a protocol, or one with abstract parts.
fn describes_only(class: &StmtClassDef) -> bool {
    let named = |expression: &Expr| {
        let expression = match expression {
            Expr::Subscript(subscript) => &subscript.value,
            expression => expression,
        };
        match expression {
            Expr::Name(name) => matches!(name.id.as_str(), "ABC" | "ABCMeta" | "Protocol" | "Interface"),
            Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "ABC" | "ABCMeta" | "Protocol"),
            _ => false,
        }
    };
    class.arguments.as_ref().is_some_and(|arguments| {
        arguments.args.iter().any(named) || arguments.keywords.iter().any(|keyword| named(&keyword.value))
    })
}

/// Finds modules that are imported by name, `importlib.import_module("a.b")` and `__import__("a.b")`, and
/// packages that are spread.
struct Calls<'a> {
    gathered: &'a mut Gathered,
    text: &'a str,
    /// The name of the file, without its ending.
    stem: &'a str,
    /// Other names of `importlib` here.
    libraries: Vec<Box<str>>,
}

impl<'a> Visitor<'a> for Calls<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.gathered.is_spread |= SPREADS.contains(&name_called(call));
            if matches!(name_called(call), "import_module" | "__import__") && !call.arguments.is_empty() {
                let name = call.arguments.find_argument_value("name", 0).and_then(text_of);
                let module = name.and_then(|name| self.module(call, name));
                // Others have functions of that name too; with text they import like this one.
                if let Some(module) = module.or_else(|| self.is_of_library(call).then(|| self.written(call))) {
                    self.gathered.add(call.range(), EdgeKind::Dynamic, module.into(), None, None);
                }
            }
        }
        walk_expr(self, expression);
    }
}

impl Calls<'_> {
    /// Whether what is called comes with Python.
    fn is_of_library(&self, call: &ExprCall) -> bool {
        match &*call.func {
            Expr::Attribute(attribute) if &attribute.attr == "import_module" => {
                matches!(&*attribute.value, Expr::Name(library)
                    if &library.id == "importlib" || self.libraries.iter().any(|name| **name == *library.id))
            }
            _ => true,
        }
    }

    /// The module of that name, with a full stop for each level it goes up; none when that is not written
    /// out.
    fn module(&self, call: &ExprCall, name: &str) -> Option<String> {
        if name_called(call) == "__import__" {
            return match call.arguments.find_argument_value("level", 4) {
                None => Some(name.to_owned()),
                Some(Expr::NumberLiteral(level)) => {
                    let level = level.value.as_int()?.as_usize().filter(|level| *level <= 64)?;
                    Some(".".repeat(level) + name)
                }
                Some(_) => None,
            };
        }
        let rest = name.trim_start_matches('.');
        let level = name.len() - rest.len();
        if level == 0 {
            return Some(name.to_owned());
        }
        let package = call.arguments.find_argument_value("package", 1)?;
        match (text_of(package), package) {
            (Some(mut package), _) => {
                for _ in 1..level {
                    package = package.rsplit_once('.')?.0;
                }
                Some(format!("{package}.{rest}"))
            }
            // The name of a module that is no package counts as one more level.
            (_, Expr::Name(own)) if &own.id == "__name__" && self.stem != "__init__" => match level {
                1 => Some(format!(".{}.{rest}", self.stem)),
                _ => name.get(1..).map(str::to_owned),
            },
            (_, Expr::Name(own)) if matches!(own.id.as_str(), "__name__" | "__package__") => Some(name.to_owned()),
            _ => None,
        }
    }

    /// A call as it stands in the text, shortened to one line.
    fn written(&self, call: &ExprCall) -> String {
        let whole = self.text.get(call.start().to_usize()..call.end().to_usize());
        match whole.filter(|whole| whole.len() <= 80 && !whole.contains('\n') && whole.ends_with(')')) {
            Some(whole) => whole.to_owned(),
            None => format!("{}(...)", name_called(call)),
        }
    }
}

/// Whether an import as written is a call whose name of a module is not written out.
pub(super) fn is_computed(specifier: &str) -> bool {
    specifier.ends_with(')')
}
