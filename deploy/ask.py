#!/usr/bin/env python3
"""Asks the questions of docs/dataset.md from every engine that is installed here, just as they stand there, and wants the same answers from all.

    python3 deploy/ask.py DATASET

Exit status 0: at least two engines answered, and all alike."""

import importlib.util
import pathlib
import re
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs/dataset.md"


def plain(answers):
    """Rows as plain tuples: engines have number types of their own."""
    number = lambda value: value if isinstance(value, str) else int(value)
    return [[tuple(number(value) for value in row) for row in rows] for rows in answers]


def main():
    dataset = str(pathlib.Path(sys.argv[1]).resolve())
    blocks = re.findall(r"^```python (\w+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert len(blocks) == 4, "the page has four engines"
    told = {}
    for engine, code in blocks:
        if importlib.util.find_spec(engine) is None:
            print(f"{engine}: not installed")
            continue
        names = {"dataset": dataset}
        exec(compile(code, f"{PAGE.name}: {engine}", "exec"), names)
        told[engine] = plain(names["answers"])
        print(f"{engine}: {[len(rows) for rows in told[engine]]} rows")
    first = next(iter(told.values()))
    for engine, answers in told.items():
        for number, (one, other) in enumerate(zip(first, answers), 1):
            if one != other:
                print(f"{engine} answers question {number} otherwise: {other[:3]} and not {one[:3]}")
    alike = all(answers == first for answers in told.values())
    empty = not all(first[:2]) or not first[3]
    print("all alike" if alike and not empty else "not alike, or nothing to compare")
    sys.exit(0 if alike and not empty and len(told) > 1 else 1)


main()
