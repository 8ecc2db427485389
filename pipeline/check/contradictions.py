"""``contradiction``: one indicator stated with two values, and verdicts against verdicts and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, groupby

from pipeline.check.all_met import every_school_meets
from pipeline.check.caps import means_within_caps
from pipeline.check.every_item import every_item
from pipeline.check.intervals import of
from pipeline.check.ledger import Ledger, Period, firm, period, same_period
from pipeline.check.maxima import claimed_limits, within_maxima
from pipeline.check.messages import name, quoted, raw
from pipeline.check.named_items import named_items
from pipeline.check.nobody import nobody
from pipeline.check.outcome import Outcome, not_checkable, satisfied, unique, violated
from pipeline.check.restated import restated
from pipeline.check.unmet_items import unmet_items
from pipeline.check.unmet_lists import unmet_lists
from pipeline.check.verdicts import verdicts
from pipeline.model import Fact
from pipeline.rulebook import Rulebook

MEASURES = ("value", "mean", "schools_met", "schools_unmet", "share_met", "variation_coefficient")
ITEM_MEASURES = ("items_total", "items_met", "items_unmet")
MOST_TIMES = 3
BESIDE = 120  # characters
_STAGES = "小学|初中|初级中学|中学|中小学|义务教育|阶段|九年|全县|学校"
MOST_VALUES = 3  # more values of one indicator are a list whose parts were not told apart

Key = tuple[str, ...]


def contradictions(ledgers: Sequence[Ledger], rules: Rulebook) -> Iterator[Outcome]:
    """Two values of one indicator, verdicts that cannot both hold, means above a stated maximum."""
    for ledger in ledgers:
        yield from _figures(ledger, rules)
        yield from verdicts(ledger, rules)
        for rule in rules.checks.caps:
            yield from means_within_caps(ledger, rule, claimed_limits(ledger, rules, rule.cap))
        yield from every_school_meets(ledger, rules)
        yield from every_item(ledger, rules)
        yield from within_maxima(ledger, rules)
        yield from nobody(ledger, rules)
        yield from named_items(ledger, rules)
        yield from unmet_items(ledger, rules)
        yield from unmet_lists(ledger, rules)
        yield from restated(ledger)


def _figures(ledger: Ledger, rules: Rulebook) -> Iterator[Outcome]:
    """Figures of one indicator, stage, measure and unit, actual and of the whole county."""
    additive = set(rules.checks.additive)
    facts = [
        f
        for measure in (*MEASURES, *ITEM_MEASURES)
        for code in ledger.indicators(measure)
        if measure != "value" or code not in additive
        for f in ledger.find(code, measure)
        if f.number is not None
    ]
    for _, same in groupby(sorted(facts, key=lambda f: (_key(f), f.start)), key=_key):
        stated = list(same)
        for group in _by_period(ledger, stated):
            if len(group) > 1:
                yield from _same(ledger, group)


def _by_period(ledger: Ledger, facts: Sequence[Fact]) -> list[list[Fact]]:
    """The facts of each period; those without one stand beside those of the report's one date."""
    groups: dict[Period | None, list[Fact]] = {}
    for fact in facts:
        stated = period(fact)
        groups.setdefault(None if stated == ledger.as_of else stated, []).append(fact)
    return list(groups.values())


def _key(fact: Fact) -> Key:
    return tuple(word or "" for word in (fact.indicator, fact.stage, fact.measure, fact.unit))


def _same(ledger: Ledger, stated: Sequence[Fact]) -> Iterator[Outcome]:
    relation = f"figure:{stated[0].indicator}:{stated[0].stage}:{stated[0].measure}"
    against = [(a, b) for a, b in combinations(stated, 2) if not of(a).meets(of(b))]
    if not against:
        exact = len({(f.low, f.high) for f in stated}) == 1
        yield satisfied("contradiction", relation, stated, "=".join(map(raw, stated)), exact)
        return
    real = [(a, b) for a, b in against if not _apart(ledger, a, b)]
    if not real:
        yield not_checkable("contradiction", relation, stated, "两处所指范围可能不同")
        return
    differing = list({(f.low, f.high): f for f in reversed(unique(f for pair in real for f in pair))}.values())[::-1]
    if len(differing) > MOST_VALUES:
        yield not_checkable("contradiction", relation, stated, "同一指标有多个数值，可能各指一部分")
        return
    differing.sort(key=lambda f: f.start)
    ask = "请核实" if same_period(*differing) else "请说明是否为不同时点的数据"
    yield violated(
        "contradiction",
        relation,
        differing,
        severity=firm("error", differing),
        message=f"报告中同一数据前后不一致：前文称{'，后文称'.join(map(quoted, differing))}，{ask}。",
        arithmetic="≠".join(map(raw, differing)),
        expected=differing[0].value,
        stated=differing[-1].value,
    )


