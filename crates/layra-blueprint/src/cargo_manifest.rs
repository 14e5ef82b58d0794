//! Makes the `Cargo.toml` of a workspace's member that of a package which stands alone.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

/// Why a manifest cannot be made to stand alone.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not TOML.
    #[error("`{path}` is not TOML: {message}")]
    Syntax {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// It inherits what the workspace does not have.
    #[error("`{path}` takes `{what}` from the workspace, which does not have it")]
    Missing {
        /// The file.
        path: String,
        /// What it inherits.
        what: String,
    },
}

/// Tables of a manifest that list dependencies.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// A `Cargo.toml`, as it is edited.
pub(crate) struct CargoManifest {
    path: String,
    document: DocumentMut,
}

impl CargoManifest {
    pub(crate) fn parse(path: &str, text: &str) -> Result<Self, ManifestError> {
        let document = text.parse().map_err(|error: toml_edit::TomlError| ManifestError::Syntax {
            path: path.to_owned(),
            message: error.message().trim().to_owned(),
        })?;
        Ok(Self { path: path.to_owned(), document })
    }

    pub(crate) fn text(&self) -> String {
        self.document.to_string()
    }

    /// The name of the package.
    pub(crate) fn package(&self) -> Option<&str> {
        self.document.get("package")?.get("name")?.as_str()
    }

    /// Takes in all that it inherits from `workspace`.
    pub(crate) fn stand_alone(&mut self, workspace: &Self) -> Result<(), ManifestError> {
        let missing = |what: &str| ManifestError::Missing { path: self.path.clone(), what: what.to_owned() };
        let shared = workspace.document.get("workspace");
        let shared = |part: &str, key: &str| shared.and_then(|table| table.get(part)).and_then(|part| part.get(key));
        if let Some(package) = self.document.get_mut("package").and_then(Item::as_table_mut) {
            for (key, item) in package.iter_mut().filter(|(_, item)| inherits(item)) {
                *item = plain(shared("package", key.get()).ok_or_else(|| missing(key.get()))?);
            }
        }
        for kind in DEPENDENCIES {
            let Some(table) = self.document.get_mut(kind).and_then(Item::as_table_mut) else { continue };
            for (key, item) in table.iter_mut().filter(|(_, item)| inherits(item)) {
                let wanted = shared("dependencies", key.get()).ok_or_else(|| missing(key.get()))?;
                *item = dependency(wanted, item);
            }
            // `name.workspace = true` is a dotted table, which the value has replaced.
            table.iter_mut().for_each(|(mut key, _)| key.fmt());
        }
        if self.document.get("lints").is_some_and(inherits) {
            let lints = workspace.document.get("workspace").and_then(|table| table.get("lints"));
            self.document["lints"] = lints.cloned().ok_or_else(|| missing("lints"))?;
        }
        Ok(())
    }

    /// Makes it the root of a workspace of its own, with these members, and the profiles of `workspace`.
    pub(crate) fn make_root(&mut self, members: &[String], workspace: &Self) {
        let mut table = Table::new();
        if !members.is_empty() {
            table["members"] = Item::Value(members.iter().map(String::as_str).collect::<Array>().into());
        }
        self.document["workspace"] = Item::Table(table);
        if let Some(profile) = workspace.document.get("profile") {
            self.document["profile"] = profile.clone();
        }
        // Tables keep the places they had in their own files; behind everything they are in order.
        renumber(self.document.as_table_mut(), &mut 0);
    }

    /// Adds dependencies as `other`, a member of the same workspace, has them.
    pub(crate) fn add_dependencies(&mut self, names: &[String], other: &Self) -> Result<(), ManifestError> {
        for name in names {
            let wanted = other.document.get("dependencies").and_then(|table| table.get(name));
            let wanted =
                wanted.ok_or_else(|| ManifestError::Missing { path: other.path.clone(), what: name.clone() })?;
            let table = self.document.entry("dependencies").or_insert(Item::Table(Table::new()));
            if let Some(table) = table.as_table_mut() {
                table.entry(name).or_insert(wanted.clone());
                table.sort_values();
            }
        }
        Ok(())
    }
}

fn inherits(item: &Item) -> bool {
    item.get("workspace").and_then(Item::as_bool) == Some(true)
}

/// A value without the space around it.
fn plain(item: &Item) -> Item {
    let mut item = item.clone();
    if let Some(value) = item.as_value_mut() {
        value.decor_mut().clear();
    }
    item
}

/// What the workspace has, with what the member adds.
fn dependency(wanted: &Item, own: &Item) -> Item {
    let added: Vec<(String, Value)> = own
        .as_table_like()
        .into_iter()
        .flat_map(|table| table.iter())
        .filter(|(key, _)| *key != "workspace")
        .filter_map(|(key, item)| Some((key.to_owned(), item.as_value()?.clone())))
        .collect();
    if added.is_empty() && wanted.is_str() {
        return plain(wanted);
    }
    let mut table = match wanted.as_value() {
        Some(Value::InlineTable(table)) => table.clone(),
        Some(version) => InlineTable::from_iter([("version", version.clone())]),
        None => InlineTable::new(),
    };
    for (key, value) in added {
        match (table.get_mut(&key), value) {
            (Some(Value::Array(there)), Value::Array(more)) => {
                there.extend(more);
                there.fmt();
            }
            (_, value) => {
                table.insert(&key, value);
            }
        }
    }
    table.fmt();
    Item::Value(table.into())
}

fn renumber(table: &mut Table, next: &mut isize) {
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(table) => {
                table.set_position(Some(*next));
                *next += 1;
                renumber(table, next);
            }
            Item::ArrayOfTables(tables) => renumber_all(tables, next),
            Item::None | Item::Value(_) => {}
        }
    }
}

fn renumber_all(tables: &mut ArrayOfTables, next: &mut isize) {
    for table in tables.iter_mut() {
        table.set_position(Some(*next));
        *next += 1;
        renumber(table, next);
    }
}
