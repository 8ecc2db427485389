"""三十二项结论: how every county stands with each item of the national standard, by verdicts stated or by figures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.model import Fact
from pipeline.publish.background import Background, lead
from pipeline.publish.columns import letters
from pipeline.publish.formats import (
    BELOW,
    BODY,
    EMPTY,
    HEAD,
    MET,
    NOTE,
    NUMBER,
    PENDING,
    TITLE,
    TOTAL,
    Formats,
    fitted,
    lines,
)
from pipeline.publish.gaps import NOT_APPLICABLE, NOT_READ, NOT_RECOGNISED, NOT_REPORTED
from pipeline.publish.layout import reference_order
from pipeline.publish.lists import print_on_a4
from pipeline.publish.norms import below, meets
from pipeline.publish.words import STAGES
from pipeline.rulebook import Indicator, Rulebook

NAME = "三十二项结论"
LABELS = ("市州", "县（市、区）", "代码")
PART, ITEM = 2, 3
FIRST_ROW = ITEM + 1
WORDS = {"not_met": "未达到", "expected": "预计可达", "unknown": "待监测认定", "met": "达到"}
"""The verdicts, the one that decides an item of several first."""

BY_SCHOOL = ("schools_met", "schools_unmet", "share_met")
COUNTED = "有达标校数"
DIVIDED = "前后不一（待核实）"
BY_FIGURE = "（据数）"
SUMMARY = (
    ("达到", "达到*"),
    ("未达到", "未达到*"),
    ("预计可达(不计入达标)", "预计可达*"),
    ("待监测认定", "待监测认定*"),
)
OPEN = "未报告等"
NOTES = (
    "报告写明结论的，照写；同一项分学段或分指标写明几个结论的，列最低的一个。没有写明结论而有数的，与县级国家标准比较，"
    "斜体注“（据数）”，只是比较，不是认定。同一学段既写达到又写未达到的，列“前后不一（待核实）”。预计可达不计入达标。有达标校数：写明了达标学校数或达标率，见“七项达标汇总”。未报告：没有写明结论，也没有可以比较的数。"
)
FILLS = {"not_met": BELOW, "expected": PENDING, "unknown": PENDING, "met": MET}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a cell says: the verdict, the words, the fact behind it, whether it is read off figures."""

    value: str
    words: str
    fact: Fact
    by_figure: bool


@lru_cache(maxsize=8)
def items(rules: Rulebook) -> dict[str, tuple[Indicator, ...]]:
    """The items of the standard by their numbers (1.1 … 4.1), each with its indicators."""
    found: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in rules.indicators.values():
        if indicator.group == "standard" and re.fullmatch(r"\d+\.\d+", indicator.ref or ""):
            found[indicator.ref or ""].append(indicator)
    return {ref: tuple(found[ref]) for ref in sorted(found, key=reference_order)}


def verdicts(row: int, here: Background) -> dict[str, Verdict]:
    """How a county stands with each item; an item that nothing decides is left out."""
    stated: dict[str, list[Fact]] = defaultdict(list)
    figures: dict[str, list[Fact]] = defaultdict(list)
    for position, column in enumerate(here.comparison.columns):
        if column.status != "actual" or column.measure not in ("verdict", "value"):
            continue
        cell = here.comparison.cells.get((row, position))
        if cell is not None and column.measure == "verdict":
            said_again = [other for other in cell.others if other.doc == cell.fact.doc]
            stated[column.indicator] += [cell.fact, *said_again]
        elif cell is not None:
            figures[column.indicator].append(cell.fact)
    found = {}
    for ref, indicators in items(here.rules).items():
        said = [fact for indicator in indicators for fact in stated[indicator.code]]
        verdict = _stated(said, indicators) if said else _by_figures(indicators, figures)
        if verdict is not None:
            found[ref] = verdict
    return found


