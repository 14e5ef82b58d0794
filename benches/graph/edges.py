"""What the comparisons of graphs have in common: the edges Layra finds, and who has which."""

import argparse
import json
import os
import random
import subprocess
import sys


def parser(description):
    """A parser of arguments with those that every comparison takes."""
    made = argparse.ArgumentParser(description=description)
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    made.add_argument("--layra", default=os.path.join(target, "release", "layra"))
    made.add_argument("--sample", type=int, default=50, help="how many edges that one alone has are shown")
    return made


def of_layra(layra, root):
    """Pairs of files, relative to the root, of which one depends on the other."""
    done = subprocess.run([layra, "graph", root, "--format", "json", "--no-cache"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"error: {layra} failed: {done.stderr.strip()}")
    graph = json.loads(done.stdout)
    paths = {file["path"] for file in graph["files"]}
    return {(edge["from"], edge["to"]) for edge in graph["edges"] if edge["to"] in paths}


def compare(name, ours, theirs, sample):
    """Prints how many edges both have, and a sample of those that one alone has."""
    print(f"layra {len(ours)}, {name} {len(theirs)}, both {len(ours & theirs)}")
    for who, alone in (("layra", ours - theirs), (name, theirs - ours)):
        print(f"\n{who} alone: {len(alone)}")
        for one, other in sorted(random.Random(1).sample(sorted(alone), min(sample, len(alone)))):
            print(f"  {one} -> {other}")
