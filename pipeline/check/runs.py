"""Parts that make up the figure before them though no 其中 says so: 公办22所、民办2所; 已整改39个,其余3个正在整改."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.ledger import Ledger
from pipeline.check.lists import StatedList, lead
from pipeline.model import Fact
from pipeline.rulebook import CheckRules, Dimension

WHOLE = {None, "compulsory", "all"}
REACH = 60  # characters between the whole and its first part


def implied_lists(ledger: Ledger, rules: CheckRules, stated: list[StatedList]) -> Iterator[StatedList]:
    """The lists of the dimensions that need no 其中, beside those ``stated`` by words."""
    known = {frozenset(p.fact_id for p in s.parts) for s in stated}
    whole_of = {p.fact_id: s.whole for s in stated for p in s.parts}
    facts = [f for f in ledger.facts if f.source != "table" and f.unit not in ("%", "百分点") and f.number is not None]
    for dimension in rules.dimensions:
        if not dimension.alone:
            continue
        for n in range(1, len(facts)):
            parts = _run(ledger, facts, n, dimension)
            if len(parts) < 2 or frozenset(p.fact_id for p in parts) in known:
                continue
            before = _before(ledger, facts, n, across=not dimension.crosses)
            if before is None:
                continue
            whole = whole_of.get(before.fact_id, before)
            if _fits(ledger, whole, before, parts, dimension):
                yield StatedList(whole, tuple(parts), "implied")


def _before(ledger: Ledger, facts: list[Fact], n: int, across: bool) -> Fact | None:
    """The nearest figure of the unit of figure ``n`` before it, if it stands close by."""
    same = next((f for f in reversed(facts[max(0, n - 4) : n]) if f.unit == facts[n].unit), None)
    return same if same is not None and _near(ledger, same, facts[n], across) else None


def _kind(ledger: Ledger, fact: Fact, dimension: Dimension) -> int | None:
    """The kind that the words right before a figure name, else its label."""
    words = re.split("[,，、;；。]", lead(ledger, fact).removesuffix(fact.label))[-1]
    return dimension.kind(words or fact.label)


def _run(ledger: Ledger, facts: list[Fact], n: int, dimension: Dimension) -> list[Fact]:
    """The figures from position ``n`` on that name every kind of a dimension once, one behind the other; [] if none."""
    kinds: list[int] = []
    for k in range(n, min(n + len(dimension.complete), len(facts))):
        kind = _kind(ledger, facts[k], dimension)
        apart = k > n and not _near(ledger, facts[k - 1], facts[k])
        if kind is None or kind in kinds or facts[k].unit != facts[n].unit or apart:
            return []
        kinds.append(kind)
    return facts[n : n + len(kinds)] if len(kinds) == len(dimension.complete) else []


def _near(ledger: Ledger, one: Fact, other: Fact, across: bool = False) -> bool:
    """Whether two figures stand close together, in one sentence or (``across``) in one paragraph."""
    between = ledger.text(one.end, other.start)
    return len(between) <= REACH and not re.search(r"\n\s*\n" if across else r"[。！？!?]|\n\s*\n", between)


def _fits(ledger: Ledger, whole: Fact, before: Fact, parts: list[Fact], dimension: Dimension) -> bool:
    """Whether the figure before the parts may be their whole: of one unit, status and stage, no kind itself."""
    same = all(p.unit == whole.unit and (p.stage == whole.stage or {p.stage, whole.stage} <= WHOLE) for p in parts)
    return (
        same
        and whole.number is not None
        and whole.measure != "change"
        and {whole.status, *(p.status for p in parts)} == {"actual"}
        and _kind(ledger, before, dimension) is None
        and not re.search("增|减|占|率|比", lead(ledger, parts[0]))
    )
