"""Interval arithmetic with exact decimals: what figures known only to their written decimals allow.

An interval with ``low`` or ``high`` None is unbounded on that side. A relation is violated only where intervals cannot
meet, so every operation here errs on the wide side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Fact


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from ``low`` to ``high``, both included; None is unbounded."""

    low: Decimal | None
    high: Decimal | None

    def __add__(self, other: Interval) -> Interval:
        return Interval(_plus(self.low, other.low), _plus(self.high, other.high))

    def __truediv__(self, other: Interval) -> Interval:
        """The quotient of two quantities that cannot be negative."""
        low = None if self.low is None or other.high is None or other.high <= 0 else self.low / other.high
        high = None if self.high is None or other.low is None or other.low <= 0 else self.high / other.low
        return Interval(low, high)

    def times(self, factor: Decimal) -> Interval:
        """Both ends multiplied by a factor above 0."""
        return Interval(
            None if self.low is None else self.low * factor, None if self.high is None else self.high * factor
        )

    def widened(self, by: Decimal) -> Interval:
        """The interval with ``by`` more on either side."""
        return Interval(None if self.low is None else self.low - by, None if self.high is None else self.high + by)

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return not (self.below(other) or other.below(self))

    def below(self, other: Interval) -> bool:
        """Whether every value of this one is smaller than every value of ``other``."""
        return self.high is not None and other.low is not None and self.high < other.low

    @property
    def width(self) -> Decimal | None:
        """``high`` − ``low``; None where a side is unbounded."""
        return None if self.low is None or self.high is None else self.high - self.low


def of(fact: Fact) -> Interval:
    """The interval that a fact's words allow."""
    return Interval(fact.low, fact.high)


def exactly(value: Decimal | int) -> Interval:
    """The interval of one value."""
    return Interval(Decimal(value), Decimal(value))


def total(intervals: Iterable[Interval]) -> Interval:
    """The sum of intervals; the sum of none is exactly 0."""
    result = exactly(0)
    for interval in intervals:
        result = result + interval
    return result


def hull(intervals: Iterable[Interval]) -> Interval:
    """The smallest interval that holds all of (at least one) ``intervals``."""
    given = tuple(intervals)
    lows = [i.low for i in given if i.low is not None]
    highs = [i.high for i in given if i.high is not None]
    return Interval(min(lows) if len(lows) == len(given) else None, max(highs) if len(highs) == len(given) else None)


def _plus(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b
