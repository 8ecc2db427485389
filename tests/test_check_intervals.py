"""Interval arithmetic never leaves out a value that the intervals allow."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.intervals import Interval, exactly, hull, total

NUMBERS = st.decimals(min_value=0, max_value=10**6, places=2)


@st.composite
def _around(draw: st.DrawFn) -> tuple[Decimal, Interval]:
    """A value and an interval that holds it, perhaps unbounded."""
    value = draw(NUMBERS)
    low = draw(st.one_of(st.none(), st.decimals(min_value=0, max_value=value, places=2)))
    high = draw(st.one_of(st.none(), st.decimals(min_value=value, max_value=10**7, places=2)))
    return value, Interval(low, high)


@given(_around(), _around())
def test_sums_and_quotients_hold_the_values(a: tuple[Decimal, Interval], b: tuple[Decimal, Interval]) -> None:
    assert total((a[1], b[1])).meets(exactly(a[0] + b[0]))
    if b[0]:
        quotient = a[0] / b[0]
        assert (a[1] / b[1]).widened(Decimal("1e-15")).meets(exactly(quotient))
    assert hull((a[1], b[1])).meets(exactly(a[0]))


@given(_around(), _around())
def test_meeting_and_lying_below_exclude_each_other(a: tuple[Decimal, Interval], b: tuple[Decimal, Interval]) -> None:
    first, second = a[1], b[1]
    assert first.meets(second) == second.meets(first)
    assert first.meets(second) != (first.below(second) or second.below(first))
    if a[0] == b[0]:
        assert first.meets(second)


def test_unbounded_sides_stay_unbounded() -> None:
    wide = Interval(Decimal(5), None)
    assert (wide + exactly(1)) == Interval(Decimal(6), None)
    assert wide.width is None
    assert (exactly(1) / Interval(Decimal(0), Decimal(2))) == Interval(Decimal("0.5"), None)
