"""The parts of all pages → paragraphs and tables in reading order, those that go on over the page put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from pipeline.read.pdf_cells import Filled, TableCell
from pipeline.read.pdf_joins import TableRow, goes_on, is_rest, without_repeated_head
from pipeline.read.pdf_lines import Row
from pipeline.read.pdf_margins import Place, margins_of
from pipeline.read.pdf_pages import Leaf
from pipeline.read.pdf_paragraphs import Line, columns_of, continues

Kind = Literal["text", "note", "aside"]
CellParts = tuple[tuple[int, TableCell], ...]  # none where a merged cell goes on, two where the page ended in the cell

_NOTE = re.compile(r"[①-⑳¹²³⁴-⁹]|[\[〔(（【]\d{1,2}[\]〕)）】]|\d{1,2}(?![\d.,，.、])|\*|注[:：\d]")
_NOTE_SIZE = 0.87  # height of a footnote's lines at most, in heights of the page's usual line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Printed lines that make up one paragraph; ``aside`` ones belong to the page, not to the report."""

    lines: tuple[Line, ...]
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class WholeTable:
    """The rows of a table; each cell as the parts of it that stand on a page, with the page's number."""

    rows: tuple[tuple[CellParts, ...], ...]


def blocks_of(leaves: Sequence[Leaf], join_tables: bool) -> list[Paragraph | WholeTable]:
    """The blocks of a document; ``join_tables`` says whether a table may go on over the page.

    What stands at the head or foot of a page (running heads, page numbers, footnotes) follows the paragraph or table
    that goes on over it.
    """
    lines = dict(_lines(leaves, margins_of(leaves)))
    columns = columns_of([line for line, kind in lines.values() if kind == "text"])
    gathered = _Gathered(join_tables)
    for n, leaf in enumerate(leaves):
        gathered.turn(leaf.number)
        for k, part in enumerate(leaf.parts):
            if isinstance(part, Filled):
                gathered.table(part)
                continue
            line, kind = lines[n, k]
            if kind != "text":
                gathered.hold(line, kind)
            elif gathered.open and continues(gathered.open[-1], line, columns):
                gathered.go_on(line)
            else:
                gathered.begin(line)
    gathered.close()
    return gathered.blocks


class _Gathered:
    """Blocks in the order of reading, with the one that may still go on."""

    def __init__(self, join_tables: bool) -> None:
        self.blocks: list[Paragraph | WholeTable] = []
        self.open: list[Line] = []  # the lines of a paragraph
        self._rows: list[tuple[CellParts, ...]] = []  # those of a table
        self._parts: list[Filled] = []  # the same table, page by page
        self._last = 0  # the page of its latest part
        self._held: list[Paragraph] = []
        self._join = join_tables
        self._page = 0
        self._blank = True  # whether nothing of the report stands above on this page

    def turn(self, page: int) -> None:
        """Go on to a page."""
        self._page, self._blank = page, True

    def begin(self, line: Line) -> None:
        """Start a paragraph with ``line``."""
        self.close()
        self.go_on(line)

    def go_on(self, line: Line) -> None:
        """Add a line to the open paragraph."""
        self.open.append(line)
        self._blank = False

    def hold(self, line: Line, kind: Kind) -> None:
        """Keep a line of a margin or a note until the open block ends."""
        last = self._held[-1] if self._held else None
        if kind == "note" and last is not None and last.kind == "note" and not _NOTE.match(line.row.text):
            self._held[-1] = Paragraph((*last.lines, line), "note")
        else:
            self._held.append(Paragraph((line,), kind))

    def table(self, part: Filled) -> None:
        """Add a table, or the next part of the one that the page before ended with."""
        rows = part.rows
        reaches = bool(self._parts) and self._blank and self._last == self._page - 1
        if self._join and reaches and goes_on(self._parts[0], part):
            rows = without_repeated_head(self._parts[0], part)
            if rows == part.rows and is_rest(self._parts[-1].rows[-1], rows[0]):
                self._rows[-1] = tuple(a + b for a, b in zip(self._rows[-1], self._on_page(rows[0]), strict=True))
                rows = rows[1:]
        else:
            self.close()
        self._parts.append(part)
        self._rows += [self._on_page(row) for row in rows]
        self._last, self._blank = self._page, False

    def _on_page(self, row: TableRow) -> tuple[CellParts, ...]:
        return tuple(() if cell is None else ((self._page, cell),) for cell in row)

    def close(self) -> None:
        """End the open block, and put behind it what was held back."""
        if self.open:
            self.blocks.append(Paragraph(tuple(self.open)))
        if self._rows:
            self.blocks.append(WholeTable(tuple(self._rows)))
        self.blocks += self._held
        self.open, self._rows, self._parts, self._held = [], [], [], []


def _lines(leaves: Sequence[Leaf], margins: frozenset[Place]) -> Iterator[tuple[Place, tuple[Line, Kind]]]:
    """Each row as a line of the document, and whether it is text, a footnote or apart."""
    for n, leaf in enumerate(leaves):
        notes = _notes(leaf, {k for page, k in margins if page == n})
        for k, part in enumerate(leaf.parts):
            if isinstance(part, Row):
                kind: Kind = "aside" if (n, k) in margins else "note" if k in notes else "text"
                yield (n, k), (Line(leaf.number, (round(leaf.width), round(leaf.height), part.column), part), kind)


def _notes(leaf: Leaf, margins: set[int]) -> set[int]:
    """The rows of footnotes: small ones at the foot of the page, the first of them with a mark."""
    usual = median([_height(part) for part in leaf.parts if isinstance(part, Row)] or [0.0])
    found: set[int] = set()
    start = len(leaf.parts)
    for k in range(len(leaf.parts) - 1, -1, -1):
        part = leaf.parts[k]
        if k in margins:
            continue
        if not isinstance(part, Row) or _height(part) > _NOTE_SIZE * usual:
            break
        found.add(k)
        if _NOTE.match(part.text):
            start = k
    return {k for k in found if k >= start}


def _height(row: Row) -> float:
    return row.box.y1 - row.box.y0
