"""What a remark is about: the themes of rules/themes.yaml in a text, and the rarest words of one without theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pipeline.rulebook import Rulebook
from pipeline.terms import GAP

_GAP_PATTERN = r"[^,:。;\n|]{0,16}?"
_KEY = 2  # characters by which terms are looked up: every term begins with as many before a gap
_MOST_NOUNS = 3

_Entry = tuple[str, re.Pattern[str] | None, str]
"""What a term names (a theme's code, with ``!`` in front of it where it shields), its pattern, its words."""


def themes_in(text: str, rules: Rulebook) -> list[tuple[int, str]]:
    """The themes that ``text`` (of the view) names, each with the place of its first term, in the order of the text."""
    hits: list[tuple[int, int, str]] = []
    shields: list[tuple[int, int, str]] = []
    terms = _terms(rules)
    for at, key in enumerate(map("".join, pairwise(text))):
        if key not in terms:
            continue
        for name, pattern, words in terms[key]:
            match = pattern.match(text, at) if pattern else None
            if match is None and (pattern is not None or not text.startswith(words, at)):
                continue
            to = match.end() if match else at + len(words)
            (shields if name.startswith("!") else hits).append((at, to, name.removeprefix("!")))
    first: dict[str, int] = {}
    for at, to, name in hits:
        if not any(s == name and a < to and at < b for a, b, s in shields):
            first.setdefault(name, at)
    return sorted((at, name) for name, at in first.items())


@lru_cache(maxsize=8)
def _terms(rules: Rulebook) -> dict[str, tuple[_Entry, ...]]:
    found: dict[str, list[_Entry]] = {}
    for name, words in _named(rules):
        pieces = words.split(GAP)
        pattern = re.compile(_GAP_PATTERN.join(map(re.escape, pieces))) if len(pieces) > 1 else None
        found.setdefault(words[:_KEY], []).append((name, pattern, words))
    return {key: tuple(entries) for key, entries in found.items()}


def _named(rules: Rulebook) -> Iterator[tuple[str, str]]:
    for theme in rules.themes:
        yield from ((theme.code, words) for words in theme.terms)
        yield from ((f"!{theme.code}", words) for words in theme.shields)


def nouns_in(text: str, rules: Rulebook) -> tuple[str, ...]:
    """Up to three words of ``text`` that are rarest in jieba's dictionary, in the order of the text."""
    jieba = _jieba()
    common = frozenset(rules.remarks.common_words)
    words = dict.fromkeys(w for w in jieba.lcut(text, HMM=False) if len(w) > 1 and w not in common and _is_word(w))
    frequency = jieba.dt.FREQ
    rarest = sorted(words, key=lambda w: (frequency.get(w) or 0, w))[:_MOST_NOUNS]
    return tuple(w for w in words if w in rarest)


def _is_word(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fa5" for c in text)


def _jieba() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba
