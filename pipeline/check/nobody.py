"""Nobody is said to be among a kind of staff (没有编外教师): against their number and against what the rest leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import decimal, plain, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.check.passages import current, passages, told
from pipeline.model import Evidence, Fact
from pipeline.rulebook import NobodyRule, Rulebook

WHOLE: tuple[str | None, ...] = (None, "compulsory", "all")
FIRST = ("primary", "junior")


def nobody(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Each rule of a report: the words or a stated zero, against the counts."""
    for rule in rules.claims.nobody:
        for words, stage, zero, evidence in _claims(ledger, rules, rule):
            yield from _against_count(ledger, rules, rule, words, stage, zero, evidence)
            yield from _against_rest(ledger, rule, words, stage, zero, evidence)


def _claims(
    ledger: Ledger, rules: Rulebook, rule: NobodyRule
) -> Iterator[tuple[str, str | None, tuple[Fact, ...], tuple[Evidence, ...]]]:
    """Words, stage, the zero where a figure says so, and the evidence of each claim; a stage is claimed once."""
    done: set[str | None] = set()
    for fact in ledger.find(rule.counted):
        if fact.number == 0 and fact.op == "=" and fact.unit == "人" and fact.stage not in done:
            done.add(fact.stage)
            yield quoted(fact), fact.stage, (fact,), ()
    pattern = re.compile("|".join(f"(?:{p})" for p in rule.patterns))
    for passage in passages(ledger, rules):
        for match in pattern.finditer(passage.words):
            start, end = passage.clause(match.start())
            clause = passage.words[start : max(end, match.end())]
            limited = (*rules.claims.partial, *rules.claims.not_yet)
            stage = _stage(passage.words[: match.end()])
            if passage.planned or any(re.search(p, clause) for p in limited) or _school(clause, rules) or stage in done:
                continue
            done.add(stage)
            yield told(clause), stage, (), (passage.evidence(ledger, start, max(end, match.end())),)


def _stage(words: str) -> str | None:
    primary, junior = "小学" in words.replace("中小学", ""), "初中" in words
    if "幼儿园" in words or "高中" in words:
        return "all" if not (primary or junior) else None
    return None if primary == junior else "primary" if primary else "junior"


def _school(clause: str, rules: Rulebook) -> bool:
    """Whether the clause is about a school, not about the county."""
    return re.search(r"[一-龥]{2,}(?:实验|第[一二三四五六七八九十]+|中心)(?:小学|中学|初中|学校)", clause) is not None


def _fits(stage: str | None, fact: Fact) -> bool:
    return fact.stage == stage or (stage in WHOLE and fact.stage in WHOLE)


def _against_count(
    ledger: Ledger,
    rules: Rulebook,
    rule: NobodyRule,
    words: str,
    stage: str | None,
    zero: tuple[Fact, ...],
    evidence: tuple[Evidence, ...],
) -> Iterator[Outcome]:
    """A number of them above nought in the same report."""
    counts = [
        f
        for f in ledger.find(rule.counted)
        if f.number and f.low and f.low > 0 and f.unit == "人" and current(ledger, f)
    ]
    for count in counts[:1] if not zero else ():  # two figures of one indicator are tried elsewhere
        if count.stage not in (WHOLE + FIRST if stage in WHOLE else (stage,)):
            continue
        yield violated(
            "contradiction",
            f"nobody:{rule.id}",
            (*zero, count),
            severity=rule.severity,
            message=f"报告称“{words}”，但又称{quoted(count)}，{rule.ask_of_count}。",
            arithmetic=f"{raw(count)}>0",
            expected="0",
            stated=count.value,
            evidence=evidence,
        )


def _against_rest(
    ledger: Ledger,
    rule: NobodyRule,
    words: str,
    stage: str | None,
    zero: tuple[Fact, ...],
    evidence: tuple[Evidence, ...],
) -> Iterator[Outcome]:
    """whole − part must be nought."""
    if rule.whole is None or rule.part is None:
        return
    wholes = [f for f in ledger.find(rule.whole) if _fits(stage, f)]
    parts = [f for f in ledger.find(rule.part) if _fits(stage, f)]
    pairs = [p for p in ledger.alternatives(wholes, parts) if p[0].stage == p[1].stage or None in {f.stage for f in p}]
    if not pairs:
        return
    relation = f"nobody-left:{rule.id}"
    if even := next((p for p in pairs if of(p[0]).meets(of(p[1]))), None):
        yield satisfied("contradiction", relation, (*zero, *even), f"{raw(even[0])}-{raw(even[1])}=0")
        return
    whole, part = pairs[0]
    gap = (whole.number or Decimal(0)) - (part.number or Decimal(0))
    if gap < 0:
        yield not_checkable("contradiction", relation, (*zero, whole, part), "部分大于总数，另有核对")
        return
    yield violated(
        "contradiction",
        relation,
        (*zero, whole, part),
        severity="warning",
        message=(
            f"报告称“{words}”，但{quoted(whole)}减去{quoted(part)}，相差{decimal(gap)}{whole.unit or ''}，{rule.ask}。"
        ),
        arithmetic=f"{raw(whole)}-{raw(part)}={plain(gap)}≠0",
        expected="0",
        stated=plain(gap),
        evidence=evidence,
    )
