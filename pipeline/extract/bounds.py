"""The words beside a figure that make it a bound or an approximation.

Bounds stand outside ``raw``: 不低于6000元, 4.2人以上, 2500人以内, 约30人.
"""

from __future__ import annotations

import re

_BEFORE = (
    (
        "<=",
        r"不超过|不超(?!过)|不得超过|不高于|不大于|不多于|至多|最多(?!的)(?:为)?|上限(?:为)?|≤|<=|小于或等于|小于等于|低于或等于|不突破|未突破|没有突破|未超出|没有超出|无一超过|无一突破|无一所超过|未超过|没有超过|控制在",
    ),
    (
        ">=",
        r"不低于|不得低于|不少于|不得少于|不小于|不得小于|不能小于|不应低于|不应少于|应不低于|至少|最低|下限为|≥|>=|大于或等于|大于等于|高于或等于|不下于|不能低于|不能少于",
    ),
    (">", r"超过|逾|高于|大于|超出|多于|突破|>"),
    ("<", r"低于|不足|小于|少于|未满|不满|不到|未达到|未达|达不到|没有?达到|未能达到|尚未达到|<"),
    ("~", r"大约|约为|约|将近|接近|近|大致"),
)
_AFTER = (
    (">=", r"(?:\(含\)|及|或)?以上"),
    ("<=", r"(?:\(含\)|及|或)?(?:以内|以下|之内)"),
    ("~", r"左右|上下"),
)
_ADJACENT = {">", "<", "~"}  # these bind to the number right behind them only; the others may govern a noun first
_BEFORE_PATTERNS = tuple((op, re.compile(p)) for op, p in _BEFORE)
_ANY_BEFORE = re.compile("|".join(p for _, p in _BEFORE))
_AFTER_PATTERNS = tuple((op, re.compile(p)) for op, p in _AFTER)
_REACH = re.compile(r"(?<![未不没能有])(?:达到?了?$|达到[^,。;、\d]{0,4}$)")


def bound_of(before: str, after: str) -> tuple[str, str]:
    """(op, approximate) from the figure's own phrase and the words right behind it."""
    for op, pattern in _AFTER_PATTERNS:
        if pattern.match(after):
            return (op, "about" if op == "~" else "")
    if not _ANY_BEFORE.search(before):
        return "=", ""
    best: tuple[int, int, str, str] | None = None
    for rank, (op, pattern) in enumerate(_BEFORE_PATTERNS):
        for match in pattern.finditer(before):
            gap = len(before) - match.end()
            if op in _ADJACENT and gap > 1:
                continue
            if best is None or (-gap, -rank) > best[:2]:
                best = (-gap, -rank, op, match.group(0))
    if best is None:
        return "=", ""
    op = best[2]
    if op == "~":
        return op, "below" if best[3] in ("近", "将近", "接近") else "about"
    return op, ""


def reaches(before: str) -> bool:
    """Whether 达到 is all that stands between the noun and the figure."""
    return bool(_REACH.search(before))
