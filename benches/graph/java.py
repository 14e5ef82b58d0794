#!/usr/bin/env python3
"""Compares the graph of a Java project with what `jdeps` finds in its compiled classes.

usage: benches/graph/java.py SOURCES CLASSES [--layra target/release/layra] [--sample 50]

SOURCES is the folder of one module's sources, CLASSES the folder that `javac -g -d CLASSES` filled from
it. A class belongs to the file that declares its outermost class. Prints how many edges both have, and a
sample of those that one alone has.

What to expect: a compiler writes constants of other classes into the class that uses them, and drops
imports that nothing uses and annotations that are for sources only. It adds what is nowhere written, such
as the types of values that pass through a chain of calls.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys

DECLARES = re.compile(r"^(?:[\w@().\"\s]*?\s)?(?:class|interface|@interface|enum|record)\s+(\w+)", re.MULTILINE)
PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)


def files_by_class(root):
    """Files by the full names of the classes at their top level."""
    files = {}
    for folder, _, names in os.walk(root):
        for name in names:
            if not name.endswith(".java"):
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
            package = PACKAGE.search(text)
            prefix = package.group(1) + "." if package else ""
            relative = os.path.relpath(path, root)
            files[prefix + name.removesuffix(".java")] = relative
            for declared in DECLARES.finditer(text):
                files.setdefault(prefix + declared.group(1), relative)
    return files


def jdeps_edges(classes, files):
    done = subprocess.run(["jdeps", "--multi-release", "base", "-verbose:class", "-filter:none", classes],
                          capture_output=True, text=True)
    edges = set()
    for line in done.stdout.splitlines():
        match = re.match(r"\s+(\S+)\s+->\s+(\S+)\s", line)
        if not match:
            continue
        one, other = (files.get(name.split("$")[0]) for name in match.groups())
        if one and other and one != other:
            edges.add((one, other))
    if not edges:
        sys.exit(f"error: jdeps found nothing in `{classes}`: {done.stderr.strip()[:300]}")
    return edges


def layra_edges(layra, root):
    done = subprocess.run([layra, "graph", root, "--format", "json", "--no-cache"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {layra} failed: {done.stderr.strip()}")
    graph = json.loads(done.stdout)
    paths = {file["path"] for file in graph["files"]}
    return {(edge["from"], edge["to"]) for edge in graph["edges"] if edge["to"] in paths}


def show(title, edges, sample):
    print(f"\n{title}: {len(edges)}")
    for one, other in sorted(random.Random(1).sample(sorted(edges), min(sample, len(edges)))):
        print(f"  {one} -> {other}")


def main():
    parser = argparse.ArgumentParser(description="Compares the graph of a Java project with that of jdeps.")
    parser.add_argument("sources")
    parser.add_argument("classes")
    parser.add_argument("--layra", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "layra"))
    parser.add_argument("--sample", type=int, default=50)
    arguments = parser.parse_args()
    files = files_by_class(arguments.sources)
    theirs = jdeps_edges(arguments.classes, files)
    ours = {(one, other) for one, other in layra_edges(arguments.layra, arguments.sources)
            if not one.endswith(("package-info.java", "module-info.java"))}
    print(f"layra {len(ours)}, jdeps {len(theirs)}, both {len(ours & theirs)}")
    show("layra alone", ours - theirs, arguments.sample)
    show("jdeps alone", theirs - ours, arguments.sample)


if __name__ == "__main__":
    main()
