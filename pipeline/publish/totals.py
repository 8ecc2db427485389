"""Below the counties of a comparison sheet: subtotals of 市州, the total, the median. All live formulas.

Sums are made only of what the rulebook lists as summed, of one unit and one year, and never of bounds: a sum over
figures that do not belong together would be a figure that nobody stated.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from pipeline.model import Fact
from pipeline.publish.background import Background
from pipeline.publish.columns import decimals, letters
from pipeline.publish.formats import BODY, EMPTY, NUMBER, TOTAL, Formats, number_format
from pipeline.publish.gaps import NOT_APPLICABLE, NOT_REPORTED
from pipeline.publish.layout import Column, Plan, summable
from pipeline.publish.periods import EXACT, one_year
from pipeline.publish.prefectures import Line, Lines

MOST_ARGUMENTS = 250
"""Stretches of counties that a formula names one by one; Excel takes 255."""

YEARS_DIFFER = "年度不一"
BOUNDED = "含界限数"
SUBTOTAL, SUM, MEDIAN = "小计", "合计", "中位数"


def write_subtotal(sheet: Any, formats: Formats, line: Line, plan: Plan, here: Background) -> None:
    """Write the subtotal of a 市州 into the row begun; its counties stand right above it."""
    rows = line.prefecture.rows
    _label(sheet, formats, line.prefecture.name, f"{len(rows)} 个县（市、区）", SUBTOTAL)
    for column in plan.columns:
        letter = letters(column.at)
        formula = f"SUBTOTAL(9,{letter}{line.at + 1 - len(rows)}:{letter}{line.at})"
        _write_sum(sheet, formats, column, rows, formula, here)


def write_total(sheet: Any, formats: Formats, plan: Plan, here: Background, table: Lines) -> None:
    """Write the row of totals below the last line; SUBTOTAL passes over the subtotals above."""
    rows = range(len(here.comparison.rows))
    sheet.start_row(table.last + 1)
    _label(sheet, formats, SUM, f"{len(rows)} 个县（市、区）", SUM)
    for column in plan.columns:
        letter = letters(column.at)
        formula = f"SUBTOTAL(9,{letter}{table.first + 1}:{letter}{table.last + 1})"
        _write_sum(sheet, formats, column, rows, formula, here)
    sheet.end_row()


def write_median(sheet: Any, formats: Formats, plan: Plan, here: Background, table: Lines) -> None:
    """Write the row of medians over the counties below the totals."""
    sheet.start_row(table.last + 2)
    _label(sheet, formats, MEDIAN, "有数的县（市、区）", MEDIAN)
    for column in plan.columns:
        found = _median(column, here)
        if isinstance(found, str):
            sheet.text(column.at, found, formats.style(EMPTY | TOTAL))
            continue
        stretches = list(table.ranges(letters(column.at)))
        places = max(column.places, min(2, decimals(found)))
        look = formats.style(NUMBER | TOTAL | {"num_format": number_format(places)})
        if len(stretches) <= MOST_ARGUMENTS:
            sheet.formula(column.at, f"MEDIAN({','.join(stretches)})", float(found), look)
        else:
            sheet.number(column.at, found, look)
    sheet.end_row()


def _label(sheet: Any, formats: Formats, first: str, second: str, third: str) -> None:
    look = formats.style(BODY | TOTAL)
    for at, text in enumerate((first, second, third)):
        sheet.text(at, text, look)


def _stated(column: Column, rows: Sequence[int], here: Background) -> list[Fact]:
    if column.kind != "figure" or column.position is None:
        return []
    cells = here.comparison.cells
    return [cells[row, column.position].fact for row in rows if (row, column.position) in cells]


def _write_sum(
    sheet: Any, formats: Formats, column: Column, rows: Sequence[int], formula: str, here: Background
) -> None:
    facts = _stated(column, rows, here)
    reason = _no_sum(column, facts, here)
    if reason:
        sheet.text(column.at, reason, formats.known(("empty total",), lambda _: EMPTY | TOTAL))
        return
    amounts = [column.shown.amount(fact.number) for fact in facts if fact.number is not None]
    about = "约" if any(fact.op == "~" for fact in facts) else ""
    part = f"({len(facts)}县)" if len(facts) < len(rows) else ""
    look = NUMBER | TOTAL | {"num_format": number_format(column.places, prefix=about, suffix=part)}
    sheet.formula(column.at, formula, float(sum(amounts, Decimal(0))), formats.style(look))


def _no_sum(column: Column, facts: Sequence[Fact], here: Background) -> str:
    """Why the figures cannot be added up; empty where they can."""
    if column.kind != "figure" or not summable(column.key, here.rules):
        return NOT_APPLICABLE
    if not facts:
        return NOT_REPORTED
    if any(fact.op not in EXACT for fact in facts):
        return BOUNDED
    if column.shown.unit is None or any(fact.unit != column.shown.unit for fact in facts):
        return NOT_APPLICABLE
    return "" if one_year(facts, here.reports) else YEARS_DIFFER


def _median(column: Column, here: Background) -> Decimal | str:
    """The median of the counties' stated figures, or why there is none."""
    facts = _stated(column, range(len(here.comparison.rows)), here)
    numbers = [fact.number for fact in facts if fact.number is not None and fact.op != "range"]
    if column.kind != "figure" or column.key.measure in ("verdict", "change") or column.key.status == "standard":
        return NOT_APPLICABLE
    if not numbers:
        return NOT_REPORTED
    if any(fact.op not in EXACT for fact in facts):
        return BOUNDED
    if len({fact.unit for fact in facts}) > 1:
        return NOT_APPLICABLE
    return Decimal(median(column.shown.amount(number) for number in numbers))
