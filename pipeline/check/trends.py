"""``trend``: stated changes against what they change, claims that a figure never falls, jumps from year to year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.check.changes import changes
from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.levels import levels
from pipeline.check.messages import quoted, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.check.roll_forward import roll_forward
from pipeline.model import Fact
from pipeline.rulebook import Rulebook, TrendRule

REACH = 160  # characters between a claim and the figures that it is about


def trends(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """All relations over time: inside each report, then over the reports of one county."""
    counties: dict[str, list[Ledger]] = defaultdict(list)
    for ledger in ledgers:
        yield from changes(ledger)
        yield from levels(ledger)
        yield from roll_forward(ledger, rules.checks.roll_forward)
        if rules.checks.never_falls:
            yield from _never_falls(ledger, re.compile("|".join(map(re.escape, rules.checks.never_falls))))
        counties[ledger.report.county_code or ledger.report.county or ledger.report.document.doc].append(ledger)
    for documents in counties.values():
        for rule in rules.checks.trend:
            for code in rule.indicators:
                yield from _jumps(documents, rule, code)


def _year(fact: Fact) -> int | None:
    """The year that a figure is of, where it states one."""
    if fact.period_start and fact.period_end and fact.period_start[:4] != fact.period_end[:4]:
        return None
    day = fact.period_end or fact.period_start
    return int(day[:4]) if day else None


def _by_year(facts: Sequence[Fact]) -> list[tuple[int, Fact]]:
    """The first actual figure of each year, in their order; none where a year has two values."""
    found: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        year = _year(fact)
        if year is not None and fact.number is not None and fact.op == "=":
            found[year].append(fact)
    return sorted((year, same[0]) for year, same in found.items() if len({f.value for f in same}) == 1)


def _never_falls(ledger: Ledger, claims: re.Pattern[str]) -> Iterator[Outcome]:
    """只增不减 beside figures of two years of which the later one is smaller."""
    text = ledger.report.document.text
    for claim in claims.finditer(text):
        series: dict[tuple[str | None, str | None, str | None], list[Fact]] = defaultdict(list)
        for fact in ledger.facts:
            near = claim.start() - REACH <= fact.start <= claim.end() + REACH
            within = "\n\n" not in text[min(fact.end, claim.end()) : max(fact.start, claim.start())]
            if near and within and fact.measure == "value" and fact.status == "actual" and fact.indicator:
                series[fact.indicator, fact.stage, fact.unit].append(fact)
        for facts in series.values():
            for (_, before), (_, after) in pairwise(_by_year(facts)):
                if of(after).below(of(before)):
                    yield violated(
                        "trend",
                        "never-falls",
                        (before, after),
                        severity="warning",
                        message=f"报告称“{claim.group()}”，但{quoted(after)}低于此前的{raw(before)}，请核实。",
                        arithmetic=f"{raw(before)}→{raw(after)}",
                        expected=f">={before.value}",
                        stated=after.value,
                    )
                else:
                    yield satisfied("trend", "never-falls", (before, after), f"{raw(before)}→{raw(after)}")


def _jumps(documents: Sequence[Ledger], rule: TrendRule, code: str) -> Iterator[Outcome]:
    """One county's figures of an indicator from one year to the next."""
    documents = [ledger for ledger in documents if ledger.states(code)]
    stages = sorted({stage for ledger in documents for stage in ledger.stages(code)}, key=str)
    for stage in stages:
        facts = [f for ledger in documents for f in ledger.find(code, stage=stage)]
        for (year, before), (next_year, after) in pairwise(_by_year(facts)):
            if next_year - year != 1 or before.unit != after.unit:
                continue
            relation, arithmetic = f"{rule.id}:{code}:{stage}", f"{raw(before)}→{raw(after)}"
            if not _far(rule, before, after):
                yield satisfied("trend", relation, (before, after), arithmetic)
                continue
            yield violated(
                "trend",
                relation,
                (before, after),
                severity="warning",
                message=f"{year}年报告{quoted(before)}，{next_year}年为{raw(after)}，一年间变动较大，请说明。",
                arithmetic=arithmetic,
                expected=before.value,
                stated=after.value,
            )


def _far(rule: TrendRule, before: Fact, after: Fact) -> bool:
    a, b = before.number or Decimal(0), after.number or Decimal(0)
    if rule.points is not None and abs(b - a) > rule.points:
        return True
    return rule.times is not None and min(a, b) > 0 and max(a, b) > rule.times * min(a, b)
