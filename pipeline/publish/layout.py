"""Which sheet and column each figure of the comparison stands in, and the columns that are worked out beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model import Comparison, ComparisonColumn, Fact, Report
from pipeline.publish import cells, words
from pipeline.publish.columns import Shown, decimals, shown
from pipeline.publish.formats import fitted
from pipeline.publish.groups import sheet_name, sheet_order
from pipeline.publish.norms import norm_text, norms_of
from pipeline.publish.periods import EXACT, countable, same_time
from pipeline.rulebook import MEASURES, STAGES, DerivedRule, Norm, Rulebook

Kind = Literal["figure", "rank", "derived", "distance"]

LABELS = 3
"""The columns before the figures: 市州, county, code."""

WHOLE_COUNTY = "全县"
SUMMED_MEASURES = ("value", "schools_met", "schools_unmet", "items_total", "items_met", "items_unmet")
RANKED = ("value", "share_met", "mean", "variation_coefficient")
"""The measures that a larger county has not more of."""

DISTANCE, DERIVED, RANK = "距目标", "测算", "位次"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a comparison sheet.

    ``at`` is its place on the sheet (from 0), ``position`` the column of the comparison whose facts it shows or ranks
    (None: derived), ``goal`` that of the target that a distance leads to. ``state`` says in words what it holds.
    """

    at: int
    kind: Kind
    key: ComparisonColumn
    position: int | None
    goal: int | None
    rule: DerivedRule | None
    name: str
    aspect: str
    state: str
    norms: tuple[Norm, ...]
    norm: str
    unit: str
    shown: Shown
    places: int
    width: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A comparison sheet: its name and its columns from left to right; actual and target first, then standards."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: Kind
    key: ComparisonColumn
    position: int | None = None
    goal: int | None = None
    rule: DerivedRule | None = None


