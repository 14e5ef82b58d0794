#!/usr/bin/env python3
"""Loads both ways in for a while, with sound and unsound requests, and watches their memory.

usage: benches/mcp/soak.py [--layra target/release/layra] [--seconds 600]

Over HTTP: calls of every tool in both eras, pages, the API, broken bodies, sessions that are opened and
dropped, clients that never read. On the standard streams: calls of every tool, lines that make no sense,
calls that are cancelled, subscriptions that are opened and closed, decisions refused. Exit status 1 means
that a server ended, said it failed, or holds more at the end than a tenth above what it held after the first fifth.
"""

import argparse
import collections
import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

from run import CALLS, Server, memory_of

# Below the rate at which a single client is turned away.
PAUSE = 0.02
NEW = "2026-07-28"
META = {
    "io.modelcontextprotocol/protocolVersion": NEW,
    "io.modelcontextprotocol/clientInfo": {"name": "soak", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
}
HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
PAGES = [
    "/", "/search?q=cache", "/advise?fact=team-size%3D6", "/patterns/saga.md?budget=400", "/nowhere",
    "/api/v1/search?q=slow+supplier", "/api/v1/search", "/api/openapi.json", "/mcp",
]


def message(method, params, **more):
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more})


def http_requests():
    """Endless: method, address, body, headers."""
    for turn in itertools.count():
        name, arguments = CALLS[turn % len(CALLS)]
        call = {"name": name, "arguments": arguments}
        yield "POST", "/mcp", message("tools/call", call, id=turn), HEADERS
        new = {**HEADERS, "mcp-protocol-version": NEW, "mcp-method": "tools/call", "mcp-name": name}
        yield "POST", "/mcp", message("tools/call", {**call, "_meta": META}, id=turn), new
        client = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "soak", "version": "1"}}
        yield "POST", "/mcp", message("initialize", client, id=turn), HEADERS
        yield "GET", PAGES[turn % len(PAGES)], None, {}
        yield "POST", "/mcp", ["{broken", "[" * 50_000, "\"" + "a" * 70_000, ""][turn % 4], HEADERS
        yield "POST", "/api/v1/advise", json.dumps({"text": f"We are {turn % 90 + 1} people."}), HEADERS


def listen(port):
    """Opens a subscription and goes away."""
    body = message("subscriptions/listen", {"notifications": {"resourcesListChanged": True}, "_meta": META}, id=1)
    headers = {**HEADERS, "mcp-protocol-version": NEW, "mcp-method": "subscriptions/listen"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/mcp", body, headers)
    connection.getresponse().read(10)
    connection.close()


def never_reads(port):
    """Asks for much and does not read it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(b"GET /llms-full.txt HTTP/1.1\r\nhost: localhost\r\n\r\n" * 8)
    return connection


def stdio_turn(server, turn):
    """A few messages; the answers are read."""
    name, arguments = CALLS[turn % len(CALLS)]
    server.ask("tools/call", name=name, arguments=arguments)
    server.send_line(["{broken", "[" * 20_000, "\"" + "a" * 1_500_000 + "\"", "7"][turn % 4])
    server.ask("tools/call", name="record_decision", arguments={"pattern": "saga", "scope": "../elsewhere"})
    call = {"name": name, "arguments": arguments}
    server.send_line(message("tools/call", call, id=f"cancelled-{turn}"))
    server.send_line(message("notifications/cancelled", {"requestId": f"cancelled-{turn}"}))
    listening = {"notifications": {"resourcesListChanged": True}, "_meta": META}
    server.send_line(message("subscriptions/listen", listening, id=f"listen-{turn}"))
    server.send_line(message("notifications/cancelled", {"requestId": f"listen-{turn}"}))
    server.ask("ping")


def main():
    parser = argparse.ArgumentParser(description="Loads both ways in and watches their memory.")
    parser.add_argument("--layra", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "layra"))
    parser.add_argument("--seconds", type=int, default=600)
    arguments = parser.parse_args()
    serve = subprocess.Popen([arguments.layra, "serve", "--addr", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+) ", serve.stderr.readline()).group(1))
    root = tempfile.TemporaryDirectory()
    stdio = Server([arguments.layra, "mcp", "--root", root.name])
    stdio.shake_hands()
    answers, held, unread = collections.Counter(), [], collections.deque()
    started, turn, requests = time.monotonic(), 0, http_requests()
    print(f"{'s':>5}{'requests':>10}{'serve MB':>10}{'mcp MB':>8}")
    while True:
        elapsed = time.monotonic() - started
        if elapsed >= len(held) * arguments.seconds / 10:
            held.append((memory_of(serve.pid), memory_of(stdio.process.pid)))
            print(f"{elapsed:5.0f}{sum(answers.values()):10}{held[-1][0]:10.1f}{held[-1][1]:8.1f}", flush=True)
        if elapsed >= arguments.seconds:
            break
        turn += 1
        method, address, body, headers = next(requests)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(method, address, body, headers)
            # Some go away before the answer.
            if turn % 7:
                answer = connection.getresponse()
                answer.read()
                answers[answer.status] += 1
            else:
                answers["left"] += 1
        except (BrokenPipeError, ConnectionResetError):
            answers["turned away"] += 1
        connection.close()
        if turn % 10 == 0:
            stdio_turn(stdio, turn)
        if turn % 50 == 0:
            listen(port)
            unread.append(never_reads(port))
            if len(unread) > 20:
                unread.popleft().close()
        time.sleep(PAUSE)
    print("answers:", ", ".join(f"{status}: {count}" for status, count in sorted(answers.items(), key=str)))
    ended = serve.poll() is not None or stdio.process.poll() is not None
    serve.terminate()
    stdio.end()
    root.cleanup()
    grown = [(before, after) for before, after in zip(held[2], held[-1]) if after > before * 1.1]
    if ended or grown or any(isinstance(status, int) and status >= 500 for status in answers):
        sys.exit(f"error: a server ended: {ended}; grown: {grown}")


if __name__ == "__main__":
    main()
