"""The numbers that Word draws in front of paragraphs (``一、``, ``（二）``, ``3.``, ``④``), out of lists and styles.

Source: ECMA-376 Part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from pipeline.read.styles import Styles

Element = Any

BULLET = "• "
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def _counting(digits: str, units: tuple[str, str, str]) -> Callable[[int], str]:
    """Chinese numbers below 10,000 as they are spoken: 十, 十一, 二十, 一百零三."""

    def written(number: int) -> str:
        if not 0 < number < 10_000:
            return str(number)
        words, gap = "", False
        for unit, place in zip((*units[::-1], ""), (1000, 100, 10, 1), strict=True):
            digit = number // place % 10
            if digit:
                words += ("零" if gap and words else "") + digits[digit] + unit
            gap = not digit
        return words.removeprefix("一") if 10 <= number < 20 else words

    return written


def _one_of(signs: str) -> Callable[[int], str]:
    """The sign for a number; where there is none left, its digits."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    """a … z, aa … zz, aaa …"""
    return chr(96 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    words = ""
    for value, sign in _ROMAN if number < 4000 else ():
        words += sign * (number // value)
        number %= value
    return words or str(number)


_SPOKEN = _counting(_DIGITS, ("十", "百", "千"))
_CEREMONIAL = _counting(_FORMAL, ("拾", "佰", "仟"))
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalEnclosedCircle": _one_of(_CIRCLED),
    "decimalEnclosedCircleChinese": _one_of(_CIRCLED),
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalEnclosedParen": lambda number: f"({number})",
    "chineseCounting": _SPOKEN,
    "chineseCountingThousand": _SPOKEN,
    "taiwaneseCounting": _SPOKEN,
    "taiwaneseCountingThousand": _SPOKEN,
    "japaneseCounting": _SPOKEN,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _CEREMONIAL,
    "ideographLegalTraditional": _CEREMONIAL,
    "ideographEnclosedCircle": _one_of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "none": lambda number: "",
}
"""How a number of a format is written; a format that is missing here is written in digits."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: what it starts with, how it is written, after which level (from 1) it starts again."""

    start: int
    form: str
    text: str
    restart: int | None
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: the list whose counters it shares, its levels, and the numbers that it starts with for itself."""

    counted_with: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """Counts the numbered paragraphs of one document; :meth:`label` is to be asked once each, in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {} if root is None else _lists(root, styles)
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Element | None) -> str:
        """What Word draws in front of the paragraph of these properties (w:pPr), with a blank where one is due."""
        number, depth, style = self._styles.numbered(properties)
        found = self._lists.get(number or "")
        if found is None or not found.levels:
            return ""
        if depth is None:
            depth = next((n for n, level in sorted(found.levels.items()) if style and level.style == style), 0)
        level = found.levels.get(depth)
        if level is None:
            return ""
        self._count(number or "", found, depth)
        if level.form == "bullet":
            return BULLET
        label = self._written(found, level, depth)
        return label + " " if re.search(r"[A-Za-z\d.]$", label) else label

    def _count(self, number: str, found: _List, depth: int) -> None:
        counters = self._counters.setdefault(found.counted_with, {})
        begins = depth in found.starts and (number, depth) not in self._begun
        self._begun.add((number, depth))
        counters[depth] = _start(found, depth) if begins or depth not in counters else counters[depth] + 1
        for deeper in [d for d in counters if d > depth]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or (restart != 0 and depth < restart):
                del counters[deeper]

    def _written(self, found: _List, level: Level, depth: int) -> str:
        counters = self._counters[found.counted_with]

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = "decimal" if level.legal else found.levels[at].form if at in found.levels else "decimal"
            value = counters.get(at, _start(found, at)) if at <= depth else 0
            return FORMATS.get(form, str)(value)

        return re.sub(r"%([1-9])", number, level.text)


def _start(found: _List, depth: int) -> int:
    return found.starts.get(depth, found.levels[depth].start if depth in found.levels else 1)


def _lists(root: Element, styles: Styles) -> dict[str, _List]:
    """The lists by w:numId."""
    abstract = {a.get(qn("w:abstractNumId")): a for a in root.iterchildren(qn("w:abstractNum"))}
    of_num = {n.get(qn("w:numId")): _value(n.find(qn("w:abstractNumId"))) for n in root.iterchildren(qn("w:num"))}
    found = {}
    for num in root.iterchildren(qn("w:num")):
        shared = _value(num.find(qn("w:abstractNumId")))
        definition = abstract.get(shared)
        link = None if definition is None else _value(definition.find(qn("w:numStyleLink")))
        if link:  # the levels stand with the list that a numbering style names
            shared = of_num.get(styles.list_of(link) or "", shared)
            definition = abstract.get(shared)
        if definition is None:
            continue
        levels = {_depth(level): _level(level) for level in definition.iterchildren(qn("w:lvl"))}
        starts = {}
        for override in num.iterchildren(qn("w:lvlOverride")):
            start = _value(override.find(qn("w:startOverride")))
            if start is not None:
                starts[_depth(override)] = _whole(start, 1)
            for level in override.iterchildren(qn("w:lvl")):
                levels[_depth(level)] = _level(level)
        found[num.get(qn("w:numId"))] = _List(str(shared), levels, starts)
    return found


def _level(level: Element) -> Level:
    restart = _value(level.find(qn("w:lvlRestart")))
    legal = level.find(qn("w:isLgl"))
    form = next((f for e in level.iter(qn("w:numFmt")) if (f := _value(e)) not in (None, "custom")), None)
    return Level(
        start=_whole(_value(level.find(qn("w:start"))), 0),
        form=form or "decimal",
        text=_value(level.find(qn("w:lvlText"))) or "",
        restart=None if restart is None else _whole(restart, 0),
        legal=legal is not None and _value(legal) not in ("0", "false", "off"),
        style=_value(level.find(qn("w:pStyle"))),
    )


def _depth(element: Element) -> int:
    return _whole(element.get(qn("w:ilvl")), 0)


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else otherwise
