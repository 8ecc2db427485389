"""The facts of one report as the checks look them up: by indicator, measure, stage and status, never across periods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from pipeline.model import Fact, Report, Severity

_NOW = re.compile(r"(?:截[至止])?(?:到)?(?:目前|当前|现在|如今|今|至今|现有?|目前为止)")
_SINCE = re.compile(r".*(?:以来|至今)[\"”』」]?")

_AS_OF = re.compile("学期|学年|截|底|末|初|月|日")  # 2019年 alone dates that one figure
_WHITE = re.compile(r"\s")
Period = tuple[str | None, str | None, str | None]


def period(fact: Fact) -> Period | None:
    """The period that a fact states; None where it states none, or the present (目前, 截至目前)."""
    return _period(fact.period_text or "", fact.period_start, fact.period_end)


@lru_cache(maxsize=1024)  # every relation asks it of each of its figures
def _period(words: str, start: str | None, end: str | None) -> Period | None:
    text = _WHITE.sub("", words)
    if _NOW.fullmatch(text) or not (text or start or end):
        return None
    return (start, end, None) if start or end else (None, None, text)


def reaches_present(fact: Fact) -> bool:
    """Whether a fact holds up to the present: no period, 目前, or one that opens and does not close (2018年以来)."""
    if period(fact) is None or (fact.period_start is not None and fact.period_end is None):
        return True
    return _SINCE.fullmatch(_WHITE.sub("", fact.period_text or "")) is not None


def same_period(*facts: Fact) -> bool:
    """Whether facts state one period, or all reach up to the present."""
    first = period(facts[0])
    return all(period(f) == first for f in facts[1:]) or all(map(reaches_present, facts))


@dataclass(frozen=True, slots=True)
class Ledger:
    """A report's facts, sorted by place, with an index for look-ups.

    ``as_of`` is the one date (or, without any date, the one school year) as of which the report states its figures
    (截至2024年9月), None where it states several or none: figures without a period are then as of that date too, though
    nothing says so.
    """

    report: Report
    by_id: dict[str, Fact]
    as_of: Period | None
    facts: tuple[Fact, ...]
    _number: dict[str, int]
    _index: dict[tuple[str, str], tuple[Fact, ...]]

    @classmethod
    def of(cls, report: Report) -> Ledger:
        """The ledger of ``report``."""
        facts = sorted(report.facts, key=lambda f: (f.start, f.end, f.fact_id))
        index: dict[tuple[str, str], list[Fact]] = {}
        for fact in facts:
            if fact.indicator is not None:
                index.setdefault((fact.indicator, fact.measure), []).append(fact)
        stocks = {period(f) for f in facts if f.status == "actual" and f.measure == "value" and _is_date(f)}
        stocks = stocks or {period(f) for f in facts if f.status == "actual" and _is_school_year(f)}
        as_of = stocks.pop() if len(stocks) == 1 else None
        number = {f.fact_id: n for n, f in enumerate(facts)}
        return cls(
            report, {f.fact_id: f for f in facts}, as_of, tuple(facts), number, {k: tuple(v) for k, v in index.items()}
        )

    def find(
        self,
        indicator: str,
        measure: str = "value",
        stage: str | None = "any",
        status: str = "actual",
        scope: str | None = None,
    ) -> tuple[Fact, ...]:
        """The county's own figures (``scope`` null) of an indicator; ``stage="any"`` leaves the stage open."""
        return tuple(
            f
            for f in self._index.get((indicator, measure), ())
            if f.scope == scope and f.status == status and stage in ("any", f.stage)
        )

    def states(self, *indicators: str) -> bool:
        """Whether the report gives values of all of ``indicators``, a glance before a search."""
        return all((code, "value") in self._index for code in indicators)

    def indicators(self, measure: str) -> tuple[str, ...]:
        """The indicators that have facts of a measure, sorted."""
        return tuple(sorted({code for code, kind in self._index if kind == measure}))

    def stages(self, *indicators: str, status: str = "actual", measure: str = "value") -> tuple[str | None, ...]:
        """The stages at which any of ``indicators`` is stated, sorted."""
        found = {f.stage for code in indicators for f in self.find(code, measure, status=status)}
        return tuple(sorted(found, key=lambda s: s or ""))

    def compatible(self, *facts: Fact) -> bool:
        """Whether facts may stand in one relation: of one period, or of the report's date or year beside none.

        What is counted over the report's year (招生, 交流) stands beside what is counted at a date that goes unsaid.
        """
        if same_period(*facts):
            return True
        year = self.report.year
        whole = (f"{year}-01-01", f"{year}-12-31", None) if year else None
        return all(period(f) in (None, self.as_of, whole) for f in facts)

    def alternatives(self, *roles: Iterable[Fact]) -> Iterator[tuple[Fact, ...]]:
        """Every choice of one fact a role whose periods are compatible, those that stand close together first."""
        choices = [c for c in product(*map(_distinct, roles)) if self.compatible(*c)]
        choices.sort(key=lambda c: (max(f.start for f in c) - min(f.start for f in c), c[0].start))
        yield from sorted(choices, key=lambda c: not same_period(*c))

    def before(self, fact: Fact) -> Fact | None:
        """The figure that stands before ``fact``, whatever it is about; None at the start."""
        n = self._number[fact.fact_id] - 1
        while n >= 0 and self.facts[n].end > fact.start:
            n -= 1
        return self.facts[n] if n >= 0 else None

    def after(self, fact: Fact) -> Fact | None:
        """The figure that stands behind ``fact``, whatever it is about; None at the end."""
        n = self._number[fact.fact_id] + 1
        while n < len(self.facts) and self.facts[n].start < fact.end:
            n += 1
        return self.facts[n] if n < len(self.facts) else None

    def text(self, start: int, end: int) -> str:
        """Words of the canonical text."""
        return self.report.document.text[start:end]


def firm(severity: Severity, facts: Iterable[Fact]) -> Severity:
    """``severity``, but ``warning`` for an error between figures that are not stated for one and the same time."""
    return "warning" if severity == "error" and not same_period(*facts) else severity


def _is_school_year(fact: Fact) -> bool:
    """Whether a fact is stated of a school year (2023—2024学年)."""
    return bool(fact.period_end and fact.period_end.endswith("-08-31") and "学年" in (fact.period_text or ""))


def _is_date(fact: Fact) -> bool:
    words = fact.period_text or ""
    if fact.period_start is not None or (fact.period_end is None and not re.search("学期|学年", words)):
        return False
    return not words or _AS_OF.search(words) is not None


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Facts that say the same in the same period once, in the order of their places, at most eight."""
    seen: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.low, fact.high, fact.value, period(fact)), fact)
    return list(seen.values())[:8]
