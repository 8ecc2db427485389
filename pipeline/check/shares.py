"""``share``: stated rates, per-head and per-hundred figures against the counts that they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import Interval, hull, of
from pipeline.check.ledger import Ledger, firm
from pipeline.check.messages import STAGES, decimal, listed, name, quoted, raw
from pipeline.check.met_shares import met_shares
from pipeline.check.named_shares import named_shares
from pipeline.check.near_shares import near_shares
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.check.per_head import per_head
from pipeline.check.products import coefficients, products
from pipeline.check.respective import respective
from pipeline.check.shares_ahead import shares_ahead
from pipeline.check.swapped_stages import swapped_met, swapped_roles
from pipeline.model import Fact
from pipeline.rulebook import Rulebook, ShareRule

STATUSES = ("actual", "target")
WHOLE_NUMBER = Decimal(1) / 2  # a mean stated as a whole number (34人) is rounded, though people are counted


def shares(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """Shares of schools that meet an indicator, the share rules of checks.yaml, shares that follow their count."""
    for ledger in ledgers:
        outcomes = [*met_shares(ledger), *swapped_met(ledger)]
        for rule in rules.checks.share:
            for status in STATUSES if ledger.states(rule.rate) else ():
                outcomes.extend(_rule(ledger, rules, rule, status))
        yield from outcomes
        tried = {f.fact_id for o in outcomes if o.result != "not checkable" for f in o.facts if f.unit == "%"}
        beside = list(near_shares(ledger, tried, rules.checks))
        yield from beside
        done = {f.fact_id for o in beside if o.result != "not checkable" for f in o.facts}
        yield from named_shares(ledger, tried | done)
        yield from shares_ahead(ledger, tried)
        yield from respective(ledger)
        counted = {f.fact_id for o in outcomes if o.result != "not checkable" for f in o.facts}
        yield from per_head(ledger, rules, counted)
        for product in rules.checks.products:
            yield from products(ledger, product)
        yield from coefficients(ledger)


def _rule(ledger: Ledger, rules: Rulebook, rule: ShareRule, status: str) -> Iterator[Outcome]:
    percent = rules.indicators[rule.rate].unit == "%"
    stages = ledger.stages(rule.rate, status=status)
    wrong: dict[str | None, Outcome] = {}
    for stage in stages:
        stated = ledger.find(rule.rate, stage=stage, status=status)
        rates = [f for f in stated if percent or f.unit != "%"]
        if not rates:
            continue
        parts = ledger.find(rule.part, stage=stage, status=status, scope=rule.among)
        wholes = ledger.find(rule.whole, stage=stage, status=status)
        missing = [rules.indicators[c].name for c, f in ((rule.part, parts), (rule.whole, wholes)) if not f]
        if missing:
            yield not_checkable("share", rule.id, (*rates, *parts, *wholes), f"未报告同一学段的{'、'.join(missing)}")
            continue
        choices = list(ledger.alternatives(rates, parts, wholes))
        if not choices:
            yield not_checkable("share", rule.id, (*rates, *parts, *wholes), "各数的时间口径不同")
            continue
        tried = [_stage(rule, *choice) for choice in choices]
        outcome = next((o for o in tried if o.result != "violated"), tried[0])
        if outcome.result == "violated":
            wrong[stage] = outcome
        if outcome.result == "violated" and _elsewhere(ledger, rule, rates, status):
            outcome = not_checkable("share", rule.id, outcome.facts, "与其他学段的数相符，所指学段未能确认")
        yield outcome
    if {"primary", "junior"} <= set(wrong):

        def again(facts: Sequence[Fact]) -> Outcome:
            part, whole, rate = facts
            return _stage(rule, rate, part, whole)

        yield from swapped_roles(ledger, rule.id, wrong["primary"], wrong["junior"], again)
    if "compulsory" not in stages and {"primary", "junior"} <= set(stages):
        yield from _between(ledger, rule, status)


def _elsewhere(ledger: Ledger, rule: ShareRule, rates: Sequence[Fact], status: str) -> bool:
    """Whether a rate fits counts of other stages, so that it may well be theirs."""
    parts, wholes = ledger.find(rule.part, status=status, scope=rule.among), ledger.find(rule.whole, status=status)
    choices = (c for c in ledger.alternatives(rates, parts, wholes) if c[1].stage == c[2].stage)
    return any(_stage(rule, *c).result.startswith("satisfied") for c in choices)


def _stage(rule: ShareRule, rate: Fact, part: Fact, whole: Fact) -> Outcome:
    """rate = scale × part ÷ whole at one stage; a rate may also be cut off at its last digit."""
    computed = (of(part) / of(whole)).times(rule.scale)
    wide = of(rate).widened((of(rate).width or Decimal(0)) / 2 if of(rate).width else WHOLE_NUMBER)
    exact = _exactly(rule, part, whole)
    if exact is None:
        return not_checkable("share", rule.id, (part, whole, rate), f"{quoted(whole)}，不能作除数")
    arithmetic = f"{raw(part)}÷{raw(whole)}{_scaled(rule)}={decimal(exact)}"
    if computed.meets(wide):
        return satisfied("share", rule.id, (part, whole, rate), arithmetic, exact == rate.number)
    return violated(
        "share",
        rule.id,
        (part, whole, rate),
        severity=firm(rule.severity, (part, whole, rate)),
        message=(
            f"报告称{quoted(rate)}，但按{quoted(part)}、{quoted(whole)}计算为"
            f"{decimal(exact)}{rate.unit or ''}，{rule.ask}。"
        ),
        arithmetic=f"{arithmetic}≠{raw(rate)}",
        expected=_span(computed),
        stated=rate.value,
    )


def _between(ledger: Ledger, rule: ShareRule, status: str) -> Iterator[Outcome]:
    """The counts of both stages together give a rate between those of the two stages."""
    primary = ledger.find(rule.rate, stage="primary", status=status)
    junior = ledger.find(rule.rate, stage="junior", status=status)
    parts = ledger.find(rule.part, stage="compulsory", status=status, scope=rule.among)
    wholes = ledger.find(rule.whole, stage="compulsory", status=status)
    tried = []
    for part, whole, low, high in ledger.alternatives(parts, wholes, primary, junior):
        computed = (of(part) / of(whole)).times(rule.scale)
        exact = _exactly(rule, part, whole)
        if exact is None:
            continue
        facts = (part, whole, low, high)
        arithmetic = f"{raw(part)}÷{raw(whole)}{_scaled(rule)}={decimal(exact)}"
        if computed.meets(hull((of(low), of(high)))):
            yield satisfied("share", rule.id, facts, arithmetic, exact=False)
            return
        tried.append(
            violated(
                "share",
                rule.id,
                facts,
                severity="warning",
                message=(
                    f"报告称{quoted(part)}，按{quoted(whole)}计算，{STAGES['compulsory']}平均为{decimal(exact)}"
                    f"{low.unit or ''}，不在{listed((low, high))}之间，{rule.ask}。"
                ),
                arithmetic=f"{arithmetic}∉[{name(low)}{raw(low)},{name(high)}{raw(high)}]",
                expected=_span(hull((of(low), of(high))).times(1 / rule.scale), whole),
                stated=part.value,
            )
        )
    yield from tried[:1]


def _exactly(rule: ShareRule, part: Fact, whole: Fact) -> Decimal | None:
    return rule.scale * part.number / whole.number if part.number is not None and whole.number else None


def _scaled(rule: ShareRule) -> str:
    return f"×{rule.scale}" if rule.scale != 1 else ""


def _span(span: Interval, whole: Fact | None = None) -> str:
    """An interval in words, or (with ``whole``) the counts that rates within it stand for."""
    factor = Decimal(1) if whole is None or whole.number is None else whole.number
    low, high = (None if end is None else decimal(end * factor) for end in (span.low, span.high))
    if low is None or high is None:
        return f">={low}" if low is not None else f"<={high}"
    return low if low == high else f"{low}–{high}"
