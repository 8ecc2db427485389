"""The probable cause of a sum that does not hold, named only where exactly one change of one figure explains it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.messages import plain, raw, unit
from pipeline.model import Fact

_SHIFTS = (Decimal(10), Decimal(100), Decimal(10000))


def of_sum(parts: Sequence[Fact], whole: Fact, values: Sequence[Decimal]) -> str:
    """A clause (``，如“…”应为…则相符``) or ``''``; ``values`` are those of ``parts`` and, last, of ``whole``.

    Tried are two neighbouring digits swapped and a factor of 10, 100 or 10000, in one figure of three digits or more.
    """
    facts = (*parts, whole)
    fits = [
        (fact, other)
        for i, (fact, value) in enumerate(zip(facts, values, strict=True))
        for other in dict.fromkeys((*_swapped(value), *_shifted(value)))
        if _holds([*values[:i], other, *values[i + 1 :]])
    ]
    if len(fits) != 1:
        return ""
    fact, value = fits[0]
    return f"，如“{raw(fact)}”应为{plain(value)}{unit(whole, values[-1])}则两者相符"


def _holds(values: Sequence[Decimal]) -> bool:
    return sum(values[:-1], Decimal(0)) == values[-1]


def _swapped(value: Decimal) -> Iterator[Decimal]:
    """The values with two neighbouring digits swapped: 14358 → 41358, 13458, 14538, 14385."""
    digits = format(value, "f")
    if len(re.sub(r"\D", "", digits)) < 3:
        return
    for i in range(len(digits) - 1):
        a, b = digits[i], digits[i + 1]
        if a.isdigit() and b.isdigit() and a != b and not (i == 0 and b == "0"):
            yield Decimal(digits[:i] + b + a + digits[i + 2 :])


def _shifted(value: Decimal) -> Iterator[Decimal]:
    if len(re.sub(r"\D", "", format(value, "f"))) < 3:
        return
    for factor in _SHIFTS:
        yield value * factor
        yield value / factor
