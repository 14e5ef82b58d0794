"""Finds where a text tells a number that its author noted: roughly, for training alone. Texts are read by crates/layra-advise."""
import re

SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
VALUES = {word: value for value, word in enumerate(SMALL)} | {word: 20 + 10 * place for place, word in enumerate(TENS)}
TIMES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12, "k": 1e3, "m": 1e6, "bn": 1e9}
# Words that say a number by themselves, and those that say one of something.
OTHERS = {"half": 0.5, "couple": 2, "pair": 2, "twice": 2} | dict.fromkeys("once daily hourly weekly monthly nightly single a an each every per".split(), 1)
WORD = re.compile(r"\d[\d,]*(?:\.\d+)?|[a-z]+", re.IGNORECASE)
# Seconds of what times are told in, from a millisecond to a year, and a night.
DAY, MONTH, YEAR = 86400.0, 30.44 * 86400, 365.25 * 86400
SECONDS = [1e-3, 1, 60, 3600, DAY, 7 * DAY, MONTH, YEAR / 4, YEAR, DAY / 3]
# How far a number may be from what was noted, as a share of it.
NEAR = 0.04


def numbers(text):
    """The numbers of a text, in digits and in words: value, first and last character."""
    words = [(found.group().lower(), found.start(), found.end()) for found in WORD.finditer(text)]
    at = 0
    while at < len(words):
        word, start, end = words[at]
        at += 1
        follows = words[at][0] if at < len(words) else ""
        if word[0].isdigit():
            value = float(word.replace(",", ""))
            if follows in TIMES and words[at][1] - end <= 1:
                value, end, at = value * TIMES[follows], words[at][2], at + 1
            yield value, start, end
        elif word in VALUES or word in ("a", "an") and len(follows) > 2 and follows in TIMES:
            whole, part = 0.0, float(VALUES.get(word, 1))
            while at < len(words) and words[at][1] - end <= 2:
                next_word = words[at][0]
                if next_word in VALUES and (part % 100 == 0 or part % 10 == 0 and VALUES[next_word] < 10):
                    part += VALUES[next_word]
                elif len(next_word) > 2 and TIMES.get(next_word, 0) >= 1000:
                    whole, part = whole + max(part, 1) * TIMES[next_word], 0.0
                elif len(next_word) > 2 and next_word in TIMES:
                    part = max(part, 1) * TIMES[next_word]
                elif not (next_word == "and" and part >= 100):
                    break
                end, at = words[at][2], at + 1
            yield whole + part, start, end
        elif word in OTHERS:
            yield OTHERS[word], start, end


def factors(unit):
    """What a number of a text may be multiplied with to be in a unit of the vocabulary."""
    if unit in ("seconds", "ms", "years"):
        own = {"seconds": 1, "ms": 1e-3, "years": YEAR}[unit]
        return [time / own for time in SECONDS] + ([10] if unit == "years" else [])
    for what, own in (("per second", 1), ("per day", DAY), ("per month", MONTH)):
        if what in unit:
            return [own / time for time in SECONDS[1:]]
    return [1, 1000, 1e-3, 1e6] if unit == "GB" else [1]


def places(text, unit, value):
    """Where a text tells a value of that unit: first and last characters."""
    fits = lambda number: any(number and abs(number * factor - value) <= NEAR * abs(value) for factor in factors(unit))
    return [(start, end) for number, start, end in numbers(text) if fits(number)]
