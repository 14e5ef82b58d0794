#!/usr/bin/env python3
"""Compares the graph of a Rust workspace with what cargo declares and with what rustc read.

usage: benches/graph/rust.py WORKSPACE [--layra target/release/layra] [--deps target/debug/deps]

Packages: a package that names another one of the workspace has to declare it, and mostly the other way
round. Files: the `.d` files that rustc leaves in DEPS name every file of a crate; each of them has to be in
the package that Layra says.
"""

import argparse
import glob
import json
import os
import subprocess


def declared(workspace):
    """The packages that cargo knows, and which of them each declares, for whatever purpose."""
    command = ["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1"]
    text = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=True).stdout
    packages = json.loads(text)["packages"]
    names = {package["name"] for package in packages}
    local = lambda package: (other["name"] for other in package["dependencies"] if other.get("path"))
    edges = {(package["name"], other) for package in packages for other in local(package)}
    return names, {(one, other) for one, other in edges if other in names and one != other}


def graph(layra, workspace, of):
    command = [layra, "graph", "--of", of, "--no-cache", "--json", "."]
    return json.loads(subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=True).stdout)


def crates(deps, workspace):
    """The files of each crate of the workspace that rustc read, its first one in front; tests left out."""
    for path in sorted(glob.glob(os.path.join(deps, "*.d"))):
        with open(path) as file:
            line = next((line for line in file if ".rmeta:" in line), "")
        files = [os.path.relpath(os.path.join(workspace, name), workspace) for name in line.split()[1:]]
        sources = [name for name in files if name.endswith(".rs") and not name.startswith("..")]
        if sources and os.path.basename(sources[0]) in ("lib.rs", "main.rs"):
            yield sources


def main():
    parser = argparse.ArgumentParser(description="Compares with what cargo declares and with what rustc read.")
    parser.add_argument("workspace")
    parser.add_argument("--layra", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "layra"))
    parser.add_argument("--deps")
    arguments = parser.parse_args()
    workspace, layra = os.path.abspath(arguments.workspace), os.path.abspath(arguments.layra)
    names, theirs = declared(workspace)
    # A package that is called like one of another registry is shown with its folder.
    plain = lambda name: name.split(" (crates in ")[0]
    dependencies = graph(layra, workspace, "packages")["dependencies"]
    ours = {(plain(each["from"]), plain(each["to"])): each["example"] for each in dependencies}
    ours = {edge: place for edge, place in ours.items() if set(edge) <= names}
    print(f"packages: {len(theirs & set(ours))} in both, {len(set(ours) - theirs)} only ours, {len(theirs - set(ours))} only declared")
    for edge in sorted(set(ours) - theirs):
        print(f"  only ours: {edge[0]} -> {edge[1]} {ours[edge]['path']}:{ours[edge]['line']}")
    for edge in sorted(theirs - set(ours)):
        print(f"  only declared: {edge[0]} -> {edge[1]}")
    if not arguments.deps:
        return
    listing = graph(layra, workspace, "files")
    manifests = {package["name"]: package["folder"] for package in listing["packages"]}
    package_of = {file["path"]: file["package"] for file in listing["files"]}
    seen, wrong = 0, set()
    for sources in crates(arguments.deps, workspace):
        seen += len(sources)
        of = package_of.get(sources[0])
        wrong |= {name for name in sources if package_of.get(name) != of or not sources[0].startswith(manifests.get(of, ""))}
    print(f"files: rustc read {seen} of {len(package_of)}, of which {len(wrong)} are missing or of another package")
    for name in sorted(wrong):
        print(f"  {name}")


if __name__ == "__main__":
    main()
