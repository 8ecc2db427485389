"""The charts of 总览: native Excel charts over its table of counties."""

from __future__ import annotations

from typing import Any

from pipeline.publish.formats import BELOW, FONT, NOTE, PENDING, Formats

MOST_COUNTIES = 60
"""With more, no label of a county can be read."""

FINDINGS = (6, 9)
"""The columns of the table that hold the findings by severity (from, to exclusive)."""

COVERED = 3
COLOURS = (BELOW, PENDING, "#D9D9D9")


def write_charts(book: Any, sheet: Any, formats: Formats, head: int, last: int, counties: int) -> None:
    """Draw below the table whose head stands in row ``head`` and whose last county stands in row ``last``."""
    if not counties or counties > MOST_COUNTIES:
        words = (
            "没有县，没有图。"
            if not counties
            else f"县（市、区）超过 {MOST_COUNTIES} 个，图上看不清，从略；可在上表筛选后自行插入。"
        )
        sheet.write_string(last + 3, 0, words, formats(NOTE))
        return
    covered = _chart(book, "bar", "国家标准三十二项中有数或有结论的项数")
    _add(covered, sheet.name, head, last, COVERED, "#5B9BD5")
    covered.set_legend({"none": True})
    doubts = _chart(book, "bar_stacked", "核实事项")
    for column, colour in zip(range(*FINDINGS), COLOURS, strict=True):
        _add(doubts, sheet.name, head, last, column, colour)
    doubts.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9}})
    height = 90 + 26 * counties
    for chart, column in ((covered, 0), (doubts, 6)):
        chart.set_size({"width": 500, "height": height})
        sheet.insert_chart(last + 3, column, chart, {"object_position": 2})


def _chart(book: Any, kind: str, title: str) -> Any:
    name, _, subtype = kind.partition("_")
    chart = book.add_chart({"type": name, "subtype": subtype} if subtype else {"type": name})
    font = {"name": FONT, "size": 9}
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "bold": True}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": font, "major_tick_mark": "none"})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "min": 0})
    return chart


def _add(chart: Any, sheet: str, head: int, last: int, column: int, colour: str) -> None:
    chart.add_series(
        {
            "name": [sheet, head, column],
            "categories": [sheet, head + 1, 0, last, 0],
            "values": [sheet, head + 1, column, last, column],
            "fill": {"color": colour},
            "border": {"color": "#A6A6A6", "width": 0.5},
            "gap": 60,
        }
    )
