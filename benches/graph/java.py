#!/usr/bin/env python3
"""Compares the graph of a Java project with what `jdeps` finds in its compiled classes.

usage: benches/graph/java.py SOURCES CLASSES [--layra target/release/layra] [--sample 50]

SOURCES is the folder of one module's sources, CLASSES the folder that `javac -g -d CLASSES` filled from
it. A class belongs to the file that declares its outermost class. Prints how many edges both have, how many
one alone has, and a sample of those.

What to expect: a compiler writes constants of other classes into the class that uses them, and drops
imports that nothing uses and annotations that are for sources only. It adds what is nowhere written, such
as the types of values that pass through a chain of calls; therefore edges are counted apart whose file
never names the type, outside comments and strings.
"""

import os
import re
import subprocess
import sys

import edges

DECLARES = re.compile(r"^(?:[\w@().\"\s]*?\s)?(?:class|interface|@interface|enum|record)\s+(\w+)", re.MULTILINE)
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"', re.DOTALL)
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
    found = set()
    for line in done.stdout.splitlines():
        match = re.match(r"\s+(\S+)\s+->\s+(\S+)\s", line)
        if not match:
            continue
        one, other = (files.get(name.split("$")[0]) for name in match.groups())
        if one and other and one != other:
            found.add((one, other))
    if not found:
        sys.exit(f"error: jdeps found nothing in `{classes}`: {done.stderr.strip()[:300]}")
    return found


def names_it(root, edge):
    """Whether the file of an edge names the type that the other is called after."""
    with open(os.path.join(root, edge[0]), encoding="utf-8", errors="replace") as file:
        code = NOT_CODE.sub(" ", file.read())
    name = os.path.basename(edge[1]).removesuffix(".java")
    return re.search(rf"\b{re.escape(name)}\b", code) is not None


def main():
    parser = edges.parser("Compares the graph of a Java project with that of jdeps.")
    parser.add_argument("sources")
    parser.add_argument("classes")
    arguments = parser.parse_args()
    theirs = jdeps_edges(arguments.classes, files_by_class(arguments.sources))
    ours = edges.of_layra(arguments.layra, arguments.sources)
    ours = {edge for edge in ours if not edge[0].endswith(("package-info.java", "module-info.java"))}
    for who, alone in (("layra", ours - theirs), ("jdeps", theirs - ours)):
        named = sum(names_it(arguments.sources, edge) for edge in alone)
        print(f"{who} alone: {named} where the source names the type, {len(alone) - named} where it does not")
    edges.compare("jdeps", ours, theirs, arguments.sample)


if __name__ == "__main__":
    main()
