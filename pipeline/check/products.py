"""Ratios whose product is another ratio, and the coefficient of variation: standard deviation ÷ mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import Interval, of
from pipeline.check.ledger import Ledger, firm
from pipeline.check.lists import lead
from pipeline.check.messages import decimal, listed, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import ProductRule


def products(ledger: Ledger, rule: ProductRule) -> Iterator[Outcome]:
    """``first`` × ``second`` = ``product`` at each stage that states all three."""
    for stage in ledger.stages(rule.product):
        roles = [ledger.find(code, stage=stage) for code in (rule.first, rule.second, rule.product)]
        tried = []
        for first, second, product in ledger.alternatives(*roles):
            exact = (first.number or Decimal(0)) * (second.number or Decimal(0))
            arithmetic = f"{raw(first)}×{raw(second)}={decimal(exact)}"
            if _times(of(first), of(second)).meets(of(product)):
                tried = [satisfied("share", rule.id, (first, second, product), arithmetic, exact == product.number)]
                break
            tried.append(
                violated(
                    "share",
                    rule.id,
                    (first, second, product),
                    severity=firm("warning", (first, second, product)),
                    message=(
                        f"报告称{listed((first, second, product))}，{rule.source}，"
                        f"按前两数计算为{decimal(exact)}，请核实。"
                    ),
                    arithmetic=f"{arithmetic}≠{raw(product)}",
                    expected=decimal(exact),
                    stated=product.value,
                )
            )
        yield from tried[:1]


def _times(a: Interval, b: Interval) -> Interval:
    """The product of two quantities that cannot be negative."""
    low = None if a.low is None or b.low is None else a.low * b.low
    high = None if a.high is None or b.high is None else a.high * b.high
    return Interval(low, high)


def coefficients(ledger: Ledger) -> Iterator[Outcome]:
    """Each inter-school coefficient that stands beside its standard deviation and mean (教督〔2017〕6号 附件)."""
    if "标准差" not in ledger.report.document.text:
        return
    for fact in ledger.facts:
        if "差异系数" not in _name(ledger, fact) or not fact.number:
            continue
        beside = [f for f in ledger.facts if f is not fact and _beside(ledger, f, fact)]
        deviations = [f for f in beside if "标准差" in _name(ledger, f)]
        means = [f for f in beside if re.search("平均[值数]|均值", _name(ledger, f)) and f.number]
        if len(deviations) == 1 and len(means) == 1:
            yield _coefficient(fact, deviations[0], means[0])


def _coefficient(fact: Fact, deviation: Fact, mean: Fact) -> Outcome:
    exact = (deviation.number or Decimal(0)) / (mean.number or Decimal(1))
    arithmetic = f"{raw(deviation)}÷{raw(mean)}={decimal(exact, 3)}"
    half = (of(fact).width or Decimal(0)) / 2
    if (of(deviation) / of(mean)).meets(of(fact).widened(half)):
        return satisfied("share", "coefficient", (deviation, mean, fact), arithmetic, exact == fact.number)
    return violated(
        "share",
        "coefficient",
        (deviation, mean, fact),
        severity="error",
        message=(
            f"报告称差异系数{raw(fact)}，但按标准差{raw(deviation)}、平均值{raw(mean)}计算为"
            f"{decimal(exact, 3)}，请核实。"
        ),
        arithmetic=f"{arithmetic}≠{raw(fact)}",
        expected=decimal(exact, 3),
        stated=fact.value,
    )


def _name(ledger: Ledger, fact: Fact) -> str:
    return fact.label if fact.source == "table" else lead(ledger, fact).removesuffix(fact.label) or fact.label


def _beside(ledger: Ledger, one: Fact, other: Fact) -> bool:
    """Whether two figures stand in one row of a table or in one clause of a sentence."""
    if "table" in (one.source, other.source):
        rows = [re.match(r".*row \d+", f.place or "") for f in (one, other)]
        line = "\n" not in ledger.text(min(one.end, other.end), max(one.start, other.start))
        return rows[0].group() == rows[1].group() if rows[0] and rows[1] else one.source == other.source and line
    first, last = sorted((one, other), key=lambda f: f.start)
    return last.start - first.end < 40 and not re.search(r"[。；;\n]", ledger.text(first.end, last.start))
