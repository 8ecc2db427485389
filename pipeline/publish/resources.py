"""七项达标汇总: two rows a county, 小学 and 初中; how many schools meet each of the seven resource norms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.model import ComparisonColumn, Fact
from pipeline.publish import cells
from pipeline.publish.background import Background, lead
from pipeline.publish.columns import Shown, letters
from pipeline.publish.formats import (
    BODY,
    DERIVED,
    EMPTY,
    HEAD,
    NOTE,
    NUMBER,
    TITLE,
    TOTAL,
    Formats,
    fitted,
    number_format,
)
from pipeline.publish.gaps import NOT_APPLICABLE, NOT_REPORTED, why_empty
from pipeline.publish.layout import reference_order
from pipeline.publish.lists import print_on_a4
from pipeline.publish.norms import below, norm_text, norms_of
from pipeline.publish.periods import EXACT, one_year, same_time
from pipeline.publish.prefectures import Line, lines_of
from pipeline.publish.totals import SUBTOTAL, YEARS_DIFFER
from pipeline.publish.words import STAGES
from pipeline.rulebook import Rulebook

NAME = "七项达标汇总"
LEVELS = ("primary", "junior")
GROUP, ASPECT, NORM = 2, 3, 4
FIRST_ROW = NORM + 1
LABELS = ("市州", "县（市、区）", "代码", "学段")
NOTES = (
    "按报告写明的数汇总（教督〔2017〕6号，七项为校级标准：每所学校至少六项达标，余项不低于标准的 85%）。"
    "蓝字斜体的达标率按达标校数÷参评学校数测算；小计只加同一年度的数，括号内为有数的县数。"
)
RATE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Aspect:
    """A column: an indicator's measure; ``met`` and ``of`` are the columns that a rate is worked out of."""

    at: int
    code: str
    measure: str
    group: str
    title: str
    met: int | None = None
    of: int | None = None


def seven(rules: Rulebook) -> tuple[str, ...]:
    """The codes of the seven resource indicators, by their numbers in the national standard (1.1 to 1.7)."""
    found = [i for i in rules.indicators.values() if i.group == "standard" and (i.ref or "").startswith("1.")]
    return tuple(i.code for i in sorted(found, key=lambda i: reference_order(i.ref)))


def aspects(rules: Rulebook) -> tuple[Aspect, ...]:
    """The columns from left to right; none where the rulebook does not say what they are about."""
    found: list[Aspect] = []

    def add(code: str, measure: str, group: str, title: str, met: int | None = None) -> int:
        at = len(LABELS) + len(found)
        found.append(Aspect(at, code, measure, group, title, met, None if met is None else len(LABELS)))
        return at

    own = rules.workbook.resources
    if own is None or not seven(rules):
        return ()
    add(own.schools, "value", "参评学校数", "所")
    for code in (*seven(rules), own.total):
        name = "综合达标（七项）" if code == own.total else rules.indicators[code].name
        met = add(code, "schools_met", name, "达标校数")
        add(code, "share_met", name, "达标率%", met)
    for code in seven(rules):
        add(code, "variation_coefficient", "校际差异系数", rules.indicators[code].name)
    return tuple(found)


def write_resources(sheet: Any, formats: Formats, here: Background) -> None:
    """Write the whole sheet."""
    columns = aspects(here.rules)
    table = lines_of(here.prefectures, FIRST_ROW, each=len(LEVELS))
    sheet.write_string(0, 0, NAME, formats(TITLE))
    sheet.write_string(1, 0, NOTES, formats(NOTE))
    _write_head(sheet, formats, columns, here)
    last = FIRST_ROW - 1
    for line in table.lines:
        for offset, stage in enumerate(LEVELS):
            last = line.at + offset
            sheet.start_row(last)
            if line.row is None:
                _write_subtotal(sheet, formats, line, stage, columns, here)
            else:
                _write_county(sheet, formats, line, stage, columns, here)
            sheet.end_row()
    _set_up(sheet, columns, here, last)


def _write_head(sheet: Any, formats: Formats, columns: Sequence[Aspect], here: Background) -> None:
    head = formats(HEAD)
    light = formats(BODY | {"bg_color": "#DDEBF7", "align": "center", "text_wrap": True})
    for at, title in enumerate(LABELS):
        sheet.merge_range(GROUP, at, NORM, at, title, head)
    first = 0
    for at in range(1, len(columns) + 1):
        if at == len(columns) or columns[at].group != columns[first].group:
            if at - first > 1:
                sheet.merge_range(GROUP, columns[first].at, GROUP, columns[at - 1].at, columns[first].group, head)
            else:
                sheet.write_string(GROUP, columns[first].at, columns[first].group, head)
            first = at
    for column in columns:
        sheet.write_string(ASPECT, column.at, column.title, light)
        measured = column.measure if column.measure != "schools_met" else "value"
        norms = norms_of(ComparisonColumn(column.code, None, measured, "actual"), here.rules)
        text = "" if column.measure == "share_met" else norm_text(norms, None).replace("国家标准\n", "")
        text = re.sub(r"\([校县]级\)", "", text)
        sheet.write_string(NORM, column.at, text if column.measure != "value" else "", light)


def _fact(line_row: int, stage: str, column: Aspect, here: Background) -> Fact | None:
    position = here.position_of.get(ComparisonColumn(column.code, stage, column.measure, "actual"))
    cell = None if position is None else here.comparison.cells.get((line_row, position))
    return None if cell is None else cell.fact


