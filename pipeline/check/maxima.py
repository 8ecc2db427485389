"""All classes (or schools) are said to stay within a maximum: against the ones that are named, counted or reckoned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.intervals import Interval, exactly
from pipeline.check.ledger import Ledger
from pipeline.check.messages import plain, quoted, raw
from pipeline.check.norms import norms_of
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.check.passages import Passage, current, is_past, passage_of, passages, told
from pipeline.model import Evidence, Fact
from pipeline.rulebook import MaximumRule, Rulebook

WHOLE = (None, "compulsory", "all")
MOST_NAMED = 4
NEAR = 80  # characters
_AS_ATTRIBUTE = re.compile("(?:以内|以下)?的(?:学校|小学|初中|中学|班|占|比例|有)")


@dataclass(frozen=True, slots=True)
class Claim:
    """That no class or school of ``stage`` is above ``limit``, in ``words``; ``fact`` is the limit where stated.

    ``stage`` ``both``: what is told of 小学 and of 初中, each with a limit of its own.
    """

    stage: str | None
    limit: Decimal
    words: str
    fact: Fact | None
    evidence: tuple[Evidence, ...]


def within_maxima(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Every such claim of a report, with all that speaks against it as one finding."""
    for rule in rules.claims.maxima:
        for claim in (*_joined(list(_stated(ledger, rules, rule))), *_none_at_all(ledger, rules, rule)):
            against = list(_above(ledger, rules, rule, claim))
            mine = () if claim.fact is None else (claim.fact,)
            if against:
                yield _exceeded(rules, rule, claim, mine, against)
            elif mine and (means := _means(ledger, rule, claim)):
                yield satisfied(
                    "contradiction", f"maximum:{rule.id}", (*mine, *means), f"{raw(means[0])}≤{raw(mine[0])}"
                )


def _open(rules: Rulebook, passage: Passage, at: int, to: int) -> bool:
    """Whether the words make a statement about all: no plan, no norm, not some of them."""
    start, end = passage.clause(at)
    clause, before = passage.words[start : max(end, to)], passage.words[: max(end, to)]
    if passage.planned or any(re.search(p, clause) for p in rules.claims.partial):
        return False
    return not any(re.search(p, before) for p in rules.claims.not_yet)


def claimed_limits(ledger: Ledger, rules: Rulebook, indicator: str) -> list[Fact]:
    """The limits of an indicator that the report says all stay within, though its words sound like a norm."""
    found = [c for rule in rules.claims.maxima if rule.indicator == indicator for c in _stated(ledger, rules, rule)]
    return [c.fact for c in found if c.fact is not None and c.fact.status == "standard"]


def _stated(ledger: Ledger, rules: Rulebook, rule: MaximumRule) -> Iterator[Claim]:
    """Limits with a figure: 所有班级均不超过45人, whichever status the figure was given."""
    if ledger.report.kind == "plan":
        return
    everyone = re.compile("|".join(f"(?:{p})" for p in rules.claims.all_of_them) or "(?!)")
    named = re.compile("|".join(f"(?:{p})" for p in rule.named) or "(?!)")
    for fact in ledger.facts:
        known = fact.indicator == rule.indicator
        bound = fact.op in ("<=", "<") and fact.unit == "人" and fact.number is not None and fact.scope is None
        if not bound or not (known or fact.indicator is None) or fact.status == "target" or fact.source == "table":
            continue
        passage = passage_of(ledger, rules, fact)
        if passage is None:
            continue
        at = passage.at(fact.start)
        start, end = passage.clause(at)
        if not known and not (named.search(passage.words, start, at) and fact.stage in ("primary", "junior")):
            continue
        if _AS_ATTRIBUTE.match(passage.words, at + len(raw(fact))):
            continue
        if everyone.search(passage.words, start, end) and _open(rules, passage, at, at + 1):
            words = told(passage.words[start:end])
            limit = fact.number or Decimal(0)
            yield Claim(fact.stage, limit, words, fact, (passage.evidence(ledger, start, end),))


def _joined(claims: list[Claim]) -> list[Claim]:
    """``claims``; one for 小学 and one for 初中 make one for both, which a class above the higher limit breaks."""
    first = {stage: next((c for c in claims if c.stage == stage), None) for stage in ("primary", "junior")}
    primary, junior = first["primary"], first["junior"]
    if primary is None or junior is None or any(c.stage in WHOLE for c in claims):
        return claims
    words = primary.words if primary.words == junior.words else f"{primary.words}，{junior.words}"
    both = Claim("both", max(primary.limit, junior.limit), words, primary.fact, primary.evidence)
    return [*claims, both]


def _none_at_all(ledger: Ledger, rules: Rulebook, rule: MaximumRule) -> Iterator[Claim]:
    """Claims that there is no such class at all (无大班额); the limit is what makes a class one."""
    if not rule.none or ledger.report.kind == "plan":
        return
    nothing = re.compile("|".join(f"(?:{p})" for p in rule.none))
    for passage in passages(ledger, rules):
        for match in nothing.finditer(passage.words):
            if not _open(rules, passage, match.start(), match.end()):
                continue
            start, end = passage.clause(match.start())
            words = told(passage.words[start : max(end, match.end())])
            stage = _stage(words)
            limit = _none_above(ledger, rules, rule, stage)
            if limit is not None:
                yield Claim(stage, limit, words, None, (passage.evidence(ledger, *match.span()),))


