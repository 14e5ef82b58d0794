"""The texts of a catalogue that mean something, from `layra export --format json`."""
import json


def blocks(markdown):
    return [" ".join(block.split()).lstrip("#*- ") for block in markdown.split("\n\n") if block.strip()]


def texts(path):
    """Pairs of a slug and a text, in the order of the catalogue."""
    with open(path, encoding="utf-8") as file:
        catalogue = json.load(file)
    pairs = []
    for pattern in catalogue["patterns"]:
        add = lambda *parts: pairs.append((pattern["slug"], " ".join(parts)))
        add(pattern["summary"])
        for item in pattern["use_when"] + pattern["avoid_when"] + pattern["pros"] + pattern["cons"] + pattern["smells"]:
            add(item["say"])
        for item in pattern["components"]:
            add(item["name"] + ":", item["does"])
        for item in pattern["versus"]:
            add(item["other"] + ":", item["say"])
        for item in pattern["failures"]:
            add(item["symptom"], item["cause"], item["check"])
        for item in pattern["adopt"]:
            add(item["needs"], item["do"])
        for item in pattern["exits"]:
            add(item["do"])
        for item in pattern["measures"]:
            add(item["metric"] + ":", item["healthy"])
        for item in pattern["terms"]:
            add(item["name"] + ":", item["means"])
        for block in blocks(pattern["overview"]):
            add(block)
        for question in pattern["asked"]:
            add(question)
    return pairs
