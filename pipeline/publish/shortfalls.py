"""缺口测算: what lacks to the norm of each resource, where a county states both its mean and its students."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import ComparisonColumn, Fact
from pipeline.publish.background import Background, cited
from pipeline.publish.formats import BELOW
from pipeline.publish.lists import Field, Filled, Value, Worked
from pipeline.publish.periods import same_time, year_of
from pipeline.publish.words import STAGES
from pipeline.publish.workings import PERIODS_DIFFER
from pipeline.rulebook import Norm, ShortfallRule

NAME = "缺口测算"
NOTE = (
    "缺口＝（标准－全县平均）×在校生数（每百名的再除以 100），按报告写明的平均数和学生数测算，公式可查。"
    "标准要求每所学校达到，全县平均掩盖校际差别，所以这是最低缺口：平均数够了，仍可能有学校不够（见“未达标学校”）。"
)
FIELDS = (
    Field("市州", 14, wrap=True),
    Field("县（市、区）", 14, wrap=True),
    Field("代码", 9),
    Field("学段", 8),
    Field("资源", 22, wrap=True),
    Field("全县平均", 11),
    Field("标准", 10),
    Field("在校生数", 11),
    Field("折算基数", 9),
    Field("缺口", 14),
    Field("单位", 9),
    Field("年度", 12),
    Field("说明", 52, wrap=True),
)
_MEAN, _NORM, _STUDENTS, _PER = "F", "G", "H", "I"
_NONE = "平均数已达到标准；各校情况见“未达标学校”。"


def shortfall_rows(here: Background) -> Iterator[tuple[Value, ...]]:
    """A row a county, stage and resource, counties in the order of their codes."""
    for prefecture in here.prefectures:
        for row in prefecture.rows:
            for rule in here.rules.workbook.shortfalls:
                for norm in here.rules.indicators[rule.indicator].norms:
                    facts = _facts(row, rule, norm, here)
                    if facts is not None:
                        yield _row(prefecture.name, row, rule, norm, *facts, here)


def _facts(row: int, rule: ShortfallRule, norm: Norm, here: Background) -> tuple[Fact, Fact] | None:
    """The county's mean and its students at the norm's stage, where both are stated as exact figures."""
    if norm.stage is None or norm.valid_to is not None:
        return None
    found = []
    for code in (rule.indicator, rule.students):
        key = ComparisonColumn(code, norm.stage, "value", "actual")
        if key not in here.position_of:
            return None
        cell = here.comparison.cells.get((row, here.position_of[key]))
        if cell is None or cell.fact.op != "=" or cell.fact.number is None:
            return None
        if cell.fact.unit != here.rules.indicators[code].unit:
            return None
        found.append(cell.fact)
    return found[0], found[1]


def _row(
    prefecture: str, row: int, rule: ShortfallRule, norm: Norm, mean: Fact, students: Fact, here: Background
) -> tuple[Value, ...]:
    county = here.comparison.rows[row]
    assert mean.number is not None and students.number is not None
    years = [year_of(fact, here.reports) or "未写明" for fact in (mean, students)]
    gap: Value = PERIODS_DIFFER
    note = f"平均数为 {years[0]}，在校生数为 {years[1]}，不测算。"
    if same_time(mean, students, here.reports):
        lacking = max(Decimal(0), (norm.value - mean.number) * students.number / rule.per)
        gap = Worked(f"MAX(0,({_NORM}{{row}}-{_MEAN}{{row}})*{_STUDENTS}{{row}}/{_PER}{{row}})", float(lacking), 0)
        note = "" if lacking else _NONE
    short = norm.value > mean.number
    return (
        prefecture,
        county.county,
        county.county_code or "—",
        STAGES[norm.stage or ""],
        Filled(rule.name, BELOW) if short else rule.name,
        cited(mean, here),
        norm.value,
        cited(students, here),
        rule.per,
        gap,
        rule.unit,
        years[0] if years[0] == years[1] else "、".join(years),
        note,
    )
