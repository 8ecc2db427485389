"""Printed lines → paragraphs: a paragraph starts where its first line is indented or the line before it is short."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.read.pdf_lines import Row, units

_INDENT = 1.2  # ems that a first line stands in at least
_SPARE = 1.5  # ems that may be left at the end of a full line, beyond the word that did not fit
_GAPING = 0.3  # share of the column left at the end of a line that surely ends a paragraph, whatever its last sign
_APART = 1.7  # distance between paragraphs, in line distances
_OTHER_SIZE = 1.2  # ratio of heights from which a line is of another size
_ALIKE = 3.0  # points
_SHARE = 0.04  # share of a document's lines that must reach a margin to make it one

_CLOSED = re.compile(r"[。!！?？;；:：](?:[”’\"'）)】]*)$")
# what stays together at the start of a line: opening brackets, a number or Latin word (or one sign), what may not
# open a line
_WORD = re.compile(
    r"[“‘《〈「『（【〔(\[\"']*(?:[A-Za-z0-9.,%:/+\-]+|.)[，。、；：！？）》〉”’」』】〕％℃…,.;:!?)\]%\"']*"
)

Key = tuple[int, int, int]  # width and height of the page in points, column


class Line(NamedTuple):
    """A row as it stands in a document: the number of its page, and which kind of column it belongs to."""

    page: int
    key: Key
    row: Row


class Column(NamedTuple):
    """Where the lines of a column start and end (x, points), and the distance from line to line."""

    left: float
    right: float
    pitch: float


def columns_of(lines: Sequence[Line]) -> dict[Key, Column]:
    """The margins of each kind of column in a document, from the lines that reach them."""
    by_key: dict[Key, list[Line]] = defaultdict(list)
    for line in lines:
        by_key[line.key].append(line)
    return {key: _column(group) for key, group in by_key.items()}


def _column(lines: Sequence[Line]) -> Column:
    enough = max(2, round(_SHARE * len(lines)))
    starts = sorted(line.row.box.x0 for line in lines)
    ends = sorted((line.row.box.x1 for line in lines), reverse=True)
    left = next((x for n, x in enumerate(starts) if _near(starts, n, enough)), starts[0])
    right = ends[min(enough, len(ends)) - 1]
    steps = Counter(
        round(b.row.box.y1 - a.row.box.y1)
        for a, b in pairwise(lines)
        if a.page == b.page and b.row.box.y1 > a.row.box.y1
    )
    pitch = max(steps, key=lambda step: (steps[step], -step), default=0)
    return Column(left, right, float(pitch))


def _near(starts: Sequence[float], n: int, enough: int) -> bool:
    """Whether enough of the sorted ``starts`` lie close behind the one at ``n``."""
    return n + enough <= len(starts) and starts[n + enough - 1] - starts[n] <= _ALIKE


def continues(last: Line, line: Line, columns: dict[Key, Column]) -> bool:
    """Whether ``line`` goes on with the paragraph that ``last`` is the latest line of."""
    if _resized(last.row, line.row) or _apart(last, line, columns[line.key]):
        return False
    em = line.row.em
    indent = line.row.box.x0 - columns[line.key].left
    before = last.row.box.x0 - columns[last.key].left
    spare = columns[last.key].right - last.row.box.x1
    full = spare <= (units(_first_word(line.row.text)) + _SPARE) * em
    closed = is_closed(last.row.text)
    if indent > _INDENT * em:
        # a whole paragraph that stands in: its next line stands where the last one did
        return full and not closed and last.key == line.key and abs(indent - before) <= _ALIKE and before <= 6 * em
    if full:
        return True
    return not closed and spare <= _GAPING * (columns[last.key].right - columns[last.key].left)


def is_closed(text: str) -> bool:
    """Whether a sentence or clause ends with ``text``."""
    return bool(_CLOSED.search(text))


def _first_word(text: str) -> str:
    match = _WORD.match(text)
    return match.group(0) if match else ""


def _resized(last: Row, row: Row) -> bool:
    """Whether the two rows are printed in different sizes."""
    high, higher = last.box.y1 - last.box.y0, row.box.y1 - row.box.y0
    return not high / _OTHER_SIZE < higher < high * _OTHER_SIZE


def _apart(last: Line, line: Line, column: Column) -> bool:
    """Whether the two lines, in one column of one page, stand further apart than the lines of a paragraph."""
    if last.page != line.page or last.key != line.key or not column.pitch:
        return False
    step = line.row.box.y1 - last.row.box.y1
    return step > _APART * column.pitch
