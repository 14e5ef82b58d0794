//! Tools of the suite: texts, pictures, errors, progress, and questions in the middle of a call.

#![expect(deprecated, reason = "the suite asks for logging and sampling, too")]

use std::time::Duration;

use rmcp::ErrorData;
use rmcp::model::{
    AudioContent, CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ClientResult,
    ContentBlock, CreateMessageRequestParams, ElicitRequest, ElicitRequestParams, JsonObject, LoggingLevel,
    LoggingMessageNotificationParam, ProgressNotificationParam, ResourceContents, SamplingMessage, ServerRequest, Tool,
};
use rmcp::service::{RequestContext, RoleServer, SubscriptionSink};
use serde_json::{Value, json};

use crate::asked;
use crate::fixtures::{PICTURE, SOUND};

/// Between two notices of one call.
const PAUSE: Duration = Duration::from_millis(50);
/// Tools without arguments.
const PLAIN: [&str; 16] = [
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_tool_with_logging",
    "test_error_handling",
    "test_tool_with_progress",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_reconnection",
    "test_trigger_tool_change",
    "test_trigger_prompt_change",
    "test_missing_capability",
    "test_streaming_elicitation",
    "test_logging_tool",
];

/// Every tool.
pub(crate) fn list() -> Vec<Tool> {
    let plain = PLAIN.into_iter().chain(asked::NAMES);
    let plain = plain.map(|name| tool(name, json!({ "type": "object", "properties": {} })));
    let text =
        |field: &str| json!({ "type": "object", "properties": { field: { "type": "string" } }, "required": [field] });
    let mut header = text("value");
    header["properties"]["value"]["x-mcp-header"] = "Value".into();
    plain
        .chain([
            tool("test_sampling", text("prompt")),
            tool("test_elicitation", text("message")),
            tool("test_custom_header", header),
            tool("json_schema_2020_12_tool", rich_schema()),
        ])
        .collect()
}

fn tool(name: &'static str, schema: Value) -> Tool {
    Tool::new(name, "A fixture of the conformance suite", object(schema))
}

fn object(value: Value) -> JsonObject {
    serde_json::from_value(value).expect("an object")
}

/// A schema with much of what JSON Schema 2020-12 has, which has to arrive as it is.
fn rich_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": { "address": {
            "$anchor": "address",
            "type": "object",
            "properties": { "street": { "type": "string" }, "city": { "type": "string" } },
        } },
        "properties": { "name": { "type": "string" }, "address": { "$ref": "#/$defs/address" } },
        "allOf": [{ "anyOf": [{ "required": ["name"] }, { "required": ["address"] }] }],
        "if": { "required": ["address"] },
        "then": { "properties": { "address": { "required": ["street"] } } },
        "else": { "required": ["name"] },
        "additionalProperties": false,
    })
}

/// Calls a tool that answers without asking first.
pub(crate) async fn call(
    call: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
    listening: &[SubscriptionSink],
) -> Result<CallToolResponse, ErrorData> {
    let argument = |name: &str| call.arguments.as_ref().and_then(|arguments| arguments.get(name)?.as_str());
    let text = |text: &str| ContentBlock::text(text);
    let content = match call.name.as_ref() {
        "test_simple_text" => vec![text("A simple text.")],
        "test_image_content" => vec![ContentBlock::image(PICTURE, "image/png")],
        "test_audio_content" => vec![ContentBlock::Audio(AudioContent::new(SOUND, "audio/wav"))],
        "test_embedded_resource" => vec![resource("test://embedded-resource", "text/plain", "An embedded text.")],
        "test_multiple_content_types" => vec![
            text("Several sorts at once:"),
            ContentBlock::image(PICTURE, "image/png"),
            resource("test://mixed-content-resource", "application/json", "{\"test\":\"data\",\"value\":123}"),
        ],
        "test_error_handling" => {
            return Ok(CallToolResult::error(vec![text("This tool always fails.")]).into());
        }
        "test_tool_with_logging" => {
            for said in ["begun", "half done", "done"] {
                log(context, LoggingLevel::Info, said).await;
                tokio::time::sleep(PAUSE).await;
            }
            vec![text("Three notices were sent.")]
        }
        "test_logging_tool" => {
            if let Some(level) = context.meta.log_level() {
                log(context, level, "asked for").await;
            }
            vec![text("A notice is sent where one is asked for.")]
        }
        "test_tool_with_progress" => {
            progress(context).await;
            vec![text("Progress was told.")]
        }
        "test_reconnection" => {
            tokio::time::sleep(2 * PAUSE).await;
            vec![text("Answered on whatever stream is there.")]
        }
        "test_custom_header" => {
            let value = argument("value").ok_or_else(|| ErrorData::invalid_params("`value`: is needed", None))?;
            vec![text(value)]
        }
        "json_schema_2020_12_tool" => vec![text("Fits the schema.")],
        "test_sampling" => return Ok(sampled(context, argument("prompt").unwrap_or("Hello")).await.into()),
        "test_elicitation" => {
            let form = json!({ "username": { "type": "string" }, "email": { "type": "string" } });
            return Ok(elicited(context, argument("message").unwrap_or("Who are you?"), form).await.into());
        }
        "test_elicitation_sep1034_defaults" => {
            return Ok(elicited(context, "All of it has a default.", defaults()).await.into());
        }
        "test_elicitation_sep1330_enums" => {
            return Ok(elicited(context, "Choose.", choices()).await.into());
        }
        "test_trigger_tool_change" => {
            for sink in listening {
                let _ = sink.notify_tool_list_changed().await;
            }
            vec![text("Told.")]
        }
        "test_trigger_prompt_change" => {
            for sink in listening {
                let _ = sink.notify_prompt_list_changed().await;
            }
            vec![text("Told.")]
        }
        "test_missing_capability" => {
            if context.meta.client_capabilities().is_none_or(|client| client.sampling.is_none()) {
                let wanted = ClientCapabilities::builder().enable_sampling().build();
                return Err(ErrorData::missing_required_client_capability(wanted));
            }
            vec![text("The client can.")]
        }
        "test_streaming_elicitation" => {
            return Ok(CallToolResponse::InputRequired(asked::once("streaming_elicitation", "value")));
        }
        name => return Err(ErrorData::invalid_params(format!("there is no tool {name}"), None)),
    };
    Ok(CallToolResult::success(content).into())
}

