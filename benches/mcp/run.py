#!/usr/bin/env python3
"""Times the agents' side: start to the first answer, each tool, tokens at budgets, memory at rest.

usage: benches/mcp/run.py [--layra target/release/layra] [--starts 20] [--calls 200] [--peer NAME=COMMAND ...]

A peer is another server of the Model Context Protocol on the standard streams, timed in the same loop to its
first list of tools: --peer "context7=node node_modules/@upstash/context7-mcp/dist/index.js".
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

SITUATION = "Four of us are starting a booking tool. Our investor wants microservices from day one."
CALLS = [
    ("search_patterns", {"query": "a slow supplier takes checkout down"}),
    ("get_pattern", {"slug": "circuit-breaker", "budget": 600}),
    ("compare_patterns", {"slugs": ["monolith", "microservices"], "facts": {"team-size": 4}}),
    ("advise", {"text": SITUATION}),
    # Decisions are shown, not written: each would be another.
    ("record_decision", {"pattern": "monolith", "facts": {"team-size": 4}, "dry_run": True}),
]
GET = next(call for call in CALLS if call[0] == "get_pattern")
BUDGETS = [200, 600, 2000]


class Server:
    """A server on the standard streams, spoken to as clients of the older era do: all peers know that."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.id = 0

    def send(self, message):
        self.send_line(json.dumps({"jsonrpc": "2.0", **message}))

    def send_line(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, method, **params):
        self.id += 1
        self.send({"id": self.id, "method": method, "params": params})
        while True:
            line = self.process.stdout.readline()
            if not line:
                sys.exit(f"error: the server ended at {method}")
            answer = json.loads(line)
            if answer.get("id") == self.id:
                return answer["result"]

    def shake_hands(self):
        client = {"name": "bench", "version": "1"}
        self.ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=client)
        self.send({"method": "notifications/initialized"})

    def memory(self):
        """Megabytes that it holds."""
        return memory_of(self.process.pid)

    def end(self):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()


def memory_of(process):
    """Megabytes that a process holds."""
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def start(command, call=None):
    """Seconds from the start to the first list of tools, or to the answer of `call`."""
    started = time.perf_counter()
    server = Server(command)
    server.shake_hands()
    if call is None:
        server.ask("tools/list")
    else:
        server.ask("tools/call", name=call[0], arguments=call[1])
    elapsed = time.perf_counter() - started
    server.end()
    return elapsed


def main():
    parser = argparse.ArgumentParser(description="Times the agents' side.")
    parser.add_argument("--layra", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "layra"))
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--peer", action="append", default=[])
    arguments = parser.parse_args()
    if not os.path.exists(arguments.layra):
        sys.exit(f"error: there is no `{arguments.layra}`; build it with `cargo build --release`, or name it with --layra")
    root = tempfile.TemporaryDirectory()
    ours = [arguments.layra, "mcp", "--root", root.name]
    starts = [("layra: tools/list", ours, None), ("layra: get_pattern", ours, GET)]
    starts += [(f"{name}: tools/list", shlex.split(command), None)
               for name, command in (peer.split("=", 1) for peer in arguments.peer)]
    times = {name: [] for name, _, _ in starts}
    for _ in range(arguments.starts):
        for name, command, call in starts:
            times[name].append(start(command, call))
    print(f"{'from the start to':32}{'median ms':>10}{'fastest':>9}{'slowest':>9}")
    for name, samples in times.items():
        print(f"{name:32}{statistics.median(samples) * 1e3:10.1f}{min(samples) * 1e3:9.1f}{max(samples) * 1e3:9.1f}")

    server = Server(ours)
    server.shake_hands()
    server.ask("tools/list")
    print(f"\nmemory at rest: {server.memory():.1f} MB")
    print(f"\n{'tool':20}{'p50 ms':>9}{'p99 ms':>9}{'bytes':>9}")
    for name, call in CALLS:
        samples = []
        for _ in range(arguments.calls):
            started = time.perf_counter()
            result = server.ask("tools/call", name=name, arguments=call)
            samples.append(time.perf_counter() - started)
        samples.sort()
        p50, p99 = samples[len(samples) // 2], samples[len(samples) * 99 // 100]
        size = len(result["content"][0]["text"].encode())
        print(f"{name:20}{p50 * 1e3:9.2f}{p99 * 1e3:9.2f}{size:9}")
    slugs = [resource["name"] for resource in server.ask("resources/list")["resources"]
             if resource["uri"].startswith("layra://pattern/")]
    print(f"\n{'budget':>8}{'tokens of an entry: median':>29}{'most':>8}")
    for budget in BUDGETS:
        tokens = [server.ask("tools/call", name="get_pattern", arguments={"slug": slug, "budget": budget})
                  ["structuredContent"]["tokens"] for slug in slugs]
        print(f"{budget:8}{statistics.median(tokens):29.0f}{max(tokens):8}")
    print(f"\nmemory after {len(CALLS) * arguments.calls} calls: {server.memory():.1f} MB")
    server.end()
    root.cleanup()


if __name__ == "__main__":
    main()