def _stated(facts: Sequence[Fact], indicators: Sequence[Indicator]) -> Verdict | None:
    """The lowest verdict stated, with its stage where the item is judged at two and the verdict is of one."""
    if {"met", "not_met"} <= {fact.value for fact in facts if fact.stage == facts[0].stage}:
        unmet = next(fact for fact in facts if fact.value == "not_met")
        return Verdict("unknown", DIVIDED, unmet, by_figure=False)
    several = any(len(indicator.stages) != 1 for indicator in indicators)
    for value, said in WORDS.items():
        for fact in facts:
            if fact.value == value:
                stages = {f.stage for f in facts if f.value == value}
                alone = stages if several and stages <= {"primary", "junior"} and len(stages) == 1 else set()
                where = "".join(f"（{STAGES[stage]}）" for stage in alone if stage)
                return Verdict(value, said + where, fact, by_figure=False)
    return None


def _by_figures(indicators: Sequence[Indicator], figures: dict[str, list[Fact]]) -> Verdict | None:
    """Not met where any figure misses its county-level norm; met where every such norm of the item is met."""
    norms = [(i, n) for i in indicators for n in i.norms if n.level == "county" and n.valid_to is None]
    deciding: list[Fact] = []
    for indicator, norm in norms:
        own = [f for f in figures[indicator.code] if norm.stage in (None, f.stage)]
        for fact in own:
            if below(fact, (norm,)) is not None:
                return Verdict("not_met", WORDS["not_met"] + BY_FIGURE, fact, by_figure=True)
        met = next((fact for fact in own if meets(fact, norm)), None)
        if met is not None:
            deciding.append(met)
    if norms and len(deciding) == len(norms):
        return Verdict("met", WORDS["met"] + BY_FIGURE, deciding[0], by_figure=True)
    return None


def write_conclusions(sheet: Any, formats: Formats, here: Background) -> None:
    """Write the whole sheet."""
    refs = items(here.rules)
    _write_head(sheet, formats, refs, here)
    line = FIRST_ROW - 1
    tally: Counter[tuple[str, str]] = Counter()
    for prefecture in here.prefectures:
        for row in prefecture.rows:
            line += 1
            found = verdicts(row, here)
            tally.update((ref, verdict.value) for ref, verdict in found.items())
            _write_county(sheet, formats, line, prefecture.name, row, refs, found, here)
    if line >= FIRST_ROW:
        _write_counts(sheet, formats, line, refs, tally)
    _set_up(sheet, refs, here, line)


def _write_head(sheet: Any, formats: Formats, refs: dict[str, tuple[Indicator, ...]], here: Background) -> None:
    sheet.write_string(0, 0, NAME, formats(TITLE))
    sheet.write_string(1, 0, NOTES, formats(NOTE))
    head = formats(HEAD)
    light = formats(BODY | {"bg_color": "#DDEBF7", "align": "center", "text_wrap": True})
    for at, title in enumerate(LABELS):
        sheet.merge_range(PART, at, ITEM, at, title, head)
    parts = {"1": "资源配置", "2": "政府保障程度", "3": "教育质量", "4": "社会认可度"}
    for number, title in parts.items():
        own = [at for at, ref in enumerate(refs, len(LABELS)) if ref.split(".")[0] == number]
        if len(own) > 1:
            sheet.merge_range(PART, own[0], PART, own[-1], f"{title}（{len(own)}项）", head)
        elif own:
            sheet.write_string(PART, own[0], title, head)
    for at, (ref, indicators) in enumerate(refs.items(), len(LABELS)):
        sheet.write_string(ITEM, at, f"{ref} {indicators[0].name}", light)
    first = len(LABELS) + len(refs)
    sheet.merge_range(PART, first, PART, first + len(SUMMARY), "项数", head)
    for at, (title, _) in enumerate((*SUMMARY, (OPEN, "")), first):
        sheet.write_string(ITEM, at, title, light)


