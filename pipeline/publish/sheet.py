"""The workbook's book and sheets: XlsxWriter's own, with rows and links that are written as finished XML.

XlsxWriter takes 7 µs a cell, most of it for choices that a table of ten thousand like cells makes over and over. A
:class:`Sheet` takes whole rows besides (1 to 2 µs a cell) and links without text of their own; all else (head, widths,
filter, comments, charts, print set-up) is XlsxWriter's. Imported on demand: it loads XlsxWriter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape
from typing import Any, TypeVar

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import Worksheet

from pipeline.publish.columns import letters

MOST_CHARACTERS = 32_000
"""Excel ends at 32,767 characters a cell."""

MOST_LINKS = 65_530
"""Excel's limit a sheet."""

MOST_TIP = 250
"""Excel ends at 255 characters of a link's tip."""


T = TypeVar("T")
_ALPHABET = tuple(letters(column) for column in range(60))


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types that mypy is shown
    """A worksheet that takes rows in ascending order: ``start_row``, its cells from left to right, ``end_row``.

    Such rows follow each other; XlsxWriter's own cells stand above the first or below the last of them. Rows and
    columns count from 0 as XlsxWriter's do; ``style`` is what :meth:`Formats.style` gives.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dim_rowmin: Any
        self.dim_rowmax: Any
        self._lines: list[str] = []
        self._cells: list[str] = []
        self._first = self._row = -1
        self._leads: list[str] = []

    def start_row(self, row: int) -> None:
        """Begin the cells of ``row``."""
        if row <= self._row:
            raise ValueError(f"row {row} after row {self._row}")
        if self._first < 0:
            self._first = row
        self._row = row
        self._number = str(row + 1)
        self._cells = []

    def text(self, column: int, text: str, style: int) -> None:
        """A cell of words, never a formula."""
        index = self.str_table._get_shared_string_index(text[:MOST_CHARACTERS])
        self._cells.append(f'<c r="{letters(column)}{self._number}" s="{style}" t="s"><v>{index}</v></c>')

    def record(self, values: Sequence[T], style: int, other: Callable[[int, T], None]) -> None:
        """Cells from the first column on: words in one ``style``, nothing for None and empty words.

        ``other`` writes what is neither, told its column. Long lists of words go a third faster so than by ``text``.
        """
        shared, number, cells = self.str_table._get_shared_string_index, self._number, self._cells
        for letter, value in zip(_ALPHABET, values, strict=False):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                cells.append(f'<c r="{letter}{number}" s="{style}" t="s"><v>{shared(value[:MOST_CHARACTERS])}</v></c>')
            else:
                other(_ALPHABET.index(letter), value)

    def number(self, column: int, number: Decimal | int, style: int) -> None:
        """A number with all the digits that it is written with."""
        self._cells.append(f'<c r="{letters(column)}{self._number}" s="{style}"><v>{number:f}</v></c>')

    def formula(self, column: int, formula: str, result: float | str, style: int) -> None:
        """A live formula (without ``=``) and its result, which programs that do not calculate show."""
        value, kind = (escape(result), ' t="str"') if isinstance(result, str) else (f"{result:.15g}", "")
        cell = f'<c r="{letters(column)}{self._number}" s="{style}"{kind}><f>{escape(formula)}</f><v>{value}</v></c>'
        self._cells.append(cell)

    def empty(self, column: int, style: int) -> None:
        """A cell without content that shows its borders or ground."""
        self._cells.append(f'<c r="{letters(column)}{self._number}" s="{style}"/>')

    def end_row(self, height: float | None = None) -> None:
        """End the row; ``height`` in points, None for the sheet's own."""
        tall = f' ht="{height:g}" customHeight="1"' if height is not None else ""
        self._lines.append(f'<row r="{self._number}"{tall}>{"".join(self._cells)}</row>')
        self._check_dimensions(self._row, max(0, len(self._cells) - 1))
        self._cells = []

    def lead(self, first: str, target: str, last: str | None = None, tip: str = "") -> bool:
        """Link the cells from ``first`` to ``last`` to ``target``, all written like ``A4`` and ``'文档'!A4``.

        ``tip`` shows where the cursor rests. Returns False, and links nothing, where Excel takes no more.
        """
        if len(self._leads) == MOST_LINKS:
            return False
        said = f' tooltip="{escape(_clean(tip))}"' if tip else ""
        ref = first if last is None or last == first else f"{first}:{last}"
        self._leads.append(f'<hyperlink ref="{ref}" location="{escape(target)}"{said}/>')
        return True

    def _write_rows(self) -> None:
        """Write XlsxWriter's rows above, the finished rows, XlsxWriter's rows below."""
        if not self._lines:
            super()._write_rows()
            return
        low, high = self.dim_rowmin, self.dim_rowmax
        if any(self._first <= row <= self._row for row in self.table):
            raise ValueError(f"{self.name}: cells inside the finished rows {self._first} to {self._row}")
        self.dim_rowmax = self._first - 1
        super()._write_rows()
        self.fh.writelines(self._lines)
        if high > self._row:
            self.dim_rowmin, self.dim_rowmax = self._row + 1, high
            super()._write_rows()
        self.dim_rowmin, self.dim_rowmax = low, high

    def _write_hyperlinks(self) -> None:
        """Write the links of :meth:`lead`, and XlsxWriter's among them."""
        if not self._leads:
            super()._write_hyperlinks()
            return
        self.fh.write("<hyperlinks>")
        self.fh.writelines(self._leads)
        for row, links in sorted(self.hyperlinks.items()):
            for column, url in sorted(links.items()):
                self._write_hyperlink_internal(row, column, url)
        self.fh.write("</hyperlinks>")


_HARD = re.compile(r"[\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""Characters that XlsxWriter has to escape in its own way, and what it would take for such an escape."""


class _Strings(SharedStrings):  # type: ignore[misc]
    """The workbook's words. XlsxWriter looks five times at each; most of them hold nothing but words."""

    def _write_sst_strings(self) -> None:
        for text in self.string_table.string_array:
            words = self._escape_control_characters(text) if _HARD.search(text) else text
            space = ' xml:space="preserve"' if words[:1].isspace() or words[-1:].isspace() else ""
            self.fh.write(f"<si><t{space}>{escape(words, quote=False)}</t></si>")


class _Packager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _Strings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class Book(Workbook):  # type: ignore[misc]
    """A workbook of such sheets. What a report calls ``<r>…</r>`` stays text: XlsxWriter would write it as XML."""

    worksheet_class = Sheet

    def _get_packager(self) -> _Packager:
        return _Packager()


def _clean(tip: str) -> str:
    """A tip without line ends and what XML refuses, cut to what Excel shows."""
    words = tip if tip.isprintable() else "".join(c if c.isprintable() else "　" for c in tip)
    return words if len(words) <= MOST_TIP else words[: MOST_TIP - 1] + "…"
