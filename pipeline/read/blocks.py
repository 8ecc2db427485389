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
_CLOSED = tuple("。！？!?；;：:.”’\"')）】》")
_FEWEST_OPEN = 6  # long lines that break off, below which a text is not taken for a wrapped one

Places = Iterator[int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a ``\\n`` in ``text`` is a line break inside it.

    ``place`` is None for those that are counted (``paragraph 12``). ``aside`` says that the format keeps it apart from
    the report.
    """

    text: str
    place: str | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cell texts, merged cells once and empty elsewhere, so that columns keep aligned.

    ``inner`` holds the tables and notes that stand inside a row's cells, each with the number of that row (from 0).
    """

    rows: tuple[tuple[str, ...], ...]
    inner: tuple[tuple[int, Block], ...] = ()


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Canon:
    """A canonical text, where its stretches stand in the source, and which are apart from the report."""

    text: str
    marks: tuple[Mark, ...]
    aside: tuple[Span, ...]
    wrapped: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, the places of stretches of it, whether it is aside, and whether an empty line stands before it."""

    text: str
    places: tuple[tuple[int, int, str], ...]
    aside: bool
    apart: bool


def canon_of(blocks: Iterable[Block]) -> Canon:
    """The canonical text of ``blocks``, in their order, with an empty line between any two.

    ``wrapped`` is true where the paragraphs themselves are printed lines, as converters from PDF leave them.
    """
    lines: list[str] = []
    marks: list[Mark] = []
    aside: list[Span] = []
    at = 0
    prose: list[str] = []
    for piece in _pieces(blocks):
        if piece.apart and lines:
            lines.append("")
            at += 1
        lines.append(piece.text)
        marks.extend(Mark(at + start, at + end, None, place) for start, end, place in piece.places)
        if piece.aside:
            aside.append(Span(at, at + len(piece.text)))
        elif not piece.text.startswith("|"):
            prose.append(piece.text.strip())
        at += len(piece.text) + 1
    text = "\n".join(lines) + "\n" if lines else ""
    return Canon(text, tuple(marks), tuple(aside), _is_wrapped(prose))


def _pieces(blocks: Iterable[Block]) -> Iterator[_Piece]:
    """The lines of all blocks; paragraphs and tables are counted from 1 in the order in which they come."""
    paragraphs = tables = 0
    waiting = list(blocks)[::-1]
    while waiting:
        block = waiting.pop()
        if isinstance(block, Paragraph):
            lines = [line for line in _clean(block.text).split("\n") if line.strip()]
            if not lines:
                continue
            if block.place is None and not block.aside:
                paragraphs += 1
            place = block.place or (None if block.aside else f"paragraph {paragraphs}")
            for n, line in enumerate(lines):
                places = ((0, len(line), place),) if place else ()
                yield _Piece(line, places, block.aside, n == 0)
        elif any(map(_filled, block.rows)) or block.inner:
            if any(map(_filled, block.rows)):
                tables += 1
            yield from _rows(block, tables, waiting)


def _rows(grid: Grid, table: int, waiting: list[Block]) -> Iterator[_Piece]:
    """The rows of a table up to the first that holds blocks of its own; those, and the rows after it, go on waiting."""
    inner = {row for row, _ in grid.inner}
    width = max((_filled(row) for row in grid.rows), default=0)
    apart = True
    for n, row in enumerate(grid.rows):
        if width == 1 and _filled(row):  # a frame around text, or a list: no table that has columns
            yield _Piece(row[0], ((0, len(row[0]), f"table {table} row {n + 1} column 1"),), False, True)
        elif _filled(row):
            yield _row(row[:width], f"table {table} row {n + 1}", apart)
            apart = False
        if n in inner:
            pass
    waiting.extend(block for _, block in reversed(grid.inner))
