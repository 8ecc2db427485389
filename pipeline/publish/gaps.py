"""Why a cell of the comparison is empty."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.model import ComparisonColumn, ComparisonRow, Report
from pipeline.rulebook import Indicator, Rulebook

NOT_REPORTED = "未报告"
NOT_RECOGNISED = "有数未识别"
NOT_READ = "文档未能读取"
NOT_APPLICABLE = "不适用"

Unmapped = dict[str, set[str | None]]
"""Indicators (by code) that figures without indicator may be about, and the stages of those figures."""


def unmapped_by_county(
    rows: tuple[ComparisonRow, ...], reports: dict[str, Report], rules: Rulebook
) -> tuple[Unmapped | None, ...]:
    """For each row what its unmapped figures may be about, by their labels; None where no document could be read."""
    names: dict[str, list[str]] = defaultdict(list)
    for code, indicator in rules.indicators.items():
        for term in _names(indicator):
            names[term].append(code)
    longest = max(map(len, names), default=0)
    about: dict[str, tuple[str, ...]] = {}
    found: list[Unmapped | None] = []
    for row in rows:
        if all(reports[doc].document.status == "unreadable" for doc in row.docs):
            found.append(None)
            continue
        here: Unmapped = defaultdict(set)
        for fact in (f for doc in row.docs for f in reports[doc].facts if f.indicator is None):
            if fact.label not in about:
                codes = {code for part in _parts(fact.label, longest) for code in names.get(part, ())}
                about[fact.label] = tuple(sorted(codes))
            for code in about[fact.label]:
                here[code].add(fact.stage)
        found.append(here)
    return tuple(found)


def why_empty(column: ComparisonColumn, unmapped: Unmapped | None) -> str:
    """What an empty cell of the column says in a county with these unmapped figures."""
    if unmapped is None:
        return NOT_READ
    stages = unmapped.get(column.indicator, ()) if column.status == "actual" else ()
    if stages and (column.stage is None or column.stage in stages or None in stages):
        return NOT_RECOGNISED
    return NOT_REPORTED


def _parts(label: str, longest: int) -> Iterator[str]:
    """Every stretch of two characters and more of a label, none longer than ``longest``."""
    for at in range(len(label) - 1):
        for to in range(at + 2, min(len(label), at + longest) + 1):
            yield label[at:to]


def _names(indicator: Indicator) -> tuple[str, ...]:
    """The indicator's name without brackets and 数, and the terms that name it alone."""
    name = re.sub(r"[(（].*?[)）]", "", indicator.name).removesuffix("数")
    return tuple(term for term in (name, *indicator.terms) if len(term) > 1 and "…" not in term)
