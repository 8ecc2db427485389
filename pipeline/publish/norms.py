"""The norms that a column is held against: how they read under its header, and which values lie below them.

Only a county-level norm can be held against a county's figure: a county mean says nothing certain about a norm that
every school, or every class, has to meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.model import ComparisonColumn, Fact
from pipeline.publish.words import LEVELS, OPS, STAGES
from pipeline.rulebook import Norm, Rulebook

_HELD = ("value", "mean")
"""The measures that are stated in the norm's own quantity."""


def norms_of(column: ComparisonColumn, rules: Rulebook) -> tuple[Norm, ...]:
    """The norms in force for the column's indicator at its stage; for a column without stage those of all stages.

    A measure that is an indicator of the rulebook as well takes that indicator's norms, whatever it is measured on.
    """
    indicator = rules.indicators.get(column.measure)
    if indicator is None and column.measure in _HELD:
        indicator = rules.indicators[column.indicator]
    if indicator is None:
        return ()
    return tuple(n for n in indicator.norms if _concerns(n, column.stage))


def _concerns(norm: Norm, stage: str | None) -> bool:
    return norm.valid_to is None and (stage is None or norm.stage is None or norm.stage == stage)


def norm_text(norms: Sequence[Norm], stage: str | None) -> str:
    """``国家标准 ≥4.2(校级)``; more than one on lines of their own, with what tells them apart."""
    lines = []
    for norm in norms:
        words = f"{OPS[norm.op]}{norm.value}({LEVELS[norm.level]})"
        if stage is None and norm.stage is not None:
            words = STAGES[norm.stage] + words
        if len({n.valid_from for n in norms}) > 1:
            words += f"{norm.valid_from.year}年起"
        lines.append(words)
    return "\n".join(["国家标准", *lines]) if lines else ""


def below(fact: Fact, norms: Sequence[Norm]) -> Norm | None:
    """The first county-level norm that the figure cannot meet, whatever its rounding and 约 allow; else None.

    A norm holds for the period that it was valid in, and for its own stage only.
    """
    if fact.measure == "verdict" or fact.status != "actual":
        return None
    for norm in norms:
        in_force = fact.period_end is None or norm.valid_from.isoformat() <= fact.period_end
        own_stage = norm.stage is None or norm.stage == fact.stage
        if norm.level == "county" and in_force and own_stage and _misses(norm.op, norm.value, fact.low, fact.high):
            return norm
    return None


def meets(fact: Fact, norm: Norm) -> bool:
    """Whether a figure, as stated, certainly meets a norm: an exact one by its value, another by its interval."""
    number = fact.number
    if number is None or fact.op == "range":
        return False
    upward = norm.op in (">=", ">")
    own = ("=", ">=", ">") if upward else ("=", "<=", "<") if norm.op in ("<=", "<") else ("=",)
    if fact.op not in own:
        number = fact.low if upward else fact.high
    if number is None:
        return False
    if norm.op == "=":
        return number == norm.value and fact.op == "="
    return (
        number > norm.value
        if norm.op == ">"
        else number < norm.value
        if norm.op == "<"
        else (number >= norm.value if upward else number <= norm.value)
    )


def misses(fact: Fact, norm: Norm) -> bool:
    """Whether no number that the figure's words allow meets the norm, at whatever level that holds."""
    return fact.measure != "verdict" and _misses(norm.op, norm.value, fact.low, fact.high)


def _misses(op: str, limit: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """Whether no number from ``low`` to ``high`` (None: unbounded) meets ``op limit``."""
    if op in (">=", ">"):
        return high is not None and (high < limit or (op == ">" and high == limit))
    if op in ("<=", "<"):
        return low is not None and (low > limit or (op == "<" and low == limit))
    return (high is not None and high < limit) or (low is not None and low > limit)
