"""Changes against what they change, in direction, difference and percentage: ``trend`` in the contract.

Read from the words between figures that stand one behind another, so that figures of every kind are tried, whether a
rule maps them or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.change_words import Change, in_unit_of, stated_changes
from pipeline.check.intervals import Interval, of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import decimal, plain, quoted, raw, unit, written
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact

HUNDRED = Decimal(100)


def changes(ledger: Ledger) -> Iterator[Outcome]:
    """Every stated change of one report whose figures can be tried against one another."""
    for change in stated_changes(ledger):
        if change.before is not None:
            yield from _direction(change, change.before)
            for by in change.by:
                yield _difference(change, change.before, by) if in_unit_of(by, change.after) else _rate(change, by)
        elif len(change.by) > 1:
            yield from (_rate(change, by) for by in change.by[1:])


def _direction(change: Change, before: Fact) -> Iterator[Outcome]:
    """由A提高到B: B must not be smaller than A."""
    if not change.sign:
        return
    high, low = (change.after, before) if change.sign > 0 else (before, change.after)
    facts = (before, change.after)
    arithmetic = f"{raw(before)}→{raw(change.after)}"
    if not of(high).below(of(low)):
        yield satisfied("trend", "direction", facts, arithmetic)
        return
    words = "提高（增加）" if change.sign > 0 else "降低（减少）"
    yield violated(
        "trend",
        "direction",
        facts,
        severity="error",
        message=f"报告称{quoted(change.after)}比原来的{raw(before)}有所{words}，但两数大小与此相反，请核实。",
        arithmetic=arithmetic,
        expected=f"{'>' if change.sign > 0 else '<'}{before.value}",
        stated=change.after.value,
    )


def _difference(change: Change, before: Fact, by: Fact) -> Outcome:
    """after − before = the stated difference."""
    after = change.after
    low, high = (before, after) if change.sign >= 0 else (after, before)
    amount = _size(by)
    larger, smaller, stated = written((high, low, by))
    gap = larger - smaller
    facts = (before, after, by)
    arithmetic = f"{raw(high)}-{raw(low)}={plain(gap)}"
    turned = "" if gap >= 0 else "减少" if change.sign > 0 else "增加"
    if (of(low) + amount).meets(of(high)):
        return satisfied("trend", "difference", facts, arithmetic, gap == abs(stated))
    return violated(
        "trend",
        "difference",
        facts,
        severity="error",
        message=(
            f"报告称{quoted(after)}，与{raw(before)}相比{'增加' if change.sign > 0 else '减少'}{_bare(by)}，"
            f"按两数计算应为{turned}{plain(abs(gap))}{_scale(high, larger)}，请核实。"
        ),
        arithmetic=f"{arithmetic}≠{_bare(by)}",
        expected=plain(gap),
        stated=plain(stated),
    )


@dataclass(frozen=True, slots=True)
class _Growth:
    """Base and difference of a growth as intervals and as stated, the figures they come from, and both in words."""

    base: Interval
    gap: Interval
    exact: tuple[Decimal, Decimal]
    facts: tuple[Fact, ...]
    words: str


def _growth(change: Change) -> _Growth:
    """The growth between before and after; where before is not stated, it is after less (more) the difference."""
    after, number = change.after, change.after.number or Decimal(0)
    if change.before is not None:
        before = change.before.number or Decimal(0)
        words = f"{raw(change.before)}→{raw(after)}"
        exact = before, abs(number - before)
        return _Growth(of(change.before), _gap_of(change), exact, (change.before, after), words)
    diff = change.by[0]
    amount = _size(diff)
    turned = Interval(None if amount.high is None else -amount.high, None if amount.low is None else -amount.low)
    gap = abs(diff.number or Decimal(0))
    return _Growth(
        of(after) + (turned if change.sign > 0 else amount),
        amount,
        (number - change.sign * gap, gap),
        (after, diff),
        f"{_bare(diff)}÷（{raw(after)}{'-' if change.sign > 0 else '+'}{_bare(diff)}）",
    )


def _rate(change: Change, by: Fact) -> Outcome:
    """(after − before) ÷ before = the stated percentage, rounded or cut off."""
    growth, half = _growth(change), (of(by).width or Decimal(0)) / 2
    base, gap = growth.exact
    exact = gap * HUNDRED / base if base else Decimal(0)
    facts, arithmetic = (*growth.facts, by), f"{growth.words}：{decimal(exact)}%"
    if not base or (growth.gap / growth.base).times(HUNDRED).meets(_size(by).widened(half)):
        return satisfied("trend", "growth", facts, arithmetic, exact == abs(by.number or Decimal(0)))
    verb = "增长" if change.sign > 0 else "下降"
    return violated(
        "trend",
        "growth",
        facts,
        severity="error",
        message=f"报告称{quoted(change.after)}，{verb}{_bare(by)}，按所列数计算应为{decimal(exact)}%，请核实。",
        arithmetic=f"{arithmetic}≠{_bare(by)}",
        expected=decimal(exact),
        stated=by.value,
    )


def _size(fact: Fact) -> Interval:
    """The interval of a change without its sign."""
    if fact.low is None or fact.high is None:
        return of(fact)
    low, high = sorted((abs(fact.low), abs(fact.high)))
    return Interval(low, high)


def _gap_of(change: Change) -> Interval:
    """The interval of the difference between before and after, never below 0."""
    assert change.before is not None
    low, high = (change.before, change.after) if change.sign >= 0 else (change.after, change.before)
    a, b = of(low), of(high)
    least = None if b.low is None or a.high is None else max(b.low - a.high, Decimal(0))
    most = None if b.high is None or a.low is None else max(b.high - a.low, Decimal(0))
    return Interval(least, most)


def _bare(fact: Fact) -> str:
    return raw(fact).lstrip("-")


def _scale(like: Fact, value: Decimal) -> str:
    return "个百分点" if like.unit == "%" else unit(like, value)
