//! JSON Schemas of every file a person writes, so that editors complete and check.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

use crate::raw::{RawAsked, RawConcerns, RawFacts, RawPack, RawPattern, RawQualities, RawTechnologies};

/// A kind of file and its schema.
#[derive(Debug, Clone, PartialEq)]
pub struct FileSchema {
    /// What it is called on the command line: `pattern`.
    pub name: &'static str,
    /// Where such files stand: `patterns/<slug>/pattern.toml` in a pack.
    pub file: &'static str,
    /// The schema, JSON Schema draft 2020-12.
    pub schema: Value,
}

/// The schemas of all files of a pack.
pub fn all() -> Vec<FileSchema> {
    vec![
        file_schema::<RawPattern>("pattern", "patterns/<slug>/pattern.toml"),
        file_schema::<RawAsked>("asked", "patterns/<slug>/asked.toml"),
        file_schema::<RawPack>("pack", "pack.toml"),
        file_schema::<RawFacts>("facts", "vocabulary/facts.toml"),
        file_schema::<RawQualities>("qualities", "vocabulary/qualities.toml"),
        file_schema::<RawConcerns>("concerns", "vocabulary/concerns.toml"),
        file_schema::<RawTechnologies>("technologies", "vocabulary/technologies.toml"),
    ]
}

/// The schema of a kind of file that is read as a `T`.
pub fn file_schema<T: JsonSchema>(name: &'static str, file: &'static str) -> FileSchema {
    let schema = SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>();
    FileSchema { name, file, schema: schema.to_value() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_every_file_is_described() {
        fn check(at: &str, schema: &Value) {
            for (key, value) in schema["properties"].as_object().into_iter().flatten() {
                let described = value.get("description").is_some() || value.get("$ref").is_some();
                assert!(described, "{at}.{key} has no description");
            }
            for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
                check(&format!("{at}#{name}"), definition);
            }
        }
        for FileSchema { name, schema, .. } in all() {
            assert_eq!(schema["type"], "object", "{name}");
            assert_eq!(schema["additionalProperties"], false, "{name}");
            check(name, &schema);
        }
    }
}
