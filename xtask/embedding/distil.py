#!/usr/bin/env python3
"""Make the table of token vectors that the search carries. See README.md beside this file.

usage: python3 distil.py MODEL_FOLDER CATALOGUE.json OUT_FOLDER

MODEL_FOLDER holds `model.safetensors`, `vocab.txt` and `tokenizer.json` of all-MiniLM-L6-v2;
CATALOGUE.json is what `layra export --format json` writes. Writes `table.bin` and `golden.tsv`.
"""
import os
import re
import struct
import sys
import unicodedata

import numpy as np
import scipy.sparse as sparse
from safetensors.numpy import load_file
from scipy.sparse.linalg import LinearOperator, cg
from tokenizers import Tokenizer

from catalogue import texts
from minilm import MiniLm

DIMENSIONS = 160
# How hard a vector holds on to where it began, against the texts that pull at it.
HOLD = 0.03
STEPS = 40
STOP_WORDS = os.path.join(os.path.dirname(__file__), "../../crates/layra-search/src/tokens.rs")
GOLDEN = [
    "The circuit breaker opens after five failures.",
    "Ça déjà vu: naïve café in Zürich",
    "retry-after, N-tier & CQRS/ES; p99 < 40ms",
    "Antidisestablishmentarianism unbelievably hyperparameterised",
    "e\u0301clair vs \u00e9clair, \u0130stanbul",
    "snake_case camelCase kebab-case HTTP2 k8s",
    "1998 3.14 20TB 200k",
    "tabs\tand\u00a0spaces\u3000here",
    "",
    "\u202eright to left\u202c emoji \U0001f642 end",
    "q" * 120 + " after",
]


def keeps(token):
    """Latin pieces; those of other scripts are half a megabyte and of no use to English entries."""
    piece = token.removeprefix("##")
    return bool(piece) and piece.isalnum() and all(ord(c) < 0x250 for c in piece)


def words(text):
    """What the Rust side takes for words: no marks, lower case, letters and digits."""
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", text)


def principal(rows):
    """The axes along which rows vary most. The sign of an axis is arbitrary; make it the same everywhere."""
    _, _, axes = np.linalg.svd(rows, full_matrices=False)
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    return axes[:DIMENSIONS].T


def stop_words():
    """The words the Rust side leaves out, read from there."""
    with open(STOP_WORDS, encoding="utf-8") as file:
        source = file.read()
    return set(re.findall(r'"([^"]+)",', source.split("STOP_WORDS")[1].split("];")[0]))


def learn(start, bags, targets):
    """Vectors of pieces whose sums over bags come near to targets, and that stay near start where no bag pulls.

    Least squares with a ridge around start mapped into the targets' space; each column by conjugate gradients.
    """
    counts = np.array([len(bag) for bag in bags])
    ends = np.concatenate([[0], np.cumsum(counts)])
    bag_matrix = sparse.csr_matrix((np.ones(ends[-1]), np.concatenate(bags), ends), shape=(len(bags), len(start)))
    sums = bag_matrix @ start
    bag_matrix = sparse.diags(1 / np.maximum(np.linalg.norm(sums, axis=1), 1e-6)) @ bag_matrix
    sums = bag_matrix @ start
    mapped = start @ np.linalg.solve(sums.T @ sums + 0.1 * np.eye(DIMENSIONS), sums.T @ targets)
    missing = bag_matrix.T @ (targets - bag_matrix @ mapped)
    normal = LinearOperator((len(start),) * 2, matvec=lambda v: bag_matrix.T @ (bag_matrix @ v) + HOLD * v)
    for column in range(DIMENSIONS):
        mapped[:, column] += cg(normal, missing[:, column], rtol=1e-3, maxiter=STEPS)[0]
    return mapped


def main():
    folder, catalogue, out = sys.argv[1:]
    rows = load_file(f"{folder}/model.safetensors")["embeddings.word_embeddings.weight"].astype(np.float64)
    with open(f"{folder}/vocab.txt", encoding="utf-8") as file:
        vocabulary = [line.rstrip("\n") for line in file]
    kept = sorted((t.encode(), i) for i, t in enumerate(vocabulary) if keeps(t))
    numbers = np.array([i for _, i in kept])
    # The vocabulary is ordered by how common a piece is: its place stands in for the frequency.
    weights = np.log(numbers + 1.0)
    centred = rows[numbers] - rows[numbers].mean(axis=0)
    start = centred @ principal(centred) * weights[:, None]

    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    place = {t.decode(): n for n, (t, _) in enumerate(kept)}
    pieces = lambda text: [
        [place[t] for t in tokenizer.encode(w, add_special_tokens=False).tokens if t in place] for w in text
    ]
    stop = stop_words()
    lines, bags = [], []
    for line in dict.fromkeys(text for _, text in texts(catalogue)):
        bag = sum(pieces([w for w in words(line) if w not in stop]), [])
        if bag:
            lines.append(line)
            bags.append(np.array(bag))
    targets = MiniLm(folder).embed(lines).astype(np.float64)
    targets -= targets.mean(axis=0)
    targets = targets @ principal(targets)
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    vectors = learn(start, bags, targets)

    scales = np.abs(vectors).max(axis=1) / 127
    integers = np.rint(vectors / scales[:, None]).astype(np.int8)
    ends = np.cumsum([len(t) for t, _ in kept]).astype("<u4")
    with open(f"{out}/table.bin", "wb") as file:
        file.write(struct.pack("<II", len(kept), DIMENSIONS))
        file.write(ends.tobytes())
        file.write(scales.astype("<f4").tobytes())
        file.write(integers.tobytes())
        file.write(b"".join(t for t, _ in kept))
    with open(f"{out}/golden.tsv", "w", encoding="utf-8") as file:
        for text in GOLDEN:
            cut = [t for w in words(text) for t in tokenizer.encode(w, add_special_tokens=False).tokens if t in place]
            file.write(text.encode("unicode_escape").decode() + " => " + " ".join(cut) + "\n")
            reference = [t for t in tokenizer.encode(text, add_special_tokens=False).tokens if t in place]
            if reference != cut:
                print("differs from the reference:", repr(text), reference, cut)
    print(len(kept), "pieces,", DIMENSIONS, "dimensions, learnt from", len(lines), "texts")


main()
