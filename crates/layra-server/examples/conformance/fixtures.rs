//! Resources and prompts of the suite.

use rmcp::ErrorData;
use rmcp::model::{
    ContentBlock, GetPromptRequestParams, GetPromptResponse, GetPromptResult, Prompt, PromptArgument, PromptMessage,
    ReadResourceResult, Resource, ResourceContents, ResourceTemplate, Role,
};
use serde_json::{Value, json};

use crate::asked;

/// A picture of one point, PNG, base64.
pub(crate) const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
/// A sound of no length, WAV, base64.
pub(crate) const SOUND: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";
/// The prompt that asks the user first, and what it wants to know.
const ASKING: &str = "test_input_required_result_prompt";
const CONTEXT: &str = "user_context";

pub(crate) fn resources() -> Vec<Resource> {
    vec![
        Resource::new("test://static-text", "text").with_mime_type("text/plain"),
        Resource::new("test://static-binary", "picture").with_mime_type("image/png"),
    ]
}

pub(crate) fn template() -> ResourceTemplate {
    ResourceTemplate::new("test://template/{id}/data", "data").with_mime_type("application/json")
}

/// What is at an address.
pub(crate) fn read(uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let id = || uri.strip_prefix("test://template/")?.strip_suffix("/data");
    let contents = match (uri, id()) {
        ("test://static-text", _) => {
            ResourceContents::text("A text that stays as it is.", uri).with_mime_type("text/plain")
        }
        ("test://static-binary", _) => ResourceContents::blob(PICTURE, uri).with_mime_type("image/png"),
        (_, Some(id)) => {
            let data = json!({ "id": id, "templateTest": true, "data": format!("data of {id}") });
            ResourceContents::text(data.to_string(), uri).with_mime_type("application/json")
        }
        (_, None) => {
            let message = format!("nothing is at {uri}");
            return Err(ErrorData::resource_not_found(message, Some(json!({ "uri": uri }))));
        }
    };
    Ok(ReadResourceResult::new(vec![contents]))
}

pub(crate) fn prompts() -> Vec<Prompt> {
    let needed = |name: &str| PromptArgument::new(name).with_required(true);
    vec![
        Prompt::new("test_simple_prompt", Some("Says something"), None),
        Prompt::new("test_prompt_with_arguments", Some("Repeats"), Some(vec![needed("arg1"), needed("arg2")])),
        Prompt::new("test_prompt_with_embedded_resource", Some("Brings a text"), Some(vec![needed("resourceUri")])),
        Prompt::new("test_prompt_with_image", Some("Brings a picture"), None),
        Prompt::new(ASKING, Some("Asks first"), None),
    ]
}

pub(crate) fn prompt(request: &GetPromptRequestParams) -> Result<GetPromptResponse, ErrorData> {
    let argument = |name: &str| {
        let arguments = request.arguments.as_ref()?;
        arguments.get(name).and_then(Value::as_str).map(str::to_owned)
    };
    let said = |text: String| PromptMessage::new_text(Role::User, text);
    let messages = match request.name.as_str() {
        "test_simple_prompt" => vec![said("Say something.".to_owned())],
        "test_prompt_with_arguments" => {
            let (one, two) = (argument("arg1").unwrap_or_default(), argument("arg2").unwrap_or_default());
            vec![said(format!("Say {one} and {two}."))]
        }
        "test_prompt_with_embedded_resource" => {
            let uri = argument("resourceUri").unwrap_or_else(|| "test://static-text".to_owned());
            let text = ResourceContents::text("A text that comes along.", uri).with_mime_type("text/plain");
            vec![PromptMessage::new(Role::User, ContentBlock::resource(text)), said("Read this.".to_owned())]
        }
        "test_prompt_with_image" => {
            let picture = ContentBlock::image(PICTURE, "image/png");
            vec![PromptMessage::new(Role::User, picture), said("Look at this.".to_owned())]
        }
        ASKING => {
            let answered = request.input_responses.as_ref().and_then(|responses| responses.get(CONTEXT));
            let Some(answer) = answered.filter(|answer| answer.is_object()) else {
                return Ok(asked::once(CONTEXT, "context").into());
            };
            vec![said(format!("Mind this: {}.", answer["content"]["context"]))]
        }
        name => return Err(ErrorData::invalid_params(format!("there is no prompt {name}"), None)),
    };
    Ok(GetPromptResult::new(messages).into())
}
