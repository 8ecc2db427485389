"""Placed blocks → sentences under their section paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Sentence
from pipeline.structure import lines as line_of
from pipeline.structure.reflow import TITLE_LENGTH
from pipeline.structure.tables import is_prose, split_cells
from pipeline.structure.view import Placed

_END = re.compile(r"[。!?！？]+[”’)\]】]*")
_ITEM = re.compile(r"(?:^|(?<=[。;:,]))[一二三四五六七八九十]{1,2}是(?!否)|[①-⑳]|(?:^|(?<=[。;]))\(?\d{1,2}\)?[.、)](?!\d)")
_BRACKET_STOP = 4  # a 。 inside brackets this close to the end belongs to them


def sentences_of(text: str, placed: Sequence[Placed]) -> tuple[Sentence, ...]:
    """All sentences of prose, headings and prose cells, in view order."""
    found: list[Sentence] = []
    path: list[tuple[int, str]] = []
    item = 0
    for number, place in enumerate(placed):
        if place.block.kind == "table":
            item += 1
            found.extend(_cells(text, place, tuple(h for _, h in path), number, item))
            continue
        level = place.block.level
        if level is not None:
            path = [(n, h) for n, h in path if n < level]
            path.append((level, _heading(text[place.at : place.to])))
        section = tuple(h for _, h in path)
        item += 1
        heading = place.block.kind == "heading"
        for at, to in _split(text, place.at, place.to):
            for part in _items(text, at, to):
                if part[2]:
                    item += 1
                found.append(Sentence(part[0], part[1], section, number, item, "text", heading))
    return tuple(found)


def _split(text: str, at: int, to: int) -> Iterator[tuple[int, int]]:
    start = at
    for match in _END.finditer(text, at, to):
        if match.end() > start and not _inside_brackets(text, start, match.start()):
            yield start, match.end()
            start = match.end()
    if start < to:
        yield start, to


def _inside_brackets(text: str, start: int, stop: int) -> bool:
    """Whether ``stop`` lies inside a bracket opened since ``start`` (a 。 there ends no sentence)."""
    return text.count("(", start, stop) > text.count(")", start, stop) and ")" in text[stop : stop + 60]


def _items(text: str, at: int, to: int) -> Iterator[tuple[int, int, bool]]:
    """The sentence cut where an item (一是, ①) opens inside it; the flag says that an item opens."""
    cuts = sorted({m.start() for m in _ITEM.finditer(text, at, to)} - {at})
    opens = bool(_ITEM.match(text, at, to))
    for start, end in zip([at, *cuts], [*cuts, to], strict=True):
        yield start, end, opens or start != at


def _heading(line: str) -> str:
    """What stands for the block in a section path: its first sentence, cut at a readable length."""
    first = re.split(r"[。::;]", line, maxsplit=1)[0]
    return first[:TITLE_LENGTH]


def _cells(text: str, place: Placed, section: tuple[str, ...], number: int, item: int) -> Iterator[Sentence]:
    """The cells of a table that hold prose, sentence by sentence."""
    for at, to in place.rows:
        for start, end in split_cells(text, at, to):
            if is_prose(text[start:end]):
                own = section
                if line_of.marker_level(text[start:end]) is not None:
                    own = (*section, _heading(text[start:end]))
                for a, b in _split(text, start, end):
                    yield Sentence(a, b, own, number, item * 1000 + at, "table")
