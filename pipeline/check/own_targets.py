"""A county's own targets: against what it states for the time when they were due, and against the norm."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from pipeline.check.intervals import exactly
from pipeline.check.ledger import Ledger
from pipeline.check.messages import SIGNS, name, plain, quoted, raw
from pipeline.check.norms import breaks, norms_of
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact, Report
from pipeline.rulebook import Norm, Rulebook

Direction = Literal[">=", "<="]
_UP = re.compile("(?:以上|达到|达|提高到|提升到|增加到|增至|提升至|提高至|不低于|不少于|突破|超过|稳定在|保持在|[>≥])")
_DOWN = re.compile("(?:以内|以下|降到|降至|下降到|控制在|压减到|减少到|缩小到|不超过|不高于|不大于|[<≤])")


def own_targets(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """Every target whose time has come, over all documents of a county, and every target that a norm forbids."""
    by_county: dict[tuple[str, str | None], list[Ledger]] = defaultdict(list)
    for ledger in ledgers:
        yield from _against_norms(ledger, rules)
        if ledger.report.county is not None:
            by_county[ledger.report.county, ledger.report.county_code].append(ledger)
        else:
            yield from _due([ledger], rules)
    for _, group in sorted(by_county.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield from _due(group, rules)


def _targets(ledger: Ledger, rules: Rulebook) -> Iterator[Fact]:
    """The county's own targets that are one value of an indicator (no sums, changes or works)."""
    additive = set(rules.checks.additive)
    for fact in ledger.facts:
        if fact.status != "target" or fact.measure not in ("value", "share_met") or fact.scope is not None:
            continue
        if fact.indicator in rules.indicators and fact.indicator not in additive and fact.number is not None:
            yield fact


def _direction(ledger: Ledger, fact: Fact, rules: Rulebook) -> Direction | None:
    """Whether a target is reached from below or from above: by its bound, its words, the norm of its indicator."""
    if fact.op in (">=", ">"):
        return ">="
    if fact.op in ("<=", "<"):
        return "<="
    words = re.sub(r"\s", "", ledger.text(max(0, fact.start - 10), fact.start))
    after = re.sub(r"\s", "", ledger.text(fact.end, fact.end + 4))
    down, up = _DOWN.search(words) or _DOWN.match(after), _UP.search(words) or _UP.match(after)
    if bool(down) != bool(up):
        return "<=" if down else ">="
    signs = {n.op for n in rules.indicators[fact.indicator or ""].norms}
    return ">=" if signs == {">="} else "<=" if signs == {"<="} else None


def _due(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """Targets against the first figure stated as of a date that is theirs or later."""
    for ledger in ledgers:
        for target in _targets(ledger, rules):
            if target.period_end is None:
                continue
            figures = [(f, other.report) for other in ledgers for f in _reached(other, target)]
            direction = _direction(ledger, target, rules)
            if not figures or direction is None:
                continue
            yield _compared(target, direction, min(figures, key=lambda f: (_as_of(*f) or "", f[0].doc, f[0].start))[0])


def _reached(ledger: Ledger, target: Fact) -> list[Fact]:
    """The county's figures of a target's indicator as of the target's end or up to a year later."""
    due = target.period_end or ""
    found = ledger.find(target.indicator or "", target.measure, target.stage)
    dated = [(f, _as_of(f, ledger.report)) for f in found if f.unit == target.unit and f.number is not None]
    return [f for f, day in dated if day is not None and due <= day <= f"{int(due[:4]) + 1}{due[4:]}"]


def _as_of(fact: Fact, report: Report) -> str | None:
    """The date that a figure is of: its own, else the end of the report's year, but never a day after the report's."""
    undated = report.year and report.kind != "plan" and fact.period_text is None
    day = fact.period_end or (f"{report.year}-12-31" if undated else None)
    written = report.date if report.date is not None and len(report.date) == 10 else None
    return day if day is None or written is None else min(day, written)


def _compared(target: Fact, direction: Direction, figure: Fact) -> Outcome:
    relation = f"own-target:{target.indicator}:{target.stage}"
    value = target.number or Decimal(0)
    low, high = figure.low, figure.high
    short = high is not None and high < value if direction == ">=" else low is not None and low > value
    sign = SIGNS[direction]
    if not short:
        return satisfied("standard", relation, (target, figure), f"{raw(figure)}{sign}{raw(target)}")
    when = re.sub(r"\s", "", target.period_text or (target.period_end or "")[:4] + "年")
    return violated(
        "standard",
        relation,
        (target, figure),
        severity="info",
        message=(
            f"报告提出“{when}”{quoted(target)}的目标，所报{figure.period_text or ''}{quoted(figure)}，"
            f"未达到自定目标，请说明。"
        ),
        arithmetic=f"{raw(figure)}不满足{sign}{raw(target)}",
        expected=f"{direction}{plain(value)}",
        stated=figure.value,
        suspects=(),
    )


def _against_norms(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """A plan's own limit that is looser than the norm: who keeps to the plan need not meet the norm."""
    for target in _targets(ledger, rules):
        indicator = rules.indicators[target.indicator or ""]
        direction = _direction(ledger, target, rules)
        if target.unit != indicator.unit or target.measure != "value" or direction is None:
            continue
        for norm in norms_of(indicator, target.stage, ledger.report):
            relation = f"target-norm:{target.indicator}:{target.stage}"
            limit = f"{SIGNS[norm.op]}{plain(norm.value)}{target.unit or ''}"
            if direction != norm.op or not _looser(target, norm):
                yield satisfied("standard", relation, (target,), f"{raw(target)}{limit}")
            elif _later(ledger, target, rules):
                yield not_checkable("standard", relation, (target,), "另有更晚的目标，此为阶段目标")
            else:
                yield _loose(relation, target, norm, limit)


def _looser(target: Fact, norm: Norm) -> bool:
    value = target.number or Decimal(0)
    return value > norm.value if norm.op == "<=" else value < norm.value and breaks(exactly(value), norm)


def _later(ledger: Ledger, target: Fact, rules: Rulebook) -> bool:
    """Whether the plan sets the same indicator another target for a later time."""
    return any(
        (f.indicator, f.stage, f.measure) == (target.indicator, target.stage, target.measure)
        and (f.period_end or "9999") > (target.period_end or "9999")
        for f in _targets(ledger, rules)
    )


def _loose(relation: str, target: Fact, norm: Norm, limit: str) -> Outcome:
    cap = norm.op == "<="
    said = f"{name(target)}{'不超过' if cap else '达到'}{raw(target)}"
    return violated(
        "standard",
        relation,
        (target,),
        severity="warning" if cap else "info",
        message=(
            f"报告提出的目标“{said}”{'宽于' if cap else '低于'}{limit}的标准（{norm.source}），"
            f"按此目标仍可能达不到标准，{'请核实' if cap else '请说明是否为阶段目标'}。"
        ),
        arithmetic=f"{raw(target)}{'>' if cap else '<'}{plain(norm.value)}",
        expected=f"{norm.op}{plain(norm.value)}",
        stated=target.value,
        suspects=(),
    )
