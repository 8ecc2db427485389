"""``subset``: a part that is larger than the whole that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger, firm
from pipeline.check.lists import StatedList, stated_lists
from pipeline.check.messages import name, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact, Severity
from pipeline.rulebook import Rulebook, SubsetRule

STATUSES = ("actual", "target")
MOST_TIMES = 3
AROUND = 80  # characters of a sentence to either side of a figure


def subsets(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """The subset rules of checks.yaml, stated parts (其中), and schools that meet an indicator among those assessed."""
    for ledger in ledgers:
        for rule in rules.checks.subset:
            for status in STATUSES if ledger.states(rule.part) else ():
                yield from _rule(ledger, rules, rule, status)
        for stated in stated_lists(ledger, rules.checks):
            yield from _stated(stated)
        yield from _schools(ledger)


def _rule(ledger: Ledger, rules: Rulebook, rule: SubsetRule, status: str) -> Iterator[Outcome]:
    stageless = not rules.indicators[rule.whole].stages and rules.indicators[rule.whole].group == "context"
    for stage in ledger.stages(rule.part, status=status):
        parts = ledger.find(rule.part, stage=stage, status=status)
        wholes = ledger.find(rule.whole, stage=None if stageless else stage, status=status)
        if not wholes:
            yield not_checkable("subset", rule.id, parts, f"未报告同一学段的{rules.indicators[rule.whole].name}")
            continue
        choices = [c for c in ledger.alternatives(parts, wholes) if _alike(c[0].unit, c[1].unit) and c[1].number]
        if not choices:
            yield not_checkable("subset", rule.id, (*parts, *wholes), "各数的时间口径或单位不同")
            continue
        holding = next((c for c in choices if not of(c[1]).below(of(c[0]))), None)
        if holding:
            yield _holds(rule.id, *holding)
        else:
            part, whole = choices[0]
            if _not_alone(ledger, whole, rule):
                yield not_checkable("subset", rule.id, choices[0], "另有以前年度的同类数，不能相比")
                continue
            message = f"报告称{quoted(part)}，多于{quoted(whole)}，{rule.ask}。"
            severity = "warning" if _another_thing(part, whole) else firm(rule.severity, (part, whole))
            yield _exceeds(rule.id, part, whole, severity, message)


def _not_alone(ledger: Ledger, whole: Fact, rule: SubsetRule) -> bool:
    """Whether the sentence of the whole tells of more of its kind (上年遗留), of which the part may be a part too."""
    around = ledger.text(max(0, whole.start - AROUND), whole.start), ledger.text(whole.end, whole.end + AROUND)
    sentence = re.split("[。\n]", around[0])[-1] + re.split("[。\n]", around[1])[0]
    return any(word in sentence for word in rule.beside)


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two counters may count the same: 个 stands for people and posts, never for schools beside 所."""
    return one == other or "所" not in (one, other)


def _another_thing(part: Fact, whole: Fact) -> bool:
    """Whether the part is so many times the whole that the whole may well be that of something smaller."""
    return (part.number or 0) > MOST_TIMES * (whole.number or 0)


def _stated(stated: StatedList) -> Iterator[Outcome]:
    """Each part of a list against the whole, where no sum of the parts is tried that would show the same."""
    if len(stated.parts) > 1 and stated.claim not in ("loose", "mixed"):
        return
    alone = len(stated.parts) == 1
    for part in stated.parts:
        if not of(stated.whole).below(of(part)):
            yield _holds("list", part, stated.whole)
        elif (alone and stated.whole.indicator is None) or _summing_up(part):
            yield not_checkable("subset", "list", (part, stated.whole), "两数的统计对象未能确认")
        else:
            message = f"报告称{quoted(stated.whole)}，其中{quoted(part)}，部分大于总数，请核实。"
            yield _exceeds("list", part, stated.whole, "error" if alone else "warning", message)


def _summing_up(part: Fact) -> bool:
    """Whether the words of a part make it a total or point back (教职工总数, 以上三所)."""
    return re.search("总|合计|共|以上|上述", part.label) is not None


def _schools(ledger: Ledger) -> Iterator[Outcome]:
    """schools_met and schools_unmet within the schools assessed at that stage."""
    for measure, verb in (("schools_met", "达标"), ("schools_unmet", "不达标")):
        for indicator in ledger.indicators(measure):
            for fact in ledger.find(indicator, measure):
                bases = ledger.find("assessed_schools", stage=fact.stage)
                if not bases and fact.stage in ("compulsory", None):
                    bases = ledger.find("schools", stage=fact.stage)
                if not bases:
                    continue
                relation = f"{measure}:{indicator}"
                if any(not of(b).below(of(fact)) for b in bases):
                    yield _holds(relation, fact, bases[0])
                else:
                    message = f"报告称{name(fact)}{verb}{raw(fact)}，多于{quoted(bases[0])}，请核实。"
                    if _of_another_stage(ledger, fact, bases[0]):
                        yield not_checkable("subset", relation, (fact, bases[0]), "所指学段未能确认")
                        continue
                    sure = bases[0].indicator == "assessed_schools"
                    yield _exceeds(relation, fact, bases[0], "error" if sure else "warning", message)


def _of_another_stage(ledger: Ledger, fact: Fact, base: Fact) -> bool:
    """Whether a number of schools far above those of its stage may be that of several stages (61所中59所,初中19所)."""
    counts = [f.number or 0 for code in ("assessed_schools", "schools") for f in ledger.find(code)]
    stages = sum({f.stage: f.number or 0 for f in ledger.find("assessed_schools")}.values())
    several = (fact.number or 0) <= max((*counts, stages))
    return fact.source != "table" and several and 2 * (fact.number or 0) > 3 * (base.number or 0)


def _holds(relation: str, part: Fact, whole: Fact) -> Outcome:
    return satisfied("subset", relation, (part, whole), f"{raw(part)}≤{raw(whole)}")


def _exceeds(relation: str, part: Fact, whole: Fact, severity: Severity, message: str) -> Outcome:
    return violated(
        "subset",
        relation,
        (part, whole),
        severity=severity,
        message=message,
        arithmetic=f"{raw(part)}>{raw(whole)}",
        expected=f"<={whole.value}",
        stated=part.value,
    )
