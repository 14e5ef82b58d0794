//! `package.json`: packages of JavaScript and TypeScript.

use serde::Deserialize;

use crate::graph::Ecosystem;
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;

/// `package.json`.
pub(super) struct PackageJson;

#[derive(Deserialize)]
struct Written {
    name: Option<String>,
}

impl Manifest for PackageJson {
    fn version(&self) -> u32 {
        1
    }

    fn reads(&self, path: &str) -> bool {
        name_of(path) == "package.json"
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        match serde_json::from_str::<Written>(text) {
            Ok(written) => Stated { package: written.name.map(|name| (Ecosystem::Npm, name)), ..Stated::default() },
            Err(error) => {
                let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
                Stated { notes: vec![(line, format!("not JSON: {error}"))], ..Stated::default() }
            }
        }
    }
}
