"""Shares whose part and base are both named and told before (…义务教育7.12亿元,…其中义务教育占教育支出的61.5%)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.ledger import Ledger
from pipeline.check.near_shares import fits, holds, over
from pipeline.check.outcome import Outcome
from pipeline.model import Fact

REACH = 300  # characters in which part and base are told
_NAMED = re.compile(
    r"(?:^|[，,。；;、：:])(?:其中|另外)?[，,]?(?P<part>[一-龥]{2,12}?)(?:经费|人数)?占(?:全[县市区旗]|我[县市区旗])?(?P<base>[一-龥]{2,12}?)"
    r"(?:总数|总额|总量)?的(?:比例|比重)?(?:为|达到?|是)?$"
)


def named_shares(ledger: Ledger, tried: set[str]) -> Iterator[Outcome]:
    """Every actual percentage that no relation has tried, where its words name one count and one base told before."""
    for share in ledger.facts:
        if share.unit != "%" or share.status != "actual" or share.fact_id in tried or share.source == "table":
            continue
        words = re.sub(r"\s", "", ledger.text(max(0, share.start - 40), share.start))
        match = _NAMED.search(words)
        if match is None:
            continue
        before = [f for f in ledger.facts if share.start - REACH <= f.start and f.end <= share.start and f.number]
        part, base = _only(ledger, before, match["part"]), _only(ledger, before, match["base"])
        if part is None or base is None or part is base or part.unit != base.unit or part.period_end != base.period_end:
            continue
        yield holds(part, base, share) if fits(part, base, share) else over(part, base, share)


def _only(ledger: Ledger, facts: list[Fact], noun: str) -> Fact | None:
    """The one value among ``facts`` that stands right behind ``noun``; None where none or several do."""
    told = [f for f in facts if f.unit not in ("%", "百分点") and f.measure != "change" and _names(ledger, f, noun)]
    return told[-1] if len({f.number for f in told}) == 1 else None


def _names(ledger: Ledger, fact: Fact, noun: str) -> bool:
    phrase = re.split(r"其中|[\n，,。；;、：:）)]", ledger.text(max(0, fact.start - 24), fact.start))[-1].strip()
    return re.sub("经费$|人数$|有$|为$|共$", "", phrase) in (noun, re.sub("经费$|人数$", "", noun))