fn resource(uri: &str, kind: &str, text: &str) -> ContentBlock {
    ContentBlock::resource(ResourceContents::text(text, uri).with_mime_type(kind))
}

async fn log(context: &RequestContext<RoleServer>, level: LoggingLevel, said: &str) {
    let _ = context.peer.notify_logging_message(LoggingMessageNotificationParam::new(level, json!(said))).await;
}

async fn progress(context: &RequestContext<RoleServer>) {
    let Some(token) = context.meta.get_progress_token() else { return };
    for done in [0.0, 50.0, 100.0] {
        let notice = ProgressNotificationParam::new(token.clone(), done).with_total(100.0);
        let _ = context.peer.notify_progress(notice).await;
        tokio::time::sleep(PAUSE).await;
    }
}

/// What the client's model says.
async fn sampled(context: &RequestContext<RoleServer>, prompt: &str) -> CallToolResult {
    let request = CreateMessageRequestParams::new(vec![SamplingMessage::user_text(prompt)], 100);
    match context.peer.create_message(request).await {
        Ok(result) => {
            let said = result.message.content.first().and_then(|content| content.as_text().map(|one| one.text.clone()));
            CallToolResult::success(vec![ContentBlock::text(format!("It says: {}", said.unwrap_or_default()))])
        }
        Err(error) => CallToolResult::error(vec![ContentBlock::text(error.to_string())]),
    }
}

/// What the user fills in.
async fn elicited(context: &RequestContext<RoleServer>, message: &str, properties: Value) -> CallToolResult {
    let schema = json!({ "type": "object", "properties": properties });
    let request = ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: message.to_owned(),
        requested_schema: serde_json::from_value(schema).expect("a form"),
    };
    match context.peer.send_request(ServerRequest::ElicitRequest(ElicitRequest::new(request))).await {
        Ok(ClientResult::ElicitResult(result)) => {
            let said = json!({ "action": result.action, "content": result.content });
            CallToolResult::success(vec![ContentBlock::text(format!("The user says: {said}"))])
        }
        Ok(_) => CallToolResult::error(vec![ContentBlock::text("the client answers something else")]),
        Err(error) => CallToolResult::error(vec![ContentBlock::text(error.to_string())]),
    }
}

fn defaults() -> Value {
    json!({
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true },
    })
}

fn choices() -> Value {
    let titled = json!([
        { "const": "value1", "title": "First Option" },
        { "const": "value2", "title": "Second Option" },
        { "const": "value3", "title": "Third Option" },
    ]);
    json!({
        "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
        "titledSingle": { "type": "string", "oneOf": titled },
        "legacyEnum": { "type": "string", "enum": ["opt1", "opt2"], "enumNames": ["Option One", "Option Two"] },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": ["option1", "option2", "option3"] } },
        "titledMulti": { "type": "array", "items": { "anyOf": titled } },
    })
}
