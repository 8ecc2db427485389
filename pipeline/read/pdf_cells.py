"""The words of a page shared out: to the cells of its tables, and to the lines around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.read.pdf_glyphs import Box, Glyphs
from pipeline.read.pdf_lines import Piece, piece_of, pieces_of, stretches
from pipeline.read.pdf_tables import Grid

Place = tuple[int, int]  # a table's number on its page, a cell's in the table

_WORD = re.compile(r"\S+")
_SPARE = 1.3  # ems left at the end of a line in a cell: more, and the words would have gone on


class _Run(NamedTuple):
    """Characters ``start`` to ``stop`` of a page's text in one place, and the boxes of the first and the last."""

    start: int
    stop: int
    place: Place | None
    first: Box
    last: Box


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a cell holds, on one line, and its box; ``full`` says that its last printed line reaches its right side."""

    text: str
    box: Box
    full: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its words: rows of as many places each; None where a merged cell goes on.

    ``xs`` are the x of its upright lines (points).
    """

    box: Box
    xs: tuple[float, ...]
    rows: tuple[tuple[TableCell | None, ...], ...]


def share_out(glyphs: Glyphs, grids: Sequence[Grid]) -> tuple[list[Piece], list[Filled]]:
    """The pieces of lines outside of all ``grids``, and the grids with their words; a grid without words is none."""
    outside: list[Piece] = []
    inside: dict[Place, list[Piece]] = {}
    for start, stop in stretches(glyphs.text):
        if not grids:
            outside += pieces_of(glyphs, start, stop)
            continue
        for run in _together(_runs(glyphs, grids, start, stop)):
            if run.place is None:
                outside += pieces_of(glyphs, run.start, run.stop)
            else:
                piece = piece_of(glyphs.text[run.start : run.stop], run.first, run.last)
                inside.setdefault(run.place, []).append(piece)
    filled = [_filled(grid, number, inside) for number, grid in enumerate(grids)]
    return outside, [table for table in filled if any(cell and cell.text for row in table.rows for cell in row)]


def _runs(glyphs: Glyphs, grids: Sequence[Grid], start: int, stop: int) -> Iterator[_Run]:
    """The words of one printed line, each with its place; one that stands in two places is cut between them."""
    for word in _WORD.finditer(glyphs.text, start, stop):
        at, to = word.span()
        first = glyphs.box(at)
        last = first if to == at + 1 else glyphs.box(to - 1)
        here, there = _place(first, grids), _place(last, grids)
        if here == there:  # cells are convex, and no word reaches around a table: so is all between
            yield _Run(at, to, here, first, last)
        else:
            for n in range(at, to):
                box = glyphs.box(n)
                yield _Run(n, n + 1, _place(box, grids), box, box)


def _together(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Runs that follow one another in one place as one."""
    whole: _Run | None = None
    for run in runs:
        if whole is not None and whole.place == run.place:
            whole = _Run(whole.start, run.stop, whole.place, whole.first, run.last)
            continue
        if whole is not None:
            yield whole
        whole = run
    if whole is not None:
        yield whole


def _place(box: Box, grids: Sequence[Grid]) -> Place | None:
    """The table and the cell that the middle of a character stands in; None outside of all."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    for number, grid in enumerate(grids):
        cell = grid.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _filled(grid: Grid, number: int, inside: dict[tuple[int, int], list[Piece]]) -> Filled:
    """The grid's rows as pdfplumber writes them: a row for each top of a cell, a column for each left side."""
    tops = sorted({cell.y0 for cell in grid.cells})
    lefts = sorted({cell.x0 for cell in grid.cells})
    by_corner = {(cell.y0, cell.x0): n for n, cell in enumerate(grid.cells)}
    rows = tuple(
        tuple(
            None if (n := by_corner.get((top, left))) is None else _cell(inside.get((number, n), []), grid.cells[n])
            for left in lefts
        )
        for top in tops
    )
    return Filled(grid.box, grid.xs, rows)


def _cell(pieces: Sequence[Piece], cell: Box) -> TableCell:
    """The printed lines of a cell as one; a blank stays where a line ended before it was full."""
    text = ""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and not _goes_on(last, piece, cell):
            text += " "
        text += piece.text
        last = piece
    return TableCell(text, cell, last is not None and _is_full(last, cell))


def _goes_on(last: Piece, piece: Piece, cell: Box) -> bool:
    """Whether ``last`` was broken off by the side of its cell (or by a change of font on one line)."""
    em = last.box.y1 - last.box.y0
    if piece.box.y0 < last.box.y1 - em / 2:  # the same printed line
        return abs(piece.box.x0 - last.box.x1) < em / 3
    return _is_full(last, cell)


def _is_full(line: Piece, cell: Box) -> bool:
    em = line.box.y1 - line.box.y0
    padding = min(line.box.x0 - cell.x0, em)  # the same on both sides
    return cell.x1 - line.box.x1 - padding < _SPARE * em
