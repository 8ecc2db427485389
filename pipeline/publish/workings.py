"""Cells that are worked out of stated figures: 测算, 距目标, 位次; each a live formula with its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.model import Fact
from pipeline.publish.background import Background
from pipeline.publish.columns import letters
from pipeline.publish.formats import DERIVED, NUMBER, number_format
from pipeline.publish.gaps import NOT_APPLICABLE, why_empty
from pipeline.publish.groups import sheet_name
from pipeline.publish.layout import Column, Plan, divisible, falls
from pipeline.publish.periods import EXACT
from pipeline.publish.prefectures import Line, Lines
from pipeline.publish.totals import SUBTOTAL

PERIODS_DIFFER = "时期不同"


@dataclass(frozen=True, slots=True)
class Worked:
    """A formula (without ``=``), its result, and the look of its cell."""

    formula: str
    result: float
    look: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a column of the comparison stands: the sheet, its letters, and the column."""

    sheet: str
    letter: str
    column: Column

    def cell(self, line: int, sheet: str | None) -> str:
        """The cell at ``line`` (from 0) in the unit of its facts, seen from ``sheet``."""
        where = f"{self.letter}{line + 1}" if sheet == self.sheet else f"'{self.sheet}'!{self.letter}{line + 1}"
        return f"{where}*{10**self.column.shown.shift}" if self.column.shown.shift else where


def addresses(plans: Sequence[Plan]) -> dict[int, Address]:
    """Where each column of the comparison stands, by its position."""
    return {
        column.position: Address(plan.name, letters(column.at), column)
        for plan in plans
        for column in plan.columns
        if column.kind == "figure" and column.position is not None
    }


def quotient(column: Column, line: Line, here: Background, places: dict[int, Address]) -> Worked | str:
    """测算: scale × part ÷ whole of one county, stage and year; else why there is none."""
    rule, own = column.rule, (column.position, column.goal)
    assert rule is not None
    facts: list[Fact] = []
    for position in own:
        assert position is not None and line.row is not None
        cell = here.comparison.cells.get((line.row, position))
        if cell is None:
            return why_empty(here.comparison.columns[position], here.unmapped[line.row])
        facts.append(cell.fact)
    reason = _no_quotient(facts, own, here, places)
    if reason:
        return reason
    part, whole = facts
    assert part.number is not None and whole.number is not None
    result = rule.scale * part.number / whole.number
    sheet = sheet_name(here.rules.indicators[column.key.indicator])
    top, bottom = (places[p].cell(line.at, sheet) for p in own if p is not None)
    bottom = f"({bottom})" if "*" in bottom else bottom
    formula = f"{top}/{bottom}" + (f"*{rule.scale:f}" if rule.scale != 1 else "")
    about = "约" if "~" in (part.op, whole.op) else ""
    return Worked(formula, float(result), DERIVED | {"num_format": number_format(rule.decimals, prefix=about)})


def _no_quotient(
    facts: Sequence[Fact], own: tuple[int | None, int | None], here: Background, places: dict[int, Address]
) -> str:
    units = [places[p].column.shown.unit for p in own if p is not None]
    if any(f.op not in EXACT or f.number is None or f.unit != u for f, u in zip(facts, units, strict=True)):
        return NOT_APPLICABLE
    if facts[1].number == 0:
        return NOT_APPLICABLE
    return "" if divisible(facts[0], facts[1], here.reports) else PERIODS_DIFFER


def distance(column: Column, line: Line, here: Background, places: dict[int, Address]) -> Worked | str:
    """距目标: target − actual of one county; what is reached is 0 or below it where more is better."""
    own = [here.comparison.cells.get((line.row or 0, p)) for p in (column.position, column.goal) if p is not None]
    if any(cell is None for cell in own):
        return NOT_APPLICABLE
    actual, goal = (cell.fact for cell in own if cell is not None)
    countable = actual.op in EXACT and goal.op != "range" and actual.number is not None and goal.number is not None
    assert column.position is not None and column.goal is not None
    shown = column.shown
    if not countable or not actual.unit == goal.unit == shown.unit or places[column.goal].column.shown != shown:
        return NOT_APPLICABLE
    assert actual.number is not None and goal.number is not None
    formula = f"{places[column.goal].letter}{line.at + 1}-{places[column.position].letter}{line.at + 1}"
    result = shown.amount(goal.number) - shown.amount(actual.number)
    return Worked(formula, float(result), DERIVED | {"num_format": number_format(column.places, signed=True)})


def rank(column: Column, row: int, here: Background, table: Lines, places: dict[int, Address]) -> Worked | str:
    """位次: 1 + the counties that stand before this one; those that are equal share a place."""
    assert column.position is not None
    cell = here.comparison.cells.get((row, column.position))
    if cell is None:
        return NOT_APPLICABLE
    numbers = [fact.number for fact in here.facts[column.position] if fact.number is not None]
    own, less = cell.fact.number or Decimal(0), falls(column.norms)
    before = sum(number < own if less else number > own for number in numbers)
    letter, first, last = places[column.position].letter, table.first + 1, table.last + 1
    counties = f'$C${first}:$C${last},"<>{SUBTOTAL}"'
    sign = "<" if less else ">"
    formula = f'1+COUNTIFS({counties},{letter}${first}:{letter}${last},"{sign}"&{letter}{table.at[row] + 1})'
    return Worked(formula, float(1 + before), NUMBER | {"italic": True, "font_color": DERIVED["font_color"]})
