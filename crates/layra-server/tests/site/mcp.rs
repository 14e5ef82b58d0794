//! `/mcp`: what agents ask, in both eras of the protocol, and what must not get through.

use std::convert::Infallible;
use std::fmt::Debug;

use axum::body::{Body, HttpBody};
use axum::http::{Request, Response};
use expect_test::{Expect, expect};
use http_body_util::BodyExt as _;
use layra_server::app;
use serde_json::{Value, json};
use tower::{Service, ServiceExt as _};

use crate::fixture::{harbour, site};

const NEW: &str = "2026-07-28";
const OLD: &str = "2025-11-25";
/// A header of tests alone: the revision that the body names, where it is not the newest.
const BODY_VERSION: &str = "x-body-version";

/// Posts a body as it stands to the site: status and answer.
fn post(body: impl Into<Body>, headers: &[(&str, &str)]) -> (u16, String) {
    post_to(app(site(harbour())), body, headers)
}

/// Posts a body as it stands to a service: status and answer.
fn post_to<S, B>(service: S, body: impl Into<Body>, headers: &[(&str, &str)]) -> (u16, String)
where
    S: Service<Request<Body>, Response = Response<B>, Error = Infallible>,
    B: HttpBody<Error: Debug>,
{
    let mut request = Request::builder()
        .method("POST")
        .uri("/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).expect("the request is well-formed");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let response = service.oneshot(request).await.expect("the site always answers");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("a body is complete").to_bytes();
        (status, String::from_utf8(body.to_vec()).expect("answers are UTF-8"))
    })
}

/// A request of the new era to the site, with the headers it needs.
fn request(method: &str, params: Value, name: Option<&str>, more: &[(&str, &str)]) -> (u16, Value) {
    request_to(app(site(harbour())), method, params, name, more)
}

/// A request of the new era to a service, with the headers it needs.
pub(crate) fn request_to<S, B>(
    service: S,
    method: &str,
    mut params: Value,
    name: Option<&str>,
    more: &[(&str, &str)],
) -> (u16, Value)
where
    S: Service<Request<Body>, Response = Response<B>, Error = Infallible>,
    B: HttpBody<Error: Debug>,
{
    let version = more.iter().find(|(name, _)| *name == BODY_VERSION).map_or(NEW, |(_, version)| *version);
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": { "form": {} } },
    });
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
    let mut headers = vec![("mcp-protocol-version", NEW), ("mcp-method", method)];
    headers.extend(name.map(|name| ("mcp-name", name)));
    headers.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    headers.extend(more);
    let (status, text) = post_to(service, body, &headers);
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// What a tool answers.
fn call(tool: &str, arguments: Value) -> Value {
    let (status, answer) = request("tools/call", json!({ "name": tool, "arguments": arguments }), Some(tool), &[]);
    assert_eq!(status, 200, "{answer}");
    answer["result"].clone()
}

/// What a tool says when it could not do its work.
fn refusal(tool: &str, arguments: Value) -> String {
    let result = call(tool, arguments);
    assert_eq!(result["isError"], true, "{result}");
    result["content"][0]["text"].as_str().expect("a text").to_owned()
}

fn check_error(answer: (u16, Value), expected: Expect) {
    let (status, answer) = answer;
    expected.assert_eq(&format!("{status} {} {}", answer["error"]["code"], answer["error"]["message"]));
}

#[test]
fn a_server_says_what_it_speaks_and_can() {
    let (status, answer) = request("server/discover", json!({}), None, &[]);
    assert_eq!(status, 200, "{answer}");
    let result = &answer["result"];
    assert_eq!(result["resultType"], "complete");
    for version in [NEW, OLD, "2025-06-18", "2025-03-26"] {
        assert!(result["supportedVersions"].as_array().expect("a list").contains(&version.into()), "{version}");
    }
    assert!(result["ttlMs"].as_u64().expect("a number") > 0);
    assert_eq!(result["cacheScope"], "public");
    assert_eq!(
        result["capabilities"],
        json!({ "completions": {}, "prompts": {}, "resources": { "listChanged": true }, "tools": {} })
    );
}

