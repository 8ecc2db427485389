"""Totals with their figure a head right behind them (96224平方米,生均4.85平方米), against the pupils of their stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.lists import lead
from pipeline.check.messages import decimal, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import Rulebook

NEAR = 24
WHOLE = (None, "compulsory", "all")
_PER_HEAD = re.compile(r"[\s,，(（]*(?P<head>生均|每生|每百名学生)(?:平均)?(?:拥有|约|为|达到?)*[\s为约]*")
_PARTIAL = re.compile("新建|新增|增|改建|改扩建|购|投入|更新|补充|其中")


def per_head(ledger: Ledger, rules: Rulebook, tried: set[str]) -> Iterator[Outcome]:
    """Every figure a head behind its total that no rule has tried (``tried``: ids), over ``rules.checks.heads``."""
    facts = ledger.facts
    for total, rate in pairwise(facts):
        if rate.fact_id in tried or not total.number or rate.number is None or rate.start - total.end > NEAR:
            continue
        words = re.sub(r"\s", "", ledger.text(total.end, rate.start))
        if total.unit == "人次" and rate.unit in ("次", "人次") and re.fullmatch(r"[,，(（]?人均(?:培训|参训)?", words):
            yield _per_person(ledger, rules, total, rate)
            continue
        match = _PER_HEAD.fullmatch(words)
        if match is None or rate.unit not in (total.unit, None) or (total.status, rate.status) != ("actual", "actual"):
            continue
        stage = rate.stage if rate.stage == total.stage or total.stage in WHOLE else total.stage
        if stage in WHOLE:
            heads = tuple(f for f in ledger.find(rules.checks.heads) if f.stage in WHOLE)
        else:
            heads = ledger.find(rules.checks.heads, stage=stage)
        if heads:
            yield _tried(ledger, total, heads, rate, Decimal(100 if match["head"] == "每百名学生" else 1))
        else:
            yield not_checkable("share", "per-head", (total, rate), "未报告同一学段的在校生数")


def _per_person(ledger: Ledger, rules: Rulebook, total: Fact, rate: Fact) -> Outcome:
    """Participations a person, over whichever staff fits; who took part is seldom said, so nothing is concluded."""
    wide = of(rate).widened((of(rate).width or Decimal(0)) / 2)
    for base in (f for code in rules.checks.persons for f in ledger.find(code) if f.number):
        if (of(total) / of(base)).meets(wide):
            return satisfied(
                "share", "per-person", (total, base, rate), _arithmetic(total, base, Decimal(1)), exact=False
            )
    return not_checkable("share", "per-person", (total, rate), "人均的人数范围未说明")


def _tried(ledger: Ledger, total: Fact, heads: tuple[Fact, ...], rate: Fact, scale: Decimal) -> Outcome:
    wide = of(rate).widened((of(rate).width or Decimal(0)) / 2)
    for head in heads:
        if (of(total) / of(head)).times(scale).meets(wide):
            return satisfied("share", "per-head", (total, head, rate), _arithmetic(total, head, scale), exact=False)
    head = heads[0]
    if total.scope or _PARTIAL.search(lead(ledger, total)) or len({h.number for h in heads}) > 1 or not head.number:
        return not_checkable("share", "per-head", (total, rate), "所列数的统计范围未能确认")
    if head.stage == "all" and total.stage != "all":
        return not_checkable("share", "per-head", (total, rate), "在校生数含其他学段")
    computed = decimal(scale * (total.number or Decimal(0)) / head.number)
    return violated(
        "share",
        "per-head",
        (total, head, rate),
        severity="warning",
        message=f"报告称{quoted(total)}、{quoted(rate)}，按{quoted(head)}计算应为{computed}{rate.unit or ''}，请核实。",
        arithmetic=f"{_arithmetic(total, head, scale)}≠{raw(rate)}",
        expected=computed,
        stated=rate.value,
    )


def _arithmetic(total: Fact, head: Fact, scale: Decimal) -> str:
    times = f"×{scale}" if scale != 1 else ""
    return f"{raw(total)}÷{raw(head)}{times}={decimal(scale * (total.number or Decimal(0)) / (head.number or 1))}"
