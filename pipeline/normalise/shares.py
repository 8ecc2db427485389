"""A percentage that is the share of a count in front of it (convention 19)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.model import Figure
from pipeline.normalise.context import Context
from pipeline.normalise.measures import is_share


class Bound(Protocol):
    """What of a binding a share asks for."""

    @property
    def indicator(self) -> str | None: ...
    @property
    def measure(self) -> str: ...


_OF_SCHOOLS = frozenset({"standardised_schools"})
_PLAIN = re.compile(r"占(?:比|总数|全部|全县|\S{0,10})?|比例|达标率|(?:为|达|达到)?")


def share_of(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context
) -> tuple[str | None, str, int] | None:
    """(indicator, measure, position of the count) where figure ``n`` is such a share; None where it is none.

    A share of schools that meet is ``share_met``; a share that a relation of rules/checks.yaml names (占, right behind
    its part) is that rate; a share of schools that do not meet stays unmapped.
    """
    figure = figures[n]
    if n and figure.lead == "(" and figure.unit == "所" and bound[n - 1].measure == "share_met" and figure.form == "":
        return bound[n - 1].indicator, "schools_met", n - 1  # 92.9%(26/28)
    if figure.unit != "%":
        return None
    run = _run(n, figures)
    head = figures[n - run]
    if not is_share(head, context) and not _bracketed(head, figures, n - run, context):
        return None
    counts = [k for k in range(n - run) if figures[k].sentence == figure.sentence and figures[k].cell is None]
    for k in reversed(counts):
        measure = bound[k].measure
        if measure in ("schools_met", "share_met") and bound[k].indicator:
            return bound[k].indicator, "share_met", _paired(k, run, n, figures, bound)
        if measure == "schools_unmet":
            return None, "value", k
        if figure.at - figures[k].to < 24:
            if bound[k].indicator in _OF_SCHOOLS and measure == "value":
                return bound[k].indicator, "share_met", k
            rate = _rate(bound[k].indicator, context)
            if rate and measure == "value" and not _own_subject(figure, context):
                return rate, "value", k
    return None


def _run(n: int, figures: Sequence[Figure]) -> int:
    """How many percentages stand right before figure ``n`` in one list (94.6%、94.4%)."""
    k = n
    while k > 0 and figures[k].lead == "、" and figures[k - 1].unit == "%" and figures[k - 1].sentence == figures[n].sentence:
        k -= 1
    return n - k


def _paired(k: int, run: int, n: int, figures: Sequence[Figure], bound: Sequence[Bound]) -> int:
    """The count that the percentage at place ``run`` of its list belongs to."""
    if run == 0 and not (n + 1 < len(figures) and figures[n + 1].lead == "、" and figures[n + 1].unit == "%"):
        return k
    counts = [
        i for i in range(n - run)
        if figures[i].sentence == figures[n].sentence and bound[i].measure == "schools_met"
    ]  # fmt: skip
    size = run + 1
    while n + size - run < len(figures) and figures[n + size - run].lead == "、" and figures[n + size - run].unit == "%":
        size += 1
    tail = counts[-size:]
    return tail[run] if run < len(tail) else k


def _rate(indicator: str | None, context: Context) -> str | None:
    """The rate of which ``indicator`` is the part, by the relations of the rulebook."""
    indicators = context.rules.indicators
    rates = {r.rate for r in context.rules.checks.share if r.part == indicator and indicators[r.rate].unit == "%"}
    return rates.pop() if len(rates) == 1 else None


def _bracketed(head: Figure, figures: Sequence[Figure], k: int, context: Context) -> bool:
    """A percentage alone in brackets behind a count (24所(85.7%))."""
    if k == 0 or head.lead != "(":
        return False
    return context.text[figures[k - 1].to : head.at] == "("


def _own_subject(figure: Figure, context: Context) -> bool:
    """Whether the share names its own subject (占比 alone does not)."""
    own = context.text[figure.own[0] : figure.at]
    return not _PLAIN.match(own.lstrip("、,和")) or bool(
        [c for c in context.indicators(figure.own[0], figure.at) if context.rules.indicators[c.name].unit == "%" and not c.weak]
    )