#[test]
fn the_older_era_begins_with_a_handshake_and_keeps_nothing() {
    let body = |version: &str| {
        json!({
            "jsonrpc": "2.0", "id": 1, "method": "initialize",
            "params": {
                "protocolVersion": version, "capabilities": {},
                "clientInfo": { "name": "test", "version": "1" },
            },
        })
    };
    for version in [OLD, "2025-06-18", "2025-03-26"] {
        let (status, text) = post(body(version).to_string(), &[]);
        let answer: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((status, &answer["result"]["protocolVersion"]), (200, &version.into()), "{answer}");
        assert_eq!(answer["result"]["serverInfo"]["name"], "layra");
    }
    // A version nobody knows is answered with one that is spoken here.
    let (_, text) = post(body("1999-01-01").to_string(), &[]);
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(answer["result"]["protocolVersion"], OLD, "{answer}");
    let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" }).to_string();
    let (status, text) = post(list, &[("mcp-protocol-version", OLD)]);
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((status, answer["result"]["tools"].as_array().map(Vec::len)), (200, Some(4)), "{answer}");
    assert_eq!(answer["result"].get("resultType"), None);
}

#[test]
fn every_tool_says_what_it_takes_and_gives() {
    let (_, answer) = request("tools/list", json!({}), None, &[]);
    let tools = answer["result"]["tools"].as_array().expect("a list").clone();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["search_patterns", "get_pattern", "compare_patterns", "advise"]);
    for tool in &tools {
        assert_eq!(
            tool["annotations"],
            json!({ "readOnlyHint": true, "idempotentHint": true, "openWorldHint": false }),
            "{tool}"
        );
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{tool}");
        assert!(tool["title"].is_string() && tool["description"].is_string(), "{tool}");
    }
    expect![[r#"{"name":"search_patterns","title":"Search architecture patterns","description":"Find architecture patterns by a problem, symptom or question in plain words, when no pattern is named yet. Gives the best ones, each with a score (how likely it helps, 0 to 1) and the passages that speak for it. No results means that none answers; `near` then names the nearest. To choose for a described situation (team, load, constraints) use advise.","inputSchema":{"type":"object","additionalProperties":false,"properties":{"query":{"type":"string","description":"The problem or question in plain words; names work, too","minLength":1,"maxLength":2000},"limit":{"type":"integer","minimum":1,"description":"At most so many, 5 if left out","maximum":20},"category":{"enum":["system","application","data","integration","ai"],"description":"Only patterns of this category"}},"required":["query"]},"outputSchema":{"type":"object","properties":{"results":{"type":"array","items":{"type":"object"}},"near":{"type":"array","items":{"type":"string"}}}},"annotations":{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}}"#]].assert_eq(&tools[0].to_string());
}

#[test]
fn results_are_what_their_schema_says() {
    let (_, answer) = request("tools/list", json!({}), None, &[]);
    for (tool, arguments) in [
        ("search_patterns", json!({ "query": "fish spoils" })),
        ("search_patterns", json!({ "query": "zeppelin", "limit": 2, "category": "data" })),
        ("get_pattern", json!({ "slug": "Letter Box" })),
        ("get_pattern", json!({ "slug": "letter-box", "budget": 900 })),
        ("compare_patterns", json!({ "slugs": ["letter-box", "night ferry"] })),
        ("compare_patterns", json!({ "slugs": ["letter-box", "night-ferry"], "facts": {} })),
        ("advise", json!({ "text": "We hand fish over at night." })),
    ] {
        let tools = answer["result"]["tools"].as_array().expect("a list");
        let schema = &tools.iter().find(|one| one["name"] == tool).expect("listed")["outputSchema"];
        let result = call(tool, arguments.clone());
        assert_eq!(result["isError"], false, "{result}");
        let structured = &result["structuredContent"];
        let validator = jsonschema::validator_for(schema).expect("a schema");
        if let Err(error) = validator.validate(structured) {
            panic!("{tool} {arguments}: {error}\n{schema}\n{structured}");
        }
        let text = result["content"][0]["text"].as_str().expect("a text");
        match tool {
            "get_pattern" => assert_eq!(structured["text"], text),
            _ => assert_eq!(serde_json::from_str::<Value>(text).expect("JSON"), *structured),
        }
    }
}

#[test]
fn wrong_arguments_are_named_with_how_to_mend_them() {
    let wrong = |tool: &str, arguments: Value, expected: Expect| expected.assert_eq(&refusal(tool, arguments));
    wrong("search_patterns", json!({}), expect!["missing field `query`"]);
    wrong("search_patterns", json!({ "query": " " }), expect!["`query`: ask with 1 to 2000 characters"]);
    wrong("search_patterns", json!({ "query": "box", "limit": 0 }), expect!["`limit`: goes from 1 to 20"]);
    wrong(
        "search_patterns",
        json!({ "query": "box", "limit": "two" }),
        expect![[r#"`limit`: invalid type: string "two", expected usize"#]],
    );
    wrong(
        "search_patterns",
        json!({ "query": "box", "categry": "data" }),
        expect!["`categry`: unknown field `categry`, expected one of `query`, `limit`, `category`"],
    );
    wrong(
        "search_patterns",
        json!({ "query": "box", "category": "date" }),
        expect![
            "`category`: unknown variant `date`, expected one of `system`, `application`, `data`, `integration`, `ai`"
        ],
    );
    wrong(
        "get_pattern",
        json!({ "slug": "leter-box" }),
        expect!["`slug`: there is no pattern `leter-box`; near it: `letter-box`"],
    );
    wrong(
        "get_pattern",
        json!({ "slug": "letter-box", "budget": 10 }),
        expect!["`budget`: is a number of tokens from 150 up"],
    );
    wrong(
        "get_pattern",
        json!({ "slug": "letter-box", "sections": ["exit", "failurs"] }),
        expect!["`sections`: there is no section `failurs`; did you mean `failures`?"],
    );
    wrong(
        "get_pattern",
        json!({ "slug": "letter-box", "sections": [7] }),
        expect!["`sections[0]`: invalid type: integer `7`, expected a string"],
    );
    wrong(
        "compare_patterns",
        json!({ "slugs": ["letter-box", "Letter Box"] }),
        expect!["`slugs`: names 2 to 4 different patterns"],
    );
    wrong(
        "compare_patterns",
        json!({ "slugs": ["letter-box", "night-ferry"], "facts": { "x": 1 } }),
        expect!["facts: unknown fact `x`; `layra facts` lists them"],
    );
    wrong("advise", json!({}), expect!["`text` or `facts`: say something of the situation"]);
    wrong("advise", json!({ "text": "x", "facts": [1] }), expect!["`facts`: invalid type: sequence, expected a map"]);
    let long = refusal("advise", json!({ "text": "a ".repeat(15_000) }));
    assert!(long.starts_with("`text`: "), "{long}");
}

#[test]
fn what_is_not_there_is_an_error_of_the_protocol() {
    let tool = |name: &str| request("tools/call", json!({ "name": name, "arguments": {} }), Some(name), &[]);
    check_error(
        tool("rm_rf"),
        expect![[
            r#"200 -32602 "unknown tool `rm_rf`; there are search_patterns, get_pattern, compare_patterns, advise""#
        ]],
    );
    let read = |uri: &str| request("resources/read", json!({ "uri": uri }), Some(uri), &[]);
    check_error(
        read("layra://pattern/leter-box"),
        expect![[r#"200 -32602 "nothing is at `layra://pattern/leter-box`; near it: letter-box""#]],
    );
    check_error(
        read("layra://pattern/letter-box/inside"),
        expect![[
            r#"200 -32602 "nothing is at `layra://pattern/letter-box/inside`; sections are use-when, avoid-when, components, trade-offs, stacks, examples, versus, references, overview, related, failures, adopt, exits, measures, smells, terms""#
        ]],
    );
    check_error(
        read("file:///etc/passwd"),
        expect![[
            r#"200 -32602 "nothing is at `file:///etc/passwd`; addresses begin with layra://; ask resources/list""#
        ]],
    );
    check_error(
        read("layra://pattern/../../etc/passwd"),
        expect![[r#"200 -32602 "nothing is at `layra://pattern/../../etc/passwd`; near it: nothing""#]],
    );
    check_error(
        request("prompts/get", json!({ "name": "sing" }), Some("sing"), &[]),
        expect![[
            r#"200 -32602 "there is no prompt `sing`; there are choose_architecture, review_architecture, plan_migration""#
        ]],
    );
    let migration = json!({ "name": "plan_migration", "arguments": { "from": "letter-box" } });
    check_error(
        request("prompts/get", migration, Some("plan_migration"), &[]),
        expect![[r#"200 -32602 "`to`: is needed, a text of 1 to 20000 characters""#]],
    );
    check_error(
        request("tools/list", json!({ "cursor": "seven" }), None, &[]),
        expect![[r#"200 -32602 "`cursor` is none that was given; ask without one for the first page""#]],
    );
    check_error(request("tools/shuffle", json!({}), None, &[]), expect![[r#"404 -32601 "tools/shuffle""#]]);
}

#[test]
fn resources_and_their_templates_lead_to_texts() {
    let (_, answer) = request("resources/list", json!({}), None, &[]);
    let resources = answer["result"]["resources"].as_array().expect("a list").clone();
    assert_eq!(resources.len(), 1 + 4 + harbour().patterns().len());
    for resource in &resources {
        let uri = resource["uri"].as_str().expect("an address");
        let (status, answer) = request("resources/read", json!({ "uri": uri }), Some(uri), &[]);
        let content = &answer["result"]["contents"][0];
        assert_eq!((status, &content["uri"], &content["mimeType"]), (200, &uri.into(), &resource["mimeType"]));
        assert!(!content["text"].as_str().expect("a text").is_empty(), "{uri}");
    }
    let uri = "layra://pattern/letter-box/avoid-when";
    let (_, answer) = request("resources/read", json!({ "uri": uri }), Some(uri), &[]);
    let text = answer["result"]["contents"][0]["text"].as_str().expect("a text").to_owned();
    assert!(text.starts_with("## When NOT to Use\n\n- "), "{text}");
}

#[test]
fn arguments_are_completed() {
    let complete = |reference: Value, name: &str, value: &str| {
        let params = json!({ "ref": reference, "argument": { "name": name, "value": value } });
        let (_, answer) = request("completion/complete", params, None, &[]);
        answer["result"]["completion"]["values"].clone()
    };
    let template = json!({ "type": "ref/resource", "uri": "layra://pattern/{slug}/{section}" });
    assert_eq!(complete(template.clone(), "slug", "le"), json!(["letter-box"]));
    assert_eq!(complete(template.clone(), "slug", "Ferry")[0], "night-ferry");
    assert_eq!(complete(template.clone(), "section", "when"), json!(["use-when", "avoid-when"]));
    let prompt = json!({ "type": "ref/prompt", "name": "plan_migration" });
    assert_eq!(complete(prompt.clone(), "to", "nigt-fery"), json!(["night-ferry"]));
    assert_eq!(complete(prompt, "nothing", ""), Value::Null);
}

#[test]
fn a_page_of_somebody_else_cannot_reach_an_agent() {
    let status = |headers: &[(&str, &str)]| request("tools/list", json!({}), None, headers).0;
    for host in ["localhost", "localhost:4242", "127.0.0.1:4242", "[::1]:4242"] {
        assert_eq!(status(&[("host", host)]), 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:4242"] {
        assert_eq!(status(&[("host", host)]), 403, "{host}");
    }
    for origin in ["http://localhost:4242", "http://127.0.0.1:6274"] {
        assert_eq!(status(&[("origin", origin)]), 200, "{origin}");
    }
    for origin in ["http://evil.example", "null", "https://localhost.evil.example", "http://evil.example:4242"] {
        assert_eq!(status(&[("origin", origin)]), 403, "{origin}");
    }
}

#[test]
fn headers_and_body_must_agree() {
    check_error(
        request("tools/list", json!({}), None, &[("mcp-method", "tools/call")]),
        expect![[r#"400 -32020 "Mcp-Method header `tools/call` does not match body method `tools/list`""#]],
    );
    check_error(
        request("tools/list", json!({}), None, &[("mcp-protocol-version", OLD)]),
        expect![[
            r#"400 -32020 "MCP-Protocol-Version header (2025-11-25) does not match request _meta protocolVersion (2026-07-28)""#
        ]],
    );
    let call = json!({ "name": "get_pattern", "arguments": { "slug": "letter-box" } });
    check_error(
        request("tools/call", call, Some("advise"), &[]),
        expect![[r#"400 -32020 "Mcp-Name header `advise` does not match body value `get_pattern`""#]],
    );
    check_error(
        request("tools/list", json!({}), None, &[("mcp-protocol-version", "2031-01-01")]),
        expect![[
            r#"400 -32020 "MCP-Protocol-Version header (2031-01-01) does not match request _meta protocolVersion (2026-07-28)""#
        ]],
    );
}

#[test]
fn a_revision_that_nobody_knows_is_refused_with_those_that_are_known() {
    let later = [("mcp-protocol-version", "2031-01-01"), (BODY_VERSION, "2031-01-01")];
    for method in ["server/discover", "tools/list"] {
        let (status, answer) = request(method, json!({}), None, &later);
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32022)), "{answer}");
        let data = &answer["error"]["data"];
        assert_eq!(data["requested"], "2031-01-01", "{answer}");
        assert!(data["supported"].as_array().expect("a list").contains(&NEW.into()), "{answer}");
    }
}

#[test]
fn sessions_do_not_pile_up_because_there_are_none() {
    let service = app(site(harbour()));
    let body = json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": OLD, "capabilities": {}, "clientInfo": { "name": "test", "version": "1" },
        },
    })
    .to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        for _ in 0..1000 {
            let request = Request::builder()
                .method("POST")
                .uri("/mcp")
                .header("host", "localhost")
                .header("content-type", "application/json")
                .header("accept", "application/json, text/event-stream")
                .body(Body::from(body.clone()))
                .expect("the request is well-formed");
            let response = service.clone().oneshot(request).await.expect("the site always answers");
            assert_eq!(response.status().as_u16(), 200);
            assert_eq!(response.headers().get("mcp-session-id"), None);
            // The answer is dropped unread.
        }
        assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), 0, "something still runs");
    });
}

#[test]
fn who_listens_is_told_that_it_is_heard_and_may_leave() {
    let params = json!({
        "notifications": { "resourcesListChanged": true, "toolsListChanged": true },
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": NEW,
            "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    });
    let body = json!({ "jsonrpc": "2.0", "id": 7, "method": "subscriptions/listen", "params": params }).to_string();
    let request = Request::builder()
        .method("POST")
        .uri("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", NEW)
        .header("mcp-method", "subscriptions/listen")
        .body(Body::from(body))
        .expect("the request is well-formed");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let response = app(site(harbour())).oneshot(request).await.expect("the site always answers");
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &"text/event-stream".parse().expect("a value"))
        );
        let mut body = response.into_body();
        let mut heard = String::new();
        while !heard.contains("acknowledged") {
            let frame = body.frame().await.expect("the stream goes on").expect("it is sound");
            heard.push_str(&String::from_utf8_lossy(&frame.into_data().unwrap_or_default()));
        }
        // Only what there is here: tools never change.
        assert!(heard.contains("resourcesListChanged") && !heard.contains("toolsListChanged"), "{heard}");
        drop(body);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), 0, "something still listens");
    });
}

#[test]
fn bodies_that_make_no_sense_are_refused() {
    let headers = [("mcp-protocol-version", OLD)];
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let nested = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{\"name\":\"advise\",\"arguments\":{deep}}}}}"
    );
    for (what, body) in [
        ("nothing", Vec::new()),
        ("no JSON", b"{".to_vec()),
        ("invalid UTF-8", b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\xfe\"}".to_vec()),
        ("a list", b"[]".to_vec()),
        ("a number", b"7".to_vec()),
        ("deep", deep.into_bytes()),
        ("deep arguments", nested.into_bytes()),
        ("too large", vec![b' '; 70_000]),
    ] {
        let (status, text) = post(body, &headers);
        assert!((400..=415).contains(&status), "{what}: {status} {text}");
    }
    assert_eq!(post("{}", &[("content-type", "text/plain")]).0 / 100, 4);
}

/// Calls `advise` with a question open, and gives the answer to it.
fn interview(state: &Value, answer: Value) -> Value {
    let params = json!({
        "name": "advise",
        "arguments": { "facts": { "crates": 5 }, "ask": true },
        "requestState": state,
        "inputResponses": { "question": answer },
    });
    request("tools/call", params, Some("advise"), &[]).1
}

#[test]
fn the_user_is_asked_where_the_client_can() {
    let asked = call("advise", json!({ "facts": { "crates": 5 }, "ask": true }));
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    let question = &asked["inputRequests"]["question"];
    assert_eq!(
        (&question["method"], &question["params"]["message"]),
        (&"elicitation/create".into(), &"Is there often fog?".into())
    );
    assert_eq!(question["params"]["requestedSchema"]["properties"]["foggy"]["type"], "boolean");

    let state = &asked["requestState"];
    let yes = interview(state, json!({ "action": "accept", "content": { "foggy": true } }));
    let advised = &yes["result"]["structuredContent"];
    assert_eq!(advised["facts"], json!({ "foggy": true, "crates": 5 }), "{yes}");
    assert_eq!(advised["recommended"][0]["slug"], "night-ferry");

    // Who does not answer is not asked again, and gets the question as a field of the answer.
    let no = interview(state, json!({ "action": "decline" }));
    assert_eq!(no["result"]["structuredContent"]["next_question"]["fact"], "foggy", "{no}");
    let wrong = interview(state, json!({ "action": "accept", "content": { "foggy": "perhaps" } }));
    assert_eq!(wrong["result"]["isError"], true, "{wrong}");
    let forged = interview(&"{}".into(), json!({ "action": "accept", "content": { "foggy": true } }));
    assert_eq!(forged["result"]["isError"], true, "{forged}");
}
