//! Tools of the suite that ask the client for something before they answer (revision 2026-07-28).
//!
//! A tool asks in rounds. What it has to remember between them goes to the client and back, sealed, so that
//! a client that changes it is turned away.

#![expect(deprecated, reason = "the suite asks for roots and sampling, too")]

use rmcp::ErrorData;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ContentBlock, CreateMessageRequest,
    CreateMessageRequestParams, ElicitRequest, ElicitRequestParams, InputRequest, InputRequiredResult,
    ListRootsRequest, SamplingMessage,
};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Only this server knows it.
const SECRET: &str = "known to nobody but this fixture";

/// What is asked for.
#[derive(Debug, Clone, Copy)]
enum Ask {
    /// The user, for a field.
    User(&'static str),
    /// The client's model.
    Model,
    /// The client's folders.
    Roots,
}

/// How a tool asks.
#[derive(Debug)]
pub(crate) struct Rounds {
    rounds: Vec<Vec<(&'static str, Ask)>>,
    remembers: bool,
    /// Whether it asks only what the client says it can answer.
    minds_capabilities: bool,
}

/// How the tool `name` asks; `None` when it does not.
pub(crate) fn rounds(name: &str) -> Option<Rounds> {
    let name_of = ("user_name", Ask::User("name"));
    let all = vec![name_of, ("greeting", Ask::Model), ("client_roots", Ask::Roots)];
    let (rounds, remembers) = match name.strip_prefix("test_input_required_result_")? {
        "elicitation" => (vec![vec![name_of]], false),
        "sampling" => (vec![vec![("capital_question", Ask::Model)]], false),
        "list_roots" => (vec![vec![("client_roots", Ask::Roots)]], false),
        "request_state" | "tampered_state" => (vec![vec![("confirm", Ask::User("ok"))]], true),
        "multiple_inputs" => (vec![all], true),
        "multi_round" => (vec![vec![("step1", Ask::User("name"))], vec![("step2", Ask::User("color"))]], true),
        "capabilities" => (vec![all], false),
        _ => return None,
    };
    Some(Rounds { rounds, remembers, minds_capabilities: name.ends_with("capabilities") })
}

/// Every tool that asks.
pub(crate) const NAMES: [&str; 8] = [
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_tampered_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_capabilities",
];

/// The next round, or the end of all.
pub(crate) fn answer(
    asked: &Rounds,
    call: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let capabilities = context.meta.client_capabilities().unwrap_or_default();
    let mut round = call.request_state.as_deref().map_or(Ok(0), opened)?;
    let wanted = |round: usize| {
        let all = asked.rounds.get(round).cloned().unwrap_or_default();
        let can = |(_, ask): &(&str, Ask)| !asked.minds_capabilities || is_possible(*ask, &capabilities);
        all.into_iter().filter(can).collect::<Vec<_>>()
    };
    let is_answered = |key: &str| {
        let response = call.input_responses.as_ref().and_then(|responses| responses.get(key));
        response.is_some_and(|response| response.is_object())
    };
    if wanted(round).iter().all(|(key, _)| is_answered(key)) {
        round += 1;
    }
    let next = wanted(round);
    if next.is_empty() {
        let said = call.input_responses.as_ref().map(|responses| json!(responses).to_string());
        let text = format!("state-ok; answers: {}", said.unwrap_or_default());
        return Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into());
    }
    let requests = next.into_iter().map(|(key, ask)| (key.to_owned(), request(ask))).collect();
    let state = asked.remembers.then(|| sealed(round));
    Ok(CallToolResponse::InputRequired(InputRequiredResult::new(Some(requests), state)))
}

/// A single question to the user, for a field.
pub(crate) fn once(key: &str, field: &'static str) -> InputRequiredResult {
    InputRequiredResult::new(Some([(key.to_owned(), request(Ask::User(field)))].into()), None)
}

fn is_possible(ask: Ask, capabilities: &ClientCapabilities) -> bool {
    match ask {
        Ask::User(_) => capabilities.elicitation.is_some(),
        Ask::Model => capabilities.sampling.is_some(),
        Ask::Roots => capabilities.roots.is_some(),
    }
}

fn request(ask: Ask) -> InputRequest {
    match ask {
        Ask::User(field) => {
            let kind = if field == "ok" { "boolean" } else { "string" };
            let schema = json!({ "type": "object", "properties": { field: { "type": kind } }, "required": [field] });
            InputRequest::Elicitation(ElicitRequest::new(ElicitRequestParams::FormElicitationParams {
                meta: None,
                message: format!("What is your {field}?"),
                requested_schema: serde_json::from_value(schema).expect("a form with a field"),
            }))
        }
        Ask::Model => {
            let words = vec![SamplingMessage::user_text("What is the capital of France?")];
            InputRequest::CreateMessage(CreateMessageRequest::new(CreateMessageRequestParams::new(words, 50)))
        }
        Ask::Roots => InputRequest::ListRoots(ListRootsRequest::default()),
    }
}

/// A round as the client carries it.
fn sealed(round: usize) -> String {
    format!("{round}.{}", seal(round))
}

fn seal(round: usize) -> String {
    let digest = Sha256::digest(format!("{SECRET}:{round}:{SECRET}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn opened(state: &str) -> Result<usize, ErrorData> {
    let round = state.split_once('.').and_then(|(round, _)| round.parse().ok());
    round
        .filter(|round| sealed(*round) == state)
        .ok_or_else(|| ErrorData::invalid_params("`requestState` is not what was sent", None))
}
