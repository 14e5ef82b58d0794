"""What the encoder is trained to tell, and what it learns that from."""
import glob
import json
import os
import tomllib

from quantities import places

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def toml(*path):
    with open(os.path.join(ROOT, *path), "rb") as file:
        return tomllib.load(file)


def lines(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


PATTERNS = sorted(os.path.basename(os.path.dirname(path)) for path in glob.glob(os.path.join(ROOT, "patterns/*/pattern.toml")))
# The values of flags and choices, and the facts whose values are numbers: of those the encoder tells which are said.
VALUES, UNITS = {}, {}
for fact in toml("vocabulary", "facts.toml")["fact"]:
    if fact["kind"] == "flag":
        VALUES[fact["id"]] = ["true", "false"]
    elif fact["kind"] == "choice":
        VALUES[fact["id"]] = [choice["id"] for choice in fact["choice"]]
    else:
        UNITS[fact["id"]] = fact["unit"]
LABELS = [f"{what}:{slug}" for what in ("right", "wrong", "wish") for slug in PATTERNS]
LABELS += [f"{fact}={value}" for fact, values in VALUES.items() for value in values]
LABELS += [f"number:{fact}" for fact in UNITS]
# Places beyond which nobody can say which of them tells a number.
MOST_PLACES = 3
PLACES = {label: place for place, label in enumerate(LABELS)}


def weights(right=0.0, wrong=0.0, wish=0.0, facts=0.0, number=0.0):
    """How much it counts that a label which a text is not given is not said there."""
    kinds = {"right": right, "wrong": wrong, "wish": wish, "number": number}
    return [kinds.get(label.split(":")[0], facts) for label in LABELS]


def looks(row):
    """Labels of numbers, each with the places in the text that may tell it: none where these are many."""
    found = [(PLACES[f"number:{fact}"], places(row["text"], UNITS[fact], value)) for fact, value in row.get("numbers", {}).items()]
    return [(label, at) for label, at in found if 0 < len(at) <= MOST_PLACES]


def situation(row):
    """The text of a situation, for each label whether it is said and how much that counts, and where to look."""
    said, counts = [0.0] * len(LABELS), weights(1, 0.5, 0.7, 0.25 if row["facts"] else 0, 0.25 if "numbers" in row else 0)

    def put(label, value, count):
        said[PLACES[label]], counts[PLACES[label]] = value, count

    for slug in row["fine"]:
        put(f"right:{slug}", 0.35, 0.15)
    for slug in row["avoid"]:
        put(f"right:{slug}", 0, 2)
        put(f"wrong:{slug}", 1, 1)
    for slug in sum(row["one_of"], []):
        put(f"right:{slug}", 1, 1)
    for slug in row["must"]:
        put(f"right:{slug}", 1, 1.5)
    for slug in row["wishes"]:
        put(f"wish:{slug}", 1, 1)
    for fact, value in row["facts"].items():
        for other in VALUES[fact]:
            put(f"{fact}={other}", float(other == value), 1)
    for fact in row.get("numbers", {}):
        put(f"number:{fact}", 1, 1)
    return row["text"], said, counts, looks(row)


def sentence(text, label):
    """A sentence that says one label: others of the same kind are seldom said with it."""
    kind, _, name = label.partition(":")
    said = {"right": {label: 1}, "wrong": {label: 1, f"right:{name}": 0}}.get(kind, {label: 1})
    if "=" in label:
        fact = label.split("=")[0]
        said = {f"{fact}={value}": 0 for value in VALUES[fact]} | said
    counts = weights(0.12, 0.1) if kind == "right" else weights(0, 0.1) if kind == "wrong" else weights(facts=0.05)
    values = [0.0] * len(LABELS)
    for of, value in said.items():
        values[PLACES[of]], counts[PLACES[of]] = float(value), 1
    return text, values, counts, []


def situations():
    return [situation(row) for row in lines(HERE, "situations.jsonl")]


def sentences():
    rows = [sentence(row["text"], row["label"]) for row in lines(HERE, "sentences.jsonl")]
    for slug in PATTERNS:
        for asked in toml("patterns", slug, "asked.toml").values():
            rows += [sentence(text, f"right:{slug}") for text in asked if isinstance(text, str)]
        entry = toml("patterns", slug, "pattern.toml")
        rows += [sentence(item["say"], f"right:{slug}") for item in entry["use_when"]]
        rows += [sentence(item["say"], f"wrong:{slug}") for item in entry["avoid_when"]]
    return rows
