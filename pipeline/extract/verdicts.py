"""Stated judgements: 该项指标达到要求, 未达标, 通过努力可以达到, 需要监测才能知道."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.model import Judgement, Structure
from pipeline.rulebook import Rulebook

_HINT = re.compile(r"达|符合|满足|合格|才能|才有|无法|有待")


@lru_cache(maxsize=8)
def _patterns(rules: Rulebook) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = rules.verdicts
    return tuple(
        (value, re.compile("|".join(f"(?:{p})" for p in getattr(words, value))))
        for value in ("unknown", "not_met", "expected", "met")
    )


def judgements_of(structure: Structure, rules: Rulebook) -> tuple[Judgement, ...]:
    """Every judgement of the prose, in view order; of overlapping ones the first in the order of the rulebook."""
    found: list[Judgement] = []
    for number, sentence in enumerate(structure.sentences):
        text = structure.view.text[sentence.at : sentence.to]
        if _HINT.search(text):
            found.extend(_in_sentence(text, sentence.at, number, rules))
    return tuple(sorted(found, key=lambda j: j.at))


def _in_sentence(text: str, offset: int, number: int, rules: Rulebook) -> Iterator[Judgement]:
    kept: list[tuple[int, int]] = []
    for value, pattern in _patterns(rules):
        for match in pattern.finditer(text):
            at, to = match.span()
            if at < to and all(to <= a or b <= at for a, b in kept):
                kept.append((at, to))
                yield Judgement(offset + at, offset + to, value, number)
