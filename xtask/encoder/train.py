"""Trains the encoder: `train.py MINILM OUT [MINUTES [LEARNT]]`, going on from what was learnt before where that is given. It
prints how it does on evals/fit-scenarios.jsonl, which it does not learn from."""
import os
import random
import sys
import time

import torch
import torch.nn.functional as F

from labels import LABELS, PATTERNS, ROOT, lines, sentences, situations
from model import Encoder, tokenizer

# Pieces in a step; the rate to begin with, and how much faster the labels learn than the layers.
STEP, RATE, HEAD = 2400, 1.2e-4, 10
# The first layers stay as they are, and so do the meanings of pieces.
FROZEN = 2
# How much of the mean of all steps before is kept at each; the mean is what is given out.
KEEP = 0.995
# How much it counts that a label of a number looks at that number.
LOOK = 0.5
# The share of pieces that are hidden at each step, lest single words decide.
HIDE = 0.05
# How much is kept of what was learnt before, where that is given: what is learnt last makes one forget (Wortsman et al.,
# Robust fine-tuning of zero-shot models, 2022).
BEFORE = 0.5


def batches(rows):
    """Rows of about equal length together, in any order."""
    rows = sorted(rows, key=lambda row: len(row[0]) + 12 * random.random())
    cut, batch = [], []
    for row in rows:
        if batch and (len(batch) + 1) * len(row[0]) > STEP:
            cut.append(batch)
            batch = []
        batch.append(row)
    cut.append(batch)
    random.shuffle(cut)
    return cut


def ready(known, text, said, counts, looks):
    """A row of training: pieces, what is said, what that counts, and labels with the pieces they should look at."""
    cut = known.encode(text)
    inside = lambda piece, at: any(piece[1] > start and piece[0] < end for start, end in at) and piece[1] > piece[0]
    looks = [(label, [number for number, piece in enumerate(cut.offsets) if inside(piece, at)]) for label, at in looks]
    return cut.ids, torch.tensor(said), torch.tensor(counts), [(label, pieces) for label, pieces in looks if pieces]


def padded(batch):
    length = max(len(row[0]) for row in batch)
    ids, there = torch.zeros(len(batch), length, dtype=torch.long), torch.zeros(len(batch), length, dtype=torch.bool)
    for at, row in enumerate(batch):
        ids[at, : len(row[0])], there[at, : len(row[0])] = torch.tensor(row[0]), True
    return ids, there


def right(encoder, known, texts):
    """How likely each pattern is right, a row for each text."""
    encoder.eval()
    with torch.no_grad():
        found = [encoder(*padded([(known.encode(text).ids,)]))[0].sigmoid()[0, : len(PATTERNS)].tolist() for text in texts]
    encoder.train()
    return found


def report(encoder, known, step):
    """Patterns wanted that are likelier than one half, and patterns likelier than that which are on a list."""
    rows = lines(ROOT, "evals", "fit-scenarios.jsonl")
    wanted = found = given = listed = 0
    for row, likely in zip(rows, right(encoder, known, [row["text"] for row in rows])):
        chosen = {slug for slug, one in zip(PATTERNS, likely) if one > 0.5}
        wanted, found = wanted + len(row["must"]), found + len(chosen & set(row["must"]))
        given, listed = given + len(chosen), listed + len(chosen & set(row["must"] + sum(row["one_of"], []) + row["fine"]))
    print(f"step {step}: {found} of {wanted} found, {listed} of {given} on a list", flush=True)


def go_on(encoder, learnt):
    """Takes over what was learnt, perhaps with fewer labels: new ones come last."""
    for name, weight in torch.load(learnt).items():
        encoder.state_dict()[name][: len(weight)].copy_(weight)


def main(minilm, out, minutes=90.0, learnt=None):
    random.seed(1)
    torch.manual_seed(1)
    known = tokenizer(minilm)
    hidden = torch.tensor(known.token_to_id("[MASK]"))
    whole, short = ([ready(known, *row) for row in rows] for rows in (situations(), sentences()))
    encoder = Encoder(len(LABELS), minilm)
    if learnt:
        go_on(encoder, learnt)
    for module in (encoder.word, encoder.pos, encoder.n, *encoder.layers[:FROZEN]):
        module.requires_grad_(False)
    learns = {name: weight for name, weight in encoder.named_parameters() if weight.requires_grad}
    heads = [learns[name] for name in ("q", "w", "b")]
    rest = [weight for name, weight in learns.items() if name not in ("q", "w", "b")]
    groups = [{"params": rest, "of": RATE}, {"params": heads, "of": RATE * HEAD}]
    optimiser = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    mean = {name: weight.detach().clone() for name, weight in learns.items()}
    before = {name: weight.detach().clone() for name, weight in learns.items()}
    started, step, queue, left = time.time(), 0, batches(short), []
    while (gone := (time.time() - started) / 60 / float(minutes)) < 1:
        if not queue:
            queue = batches(whole)
            left = left or batches(short)
            some = max(1, len(queue) // 12)
            queue, left = queue + left[:some], left[some:]
            random.shuffle(queue)
        batch = queue.pop()
        for group in optimiser.param_groups:
            group["lr"] = group["of"] * min(1, (step + 1) / 80) * max(0.03, 1 - gone)
        said, counts = torch.stack([row[1] for row in batch]), torch.stack([row[2] for row in batch])
        ids, there = padded(batch)
        odds, looks = encoder(torch.where((torch.rand(ids.shape) < HIDE) & there, hidden, ids), there)
        loss = F.binary_cross_entropy_with_logits(odds, said, counts, reduction="sum") / len(batch)
        for at, row in enumerate(batch):
            for label, pieces in row[3]:
                loss -= LOOK * (looks[at, pieces, label].sum() + 1e-4).log() / len(batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learns.values(), 5.0)
        optimiser.step()
        step += 1
        with torch.no_grad():
            for name, weight in learns.items():
                mean[name].lerp_(weight, 1 - min(KEEP, step / (step + 20)))
        if step % 250 == 0:
            report(encoder, known, step)
    with torch.no_grad():
        for name, weight in learns.items():
            weight.copy_(mean[name].lerp(before[name], BEFORE if learnt else 0.0))
    report(encoder, known, step)
    torch.save(encoder.state_dict(), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
