"""A comparison sheet: counties by 市州 down, the indicators of a group across, with subtotals and the median."""

from __future__ import annotations

from typing import Any

from pipeline.publish import cells
from pipeline.publish.background import Background, lead
from pipeline.publish.columns import letters
from pipeline.publish.evidence import adds, comment
from pipeline.publish.formats import BODY, EMPTY, Formats, lines
from pipeline.publish.gaps import why_empty
from pipeline.publish.heads import FIRST_ROW, set_up, write_head
from pipeline.publish.layout import Column, Plan
from pipeline.publish.norms import below
from pipeline.publish.prefectures import Line, Lines, lines_of
from pipeline.publish.totals import write_median, write_subtotal, write_total
from pipeline.publish.workings import distance, quotient, rank

AUTHOR = "县报"
CENTRED = BODY | {"align": "center"}


def write_group(sheet: Any, formats: Formats, plan: Plan, here: Background, places: dict[int, Any]) -> None:
    """Write ``plan`` on the empty ``sheet``; ``places`` are the addresses of all columns (see workings.addresses)."""
    table = lines_of(here.prefectures, FIRST_ROW)
    write_head(sheet, formats, plan, here)
    for line in table.lines:
        sheet.start_row(line.at)
        if line.row is None:
            write_subtotal(sheet, formats, line, plan, here)
        else:
            _write_county(sheet, formats, line, plan, here, table, places)
        sheet.end_row()
    if table.lines:
        write_total(sheet, formats, plan, here, table)
        write_median(sheet, formats, plan, here, table)
    set_up(sheet, plan, here, table)


def _write_county(
    sheet: Any, formats: Formats, line: Line, plan: Plan, here: Background, table: Lines, places: dict[int, Any]
) -> None:
    assert line.row is not None
    county = here.comparison.rows[line.row]
    body, centred, empty = formats.style(BODY), formats.style(CENTRED), formats.style(EMPTY)
    sheet.text(0, line.prefecture.name, body)
    sheet.text(1, county.county, body)
    sheet.text(2, county.county_code or "—", centred)
    filled, unmapped = here.comparison.cells, here.unmapped[line.row]
    for column in plan.columns:
        if column.kind != "figure":
            _write_working(sheet, formats, line, column, here, table, places)
            continue
        assert column.position is not None
        cell = filled.get((line.row, column.position))
        if cell is None:
            sheet.text(column.at, why_empty(column.key, unmapped), empty)
            continue
        missed = below(cell.fact, column.norms) if column.norms else None
        cells.write(sheet, formats, column.at, cell.fact, column.shown, missed=missed is not None)
        if here.linked:
            lead(sheet, f"{letters(column.at)}{line.at + 1}", cell.fact, here)
            if here.commented and adds(cell, missed):
                _write_comment(sheet, line.at, column.at, comment(cell, missed, here.reports))


def _write_working(
    sheet: Any, formats: Formats, line: Line, column: Column, here: Background, table: Lines, places: dict[int, Any]
) -> None:
    """A cell with a live formula over stated figures, or why there is none."""
    assert line.row is not None
    if column.kind == "distance":
        found = distance(column, line, here, places)
    elif column.kind == "rank":
        found = rank(column, line.row, here, table, places)
    else:
        found = quotient(column, line, here, places)
    if isinstance(found, str):
        sheet.text(column.at, found, formats.style(EMPTY))
    else:
        sheet.formula(column.at, found.formula, found.result, formats.style(found.look))


def _write_comment(sheet: Any, row: int, column: int, text: str) -> None:
    options = {"author": AUTHOR, "width": 380, "height": 12 + 17 * lines(text, 56), "font_size": 9}
    sheet.write_comment(row, column, text, options)
