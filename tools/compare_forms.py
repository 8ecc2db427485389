"""How far two runs over the same reports in different forms agree: F1 over their mapped facts, a report and together.

    python tools/compare_forms.py OUT_OF_TEXT/facts.jsonl OUT_OF_DOCX/facts.jsonl

A fact counts by indicator, stage, measure, status, whether it has a scope, and value, as often as it is stated. Reports
are paired by their file name up to its first ``.`` or ``_``. Exit status 1 where an F1 is under 0.99, or nothing is
there to be compared.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

FLOOR = 0.99
Key = tuple[str, str | None, str, str, bool, str | None]
Keys = dict[str, Counter[Key]]


def keys_of(facts: Iterable[Mapping[str, Any]]) -> Keys:
    """The keys of the mapped facts by report. ``facts`` are lines of facts.jsonl."""
    found: Keys = {}
    for fact in facts:
        report = re.split(r"[._]", PurePosixPath(fact["doc"]).name, maxsplit=1)[0]
        keys = found.setdefault(report, Counter())
        if fact["indicator"] is not None:
            scoped = fact["scope"] is not None
            keys[fact["indicator"], fact["stage"], fact["measure"], fact["status"], scoped, fact["value"]] += 1
    return found


def f1(one: Counter[Key], other: Counter[Key]) -> float:
    """Harmonic mean of precision and recall of one side against the other; 1 where both are empty."""
    return 2 * (one & other).total() / (one.total() + other.total()) if one or other else 1.0


def agreement(one: Keys, other: Keys) -> dict[str, float]:
    """F1 by report; under ``""`` that of all together."""
    reports = sorted(one.keys() | other.keys())
    scores = {name: f1(one.get(name, Counter()), other.get(name, Counter())) for name in reports}
    scores[""] = f1(_together(one), _together(other))
    return scores


def _together(keys: Keys) -> Counter[Any]:
    return Counter({(name, key): n for name, counted in keys.items() for key, n in counted.items()})


def _read(path: str) -> Keys:
    return keys_of(json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines())


def main() -> int:
    """Print the scores and what stands on one side only; give the exit status."""
    one, other = map(_read, sys.argv[1:3])
    scores = agreement(one, other)
    for name, score in scores.items():
        print(f"{score:.4f}  {name or 'together'}")
        left, right = one.get(name, Counter()), other.get(name, Counter())
        for sign, rest in (("-", left - right), ("+", right - left)):
            for key in sorted(rest.elements(), key=str):
                print("   ", sign, *key)
    return int(not _together(one) or min(scores.values()) < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
