"""未达标学校: the schools that reports name below a norm which every school has to meet."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Fact, Report
from pipeline.publish.background import Background, cited
from pipeline.publish.evidence import place
from pipeline.publish.gaps import NOT_APPLICABLE
from pipeline.publish.lists import Field, Value, Worked
from pipeline.publish.norms import misses
from pipeline.publish.quotation import quote_fact
from pipeline.publish.sheets import in_order
from pipeline.publish.words import LEVELS, OPS, STAGES, VERDICTS
from pipeline.rulebook import Norm, WorkbookRules

NAME = "未达标学校"
NOTE = (
    "报告点名的学校中，写明的数低于校级国家标准的，或者写明未达标的。差距＝标准与报告数之差（公式）。"
    "同一学校同一数在几处写明的，列一次。报告没有点名的学校、只列校名不写数的名单不在此列；范围不是一所学校的数（城区、公办等）也不在此列。"
)
FIELDS = (
    Field("县（市、区）", 14, wrap=True),
    Field("代码", 9),
    Field("学校", 20, wrap=True),
    Field("学段", 9),
    Field("指标", 24, wrap=True),
    Field("报告值", 10),
    Field("单位", 8),
    Field("标准", 9),
    Field("标准层级", 9),
    Field("差距", 9),
    Field("原文", 50, wrap=True),
    Field("文档", 26, wrap=True),
    Field("位置", 12, wrap=True),
)
_VALUE, _NORM = "F", "H"


def school(scope: str | None, rules: WorkbookRules) -> str | None:
    """The school that a scope names; None where it names none, several, or a kind of schools."""
    return rules.school(scope)


def unmet_rows(here: Background) -> Iterator[tuple[Value, ...]]:
    """A row a school and indicator, county by county in the order of their codes."""
    told: set[tuple[object, ...]] = set()
    for report in in_order(here.run.reports):
        for fact in report.facts:
            name = school(fact.scope, here.rules.workbook) if fact.indicator and fact.status == "actual" else None
            if name is None or fact.measure not in ("value", "verdict"):
                continue
            key = (report.county, report.county_code, name, fact.indicator, fact.measure, fact.value)
            if key in told:
                continue  # the report and its ledger tell of one shortfall
            told.add(key)
            norm = _norm(fact, here)
            if fact.measure == "verdict":
                if fact.value == "not_met":
                    yield _row(fact, name, norm, report, here)
            elif norm is not None and misses(fact, norm):
                yield _row(fact, name, norm, report, here)


def _norm(fact: Fact, here: Background) -> Norm | None:
    """The school-level norm in force for the figure's indicator and stage."""
    indicator = here.rules.indicators.get(fact.indicator or "")
    for norm in indicator.norms if indicator else ():
        if norm.level == "school" and norm.valid_to is None and norm.stage in (None, fact.stage):
            return norm
    return None


def _row(fact: Fact, name: str, norm: Norm | None, report: Report, here: Background) -> tuple[Value, ...]:
    indicator = here.rules.indicators[fact.indicator or ""]
    verdict = fact.measure == "verdict"
    gap: Value = NOT_APPLICABLE
    if norm is not None and not verdict and fact.op == "=" and fact.number is not None:
        difference = norm.value - fact.number if norm.op in (">=", ">") else fact.number - norm.value
        places = max(0, -int(difference.as_tuple().exponent))
        formula = f"{_NORM}{{row}}-{_VALUE}{{row}}" if norm.op in (">=", ">") else f"{_VALUE}{{row}}-{_NORM}{{row}}"
        gap = Worked(formula, float(difference), places)
    return (
        report.county,
        report.county_code or "—",
        name,
        STAGES[fact.stage] if fact.stage else "未写明",
        indicator.name,
        VERDICTS["not_met"] + "（自述）" if verdict else cited(fact, here),
        fact.unit or "—",
        "—" if norm is None else norm.value,
        "—" if norm is None else f"{LEVELS[norm.level]}{OPS[norm.op]}",
        gap,
        quote_fact(report.document, fact),
        fact.doc,
        place(fact),
    )
