"""Which sheet of the workbook a column of the comparison stands on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipeline.model import Comparison
from pipeline.publish.words import STATUSES
from pipeline.rulebook import GROUPS, Indicator, Rulebook

STANDARD_PARTS = {
    "1": "资源配置七项",
    "2": "政府保障程度",
    "3": "教育质量与社会认可",
    "4": "教育质量与社会认可",
    "5": "教育质量与社会认可",
}
"""The parts of the national standard (教督〔2017〕6号), by the first number of an indicator's ``ref``."""

OTHER_STANDARD = "其他标准指标"


@dataclass(frozen=True, slots=True)
class Group:
    """A comparison sheet: its name and its columns (positions in the comparison), actual, target, standard apart."""

    name: str
    columns: tuple[int, ...]


def groups(comparison: Comparison, rules: Rulebook) -> tuple[Group, ...]:
    """The groups that have facts, in the rulebook's order; within one all actual columns come first."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, column in enumerate(comparison.columns):
        found[_sheet_name(rules.indicators[column.indicator])].append(position)
    order = list(dict.fromkeys([*GROUPS.values(), *STANDARD_PARTS.values(), OTHER_STANDARD]))
    blocks = list(STATUSES)
    return tuple(
        Group(name, tuple(sorted(found[name], key=lambda p: (blocks.index(comparison.columns[p].status), p))))
        for name in sorted(found, key=order.index)
    )


def _sheet_name(indicator: Indicator) -> str:
    if indicator.group != "standard":
        return GROUPS[indicator.group]
    return STANDARD_PARTS.get((indicator.ref or "").split(".")[0], OTHER_STANDARD)
