//! `layra mcp`.

#![cfg(feature = "serve")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use expect_test::expect;
use serde_json::{Value, json};

use crate::world::World;

/// A running agent, with its streams.
struct Agent {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Agent {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let mut command = world.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, input, output }
    }

    fn send(&mut self, line: &[u8]) {
        self.input.write_all(line).and_then(|()| self.input.write_all(b"\n")).expect("it reads");
    }

    /// The next message; everything on stdout has to be one.
    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it writes");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("not a message: {error}: {line:?}"))
    }

    fn ask(&mut self, id: u32, method: &str, params: Value) -> Value {
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string().as_bytes());
        let answer = self.next();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    fn shake_hands(&mut self) {
        let client = json!({ "name": "test", "version": "1" });
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
        let answer = self.ask(1, "initialize", params);
        assert_eq!(answer["result"]["serverInfo"]["name"], "layra", "{answer}");
        self.send(json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string().as_bytes());
    }

    /// Closes the streams; it has to end on its own.
    fn end(mut self) {
        drop(self.input);
        assert!(self.child.wait().expect("it ends").success());
    }
}

#[test]
fn packs_are_answered_from_and_changes_are_told() {
    let world = World::with_garden();
    let mut agent = Agent::start(&world, &["--pack", "garden", "mcp"]);
    agent.shake_hands();
    let call = json!({ "name": "get_pattern", "arguments": { "slug": "rain-barrel", "sections": ["use-when"] } });
    let answer = agent.ask(2, "tools/call", call.clone());
    let text = answer["result"]["content"][0]["text"].as_str().expect("a text").to_owned();
    assert!(text.contains("twenty square metres"), "{text}");

    world.edit("garden/patterns/rain-barrel/pattern.toml", "twenty square metres", "thirty square metres");
    assert_eq!(agent.next()["method"], "notifications/resources/list_changed");
    let answer = agent.ask(3, "tools/call", call);
    let text = answer["result"]["content"][0]["text"].as_str().expect("a text");
    assert!(text.contains("thirty square metres"), "{text}");
    agent.end();
}

#[test]
fn lines_that_make_no_sense_do_not_end_a_connection() {
    let world = World::new();
    let mut agent = Agent::start(&world, &["mcp"]);
    agent.shake_hands();
    let deep = format!("{{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\",\"params\":{}}}", "[".repeat(100_000));
    let long = format!("\"{}\"", "a".repeat(2_000_000));
    for line in [&b"{"[..], b"\xff\xfe", b"[]", b"7", b"", deep.as_bytes(), long.as_bytes()] {
        agent.send(line);
    }
    agent.send(json!({ "jsonrpc": "2.0", "id": 5, "method": "ping" }).to_string().as_bytes());
    let answers = std::iter::from_fn(|| Some(agent.next()));
    let answer = answers.inspect(|answer| assert!(answer["error"].is_object() || answer["id"] == 5, "{answer}"));
    let ping = answer.take(20).find(|answer| answer["id"] == 5).expect("it still answers");
    assert_eq!(ping["result"], json!({}));
    agent.end();
}

#[test]
fn a_pack_with_errors_is_not_answered_from() {
    let world = World::with_garden();
    world.edit("garden/pack.toml", "schema = 1", "schema = 2");
    let output = world.command(&["mcp", "--pack", "garden"]).output().expect("the program starts");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
}

#[test]
fn a_configuration_starts_it_with_the_packs_of_the_call() {
    let world = World::with_garden();
    let output = world.command(&["--pack", "garden", "mcp", "--print-config", "claude"]).output();
    let output = output.expect("the program starts");
    let config: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    let entry = &config["mcpServers"]["layra"];
    assert!(std::path::Path::new(entry["command"].as_str().expect("a path")).is_absolute(), "{entry}");
    assert_eq!((&entry["args"][0], &entry["args"][2]), (&"--pack".into(), &"mcp".into()), "{entry}");
    assert!(std::path::Path::new(entry["args"][1].as_str().expect("a path")).is_absolute(), "{entry}");
    expect![[r#"
        goes into `.mcp.json` at the root of the project
    "#]]
    .assert_eq(&String::from_utf8_lossy(&output.stderr));
}
