"""Items and schools counted: met + unmet = all, and the verdicts item by item against the stated numbers of items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.intervals import Interval, of, total
from pipeline.check.ledger import Ledger
from pipeline.check.messages import name, plain, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact
from pipeline.rulebook import Rulebook

NEAR = 30
PASSAGE = 200


def items(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """All relations between counted items and between counted schools of one report."""
    for indicator in sorted({*ledger.indicators("items_met"), *ledger.indicators("items_unmet")}):
        yield from _items(ledger, rules, indicator)
    for indicator in ledger.indicators("schools_unmet"):
        for unmet in ledger.find(indicator, "schools_unmet"):
            yield from _schools(ledger, unmet)


def _items(ledger: Ledger, rules: Rulebook, indicator: str) -> Iterator[Outcome]:
    """items_met + items_unmet = items_total, and both against the verdicts."""
    met = ledger.find(indicator, "items_met")
    unmet = ledger.find(indicator, "items_unmet")
    totals = ledger.find(indicator, "items_total")
    if not (met or unmet):
        return
    first = (met or unmet)[0]
    before = [t for t in (*totals, *_unnamed(ledger, first)) if t.start <= first.start]
    whole = max(before, key=lambda t: (t.indicator is not None, t.start), default=totals[0] if totals else None)
    if whole is None:
        return
    if met and unmet:
        added = total(map(of, (met[0], unmet[0])))
        arithmetic = f"{plain(met[0].number or Decimal(0))}+{plain(unmet[0].number or Decimal(0))}"
        facts = (whole, met[0], unmet[0])
        if added.meets(of(whole)):
            yield satisfied("sum", f"items:{indicator}", facts, f"{arithmetic}={raw(whole)}")
        elif of(whole).below(added):
            yield _items_differ(indicator, facts, f"{arithmetic}>{raw(whole)}")
        elif _others_between(ledger, whole, facts):
            yield not_checkable("sum", f"items:{indicator}", facts, "另有未归入达到或未达到的项")
        else:
            yield _items_differ(indicator, facts, f"{arithmetic}<{raw(whole)}")
    yield from _counted(ledger, rules, indicator, (whole, *met[:1], *unmet[:1]))


def _unnamed(ledger: Ledger, counted: Fact) -> list[Fact]:
    """Numbers of items that stand right before a number of items met and are not tied to an indicator."""
    return [
        f
        for f in ledger.report.facts
        if f.unit == "项" and f.indicator is None and f.number and 0 <= counted.start - f.end <= NEAR
    ]


def _items_differ(indicator: str, facts: Sequence[Fact], arithmetic: str) -> Outcome:
    whole, met, unmet = facts
    return violated(
        "sum",
        f"items:{indicator}",
        facts,
        severity="error",
        message=f"报告称{name(whole)}共{raw(whole)}，但达到{raw(met)}、未达到{raw(unmet)}相加不等于{raw(whole)}，请核实。",
        arithmetic=arithmetic,
        expected=plain((met.number or Decimal(0)) + (unmet.number or Decimal(0))),
        stated=whole.value,
    )


def _others_between(ledger: Ledger, whole: Fact, facts: Sequence[Fact]) -> bool:
    """Whether the passage holds further counts of items, or words for items that are neither met nor unmet."""
    start, end = whole.start, max(f.end for f in facts) + 40
    ids = {f.fact_id for f in facts}
    counts = (f for f in ledger.report.facts if f.unit == "项" and start < f.start < end)
    words = re.search("努力|预计|其余|其他|待|监测|基本", ledger.text(start, end))
    return words is not None or any(f.fact_id not in ids and f.value != whole.value for f in counts)


@dataclass(frozen=True, slots=True)
class _Tally:
    """The verdicts item by item: how many items say what, and the verdict facts that say so."""

    met: int
    open: int
    not_met: int
    missing: int
    facts: tuple[Fact, ...]


def _counted(ledger: Ledger, rules: Rulebook, indicator: str, stated: Sequence[Fact]) -> Iterator[Outcome]:
    """The verdicts of the items against the stated numbers; an item that is expected to be met may count either way."""
    group = rules.indicators[indicator].ref if indicator in rules.indicators else None
    refs = {i.ref or "" for i in rules.indicators.values() if group and i.ref and i.ref.startswith(f"{group}.")}
    whole = stated[0]
    if not refs or whole.number != len(refs):
        return
    tally = _tally(ledger, rules, refs, stated)
    relation = f"counted:{indicator}"
    if not tally.facts:
        return
    spare = tally.open + tally.missing
    wrong = [fact for fact in stated[1:] if not of(fact).meets(_between(_counts(tally, fact), spare))]
    found = f"逐条结论为{tally.met}项达到、{tally.not_met}项未达到" + (f"、{tally.open}项待定" if tally.open else "")
    facts = (*stated[1:], *tally.facts)
    if wrong:
        says = "、".join(f"{'达到' if f.measure == 'items_met' else '未达到'}{raw(f)}" for f in stated[1:])
        yield violated(
            "sum",
            relation,
            facts,
            severity="warning" if tally.missing else "error",
            message=f"{rules.indicators[indicator].name.removesuffix('(综合)')}总述称{raw(whole)}中{says}，但{found}，项数不一致，请核实。",
            arithmetic="；".join(f"{raw(f)}≠{_counts(tally, f)}项" for f in wrong),
            expected=f"{tally.met};{tally.not_met}",
            stated=";".join(plain(f.number or Decimal(0)) for f in stated[1:]),
            suspects=stated[1:],
        )
    elif tally.missing:
        yield not_checkable("sum", relation, facts, f"{tally.missing}项没有逐条结论")
    else:
        yield satisfied("sum", relation, facts, found, exact=not tally.open)


def _counts(tally: _Tally, fact: Fact) -> int:
    return tally.met if fact.measure == "items_met" else tally.not_met


def _between(count: int, spare: int) -> Interval:
    return Interval(Decimal(count), Decimal(count + spare))


def _tally(ledger: Ledger, rules: Rulebook, refs: set[str], stated: Sequence[Fact]) -> _Tally:
    """One verdict for each item number; verdicts of the summary itself and of several items at once are left aside."""
    verdicts: dict[str, list[Fact]] = {}
    spans: dict[tuple[int, int], set[str]] = {}
    found = [
        (fact, rules.indicators[code].ref or "")
        for code in ledger.indicators("verdict")
        if code in rules.indicators and (rules.indicators[code].ref or "") in refs
        for fact in ledger.find(code, "verdict")
    ]
    for fact, ref in found:
        spans.setdefault((fact.start, fact.end), set()).add(ref)
    for fact, ref in sorted(found, key=lambda f: f[0].start):
        summary = any(_one_sentence(ledger, fact, s) for s in stated)
        if fact.start > stated[0].start and len(spans[fact.start, fact.end]) == 1 and not summary:
            verdicts.setdefault(ref, []).append(fact)
    values = [{f.value for f in facts} for facts in verdicts.values()]
    met = sum(v == {"met"} for v in values)
    not_met = sum("not_met" in v and "met" not in v and "expected" not in v for v in values)
    counted = tuple(f for facts in verdicts.values() for f in facts)
    return _Tally(met, len(values) - met - not_met, not_met, len(refs) - len(values), counted)


def _one_sentence(ledger: Ledger, a: Fact, b: Fact) -> bool:
    first, last = sorted((a, b), key=lambda f: f.start)
    return not re.search("[。！？!?；;]", ledger.text(first.end, last.start))


def _schools(ledger: Ledger, unmet: Fact) -> Iterator[Outcome]:
    """schools_met + schools_unmet = schools assessed at that stage; without a stage, any base that is stated."""
    stated = ledger.find(unmet.indicator or "", "schools_met", unmet.stage)
    met = [f for f in stated if abs(f.start - unmet.start) <= 120]
    if not met:
        return
    nearest = min(met, key=lambda f: abs(f.start - unmet.start))
    whole_county = unmet.stage in (None, "compulsory", "all")
    bases = list(ledger.find("assessed_schools", stage="any" if whole_county else unmet.stage))
    if whole_county:
        bases += ledger.find("schools", stage=unmet.stage)
    relation = f"schools:{unmet.indicator}:{unmet.stage}"
    added = total((of(nearest), of(unmet)))
    arithmetic = f"{raw(nearest)}+{raw(unmet)}"
    if not bases:
        yield not_checkable("sum", relation, (nearest, unmet), "未报告参评学校数")
        return
    base = next((b for b in bases if added.meets(of(b))), None)
    if base:
        yield satisfied("sum", relation, (nearest, unmet, base), f"{arithmetic}={raw(base)}")
    elif whole_county:
        yield not_checkable("sum", relation, (nearest, unmet), "统计范围未说明，与所报学校数均不相等")
    elif len({b.value for b in bases}) > 1:
        yield not_checkable("sum", relation, (nearest, unmet, *bases), "所报参评学校数不止一个")
    else:
        base = bases[0]
        above = of(base).below(added)
        gap = (base.number or Decimal(0)) - (nearest.number or Decimal(0)) - (unmet.number or Decimal(0))
        rest = [
            f
            for f in ledger.report.facts
            if f.unit == "所" and f.number == gap and f.stage == unmet.stage and abs(f.start - unmet.start) <= PASSAGE
        ]
        if rest:  # told apart as well: 有6项达标的17所
            yield satisfied(
                "sum", relation, (nearest, unmet, base, rest[0]), f"{arithmetic}+{raw(rest[0])}={raw(base)}"
            )
            return
        yield violated(
            "sum",
            relation,
            (nearest, unmet, base),
            severity="error" if above else "warning",
            message=(
                f"{name(nearest)}达标{raw(nearest)}、不达标{raw(unmet)}，相加与{quoted(base)}不相等，"
                f"{'请核实' if above else '请说明'}。"
            ),
            arithmetic=f"{arithmetic}{'>' if above else '<'}{raw(base)}",
            expected=base.value,
            stated=plain((nearest.number or Decimal(0)) + (unmet.number or Decimal(0))),
            suspects=(nearest, unmet),
        )
