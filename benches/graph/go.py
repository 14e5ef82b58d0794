#!/usr/bin/env python3
"""Compares the graph of a Go module with what the parser of Go itself sees in it.

usage: benches/graph/go.py MODULE_PATH FOLDER [--layra target/release/layra] [--sample 50]

`names.go` beside this file lists the names that each file leaves unresolved and the files that declare
them. It does not look at build constraints, so it joins files that are never compiled together; and it
does not count imports without a name (`import _`), of which Layra says which files they load. Nested
modules are left out on both sides.
"""

import os
import subprocess
import sys

import edges


def main():
    parser = edges.parser("Compares the graph of a Go module with that of the parser of Go.")
    parser.add_argument("module")
    parser.add_argument("folder")
    arguments = parser.parse_args()
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "names.go")
    done = subprocess.run(["go", "run", program, arguments.module, arguments.folder], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: names.go failed: {done.stderr.strip()}")
    theirs = {tuple(line.split("\t")) for line in done.stdout.splitlines()}
    nested = []
    for folder, _, names in os.walk(arguments.folder):
        if "go.mod" in names and folder != arguments.folder:
            nested.append(os.path.relpath(folder, arguments.folder) + "/")
    ours = {(one, other) for one, other in edges.of_layra(arguments.layra, arguments.folder)
            if one.endswith(".go") and not one.startswith(tuple(nested)) and not other.startswith(tuple(nested))}
    edges.compare("go", ours, theirs, arguments.sample)


if __name__ == "__main__":
    main()
