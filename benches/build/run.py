#!/usr/bin/env python3
"""How long `layra build` takes for the built-in entries, and for many more.

    cargo build --release && python3 benches/build/run.py target/release/layra [1000]

The many are ours again and again under other names, so they are as long as entries are.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def pack(folder, count):
    """Writes a pack of `count` entries to `folder`."""
    folder.joinpath("pack.toml").write_text('schema = 1\ntitle = "Many"\nonly = true\n')
    shutil.copytree(ROOT / "vocabulary", folder / "vocabulary")
    entries = sorted(path for path in (ROOT / "patterns").iterdir() if (path / "pattern.toml").exists())
    slugs = [entry.name for entry in entries]
    for number in range(count):
        entry = entries[number % len(entries)]
        lap = number // len(entries)
        target = folder / "patterns" / (f"{entry.name}-{lap}" if lap else entry.name)
        shutil.copytree(entry, target, ignore=shutil.ignore_patterns("blueprint", "lab.json"))
        if lap:
            text = (target / "pattern.toml").read_text()
            text = re.sub("^aliases = .*\n", "", text, flags=re.MULTILINE).replace('name = "', f'name = "{lap}. ', 1)
            # Relations lead to entries of the same lap, as far as they are there.
            there = {slug for slug in slugs if has(slug, lap, slugs, count)}
            text = re.sub(
                r'^(\[\[relation\]\]\nto = ")([^"]*)',
                lambda found: found[0] + (f"-{lap}" if found[2] in there else ""),
                text, flags=re.MULTILINE)
            (target / "pattern.toml").write_text(text)


def has(slug, lap, slugs, count):
    """Whether the pack has the entry in this lap."""
    return lap * len(slugs) + slugs.index(slug) < count


def measure(layra, packs, what):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "site"
        clock = time.perf_counter()
        subprocess.run([layra, *packs, "build", "--out", out], check=True, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - clock
        files = [path for path in out.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        print(f"{what}: {seconds:.2f} s, {len(files)} files, {size / 1e6:.1f} MB")


def main():
    layra, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    measure(layra, [], "built-in")
    with tempfile.TemporaryDirectory() as folder:
        pack(pathlib.Path(folder), count)
        measure(layra, ["--pack", folder], f"{count} entries")


if __name__ == "__main__":
    main()
