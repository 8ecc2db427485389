"""Tables without ruling lines: rows whose numbers stand one below the other.

Where the columns part is asked of pdfplumber's text strategy; where that would cut through a piece of text, they part
where no piece of any row stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from pipeline.read.pdf_cells import Filled, TableCell
from pipeline.read.pdf_glyphs import Box
from pipeline.read.pdf_lines import Piece, Row, around

Parting = Callable[[Box], Sequence[float]]  # a region of a page → the x of its upright lines by pdfplumber

_FEWEST = 3  # rows with a number that make a table
_CUT = 2.0  # points that a piece may stand out of its column
_NUMBER = re.compile(r"[≥≤<>＜＞±+\-－—]?\s?[\d０-９][\d０-９,，.．\s]*(?:%|％|‰|[一-龥㎡]{1,4})?")


def unruled_tables(rows: Sequence[Row], parting: Parting) -> tuple[list[Row], list[Filled]]:
    """``rows`` without those that are written as tables, and the tables."""
    left: list[Row] = []
    tables: list[Filled] = []
    at = 0
    for start, end in _runs(rows):
        table = _table(rows[start:end], parting)
        if table is not None:
            left += rows[at:start]
            tables.append(table)
            at = end
    return [*left, *rows[at:]], tables


def _runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Where rows of several pieces follow one another that hold aligned numbers."""
    start = 0
    for n in range(len(rows) + 1):
        if n < len(rows) and len(rows[n].pieces) > 1 and rows[n].column == rows[start].column:
            continue
        if _aligned(rows[start:n]):
            yield start, n
        start = n if n < len(rows) and len(rows[n].pieces) > 1 else n + 1


def _aligned(rows: Sequence[Row]) -> bool:
    """Whether enough rows have a number below a number of the row before."""
    numbers = [[p.box for p in row.pieces if _NUMBER.fullmatch(p.text)] for row in rows]
    below = sum(any(a.x0 < b.x1 and b.x0 < a.x1 for a in upper for b in lower) for upper, lower in pairwise(numbers))
    return len(rows) >= _FEWEST and below >= _FEWEST - 1


def _table(rows: Sequence[Row], parting: Parting) -> Filled | None:
    """The table that ``rows`` make up; None where its columns cannot be told."""
    box = around([row.box for row in rows])
    for inner in (parting(box), _strips(rows)):
        xs = (box.x0 - 1, *sorted(x for x in inner if box.x0 < x < box.x1), box.x1 + 1)
        placed = [_placed(row, xs) for row in rows]
        if len(xs) > 2 and all(placed):
            used = [n for n in range(len(xs) - 1) if any(row[n] for row in placed)]
            sides = [(xs[n], xs[n + 1]) for n in used]
            cells = tuple(_cells([row[n] for n in used], sides) for row in placed)
            return Filled(box, (*(left for left, _ in sides), sides[-1][1]), cells)
    return None


def _strips(rows: Sequence[Row]) -> Sequence[float]:
    """The middle of each strip that no piece of any row stands in."""
    boxes = sorted(p.box for row in rows for p in row.pieces)
    found = []
    reach = boxes[0].x1
    for box in boxes[1:]:
        if box.x0 > reach:
            found.append((reach + box.x0) / 2)
        reach = max(reach, box.x1)
    return found


def _placed(row: Row, xs: Sequence[float]) -> list[Piece | None]:
    """The piece of each column; nothing where a piece is cut or two share a column."""
    places: list[Piece | None] = [None] * (len(xs) - 1)
    for piece in row.pieces:
        middle = (piece.box.x0 + piece.box.x1) / 2
        n = next((n for n, x in enumerate(xs[1:]) if middle < x), len(places) - 1)
        if places[n] is not None or piece.box.x0 < xs[n] - _CUT or piece.box.x1 > xs[n + 1] + _CUT:
            return []
        places[n] = piece
    return places


def _cells(places: Sequence[Piece | None], sides: Sequence[tuple[float, float]]) -> tuple[TableCell, ...]:
    top = min(p.box.y0 for p in places if p is not None)
    bottom = max(p.box.y1 for p in places if p is not None)
    return tuple(
        TableCell("", Box(left, top, right, bottom)) if piece is None else TableCell(piece.text, piece.box)
        for piece, (left, right) in zip(places, sides, strict=True)
    )
