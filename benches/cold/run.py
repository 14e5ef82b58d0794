#!/usr/bin/env python3
"""Times whole runs of the command from a cold start, against /bin/true in the same loop.

usage: benches/cold/run.py [--runs 50] [--layra target/release/layra]

Prints the median, fastest and slowest run of each in milliseconds, and its CPU time. The runs
alternate, so that whatever else the machine does falls on all of them alike.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

COMMANDS = [
    ("/bin/true", ["/bin/true"]),
    ("show", ["LAYRA", "show", "circuit-breaker", "--no-pager"]),
    ("show --json", ["LAYRA", "show", "circuit-breaker", "--json"]),
    ("list", ["LAYRA", "list"]),
    ("search", ["LAYRA", "search", "a slow service takes the others down"]),
]


def run(command):
    """Seconds of one run: on the clock, and of the processor."""
    before = os.times()
    started = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    elapsed = time.perf_counter() - started
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(command)} failed: {done.stderr.decode(errors='replace').strip()}")
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return elapsed, processor


def main():
    parser = argparse.ArgumentParser(description="Times whole runs of the command from a cold start.")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--layra", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "layra"))
    arguments = parser.parse_args()
    if not os.path.exists(arguments.layra):
        sys.exit(f"error: there is no `{arguments.layra}`; build it with `cargo build --release`, or name it with --layra")
    commands = [(name, [arguments.layra if word == "LAYRA" else word for word in words]) for name, words in COMMANDS]
    times = {name: [] for name, _ in commands}
    for _ in range(arguments.runs):
        for name, command in commands:
            times[name].append(run(command))
    print(f"{'':12}{'median ms':>11}{'fastest':>9}{'slowest':>9}{'cpu ms':>8}{'less true':>11}")
    floor = statistics.median(elapsed for elapsed, _ in times["/bin/true"])
    for name, samples in times.items():
        elapsed = sorted(seconds for seconds, _ in samples)
        median = statistics.median(elapsed)
        processor = statistics.mean(seconds for _, seconds in samples)
        print(f"{name:12}{median * 1e3:11.2f}{elapsed[0] * 1e3:9.2f}{elapsed[-1] * 1e3:9.2f}"
              f"{processor * 1e3:8.2f}{(median - floor) * 1e3:11.2f}")


if __name__ == "__main__":
    main()