def _write_county(
    sheet: Any,
    formats: Formats,
    line: int,
    prefecture: str,
    row: int,
    refs: dict[str, tuple[Indicator, ...]],
    found: dict[str, Verdict],
    here: Background,
) -> None:
    county = here.comparison.rows[row]
    sheet.start_row(line)
    for at, text in enumerate((prefecture, county.county, county.county_code or "—")):
        sheet.text(at, text, formats.style(BODY))
    for at, ref in enumerate(refs, len(LABELS)):
        verdict = found.get(ref)
        if verdict is None:
            sheet.text(at, _why(refs[ref], row, here), formats.style(EMPTY))
            continue
        sheet.text(at, verdict.words, formats.known((verdict.value, verdict.by_figure, "verdict"), _look))
        lead(sheet, f"{letters(at)}{line + 1}", verdict.fact, here)
    first, last = letters(len(LABELS)), letters(len(LABELS) + len(refs) - 1)
    said = [verdict.words for verdict in found.values()]
    at = len(LABELS) + len(refs)
    counted = 0
    for _, pattern in SUMMARY:
        count = sum(text.startswith(pattern.rstrip("*")) for text in said)
        counted += count
        sheet.formula(at, f'COUNTIF({first}{line + 1}:{last}{line + 1},"{pattern}")', count, formats.style(NUMBER))
        at += 1
    rest = f"{len(refs)}-SUM({letters(at - len(SUMMARY))}{line + 1}:{letters(at - 1)}{line + 1})"
    sheet.formula(at, rest, len(refs) - counted, formats.style(NUMBER))
    sheet.end_row()


def _why(indicators: Sequence[Indicator], row: int, here: Background) -> str:
    """Why nothing decides an item."""
    unmapped = here.unmapped[row]
    if unmapped is None:
        return NOT_READ
    codes = {indicator.code for indicator in indicators}
    for position, column in enumerate(here.comparison.columns):
        by_school = column.measure in BY_SCHOOL and column.indicator in codes
        if by_school and column.status == "actual" and (row, position) in here.comparison.cells:
            return COUNTED
    return NOT_RECOGNISED if any(i.code in unmapped for i in indicators) else NOT_REPORTED


def _look(key: tuple[str, bool, str]) -> dict[str, Any]:
    value, by_figure, _ = key
    slanted = {"italic": True} if by_figure else {}
    return BODY | {"align": "center", "bg_color": FILLS[value]} | slanted


def _write_counts(
    sheet: Any, formats: Formats, last: int, refs: Sequence[str] | dict[str, Any], tally: Counter[tuple[str, str]]
) -> None:
    """Below the counties: how many of them meet and miss each item."""
    for offset, value in enumerate(("met", "not_met"), 1):
        sheet.start_row(last + offset)
        for at, text in enumerate(("合计", f"{WORDS[value]}的县数", "合计")):
            sheet.text(at, text, formats.style(BODY | TOTAL))
        for at, ref in enumerate(refs, len(LABELS)):
            own = f"{letters(at)}{FIRST_ROW + 1}:{letters(at)}{last + 1}"
            formula = f'COUNTIF({own},"{WORDS[value]}*")'
            sheet.formula(at, formula, tally[ref, value], formats.style(NUMBER | TOTAL))
        for at in range(len(LABELS) + len(refs), len(LABELS) + len(refs) + len(SUMMARY) + 1):
            sheet.text(at, NOT_APPLICABLE, formats.style(EMPTY | TOTAL))
        sheet.end_row()


def _set_up(sheet: Any, refs: dict[str, tuple[Indicator, ...]], here: Background, last: int) -> None:
    sheet.set_column(0, 0, fitted([p.name for p in here.prefectures], 10, 22))
    sheet.set_column(1, 1, fitted([r.county for r in here.comparison.rows], 14, 26))
    sheet.set_column(2, 2, 9)
    sheet.set_column(3, 2 + len(refs), 13)
    sheet.set_column(3 + len(refs), 3 + len(refs) + len(SUMMARY), 9)
    sheet.set_default_row(18)
    sheet.set_row(0, 28)
    sheet.set_row(PART, 20)
    sheet.set_row(ITEM, 15 * max((lines(f"{ref} {i[0].name}", 13) for ref, i in refs.items()), default=1) + 4)
    sheet.autofilter(ITEM, 0, max(last, FIRST_ROW), len(LABELS) + len(refs) + len(SUMMARY))
    sheet.freeze_panes(FIRST_ROW, len(LABELS))
    print_on_a4(sheet, PART, across=3, down=ITEM)
    sheet.repeat_columns(0, len(LABELS) - 1)
