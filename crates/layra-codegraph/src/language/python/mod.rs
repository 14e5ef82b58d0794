//! Python, with its stub files.

mod placed;
mod resolve;
mod roots;
mod scan;
mod standard;
mod tests;

use memchr::memmem;

use crate::graph::{Ecosystem, Note};
use crate::language::{Language, Reading, Resolver, World};
use crate::paths::{extension_of, name_of};

/// Python.
pub(super) struct Python;

impl Language for Python {
    fn name(&self) -> &'static str {
        "python"
    }

    fn ecosystem(&self) -> Ecosystem {
        Ecosystem::Pypi
    }

    fn reads(&self, path: &str) -> bool {
        matches!(extension_of(path), "py" | "pyi" | "pyw")
    }

    fn configures(&self, path: &str) -> bool {
        placed::may_say(name_of(path))
    }

    fn is_latin1(&self, bytes: &[u8]) -> bool {
        coding(bytes).is_some_and(|name| {
            let name = name.to_ascii_lowercase().replace('_', "-");
            matches!(name.as_str(), "latin-1" | "latin1" | "l1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1")
        })
    }

    fn is_test(&self, path: &str) -> bool {
        tests::is_named_test(path) || tests::folders(path).next().is_some()
    }

    fn scan(&self, path: &str, text: &str) -> Reading {
        scan::scan(path, text)
    }

    fn prepare<'a>(&self, world: &'a World<'a>) -> (Box<dyn Resolver + 'a>, Vec<Note>) {
        let (roots, notes) = roots::Roots::new(world);
        (Box::new(resolve::Imports::new(world, roots)), notes)
    }
}

/// The encoding that a comment on one of the first two lines declares, as PEP 263 has it.
fn coding(bytes: &[u8]) -> Option<&str> {
    bytes.split(|byte| *byte == b'\n').take(2).find_map(|line| {
        let line = line.trim_ascii_start().strip_prefix(b"#")?;
        let after = line.get(memmem::find(line, b"coding")? + "coding".len()..)?;
        let name = after.strip_prefix(b":").or_else(|| after.strip_prefix(b"="))?.trim_ascii_start();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let length = name.iter().take_while(|byte| is_part(byte)).count();
        std::str::from_utf8(name.get(..length)?).ok()
    })
}
