"""Parts that make up the figure before them though no 其中 says so: 公办22所、民办2所; 已整改39个,其余3个正在整改."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.check.ledger import Ledger, period
from pipeline.check.lists import StatedList, lead
from pipeline.model import Fact
from pipeline.rulebook import CheckRules

_AGAIN = re.compile("[,，、;；。]?(?:以上|上述)?(?:各项|各类)?(?:合计|共计|总计|总共|共)[为是:：]?")
_LEFT = re.compile(r"(?:上年|去年|年初|历年|往年|以前年度)[^,，。；;\d]{0,8}(?:未|遗留|结转|剩余)|遗留|结转")
_COMMA = re.compile("[,，、;；。]")
WHOLE = {None, "compulsory", "all"}
FIGURES = 16  # before the parts among which their whole stands
REACH = 60  # characters between the whole and its first part


def implied_lists(ledger: Ledger, rules: CheckRules, stated: list[StatedList]) -> Iterator[StatedList]:
    """The lists of the dimensions that need no 其中, beside those ``stated`` by words."""
    known = {frozenset(p.fact_id for p in s.parts) for s in stated}
    whole_of = {p.fact_id: s.whole for s in stated for p in s.parts}
    facts = [f for f in ledger.facts if f.source != "table" and f.unit not in ("%", "百分点") and f.number is not None]
    alone = [d for d in rules.dimensions if d.alone]
    terms = _terms(tuple(kind for d in alone for kind in d.complete))
    words = [_words(ledger, f) for f in facts]
    told = [n for n, w in enumerate(words) if terms.search(w)]
    for dimension in alone:
        kinds: list[int | None] = [None] * len(facts)
        for n in told:
            kinds[n] = dimension.kind(words[n])
        for n in range(1, len(facts)):
            if kinds[n] is None:
                continue
            parts = _run(ledger, facts, kinds, n, len(dimension.complete))
            if not parts or frozenset(p.fact_id for p in parts) in known:
                continue
            before = _before(ledger, facts, n, across=not dimension.crosses)
            if before is None or kinds[facts.index(before)] is not None or _carried(ledger, before):
                continue
            whole = whole_of.get(before.fact_id) or _whole(ledger, facts, n, before, parts)
            of_another = whole is before and any(d.kind(words[facts.index(before)]) is not None for d in alone)
            if not of_another and _fits(ledger, whole, parts):
                yield StatedList(whole, tuple(parts), "implied")


def _whole(ledger: Ledger, facts: list[Fact], n: int, before: Fact, parts: list[Fact]) -> Fact:
    """The figure that ``parts`` (from position ``n`` on) make up: the one of the paragraph whose value they have, in
    the time of the one right ``before`` them; else that one."""
    added = sum(p.number or 0 for p in parts)
    for fact in reversed(facts[max(0, n - FIGURES) : n]):
        between = ledger.text(fact.end, parts[0].start)
        if re.search(r"\n\s*\n", between):
            break
        if fact.number == added and fact.unit == before.unit and period(fact) == period(before):
            return fact
    return before


def restated_totals(ledger: Ledger, lists: Sequence[StatedList]) -> Iterator[StatedList]:
    """The totals that stand once more behind the parts (问题13项：7月底前2项……12月底前3项，合计12项), where the parts
    agree with the total before them: otherwise that one tells of the same cause."""
    for stated in lists:
        whole, parts = stated.whole, stated.parts
        last = max(parts, key=lambda p: p.end)
        told = None if last.source == "table" or whole.start > last.start else ledger.after(last)
        if told is None or told.unit != whole.unit or told.start - last.end > REACH:
            continue
        between = re.sub(r"\s", "", ledger.text(last.end, told.start))
        agrees = sum(p.number or 0 for p in parts) == whole.number
        if agrees and told.number is not None and _AGAIN.fullmatch(between) and told.status == whole.status:
            yield StatedList(told, parts, "exhaustive")


@lru_cache(maxsize=4)
def _terms(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(kinds))  # each kind holds its alternatives between |


def _before(ledger: Ledger, facts: list[Fact], n: int, across: bool) -> Fact | None:
    """The nearest figure of the unit of figure ``n`` before it, if it stands close by."""
    same = next((f for f in reversed(facts[max(0, n - 4) : n]) if f.unit == facts[n].unit), None)
    return same if same is not None and _near(ledger, same, facts[n], across) else None


def _carried(ledger: Ledger, whole: Fact) -> bool:
    """Whether something left from before stands beside the whole, so that the parts are of both (上年遗留12个)."""
    start = max(0, whole.start - REACH)
    return _LEFT.search(re.split("[。！？!?\n]", ledger.text(start, whole.end))[-1]) is not None


def _words(ledger: Ledger, fact: Fact) -> str:
    """The words right before a figure, back to the last comma, else its label."""
    return _COMMA.split(lead(ledger, fact).removesuffix(fact.label))[-1] or fact.label


def _run(ledger: Ledger, facts: list[Fact], kinds: list[int | None], n: int, size: int) -> list[Fact]:
    """The ``size`` figures from position ``n`` on if each is of a kind of its own, one behind the other; else []."""
    found = {kind for kind in kinds[n : n + size] if kind is not None}
    parts = facts[n : n + size]
    if len(found) < size or any(p.unit != parts[0].unit for p in parts):
        return []
    return parts if all(_near(ledger, a, b) for a, b in pairwise(parts)) else []


def _near(ledger: Ledger, one: Fact, other: Fact, across: bool = False) -> bool:
    """Whether two figures stand close together, in one sentence or (``across``) in one paragraph."""
    between = ledger.text(one.end, other.start)
    return len(between) <= REACH and not re.search(r"\n\s*\n" if across else r"[。！？!?]|\n\s*\n", between)


def _fits(ledger: Ledger, whole: Fact, parts: list[Fact]) -> bool:
    """Whether the figure before the parts may be their whole: of one unit, status and stage."""
    within = WHOLE | {"primary", "junior", "nine_year"} if whole.stage in WHOLE else {None, whole.stage}
    same = all(p.unit == whole.unit and p.stage in within for p in parts)
    return (
        same
        and whole.number is not None
        and whole.measure != "change"
        and {whole.status, *(p.status for p in parts)} == {"actual"}
        and not re.search("增|减|占|率|比", lead(ledger, parts[0]))
    )
