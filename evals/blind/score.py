#!/usr/bin/env python3
"""Score the answers to a sheet of sample.py.

usage: python3 evals/blind/score.py KEY.json ANSWERS

ANSWERS holds a line for each condition: its number and a letter (`7 c`, `7. c` and `7: C` will do).
A condition without an answer counts as wrong. Prints the share that is right and every miss, and
exits 1 below 85 %.
"""
import json
import re
import sys

LEAST = 0.85


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip())
        return 2
    with open(arguments[0], encoding='utf-8') as file:
        key = json.load(file)['answers']
    with open(arguments[1], encoding='utf-8') as file:
        answers = dict(re.findall(r'^\W*(\d+)\W+([a-eA-E])\b', file.read(), re.MULTILINE))
    right = 0
    for number, case in key.items():
        answer = answers.get(number, '').lower()
        right += answer == case['letter']
        if answer != case['letter']:
            taken = case['candidates']['abcde'.index(answer)] if answer else 'no answer'
            print(f'{number}: {case["statement"]} was taken for {taken}\n    if  {case["if"]}\n    say {case["say"]}')
    share = right / len(key)
    print(f'{right} of {len(key)} right: {share:.0%}, at least {LEAST:.0%} are wanted')
    return 0 if share >= LEAST else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
