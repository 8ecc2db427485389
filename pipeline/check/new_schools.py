"""Planned new schools: their places against the cap on a school's size, their grounds against the norms a pupil."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import exactly, of
from pipeline.check.ledger import Ledger
from pipeline.check.lists import lead
from pipeline.check.messages import SIGNS, STAGES, decimal, plain, raw
from pipeline.check.norms import breaks, norms_of
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import NewSchoolRule, Rulebook

NEAR = 60
_OTHER_SCHOOLS = re.compile(r"[改扩]建?[^,，。；;]{0,8}\d+\s*所")  # 新建2所、改扩建9所，新增学位5400个: those of both
_OLDER = re.compile("改|扩|维修|修缮|硬化|铺设|塑胶")


def new_schools(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """All relations of the new schools of one report."""
    yield from _places(ledger, rules)
    for rule in rules.checks.new_school:
        yield from _area(ledger, rules, rule)


def _planned(ledger: Ledger) -> Iterator[tuple[Fact, Fact]]:
    """New schools and the places that they bring, where the report tells of both in one breath."""
    for status in ("target", "actual"):
        for places in ledger.find("school_places_added", status=status):
            built = [
                f
                for f in ledger.report.facts
                if (f.indicator, f.stage, f.status) == ("schools_built", places.stage, status)
                and f.number
                and 0 <= places.start - f.end <= NEAR
                and not _OTHER_SCHOOLS.search(ledger.text(f.end, places.start))
            ]
            if built:
                yield max(built, key=lambda f: f.end), places


def _places(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Places of a new school above the cap on its size: the norm and the caps that the document itself states."""
    indicator = rules.indicators.get("school_size")
    for built, places in _planned(ledger):
        stated = _stated_caps(ledger, places.stage) or _stated_caps(ledger, "compulsory")
        norms = norms_of(indicator, places.stage, ledger.report) if indicator else ()
        caps = [f.number for f in stated if f.number] + [n.value for n in norms]
        if not caps or not built.number:
            continue
        cap, each = max(caps), of(places) / of(built)
        exact = (places.number or Decimal(0)) / built.number
        arithmetic = f"{raw(places)}÷{raw(built)}={decimal(exact)}"
        if not exactly(cap).below(each):
            yield satisfied("standard", "new-school-size", (built, places, *stated), f"{arithmetic}≤{plain(cap)}")
            continue
        yield violated(
            "standard",
            "new-school-size",
            (built, places, *stated),
            severity="warning",
            message=(
                f"报告称新建{STAGES.get(places.stage or '', '学校')}{raw(built)}、提供学位{raw(places)}，"
                f"每校{decimal(exact)}个，超过校额上限{plain(cap)}人，请核实学位数或学校数。"
            ),
            arithmetic=f"{arithmetic}>{plain(cap)}",
            expected=plain(cap),
            stated=decimal(exact),
            suspects=(built, places),
        )


def _stated_caps(ledger: Ledger, stage: str | None) -> list[Fact]:
    """The caps on a school's size that the document itself states for a stage."""
    statuses = ("standard", "target")
    return [f for s in statuses for f in ledger.find("school_size", stage=stage, status=s) if f.number]


def _of_the_school(ledger: Ledger, places: Fact, area: Fact) -> bool:
    """Whether an area is that of the school just told of: in the sentence of its places, and not for older schools."""
    between = ledger.text(places.end, area.start)
    told = area.scope is None and 0 <= area.start - places.end <= NEAR and not _OLDER.search(lead(ledger, area))
    return told and not re.search("[。\n]|另", between)


def _area(ledger: Ledger, rules: Rulebook, rule: NewSchoolRule) -> Iterator[Outcome]:
    """The area of one new school for each of its places, against the norm for every school."""
    indicator = rules.indicators.get(rule.norm)
    for built, places in _planned(ledger):
        areas = [
            f
            for f in ledger.report.facts
            if f.indicator == rule.area
            and ("新建" in (f.scope or "") or _of_the_school(ledger, places, f))
            and (f.stage, f.status) == (places.stage, places.status)
        ]
        if indicator is None or built.number != 1 or len(areas) != 1 or not places.number:
            continue
        area = areas[0]
        stated = ledger.find(rule.norm, stage=places.stage, status="standard")[:1]
        size = plain(area.number or Decimal(0))
        each = of(area) / of(places)
        exact = (area.number or Decimal(0)) / places.number
        for norm in norms_of(indicator, places.stage, ledger.report):
            arithmetic = f"{size}÷{plain(places.number)}={decimal(exact)}"
            relation = f"new-school:{rule.id}"
            facts = (area, places, *stated)
            square = area.unit or ""
            if not breaks(each, norm):
                yield satisfied("standard", relation, facts, f"{arithmetic}{SIGNS[norm.op]}{norm.value}")
                continue
            yield violated(
                "standard",
                relation,
                facts,
                severity="warning",
                message=(
                    f"报告称{area.scope or ''}{rules.indicators[rule.area].name}{size}{square}、学位{raw(places)}，"
                    f"平均每个学位{decimal(exact)}{square}，"
                    f"不足{indicator.name}{plain(norm.value)}{square}的标准，{rule.reason}。"
                ),
                arithmetic=f"{arithmetic}<{norm.value}",
                expected=plain(norm.value),
                stated=decimal(exact),
                suspects=(area, places),
            )
