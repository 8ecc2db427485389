"""A report's paragraphs and tables → PDF, set as an office prints it, with its own font."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path

from forms_font import cut_font
from forms_text import Cell, Rows, Text
from fpdf import FPDF

# points
WIDE, HIGH = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 79.0, 516.0, 88.0, 748.0
TITLE, HEADING, BODY, SMALL, FOOT = 21.0, 18.0, 15.0, 10.5, 9.0
STEP = 1.75  # distance of lines, in sizes
PADDING = 4.0
NARROWEST = 34.0

DATE = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
# what is not broken: a number or Latin word, with what may not open a line behind it, opening brackets before it
_WORD = re.compile(r"[“‘《〈（(〔【\[]*(?:[A-Za-z0-9.,%:/+\-]+|\s|.)[，。、；：！？）》〉”’】〕％,.;:!?)\]%]*", re.S)


@dataclass(frozen=True)
class _Box:
    """A cell on the page: where its grid place starts, how far it reaches, its lines."""

    row: int
    column: int
    cell: Cell
    lines: tuple[str, ...]


class Printed:
    """A report under way, with the place that the next line goes to."""

    def __init__(self, head: str, font: Path) -> None:
        self.pdf = FPDF(unit="pt", format=(WIDE, HIGH))
        self.pdf.set_creation_date(DATE)
        self.pdf.set_auto_page_break(False)
        self.pdf.add_font("body", fname=font)
        self.head = head
        self.y_next = TOP
        self.turn()

    def turn(self) -> None:
        """Go on to the next page: the running head (from the second on) and the page number."""
        self.pdf.add_page()
        self.pdf.set_font("body", size=FOOT)
        if self.pdf.page > 1:
            self.pdf.text(LEFT, 56, self.head)
        number = f"— {self.pdf.page} —"
        self.pdf.text((WIDE - self.pdf.get_string_width(number)) / 2, 800, number)
        self.y_next = TOP

    def broken(self, words: str, size: float, width: float, indent: float = 0.0) -> tuple[str, ...]:
        """``words`` as lines of at most ``width`` points, the first one ``indent`` points shorter."""
        self.pdf.set_font("body", size=size)
        lines, line, room = [], "", width - indent
        for word in _WORD.findall(words):
            if line and self.pdf.get_string_width(line + word.rstrip()) > room:
                lines.append(line.rstrip())
                line, room = "", width
            line += word if line else word.lstrip()
        return (*lines, line.rstrip())

    def paragraph(self, text: Text) -> None:
        """A paragraph, or a heading that stays with the line below it."""
        indent = 2 * BODY
        size = HEADING if text.level else BODY
        lines = self.broken(text.words, size, RIGHT - LEFT, indent)
        if text.level and self.y_next + 2 * STEP * size > BOTTOM:
            self.turn()
        for n, line in enumerate(lines):
            if self.y_next + STEP * size > BOTTOM:
                self.turn()
            self.pdf.set_font("body", size=size)
            self.pdf.text(LEFT + (indent if n == 0 else 0), self.y_next + size, line)
            self.y_next += STEP * size

    def title(self, words: str) -> None:
        """The title, in the middle, above a red line and between as a head of office letters."""
        for line in self.broken(words, TITLE, RIGHT - LEFT):
            self.pdf.text((WIDE - self.pdf.get_string_width(line)) / 2, self.y_next + TITLE, line)
            self.y_next += STEP * TITLE
        self.pdf.set_draw_color(200, 0, 0)
        self.pdf.line(LEFT, self.y_next, RIGHT, self.y_next)
        self.pdf.set_draw_color(0)
        self.y_next += BODY

    def table(self, table: Rows) -> None:
        """A ruled table; its header rows come again at the head of each page that it goes on to."""
        xs = _columns(table, RIGHT - LEFT)
        boxes = [self._boxes(table, row, xs) for row in range(len(table.rows))]
        heights = [_height(row) for row in boxes]
        heads = sum(all(cell.head for cell in row) for row in table.rows)
        self.y_next += PADDING
        here = list(range(heads))  # the rows of this page
        for n in range(heads, len(boxes)):
            if self.y_next + sum(heights[k] for k in (*here, n)) > BOTTOM:
                if len(here) > heads:
                    self._rows([boxes[k] for k in here], [heights[k] for k in here], xs)
                self.turn()
                here = list(range(heads))
            here.append(n)
        self._rows([boxes[k] for k in here], [heights[k] for k in here], xs)
        self.y_next += BODY

    def _boxes(self, table: Rows, row: int, xs: Sequence[float]) -> list[_Box]:
        """The cells of a row with their columns: those that cells from above reach into are passed over."""
        taken = {
            column
            for above in range(row)
            for column, cell in _placed(table, above)
            if above + cell.tall > row
            for column in range(column, column + cell.wide)
        }
        free = [column for column in range(table.width) if column not in taken]
        boxes = []
        for cell in table.rows[row]:
            column = free[0]
            free = free[cell.wide :]
            width = xs[column + cell.wide] - xs[column] - 2 * PADDING
            boxes.append(_Box(row, column, cell, self.broken(cell.words, SMALL, width)))
        return boxes

    def _rows(self, rows: Sequence[Sequence[_Box]], heights: Sequence[float], xs: Sequence[float]) -> None:
        """Rows that belong together: the words of their cells, and their sides, each line drawn once."""
        self.pdf.set_font("body", size=SMALL)
        ys = list(accumulate(heights, initial=self.y_next))
        level: set[tuple[int, int]] = set()  # a row's upper side, a column
        upright: set[tuple[int, int]] = set()  # a row, a column's left side
        for n, row in enumerate(rows):
            for box in row:
                columns, tall = range(box.column, box.column + box.cell.wide), range(n, n + box.cell.tall)
                level |= {(y, column) for y in (n, tall.stop) for column in columns}
                upright |= {(y, x) for y in tall for x in (box.column, columns.stop)}
                for k, line in enumerate(box.lines):
                    self.pdf.text(xs[box.column] + PADDING, ys[n] + PADDING + SMALL * (1 + 1.3 * k), line)
        self.pdf.set_line_width(0.6)
        for y in range(len(ys)):
            for start, end in _runs(column for row, column in level if row == y):
                self.pdf.line(xs[start], ys[y], xs[end], ys[y])
        for x in range(len(xs)):
            for start, end in _runs(row for row, column in upright if column == x):
                self.pdf.line(xs[x], ys[start], xs[x], ys[end])
        self.y_next = ys[-1]


def pdf_of(parts: Sequence[Text | Rows], font: Path) -> bytes:
    """The PDF of a report; the same parts and font give the same bytes."""
    first, *rest = parts
    if not isinstance(first, Text):
        raise ValueError("a report opens with its title")
    with tempfile.TemporaryDirectory() as folder:
        cut = Path(folder) / "body.ttf"
        cut_font(font, _signs(parts), cut)
        printed = Printed(first.words, cut)
        printed.title(first.words)
        for part in rest:
            if isinstance(part, Rows):
                printed.table(part)
            else:
                printed.paragraph(part)
        return bytes(printed.pdf.output())


def _signs(parts: Sequence[Text | Rows]) -> str:
    """Every sign of the report and of its page numbers."""
    words = [
        word
        for part in parts
        for word in ([part.words] if isinstance(part, Text) else [cell.words for row in part.rows for cell in row])
    ]
    return "".join(sorted(set("".join(words)) | set("— 0123456789")))


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where numbers that follow one another start and end (exclusive)."""
    for _, group in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield run[0], run[-1] + 1


def _placed(table: Rows, row: int) -> list[tuple[int, Cell]]:
    """The cells of a row that no cell from above pushes aside (a header's first row), with their columns."""
    column, found = 0, []
    for cell in table.rows[row]:
        found.append((column, cell))
        column += cell.wide
    return found


def _height(boxes: Sequence[_Box]) -> float:
    lines = max((len(box.lines) for box in boxes if box.cell.tall == 1), default=1)
    return SMALL * 1.3 * lines + 2 * PADDING


def _columns(table: Rows, width: float) -> list[float]:
    """The x of the columns' sides, wide columns for long words."""
    longest = [1.0] * table.width
    for n in range(len(table.rows)):
        if n and any(cell.tall > 1 for cell in table.rows[n - 1]):
            continue
        for column, cell in _placed(table, n):
            for k in range(cell.wide):
                longest[column + k] = max(longest[column + k], len(cell.words) / cell.wide)
    weights = [min(length, 24.0) ** 0.7 for length in longest]
    spare = width - NARROWEST * table.width
    xs = [LEFT]
    for weight in weights:
        xs.append(xs[-1] + NARROWEST + spare * weight / sum(weights))
    return xs
