//! `/api/openapi.json`: the API described for programs, from the types that it answers with.
//!
//! [`OPERATIONS`] is the one list of what there is; the page for people (`/api/docs`) is made of it, too.
//! Source: OpenAPI 3.1.1, <https://spec.openapis.org/oas/v3.1.1.html>.

use layra_advise::{Advice, Compared};
use layra_catalog::Pattern;
use layra_catalog::export::Document;
use layra_catalog::listing::Listing;
use layra_catalog::section::Section;
use layra_catalog::vocabulary::Fact;
use layra_search::Answer;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::problem::ProblemDetails;
use super::{advise, compare, patterns, search};

/// An address of the API.
pub(crate) struct Operation {
    /// Where it is.
    pub(crate) path: &'static str,
    /// What it is called in programs.
    id: &'static str,
    /// What it gives.
    pub(crate) summary: &'static str,
    /// What it takes.
    pub(crate) parameters: &'static [Parameter],
    /// An address to try, where one fits every catalogue.
    pub(crate) example: Option<&'static str>,
    /// What may be sent in a POST instead of the parameters.
    body: Option<fn(&mut SchemaGenerator) -> Schema>,
    answer: fn(&mut SchemaGenerator) -> Schema,
}

impl Operation {
    /// The fields of the body that a POST takes, each with what it means; none where it takes none.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let Some(body) = self.body else { return Vec::new() };
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let schema = body(&mut SchemaGenerator::new(settings)).to_value();
        let fields = schema["properties"].as_object().into_iter().flatten();
        fields
            .map(|(name, field)| (name.clone(), field["description"].as_str().unwrap_or_default().to_owned()))
            .collect()
    }
}

/// Something that stands in the path or behind the `?`.
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: &'static str,
    place: Place,
    /// What it means.
    pub(crate) description: &'static str,
    schema: fn() -> Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    /// A query that cannot do without it.
    Required,
}

/// Everything that can be asked.
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        path: patterns::ADDRESS,
        id: "listPatterns",
        summary: "The patterns in brief, filtered by what their entries state",
        parameters: &[
            CATEGORY,
            query("concern", "Only patterns that answer this concern: its id or name", text),
            query(
                "max_complexity",
                "Only patterns of at most this complexity",
                || json!({ "type": "integer", "minimum": 1, "maximum": 5 }),
            ),
            query(
                "team",
                "Only patterns that suit a team of this many engineers",
                || json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX }),
            ),
            query("technology", "Only patterns that are built with this technology: its id or name", text),
            query("quality", "Only patterns that win something in this quality: its id or name", text),
        ],
        example: Some("/api/v1/patterns?category=data&max_complexity=3"),
        body: None,
        answer: schema::<Listing>,
    },
    Operation {
        path: advise::ADDRESS,
        id: "advise",
        summary: "The patterns that fit a situation, with reasons, warnings and the next question",
        parameters: &[FACT, TEXT, query("from", "A pattern that is there today: its slug or name", text), SKIP, ASSUME],
        example: None,
        body: Some(schema::<advise::Request>),
        answer: schema::<Advice>,
    },
    Operation {
        path: "/api/v1/patterns/{slug}",
        id: "getPattern",
        summary: "A whole pattern",
        parameters: &[Parameter {
            name: "slug",
            place: Place::Path,
            description: "Its slug, its name, or one of its other names",
            schema: || json!({ "type": "string", "minLength": 1 }),
        }],
        example: None,
        body: None,
        answer: schema::<Pattern>,
    },
    Operation {
        path: search::ADDRESS,
        id: "search",
        summary: "The patterns that answer a question, each with the passages that speak for it",
        parameters: &[
            Parameter {
                name: "q",
                place: Place::Required,
                description: "The question in plain words",
                schema: || json!({ "type": "string", "minLength": 1, "maxLength": search::LONGEST, "pattern": "\\S" }),
            },
            query(
                "limit",
                "At most so many patterns",
                || json!({ "type": "integer", "minimum": 1, "maximum": search::MOST, "default": search::USUAL }),
            ),
            CATEGORY,
            query(
                "section",
                "Only by what stands in this section",
                || json!({ "enum": Section::ALL.iter().map(|section| section.id()).collect::<Vec<_>>() }),
            ),
        ],
        example: Some("/api/v1/search?q=a+slow+service+takes+the+others+down"),
        body: None,
        answer: schema::<Answer>,
    },
    Operation {
        path: compare::ADDRESS,
        id: "compare",
        summary: "Two to four patterns side by side, and how they stand in a situation",
        parameters: &[
            Parameter {
                name: "with",
                place: Place::Required,
                description: "The patterns, by slug or name; repeated for each",
                schema: || json!({ "type": "array", "items": { "type": "string", "pattern": "\\S" }, "minItems": 2, "maxItems": 4, "uniqueItems": true }),
            },
            FACT,
            TEXT,
            SKIP,
            ASSUME,
        ],
        example: None,
        body: None,
        answer: schema::<Compared>,
    },
    Operation {
        path: super::FACTS,
        id: "listFacts",
        summary: "What can be known of a situation",
        parameters: &[],
        example: Some(super::FACTS),
        body: None,
        answer: schema::<Vec<Fact>>,
    },
    Operation {
        path: super::EXPORT,
        id: "export",
        summary: "The whole catalogue with its vocabulary",
        parameters: &[],
        example: Some(super::EXPORT),
        body: None,
        answer: schema::<Document<'static>>,
    },
];