def _write_county(
    sheet: Any,
    formats: Formats,
    line: Line,
    stage: str,
    columns: Sequence[Aspect],
    here: Background,
) -> None:
    assert line.row is not None
    county = here.comparison.rows[line.row]
    _label(sheet, formats.style(BODY), line.prefecture.name, county.county, county.county_code or "—", stage)
    row = line.at + LEVELS.index(stage)
    facts = {column.at: _fact(line.row, stage, column, here) for column in columns}
    for column in columns:
        fact = facts[column.at]
        if fact is not None:
            key = ComparisonColumn(column.code, stage, column.measure, "actual")
            missed = below(fact, norms_of(key, here.rules)) is not None
            cells.write(sheet, formats, column.at, fact, Shown(fact.unit), missed=missed)
            lead(sheet, f"{letters(column.at)}{row + 1}", fact, here)
            continue
        met, of = (facts.get(at) if at is not None else None for at in (column.met, column.of))
        if met is not None and of is not None and _divisible(met, of, here):
            assert met.number is not None and of.number is not None
            _write_rate(sheet, formats, column, row, met.number, of.number, DERIVED)
        else:
            key = ComparisonColumn(column.code, stage, column.measure, "actual")
            sheet.text(column.at, why_empty(key, here.unmapped[line.row]), formats.style(EMPTY))


def _divisible(met: Fact, of: Fact, here: Background) -> bool:
    exact = met.op == "=" and of.op == "=" and met.unit == of.unit
    return exact and bool(of.number) and same_time(met, of, here.reports)


def _write_rate(
    sheet: Any, formats: Formats, column: Aspect, row: int, met: Decimal, of: Decimal, look: dict[str, Any]
) -> None:
    assert column.met is not None and column.of is not None
    formula = f"{letters(column.met)}{row + 1}/{letters(column.of)}{row + 1}*100"
    style = formats.style(look | {"num_format": number_format(RATE_PLACES)})
    sheet.formula(column.at, formula, float(100 * met / of), style)


def _write_subtotal(
    sheet: Any,
    formats: Formats,
    line: Line,
    stage: str,
    columns: Sequence[Aspect],
    here: Background,
) -> None:
    rows = line.prefecture.rows
    row = line.at + LEVELS.index(stage)
    count = f"{len(rows)} 个县（市、区）"
    _label(sheet, formats.style(BODY | TOTAL), line.prefecture.name, count, SUBTOTAL, stage)
    sums: dict[int, tuple[Decimal, frozenset[int]]] = {}
    first, last = line.at - len(LEVELS) * len(rows) + 1, line.at
    for column in columns:
        if column.measure == "share_met":
            met, of = (sums.get(at) if at is not None else None for at in (column.met, column.of))
            if met and of and met[1] == of[1] and of[0]:
                _write_rate(sheet, formats, column, row, met[0], of[0], DERIVED | TOTAL)
                continue
        elif column.measure != "variation_coefficient":
            facts = {r: f for r in rows if (f := _fact(r, stage, column, here))}
            reason = _no_sum(list(facts.values()), here)
            if not reason:
                total = sum((f.number for f in facts.values() if f.number is not None), Decimal(0))
                sums[column.at] = total, frozenset(facts)
                own = letters(column.at)
                formula = f'SUMIFS({own}{first}:{own}{last},$D{first}:$D{last},"{STAGES[stage]}")'
                part = f"({len(facts)}县)" if len(facts) < len(rows) else ""
                look = NUMBER | TOTAL | {"num_format": number_format(0, suffix=part)}
                sheet.formula(column.at, formula, float(total), formats.style(look))
                continue
            sheet.text(column.at, reason, formats.style(EMPTY | TOTAL))
            continue
        sheet.text(column.at, NOT_APPLICABLE, formats.style(EMPTY | TOTAL))


def _no_sum(facts: Sequence[Fact], here: Background) -> str:
    if not facts:
        return NOT_REPORTED
    if any(f.op not in EXACT or f.number is None for f in facts) or len({f.unit for f in facts}) > 1:
        return NOT_APPLICABLE
    return "" if one_year(facts, here.reports) else YEARS_DIFFER


def _label(sheet: Any, style: int, *words: str) -> None:
    for at, text in enumerate((*words[:-1], STAGES[words[-1]])):
        sheet.text(at, text, style)


def _set_up(sheet: Any, columns: Sequence[Aspect], here: Background, last: int) -> None:
    sheet.set_column(0, 0, fitted([p.name for p in here.prefectures], 10, 22))
    sheet.set_column(1, 1, fitted([r.county for r in here.comparison.rows], 14, 26))
    sheet.set_column(2, 2, 9)
    sheet.set_column(3, 3, 6)
    for column in columns:
        sheet.set_column(column.at, column.at, 14 if column.measure == "variation_coefficient" else 11)
    sheet.set_default_row(18)
    sheet.set_row(0, 28)
    sheet.set_row(GROUP, 49)
    sheet.set_row(ASPECT, 49)
    sheet.set_row(NORM, 49)
    sheet.autofilter(NORM, 0, max(last, FIRST_ROW), columns[-1].at)
    sheet.freeze_panes(FIRST_ROW, len(LABELS))
    print_on_a4(sheet, GROUP, across=2, down=NORM)
    sheet.repeat_columns(0, len(LABELS) - 1)
