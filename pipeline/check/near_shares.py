"""Percentages that no rule ties to counts (占58.30%), against the two counts that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import decimal, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact

NEAR = 24  # characters between a count and its share
REACH = 160  # characters within which its base stands
HUNDRED = Decimal(100)


def near_shares(ledger: Ledger, tried: set[str]) -> Iterator[Outcome]:
    """Every actual percentage that stands right after a count and that no other relation has tried (``tried``: ids)."""
    facts = sorted(ledger.report.facts, key=lambda f: f.start)
    for i, share in enumerate(facts):
        if share.unit != "%" or share.measure == "change" or share.status != "actual" or share.fact_id in tried:
            continue
        before = [f for f in facts[max(0, i - 12) : i] if f.unit not in ("%", "百分点", None) and f.number]
        part = next((f for f in reversed(before) if f.end <= share.start), None)
        if part is None or share.start - part.end > NEAR or not _one_sentence(ledger, part, share):
            continue
        wholes = [
            f
            for f in before
            if f.unit == part.unit
            and f.end <= part.start
            and part.start - f.end <= REACH
            and f.status == "actual"
            and not of(f).below(of(part))
            and f.measure != "change"
        ]
        if wholes:
            yield _tried(ledger, part, wholes, share)


def _tried(ledger: Ledger, part: Fact, wholes: Sequence[Fact], share: Fact) -> Outcome:
    """Satisfied over any whole; only a count and its 占 in the sentence of a whole are held to it."""
    for whole in reversed(wholes):
        computed = (of(part) / of(whole)).times(HUNDRED)
        wide = of(share).widened((of(share).width or Decimal(0)) / 2)
        if computed.meets(wide):
            exact = (part.number or Decimal(0)) * HUNDRED / (whole.number or Decimal(1))
            arithmetic = f"{raw(part)}÷{raw(whole)}={decimal(exact)}%"
            return satisfied("share", "near", (part, whole, share), arithmetic, exact == share.number)
    beside = [w for w in wholes if _one_sentence(ledger, w, part)]
    direct = re.fullmatch(r"[\s,，、(（]*占(?:比|总数的?)?[\s为]*", ledger.text(part.end, share.start))
    whole = beside[-1] if beside else part
    divisor = whole.number
    if not beside or not direct or not divisor:
        return not_checkable("share", "near", (part, share), "占比的基数未说明")
    exact = (part.number or Decimal(0)) * HUNDRED / divisor
    return violated(
        "share",
        "near",
        (part, whole, share),
        severity="warning",
        message=f"报告称{quoted(whole)}，{quoted(part)}占{raw(share)}，按两数计算应为{decimal(exact)}%，请核实。",
        arithmetic=f"{raw(part)}÷{raw(whole)}={decimal(exact)}%≠{raw(share)}",
        expected=decimal(exact),
        stated=share.value,
        suspects=(part, share),
    )


def _one_sentence(ledger: Ledger, first: Fact, last: Fact) -> bool:
    return not re.search("[。！？!?]", ledger.text(first.end, last.start))