def plans(
    comparison: Comparison,
    rules: Rulebook,
    facts: Sequence[Sequence[Fact]],
    reports: dict[str, Report],
    *,
    ranked: bool,
) -> tuple[Plan, ...]:
    """The comparison sheets that have columns, in the rulebook's order. ``facts`` fill the comparison's columns."""
    drafts = [_Draft("figure", key, position) for position, key in enumerate(comparison.columns)]
    drafts += _derived(comparison, rules, reports)
    drafts += _distances(comparison, rules)
    if ranked:
        drafts += [_Draft("rank", d.key, d.position) for d in drafts if _ranks(d, rules, facts)]
    looks = _looks(comparison, facts)
    catalogue = {code: number for number, code in enumerate(rules.indicators)}
    sheets: dict[str, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        sheets[sheet_name(rules.indicators[draft.key.indicator])].append(draft)
    return tuple(
        Plan(
            name,
            tuple(
                _column(at, draft, rules, facts, looks)
                for at, draft in enumerate(sorted(sheets[name], key=lambda d: _order(d, rules, catalogue)), LABELS)
            ),
        )
        for name in sheet_order()
        if name in sheets
    )


def _looks(comparison: Comparison, facts: Sequence[Sequence[Fact]]) -> list[Shown]:
    """How each column is shown; an actual figure and its target alike, so that they can be held against each other."""
    joint: dict[tuple[str, str | None, str, bool], list[Fact]] = defaultdict(list)
    keys = [(c.indicator, c.stage, c.measure, c.status == "standard") for c in comparison.columns]
    for key, own in zip(keys, facts, strict=True):
        joint[key].extend(own)
    looks = {key: shown(own) for key, own in joint.items()}
    return [looks[key] if looks[key].unit is not None else shown(own) for key, own in zip(keys, facts, strict=True)]


def _derived(comparison: Comparison, rules: Rulebook, reports: dict[str, Report]) -> Iterable[_Draft]:
    """A column for each rule and stage at which any county states both of its figures, of one time."""
    actual = {
        (key.indicator, key.stage): position
        for position, key in enumerate(comparison.columns)
        if key.measure == "value" and key.status == "actual"
    }
    stated: dict[int, dict[int, Fact]] = defaultdict(dict)
    for (row, position), cell in comparison.cells.items():
        stated[position][row] = cell.fact
    for rule in rules.workbook.derived:
        stages = rules.indicators[rule.indicator].stages
        for stage in (*STAGES, *((None,) if rule.unstaged else ())):
            part, whole = actual.get((rule.part, stage)), actual.get((rule.whole, stage))
            fits = stage is None or not stages or stage in stages
            if not fits or part is None or whole is None:
                continue
            both = stated[part].keys() & stated[whole].keys()
            if any(divisible(stated[part][row], stated[whole][row], reports) for row in both):
                key = ComparisonColumn(rule.indicator, stage, "value", "actual")
                yield _Draft("derived", key, part, whole, rule)


def divisible(part: Fact, whole: Fact, reports: dict[str, Report]) -> bool:
    """Whether one figure may be divided by another: both numbers, of one time, and not by zero."""
    return countable(part) and countable(whole) and bool(whole.number) and same_time(part, whole, reports)


def _distances(comparison: Comparison, rules: Rulebook) -> Iterable[_Draft]:
    """A column beside each target whose actual figure any county states too.

    Not of what is counted over a time (新建学校, 投入): what was done in one and what is planned for another are two
    things, and their difference is no distance.
    """
    position_of = {key: position for position, key in enumerate(comparison.columns)}
    for key, position in position_of.items():
        counted = rules.indicators[key.indicator].flow or key.indicator in rules.checks.additive
        if key.status == "target" and key.measure not in ("verdict", "change") and not counted:
            actual = position_of.get(ComparisonColumn(key.indicator, key.stage, key.measure, "actual"))
            rows = range(len(comparison.rows)) if actual is not None else ()
            if actual is not None and any(
                (row, actual) in comparison.cells and (row, position) in comparison.cells for row in rows
            ):
                yield _Draft("distance", key, actual, position)


def _ranks(draft: _Draft, rules: Rulebook, facts: Sequence[Sequence[Fact]]) -> bool:
    """Whether counties may be ranked by a column: never by examinations, by mere size, nor where a bound is stated."""
    indicator = rules.indicators[draft.key.indicator]
    counted = indicator.code in rules.workbook.summed and draft.key.measure == "value"
    if draft.kind != "figure" or draft.key.status != "actual" or draft.key.measure not in RANKED or counted:
        return False
    own = facts[draft.position] if draft.position is not None else ()
    comparable = all(f.op in EXACT and f.number is not None for f in own) and len({f.unit for f in own}) == 1
    return indicator.ranked and indicator.group != "outcome" and len(own) > 1 and comparable


def _order(draft: _Draft, rules: Rulebook, catalogue: dict[str, int]) -> tuple[object, ...]:
    key = draft.key
    kinds = {"figure": 3 if key.status == "target" else 0, "rank": 1, "derived": 2, "distance": 4}
    return (
        key.status == "standard",
        reference_order(rules.indicators[key.indicator].ref),
        catalogue[key.indicator],
        -1 if key.stage is None else STAGES.index(key.stage),
        MEASURES.index(key.measure),
        kinds[draft.kind],
    )


def reference_order(ref: str | None) -> tuple[int, ...]:
    """``2.10`` after ``2.9``; what has no number in the national standard comes last."""
    parts = (ref or "").split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else (1000,)


def summable(key: ComparisonColumn, rules: Rulebook) -> bool:
    """Whether the figures of a column are counts or money that may be added up over counties."""
    return key.indicator in rules.workbook.summed and key.measure in SUMMED_MEASURES and key.status != "standard"


def falls(norms: Sequence[Norm]) -> bool:
    """Whether less is better, by the norms of an indicator."""
    return bool(norms) and all(norm.op in ("<=", "<") for norm in norms)


def _column(at: int, draft: _Draft, rules: Rulebook, facts: Sequence[Sequence[Fact]], looks: Sequence[Shown]) -> Column:
    key, indicator = draft.key, rules.indicators[draft.key.indicator]
    norms = norms_of(key, rules)
    norm, unit, texts = norm_text(norms, key.stage), "", [""]
    state, places, look = words.STATUSES[key.status], 0, Shown(None)
    if draft.kind == "figure" and draft.position is not None:
        look = looks[draft.position]
        unit, texts = look.label, [cells.preview(fact, look) for fact in facts[draft.position]]
        places = _places(facts[draft.position], look)
        if summable(key, rules):
            total = sum((look.amount(f.number) for f in facts[draft.position] if f.number is not None), Decimal(0))
            texts.append(f"{total:,.{places}f} ({len(facts[draft.position])}县)")
    elif draft.kind == "distance" and draft.position is not None and draft.goal is not None:
        look = looks[draft.position]
        places = max(_places(facts[draft.position], look), _places(facts[draft.goal], looks[draft.goal]))
        state, norm, unit = DISTANCE, "目标－实际", look.label
    elif draft.kind == "rank":
        state, norm = RANK, "由低到高" if falls(norms) else "由高到低"
    elif draft.rule is not None:
        state, norm, unit, places = DERIVED, _formula(draft.rule, norm), indicator.unit or "", draft.rule.decimals
    aspect = words.aspect(key) or WHOLE_COUNTY
    width = 7.0 if draft.kind == "rank" else fitted([*texts, norm, f"{unit}　　"], 10, 20)
    return Column(
        at, draft.kind, key, draft.position, draft.goal, draft.rule, indicator.name, aspect, state, norms, norm, unit,
        look, places, width,
    )  # fmt: skip


def _formula(rule: DerivedRule, norm: str) -> str:
    return f"{rule.formula}\n{norm}" if norm else rule.formula


def _places(facts: Sequence[Fact], look: Shown) -> int:
    return max((decimals(look.amount(f.number)) for f in facts if f.number is not None), default=0)
