"""The head of a comparison sheet, its widths, frozen panes, filter and print set-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.publish.background import Background
from pipeline.publish.formats import BLOCK_COLOURS, BODY, HEAD, NOTE, TITLE, WORKED, Formats, fitted, lines
from pipeline.publish.layout import LABELS, Column, Plan
from pipeline.publish.prefectures import Lines

NAME, ASPECT, STATE, NORM, UNIT = range(2, 7)
"""The header rows; above them the title and the legend."""

FIRST_ROW = UNIT + 1
"""The first county's row."""

PAGE_WIDTH = 112
PRINT_SCALE = 70
"""At this scale (percent) 市州, counties, codes and columns of this width fill a page, A4 landscape."""

LEGEND = (
    "浅红底：低于县级国家标准，或报告自述未达到；浅黄底：预计可达、待认定；灰字：空格的原因；"
    "蓝字斜体：按报告数据测算，不是报告写明的数。"
)
WITH_LINKS = "点击数字可到“全部数据”中的出处。"
WITH_COMMENTS = "有红角的另有说明。"
WITHOUT_LINKS = "数据很多，未加链接：请到“全部数据”按县和指标筛选。"
BOLD = {"bold": True}
HEADINGS = ("市州", "县（市、区）", "代码")


def write_head(sheet: Any, formats: Formats, plan: Plan, here: Background) -> None:
    """Write title, legend and header rows of ``plan``."""
    found = WITH_LINKS + (WITH_COMMENTS if here.commented else "") if here.linked else WITHOUT_LINKS
    sheet.write_string(0, 0, plan.name, formats(TITLE))
    sheet.write_string(1, 0, LEGEND + found, formats(NOTE))
    for at, title in enumerate(HEADINGS):
        sheet.merge_range(NAME, at, UNIT, at, title, formats(HEAD))
    columns = plan.columns
    for first, last in runs(columns, _indicator):
        dark = BLOCK_COLOURS["standard" if _standard(columns[first]) else "actual"][0]
        _merge(sheet, NAME, columns[first], columns[last], columns[first].name, formats(HEAD | {"bg_color": dark}))
    for first, last in runs(columns, _aspect):
        look = formats(_light(columns[first]) | BOLD)
        _merge(sheet, ASPECT, columns[first], columns[last], columns[first].aspect, look)
    for column in columns:
        look = formats(_light(column))
        sheet.write_string(STATE, column.at, column.state, look)
        sheet.write_string(NORM, column.at, column.norm, look)
        sheet.write_string(UNIT, column.at, column.unit, look)


def _standard(column: Column) -> bool:
    return column.key.status == "standard"


def _indicator(column: Column) -> object:
    return _standard(column), column.key.indicator


def _aspect(column: Column) -> object:
    return _standard(column), column.key.indicator, column.aspect


def _light(column: Column) -> dict[str, Any]:
    """The ground of a header cell: by status, worked-out columns in a colour of their own."""
    colour = BLOCK_COLOURS[column.key.status][1] if column.kind == "figure" else WORKED
    return BODY | {"bg_color": colour, "align": "center", "text_wrap": True}


def _merge(sheet: Any, row: int, first: Column, last: Column, text: str, look: Any) -> None:
    """XlsxWriter refuses to merge a single cell."""
    if first.at == last.at:
        sheet.write_string(row, first.at, text, look)
    else:
        sheet.merge_range(row, first.at, row, last.at, text, look)


def runs(columns: Sequence[Column], key: Callable[[Column], object]) -> Iterator[tuple[int, int]]:
    """First and last position of each run of neighbours with the same key."""
    first = 0
    for at in range(1, len(columns) + 1):
        if at == len(columns) or key(columns[at]) != key(columns[first]):
            yield first, at - 1
            first = at


def set_up(sheet: Any, plan: Plan, here: Background, table: Lines) -> None:
    """Widths, heights, frozen panes, filter and print set-up."""
    columns = plan.columns
    sheet.set_column(0, 0, fitted([p.name for p in here.prefectures], 10, 22))
    sheet.set_column(1, 1, fitted([r.county for r in here.comparison.rows], 14, 26))
    sheet.set_column(2, 2, 9)
    for column in columns:
        sheet.set_column(column.at, column.at, column.width)
    sheet.set_default_row(18)
    sheet.set_row(0, 28)
    sheet.set_row(NAME, 15 * _lines(columns, _indicator, lambda c: c.name) + 4)
    sheet.set_row(ASPECT, 15 * _lines(columns, _aspect, lambda c: c.aspect) + 3)
    sheet.set_row(STATE, 15 * max(lines(c.state, c.width) for c in columns) + 3)
    norm_lines = max(lines(c.norm, c.width) if c.norm else 0 for c in columns)
    sheet.set_row(NORM, 15 * norm_lines + 3, None, {"hidden": norm_lines == 0})
    sheet.autofilter(UNIT, 0, max(table.last, FIRST_ROW), columns[-1].at)
    sheet.freeze_panes(FIRST_ROW, LABELS)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(NAME, UNIT)
    sheet.repeat_columns(0, LABELS - 1)
    breaks = _breaks(columns)
    if breaks:
        sheet.set_print_scale(PRINT_SCALE)
        sheet.set_v_pagebreaks(breaks)
    else:
        sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页&R县报")


def _breaks(columns: Sequence[Column]) -> list[int]:
    """The columns before which a printed page ends: whole indicators, as many as fit beside the counties."""
    found: list[int] = []
    used = 0.0
    for first, last in runs(columns, _indicator):
        needed = sum(column.width for column in columns[first : last + 1])
        if used and used + needed > PAGE_WIDTH:
            found.append(columns[first].at)
            used = 0.0
        used += needed
    return found


def _lines(columns: Sequence[Column], key: Callable[[Column], object], words: Callable[[Column], str]) -> int:
    """The most lines that a merged header takes over its columns."""
    return max(
        lines(words(columns[first]), sum(c.width for c in columns[first : last + 1]))
        for first, last in runs(columns, key)
    )
