"""Last year's value told as this year's: named as the cause where just one figure of a finding equals that of the year
before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.check.ledger import Ledger
from pipeline.check.messages import raw
from pipeline.check.outcome import Outcome
from pipeline.model import Fact

LEAST_DIGITS = 3  # smaller figures stay the same from year to year by chance
_OPEN = ("sum", "share", "subset", "plausibility", "trend")
_NAMED = re.compile("如“|疑|互换")
_LAST = re.compile("上年|去年|上一?学年")


def stale_named(outcome: Outcome, ledgers: Sequence[Ledger]) -> Outcome:
    """``outcome`` with the cause in its message, where no other is named; ``ledgers`` are those of its county."""
    if outcome.severity in (None, "info") or outcome.check not in _OPEN or _NAMED.search(outcome.message):
        return outcome
    years = {led.report.document.doc: led.report.year for led in ledgers}
    told = {f.fact_id for f in outcome.facts}
    found = [(f, year) for f in outcome.facts if (year := _stale(f, told, ledgers, years)) is not None]
    head, mark, tail = outcome.message.rpartition("，请")
    if len(found) != 1 or not mark:
        return outcome
    fact, year = found[0]
    cause = f"，“{raw(fact)}”与{year}年的数相同，疑误填上年数"
    return replace(outcome, message=head + cause + mark + tail)


def _stale(fact: Fact, told: Iterable[str], ledgers: Sequence[Ledger], years: dict[str, int | None]) -> int | None:
    """The year before that of ``fact``, if the county states the same value for it; None otherwise."""
    year = _year(fact, years.get(fact.doc))
    if fact.indicator is None or year is None or len(re.sub(r"\D", "", raw(fact))) < LEAST_DIGITS:
        return None
    for ledger in ledgers:
        for other in ledger.find(fact.indicator, fact.measure, fact.stage, fact.status, fact.scope):
            same = other.value == fact.value and other.unit == fact.unit and other.fact_id not in told
            if same and _year(other, years.get(other.doc)) == year - 1:
                return year - 1
    return None


def _year(fact: Fact, reported: int | None) -> int | None:
    """The year that a figure is of: its own, or that of its report."""
    if fact.period_end or fact.period_start:
        return int((fact.period_end or fact.period_start or "")[:4])
    if reported is not None and _LAST.match(fact.period_text or ""):
        return reported - 1
    return None if fact.period_text else reported
