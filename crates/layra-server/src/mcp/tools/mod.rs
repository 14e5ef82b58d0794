//! The tools, one file each, and what they have in common.
//!
//! A [`Task`] is a tool: its words for a model, the types of its arguments and its result, and the call of
//! the library between them. There are never more than ten, and their list stays below 8 KB: a model reads
//! all of it before its first question.

mod advise;
mod compare;
mod get;
mod record;
mod search;

use std::sync::LazyLock;

use layra_catalog::{Catalog, Pattern};
use rmcp::ErrorData;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, InputRequiredResult, InputResponses,
    JsonObject, Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Root, schema, shown};
use crate::library::Library;

/// Patterns named when one is not found.
const NEAR: usize = 3;

/// What a tool is and does.
trait Task {
    /// Its name.
    const NAME: &'static str;
    /// What people see.
    const TITLE: &'static str;
    /// When a model should take it, and what it gives.
    const DESCRIPTION: &'static str;
    /// What it does to the world.
    const EFFECT: Effect = Effect::Reads;
    /// What it takes.
    type Arguments: DeserializeOwned + JsonSchema;
    /// What it gives.
    type Result: Serialize + JsonSchema;

    /// Does it.
    ///
    /// # Errors
    /// What is wrong with the arguments and how to mend it, for a model to read.
    fn answer(library: &Library, arguments: Self::Arguments, asker: &Asker) -> Result<Answered<Self::Result>, String>;
}

/// What a tool does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Nothing.
    Reads,
    /// It adds to a repository, and twice is once. It is there only where there is a root.
    Writes,
}

/// What a tool gives back.
enum Answered<R> {
    /// The result, with what a model reads in its place; `None` for the result itself as JSON.
    Done(R, Option<String>),
    /// A question to the user; the call is made again with the answer.
    Asks(Box<InputRequiredResult>),
}

/// What the client can and may do, and what it brings along from a call before.
struct Asker<'a> {
    /// Where it may read and write.
    root: Option<&'a Root>,
    /// Whether its user can be asked something.
    can_ask: bool,
    responses: Option<InputResponses>,
    state: Option<String>,
}

/// A tool with its types taken away.
struct Entry {
    name: &'static str,
    effect: Effect,
    describe: fn() -> Tool,
    call: fn(&Library, JsonObject, &Asker) -> CallToolResponse,
}

const fn entry<T: Task>() -> Entry {
    Entry { name: T::NAME, effect: T::EFFECT, describe: describe::<T>, call: run::<T> }
}

const ENTRIES: [Entry; 5] = [
    entry::<search::Search>(),
    entry::<get::Get>(),
    entry::<compare::Compare>(),
    entry::<advise::Advise>(),
    entry::<record::Record>(),
];

/// Their schemas are worked out once.
static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| ENTRIES.iter().map(|entry| (entry.describe)()).collect());

/// Every tool that is there with this root, in the order in which they are shown.
pub(super) fn list(root: Option<&Root>) -> impl Iterator<Item = &'static Tool> {
    let there = move |(entry, _): &(&Entry, &Tool)| is_there(entry, root);
    ENTRIES.iter().zip(TOOLS.iter()).filter(there).map(|(_, tool)| tool)
}

fn is_there(entry: &Entry, root: Option<&Root>) -> bool {
    entry.effect == Effect::Reads || root.is_some()
}

/// Calls a tool. Wrong arguments are a result that says so, as the model has to read it.
///
/// # Errors
/// When there is no such tool.
pub(super) fn call(
    library: &Library,
    root: Option<&Root>,
    call: CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let there = || ENTRIES.iter().filter(|entry| is_there(entry, root));
    let Some(entry) = there().find(|entry| entry.name == call.name) else {
        let names: Vec<&str> = there().map(|entry| entry.name).collect();
        let message = format!("unknown tool {}; there are {}", shown(&call.name), names.join(", "));
        return Err(ErrorData::invalid_params(message, None));
    };
    let stands_alone = context.protocol_version().is_some_and(|version| !version.has_initialize());
    let form = || context.client_capabilities().and_then(|client| client.elicitation).is_some();
    let can_ask = stands_alone && form();
    let asker = Asker { root, can_ask, responses: call.input_responses, state: call.request_state };
    Ok((entry.call)(library, call.arguments.unwrap_or_default(), &asker))
}

fn describe<T: Task>() -> Tool {
    let annotations = ToolAnnotations::new().idempotent(true).open_world(false);
    let annotations = match T::EFFECT {
        Effect::Reads => annotations.read_only(true),
        Effect::Writes => annotations.read_only(false).destructive(false),
    };
    Tool::new(T::NAME, T::DESCRIPTION, schema::input::<T::Arguments>())
        .with_title(T::TITLE)
        .with_raw_output_schema(schema::output::<T::Result>())
        .with_annotations(annotations)
}

fn run<T: Task>(library: &Library, arguments: JsonObject, asker: &Asker) -> CallToolResponse {
    let answered = read(arguments).and_then(|arguments| T::answer(library, arguments, asker));
    let (result, text) = match answered {
        Ok(Answered::Done(result, text)) => (result, text),
        Ok(Answered::Asks(question)) => return CallToolResponse::InputRequired(*question),
        Err(message) => return CallToolResult::error(vec![ContentBlock::text(message)]).into(),
    };
    let value = serde_json::to_value(&result).expect("results have nothing in them that JSON lacks");
    let text = text.unwrap_or_else(|| value.to_string());
    let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
    result.structured_content = Some(value);
    result.into()
}

/// Reads arguments; says which one is wrong.
fn read<A: DeserializeOwned>(arguments: JsonObject) -> Result<A, String> {
    serde_path_to_error::deserialize(Value::Object(arguments)).map_err(|error| {
        let path = error.path().to_string();
        let message: String = error.inner().to_string().chars().take(300).collect();
        if path == "." { message } else { format!("`{path}`: {message}") }
    })
}

/// The pattern somebody means.
fn pattern<'a>(catalog: &'a Catalog, field: &str, name: &str) -> Result<&'a Pattern, String> {
    catalog.find(name.trim()).ok_or_else(|| {
        let near: Vec<String> = catalog.suggest(name, NEAR).into_iter().map(|slug| format!("`{slug}`")).collect();
        let hint = if near.is_empty() {
            "search_patterns finds patterns by what they are for".to_owned()
        } else {
            format!("near it: {}", near.join(", "))
        };
        format!("`{field}`: there is no pattern {}; {hint}", shown(name))
    })
}

/// A text cut between words to about `longest` characters.
fn excerpt(text: &str, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_owned() };
    let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_short_enough_to_be_read_before_every_task() {
        let list = serde_json::to_string(&*TOOLS).expect("tools are JSON");
        assert!(list.len() < 8000, "{} bytes: {list}", list.len());
        assert!(ENTRIES.len() <= 10);
    }
}
