"""``peer``: a county far outside the other counties of one run, by median and median absolute deviation (MAD).

Modified z-score 0.6745 × (x − median) ÷ MAD (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). Only
indicators that do not grow with a county's size are compared, and never those that counties are not ranked by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from pipeline.check.ledger import Ledger
from pipeline.check.messages import STAGES, decimal, quoted, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import PeerRule, Rulebook

SCALE = Decimal("0.6745")


def peers(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """Each indicator of ``rules.checks.peer`` at each stage, over the counties that state it."""
    rule = rules.checks.peer
    for code in rule.indicators:
        indicator = rules.indicators.get(code)
        if indicator is None or not indicator.ranked:
            continue
        stated: dict[str | None, dict[str, Fact]] = defaultdict(dict)
        for ledger in ledgers:
            county = ledger.report.county_code or ledger.report.county
            for fact in ledger.find(code) if county else ():
                if fact.number is not None and fact.op == "=" and fact.unit == indicator.unit:
                    stated[fact.stage].setdefault(county or "", fact)
        for stage, facts in sorted(stated.items(), key=lambda s: s[0] or ""):
            if len(facts) >= rule.least:
                yield from _compared(rule, code, stage, list(facts.values()))


def _compared(rule: PeerRule, code: str, stage: str | None, facts: Sequence[Fact]) -> Iterator[Outcome]:
    values = [f.number or Decimal(0) for f in facts]
    middle = median(values)
    spread = median([abs(v - middle) for v in values])
    spread = max(spread, abs(middle) * rule.grain)  # counties that all state nearly one value
    for fact, value in zip(facts, values, strict=True):
        score = SCALE * (value - middle) / spread if spread else Decimal(0)
        relation, arithmetic = f"{code}:{stage}", f"{raw(fact)}，{len(facts)}县中位数{decimal(middle)}"
        if abs(score) <= rule.limit:
            yield satisfied("peer", relation, (fact,), arithmetic)
            continue
        where = STAGES.get(stage or "", "")
        yield violated(
            "peer",
            relation,
            (fact,),
            severity="warning",
            message=(
                f"报告称{quoted(fact)}，明显{'高' if score > 0 else '低'}于本次{len(facts)}个县{where}的"
                f"中位数{decimal(middle)}{fact.unit or ''}，请说明。"
            ),
            arithmetic=arithmetic,
            expected=decimal(middle),
            stated=fact.value,
        )
