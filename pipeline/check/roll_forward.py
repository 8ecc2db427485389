"""Stocks carried from one year to the next: what there was + what came − what went = what there is.

Tried only where one paragraph states every term for one stage: an unstated flow (转入, 转出) is never taken as 0.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.intervals import Interval, of, total
from pipeline.check.ledger import Ledger
from pipeline.check.messages import plain, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import FlowTerm, RollForwardRule

WHOLE = (None, "compulsory", "all")
REACH = 8  # characters behind a figure that belong to its clause
_CLAUSE = re.compile(r"(?<![初末底])[,，]|[、;；:：。()（）\n]")


def roll_forward(ledger: Ledger, rules: Sequence[RollForwardRule]) -> Iterator[Outcome]:
    """Every rule in every paragraph and at every stage at which its stock is stated for two times."""
    text = ledger.report.document.text
    told = [(rule, re.compile("|".join(rule.opening.words))) for rule in rules]
    squeezed = _squeezed(text) if told else ""
    told = [(rule, opening) for rule, opening in told if opening.search(squeezed)]
    paragraphs: dict[int, list[Fact]] = defaultdict(list)
    for fact in ledger.facts if told else ():
        if fact.number is not None and fact.unit not in ("%", "百分点") and fact.source != "table":
            paragraphs[text.rfind("\n\n", 0, fact.start)].append(fact)
    for start, facts in paragraphs.items():
        for rule, opening in told if len(facts) > 2 else ():
            if _twice(rule, facts) and opening.search(_squeezed(text[max(0, start) : facts[-1].end + REACH])):
                yield from _paragraph(ledger, rule, facts)


def _twice(rule: RollForwardRule, facts: Sequence[Fact]) -> bool:
    """Whether a stock that has indicators is stated twice at least, a glance before a search."""
    codes = rule.opening.indicators
    return not codes or sum(f.indicator in codes for f in facts) > 1


def _squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def _paragraph(ledger: Ledger, rule: RollForwardRule, facts: Sequence[Fact]) -> Iterator[Outcome]:
    words = {f.fact_id: _words(ledger, f) for f in facts}
    roles: list[list[Fact]] = [[] for _ in range(2 + len(rule.comes) + len(rule.goes))]
    for fact in facts:
        for n, term in enumerate((rule.opening, *rule.comes, *rule.goes, rule.closing)):
            if fact.status == "actual" and fact.measure == "value" and _plays(term, fact, words[fact.fact_id]):
                roles[n].append(fact)
                break  # 上年在校生 is no 在校生 of this year
    for opening in roles[0]:
        for closing in (f for f in roles[-1] if _alike(f, opening)):
            flows = [[f for f in role if _alike(f, opening)] for role in roles[1:-1]]
            once = (
                len([f for f in roles[0] if _alike(f, opening)])
                == 1
                == len([f for f in roles[-1] if _alike(f, closing)])
            )
            if once and any(flows):
                yield _tried(ledger, rule, opening, closing, flows)


def _plays(term: FlowTerm, fact: Fact, words: str) -> bool:
    """Whether a fact is what a term of the relation stands for: by its indicator, its words, or both."""
    coded = not term.indicators or fact.indicator in term.indicators
    return coded and (not term.words or any(re.search(word, words) for word in term.words))


def _alike(fact: Fact, stock: Fact) -> bool:
    return fact.unit == stock.unit and (fact.stage == stock.stage or {fact.stage, stock.stage} <= set(WHOLE))


def _words(ledger: Ledger, fact: Fact) -> str:
    """The clause of a figure: the words before it, back to a comma or figure, and those right behind it."""
    return "".join(_around(ledger, fact))


def _said(ledger: Ledger, fact: Fact) -> str:
    """A figure in its clause, as the report puts it: 上年未整改问题12个, 尚有8个未整改."""
    ahead, behind = _around(ledger, fact)
    return ahead + raw(fact) + behind


def _around(ledger: Ledger, fact: Fact) -> tuple[str, str]:
    before = ledger.before(fact)
    ahead = _CLAUSE.split(ledger.text(max(before.end if before else 0, fact.start - 24), fact.start))[-1]
    behind = re.split(r"[\d,，、;；:：。()（）\n]", ledger.text(fact.end, fact.end + REACH))[0]
    return _squeezed(ahead), _squeezed(behind)


def _tried(
    ledger: Ledger, rule: RollForwardRule, opening: Fact, closing: Fact, flows: Sequence[Sequence[Fact]]
) -> Outcome:
    stated = [f for flow in flows for f in flow]
    facts = (opening, *stated, closing)
    if any(len(flow) > 1 for flow in flows):
        return not_checkable("trend", rule.id, facts, "各项增减的统计口径未能确认")
    comes, goes = flows[: len(rule.comes)], flows[len(rule.comes) :]
    held = _held(opening, closing, comes, goes)
    signs = [*("+" for flow in comes for _ in flow), *("-" for flow in goes for _ in flow)]
    end = opening.number or Decimal(0)
    for fact, sign in zip(stated, signs, strict=True):
        end += (fact.number or Decimal(0)) * (1 if sign == "+" else -1)
    moves = "".join(sign + raw(f) for f, sign in zip(stated, signs, strict=True))
    arithmetic = f"{raw(opening)}{moves}={plain(end)}"
    if held:
        return satisfied("trend", rule.id, facts, arithmetic, end == closing.number)
    if not all(flows):
        return not_checkable("trend", rule.id, facts, f"{rule.reason}，但增减各项所列不全")
    return violated(
        "trend",
        rule.id,
        facts,
        severity="warning",
        message=(
            f"报告称{'、'.join(_said(ledger, f) for f in facts[:-1])}，{rule.reason}，"
            f"按此计算为{plain(end)}{closing.unit or ''}，但报告称{_said(ledger, closing)}，请说明。"
        ),
        arithmetic=f"{arithmetic}≠{raw(closing)}",
        expected=plain(end),
        stated=closing.value,
    )


def _held(opening: Fact, closing: Fact, comes: Sequence[Sequence[Fact]], goes: Sequence[Sequence[Fact]]) -> bool:
    """Whether opening + what came = closing + what went, as far as the written decimals tell."""
    came: list[Interval] = [of(f) for flow in comes for f in flow]
    went: list[Interval] = [of(f) for flow in goes for f in flow]
    return total([of(opening), *came]).meets(total([of(closing), *went]))
