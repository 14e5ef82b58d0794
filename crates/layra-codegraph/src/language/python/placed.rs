//! Where the configuration of a project says that its sources stand.

use memchr::memmem;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Arguments, Expr, PySourceType};
use ruff_python_parser::parse_unchecked_source;

use super::scan::{name_called, text_of};
use crate::language::depth;
use crate::paths::folder_of;

/// Folders, as written, each with the package whose modules stand there: `a.b`, or nothing where whole
/// packages do.
type Placed = Vec<(String, String)>;

/// Whether a file may say where sources stand.
pub(super) fn may_say(name: &str) -> bool {
    matches!(name, "pyproject.toml" | "setup.cfg" | "setup.py" | "pytest.ini" | "tox.ini")
}

/// What a file of that name says.
///
/// # Errors
/// When it cannot be followed; why.
pub(super) fn placed(name: &str, text: &str) -> Result<Placed, &'static str> {
    match name {
        "pyproject.toml" => match text.parse() {
            Ok(table) => Ok(of_project(&table)),
            Err(_) => Err("not TOML: folders of sources that it names are not known"),
        },
        "setup.py" => Ok(of_script(text)),
        _ => Ok(of_sections(name, text)),
    }
}

/// What a `pyproject.toml` says.
fn of_project(table: &toml::Table) -> Placed {
    let at = |path: &[&str]| {
        let mut value = table.get(*path.first()?)?;
        for key in path.get(1..)? {
            value = value.get(key)?;
        }
        Some(value)
    };
    let texts = |path: &[&str]| -> Vec<&str> {
        match at(path) {
            Some(toml::Value::String(text)) => vec![text],
            Some(toml::Value::Array(list)) => list.iter().filter_map(toml::Value::as_str).collect(),
            _ => Vec::new(),
        }
    };
    let mut placed = Placed::new();
    for path in [
        &["tool", "setuptools", "packages", "find", "where"][..],
        &["tool", "hatch", "build", "sources"],
        &["tool", "hatch", "build", "dev-mode-dirs"],
        &["tool", "hatch", "build", "targets", "wheel", "sources"],
        &["tool", "pdm", "build", "package-dir"],
        &["tool", "uv", "build-backend", "module-root"],
        &["tool", "maturin", "python-source"],
        &["tool", "ruff", "src"],
        &["tool", "pytest", "ini_options", "pythonpath"],
        &["tool", "pyright", "extraPaths"],
        &["tool", "basedpyright", "extraPaths"],
        &["tool", "mypy", "mypy_path"],
        &["tool", "tach", "source_roots"],
    ] {
        placed.extend(texts(path).into_iter().map(|folder| (String::new(), folder.to_owned())));
    }
    // Whole packages, by their own folders.
    for path in [
        &["tool", "hatch", "build", "packages"][..],
        &["tool", "hatch", "build", "targets", "wheel", "packages"],
        &["tool", "scikit-build", "wheel", "packages"],
    ] {
        let folders = texts(path).into_iter().map(|package| folder_of(package.trim_end_matches('/')));
        placed.extend(folders.map(|folder| (String::new(), folder.to_owned())));
    }
    let packages = at(&["tool", "setuptools", "package-dir"]).and_then(toml::Value::as_table);
    for (package, folder) in packages.into_iter().flatten() {
        placed.extend(folder.as_str().map(|folder| (package.clone(), folder.to_owned())));
    }
    for path in [&["tool", "hatch", "build", "sources"][..], &["tool", "hatch", "build", "targets", "wheel", "sources"]]
    {
        let packages = at(path).and_then(toml::Value::as_table);
        for (folder, package) in packages.into_iter().flatten() {
            let package = package.as_str().map(|package| package.trim_matches('/').replace('/', "."));
            placed.extend(package.map(|package| (package, folder.clone())));
        }
    }
    let packages = at(&["tool", "poetry", "packages"]).and_then(toml::Value::as_array);
    let folders = packages.into_iter().flatten().filter_map(|package| package.get("from")?.as_str());
    placed.extend(folders.map(|folder| (String::new(), folder.to_owned())));
    placed
}

/// What a file of sections and options says: `setup.cfg`, or the configuration of pytest.
fn of_sections(name: &str, text: &str) -> Placed {
    let pytest = if name == "setup.cfg" { "tool:pytest" } else { "pytest" };
    let mut placed = Placed::new();
    let (mut section, mut option) = ("", "");
    for line in text.lines() {
        let written = line.trim();
        if written.is_empty() || written.starts_with(['#', ';']) {
            continue;
        }
        let mut value = written;
        if !line.starts_with([' ', '\t']) {
            if let Some(name) = written.strip_prefix('[') {
                (section, option) = (name.trim_end_matches(']').trim(), "");
                continue;
            }
            let Some((key, after)) = written.split_once(['=', ':']) else { continue };
            (option, value) = (key.trim(), after.trim());
        }
        let whole = |folder: &str| (String::new(), folder.to_owned());
        match option {
            "pythonpath" if section == pytest => placed.extend(value.split_whitespace().map(whole)),
            "where" if (name, section) == ("setup.cfg", "options.packages.find") => placed.push(whole(value)),
            "package_dir" | "package-dir" if (name, section) == ("setup.cfg", "options") => {
                let entries = value.split(',').filter_map(|entry| entry.split_once('='));
                placed.extend(entries.map(|(package, folder)| (package.trim().to_owned(), folder.trim().to_owned())));
            }
            _ => {}
        }
    }
    placed
}

/// What stands as plain text in a `setup.py`, which is never run.
fn of_script(text: &str) -> Placed {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !has("package_dir") && !has("find_") {
        return Placed::new();
    }
    let parsed = depth::with_stack(text, || {
        let mut calls = Calls::default();
        for statement in parse_unchecked_source(text, PySourceType::Python).suite() {
            calls.visit_stmt(statement);
        }
        calls.placed
    });
    // The scan of the file says what is wrong with it.
    parsed.unwrap_or_default()
}

/// Finds `setup(package_dir={"": "source"})` and `find_packages("source")`.
#[derive(Default)]
struct Calls {
    placed: Placed,
}

impl<'a> Visitor<'a> for Calls {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            match name_called(call) {
                "setup" => self.setup(&call.arguments),
                "find_packages" | "find_namespace_packages" => {
                    let folder = call.arguments.find_argument_value("where", 0).and_then(text_of);
                    self.placed.extend(folder.map(|folder| (String::new(), folder.to_owned())));
                }
                _ => {}
            }
        }
        walk_expr(self, expression);
    }
}

impl Calls {
    fn setup(&mut self, arguments: &Arguments) {
        let Some(Expr::Dict(packages)) = arguments.find_keyword("package_dir").map(|keyword| &keyword.value) else {
            return;
        };
        for item in &packages.items {
            if let (Some(package), Some(folder)) = (item.key.as_ref().and_then(text_of), text_of(&item.value)) {
                self.placed.push((package.to_owned(), folder.to_owned()));
            }
        }
    }
}
