"""持平: a figure said to be as high as a year before, against the figure of that year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.change_words import LAST, in_one_line
from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import quoted, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact

_SAME = "持平|相同|一致|没有变化|无变化|保持不变|未变"
_WITH = re.compile(rf"^[,(]?(?:总体|整体)?(?:[与同和比较跟])(?:{LAST})(?:同期)?的?[(]?(?:为|的)?$")
_BEHIND = re.compile(rf"^[)]?(?:人数|水平|数)?(?:{_SAME})")
_ALONE = re.compile(rf"^[,(]?(?:[与同和比较跟])(?:{LAST})(?:同期)?(?:数|水平)?(?:{_SAME})")
_LAST_YEAR = re.compile("上年|去年|上一?学年")
_YEAR = re.compile(r"\d{4}(?=年)")


def levels(ledger: Ledger) -> Iterator[Outcome]:
    """Every 与上年(B)持平 behind a figure A; 基本持平 claims nothing that could be tried."""
    if not re.search(_SAME, ledger.report.document.text):
        return
    facts = [f for f in ledger.facts if f.number is not None and f.source != "table" and f.measure == "value"]
    for n, fact in enumerate(facts):
        other = facts[n + 1] if n + 1 < len(facts) else None
        behind = in_one_line(ledger.text(fact.end, fact.end + 24))
        if other is not None and other.unit == fact.unit and other.start - fact.end < 24:
            tail = in_one_line(ledger.text(other.end, other.end + 10))
            if _WITH.match(in_one_line(ledger.text(fact.end, other.start))) and _BEHIND.match(tail):
                yield _same(other, fact)
                continue
        if _ALONE.match(behind):
            earlier = _year_before(ledger, facts, fact, _YEAR.search(behind[:12]))
            if earlier is not None:
                yield _same(earlier, fact)


def _year_before(ledger: Ledger, facts: Sequence[Fact], fact: Fact, named: re.Match[str] | None) -> Fact | None:
    """The only figure of the year before of the same indicator, stage and status, or of the year that is ``named``."""
    year = int(fact.period_end[:4]) if fact.period_end else ledger.report.year
    if fact.indicator is None or year is None:
        return None
    wanted = named.group() if named else str(year - 1)
    same = [
        f
        for f in facts
        if (f.indicator, f.stage, f.status, f.scope, f.unit)
        == (fact.indicator, fact.stage, "actual", fact.scope, fact.unit)
        and f.fact_id != fact.fact_id
        and (_of_year(f, wanted) or (named is None and _LAST_YEAR.match(f.period_text or "")))
    ]
    return same[0] if len({f.value for f in same}) == 1 else None


def _of_year(fact: Fact, year: str) -> bool:
    return (fact.period_end or "")[:4] == year and (fact.period_start or year)[:4] == year


def _same(before: Fact, after: Fact) -> Outcome:
    arithmetic = f"{raw(before)}→{raw(after)}"
    if of(before).meets(of(after)):
        return satisfied("trend", "level", (before, after), arithmetic)
    return violated(
        "trend",
        "level",
        (before, after),
        severity="warning",
        message=f"报告称{quoted(after)}与此前的{raw(before)}持平，但两数不同，请核实。",
        arithmetic=arithmetic,
        expected=before.value,
        stated=after.value,
    )
