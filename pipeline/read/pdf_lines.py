"""The characters of a page → pieces of printed lines → rows in reading order, column by column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.read.pdf_glyphs import HYPHENS, LINE_ENDS, Box, Glyphs

_WIDE = 1.7  # ems of white space that part two pieces of a line
_SLACK = 0.7  # ems by which a line without wide white space may be wider than its signs
_SAME_LINE = 0.5  # share of the lower height by which two pieces of one line overlap
_FEWEST = 5  # lines on either side of a gutter
_GUTTER = (0.3, 0.7)  # of the page's width, where a gutter between two columns lies
_FULL = 0.8  # share of its column's width that a line of prose mostly fills

_SIGNS = re.compile(f"[^{LINE_ENDS}]+")
_GAP = re.compile(r"(?<=\S)\s+(?=\S)")
# One character for one. `|` parts cells; a line end or control character inside a line would break the text's form.
# Fonts that draw 一 and ⼀ (a radical by name) with one glyph lead back to the wrong one of them.
_CODES = [*range(0x20), *range(0x7F, 0xA1), 0x2028, 0x2029]
_RADICALS = [*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)]
_TRANSLATED = str.maketrans(
    {
        **{chr(c): normal for c in _RADICALS if len(normal := unicodedata.normalize("NFKC", chr(c))) == 1},
        **dict.fromkeys(map(chr, _CODES), " "),
        **dict.fromkeys(HYPHENS, "-"),
        "\u00ad": "-",
        "|": "｜",
    }
)


class Piece(NamedTuple):
    """Characters that stand side by side on one printed line, without white space at their ends."""

    text: str
    box: Box


class Row(NamedTuple):
    """A printed line of one column: its pieces from left to right, and what :func:`row_of` makes of them.

    ``text`` has a blank between pieces; ``box`` is around them all; ``em`` is the width of a Chinese character in
    points; ``column`` is 0, or 1 and 2 beside a gutter.
    """

    pieces: tuple[Piece, ...]
    text: str
    box: Box
    em: float
    column: int


def row_of(pieces: Sequence[Piece], column: int = 0) -> Row:
    """The row of these pieces (at least one), which stand on one printed line."""
    if len(pieces) == 1:
        (piece,) = pieces
        return Row((piece,), piece.text, piece.box, _em(piece.box.x1 - piece.box.x0, piece.text), column)
    ordered = tuple(sorted(pieces, key=lambda p: p.box.x0))
    text = " ".join(piece.text for piece in ordered)
    width = sum(p.box.x1 - p.box.x0 for p in ordered)
    return Row(ordered, text, around([p.box for p in ordered]), _em(width, text), column)


def _em(width: float, text: str) -> float:
    return width / max(0.5, units(text))


def around(boxes: Sequence[Box]) -> Box:
    """The rectangle around ``boxes`` (at least one)."""
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def units(text: str) -> float:
    """The width of ``text`` in Chinese characters: half a character for each of ASCII."""
    return len(text) - 0.5 * len(text.encode("ascii", "ignore"))


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where the printed lines of a page's text start and end; a hyphen at its end belongs to its line."""
    for match in _SIGNS.finditer(text):
        end = match.end()
        if end < len(text) and text[end] in HYPHENS:
            end += 1
        yield match.start(), end


def pieces_of(glyphs: Glyphs, start: int, end: int) -> Iterator[Piece]:
    """The characters ``start`` to ``end`` of one line, parted where wide white space stands."""
    text = glyphs.text[start:end]
    here, stop = end - len(text.lstrip()), start + len(text.rstrip())
    if here >= stop:
        return
    first = left = glyphs.box(here)
    last = glyphs.box(stop - 1)
    if not _is_dense(glyphs.text[here:stop], first, last):
        for match in _GAP.finditer(glyphs.text, here, stop):
            before, after = glyphs.box(match.start() - 1), glyphs.box(match.end())
            em = max(before.y1 - before.y0, first.y1 - first.y0)
            if after.x0 - before.x1 > _WIDE * em or after.x1 <= first.x0:
                yield piece_of(glyphs.text[here : match.start()], left, before)
                here, left = match.end(), after
    yield piece_of(glyphs.text[here:stop], left, last)


