"""Placed blocks → sentences under their section paths."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.model import Sentence
from pipeline.structure import lines as line_of
from pipeline.structure.cells import is_prose
from pipeline.structure.headings import heading_of, is_run_in
from pipeline.structure.view import Placed

_END = re.compile(r"[。!?！？]+[”’)\]】]*")
_ITEM = re.compile(
    r"(?:^|(?<=[。;:,]))[一二三四五六七八九十]{1,2}是(?!否)|[①-⑳]|(?:^|(?<=[。;]))\(?\d{1,2}\)?[.、)](?!\d)"
)
_BRACKET_REACH = 60  # characters within which a bracket that a stop stands in must close

Section = tuple[str, ...]


def sentences_of(text: str, placed: Sequence[Placed], sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """All sentences of prose, headings and prose cells, in view order; none overlaps another."""
    found: list[Sentence] = []
    opens = [m.start() for m in _ITEM.finditer(text)]
    item = 0
    for number, (place, section) in enumerate(zip(placed, sections, strict=True)):
        if place.block.kind == "table":
            for row in place.rows:
                item += 1
                found.extend(_cells(text, row, section, number, item))
            continue
        item += 1
        heading = place.block.kind == "heading"
        for at, to in _split(text, place.at, place.to):
            numbered = at == place.at and place.block.level is not None
            headed = heading or (numbered and is_run_in(text, at, to, place.to))
            for start, end, new in _items(opens, at, to):
                item += new
                found.append(Sentence(start, end, section, number, item, "text", headed))
    return tuple(found)


def _split(text: str, at: int, to: int) -> Iterator[tuple[int, int]]:
    start = at
    for match in _END.finditer(text, at, to):
        if match.end() > start and not _inside_brackets(text, start, match.start(), to):
            yield start, match.end()
            start = match.end()
    if start < to:
        yield start, to


def _inside_brackets(text: str, start: int, stop: int, to: int) -> bool:
    """Whether ``stop`` lies inside a bracket opened since ``start`` (a 。 there ends no sentence)."""
    is_open = text.count("(", start, stop) > text.count(")", start, stop)
    return is_open and ")" in text[stop : min(stop + _BRACKET_REACH, to)]


def _items(opens: Sequence[int], at: int, to: int) -> Iterator[tuple[int, int, bool]]:
    """The sentence cut where an item (一是, ①) opens inside it; the flag says that an item opens."""
    first, last = bisect_left(opens, at), bisect_left(opens, to)
    cuts = [k for k in opens[first:last] if k > at]
    for start, end in zip([at, *cuts], [*cuts, to], strict=True):
        yield start, end, start > at or (first < last and opens[first] == at)


def _cells(text: str, row: Sequence[tuple[int, int]], section: Section, number: int, item: int) -> Iterator[Sentence]:
    """The cells of a row that hold prose, sentence by sentence."""
    for start, end in row:
        words = text[start:end]
        if is_prose(words):
            own = (*section, heading_of(words)) if line_of.marker_level(words) is not None else section
            for at, to in _split(text, start, end):
                yield Sentence(at, to, own, number, item, "table")
