"""Tables that go on over the page: joined only where the columns agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf_cells import Filled, TableCell

# what a cell ends with that is done, and what one starts with that is not the rest of another
_DONE = re.compile(r"[。;；]$|^[-—\d.,%％]*$")
_OWN = re.compile(r"\d+(?:\.\d+)*[.、．]?(?=[^\d.%])(?!\s*[人名所个间元平])|[(（]?[一二三四五六七八九十]+[、)）]")
_ALIKE = 2.5  # points by which the columns of two parts of a table may differ

TableRow = tuple[TableCell | None, ...]


def goes_on(table: Filled, after: Filled) -> bool:
    """Whether ``after``, at the head of the next page, has the columns of ``table``, at the foot of its own.

    Widths are compared, not places: odd and even pages may be set apart from the spine.
    """
    if len(table.xs) != len(after.xs) or len(table.rows[0]) != len(after.rows[0]):
        return False
    wide, other = _widths(table.xs), _widths(after.xs)
    return all(abs(a - b) <= _ALIKE for a, b in zip(wide, other, strict=True))


def without_repeated_head(table: Filled, after: Filled) -> tuple[TableRow, ...]:
    """The rows of ``after`` behind those at its head that repeat the head of ``table``."""
    same = 0
    for first, again in zip(table.rows, after.rows, strict=False):
        if _words(first) != _words(again):
            break
        same += 1
    return after.rows[same:]


def is_rest(row: TableRow, rest: TableRow) -> bool:
    """Whether ``rest``, the first row of a page, is what the foot of the page before cut off from its last ``row``.

    So it is where every cell that goes on broke off at its cell's side, inside a sentence, and is no number: a row of
    its own would have words where the row before is done.
    """
    pairs = [(cell, more) for cell, more in zip(row, rest, strict=True) if more is not None and more.text]
    return bool(pairs) and all(
        cell is not None and cell.full and not _DONE.search(cell.text) and not _OWN.match(more.text)
        for cell, more in pairs
    )


def _widths(xs: Sequence[float]) -> list[float]:
    return [b - a for a, b in pairwise(xs)]


def _words(row: TableRow) -> list[str]:
    return ["" if cell is None else "".join(cell.text.split()) for cell in row]
