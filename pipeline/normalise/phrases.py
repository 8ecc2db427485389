"""What is left of a phrase when everything that carries no subject of its own is taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.normalise.periods import HINT, periods_in
from pipeline.rulebook import Rulebook
from pipeline.terms import one_of

HOLE = "\x01"
_COMPARED = (
    r"[一二][九〇○零][〇○零一二三四五六七八九]{2}年(?:度|底|末|初)?|(?:比|较|与|同)(?:上|去|前)(?:一)?(?:学)?年(?:度)?(?:同期|底|末|相比)?(?:相比)?|(?:比|较)\d{4}年(?:度)?(?:同期|底|末)?"
    r"|同比(?:上年|去年)?|环比|[一二两三四五六七八九十\d]{1,2}年(?!一贯|制|级|义务)(?:来|间|共)?"
)


_NO_WORDS = re.compile(r"[\x00\x01\W\d_]+")
_COMPARISON = re.compile(_COMPARED)


@lru_cache(maxsize=8)
def _light(rules: Rulebook) -> re.Pattern[str]:
    stages = [t for s in rules.stages for t in (*s.terms, *s.weak)]
    changes = (*rules.words.increase, *rules.words.decrease)
    return re.compile(f"{_COMPARED}|{one_of([*rules.words.light, *stages, *changes])}")


@lru_cache(maxsize=8)
def _scopes(rules: Rulebook) -> re.Pattern[str]:
    return re.compile("|".join([*rules.words.scope_patterns, one_of([*rules.words.scopes, *rules.words.channels])]))


def rest(
    text: str, holes: Iterable[tuple[int, int]], rules: Rulebook, *, scopes: bool = False, names: tuple[str, ...] = ()
) -> str:
    """``text`` without the spans ``holes``, words of time, light words, stage words, ``names`` (and scope words).

    An empty result means that the phrase has no subject of its own.
    """
    return _rest(text, tuple(holes), rules, scopes, names) if text else ""


@lru_cache(maxsize=16384)
def _rest(text: str, holes: tuple[tuple[int, int], ...], rules: Rulebook, scopes: bool, names: tuple[str, ...]) -> str:
    left = text
    for at, to in holes:
        left = left[: max(at, 0)] + HOLE * (min(to, len(left)) - max(at, 0)) + left[max(to, 0) :]
    if "年" in left or "比" in left:
        left = _COMPARISON.sub(HOLE, left)
    for name in names:
        left = left.replace(name, HOLE)
    if HINT.search(left):
        for period in reversed(periods_in(left, None)):
            left = left[: period.at] + HOLE + left[period.to :]
    if scopes:
        left = _scopes(rules).sub(HOLE, left)
    return _NO_WORDS.sub("", _light(rules).sub(HOLE, left))


def scope_in(text: str, rules: Rulebook, *, persons: bool = False) -> str | None:
    """The qualifier that makes a phrase one of a part (农村, 示例镇中心小学): the longest, None where none stands.

    For counts of ``persons`` the channels by which they came (特岗) qualify too.
    """
    found = [m.group(0) for m in _qualifiers(rules).finditer(text)]
    if persons:
        plain = text.replace("学校", HOLE * 2)  # 学校招生 holds no 校招
        found += [w for w in rules.words.channels if w in plain]
    return max(found, key=len) if found else None


@lru_cache(maxsize=8)
def _qualifiers(rules: Rulebook) -> re.Pattern[str]:
    return re.compile("|".join([*rules.words.scope_patterns, one_of(rules.words.scopes)]))


def named_in(text: str, rules: Rulebook) -> str | None:
    """The named school or place in ``text``; None where none stands."""
    match = _named(rules).search(text)
    return match.group(0) if match else None


@lru_cache(maxsize=8)
def _named(rules: Rulebook) -> re.Pattern[str]:
    return re.compile("|".join(rules.words.scope_patterns))
