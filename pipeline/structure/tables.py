"""Rows written between ``|`` → tables whose columns know all their header words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Cell, Table
from pipeline.structure import lines as line_of
from pipeline.structure.view import Placed

_NUMBER_CELL = re.compile(
    r"[≥≤><=＝约近~±+\-—]?\d[\d,. ]*(?:[余多]?[万亿千百]*[一-龥㎡]{0,4}|%|‰)?(?:[/;、~—\-]\d[\d,.]*(?:%|[一-龥]{0,2})?)*(?:以上|以下|以内)?(?:\([^)]{0,12}\))?"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年(?:度|底|末|\d{1,2}月)?|学年|[-—/](?:19|20)?\d\d(?:学年|年)?)?")
_BLANK = re.compile(r"[-—/\\无*]*")


def split_cells(text: str, at: int, to: int) -> Iterator[tuple[int, int]]:
    """View offsets of the cells of one row; the empty ones before the first and after the last ``|`` are none."""
    edges = [i for i in range(at, to) if text[i] == "|"]
    starts = [at, *[e + 1 for e in edges]]
    ends = [*edges, to]
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start == end and (n == 0 or n == len(starts) - 1):
            continue
        yield start, end


def is_number_cell(text: str) -> bool:
    """Whether a cell holds a number (with its unit or bound) and nothing else; a year is a label."""
    return bool(_NUMBER_CELL.fullmatch(text)) and not _YEAR.fullmatch(text) and not re.search(r"年\d{1,2}月", text)


def is_prose(text: str) -> bool:
    """Whether a cell holds a phrase worth reading as a sentence: words, and a number or a judgement."""
    return len(text) >= 4 and not is_number_cell(text) and bool(re.search(r"[\d一二三四五六七八九十两]|达|符合|合格", text))


def tables_of(text: str, placed: Sequence[Placed]) -> tuple[Table, ...]:
    """Every table of the view, with header words for each column."""
    found = []
    path: list[tuple[int, str]] = []
    title = ""
    for place in placed:
        if place.block.kind != "table":
            words = text[place.at : place.to]
            if place.block.level is not None:
                path = [(n, h) for n, h in path if n < place.block.level]
                path.append((place.block.level, re.split(r"[。::;]", words, maxsplit=1)[0][:40]))
            title = words if len(words) <= 60 else re.split(r"[。;]", words)[-1][-60:]
            continue
        rows = _rows(text, place)
        for part in _sub_tables(rows):
            found.append(_table(len(found) + 1, part, title, tuple(h for _, h in path)))
    return tuple(found)


def _rows(text: str, place: Placed) -> list[tuple[Cell, ...]]:
    rows = []
    for at, to in place.rows:
        if not line_of.is_rule(text[at:to]):
            cells = tuple(
                Cell(len(rows), n, a, b, text[a:b]) for n, (a, b) in enumerate(split_cells(text, at, to))
            )
            if any(c.text for c in cells):
                rows.append(cells)
    return rows


def _sub_tables(rows: list[tuple[Cell, ...]]) -> Iterator[list[tuple[Cell, ...]]]:
    """Rows cut where a header comes again after figures (several tables written one below the other)."""
    part: list[tuple[Cell, ...]] = []
    seen_numbers = False
    for row in rows:
        numeric = any(is_number_cell(c.text) for c in row)
        header = not numeric and sum(bool(c.text) for c in row) >= 2
        if part and seen_numbers and header and _same_words(row, part[0]):
            yield part
            part, seen_numbers = [], False
        part.append(row)
        seen_numbers |= numeric
    if part:
        yield part


def _same_words(row: tuple[Cell, ...], other: tuple[Cell, ...]) -> bool:
    return [c.text for c in row if c.text] == [c.text for c in other if c.text]


def _table(number: int, rows: list[tuple[Cell, ...]], title: str, section: tuple[str, ...]) -> Table:
    header_rows = _header_rows(rows)
    body = rows[header_rows:]
    width = max((_filled(r) for r in body), default=max(_filled(r) for r in rows))
    labels = _labels(body)
    return Table(
        number=number,
        rows=tuple(rows),
        header_rows=header_rows,
        columns=_columns(rows[:header_rows], width, labels),
        labels=labels,
        title=title,
        section=section,
    )


def _filled(row: tuple[Cell, ...]) -> int:
    """The number of cells up to the last that holds something."""
    return max((c.column + 1 for c in row if c.text), default=0)


def _header_rows(rows: Sequence[tuple[Cell, ...]]) -> int:
    """The rows before the first that holds a number cell (all but none of them, where no row does)."""
    for n, row in enumerate(rows):
        if any(is_number_cell(c.text) for c in row):
            return n
    return 1


def _labels(body: Sequence[tuple[Cell, ...]]) -> int:
    """The number of leading columns without a number in any row of the body (at least one where the first is text)."""
    first = len(body[0]) if body else 1
    for row in body:
        for cell in row:
            if is_number_cell(cell.text):
                first = min(first, cell.column)
                break
    ordinals = all(re.fullmatch(r"\d{1,3}", row[0].text or "x") for row in body if row) and len(body) >= 2
    numbered = [int(row[0].text) for row in body] if ordinals else []
    if numbered == list(range(1, len(body) + 1)):  # a column of running numbers names the rows
        return max((_labels([row[1:] for row in _renumbered(body)]) + 1), 1)
    return first


def _renumbered(body: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    return [tuple(Cell(c.row, c.column - 1, c.at, c.to, c.text) for c in row) for row in body]


def _columns(header: Sequence[tuple[Cell, ...]], width: int, labels: int) -> tuple[tuple[str, ...], ...]:
    """The header words of each column, outermost first."""
    if not header:
        return tuple(() for _ in range(width))
    grids = [_spread(row, width) for row in header]
    if len(header) == 2 and _filled(header[0]) < width and _filled(header[1]) < width:
        grids = _unmerged(header[0], header[1], width, labels)
    columns = []
    for n in range(width):
        words: list[str] = []
        for grid in grids:
            if grid[n] and (not words or words[-1] != grid[n]):
                words.append(grid[n])
        columns.append(tuple(words))
    return tuple(columns)


def _spread(row: tuple[Cell, ...], width: int) -> list[str]:
    """The row's words a column, an empty cell taking the word to its left (a merged header cell)."""
    words = [c.text for c in row] + [""] * width
    for n in range(1, width):
        if not words[n]:
            words[n] = words[n - 1]
    return words[:width]


def _unmerged(
    upper: tuple[Cell, ...], lower: tuple[Cell, ...], width: int, labels: int
) -> list[list[str]]:
    """Two header rows whose merged cells were written once, laid out over ``width`` columns.

    ``upper`` holds p parents and lone columns, ``lower`` the children of the parents only. The parents are the first
    p columns behind the labels that state no unit of their own; the children are shared out evenly.
    """
    tops = [c.text for c in upper if c.text]
    children = [c.text for c in lower if c.text]
    parents = len(children) - (width - len(tops))
    if parents < 1 or len(children) % parents or len(children) == parents:
        return [_spread(upper, width), _spread(lower, width)]
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
