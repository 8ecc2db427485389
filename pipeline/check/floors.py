"""The rule of six out of seven: a school that misses one resource indicator must reach 85 % in it (教督〔2017〕6号).

Read from the words school by school: 1项不达标,另有1项只达到标准的85% leaves five that are met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.check.ledger import Ledger
from pipeline.check.messages import plain, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Evidence, Fact
from pipeline.rulebook import FloorRule

_MISSED = re.compile(r"(?:指标)?(?:不达标|未达标|未达到|不合格|没有达到|达不到|不达)|^(?:指标)?[,，]?(?:另|还)")
_LACKS = re.compile(r"(?:缺|差|少)$")
_REACHED = re.compile(r"(?:指标)?[^，,；;。]{0,8}(?:达成|达到|完成|只有|仅为|仅达)[^，,；;。\d]{0,8}")
_JUDGED = re.compile("综合(?:判定|评价)?(?:为)?(?:不达标|未达标|不合格)")


def floors(ledger: Ledger, rule: FloorRule) -> Iterator[Outcome]:
    """Every passage that tells of one school's missed items and of items that only reach the floor."""
    for few, more in pairwise(f for f in ledger.facts if f.unit == "项" and f.number):
        share = next((f for f in ledger.facts if f.unit == "%" and f.start >= more.end), None)
        if share is None or share.number != rule.share or few.number is None or more.number is None:
            continue
        start, end = _clause(ledger, few.start), share.end
        words = re.sub(r"\s", "", ledger.text(few.end, more.start))
        lacking = _LACKS.search(re.sub(r"\s", "", ledger.text(start, few.start))) is not None
        if re.search("[；;。]", ledger.text(few.end, end)) or not (_MISSED.search(words) or lacking):
            continue
        if not _REACHED.fullmatch(re.sub(r"\s", "", ledger.text(more.end, share.start))):
            continue
        met = rule.items - few.number - more.number
        facts = (few, more, share, *_criteria(ledger, rule, few))
        arithmetic = f"{rule.items}-({plain(few.number)}+{plain(more.number)})={plain(met)}"
        if met >= rule.least:
            yield satisfied("standard", "six-of-seven", facts, f"{arithmetic}≥{rule.least}")
        elif not _JUDGED.search(ledger.text(start, _clause_end(ledger, end))):
            yield _short(ledger, rule, facts, arithmetic, (start, _clause_end(ledger, end)))


def _short(ledger: Ledger, rule: FloorRule, facts: tuple[Fact, ...], arithmetic: str, span: tuple[int, int]) -> Outcome:
    few, more, share = facts[:3]
    words = re.sub(r"\s", "", ledger.text(*span)).strip("，,；;。：:")
    return violated(
        "standard",
        "six-of-seven",
        facts,
        severity="warning",
        message=(
            f"报告称“{words}”，有{raw(few)}未达标、{raw(more)}只达到{raw(share)}，{rule.items}项中达到标准的不足{rule.least}项，"
            f"按规定该校综合评价不应达标（{rule.source}），请核实。"
        ),
        arithmetic=f"{arithmetic}<{rule.least}",
        expected="not_met",
        stated="met",
        suspects=(few, more),
        evidence=(Evidence(few.doc, *span),),
    )


def _criteria(ledger: Ledger, rule: FloorRule, few: Fact) -> tuple[Fact, ...]:
    """The numbers of items in which the report repeats the rule, and the schools that it counts as meeting it."""
    items = [f for f in ledger.facts if f.unit == "项" and f.number in (rule.items, rule.least) and f is not few]
    told = list({f.number: f for f in reversed(items)}.values())
    return tuple(sorted(told, key=lambda f: f.start))


def _clause(ledger: Ledger, at: int) -> int:
    """Where the clause between semicolons and full stops begins."""
    text = ledger.text(max(0, at - 80), at)
    return at - len(text) + max((m.end() for m in re.finditer(r"[；;。\n]", text)), default=0)


def _clause_end(ledger: Ledger, at: int) -> int:
    match = re.search(r"[；;。\n]", ledger.text(at, at + 80))
    return at + (match.start() if match else 0)
