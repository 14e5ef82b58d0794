#!/usr/bin/env python3
"""Draw a blind check of the conditions: does the `if` of a statement say what its `say` says?

usage: python3 evals/blind/sample.py SEED --sheet SHEET.md --key KEY.json [--count 40] [--near]

The sheet shows the `if` of a statement and five candidate `say`s: the right one and four from other
patterns, of the same polarity (all speak for their pattern, or all against), in random order. It
names no pattern. The key says which is right; keep it from whoever answers. Statements are spread
over the patterns: each gives one before any gives two. --near draws the wrong candidates from
statements that test one of the same facts, as far as there are such; this is harder. Same seed,
same catalogue: same sheet.
"""
import argparse
import json
import pathlib
import random
import re
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
LETTERS = 'abcde'
KEYWORDS = {'and', 'or', 'not', 'in'}


def facts(condition):
    """The words of a condition that may be facts or choices."""
    return set(re.findall(r'[a-z][a-z0-9-]*', condition)) - KEYWORDS


def statements():
    """Every statement with a condition, in the order of slugs and files."""
    found = []
    for path in sorted((ROOT / 'patterns').glob('*/pattern.toml')):
        entry = tomllib.loads(path.read_text(encoding='utf-8'))
        for polarity in ('use_when', 'avoid_when'):
            for item in entry.get(polarity, []):
                if 'if' in item:
                    found.append({'slug': path.parent.name, 'id': item['id'], 'polarity': polarity,
                                  'if': item['if'], 'say': item['say']})
    return found


def spread(everything, count, dice):
    """`count` statements: one of each pattern, then a second of each, and so on."""
    by_slug = {}
    for statement in everything:
        by_slug.setdefault(statement['slug'], []).append(statement)
    for own in by_slug.values():
        dice.shuffle(own)
    drawn = []
    while len(drawn) < count and any(by_slug.values()):
        slugs = [slug for slug in by_slug if by_slug[slug]]
        dice.shuffle(slugs)
        drawn += [by_slug[slug].pop() for slug in slugs[:count - len(drawn)]]
    return drawn


def decoys(right, everything, near, dice):
    """Four statements of four other patterns that say something else over facts."""
    others = [other for other in everything
              if other['slug'] != right['slug'] and other['polarity'] == right['polarity']
              and other['if'] != right['if']]
    dice.shuffle(others)
    if near:
        others.sort(key=lambda other: not facts(other['if']) & facts(right['if']))
    chosen = []
    for other in others:
        if all(other['slug'] != one['slug'] for one in chosen):
            chosen.append(other)
        if len(chosen) == len(LETTERS) - 1:
            break
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('seed', type=int)
    parser.add_argument('--sheet', required=True, type=pathlib.Path)
    parser.add_argument('--key', required=True, type=pathlib.Path)
    parser.add_argument('--count', type=int, default=40)
    parser.add_argument('--near', action='store_true')
    options = parser.parse_args()

    # A harder sheet is drawn apart, so that one does not give away the other.
    dice = random.Random(f'near {options.seed}' if options.near else options.seed)
    everything = statements()
    sheet = ['# Which statement does the condition put over facts?', '',
             'For each condition choose the one statement that says the same. Answer with a line for each: '
             'its number and a letter, as in `7 c`.', '']
    key = {'seed': options.seed, 'near': options.near, 'answers': {}}
    for number, right in enumerate(spread(everything, options.count, dice), 1):
        candidates = [right, *decoys(right, everything, options.near, dice)]
        dice.shuffle(candidates)
        letter = LETTERS[candidates.index(right)]
        sheet += [f'## {number}', '', f'`{right["if"]}`', '']
        sheet += [f'* **{letter}** {candidate["say"]}' for letter, candidate in zip(LETTERS, candidates)]
        sheet += ['']
        key['answers'][str(number)] = {'letter': letter, 'statement': f'{right["slug"]}#{right["id"]}',
                                       'if': right['if'], 'say': right['say'],
                                       'candidates': [f'{c["slug"]}#{c["id"]}' for c in candidates]}
    options.sheet.write_text('\n'.join(sheet), encoding='utf-8')
    options.key.write_text(json.dumps(key, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')
    print(f'{len(key["answers"])} conditions of {len({s["slug"] for s in everything})} patterns, '
          f'from {len(everything)} statements with a condition')


if __name__ == '__main__':
    main()
