"""Percentages that no rule ties to counts (占58.30%, 回收率98%), against the counts that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.grim import possible
from pipeline.check.intervals import exactly, of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import decimal, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.check.share_bases import (
    OF,
    akin_to_rate,
    base_of_list,
    before_share,
    certain_base,
    clause_of,
    may_be_base,
    named_bases,
    one_sentence,
    planned,
    slipped_base,
)
from pipeline.model import Fact
from pipeline.rulebook import CheckRules

NEAR = 24  # characters between a count and its share
HUNDRED = Decimal(100)


def near_shares(ledger: Ledger, tried: set[str], rules: CheckRules) -> Iterator[Outcome]:
    """Every actual percentage that stands right behind a count and that no relation has tried (``tried``: ids)."""
    facts = ledger.facts
    for i, share in enumerate(facts):
        if share.unit != "%" or share.measure == "change" or share.status != "actual" or share.fact_id in tried:
            continue
        before = [f for f in facts[max(0, i - 14) : i] if f.unit not in ("%", "百分点", None) and f.number]
        if not before or before[-1].end > share.start:
            continue
        own = before_share(ledger, before, share)
        if own is not None:
            yield over(own[0], own[1], share) if not fits(own[0], own[1], share) else holds(*own, share)
            continue
        part = before[-1]
        if share.start - part.end > NEAR + 12 or not one_sentence(ledger, part, share):
            continue
        yield from _tried(ledger, before, part, share, rules)


def _tried(ledger: Ledger, before: Sequence[Fact], part: Fact, share: Fact, rules: CheckRules) -> Iterator[Outcome]:
    """Satisfied over any base before the count, or by any pair of counts close by; violated only over the base that the
    words name or leave no doubt about."""
    wholes = [f for f in before[:-1] if may_be_base(f, part)]
    listed = [ledger.by_id[p.whole] for p in ledger.report.parts if part.fact_id in p.parts]
    wholes += [f for f in listed if f not in wholes]
    words = re.sub(r"\s", "", ledger.text(part.end, share.start))
    named = named_bases(ledger, words, part)
    beyond = (share.number or 0) > HUNDRED and OF.fullmatch(words) is not None  # no part of a whole is above it
    for whole in () if beyond else (*reversed(wholes), *named):
        if fits(part, whole, share):
            yield holds(part, whole, share)
            return
    if not wholes and not named:
        return
    close = [f for f in before[-6:] if f.measure != "change" and one_sentence(ledger, f, part)]
    turned = _turned(ledger, words, part, close, share)
    if turned is not None:
        yield over(part, turned, share, f"，如“{raw(part)}”与“{raw(turned)}”互换则相符")
        return
    pair = next(((a, b) for b in close for a in close if a is not b and a.unit == b.unit and fits(a, b, share)), None)
    if pair is not None and not beyond:
        yield holds(*pair, share)
        return
    base = next((w for w in wholes if _fits_otherwise(part, w, share)), None)
    if base is not None:
        yield not_checkable("share", "near", (part, base, share), "占比可能以两数之和或两数之差计算")
        return
    base = certain_base(ledger, words, part, wholes, named) or base_of_list(ledger, rules, words, part)
    base = base or slipped_base(ledger, words, part, share, wholes)
    if base is None:
        yield not_checkable("share", "near", (part, share), "占比的基数未说明")
        return
    told = [f for f in close if akin_to_rate(ledger, clause_of(words), f)] or [part]
    yield over(told[0] if part not in told else part, base, share)


def _turned(ledger: Ledger, words: str, part: Fact, close: Sequence[Fact], share: Fact) -> Fact | None:
    """The base that has changed places with its count: 测试12867人,合格13320人,合格率96.60%."""
    larger = part.number or Decimal(0)
    if not akin_to_rate(ledger, words, part) or (share.number or 0) > HUNDRED:
        return None
    smaller = [f for f in close if f.unit == part.unit and f is not part and 0 < (f.number or 0) < larger]
    bases = [f for f in smaller if planned(ledger, f) or not akin_to_rate(ledger, words, f)]
    return next((f for f in bases if fits(f, part, share)), None)


def fits(part: Fact, whole: Fact, share: Fact) -> bool:
    """Whether share = part ÷ whole, rounded or cut off at its written decimals."""
    wide = of(share).widened((of(share).width or Decimal(0)) / 2)
    return (of(part) / of(whole)).times(HUNDRED).meets(wide)


def _fits_otherwise(part: Fact, whole: Fact, share: Fact) -> bool:
    """Whether the share is that of the part in both together (在编2062人,编外135人) or of the rest (41家减到3家)."""
    a, b = part.number or Decimal(0), whole.number or Decimal(0)
    wide = of(share).widened((of(share).width or Decimal(0)) / 2)
    ways = [a * HUNDRED / (a + b)] if a + b else []
    ways += [(b - a) * HUNDRED / b] if b else []
    return any(exactly(w).meets(wide) for w in ways)


def holds(part: Fact, whole: Fact, share: Fact) -> Outcome:
    """The share is that of ``part`` in ``whole``."""
    exact = (part.number or Decimal(0)) * HUNDRED / (whole.number or Decimal(1))
    arithmetic = f"{raw(part)}÷{raw(whole)}={decimal(exact)}%"
    return satisfied("share", "near", (part, whole, share), arithmetic, exact == share.number)


def over(part: Fact, whole: Fact, share: Fact, cause: str = "", said: str = "") -> Outcome:
    """The share is not that of ``part`` in ``whole``; ``cause`` is a clause about why, ``said`` what the report says
    in its own words (else the three figures by name)."""
    exact = (part.number or Decimal(0)) * HUNDRED / (whole.number or Decimal(1))
    impossible = "" if cause or possible(share, whole) else f"，{raw(whole)}中没有任何整数能得出{raw(share)}"
    return violated(
        "share",
        "near",
        (part, whole, share),
        severity="warning",
        message=(
            f"报告称{said or f'{quoted(whole)}，{quoted(part)}占{raw(share)}'}，"
            f"按两数计算应为{decimal(exact)}%{impossible}{cause}，请核实。"
        ),
        arithmetic=f"{raw(part)}÷{raw(whole)}={decimal(exact)}%≠{raw(share)}",
        expected=decimal(exact),
        stated=share.value,
        suspects=(part, share),
    )
