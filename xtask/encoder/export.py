"""Writes what train.py learnt as the file that crates/layra-encoder reads, and a few answers for its test:
`export.py MINILM LEARNT crates/layra-encoder/src`."""
import os
import struct
import sys

import numpy as np
import torch

from labels import HERE, LABELS, lines, sentences
from model import LONGEST, Encoder, tokenizer

# Pieces among so many first ones are common enough to keep: the vocabulary is ordered by how common they are.
COMMON = 16000
TEXTS = [
    "Three of us keep the bookings of a ferry line in one PostgreSQL. Twice a week two clerks sell the last cabin to two families: both saw it free, both saved. A consultant wants an event store with sagas.",
    "Every service rebuilds login checks and rate limits, and mobile clients call nine hosts for one screen; we run eleven services and are forty engineers.",
    "A bot answers questions about 12,000 pages of maintenance manuals that change weekly; each answer has to cite the page.",
    "Two trainees replace an Access file by forms and lists, forty users, one server in the cellar. The holding wants Kubernetes.",
    "When the card provider is slow, every thread waits for it and the whole shop stands still; last Friday for an hour.",
]


def pieces(known):
    """Pieces to keep, with their numbers, in alphabetical order: those of what was learnt from, and the common ones."""
    vocabulary = known.get_vocab()
    texts = [row["text"] for row in lines(HERE, "situations.jsonl")] + [text for text, *_ in sentences()]
    seen = {number for text in texts for number in known.encode(text).ids}
    special = ("[UNK]", "[CLS]", "[SEP]")
    is_kept = lambda piece, number: piece in special or (
        piece.isascii() and not piece.startswith("[") and (number in seen or number < COMMON)
    )
    return sorted((piece.encode(), number) for piece, number in vocabulary.items() if is_kept(piece, number))


def packed(encoder, kept):
    out = bytearray()

    def count(number):
        out.extend(struct.pack("<I", number))

    def vector(numbers):
        out.extend(numbers.detach().numpy().astype("<f4").tobytes())

    def matrix(numbers):
        numbers = numbers.detach().numpy().astype(np.float32)
        scales = np.maximum(np.abs(numbers).max(1), 1e-12) / 127
        out.extend(scales.astype("<f4").tobytes())
        out.extend(np.rint(numbers / scales[:, None]).astype(np.int8).tobytes())

    def linear(module):
        matrix(module.weight)
        vector(module.bias)

    def norm(module):
        vector(module.weight)
        vector(module.bias)

    for number in (len(kept), len(LABELS), len(encoder.layers), LONGEST):
        count(number)
    for end in np.cumsum([len(piece) for piece, _ in kept]):
        count(end)
    out.extend(b"".join(piece for piece, _ in kept))
    labels = "\n".join(LABELS).encode()
    count(len(labels))
    out.extend(labels)
    matrix(encoder.word.weight[[number for _, number in kept]])
    matrix(encoder.pos.weight[:LONGEST])
    norm(encoder.n)
    for layer in encoder.layers:
        linear(layer.qkv)
        linear(layer.o)
        norm(layer.n1)
        linear(layer.up)
        linear(layer.down)
        norm(layer.n2)
    matrix(encoder.q)
    matrix(encoder.w)
    vector(encoder.b)
    return out


def golden(encoder, known):
    """The likeliest labels of some texts, a line each."""
    for text in TEXTS:
        ids = torch.tensor([known.encode(text).ids])
        with torch.no_grad():
            said = encoder(ids, torch.ones_like(ids, dtype=torch.bool))[0].sigmoid()[0]
        first = said.argsort(descending=True)[:20]
        yield text + "\t" + " ".join(f"{LABELS[place]}:{said[place]:.3f}" for place in first)


def main(minilm, learnt, out):
    known, encoder = tokenizer(minilm), Encoder(len(LABELS))
    encoder.load_state_dict(torch.load(learnt))
    encoder.eval()
    kept = pieces(known)
    with open(os.path.join(out, "weights.bin"), "wb") as file:
        print(len(kept), "pieces,", file.write(packed(encoder, kept)), "bytes")
    with open(os.path.join(out, "golden.tsv"), "w", encoding="utf-8") as file:
        file.write("\n".join(golden(encoder, known)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
