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

    /// A request of revision 2026-07-28, which stands alone.
    fn send_alone(&mut self, id: u32, method: &str, mut params: Value) {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string().as_bytes());
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
fn who_listens_is_told_of_changes_until_it_no_longer_listens() {
    let world = World::with_garden();
    let mut agent = Agent::start(&world, &["--pack", "garden", "mcp"]);
    agent.send_alone(7, "subscriptions/listen", json!({ "notifications": { "resourcesListChanged": true } }));
    let heard = agent.next();
    assert_eq!(heard["method"], "notifications/subscriptions/acknowledged", "{heard}");
    world.edit("garden/patterns/rain-barrel/pattern.toml", "twenty square metres", "thirty square metres");
    let told = agent.next();
    assert_eq!(told["method"], "notifications/resources/list_changed", "{told}");
    assert_eq!(
        told["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
        heard["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"]
    );

    let cancelled = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 7 } });
    agent.send(cancelled.to_string().as_bytes());
    world.edit("garden/patterns/rain-barrel/pattern.toml", "thirty square metres", "forty square metres");
    let call = json!({ "name": "get_pattern", "arguments": { "slug": "rain-barrel", "sections": ["use-when"] } });
    for id in 10..40 {
        std::thread::sleep(std::time::Duration::from_millis(200));
        agent.send_alone(id, "tools/call", call.clone());
        let answer = agent.next();
        // Nothing else comes in between.
        assert_eq!(answer["id"], id, "{answer}");
        if answer.to_string().contains("forty square metres") {
            return agent.end();
        }
    }
    panic!("the change was never seen");
}

#[test]
fn a_call_that_is_cancelled_does_not_hold_up_others() {
    let world = World::new();
    let mut agent = Agent::start(&world, &["mcp"]);
    agent.shake_hands();
    for id in 10..60 {
        let call = json!({ "name": "advise", "arguments": { "text": "Six of us keep a shop that must never lose an order." } });
        let call = json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": call });
        let cancelled = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } });
        agent.send(format!("{call}\n{cancelled}").as_bytes());
    }
    agent.send(json!({ "jsonrpc": "2.0", "id": 99, "method": "ping" }).to_string().as_bytes());
    // An answer may have been on its way; whatever comes is one, once, and then the ping's.
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let answer = agent.next();
        let id = answer["id"].as_u64().expect("an answer");
        assert!(seen.insert(id), "{answer}");
        if id == 99 {
            break;
        }
        assert_eq!(answer["result"]["isError"], false, "{answer}");
    }
    agent.end();
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_that_never_reads_has_to_wait_and_fills_no_memory() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    const MANY: usize = 3_000;
    let world = World::new();
    let mut agent = Agent::start(&world, &["mcp"]);
    agent.shake_hands();
    let status = format!("/proc/{}/status", agent.child.id());
    let memory = || {
        let text = std::fs::read_to_string(&status).expect("readable");
        let line = text.lines().find(|line| line.starts_with("VmRSS:")).expect("there").to_owned();
        line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).expect("a number")
    };
    let sent = AtomicUsize::new(0);
    let Agent { mut child, mut input, mut output } = agent;
    std::thread::scope(|scope| {
        let sent = &sent;
        scope.spawn(move || {
            for id in 0..MANY {
                let call = json!({ "jsonrpc": "2.0", "id": id + 10, "method": "tools/list" });
                input.write_all(format!("{call}\n").as_bytes()).expect("it reads in the end");
                sent.store(id + 1, Ordering::SeqCst);
            }
        });
        // Until nothing more is taken.
        let (mut last, mut since) = (0, Instant::now());
        while since.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(Duration::from_millis(50));
            if sent.load(Ordering::SeqCst) != last {
                (last, since) = (sent.load(Ordering::SeqCst), Instant::now());
            }
        }
        assert!(last < MANY, "all {MANY} requests were taken from a client that reads nothing");
        assert!(memory() < 100_000, "{} kB after {last} requests", memory());
        // Once it reads, every answer is there.
        let mut line = String::new();
        for _ in 0..MANY {
            line.clear();
            assert!(output.read_line(&mut line).expect("it writes") > 0, "it ended");
        }
        assert!(memory() < 100_000, "{} kB after {MANY} requests", memory());
    });
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn decisions_are_recorded_below_the_root_and_nowhere_else() {
    let (world, repository) = (World::with_garden(), World::new());
    let root = repository.path("").display().to_string();
    let mut agent = Agent::start(&world, &["--pack", "garden", "mcp", "--root", &root]);
    agent.shake_hands();
    let before = world.files("");
    let call =
        json!({ "name": "record_decision", "arguments": { "pattern": "Rain Barrel", "facts": { "roof-area": 30 } } });
    let answer = agent.ask(2, "tools/call", call.clone());
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    assert_eq!(repository.files(""), "docs/decisions/0001-use-rain-barrel.md\nlayra.toml");
    assert_eq!(world.files(""), before);
    let again = agent.ask(3, "tools/call", call);
    assert_eq!(again["result"]["isError"], true, "{again}");
    agent.end();
    // The same folder, as the command line sees it.
    let listed = world.stdout(&["decisions", "--pack", "garden", "--repo", &root, "--json"]);
    assert!(listed.contains("rain-barrel"), "{listed}");
}

#[test]
fn a_root_that_is_not_there_is_said_before_anything_else() {
    let world = World::new();
    world.check(
        &["mcp", "--root", "nowhere"],
        expect![[r#"
        exit 2
        --- stderr
        error: there is no folder `nowhere`
        hint: name the folder of the repository
    "#]],
    );
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
