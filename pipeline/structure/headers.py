"""The grid of a table's cells → how many rows are header, how many columns label, and each column's header words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Cell
from pipeline.structure.cells import is_bare_year, is_blank, is_number, is_unit

Row = Sequence[Cell]

_ORDINAL = re.compile(r"\d{1,3}")
_NUMBERING = re.compile(r"[甲乙丙丁戊己庚辛]|栏次|序号|[—-]*")
_UNIT_HEADER = re.compile(r"(?:计量|计数|数据)?单位")


def filled(row: Row) -> int:
    """The number of cells up to the last that holds something."""
    return max((c.column + 1 for c in row if c.text), default=0)


def has_number(row: Row) -> bool:
    """Whether the row states a number; four digits that may be a year count unless the whole row holds such."""
    if any(is_number(c.text) for c in row):
        return True
    rest = [c.text for c in row if c.column and c.text]
    years = [w for w in rest if is_bare_year(w)]
    return bool(years) and len(years) < len(rest)


def header_rows(rows: Sequence[Row]) -> int:
    """The rows before the first that holds a number (one where no row does), a row that numbers the columns included.

    Four digits in the second row of two columns and below may be a number or a year: years head columns only where
    the first row holds them.
    """
    for n, row in enumerate(rows):
        if n and _numbers_columns(row):
            return n + 1
        if has_number(row) or (n and any(is_bare_year(c.text) for c in row if c.column)):
            return n
    return 1


def _numbers_columns(row: Row) -> bool:
    """Whether the row counts the columns: 甲 乙 1 2 3."""
    words = [c.text for c in row if c.text]
    numbers = [w for w in words if _ORDINAL.fullmatch(w)]
    others = [w for w in words if not _ORDINAL.fullmatch(w)]
    return (
        len(numbers) >= 3
        and numbers == [str(n + 1) for n in range(len(numbers))]
        and all(_NUMBERING.fullmatch(w) for w in others)
    )


def label_columns(body: Sequence[Row]) -> int:
    """The number of leading columns that name the row: running numbers, and columns that mostly hold no number."""
    width = max(map(filled, body), default=0)
    if not width:
        return max(map(len, body), default=1)
    start = 1 if _is_running(body) else 0
    for column in range(start, width):
        words = [row[column].text for row in body if column < len(row) and not is_blank(row[column].text)]
        numbers = [w for w in words if is_number(w) or (column and is_bare_year(w))]
        if words and 2 * len(numbers) > len(words):
            return column
    return width


def _is_running(body: Sequence[Row]) -> bool:
    """Whether the first column counts the rows; a row without a number in it (合计) may stand between."""
    numbers = [row[0].text for row in body if row and _ORDINAL.fullmatch(row[0].text)]
    return len(numbers) >= 2 and 2 * len(numbers) >= len(body) and numbers == [str(n + 1) for n in range(len(numbers))]


def unit_column(body: Sequence[Row], columns: Sequence[tuple[str, ...]]) -> int | None:
    """The column whose cells hold nothing but units, if there is one: headed 单位, or of two rows and more."""
    for column in range(max(map(len, body), default=0)):
        words = [row[column].text for row in body if column < len(row) and row[column].text]
        headed = column < len(columns) and any(_UNIT_HEADER.fullmatch(w) for w in columns[column])
        if words and all(map(is_unit, words)) and (headed or len(words) >= 2):
            return column
    return None


def column_words(header: Sequence[Row], width: int, labels: int) -> tuple[tuple[str, ...], ...]:
    """The header words of each column, outermost first."""
    header = [row for row in header if not _numbers_columns(row)]
    if len(header) == 2 and filled(header[0]) < width and filled(header[1]) < width:
        grids = _unmerged(header[0], header[1], width, labels)
    else:
        grids = _spread(header, width)
    columns = []
    for n in range(width):
        words: list[str] = []
        for grid in grids:
            if grid[n] and (not words or words[-1] != grid[n]):
                words.append(grid[n])
        columns.append(tuple(words))
    return tuple(columns)


def _spread(header: Sequence[Row], width: int) -> list[list[str]]:
    """The words of the header rows a column, merged cells spread over what they cover.

    An empty cell of the top row takes the word to its left (merged across). One below takes it only where the cell
    above is empty too: under a word of its own it is merged downward and stays empty.
    """
    grids: list[list[str]] = []
    above = [""] * width
    for row in header:
        own = ([c.text for c in row] + [""] * width)[:width]
        words = list(own)
        for n in range(1, width):
            if not own[n] and not above[n]:
                words[n] = words[n - 1]
        grids.append(words)
        above = own
    return grids


def _unmerged(upper: Row, lower: Row, width: int, labels: int) -> list[list[str]]:
    """Two header rows whose merged cells were written once, laid out over ``width`` columns.

    ``upper`` holds p parents and lone columns, ``lower`` the children of the parents only. The parents are the first
    p columns behind the labels that state no unit of their own; the children are shared out evenly.
    """
    tops = [c.text for c in upper if c.text]
    children = [c.text for c in lower if c.text]
    parents = len(children) - (width - len(tops))
    if parents < 1 or len(children) % parents or len(children) == parents:
        return _spread([upper, lower], width)
    each = len(children) // parents
    open_tops = [n for n in range(labels, len(tops)) if not re.search(r"\([^)]*\)$", tops[n])][:parents]
    first: list[str] = []
    second: list[str] = []
    for n, top in enumerate(tops):
        own = [children.pop(0) for _ in range(each)] if n in open_tops and len(children) >= each else [""]
        first += [top] * len(own)
        second += own
    pad = [""] * width
    return [(first + pad)[:width], (second + pad)[:width]]
