//! JSON Schemas of what tools take and give, as short as a model needs them.

use std::sync::Arc;

use rmcp::model::JsonObject;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

/// The schema of arguments, with what each means. That one may be left out is said by `required`, so no
/// type has `null` beside it.
pub(super) fn input<T: JsonSchema>() -> Arc<JsonObject> {
    let mut schema = generate::<T>();
    for name in ["title", "description"] {
        schema.remove(name);
    }
    Arc::new(object(simplified(&Value::Object(schema), &["format", "default", "title"], Null::Dropped)))
}

/// The schema of a result: its fields and their types, without words, as its names say what they mean. What
/// lies deeper is any value of its type.
pub(super) fn output<T: JsonSchema>() -> Arc<JsonObject> {
    let words = ["title", "description", "format", "minimum", "maximum", "default"];
    Arc::new(object(shallow(&simplified(&Value::Object(generate::<T>()), &words, Null::Kept), true)))
}

fn generate<T: JsonSchema>() -> JsonObject {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    object(SchemaGenerator::new(settings).into_root_schema_for::<T>().to_value())
}

fn object(schema: Value) -> JsonObject {
    match schema {
        Value::Object(object) => object,
        // The schema of a type that takes everything.
        _ => JsonObject::new(),
    }
}

/// What becomes of `null` as one of several types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Null {
    Kept,
    Dropped,
}

/// The schema without `keywords`, and with choices of constants as a plain list.
fn simplified(schema: &Value, keywords: &[&str], null: Null) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    if let Some(constants) = constants(object) {
        return serde_json::json!({ "enum": constants });
    }
    let is_null = |schema: &Value| schema["type"] == "null";
    if let Some([one, other]) = object.get("anyOf").and_then(Value::as_array).map(Vec::as_slice)
        && is_null(other)
    {
        let mut one = simplified(one, keywords, null);
        match one["enum"].as_array_mut() {
            Some(choices) if null == Null::Kept => choices.push(Value::Null),
            None if null == Null::Kept => one["type"] = serde_json::json!([one["type"], "null"]),
            _ => {}
        }
        if let Some(description) = object.get("description").filter(|_| !keywords.contains(&"description")) {
            one["description"] = description.clone();
        }
        return one;
    }
    let mut simple = JsonObject::new();
    for (key, value) in object.iter().filter(|(key, _)| !keywords.contains(&key.as_str())) {
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                properties.iter().map(|(name, schema)| (name.clone(), simplified(schema, keywords, null))).collect()
            }
            ("type", Value::Array(types)) if null == Null::Dropped => {
                let mut types: Vec<&Value> = types.iter().filter(|name| *name != "null").collect();
                if types.len() == 1 { types.remove(0).clone() } else { value.clone() }
            }
            ("additionalProperties", Value::Bool(true)) => continue,
            ("properties" | "type", _) => value.clone(),
            (_, Value::Object(_)) => simplified(value, keywords, null),
            _ => value.clone(),
        };
        simple.insert(key.clone(), value);
    }
    Value::Object(simple)
}

/// The values of a schema that is a choice of constants.
fn constants(schema: &JsonObject) -> Option<Vec<Value>> {
    let choices = schema.get("oneOf")?.as_array()?;
    choices.iter().map(|choice| choice.get("const").cloned()).collect()
}

/// The schema of a result with its fields, and of each no more than its type. Every value that the whole
/// schema allows is allowed by it.
fn shallow(schema: &Value, with_fields: bool) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let mut cut = JsonObject::new();
    for (key, value) in object {
        let kept = match (key.as_str(), value) {
            ("properties", Value::Object(properties)) if with_fields => {
                properties.iter().map(|(name, schema)| (name.clone(), shallow(schema, false))).collect()
            }
            ("items", schema) => shallow(schema, false),
            ("type" | "enum" | "const", value) => value.clone(),
            _ => continue,
        };
        cut.insert(key.clone(), kept);
    }
    Value::Object(cut)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    /// A thing.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Thing {
        /// How many.
        count: Option<usize>,
        /// What sort.
        sort: Option<Sort>,
        /// The parts.
        parts: Vec<Part>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    enum Sort {
        /// One.
        One,
        /// Other.
        Other,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Part {
        /// Its name.
        description: String,
    }

    #[test]
    fn inputs_keep_their_words_and_outputs_do_not() {
        expect![[r#"{"type":"object","additionalProperties":false,"properties":{"count":{"type":"integer","minimum":0,"description":"How many."},"sort":{"enum":["One","Other"],"description":"What sort."},"parts":{"type":"array","items":{"type":"object","properties":{"description":{"description":"Its name.","type":"string"}},"required":["description"]},"description":"The parts."}},"required":["parts"]}"#]].assert_eq(&Value::Object(input::<Thing>().as_ref().clone()).to_string());
        expect![[r#"{"type":"object","properties":{"count":{"type":["integer","null"]},"sort":{"enum":["One","Other",null]},"parts":{"type":"array","items":{"type":"object"}}}}"#]].assert_eq(&Value::Object(output::<Thing>().as_ref().clone()).to_string());
    }
}
