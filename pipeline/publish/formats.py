"""Cell formats of the workbook, each made once however many cells use it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

FONT = "微软雅黑"
"""Programs without this font take their own font for Chinese."""

BLOCK_COLOURS = {
    "actual": ("#1F4E79", "#DDEBF7"),
    "target": ("#375623", "#E2EFDA"),
    "standard": ("#595959", "#EDEDED"),
}
"""Of actual, target and standard: the colour of the block's head, and of the header rows below it."""

BELOW = "#F8CBAD"
PENDING = "#FFF2CC"
MET = "#E2EFDA"
LINE = "#BFBFBF"

WORKED = "#FFF9E5"
"""The ground of header cells above what is worked out; the values are in blue italics."""

BODY = {"valign": "vcenter", "border": 1, "border_color": LINE}
NUMBER = BODY | {"align": "right"}
WRAPPED = BODY | {"text_wrap": True, "valign": "top"}
EMPTY = BODY | {"align": "center", "font_color": "#A6A6A6"}
WORKED_OUT = {"italic": True, "font_color": "#1F4E9E"}
DERIVED = NUMBER | WORKED_OUT
TOTAL = {"bg_color": "#F2F2F2", "top": 1}
FLAT = {"valign": "vcenter"}
TALL = {"text_wrap": True, "valign": "top"}
"""Of the rows of a list, without borders: the sheet's grid is shown and printed instead."""
TO_FILL_IN = {"bg_color": "#FFFBE6", "border": 1, "border_color": LINE, "num_format": "@"}
"""Of cells for the reader to fill in: text, so that 1:15 becomes no time of day and 3-5 no date."""
LINKED = {"font_color": "#0563C1", "underline": 1}
LINK = BODY | {"font_color": "#0563C1", "underline": 1}
HEAD = BODY | {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "align": "center", "text_wrap": True}
TITLE = {"bold": True, "font_size": 16, "valign": "vcenter"}
SUBTITLE = {"bold": True, "font_size": 12, "font_color": "#1F4E79", "valign": "vcenter"}
NOTE = {"font_color": "#595959", "valign": "vcenter"}


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of one XlsxWriter ``book``; calling it with properties gives the format, made at first need."""

    book: Any
    made: dict[tuple[Any, ...], Any]

    def __call__(self, properties: dict[str, Any]) -> Any:
        """The format with exactly these XlsxWriter properties (font and size are set)."""
        key = tuple(properties.items())
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_name": FONT, "font_size": 10} | properties)
        return self.made[key]

    def style(self, properties: dict[str, Any]) -> int:
        """What the finished rows of a :class:`~pipeline.publish.sheet.Sheet` carry for this format."""
        index: int = self(properties)._get_xf_index()
        return index

    def known(self, key: tuple[Any, ...], properties: Callable[[Any], dict[str, Any]]) -> int:
        """The style of ``properties(key)``, worked out at first need: for looks that many cells share."""
        found: int | None = self.made.get(key)
        if found is None:
            found = self.made[key] = self.style(properties(key))
        return found

    def number(self, look: dict[str, Any], places: int) -> int:
        """The style of a number with ``places`` decimals in a row of the given look."""
        return self.style(look | {"align": "right", "num_format": number_format(places)})


def number_format(decimals: int, *, prefix: str = "", suffix: str = "", signed: bool = False) -> str:
    """An Excel number format that shows ``decimals`` places between quoted words: ``"≥"#,##0.00" 百分点"``."""
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    before = f'"{prefix}"' if prefix else ""
    after = f'" {suffix}"' if suffix else ""
    plain = before + digits + after
    return f"{before}+{digits}{after};{before}-{digits}{after};{plain}" if signed else plain


def width(text: str) -> int:
    """Columns that ``text`` takes in a cell: two a Chinese character, one any other; the longest of its lines."""
    return max((_line_width(line) for line in text.split("\n")), default=0)


def fitted(texts: Sequence[str], least: float, most: float) -> float:
    """A column width that holds ``texts``, within ``least`` and ``most`` (what is longer has to wrap)."""
    return min(most, max([least, *(width(text) + 2.0 for text in texts)]))


def lines(text: str, room: float) -> int:
    """How many lines ``text`` takes in a column ``room`` wide."""
    if 2 * len(text) <= room - 1 and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(_line_width(line) / max(1.0, room - 1))) for line in text.split("\n"))


def _line_width(line: str) -> int:
    return len(line.encode("gbk", errors="replace"))  # two bytes for what is printed two columns wide
