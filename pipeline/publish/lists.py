"""A list sheet: a head row, then one record a row, with filter, frozen head and print set-up."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.publish.columns import decimals, letters
from pipeline.publish.formats import (
    BODY,
    FLAT,
    HEAD,
    LINK,
    LINKED,
    NOTE,
    NUMBER,
    TALL,
    TITLE,
    TO_FILL_IN,
    WORKED_OUT,
    WRAPPED,
    Formats,
    lines,
    number_format,
)

HEAD_ROW = 2
"""Above it the title and a note."""

MOST_ROWS = 1_000_000
"""Excel ends at 1,048,576 rows; the note says what was left out and where it is."""

NOTHING = "没有这样的数据。"

TALLEST = 180.0
"""Points; a row never hides the next one."""


PAGE_WIDTH = 210
"""Column widths that can still be read on one page, A4 landscape."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another: ``target`` like ``internal:'文档'!A4``; ``tip`` shows where the cursor rests.

    With ``number`` it is that number, in the look of numbers, and ``text`` is not shown.
    """

    target: str
    text: str
    tip: str = ""
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """A cell with a live formula (``{row}`` stands for its own row, no ``=``), its result and its decimals."""

    formula: str
    result: float
    places: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell of words on a ground of its own."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell for the reader to fill in, framed and tinted also while empty; what is typed stays as it is typed."""

    text: str = ""


Value = str | int | Decimal | Link | Worked | Filled | Blank | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list: its title, its width, and whether its text makes the row as tall as it needs."""

    title: str
    width: float
    wrap: bool = False


def write_list(
    sheet: Any,
    formats: Formats,
    title: str,
    note: str,
    fields: Sequence[Field],
    rows: Iterable[Sequence[Value]],
    *,
    plain: bool = False,
) -> None:
    """Write ``rows`` below their ``fields`` on the empty XlsxWriter ``sheet``, in the order given.

    ``plain`` leaves out all formats below the head: half the time and memory where there are very many rows.
    """
    sheet.write_string(0, 0, title, formats(TITLE))
    sheet.set_row(0, 28)
    sheet.set_row(HEAD_ROW, 34)
    wraps = any(field.wrap for field in fields)
    look = TALL if wraps else FLAT
    for at, field in enumerate(fields):
        sheet.set_column(at, at, field.width, None if plain else formats(look))
        sheet.write_string(HEAD_ROW, at, field.title, formats(HEAD))
    sheet.hide_gridlines(0)  # shown and printed: the cells carry no borders of their own
    count = left_out = 0
    own = 0 if plain else formats.style(look)
    for row in rows:
        if count == MOST_ROWS:
            left_out += 1
            continue
        count += 1
        sheet.start_row(HEAD_ROW + count)
        _write_row(sheet, formats, HEAD_ROW + count, row, look if not plain else None, own)
        sheet.end_row(_height(fields, row) if wraps and not plain else None)
    if left_out:
        note += f"本表只列前 {MOST_ROWS:,} 条，另有 {left_out:,} 条见同名的 JSONL 文件。"
    if not count:
        note = f"{NOTHING}{note}"
    sheet.write_string(1, 0, note, formats(NOTE))
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(count, 1), len(fields) - 1)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    print_on_a4(sheet, HEAD_ROW, across=math.ceil(sum(field.width for field in fields) / PAGE_WIDTH))


def write_value(sheet: Any, formats: Formats, row: int, column: int, value: Value, *, wrap: bool = False) -> None:
    """Write one cell: numbers as numbers with the decimals they are written with, text never as a formula.

    ``wrap``: the row may be taller than a line, so text wraps and all stands at the top.
    """
    look = WRAPPED if wrap else BODY
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats(look))
    elif isinstance(value, Link):
        sheet.write_url(row, column, value.target, formats(LINK), value.text)
    elif isinstance(value, Filled):
        sheet.write_string(row, column, value.text, formats(look | {"bg_color": value.colour}))
    elif isinstance(value, Blank):
        sheet.write_string(row, column, value.text, formats(look | TO_FILL_IN))
    elif isinstance(value, str):
        sheet.write_string(row, column, value, formats(look))
    elif isinstance(value, Worked):
        worked = look | WORKED_OUT | {"align": "right", "num_format": number_format(value.places)}
        sheet.write_formula(row, column, "=" + value.formula.format(row=row + 1), formats(worked), value.result)
    else:
        places = decimals(value) if isinstance(value, Decimal) else 0
        top = {"valign": "top"} if wrap else {}
        sheet.write_number(row, column, float(value), formats(NUMBER | top | {"num_format": number_format(places)}))


def _write_row(
    sheet: Any, formats: Formats, row: int, values: Sequence[Value], look: dict[str, Any] | None, own: int
) -> None:
    """Write the cells of a record in the style ``own``, others only where they differ; an empty one is not written."""

    def other(at: int, value: Value) -> None:
        if isinstance(value, int | Decimal):
            places = decimals(value) if isinstance(value, Decimal) else 0
            sheet.number(at, value, own if look is None else formats.known((places, own), _number(look)))
        elif isinstance(value, Worked):
            style = formats.known((value.places, own, "worked"), _worked(look or {}))
            sheet.formula(at, value.formula.format(row=row + 1), value.result, style)
        elif isinstance(value, Link):
            if value.number is not None:
                style = formats.known((decimals(value.number), own), _number(look or {}))
                sheet.number(at, value.number, style)
            else:
                sheet.text(at, value.text, formats.style((look or {}) | LINKED))
            sheet.lead(f"{letters(at)}{row + 1}", value.target.removeprefix("internal:"), tip=value.tip)
        elif isinstance(value, Filled):
            sheet.text(at, value.text, formats.style((look or {}) | {"bg_color": value.colour}))
        elif isinstance(value, Blank):
            style = formats.style((look or {}) | TO_FILL_IN)
            if value.text:
                sheet.text(at, value.text, style)
            else:
                sheet.empty(at, style)

    sheet.record(values, own, other)


def _number(look: dict[str, Any]) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    return lambda key: look | {"align": "right", "num_format": number_format(key[0])}


def _worked(look: dict[str, Any]) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    return lambda key: look | WORKED_OUT | {"align": "right", "num_format": number_format(key[0])}


def print_on_a4(sheet: Any, head_row: int | None, across: int = 1, down: int | None = None) -> None:
    """A4 landscape, ``across`` pages wide, the head row (or the rows from it to ``down``) on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(across, 0)
    if head_row is not None:
        sheet.repeat_rows(head_row, head_row if down is None else down)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页&R县报")


def _height(fields: Sequence[Field], row: Sequence[Value]) -> float:
    most = 1
    for field, value in zip(fields, row, strict=True):
        if field.wrap and value is not None:
            text = value if type(value) is str else getattr(value, "text", "")
            if 2 * len(text) > field.width - 1 or "\n" in text:
                most = max(most, lines(text, field.width))
    return min(TALLEST, 4 + 15 * most)
