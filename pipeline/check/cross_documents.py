"""``cross_document``: one indicator of one county and time in two documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger, period
from pipeline.check.messages import quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact, Report
from pipeline.rulebook import Rulebook

MEASURES = ("value", "mean", "schools_met", "schools_unmet", "share_met", "variation_coefficient")


def cross_documents(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """The figures that two documents of one county state for one indicator, stage, measure, unit and time."""
    additive = set(rules.checks.additive)
    counties: dict[str, list[Ledger]] = defaultdict(list)
    for ledger in ledgers:
        name = ledger.report.county_code or ledger.report.county
        if name:
            counties[name].append(ledger)
    for documents in counties.values():
        for one, other in combinations(documents, 2):
            yield from _pair(one, other, additive)


def _pair(one: Ledger, other: Ledger, additive: set[str]) -> Iterator[Outcome]:
    ours, theirs = _figures(one, additive), _figures(other, additive)
    for key in sorted(ours.keys() & theirs.keys(), key=str):
        a, b = ours[key], theirs[key]
        relation = ":".join(str(k) for k in key[:3])
        if any(of(x).meets(of(y)) for x in a for y in b):
            yield satisfied(
                "cross_document", relation, (a[0], b[0]), f"{raw(a[0])}={raw(b[0])}", a[0].value == b[0].value
            )
        elif len(a) > 1 or len(b) > 1:
            yield not_checkable("cross_document", relation, (*a, *b), "同一文件中有多个数值，可能各指一部分")
        else:
            yield _differ(relation, one.report, a[0], other.report, b[0])


def _figures(ledger: Ledger, additive: set[str]) -> dict[tuple[object, ...], list[Fact]]:
    """The county's own actual figures by indicator, stage, measure, unit and time.

    A stock without a period is one of the report's year; a figure of no time at all is not compared.
    """
    found: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for measure in MEASURES:
        for code in ledger.indicators(measure):
            for fact in ledger.find(code, measure) if code not in additive else ():
                when = _when(ledger, fact)
                if fact.number is not None and when is not None and fact.op == "=":
                    found[code, fact.stage, measure, fact.unit, when].append(fact)
    return found


def _when(ledger: Ledger, fact: Fact) -> object | None:
    """The time a figure holds for: its period, or the day or the year of the report (教育统计 is made once a year)."""
    stated = period(fact)
    if stated is not None and stated != ledger.as_of:
        return stated
    year = ledger.as_of[1] if ledger.as_of and ledger.as_of[1] else None
    return year[:4] if year else str(ledger.report.year) if ledger.report.year else None


def _differ(relation: str, ours: Report, a: Fact, theirs: Report, b: Fact) -> Outcome:
    return violated(
        "cross_document",
        relation,
        (a, b),
        severity="warning",
        message=(
            f"同一县的两份材料数据不一致：《{ours.title or ours.document.doc}》称{quoted(a)}，"
            f"《{theirs.title or theirs.document.doc}》称{quoted(b)}，请说明以何者为准。"
        ),
        arithmetic=f"{raw(a)}≠{raw(b)}",
        expected=a.value,
        stated=b.value,
    )
