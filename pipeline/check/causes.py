"""The probable cause of figures that do not agree, named only where exactly one change of one figure explains it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.messages import plain, raw, unit
from pipeline.model import Fact

LEAST_GAP = 20  # smaller gaps equal some part by chance
_SHIFTS = (Decimal(10), Decimal(100), Decimal(10000))


def of_sum(parts: Sequence[Fact], whole: Fact, values: Sequence[Decimal]) -> str:
    """A clause (``，如“…”应为…则相符``) or ``''``; ``values`` are those of ``parts`` and, last, of ``whole``.

    Tried are two neighbouring digits swapped and a factor of 10, 100 or 10000, in one figure of three digits or more.
    """
    fits = slipped(parts, whole, values)
    if not fits:
        return _left_out(parts, whole, values)
    if len(fits) > 1:
        return ""
    fact, value = fits[0]
    return f"，如“{raw(fact)}”应为{plain(value)}{unit(whole, values[-1])}则两者相符"


def slipped(parts: Sequence[Fact], whole: Fact, values: Sequence[Decimal]) -> list[tuple[Fact, Decimal]]:
    """Each figure, with what it may have been meant for, that a slip of the pen would explain the difference by."""
    return [
        (fact, other)
        for i, (fact, value) in enumerate(zip((*parts, whole), values, strict=True))
        for other in slips(value)
        if _holds([*values[:i], other, *values[i + 1 :]])
    ]


def _left_out(parts: Sequence[Fact], whole: Fact, values: Sequence[Decimal]) -> str:
    """A clause where the gap is just one of the parts: it was counted twice or left out of the total."""
    gap = sum(values[:-1], Decimal(0)) - values[-1]
    same = [p for p, v in zip(parts, values, strict=False) if v == abs(gap) >= LEAST_GAP and len(parts) > 2]
    if len(same) != 1 or gap == 0:
        return ""
    return f"，差额恰为“{raw(same[0])}”，疑其{'未计入合计' if gap > 0 else '被重复计入合计'}"


def misread(facts: Sequence[Fact], expected: str | None, stated: str | None) -> str | None:
    """The figure that was read from a picture and would agree with one digit or a lost point read otherwise."""
    numbers = [_number(word) for word in (expected, stated)]
    if numbers[0] is None or numbers[1] is None:
        return None
    gap = numbers[0] - numbers[1]
    for fact in facts:
        value = _number(fact.value)
        if fact.source == "ocr" and value is not None:
            others = {value + gap, value - gap, numbers[0] if value == numbers[1] else value + gap}
            if any(_one_digit(value, other) for other in others if other >= 0):
                return raw(fact)
    return None


def _number(word: str | None) -> Decimal | None:
    return Decimal(word) if word and re.fullmatch(r"-?\d+(?:\.\d+)?", word) else None


def _one_digit(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers differ in one digit, or in nothing but the place of the point (1.6 read as 16)."""
    a, b = (plain(abs(n)) for n in (one, other))
    if a.replace(".", "").strip("0") == b.replace(".", "").strip("0") and a != b:
        return True
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def slips(value: Decimal) -> tuple[Decimal, ...]:
    """What ``value`` (three digits or more) may have been meant for: two digits swapped, a factor of 10 and so on."""
    return tuple(dict.fromkeys((*_swapped(value), *_shifted(value))))


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
