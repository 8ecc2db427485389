"""A figure that is said to reach the norm quoted right behind it: 占9.18%，达到不低于10%的要求."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, takewhile

from pipeline.check.change_words import in_one_line
from pipeline.check.intervals import exactly, of
from pipeline.check.ledger import Ledger
from pipeline.check.messages import quoted, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact

WHOLE = (None, "compulsory", "all")
_OVER = "达到|符合|满足|高于|超过|优于|高出|大于"
_UNDER = "低于|小于|未超过|不超过|没有超过|控制在|不高于"
_IN_BRACKETS = re.compile(
    "[,(](?:对照|按照|按)?(?:国家|省定|规定)?(?:规定|评估)?的?(?:标准|要求)(?:为|是|:|的)?(?:不低于|≥)?"
)
_MET = re.compile("(?<!未)(?<!不)(?<!没有)达标|符合(?:要求|标准|规定)")
_ALL_OVER = re.compile(
    r"[,;]?(?:以上|上述)?(?:[两二三四五六七2-7]项|各项)(?:指标)?(?:均|都|全部)(?:已)?(?:高于|超过|达到|优于|不低于)(?:了)?(?:国家规定的|国家)?$"
)
_JOINT = re.compile("(?:以上)?[、,和及与]")
_MOST = 6  # norms in one list
_BEYOND = ("高于", "超过", "高出", "大于")
_CLAIM = re.compile(
    rf"^[,(;]?(?:小学、初中|小学和初中|占比|比例)?(?:均|都|已|也|全部|远|明显|略|仍)*(?P<verb>{_OVER}|{_UNDER})了?"
    r"(?:[^,。;:()\d]{0,10}?)(?:不低于|不少于|不小于|大于或?等于|不高于|不超过|小于或?等于|≥|≤|标准|规定|要求|的|小学|初中)*$"
)
_CALLED = re.compile(r"^(?:以上|以下|以内|及以上)?的?(?:[一-龥]{0,6})(?:标准|要求|规定|上限|下限|底线)")


def claimed_norms(ledger: Ledger) -> Iterator[Outcome]:
    """Each figure of a report that a norm of the same indicator and stage follows in one breath, alone or in a list."""
    facts = [f for f in ledger.facts if f.number is not None and f.source != "table"]
    yield from _several(ledger, [f for f in facts if f.unit != "项"])  # 三项均高于…: no figure of its own
    for last, first in pairwise(facts):
        if not _stated(last) or first.status != "standard" or last.indicator != first.indicator:
            continue
        norms = _run(facts, first)
        if _beside(ledger, last, first, norms[-1]):
            yield from _paired(ledger, facts, last, norms)
            continue
        match = _CLAIM.match(in_one_line(ledger.text(last.end, first.start)))
        behind = in_one_line(ledger.text(norms[-1].end, norms[-1].end + 16))
        if match is None or not (first.op in (">=", "<=", ">", "<") or _CALLED.match(behind)):
            continue
        cap, over = first.op in ("<=", "<"), match["verb"] in _BEYOND
        if (cap and over) or (not cap and re.fullmatch(_UNDER, match["verb"])):
            continue  # 2186人，超过2000人的上限; 9.1%，低于10%的要求: told as a failure
        yield from _paired(ledger, facts, last, norms)


def _paired(ledger: Ledger, facts: list[Fact], last: Fact, norms: list[Fact]) -> Iterator[Outcome]:
    """Each of ``norms`` against the figure of its stage among those up to ``last``."""
    for norm in norms:
        fact = next((f for f in reversed(_run_before(facts, last)) if f.stage == norm.stage), None)
        if fact is not None and fact.unit == norm.unit and not _judged(ledger, fact):
            yield _tried(fact, norm)  # else the verdict itself is tried against the figure


def _beside(ledger: Ledger, fact: Fact, norm: Fact, last: Fact) -> bool:
    """Whether norms (``norm`` to ``last``) stand behind a figure and 达标 behind both (9.86(标准10.2以上),达标)."""
    gap = in_one_line(ledger.text(fact.end, norm.start))
    behind = re.split("[;。]", in_one_line(ledger.text(last.end, last.end + 40)))[0]
    if re.search(r"\d", behind):
        return False
    return _IN_BRACKETS.fullmatch(gap) is not None and _MET.search(behind) is not None


def _several(ledger: Ledger, facts: list[Fact]) -> Iterator[Outcome]:
    """Several figures and as many norms in their order: 三项均高于5.8平方米、10.2平方米和2500元的国家标准."""
    for n, last in enumerate(facts[:-1]):
        match = _ALL_OVER.match(in_one_line(ledger.text(last.end, facts[n + 1].start)))
        if match is None or not _stated(last):
            continue
        norms = [facts[n + 1]]
        for follower in facts[n + 2 : n + 2 + _MOST]:
            if not _JOINT.fullmatch(in_one_line(ledger.text(norms[-1].end, follower.start))):
                break
            norms.append(follower)
        values = facts[n + 1 - len(norms) : n + 1] if n + 1 >= len(norms) else []
        called = _CALLED.match(in_one_line(ledger.text(norms[-1].end, norms[-1].end + 16)))
        alike = len(values) == len(norms) > 1 and all(v.unit == m.unit for v, m in zip(values, norms, strict=True))
        told_apart = len({m.unit for m in norms}) > 1 or len({v.indicator for v in values}) == len(values)
        if called and alike and told_apart and all(map(_stated, values)):
            for value, norm in zip(values, norms, strict=True):
                yield _tried(value, norm, over=True)


def _stated(fact: Fact) -> bool:
    own = (fact.status, fact.scope) == ("actual", None) and fact.indicator is not None
    return own and fact.op in ("=", "~") and fact.measure in ("value", "mean")


def _run(facts: list[Fact], first: Fact) -> list[Fact]:
    """The norms of one indicator that stand one behind the other from ``first`` on."""
    at = facts.index(first)
    return list(takewhile(lambda f: (f.indicator, f.status) == (first.indicator, "standard"), facts[at : at + 2]))


def _run_before(facts: list[Fact], last: Fact) -> list[Fact]:
    """The figures of one indicator that stand one behind the other up to ``last``."""
    at = facts.index(last)
    held = takewhile(lambda f: f.indicator == last.indicator and _stated(f), reversed(facts[max(0, at - 1) : at + 1]))
    return list(held)[::-1]


def _judged(ledger: Ledger, fact: Fact) -> bool:
    said = ledger.find(fact.indicator or "", "verdict")
    return any(v.value == "met" and v.stage in (fact.stage, *WHOLE) for v in said)


def _tried(fact: Fact, norm: Fact, over: bool = False) -> Outcome:
    """``fact`` against the bound that ``norm`` states, or that it is said to be ``over``."""
    cap = norm.op in ("<=", "<") and not over
    limit = exactly(norm.number or Decimal(0))
    broken = limit.below(of(fact)) if cap else of(fact).below(limit)
    relation, sign = f"claimed-norm:{fact.indicator}:{fact.stage}", "≤" if cap else "≥"
    if not broken:
        return satisfied("standard", relation, (fact, norm), f"{raw(fact)}{sign}{raw(norm)}")
    return violated(
        "standard",
        relation,
        (fact, norm),
        severity="error",
        message=f"报告称{quoted(fact)}达到{sign}{raw(norm)}的要求，但按两数大小并未达到，请核实。",
        arithmetic=f"{raw(fact)}不满足{sign}{raw(norm)}",
        expected=f"{norm.op}{norm.value}",
        stated=fact.value,
    )
