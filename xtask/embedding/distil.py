#!/usr/bin/env python3
"""Make the table of token vectors that the search carries. See README.md beside this file.

usage: python3 distil.py MODEL_FOLDER OUT_FOLDER

MODEL_FOLDER holds `model.safetensors`, `vocab.txt` and `tokenizer.json` of all-MiniLM-L6-v2.
Writes `table.bin` and `golden.tsv`.
"""
import re
import struct
import sys
import unicodedata

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

DIMENSIONS = 160
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


def main():
    folder, out = sys.argv[1:]
    rows = load_file(f"{folder}/model.safetensors")["embeddings.word_embeddings.weight"].astype(np.float64)
    with open(f"{folder}/vocab.txt", encoding="utf-8") as file:
        vocabulary = [line.rstrip("\n") for line in file]
    kept = sorted((t.encode(), i) for i, t in enumerate(vocabulary) if keeps(t))
    numbers = np.array([i for _, i in kept])
    # The vocabulary is ordered by how common a piece is: its place stands in for the frequency.
    weights = np.log(numbers + 1.0)
    centred = rows[numbers] - rows[numbers].mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    # The sign of an axis is arbitrary; make it the same everywhere.
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    vectors = centred @ axes[:DIMENSIONS].T * weights[:, None]
    scales = np.abs(vectors).max(axis=1) / 127
    integers = np.rint(vectors / scales[:, None]).astype(np.int8)
    ends = np.cumsum([len(t) for t, _ in kept]).astype("<u4")
    with open(f"{out}/table.bin", "wb") as file:
        file.write(struct.pack("<II", len(kept), DIMENSIONS))
        file.write(ends.tobytes())
        file.write(scales.astype("<f4").tobytes())
        file.write(integers.tobytes())
        file.write(b"".join(t for t, _ in kept))
    known = {t.decode() for t, _ in kept}
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    with open(f"{out}/golden.tsv", "w", encoding="utf-8") as file:
        for text in GOLDEN:
            pieces = [t for w in words(text) for t in tokenizer.encode(w, add_special_tokens=False).tokens if t in known]
            file.write(text.encode("unicode_escape").decode() + "\x1f".replace("\x1f", " => ") + " ".join(pieces) + "\n")
            reference = [t for t in tokenizer.encode(text, add_special_tokens=False).tokens if t in known]
            if reference != pieces:
                print("differs from the reference:", repr(text), reference, pieces)
    print(len(kept), "pieces,", DIMENSIONS, "dimensions")


main()