def _apart(ledger: Ledger, a: Fact, b: Fact) -> bool:
    """Whether two figures may tell of different things: parts of a list, one sentence, one table, other inclusions."""
    first, last = sorted((a, b), key=lambda f: f.start)
    between = ledger.text(first.end, last.start)
    return (
        _tied(ledger, a, b)
        or not re.search(r"[。！？!?]|\n\s*\n", between)
        or (a.place is not None and b.place is not None and _table(a.place) == _table(b.place) is not None)
        or _inclusion(ledger, a) != _inclusion(ledger, b)
        or ("毛" in name(a)) != ("毛" in name(b))
        or (a.measure == "value" and (not _akin(a, b) or _far_apart(a, b)))
        or _part_of(ledger, a, b)
        or _told_as_part(ledger, first, last)
        or _parallel(ledger, first, last)
    )


def _part_of(ledger: Ledger, a: Fact, b: Fact) -> bool:
    """Whether a third figure of the indicator makes up the difference: the smaller one is a part, not another value."""
    values = {f.number for f in ledger.find(a.indicator or "", a.measure)}
    gap = abs((a.number or Decimal(0)) - (b.number or Decimal(0)))
    return gap in values - {a.number, b.number}


def _told_as_part(ledger: Ledger, first: Fact, last: Fact) -> bool:
    """Whether the later figure is told as a part (…5.47亿元…。其中义务教育支出3.62亿元) and is the smaller one."""
    smaller = abs(last.number or Decimal(0)) < abs(first.number or Decimal(0))
    return (
        smaller and re.search("其中[^,，。;；]*$", ledger.text(max(first.end, last.start - 30), last.start)) is not None
    )


def _akin(a: Fact, b: Fact) -> bool:
    """Whether the words of two figures share a noun (or are the same): 专职任课教师 and 小学专任教师."""
    if a.label == b.label:
        return True
    ours, theirs = (re.sub(_STAGES, "", f.label) for f in (a, b))
    if not ours and not theirs:
        return True  # 义务教育学校45所 and 46所学校
    return any(ours[i : i + 2] in theirs for i in range(len(ours) - 1))


def _far_apart(a: Fact, b: Fact) -> bool:
    """Whether one value is a multiple of the other that no slip of the pen explains: they count different things."""
    small, large = sorted((abs(a.number or Decimal(0)), abs(b.number or Decimal(0))))
    if not small or large <= small * MOST_TIMES:
        return False
    return (large / small).normalize().as_tuple().digits != (1,)


def _parallel(ledger: Ledger, first: Fact, last: Fact) -> bool:
    """Whether the passages of two figures differ in the figures beside them too: then they tell of two things."""
    agree = differ = 0
    for other in _beside(ledger, first, last):
        for twin in _beside(ledger, last, first):
            if (other.indicator, other.stage, other.measure, other.unit) == (
                twin.indicator,
                twin.stage,
                twin.measure,
                twin.unit,
            ):
                agree += of(other).meets(of(twin))
                differ += not of(other).meets(of(twin))
    return differ > agree


def _beside(ledger: Ledger, fact: Fact, away: Fact) -> list[Fact]:
    """The county's own figures of other indicators near a figure, and nearer to it than to ``away``."""
    return [
        f
        for f in ledger.report.facts
        if f.indicator not in (None, fact.indicator)
        and (f.status, f.scope) == ("actual", None)
        and f.number is not None
        and abs(f.start - fact.start) <= min(BESIDE, abs(f.start - away.start))
    ]


def _tied(ledger: Ledger, a: Fact, b: Fact) -> bool:
    return any({a.fact_id, b.fact_id} <= {p.whole, *p.parts} for p in ledger.report.parts)


def _table(place: str) -> str | None:
    match = re.match(r"table \d+|sheet .*(?= [A-Z]+\d+$)", place)
    return match.group() if match else None


def _inclusion(ledger: Ledger, fact: Fact) -> str | None:
    """The words in brackets after a figure that say what it counts (含民办4所)."""
    match = re.match(r"\s*[(（]\s*(?:不?含|不?包括|包含)[^)）]*", ledger.text(fact.end, fact.end + 40))
    return match.group() if match else None
