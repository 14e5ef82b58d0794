//! `pyproject.toml`: packages of Python.

use toml::{Table, Value};

use crate::graph::Ecosystem;
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;

/// `pyproject.toml`.
pub(super) struct PyProject;

impl Manifest for PyProject {
    fn version(&self) -> u32 {
        1
    }

    fn reads(&self, path: &str) -> bool {
        name_of(path) == "pyproject.toml"
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                let error: toml::de::Error = error;
                let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
                let line = before.matches('\n').count() as u32 + 1;
                return Stated { notes: vec![(line, format!("not TOML: {}", error.message()))], ..Stated::default() };
            }
        };
        let poetry = table.get("tool").and_then(|tool| tool.get("poetry"));
        let name = [table.get("project"), poetry].into_iter().flatten().find_map(|table| table.get("name"));
        let package = name.and_then(Value::as_str).map(|name| (Ecosystem::Pypi, name.to_owned()));
        Stated { package, ..Stated::default() }
    }
}
