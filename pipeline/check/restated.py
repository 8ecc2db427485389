"""A count that the text comes back to (在交流教师268人的基础上; 派出支教的161名教师中) against the one told before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger, same_period
from pipeline.check.lists import lead
from pipeline.check.messages import quoted, raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact

_GROUND = re.compile(r"\s*的(?:基础|规模)上")
_OF_THEM = re.compile(r"(?P<noun>[一-龥]{2,6}?)(?:当中|之中|中|里)[，,、\d一-龥]")
_DOING = re.compile(r"(?P<doing>[一-龥]{2,8})的$")
_TAKEN_OUT = re.compile("其中|另有|部分|其他|其余|新增|以上|不足")


def restated(ledger: Ledger) -> Iterator[Outcome]:
    """Every count that the words mark as one already told, where exactly one was told in the same words."""
    for fact in ledger.facts:
        if fact.number is None or fact.source == "table" or fact.unit in ("%", "百分点"):
            continue
        told = _on_this_ground(ledger, fact) or _of_them(ledger, fact)
        if told is None:
            continue
        relation = f"restated:{fact.indicator or fact.label}"
        if of(told).meets(of(fact)):
            yield satisfied("contradiction", relation, (told, fact), f"{raw(told)}={raw(fact)}")
            continue
        yield violated(
            "contradiction",
            relation,
            (told, fact),
            severity="warning",
            message=f"报告前文称{quoted(told)}，后文又称为{raw(fact)}，请核实。",
            arithmetic=f"{raw(told)}≠{raw(fact)}",
            expected=told.value,
            stated=fact.value,
        )


def _on_this_ground(ledger: Ledger, fact: Fact) -> Fact | None:
    """The only value before of the same indicator, stage and time as a figure on whose ground more is to be done."""
    if fact.indicator is None or not _GROUND.match(ledger.text(fact.end, fact.end + 8)):
        return None
    same = [
        f
        for f in ledger.find(fact.indicator, fact.measure, fact.stage, scope=fact.scope)
        if f.end <= fact.start and f.unit == fact.unit and same_period(f, fact)
    ]
    return _only(same)


def _of_them(ledger: Ledger, fact: Fact) -> Fact | None:
    """The only count before of those that a figure is once more the number of: 支教的161名教师中 of 支教教师116人."""
    noun = _OF_THEM.match(ledger.text(fact.end, fact.end + 10))
    doing = _DOING.search(ledger.text(max(0, fact.start - 10), fact.start))
    if noun is None or doing is None or _TAKEN_OUT.search(doing["doing"]):
        return None
    same = [
        f
        for f in ledger.facts
        if f.end <= fact.start
        and f.unit == fact.unit
        and f.number is not None
        and f.source != "table"
        and any(lead(ledger, f).endswith(w + noun["noun"]) for w in _tails(doing["doing"]) if len(w + noun["noun"]) > 5)
    ]
    return _only(same)


def _tails(words: str) -> list[str]:
    """The last two characters or more of ``words``, the longest first."""
    return [words[n:] for n in range(len(words) - 1)]


def _only(facts: list[Fact]) -> Fact | None:
    return facts[-1] if len({(f.low, f.high) for f in facts}) == 1 else None
