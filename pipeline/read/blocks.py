"""Paragraphs and tables as a reader found them → canonical text with its marks, one line a paragraph or table row.

What the readers of marked-up formats (DOCX, HTML) share: they know paragraphs and tables, but no pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Mark, Span
from pipeline.read.text import canonical

_LONG = 20  # characters from which a line of prose is expected to close with a stop
_STOPS = ("。", "！", "？", "!", "?", "；", ";", "：", ":", ".", "”", "’", '"', "'", ")", "）", "】", "》")
_LONGEST_HEADING = 60  # characters; authors set whole paragraphs as headings for their looks
_FEWEST = 6  # long lines that break off, below which a text is not taken for a wrapped one


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a ``\\n`` in ``text`` is a line break inside it.

    ``place`` is None for those that are counted (``paragraph 12``). ``aside`` says that the format keeps it apart from
    the report; such a one is not counted. ``heading`` is the rank that the format gives a heading: 1 for a
    title, 2 for a section …
    """

    text: str
    place: str | None = None
    aside: bool = False
    heading: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cell texts, a merged cell once and empty elsewhere, so that columns keep aligned."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Canon:
    """A canonical text, where its stretches stand in the source, which are apart from the report.

    ``wrapped`` says that the paragraphs themselves are printed lines, as converters from PDF leave them.
    """

    text: str
    marks: tuple[Mark, ...]
    aside: tuple[Span, ...]
    wrapped: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, the places of stretches of it (start, end, place), and whether an empty line stands before it."""

    text: str
    places: tuple[tuple[int, int, str], ...]
    apart: bool
    aside: bool = False


def canon_of(blocks: Iterable[Block]) -> Canon:
    """The canonical text of ``blocks`` in their order, with an empty line between any two; blank ones are left out.

    Headings are written with the ``#`` of Markdown, for nothing else in a text without section numbers tells them. One
    ``#`` alone is the title's, that is, of a heading that opens the text.
    """
    lines: list[str] = []
    marks: list[Mark] = []
    aside: list[Span] = []
    prose: list[str] = []
    at = 0
    for line in _lines(blocks):
        if line.apart and lines:
            lines.append("")
            at += 1
        lines.append(line.text)
        marks.extend(Mark(at + start, at + end, None, place) for start, end, place in line.places)
        if line.aside:
            aside.append(Span(at, at + len(line.text)))
        elif not line.text.startswith(("|", "#")):
            prose.append(line.text.strip())
        at += len(line.text) + 1
    return Canon("".join(f"{line}\n" for line in lines), tuple(marks), tuple(aside), _is_wrapped(prose))


def _lines(blocks: Iterable[Block]) -> Iterator[_Line]:
    """The lines of all blocks; paragraphs and tables are counted from 1, as they come."""
    paragraphs = tables = 0
    opens = True
    for block in blocks:
        if isinstance(block, Grid):
            width = max(map(_filled, block.rows), default=0)
            tables += width > 0
            yield from _rows(block.rows, width, tables)
            opens &= not width
            continue
        lines = [line.rstrip() for line in canonical(block.text).split("\n") if line.strip()]
        counted = bool(lines) and block.place is None and not block.aside
        paragraphs += counted
        place = f"paragraph {paragraphs}" if counted else block.place
        for n, line in enumerate(lines):
            if n == 0 and block.heading and len(line) <= _LONGEST_HEADING and not line.endswith("。"):
                line = f"{'#' * (1 if opens else min(max(block.heading, 2), 6))} {line.lstrip()}"
            yield _Line(line, ((0, len(line), place),) if place else (), n == 0, block.aside)
            opens = False


def _rows(rows: Sequence[tuple[str, ...]], width: int, table: int) -> Iterator[_Line]:
    """The rows that hold anything, of ``width`` cells each; a single column is a frame or a list, hence paragraphs."""
    apart = True
    for number, row in enumerate(rows, 1):
        if not _filled(row):
            continue
        place = f"table {table} row {number} column"
        if width == 1:
            line = _cell(row[0])
            yield _Line(line, ((0, len(line), f"{place} 1"),), True)
            continue
        text = "|"
        places = []
        for column, cell in enumerate([*row, *[""] * width][:width], 1):
            words = _cell(cell)
            if words:
                places.append((len(text) + 1, len(text) + 1 + len(words), f"{place} {column}"))
            text += f" {words} |" if words else " |"
        yield _Line(text, tuple(places), apart)
        apart = False


def _cell(words: str) -> str:
    """The words of a cell on one line, without the mark that parts cells."""
    return re.sub(r"\s*\n\s*", " ", canonical(words).strip()).replace("|", "｜")


def _filled(row: Sequence[str]) -> int:
    """The number of cells up to the last that holds something."""
    return max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether most long lines break off without a stop: each is then a printed line, not a paragraph."""
    long = [line for line in lines if len(line) >= _LONG]
    broken = [line for line in long if not line.endswith(_STOPS)]
    return len(broken) >= _FEWEST and 2 * len(broken) > len(long)