const FACT: Parameter = query(
    "fact",
    "What is known, by the ids of `/api/v1/facts`: `id`, `not id`, `id=choice`, `id=6`, `id=6..8`, `id>=8`; repeated for each",
    text,
);
const TEXT: Parameter = query("text", "The situation in words", text);
const SKIP: Parameter = query("skip", "A fact that nobody can tell and that is not to be asked for", text);
const ASSUME: Parameter = query(
    "assume",
    "`last`: of facts that are stated twice and differ, the last one counts; without it they are refused",
    || json!({ "enum": ["last"] }),
);
const CATEGORY: Parameter =
    query("category", "Only patterns of this category", || json!({ "enum": patterns::categories() }));

const fn query(name: &'static str, description: &'static str, schema: fn() -> Value) -> Parameter {
    Parameter { name, place: Place::Query, description, schema }
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The document.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = SchemaGenerator::new(settings);
    let problem = schema::<ProblemDetails>(&mut generator);
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let parameters: Vec<Value> = operation.parameters.iter().map(described).collect();
        let answer = (operation.answer)(&mut generator);
        let responses = json!({
            "200": {
                "description": operation.summary,
                "headers": { "ETag": { "schema": { "type": "string" } } },
                "content": { "application/json": { "schema": answer } },
            },
            "304": { "description": "What the client has is current" },
            "default": {
                "description": "What is wrong with the request (RFC 9457)",
                "content": { "application/problem+json": { "schema": problem } },
            },
        });
        let mut methods = json!({ "get": {
            "operationId": operation.id,
            "summary": operation.summary,
            "parameters": parameters,
            "responses": responses,
        } });
        if let Some(body) = operation.body {
            methods["post"] = json!({
                "operationId": format!("{}From", operation.id),
                "summary": format!("{}, told in a body, which may be longer", operation.summary),
                "requestBody": { "required": true, "content": { "application/json": { "schema": body(&mut generator) } } },
                "responses": responses,
            });
        }
        paths.insert(operation.path.to_owned(), methods);
    }
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Layra",
            "version": "1",
            "summary": "Architecture patterns, for programs",
            "description": "The same answers as the command line gives with --json. Nothing needs a key; \
                 what is asked is not kept.",
        },
        "paths": paths,
        "components": { "schemas": generator.take_definitions(true) },
    })
}

fn described(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name,
        "in": if parameter.place == Place::Path { "path" } else { "query" },
        "required": parameter.place != Place::Query,
        "description": parameter.description,
        "schema": (parameter.schema)(),
    })
}