def _none_above(ledger: Ledger, rules: Rulebook, rule: MaximumRule, stage: str | None) -> Decimal | None:
    """The most that a class may hold and not be one of those that there are none of."""
    if rule.counted_over is not None:
        return Decimal(rule.counted_over)
    indicator = rules.indicators.get(rule.indicator)
    limits = [n.value for n in norms_of(indicator, stage, ledger.report)] if indicator else []
    return max((n.value for n in indicator.norms), default=None) if indicator and not limits else max(limits)


def _stage(words: str) -> str | None:
    primary, junior = "小学" in words.replace("中小学", ""), "初中" in words
    return None if primary == junior else "primary" if primary else "junior"


def _above(ledger: Ledger, rules: Rulebook, rule: MaximumRule, claim: Claim) -> Iterator[Fact]:
    """The figures of the report that cannot be where the claim holds."""
    largest = re.compile("|".join(f"(?:{p})" for p in rule.largest) or "(?!)")
    limit = exactly(claim.limit)
    for fact in ledger.facts:
        if fact.status != "actual" or fact.measure != "value" or fact.number is None or fact is claim.fact:
            continue
        passage = passage_of(ledger, rules, fact) if _may(fact, rule) else None
        if passage is None or passage.planned or not current(ledger, fact):
            continue
        at = passage.at(fact.start)
        start = passage.clause(at)[0]
        before = passage.words[start:at]
        if is_past(passage, at, rules) or not _about(claim, fact, before):
            continue
        if rule.counted is not None and fact.indicator == rule.counted:
            if fact.unit == "个" and _counts(rule, claim, fact) and fact.number > 0:
                yield fact
        elif fact.unit == "人" and limit.below(_sure(fact)) and fact.op not in ("<=", "<"):
            school = rules.workbook.school(fact.scope)
            named = fact.indicator == rule.members and school is not None
            if fact.indicator is None:
                named = largest.search(before) is not None
            named = named and not any(re.search(p, school or "") for p in rule.unlike)
            named = named and not _lower_later(ledger, rules, fact, claim)
            if named or fact.indicator in (rule.indicator, rule.mean or rule.indicator):
                yield fact


def _may(fact: Fact, rule: MaximumRule) -> bool:
    return fact.indicator in (None, rule.indicator, rule.mean, rule.counted, rule.members)


def _sure(fact: Fact) -> Interval:
    """The interval of a figure; a lower bound (超过50人) is that much at least."""
    return Interval(fact.low, fact.high if fact.high is not None else fact.number)


def _counts(rule: MaximumRule, claim: Claim, fact: Fact) -> bool:
    return rule.counted_over is not None and claim.limit <= rule.counted_over


def _about(claim: Claim, fact: Fact, words: str) -> bool:
    """Whether a figure is one of those that the claim is about: of its stage, or of a part of all."""
    if claim.stage in WHOLE:
        return True
    if claim.stage == "both":
        return fact.stage in WHOLE
    other = {"primary": "初中|中学", "junior": "小学"}.get(claim.stage or "", "(?!)")
    return fact.stage == claim.stage and not re.search(other, words)


def _lower_later(ledger: Ledger, rules: Rulebook, fact: Fact, claim: Claim) -> bool:
    """Whether a figure of the same school, or one of the next sentences, is within the limit (目前该校降至1958人)."""
    since = re.compile("|".join(f"(?:{p})" for p in rules.claims.since) or "(?!)")
    return any(
        f.start > fact.start
        and f.unit == fact.unit
        and f.number is not None
        and f.number <= claim.limit
        and (f.scope == fact.scope or (f.start - fact.start < NEAR and since.search(ledger.text(fact.end, f.start))))
        for f in ledger.facts
        if f.indicator in (fact.indicator, None)
    )


def _means(ledger: Ledger, rule: MaximumRule, claim: Claim) -> list[Fact]:
    found = ledger.find(rule.mean, stage=claim.stage) if rule.mean else ()
    return [f for f in found if f.number is not None and f.number <= claim.limit][:1]


def _exceeded(rules: Rulebook, rule: MaximumRule, claim: Claim, mine: tuple[Fact, ...], against: list[Fact]) -> Outcome:
    listed = []
    for fact in against[:MOST_NAMED]:
        school = rules.workbook.school(fact.scope)
        label = re.sub(r"\s", "", fact.label).removeprefix("的")
        part = fact.scope if school is None else school
        listed.append(f"{'' if part in label else part}{label}{raw(fact)}" if part else quoted(fact))
    more = f"等{len(against)}处" if len(against) > MOST_NAMED else ""
    return violated(
        "contradiction",
        f"maximum:{rule.id}:{claim.stage}",
        (*mine, *against),
        severity="error",
        message=f"报告称“{claim.words}”，但又称{'、'.join(listed)}{more}，{rule.reason}，请核实。",
        arithmetic="；".join(_arithmetic(f, rule, claim) for f in against[:MOST_NAMED]),
        expected=f"<={plain(claim.limit)}",
        stated=against[0].value,
        evidence=claim.evidence,
    )


def _arithmetic(fact: Fact, rule: MaximumRule, claim: Claim) -> str:
    return (
        f"{raw(fact)}>0"
        if rule.counted is not None and fact.indicator == rule.counted
        else f"{raw(fact)}>{plain(claim.limit)}人"
    )
