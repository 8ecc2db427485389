"""The words of a page shared out: to the cells of its tables, and to the lines around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.read.pdf_glyphs import Box, Glyphs
from pipeline.read.pdf_lines import Piece, pieces_of, stretches
from pipeline.read.pdf_tables import Grid

_SPARE = 1.3  # ems left at the end of a line in a cell: more, and the words would have gone on


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a cell holds, on one line, and its box; both as they are for a place that a merged cell covers."""

    text: str
    box: Box


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
    if not grids:
        return [piece for start, end in stretches(glyphs.text) for piece in pieces_of(glyphs, start, end)], []
    outside: list[Piece] = []
    inside: dict[tuple[int, int], list[Piece]] = {}
    for begin, end in stretches(glyphs.text):
        at = start = end - len(glyphs.text[begin:end].lstrip())
        if start == end:
            continue
        here = _place(glyphs, grids, start)
        for n in range(start + 1, end + 1):
            there = _place(glyphs, grids, n) if n < end else None
            if n < end and (there == here or glyphs.text[n].isspace()):
                continue
            if here is None:
                outside += pieces_of(glyphs, at, n)
            elif here[1] >= 0:
                inside.setdefault(here, []).extend(pieces_of(glyphs, at, n))
            at, here = n, there
    filled = [_filled(grid, number, inside) for number, grid in enumerate(grids)]
    return outside, [table for table in filled if any(cell and cell.text for row in table.rows for cell in row)]


def _place(glyphs: Glyphs, grids: Sequence[Grid], n: int) -> tuple[int, int] | None:
    """The table and cell of a character; cell -1 for a hole in a table, None outside of all."""
    box = glyphs.box(n)
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    for number, grid in enumerate(grids):
        if grid.holds(x, y):
            cell = grid.cell_at(x, y)
            return None if cell is None else (number, cell)
    return None


def _filled(grid: Grid, number: int, inside: dict[tuple[int, int], list[Piece]]) -> Filled:
    """The grid's rows as pdfplumber writes them: a row for each top of a cell, a column for each left side."""
    tops = sorted({cell.y0 for cell in grid.cells})
    lefts = sorted({cell.x0 for cell in grid.cells})
    by_corner = {(cell.y0, cell.x0): n for n, cell in enumerate(grid.cells)}
    rows = tuple(
        tuple(
            None if (n := by_corner.get((top, left))) is None
            else TableCell(_joined(inside.get((number, n), []), grid.cells[n]), grid.cells[n])
            for left in lefts
        )
        for top in tops
    )
    return Filled(grid.box, grid.xs, rows)


def _joined(pieces: Sequence[Piece], cell: Box) -> str:
    """The printed lines of a cell as one; a blank stays where a line ended before it was full."""
    text = ""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and not _goes_on(last, piece, cell):
            text += " "
        text += piece.text
        last = piece
    return text


def _goes_on(last: Piece, piece: Piece, cell: Box) -> bool:
    """Whether ``last`` was broken off by the side of its cell (or by a change of font on one line)."""
    em = last.box.y1 - last.box.y0
    if piece.box.y0 < last.box.y1 - em / 2:  # the same printed line
        return abs(piece.box.x0 - last.box.x1) < em / 3
    left = min(piece.box.x0, last.box.x0) - cell.x0  # the cell's padding, the same on both sides
    return cell.x1 - last.box.x1 - min(left, em) < _SPARE * em
