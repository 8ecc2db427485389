"""Tables whose columns stand apart by blanks, tabs or full-width spaces → rows of cells.

A table is three consecutive lines and more of three pieces and more, that line up, with a column of numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pipeline.model import Span
from pipeline.structure.blocks import Grid, Row
from pipeline.structure.cells import is_bare_year, is_blank, is_number
from pipeline.structure.view import squeezed

_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3
_LONGEST = 40  # characters of one piece
_NEAR = 4  # half-width columns by which a cell may miss the column it belongs to
_TAB = 8
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "平均", "全县合计", "全县"})

_GAP = re.compile(r"(?<=\S)(?:[\t\u3000]|[^\S\n]{2})[^\S\n]*(?=\S)")
_PIECE = re.compile(r"[^\s](?:[^\s]|[ \u00a0](?=\S))*")
_NO_ROW = re.compile(
    r"[。；！？;!]|\|.*\||^\s*(?:附?表|图)\s*[一二三四五六七八九十\d]|(?:单位|时间|日期|来源|电话)\s*[:：]"
)
# Words of two characters that are set wide (合  计): their two pieces are one cell.
_WIDE = frozenset(
    re.findall("..", "合计小计总计共计项目指标单位乡镇学校学段年度年份备注名称序号类别类型科目区域内容数量小学初中高中")
)

Piece = tuple[int, int]


def aligned_tables(text: str, lines: Sequence[Span]) -> Iterator[Grid]:
    """The aligned tables among ``lines`` (no blank ones), in order."""
    run: list[tuple[int, list[Piece]]] = []
    if not _GAP.search(text):
        return
    for n, span in enumerate(lines):
        pieces = _pieces(text, span)
        if run and (not pieces or span.start != lines[n - 1].end + 1):
            yield from _tables(text, lines, run)
            run = []
        if pieces:
            run.append((n, pieces))
    yield from _tables(text, lines, run)


def _pieces(text: str, span: Span) -> list[Piece]:
    """What wide white space parts on a line that may be a row; nothing where it may not."""
    line = text[span.start : span.end]
    if not _GAP.search(line) or _NO_ROW.search(line):
        return []
    pieces = [(m.start() + span.start, m.end() + span.start) for m in _PIECE.finditer(line)]
    joined: list[Piece] = []
    for at, to in pieces:
        if joined and text[joined[-1][0]] + text[at] in _WIDE and to - at == joined[-1][1] - joined[-1][0] == 1:
            joined[-1] = (joined[-1][0], to)
        else:
            joined.append((at, to))
    return joined if len(joined) >= 2 and all(to - at <= _LONGEST for at, to in joined) else []


def _tables(text: str, lines: Sequence[Span], run: Sequence[tuple[int, list[Piece]]]) -> Iterator[Grid]:
    """The table of a run of consecutive lines: as long a stretch as lines up."""
    wide = Counter(len(pieces) for _, pieces in run if len(pieces) >= _FEWEST_COLUMNS)
    if sum(wide.values()) < _FEWEST_ROWS:
        return
    width = max(wide, key=lambda k: (wide[k], k))
    columns = _columns(text, lines, [(n, p) for n, p in run if len(p) == width])
    part: list[tuple[int, Row]] = []
    for n, pieces in run:
        body = (bool(part) and _has_number(text, part[-1][1])) or _has_number(text, [Span(*p) for p in pieces])
        row = _row(text, lines[n], pieces, columns, _column if body else _parent)
        if row is None:
            yield from _table(text, part)
            part = []
        else:
            part.append((n, row))
    yield from _table(text, part)


def _columns(text: str, lines: Sequence[Span], full: Sequence[tuple[int, list[Piece]]]) -> list[Piece]:
    """The printed extent (half-width columns) of each column of the rows that are full."""
    extents = [[_printed(text, lines[n], p) for p in pieces] for n, pieces in full]
    return [(min(e[k][0] for e in extents), max(e[k][1] for e in extents)) for k in range(len(extents[0]))]


def _printed(text: str, line: Span, piece: Piece) -> Piece:
    """Where a piece stands on the printed line: wide characters take two columns, a tab goes to the next stop."""
    at = 0
    for c in text[line.start : piece[0]]:
        at = (at // _TAB + 1) * _TAB if c == "\t" else at + _width(c)
    return at, at + sum(map(_width, text[piece[0] : piece[1]]))


def _width(c: str) -> int:
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def _has_number(text: str, row: Sequence[Span]) -> bool:
    return any(is_number(squeezed(text[cell.start : cell.end])) for cell in row)


def _row(
    text: str, line: Span, pieces: Sequence[Piece], columns: Sequence[Piece], find: Callable[..., int | None]
) -> Row | None:
    """The pieces as cells of the columns, None where they do not line up.

    A full row needs no measure: fonts are of any width, so its pieces count. Of another ``find`` says the column of
    each piece; a cell left empty needs a blank of its own to stand on.
    """
    if len(pieces) == len(columns):
        return tuple(Span(at, to) for at, to in pieces)
    if len(pieces) > len(columns):
        return None
    return (
        _placed(line, text, pieces, columns, find)
        or _total(text, pieces, len(columns))
        or (_unlabelled(line, text, pieces, len(columns)) if find is _parent else None)
    )


def _unlabelled(line: Span, text: str, pieces: Sequence[Piece], width: int) -> Row | None:
    """A header row that leaves out the word over the row labels: blanks stand there, and the rest is complete."""
    if len(pieces) != width - 1 or pieces[0][0] - line.start < _NEAR:
        return None
    return (Span(line.start, line.start), *(Span(at, to) for at, to in pieces))


def _total(text: str, pieces: Sequence[Piece], width: int) -> Row | None:
    """A row of totals that stands flush with no column: its numbers fill the last columns."""
    words = [squeezed(text[at:to]) for at, to in pieces]
    missing = width - len(pieces)
    if words[0] not in _TOTALS or not all(is_number(w) or is_blank(w) for w in words[1:]):
        return None
    if len(pieces) < 2 or pieces[1][0] - pieces[0][1] < missing + 2:
        return None
    empty = (Span(pieces[0][1] + 1 + k, pieces[0][1] + 1 + k) for k in range(missing))
    return (Span(*pieces[0]), *empty, *(Span(at, to) for at, to in pieces[1:]))


def _placed(
    line: Span, text: str, pieces: Sequence[Piece], columns: Sequence[Piece], find: Callable[..., int | None]
) -> Row | None:
    """The pieces in the columns that ``find`` says, None where one has none or nothing to stand on."""
    cells: list[Span] = []
    free = line.start  # the first character that no cell and no mark between cells stands on
    printed = [_printed(text, line, piece) for piece in pieces]
    for n, piece in enumerate(pieces):
        place = find(n, printed, columns)
        if place is None or place < len(cells) or piece[0] - free < place - len(cells):
            return None
        while len(cells) < place:
            cells.append(Span(free, free))
            free += 1
        cells.append(Span(*piece))
        free = piece[1] + 1
    return tuple(cells)


def _column(n: int, printed: Sequence[Piece], columns: Sequence[Piece]) -> int | None:
    """The column of the body that piece ``n`` shares most with (the first of equal ones), or misses by little."""
    shared = [_shared(printed[n], column) for column in columns]
    best = max(range(len(columns)), key=lambda k: (shared[k], -k))
    return best if shared[best] > -_NEAR else None


def _parent(n: int, printed: Sequence[Piece], columns: Sequence[Piece]) -> int | None:
    """The first of the columns that a word of a header row stands over: those whose middle is nearest to its own.

    The column of the row labels is none of them, unless the word stands right above it.
    """
    below = [
        k for k, column in enumerate(columns)
        if (k or _shared(printed[n], column) > 0)
        and min(range(len(printed)), key=lambda p: (abs(sum(printed[p]) - sum(column)), p)) == n
    ]  # fmt: skip
    return below[0] if below else None


def _shared(one: Piece, other: Piece) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _table(text: str, part: Sequence[tuple[int, Row]]) -> Iterator[Grid]:
    """The rows as a table, if a column holds nothing but numbers below the header."""
    words = [[squeezed(text[c.start : c.end]) for c in row] for _, row in part]
    numeric = [any(is_number(w) for w in row) for row in words]
    while numeric and not numeric[-1]:
        numeric.pop()
    body = [row for row, holds in zip(words, numeric, strict=False) if holds]
    if len(numeric) < _FEWEST_ROWS or len(body) < 2:
        return
    if any(_is_numeric([row[k] for row in body if k < len(row)]) for k in range(1, max(map(len, body)))):
        rows = part[: len(numeric)]
        yield Grid(rows[0][0], rows[-1][0] + 1, tuple(row for _, row in rows))


def _is_numeric(column: Sequence[str]) -> bool:
    filled = [w for w in column if not is_blank(w)]
    return len(filled) >= 2 and all(is_number(w) or is_bare_year(w) for w in filled)
