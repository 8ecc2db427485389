"""Whether figures are of the same time, so that they may be added up or divided by each other."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Fact, Report

EXACT = ("=", "~")
"""The ops of figures that can be counted with; a bound cannot."""


def year_of(fact: Fact, reports: dict[str, Report]) -> str | None:
    """The year or years that a figure is of; without a period the year that its report speaks of; None: not known."""
    if fact.period_end:
        start = (fact.period_start or fact.period_end)[:4]
        return start if start == fact.period_end[:4] else f"{start}—{fact.period_end[:4]}"
    report = reports[fact.doc]
    return str(report.year) if report.year else (report.date or "")[:4] or None


def same_time(one: Fact, other: Fact, reports: dict[str, Report]) -> bool:
    """Whether two figures are of the same year, or of one report that names no year."""
    year = year_of(one, reports)
    return year == year_of(other, reports) and (year is not None or one.doc == other.doc)


def one_year(facts: Sequence[Fact], reports: dict[str, Report]) -> bool:
    """Whether all figures are certain to be of the same year."""
    years = {year_of(fact, reports) for fact in facts}
    return len(years) == 1 and None not in years


def countable(fact: Fact) -> bool:
    """Whether a figure is one number, exact or about, that can be counted with."""
    return fact.op in EXACT and fact.number is not None