def _is_dense(text: str, first: Box, last: Box) -> bool:
    """Whether a line is no wider than its signs are, so that wide white space has no room in it.

    Told by the width of a Chinese character at either end; without one, the gaps must be looked at.
    """
    if text[0] > "\u2e80":
        em = first.x1 - first.x0
    elif text[-1] > "\u2e80":
        em = last.x1 - last.x0
    else:
        return False
    return 0 < last.x1 - first.x0 < (units(text) + _SLACK) * em


def piece_of(text: str, first: Box, last: Box) -> Piece:
    """The piece of this text, whose first and last characters stand in these boxes."""
    return Piece(
        text.translate(_TRANSLATED),
        Box(min(first.x0, last.x0), min(first.y0, last.y0), max(first.x1, last.x1), max(first.y1, last.y1)),
    )


def rows_of(pieces: Sequence[Piece], width: float) -> list[Row]:
    """The pieces of a page of this ``width`` (points) as rows in reading order.

    Beside a gutter, the left column goes before the right one, between one line that crosses the gutter and the next.
    """
    gutter = _gutter(pieces, width)
    if gutter is None:
        return _rows(pieces, 0)
    rows: list[Row] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.box.y0):
        if piece.box.x1 <= gutter:
            left.append(piece)
        elif piece.box.x0 >= gutter:
            right.append(piece)
        else:
            rows += [*_rows(left, 1), *_rows(right, 2), row_of([piece])]
            left, right = [], []
    return [*rows, *_rows(left, 1), *_rows(right, 2)]


def _rows(pieces: Sequence[Piece], column: int) -> list[Row]:
    """Pieces that stand beside one another on one line put together, from the top down."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.box.y0 + p.box.y1, p.box.x0)):
        if rows and _beside(rows[-1], piece.box):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [row_of(row, column) for row in rows]


def _beside(row: Sequence[Piece], box: Box) -> bool:
    first = row[0].box
    shared = min(first.y1, box.y1) - max(first.y0, box.y0)
    if shared < _SAME_LINE * min(first.y1 - first.y0, box.y1 - box.y0):
        return False
    return all(box.x0 >= p.box.x1 - 1 or box.x1 <= p.box.x0 + 1 for p in row)


def _gutter(pieces: Sequence[Piece], width: float) -> float | None:
    """The x of a gutter between two columns of prose; None where the page has one column.

    Both columns must mostly be filled: short pieces side by side are a table or a list, read line by line.
    """
    if len(pieces) < 2 * _FEWEST:
        return None
    for x in _free(pieces, width):
        left = [p.box for p in pieces if p.box.x1 <= x]
        right = [p.box for p in pieces if p.box.x0 >= x]
        if min(len(left), len(right)) < _FEWEST:
            continue
        beside = [b for b in right if any(a.y0 < b.y1 and b.y0 < a.y1 for a in left)]
        if len(beside) >= _FEWEST and _filled(left) and _filled(right):
            return x
    return None


def _free(pieces: Sequence[Piece], width: float) -> Iterator[float]:
    """Places in the middle of the page that hardly a piece crosses, the widest gap first."""
    low, high = _GUTTER[0] * width, _GUTTER[1] * width
    ends = sorted({p.box.x1 for p in pieces if low <= p.box.x1 <= high})
    candidates = []
    for end in ends:
        x = end + 1
        crossing = sum(p.box.x0 < x < p.box.x1 for p in pieces)
        if crossing <= 0.3 * len(pieces):
            after = min((p.box.x0 for p in pieces if p.box.x0 >= x), default=width)
            candidates.append((crossing, x - after, x))
    return (x for _, _, x in sorted(candidates)[:8])


def _filled(boxes: Sequence[Box]) -> bool:
    """Whether most lines of a column reach from its left to its right side."""
    wide = max(b.x1 for b in boxes) - min(b.x0 for b in boxes)
    return sum(b.x1 - b.x0 >= _FULL * wide for b in boxes) >= 0.6 * len(boxes)
