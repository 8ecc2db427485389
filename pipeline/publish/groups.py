"""Which sheet of the workbook an indicator stands on."""

from __future__ import annotations

from pipeline.rulebook import GROUPS, Indicator

STANDARD_PARTS = {
    "1": "资源配置七项",
    "2": "政府保障程度",
    "3": "教育质量与社会认可",
    "4": "教育质量与社会认可",
    "5": "教育质量与社会认可",
}
"""The parts of the national standard (教督〔2017〕6号), by the first number of an indicator's ``ref``."""

OTHER_STANDARD = "其他标准指标"


def sheet_order() -> tuple[str, ...]:
    """All comparison sheets that there can be, in the rulebook's order."""
    groups = [name for code, name in GROUPS.items() if code != "standard"]
    return tuple(dict.fromkeys([*groups, *STANDARD_PARTS.values(), OTHER_STANDARD]))


def sheet_name(indicator: Indicator) -> str:
    """The comparison sheet of an indicator."""
    if indicator.group != "standard":
        return GROUPS[indicator.group]
    return STANDARD_PARTS.get((indicator.ref or "").split(".")[0], OTHER_STANDARD)
