"""Tables of which each cell became a line of its own → rows of cells.

What web pages and converters leave: the header words, then a label and its numbers, again and again. The kinds of the
cells (label or number) must repeat with the period of the header, else nothing is a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Span
from pipeline.structure import lines as line_of
from pipeline.structure.blocks import Grid, Row
from pipeline.structure.cells import is_bare_year, is_blank, is_number
from pipeline.structure.view import squeezed

_WIDEST = 14  # columns
_LONGEST_CELL = 32
_LONGEST_HEADER = 24
_NO_CELL = re.compile(r"[。；！？;!?|]|[，,：:]\s*$|[，,](?!\d{3})")
_NUMBERS = re.compile(r"^[^\S\n]*[^\w\n]?\d[^\n。；，]{0,16}$", re.MULTILINE)  # lines that may be a number cell
_CAPTION = re.compile(r"附?表\s*[一二三四五六七八九十\d]|[(（【]?(?:数据)?单位\s*[:：]")

LABEL, NUMBER, EITHER = "label", "number", "either"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may be a cell: its number, its place without white space around it, its squeezed text, its kind."""

    number: int
    span: Span
    word: str
    kind: str


def flattened_tables(text: str, lines: Sequence[Span], taken: frozenset[int]) -> Iterator[Grid]:
    """The flattened tables among ``lines`` (no blank ones), in order; lines of ``taken`` belong to other tables."""
    if len(_NUMBERS.findall(text)) < 3:
        return
    run: list[_Line] = []
    for n, span in enumerate(lines):
        cell = None if n in taken else _cell(text, span, n)
        if cell is None:
            yield from _in_run(run)
            run = []
        else:
            run.append(cell)
    yield from _in_run(run)


def _cell(text: str, span: Span, number: int) -> _Line | None:
    """The line as a cell, None where it is too long or closes like a sentence."""
    line = text[span.start : span.end]
    if len(line) > 4 * _LONGEST_CELL or _NO_CELL.search(line.strip()):
        return None
    word = squeezed(line)
    if not word or len(word) > _LONGEST_CELL:
        return None
    lead = len(line) - len(line.lstrip())
    place = Span(span.start + lead, span.start + len(line.rstrip()))
    if is_blank(word) or is_bare_year(word):
        return _Line(number, place, word, EITHER)
    return _Line(number, place, word, NUMBER if is_number(word) else LABEL)


def _in_run(run: Sequence[_Line]) -> Iterator[Grid]:
    """The tables of a run of short lines: at each place the one that takes the most lines."""
    if sum(cell.kind == NUMBER for cell in run) < 3:
        return
    at = 2
    while at < len(run):
        found = [t for width in range(2, _WIDEST) if (t := _table(run, at, width)) is not None]
        if not found:
            at += 1
            continue
        grid = max(found, key=lambda g: g.last)
        yield grid
        while at < len(run) and run[at].number < grid.last:
            at += 1
        at += 1


def _table(run: Sequence[_Line], at: int, width: int) -> Grid | None:
    """The table whose first row begins at ``at``, with ``width`` columns; None where nothing repeats so."""
    if run[at - 1].kind == NUMBER or not _opens(run, at):
        return None
    kinds = [EITHER] * width
    rows = 0
    while (fitted := _fit(kinds, run[at + rows * width : at + (rows + 1) * width])) is not None:
        kinds, rows = fitted, rows + 1
    few = 3 if width == 2 else 2
    if rows < few or NUMBER not in kinds[1:]:
        return None
    body = [run[k : k + width] for k in range(at, at + rows * width, width)]
    if width == 2 and any(line_of.marker_level(row[0].word) is not None for row in body):
        return None  # a table of contents
    header = _header(run[max(0, at - 2 * width) : at], width)
    if header is None:
        return None
    cells = [*header, *(tuple(cell.span for cell in row) for row in body)]
    first = at - sum(1 for row in header for cell in row if cell.start < cell.end)
    return Grid(run[first].number, body[-1][-1].number + 1, tuple(cells))


def _opens(run: Sequence[_Line], at: int) -> bool:
    """Whether a row may begin at ``at``: with a label, a year, or the running number 1 before a label."""
    if run[at].kind == NUMBER:
        return run[at].word == "1" and at + 1 < len(run) and run[at + 1].kind == LABEL
    return not is_blank(run[at].word)


def _fit(kinds: Sequence[str], row: Sequence[_Line]) -> list[str] | None:
    """The kinds of the columns, known closer by one more row; None where the row is short or differs."""
    if len(row) < len(kinds):
        return None
    closer = []
    for kind, cell in zip(kinds, row, strict=True):
        if EITHER not in (kind, cell.kind) and kind != cell.kind:
            return None
        closer.append(cell.kind if kind == EITHER else kind)
    return closer


def _header(before: Sequence[_Line], width: int) -> list[Row] | None:
    """The header rows in front of the body: one word a column, or merged words above repeated ones."""
    words: list[_Line] = []
    for cell in reversed(before):
        if cell.kind == NUMBER or len(cell.word) > _LONGEST_HEADER or _CAPTION.match(cell.word) or is_blank(cell.word):
            break
        words.insert(0, cell)
    for parents in range(2, width - 1):
        below = width - 1
        if below % parents == 0 and len(words) >= 1 + parents + below and below > parents:
            lower = words[-below:]
            if _repeats([c.word for c in lower], below // parents):
                upper = words[-below - parents - 1 : -below]
                return [tuple(c.span for c in upper), tuple(c.span for c in lower)]
    if len(words) >= width:
        return [tuple(c.span for c in words[-width:])]
    if len(words) == width - 1 and words[0].span.start > 0:
        corner = Span(words[0].span.start - 1, words[0].span.start - 1)  # the empty cell stands on the line break
        return [(corner, *(c.span for c in words))]
    return None


def _repeats(words: Sequence[str], period: int) -> bool:
    return all(words[n] == words[n - period] for n in range(period, len(words)))
