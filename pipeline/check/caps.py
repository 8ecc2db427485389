"""A computed mean against the maximum that the report itself states (均不超过45人 against pupils ÷ classes)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger, firm
from pipeline.check.messages import decimal, name, quoted, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import CapRule


def means_within_caps(ledger: Ledger, rule: CapRule, claimed: Sequence[Fact] = ()) -> Iterator[Outcome]:
    """part ÷ whole of each stage at which the report states a maximum; ``claimed`` are further ones."""
    for stage in sorted({*ledger.stages(rule.cap), *(f.stage for f in claimed)}, key=lambda s: s or ""):
        caps = [f for f in (*ledger.find(rule.cap, stage=stage), *claimed) if f.high is not None and f.stage == stage]
        parts, wholes = ledger.find(rule.part, stage=stage), ledger.find(rule.whole, stage=stage)
        tried = []
        for cap, part, whole in ledger.alternatives(caps, parts, wholes):
            if not whole.number:
                continue
            mean = of(part) / of(whole)
            exact = (part.number or Decimal(0)) / whole.number
            arithmetic = f"{raw(part)}÷{raw(whole)}={decimal(exact)}"
            if not of(cap).below(mean):
                yield satisfied("contradiction", f"cap:{rule.id}", (part, whole, cap), f"{arithmetic}≤{raw(cap)}")
                break
            tried.append(
                violated(
                    "contradiction",
                    f"cap:{rule.id}",
                    (part, whole, cap),
                    severity=firm("error", (part, whole, cap)),
                    message=(
                        f"报告称{name(cap)}不超过{raw(cap)}，但按{quoted(part)}、{quoted(whole)}计算平均为{decimal(exact)}"
                        f"{cap.unit or ''}，{rule.reason}，请核实。"
                    ),
                    arithmetic=f"{arithmetic}>{raw(cap)}",
                    expected=f"<={cap.value}",
                    stated=decimal(exact),
                )
            )
        else:
            yield from tried[:1]
