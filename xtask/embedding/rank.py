#!/usr/bin/env python3
"""Rank patterns for questions with the full transformer, to stand beside the search. See README.md.

usage: python3 rank.py MODEL_FOLDER CATALOGUE.json QUERIES.jsonl >RANKED.jsonl

Prints {"id", "ranked": [slug, ...]} a line. A pattern is as near as the mean of its NEAREST nearest texts.
"""
import json
import sys

import numpy as np

from catalogue import texts
from minilm import MiniLm

NEAREST = 5


def main():
    folder, catalogue, queries = sys.argv[1:]
    model = MiniLm(folder)
    slugs, lines = zip(*texts(catalogue))
    known = model.embed(list(lines))
    with open(queries, encoding="utf-8") as file:
        asked = [json.loads(line) for line in file if line.strip()]
    order = list(dict.fromkeys(slugs))
    rows = {slug: np.array([i for i, one in enumerate(slugs) if one == slug]) for slug in order}
    for question, vector in zip(asked, model.embed([one["query"] for one in asked])):
        near = known @ vector
        score = {slug: np.sort(near[rows[slug]])[-NEAREST:].mean() for slug in order}
        print(json.dumps({"id": question["id"], "ranked": sorted(order, key=lambda slug: -score[slug])}))


main()
