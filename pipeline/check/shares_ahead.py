"""Rates whose counts follow in brackets: 入学率97.84%(适龄139人,已入学136人), 达标率92.86%(26所/28所)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import quoted
from pipeline.check.near_shares import fits, holds, over
from pipeline.check.outcome import Outcome, not_checkable
from pipeline.model import Fact

WHOLE = (None, "compulsory", "all")
LONGEST = 60  # characters between the brackets
_WHOLE = re.compile("应|适龄|总|共|全县|全部|计划|符合|有效|发放|参加|参评|调查")
_PART = re.compile("已|实|合格|达标|达到|完成|整改|满意|就读|入学|毕业")
_TURNED = re.compile("其中|正在|其余|剩余|延缓|均|全部|未|不|没|尚|辍|流失|流出|失学")


def shares_ahead(ledger: Ledger, tried: set[str]) -> Iterator[Outcome]:
    """Every actual percentage right before brackets that hold two counts of one unit, of which no relation has tried
    it (``tried``: ids). Which count is the base is read from their words; where they do not say it, nothing follows."""
    for share in ledger.facts:
        if share.unit != "%" or share.measure == "change" or share.status != "actual" or share.fact_id in tried:
            continue
        match = re.match(r"\s*[（(]([^（()）]*)[)）]", ledger.text(share.end, share.end + LONGEST))
        if match is None:
            continue
        start, end = share.end + match.start(1), share.end + match.end(1)
        counts = [f for f in ledger.facts if start <= f.start and f.end <= end]
        if len(counts) == 2 and _counts(*counts):
            yield _tried(ledger, start, counts[0], counts[1], share)


def _counts(one: Fact, other: Fact) -> bool:
    """Whether two figures count the same and at the same stage: of 小学99人,初中97人 neither is the other's base."""
    stages = {one.stage, other.stage} - set(WHOLE)
    return one.unit == other.unit not in ("%", "百分点", None) and bool(one.number and other.number) and len(stages) < 2


def _tried(ledger: Ledger, start: int, one: Fact, other: Fact, share: Fact) -> Outcome:
    for part, whole in ((one, other), (other, one)):
        if fits(part, whole, share):
            return holds(part, whole, share)
    first, second = ledger.text(start, one.start), ledger.text(one.end, other.start)
    named = (one, other) if _WHOLE.search(first) and _PART.search(second) else None
    named = (other, one) if named is None and _PART.search(first) and _WHOLE.match(second.lstrip(" ,，、")) else named
    if named is None or _TURNED.search(first + second) or of(share).low is None:
        return not_checkable("share", "ahead", (one, other, share), "括号内哪个数是基数未能确认")
    end = re.search("[)）]", ledger.text(other.end, other.end + LONGEST))
    inside = re.sub(r"\s", "", ledger.text(start, other.end + (end.start() if end else 0)))
    return over(named[1], named[0], share, said=f"{quoted(share)}（{inside}）")
