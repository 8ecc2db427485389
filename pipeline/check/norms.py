"""The norms of the rulebook that hold for a report, at their stage and on its date."""

from __future__ import annotations

from pipeline.check.intervals import Interval
from pipeline.model import Report
from pipeline.rulebook import Indicator, Norm, Relaxation


def norms_of(indicator: Indicator, stage: str | None, report: Report) -> tuple[Norm, ...]:
    """The norms for a stage: those that name it, else those that name none.

    A figure for 义务教育 as a whole is held to a norm only where it is one and the same for every stage.
    """
    valid = [n for n in indicator.norms if _holds(n, report)]
    exact = tuple(n for n in valid if n.stage == stage)
    if exact:
        return exact
    if stage in (None, "compulsory", "all"):
        return tuple(valid[:1]) if len({(n.op, n.value) for n in valid}) == 1 else ()
    return tuple(n for n in valid if n.stage is None or n.stage == "compulsory")


def _holds(norm: Norm, report: Report) -> bool:
    """Whether a norm is in force on the report's date (of its year's end where it has no date; today's, if neither)."""
    day = report.date or (f"{report.year}-12-31" if report.year else None)
    if day is None:
        return norm.valid_to is None
    day = day if len(day) == 10 else f"{day}-28"
    return norm.valid_from.isoformat() <= day and (norm.valid_to is None or day <= norm.valid_to.isoformat())


def breaks(figure: Interval, norm: Norm) -> bool:
    """Whether no value of ``figure`` fulfils the norm."""
    low, high, limit = figure.low, figure.high, norm.value
    if norm.op == ">=":
        return high is not None and high < limit
    if norm.op == ">":
        return high is not None and high <= limit
    if norm.op == "<=":
        return low is not None and low > limit
    if norm.op == "<":
        return low is not None and low >= limit
    return (high is not None and high < limit) or (low is not None and low > limit)


def relaxation(figure: Interval, norm: Norm) -> Relaxation | None:
    """The looser limit under which a figure that breaks the norm may still stand; None where none is loose enough."""
    return next((r for r in norm.relaxed if not breaks(figure, norm.model_copy(update={"value": r.value}))), None)
