"""``sum``: parts against their total, where the text lists them, where stages or indicators make up one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.check import causes
from pipeline.check.enumerated import enumerated
from pipeline.check.intervals import exactly, of, total
from pipeline.check.items import items
from pipeline.check.ledger import Ledger, firm
from pipeline.check.lists import COUNTED, StatedList, lead, own_noun, stated_lists
from pipeline.check.messages import listed, name, plain, quoted, raw, unit, written
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.check.runs import implied_lists, restated_totals
from pipeline.model import Fact, Severity
from pipeline.rulebook import Rulebook, SumRule

STATUSES = ("actual", "target")
AROUND = 80  # characters
_EACH = re.compile(r"各\s*$")  # 职业学校、特殊教育学校各1所 are two
_REST_TOLD = "差额另有说明"


def sums(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """Stated part lists, stages that make up a stage, indicators that make up another, items counted one by one."""
    for ledger in ledgers:
        lists = stated_lists(ledger, rules.checks)
        lists += implied_lists(ledger, rules.checks, lists)
        for stated in (*lists, *restated_totals(ledger, lists)):
            if len(stated.parts) > 1:
                yield from _stated(ledger, stated)
        for rule in rules.checks.sum:
            for indicator in filter(ledger.states, rule.indicators):
                for status in STATUSES:
                    yield from _stages(ledger, rules, rule, indicator, status, lists)
        yield from _partitions(ledger, rules, lists)
        yield from items(ledger, rules)
        yield from enumerated(ledger)


def _stated(ledger: Ledger, stated: StatedList) -> Iterator[Outcome]:
    """A list under 其中, after a colon or above a 合计 row."""
    whole, parts = stated.whole, stated.parts
    relation = f"list:{stated.claim}"
    core = tuple(p for p in parts if p.indicator == whole.indicator)
    for chosen in (parts, core) if 1 < len(core) < len(parts) else (parts,):
        if total(of(p) for p in chosen).meets(of(whole)):
            yield _holds(relation, chosen, whole)
            return
    each = [p for p in parts if _EACH.search(ledger.text(max(0, p.start - 24), p.start))]
    if each:
        yield not_checkable("sum", relation, (whole, *parts), "“各”所指的个数未能确认")
        return
    above = of(whole).below(total(of(p) for p in parts))
    severity: Severity = "error"
    if above:
        beyond = len(parts) < 3 and any(of(whole).below(of(p)) for p in parts)
        if stated.claim == "mixed" or (stated.claim == "loose" and beyond):
            yield not_checkable("sum", relation, (whole, *parts), "所列各项可能相互交叉，不能相加")
            return
        severity = "warning" if stated.claim in ("loose", "near", "implied") else "error"
    elif stated.claim != "exhaustive":
        if stated.claim not in ("complete", "near", "implied"):
            arithmetic = _arithmetic(parts, whole, "≤")
            yield satisfied("sum", relation, (whole, *parts), arithmetic, reason="所列各项不必为全部")
            return
        severity = "warning"
    if len({f.status for f in (whole, *parts)}) > 1:
        severity = "warning"
    told = None if above else _rest_told(ledger, parts, whole)
    if told is not None:
        yield satisfied("sum", relation, (whole, *parts, told), _arithmetic(parts, whole, "<"), False, _REST_TOLD)
        return
    yield _differs(ledger, relation, parts, whole, severity)


def _rest_told(ledger: Ledger, parts: Sequence[Fact], whole: Fact) -> Fact | None:
    """The figure close by that says how much is left out: the difference itself, or the share of the parts in all."""
    added = sum((p.number or Decimal(0) for p in parts), Decimal(0))
    gap, last = (whole.number or Decimal(0)) - added, max(f.end for f in (whole, *parts))
    ids = {f.fact_id for f in (whole, *parts)}
    for fact in ledger.facts:
        if fact.fact_id in ids or fact.number is None or not whole.start - AROUND <= fact.start <= last + AROUND:
            continue
        words = lead(ledger, fact)
        behind = (fact.start >= last or re.search("除|扣", words)) and not re.search("其中|含", words)
        behind = behind and fact.source != "table"
        if fact.unit == whole.unit and fact.number == gap and behind:
            return fact
        between = whole.end <= fact.start and fact.end <= min(p.start for p in parts)
        if fact.unit == whole.unit and fact.number == added and between:
            return fact  # 适龄儿童286人,已入学278人。其中随班就读171人…: the parts are of those in school
        told = fact.unit == "%" and last <= fact.start and re.search("占|比|率", words)
        if told and whole.number and not re.search("[。\n]", ledger.text(last, fact.start)):
            share = of(fact)
            if exactly(added * 100 / whole.number).meets(share.widened((share.width or Decimal(0)) / 2)):
                return fact
    return None


def _holds(relation: str, parts: Sequence[Fact], whole: Fact) -> Outcome:
    exact = sum((p.number or Decimal(0) for p in parts), Decimal(0)) == whole.number
    return satisfied("sum", relation, (whole, *parts), _arithmetic(parts, whole, "=" if exact else "≈"), exact)


def _differs(ledger: Ledger, relation: str, parts: Sequence[Fact], whole: Fact, severity: Severity) -> Outcome:
    """The finding that parts and whole differ, with the probable cause where exactly one fits."""
    values = written((*parts, whole))
    added = sum(values[:-1], Decimal(0))
    cause = causes.of_sum(parts, whole, values)
    ask = "请核实" if severity == "error" else "请说明"
    scale = unit(whole, values[-1])
    gap = f"相差{plain(abs(added - values[-1]))}{scale}"
    return violated(
        "sum",
        relation,
        (*parts, whole),
        severity=severity,
        message=(
            f"报告称{quoted(whole)}，但所列{_told(ledger, parts)}相加为{plain(added)}{scale}，{gap}{cause}，{ask}。"
        ),
        arithmetic=_arithmetic(parts, whole, "≠"),
        expected=plain(added),
        stated=plain(values[-1]),
    )


def _told(ledger: Ledger, parts: Sequence[Fact]) -> str:
    """The parts one after another, each in words that tell it from the others where the report has such words."""
    if len({name(p) for p in parts}) == len(parts):
        return listed(parts)
    own = [(own_noun(ledger, p) or p.scope) if p.source != "table" else "" for p in parts]
    return "、".join(f"{words}{raw(p)}" if words else quoted(p) for words, p in zip(own, parts, strict=True))


def _arithmetic(parts: Sequence[Fact], whole: Fact, sign: str) -> str:
    values = written((*parts, whole))
    added = plain(sum(values[:-1], Decimal(0)))
    tail = f"{sign}{plain(values[-1])}" if sign != "=" else ""
    return f"{'+'.join(map(plain, values[:-1]))}={added}{tail}"


def _stages(
    ledger: Ledger, rules: Rulebook, rule: SumRule, indicator: str, status: str, lists: Sequence[StatedList]
) -> Iterator[Outcome]:
    """Stages against the stage that they make up, unless a stated list ties the same figures."""
    wholes = ledger.find(rule.whole_indicator or indicator, stage=rule.whole, status=status)
    parts = [ledger.find(indicator, stage=stage, status=status) for stage in rule.parts]
    stated = [f for role in parts for f in role]
    if not wholes or not stated:
        return
    relation = f"{rule.id}:{indicator}"
    if not all(parts):
        yield not_checkable("sum", relation, (wholes[0], *stated), f"缺少部分学段的{rules.indicators[indicator].name}")
        return
    choices = list(ledger.alternatives(wholes, *parts))
    if not choices:
        yield not_checkable("sum", relation, (wholes[0], *stated), "各数的时间口径不同")
        return
    extra = [f for stage in rule.optional for f in ledger.find(indicator, stage=stage, status=status)]
    for whole, *chosen in choices:
        for added in _subsets(extra):
            facts = (*chosen, *added)
            if ledger.compatible(whole, *facts) and total(map(of, facts)).meets(of(whole)):
                if not _covered(whole, facts, lists):
                    yield _holds(relation, facts, whole)
                return
    whole, *chosen = choices[0]
    if _covered(whole, chosen, lists):
        return
    severity = rule.excess if of(whole).below(total(map(of, chosen))) else rule.shortfall
    if re.search("[(（]园|各级各类", whole.label) and not set(rule.parts) & {"preschool"}:
        yield not_checkable("sum", relation, (whole, *chosen), "合计可能含其他学段")
        return
    if severity is None and (slip := _slip(whole, chosen, extra)):
        yield _differs(ledger, relation, slip, whole, "warning")
        return
    if severity is None:
        yield not_checkable("sum", relation, (whole, *chosen), f"{rule.reason}，但统计口径未说明")
        return
    told = None if of(whole).below(total(map(of, chosen))) else _rest_told(ledger, chosen, whole)
    if told is not None:
        yield satisfied("sum", relation, (whole, *chosen, told), _arithmetic(chosen, whole, "<"), False, _REST_TOLD)
        return
    yield _differs(ledger, relation, chosen, whole, firm(severity, (whole, *chosen)))


def _slip(whole: Fact, chosen: Sequence[Fact], extra: Sequence[Fact] = ()) -> tuple[Fact, ...]:
    """The parts that would make up the whole but for a slip of the pen in one figure; () if none."""
    for added in _subsets(extra):
        parts = (*chosen, *added)
        if causes.slipped(parts, whole, written((*parts, whole))):
            return parts
    return ()


def _subsets(facts: Sequence[Fact]) -> Iterator[tuple[Fact, ...]]:
    for size in range(min(len(facts), 4) + 1):
        for chosen in combinations(facts, size):
            if len({f.stage for f in chosen}) == size:
                yield chosen


def _covered(whole: Fact, parts: Sequence[Fact], lists: Sequence[StatedList]) -> bool:
    """Whether a stated list already ties these figures."""
    ids = {p.fact_id for p in parts}
    return any(s.whole.fact_id == whole.fact_id and ids <= {p.fact_id for p in s.parts} for s in lists)


def _partitions(ledger: Ledger, rules: Rulebook, lists: Sequence[StatedList]) -> Iterator[Outcome]:
    """Indicators that make up another at its stage."""
    for rule in rules.checks.partition:
        if not ledger.states(rule.whole):
            continue
        for whole in ledger.find(rule.whole)[:1]:
            parts = [_at(ledger, code, whole.stage) for code in rule.parts]
            parts += [_rest(ledger, whole, rule.rest)] if rule.rest else []
            stated = [f for role in parts for f in role]
            if not all(parts):
                if stated and not rule.rest:
                    yield not_checkable("sum", rule.id, (whole, *stated), f"{rule.reason}，但所列不全")
                continue
            choices = list(ledger.alternatives([whole], *parts))
            if not choices or _covered(whole, choices[0][1:], lists):
                continue
            holding = next((c for c in choices if total(map(of, c[1:])).meets(of(whole))), None)
            if holding:
                yield _holds(rule.id, holding[1:], whole)
                continue
            chosen = choices[0][1:]
            severity = rule.excess if of(whole).below(total(map(of, chosen))) else rule.shortfall
            told = (
                None
                if severity is None or of(whole).below(total(map(of, chosen)))
                else _rest_told(ledger, chosen, whole)
            )
            if told is not None:
                arithmetic = _arithmetic(chosen, whole, "<")
                yield satisfied("sum", rule.id, (*choices[0], told), arithmetic, False, _REST_TOLD)
            elif severity is None and _slip(whole, chosen):
                yield _differs(ledger, rule.id, chosen, whole, "warning")
            elif severity is None:
                yield not_checkable("sum", rule.id, choices[0], f"{rule.reason}，但统计口径未说明")
            else:
                yield _differs(ledger, rule.id, chosen, whole, firm(severity, (whole, *chosen)))


def _at(ledger: Ledger, code: str, stage: str | None) -> tuple[Fact, ...]:
    """An indicator's figures at a stage, or its only ones."""
    here = ledger.find(code, stage=stage)
    anywhere = ledger.find(code)
    return here or (anywhere if len({f.stage for f in anywhere}) == 1 else ())


def _rest(ledger: Ledger, whole: Fact, terms: Sequence[str]) -> tuple[Fact, ...]:
    """The figures of the sentence of ``whole`` that no rule maps and that one of ``terms`` names (空编134个)."""
    near = [f for f in ledger.facts if f.indicator is None and f.number is not None and f.unit in COUNTED]
    near = [f for f in near if 0 <= f.start - whole.end <= AROUND and "。" not in ledger.text(whole.end, f.start)]
    return tuple(f for f in near if any(re.split("[,，、;；]", lead(ledger, f))[-1].startswith(t) for t in terms))
