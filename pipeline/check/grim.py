"""GRIM: whether some whole number out of a base can give a stated percentage (Brown and Heathers, 2017)."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pipeline.check.intervals import Interval, of
from pipeline.model import Fact

HUNDRED = Decimal(100)
COUNTED = ("人", "所", "个", "项", "份", "间", "套", "台", "人次")


def possible(share: Fact, base: Fact) -> bool:
    """Whether a whole number n exists with n ÷ ``base`` = ``share``, rounded or cut off at its written decimals.

    Always True where the base is no exact count, or where the share is bounded only on one side.
    """
    if base.unit not in COUNTED or base.number is None or base.low != base.high or not base.number:
        return True
    span: Interval = of(share)
    if span.low is None or span.high is None or span.width is None:
        return True
    low, high = (end * base.number / HUNDRED for end in (span.low - span.width / 2, span.high + span.width / 2))
    return low.to_integral_value(ROUND_CEILING) <= high.to_integral_value(ROUND_FLOOR)
