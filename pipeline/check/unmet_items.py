"""Failures counted both ways: by indicator (schools that miss it) and by school (indicators that it misses).

Two schools that miss one, two that miss another and one that misses a third are five items missed; as many must come
out of the list of schools (缺三项的1所、缺两项的1所).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.ledger import Ledger
from pipeline.check.messages import STAGES, plain, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, unique, violated
from pipeline.check.passages import Passage, passages
from pipeline.model import Evidence, Fact
from pipeline.rulebook import Rulebook

FIRST = ("primary", "junior")
MOST_ITEMS = 7
_LACKS = re.compile("缺|差|未达|不达|达不到|没有达|不合格")
_NEARLY = re.compile(r"(?:指标)?[^,;:。\d]{0,10}$")
_OF_ALL = re.compile("中|以上|指标中|及以上|全部")
_MANY = re.compile("的[^;:。,]{0,8}$")
_SCHOOL = re.compile("(?:小学|中学|学校|初中部|小学部|校区|[第一二三四五六七八九十实验][小中])[^;:。]{0,14}$")


@dataclass(frozen=True, slots=True)
class Missed:
    """Schools (``times``) that miss ``items`` each; ``nearly`` of these reach the floor of 85 % and may not count."""

    items: Decimal
    nearly: Decimal
    times: Decimal
    figures: tuple[Fact, ...]
    schools: Fact | None


@dataclass(frozen=True, slots=True)
class BySchool:
    """All that the report says of the schools of a stage that miss items, and whether it says that these are all."""

    missed: tuple[Missed, ...]
    complete: bool
    evidence: tuple[Evidence, ...]

    def total(self, strict: bool) -> Decimal:
        """The items missed by all schools; ``strict``: without those that reach the floor."""
        return sum(((m.items - (m.nearly if strict else 0)) * m.times for m in self.missed), Decimal(0))


def unmet_items(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """小学 and 初中 each, where the report counts both ways."""
    told = _by_school(ledger, rules)
    for stage in FIRST:
        if stage in told:
            yield from _tried(ledger, rules, stage, told[stage])


def _tried(ledger: Ledger, rules: Rulebook, stage: str, schools: BySchool) -> Iterator[Outcome]:
    by_indicator = _by_indicator(ledger, rules, stage)
    figures = [f for m in schools.missed for f in m.figures]
    several = [m.schools for m in schools.missed if m.schools is not None]
    figures += several if any(m.times > 1 for m in schools.missed) else []
    relation = f"both-ways:{stage}"
    if by_indicator is None:
        yield not_checkable("contradiction", relation, figures, "未逐项报告各指标的达标学校数")
        return
    base, short = by_indicator
    whole = base.number or Decimal(0)
    count = sum((whole - (f.number or Decimal(0)) for f in short), Decimal(0))
    facts = unique((base, *short, *figures))
    terms = "+".join(f"({plain(whole)}-{raw(f)})" for f in short) or "0"
    listed = "+".join(f"{plain(m.items)}×{plain(m.times)}" for m in schools.missed)
    low, high = schools.total(strict=True), schools.total(strict=False)
    if low <= count <= high:
        yield satisfied("contradiction", relation, facts, f"{terms}={plain(count)}；{listed}={plain(high)}")
    elif not schools.complete:
        yield not_checkable("contradiction", relation, facts, "所列学校可能不是全部未达标学校")
    else:
        yield violated(
            "contradiction",
            relation,
            facts,
            severity="warning",
            message=(
                f"{STAGES[stage]}按各项指标的达标学校数计算，未达标共{plain(count)}项次，按所列未达标学校计算为{plain(high)}项次，"
                f"两者不一致，请核实。"
            ),
            arithmetic=f"{terms}={plain(count)}≠{listed}={plain(high)}",
            expected=plain(count),
            stated=plain(high),
            evidence=schools.evidence,
        )


def _by_indicator(ledger: Ledger, rules: Rulebook, stage: str) -> tuple[Fact, list[Fact]] | None:
    """The schools assessed, and the numbers that meet an indicator which not all meet; None where one is unknown."""
    bases = ledger.find("assessed_schools", stage=stage)
    refs = {i.ref for i in rules.indicators.values() if i.ref and i.ref.startswith("1.")}
    if not refs or len({b.number for b in bases}) != 1:
        return None
    known: dict[str, Fact | None] = {}
    for code, indicator in rules.indicators.items():
        if indicator.ref in refs and indicator.ref:
            met = ledger.find(code, "schools_met", stage)
            full = [f for f in ledger.find(code, "share_met", stage) if f.number == 100]
            if len({f.number for f in met}) > 1:
                return None
            if met:
                known[indicator.ref] = met[0]
            elif full:
                known.setdefault(indicator.ref, None)
    if set(known) != refs:
        return None
    short = [f for _, f in sorted(known.items()) if f is not None and f.number != bases[0].number]
    return (bases[0], short) if all((f.number or 0) < (bases[0].number or 0) for f in short) else None


def _by_school(ledger: Ledger, rules: Rulebook) -> dict[str, BySchool]:
    """What the sentences tell of schools that miss items, a stage at a time."""
    found: dict[str, list[tuple[Passage, Missed]]] = {}
    for passage in passages(ledger, rules):
        stage = _stage(passage.words)
        if stage is None or passage.planned or "项" not in passage.words or not _LACKS.search(passage.words):
            continue
        found.setdefault(stage, []).extend((passage, m) for m in _missed(ledger, passage))
    return {stage: _all(ledger, told) for stage, told in found.items() if told}


def _all(ledger: Ledger, told: Sequence[tuple[Passage, Missed]]) -> BySchool:
    """``told`` together; they are all where a number of schools near them says so."""
    missed = tuple(m for _, m in told)
    schools = sum((m.times for m in missed), Decimal(0))
    used = {f.fact_id for m in missed for f in (*m.figures, m.schools) if f is not None}
    start, end = told[0][0].origin[0], told[-1][0].origin[-1]
    near = (f for f in ledger.facts if f.unit == "所" and start - 40 <= f.start <= end + 40)
    complete = any(f.number == schools and f.fact_id not in used for f in near)
    ends = {id(p): p for p, _ in told}.values()
    return BySchool(missed, complete, tuple(p.evidence(ledger, 0, len(p.words)) for p in ends))


def _stage(words: str) -> str | None:
    primary, junior = "小学" in words, "初中" in words or "初级中学" in words
    return None if primary == junior else "primary" if primary else "junior"


def _missed(ledger: Ledger, passage: Passage) -> Iterator[Missed]:
    """Each stretch between ; and : that tells how many items a school, or how many schools, miss."""
    facts = passage.facts(ledger)
    for match in re.finditer("[^;:。]+", passage.words):
        inside = [(f, passage.at(f.start)) for f in facts if match.start() <= passage.at(f.start) < match.end()]
        items = [(f, at) for f, at in inside if f.unit == "项" and f.op == "=" and 0 < (f.number or 0) <= MOST_ITEMS]
        items = [(f, at) for f, at in items if not _OF_ALL.match(passage.words, at + len(raw(f)))]
        if not items or not _LACKS.search(match.group()):
            continue
        shares = [at for f, at in inside if f.unit == "%"]
        nearly = [
            f for f, at in items if any(_NEARLY.fullmatch(passage.words[at + len(raw(f)) : share]) for share in shares)
        ]
        last = items[-1]
        behind = [(f, at) for f, at in inside if f.unit == "所" and at > last[1]]
        schools = next((f for f, at in behind if _MANY.search(passage.words[last[1] : at])), None)
        if schools is None and not _SCHOOL.search(passage.words[match.start() : items[0][1]]):
            continue
        times = schools.number if schools is not None and schools.number else Decimal(1)
        numbers = [sum((f.number or Decimal(0) for f in part), Decimal(0)) for part in ([f for f, _ in items], nearly)]
        yield Missed(numbers[0], numbers[1], times, tuple(f for f, _ in items), schools)
