"""``plausibility``: ratios far outside the usual and shares that cannot be, with the probable cause where one fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.intervals import Interval, of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import STAGES, decimal, name, plain, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import LimitRule, PlausibilityRule, Rulebook

Values = dict[tuple[str, str | None], Interval]
WHOLE = (None, "compulsory", "all")
OTHER = {"primary": "junior", "junior": "primary"}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A usual ratio at one stage and the two figures that come closest to it."""

    rule: PlausibilityRule
    part: Fact
    whole: Fact

    @property
    def value(self) -> Decimal:
        """part ÷ whole as stated; 0 where the whole is 0."""
        return (self.part.number or Decimal(0)) / self.whole.number if self.whole.number else Decimal(0)


def plausibility(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """The usual ratios and the limits of checks.yaml, actual figures only."""
    for ledger in ledgers:
        ratios = [r for rule in rules.checks.plausibility for r in _ratios(ledger, rules, rule)]
        values = {(f.indicator or "", f.stage): of(f) for r in ratios for f in (r.part, r.whole)}
        for ratio in ratios:
            if not ratio.whole.number:
                reason = f"{quoted(ratio.whole)}，不能作除数"
                yield not_checkable("plausibility", ratio.rule.id, (ratio.part, ratio.whole), reason)
            elif _usual(ratio.rule, of(ratio.part), of(ratio.whole)):
                yield satisfied("plausibility", ratio.rule.id, (ratio.part, ratio.whole), _arithmetic(ratio))
            else:
                yield _unusual(ratio, ratios, values)
        for limit in rules.checks.limits:
            yield from _limit(ledger, limit)


def _ratios(ledger: Ledger, rules: Rulebook, rule: PlausibilityRule) -> Iterator[Ratio]:
    if not ledger.states(rule.part, rule.whole):
        return
    stageless = rules.indicators[rule.whole].group == "context"
    for stage in ledger.stages(rule.part):
        if rule.stages and stage not in rule.stages:
            continue
        wholes = ledger.find(rule.whole, stage=None if stageless else stage)
        if not wholes and not rule.stages and stage in WHOLE:
            wholes = tuple(f for f in ledger.find(rule.whole) if f.stage in WHOLE)
        choices = [Ratio(rule, *c) for c in ledger.alternatives(ledger.find(rule.part, stage=stage), wholes)]
        usual = (r for r in choices if _usual(rule, of(r.part), of(r.whole)))
        if choices:
            yield next(usual, choices[0])


def _usual(rule: PlausibilityRule, part: Interval, whole: Interval) -> bool:
    return (part / whole).meets(Interval(rule.low, rule.high))


def _unusual(ratio: Ratio, ratios: Sequence[Ratio], values: Values) -> Outcome:
    """The finding, with two stages swapped or a factor as its cause where that makes every ratio usual."""
    rule, part, whole = ratio.rule, ratio.part, ratio.whole
    limit = f"不高于{rule.high}" if rule.high is not None and ratio.value > rule.high else f"不低于{rule.low}"
    says = (
        f"报告称{quoted(part)}、{quoted(whole)}，{rule.name}{decimal(ratio.value)}{rule.unit}，"
        f"超出通常范围（{limit}{rule.unit}）"
    )
    swapped = [code for code in (rule.part, rule.whole) if _swap_fits(code, part.stage, ratios, values)]
    facts: tuple[Fact, ...] = (part, whole)
    hint = ""
    if swapped:
        twin = next(r for r in ratios if r.rule is rule and r.part.stage == OTHER[part.stage or ""])
        facts = (part, whole, twin.part, twin.whole)
        names = (name(f).removeprefix(STAGES[f.stage or ""]) for f in (part, whole) if f.indicator in swapped)
        exchanged = "或".join(names)
        here, there = _after_swap(ratio, twin, swapped[0])
        hint = (
            f"；小学、初中的{exchanged}疑似互换（互换后{STAGES[part.stage or '']}{decimal(here)}{rule.unit}、"
            f"{STAGES[twin.part.stage or '']}{decimal(there)}{rule.unit}）"
        )
    elif len(factors := _factors(ratio, ratios, values)) == 1:
        hint = f"；如“{raw(factors[0][0])}”应为{plain(factors[0][1])}{factors[0][0].unit or ''}则属正常"
    return violated(
        "plausibility",
        rule.id,
        facts,
        severity="warning",
        message=f"{says}{hint}，{'请核实' if swapped else '请说明'}。",
        arithmetic=_arithmetic(ratio),
        expected=f"<={rule.high}" if limit.startswith("不高于") else f">={rule.low}",
        stated=decimal(ratio.value),
    )


def _arithmetic(ratio: Ratio) -> str:
    return f"{raw(ratio.part)}÷{raw(ratio.whole)}={decimal(ratio.value)}"


def _swap_fits(code: str, stage: str | None, ratios: Sequence[Ratio], values: Values) -> bool:
    """Whether the figures of ``code`` for 小学 and 初中, exchanged, leave both stages without an unusual ratio."""
    other = OTHER.get(stage or "")
    if other is None or (code, stage) not in values or (code, other) not in values:
        return False
    swapped = values | {(code, stage): values[code, other], (code, other): values[code, stage]}
    concerned = [r for r in ratios if r.part.stage in OTHER and code in (r.rule.part, r.rule.whole)]
    return {r.part.stage for r in concerned} == set(OTHER) and _all_usual(concerned, swapped)


def _all_usual(ratios: Sequence[Ratio], values: Values) -> bool:
    return all(_usual(r.rule, values[r.rule.part, r.part.stage], values[r.rule.whole, r.whole.stage]) for r in ratios)


def _after_swap(ratio: Ratio, twin: Ratio, code: str) -> tuple[Decimal, Decimal]:
    """The ratio at both stages once the figures of ``code`` are exchanged."""
    if code == ratio.rule.whole:
        return Ratio(ratio.rule, ratio.part, twin.whole).value, Ratio(ratio.rule, twin.part, ratio.whole).value
    return Ratio(ratio.rule, twin.part, ratio.whole).value, Ratio(ratio.rule, ratio.part, twin.whole).value


def _factors(ratio: Ratio, ratios: Sequence[Ratio], values: Values) -> list[tuple[Fact, Decimal]]:
    """The figures of a ratio that a factor of 10, 100 or 10000 brings in line with all other ratios."""
    found = []
    for fact in (ratio.part, ratio.whole):
        key = (fact.indicator or "", fact.stage)
        concerned = [r for r in ratios if key in ((r.rule.part, r.part.stage), (r.rule.whole, r.whole.stage))]
        for power in (1, 2, 4, -1, -2, -4):
            factor = Decimal(1).scaleb(power)
            changed = values | {key: of(fact).times(factor)}
            if len(concerned) > 1 and _all_usual(concerned, changed):
                found.append((fact, (fact.number or Decimal(0)) * factor))
    return found


def _named(rule: LimitRule, fact: Fact) -> bool:
    """Whether the figure's own words are those that the limit is for (净入学率, not 毛入学率)."""
    said = any(term in fact.label for term in rule.named)
    return (said or not rule.named) and not any(term in fact.label for term in rule.not_named)


def _limit(ledger: Ledger, rule: LimitRule) -> Iterator[Outcome]:
    """Figures beyond what is possible."""
    ask = "请核实" if rule.severity == "error" else "请说明"
    for code in rule.indicators:
        for measure in ("value", "share_met", "mean"):
            for fact in ledger.find(code, measure):
                if fact.unit != "%" or not _named(rule, fact):
                    continue
                if not Interval(rule.high, rule.high).below(of(fact)):
                    yield satisfied("plausibility", rule.id, (fact,), f"{raw(fact)}≤{rule.high}%")
                    continue
                yield violated(
                    "plausibility",
                    rule.id,
                    (fact,),
                    severity=rule.severity,
                    message=f"报告称{quoted(fact)}，{rule.reason}，{ask}。",
                    arithmetic=f"{raw(fact)}>{rule.high}%",
                    expected=f"<={rule.high}",
                    stated=fact.value,
                )
