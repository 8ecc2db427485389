"""A rate that meets its norm only because it was rounded up: 600÷14358×100 = 4.18, stated as 4.2."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import Interval, of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import SIGNS, decimal, plain, quoted, raw
from pipeline.check.norms import breaks, norms_of
from pipeline.check.outcome import Outcome, violated
from pipeline.rulebook import Rulebook


def rounded_norms(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """The rates of the share rules that have a norm, exact as far as their counts are known."""
    for rule in rules.checks.share:
        indicator = rules.indicators.get(rule.rate)
        if indicator is None or not indicator.norms:
            continue
        for stage in ledger.stages(rule.rate):
            rates = [f for f in ledger.find(rule.rate, stage=stage) if f.unit == indicator.unit]
            parts = ledger.find(rule.part, stage=stage, scope=rule.among)
            wholes = [w for w in ledger.find(rule.whole, stage=stage) if w.number]
            for rate, part, whole in ledger.alternatives(rates, parts, wholes):
                computed = (of(part) / of(whole)).times(rule.scale)
                exact = rule.scale * (part.number or Decimal(0)) / (whole.number or Decimal(1))
                stated = Interval(rate.number, rate.number)
                for norm in norms_of(indicator, stage, ledger.report):
                    if computed.meets(of(rate)) and breaks(computed, norm) and not breaks(stated, norm):
                        limit = f"{SIGNS[norm.op]}{plain(norm.value)}"
                        yield violated(
                            "standard",
                            f"rounded:{rule.id}",
                            (part, whole, rate),
                            severity="warning" if norm.level == "county" else "info",
                            message=(
                                f"报告称{quoted(rate)}，按{quoted(part)}、{quoted(whole)}计算为{decimal(exact, 3)}，"
                                f"四舍五入前未达到{limit}的标准，请核实。"
                            ),
                            arithmetic=f"{raw(part)}÷{raw(whole)}={decimal(exact, 3)}，不满足{limit}",
                            expected=f"{norm.op}{plain(norm.value)}",
                            stated=rate.value,
                        )
