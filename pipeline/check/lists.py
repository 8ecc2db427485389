"""What a stated list of parts claims: that its parts make up the whole, that they exclude one another, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.check.ledger import Ledger
from pipeline.model import Fact
from pipeline.rulebook import CheckRules, Dimension

Claim = Literal["exhaustive", "complete", "exclusive", "loose", "mixed"]


@dataclass(frozen=True, slots=True)
class StatedList:
    """A part list with its facts.

    ``claim``: ``exhaustive`` the words say that the parts are all; ``complete`` the kinds of parts leave nothing out
    (男, 女); ``exclusive`` no part overlaps another, but some may be left out; ``loose`` nothing is known; ``mixed``
    the parts are of different kinds and may overlap (其中女教师…, 高级教师…).
    """

    whole: Fact
    parts: tuple[Fact, ...]
    claim: Claim


def stated_lists(ledger: Ledger, rules: CheckRules) -> list[StatedList]:
    """The part lists of a report that hold figures of one status, norms and verdicts left aside."""
    found = []
    for stated in ledger.report.parts:
        whole = ledger.by_id[stated.whole]
        parts = tuple(ledger.by_id[part] for part in stated.parts)
        if parts and _comparable(whole, parts) and not _reversed(whole, parts, rules):
            found.append(StatedList(whole, parts, "exhaustive" if stated.exhaustive else _claim(whole, parts, rules)))
    return found


def _comparable(whole: Fact, parts: Sequence[Fact]) -> bool:
    facts = (whole, *parts)
    return (
        all(f.number is not None for f in facts)
        and len({f.status for f in facts}) == 1
        and whole.status != "standard"
        and len({f.unit for f in facts}) == 1
        and len({f.measure == "change" for f in facts}) == 1
    )


def _reversed(whole: Fact, parts: Sequence[Fact], rules: CheckRules) -> bool:
    """Whether a rule knows the stated whole as a part of one of its parts: the words were misread, not the figures."""
    codes = {p.indicator for p in parts}
    return any(rule.part == whole.indicator and rule.whole in codes for rule in rules.subset)


def _claim(whole: Fact, parts: Sequence[Fact], rules: CheckRules) -> Claim:
    codes = [p.indicator for p in parts]
    if any(rule.whole == whole.indicator and set(rule.parts) <= set(codes) for rule in rules.partition):
        return "complete"
    stages = [p.stage for p in parts]
    if set(codes) == {whole.indicator} and len(set(stages)) == len(parts) and whole.stage not in stages:
        return _by_stage(whole, stages)
    dimensions = [_dimension(p, rules.dimensions) for p in parts]
    if len(set(dimensions)) > 1:
        return "mixed"
    dimension = dimensions[0]
    if dimension is None:
        return "loose"
    named = [term for term in dimension.complete if any(term in _words(p) for p in parts)]
    return "complete" if dimension.complete and len(named) == len(dimension.complete) else "exclusive"


def _by_stage(whole: Fact, stages: Sequence[str | None]) -> Claim:
    """Parts by stage or type of school. With special schools named too, no kind of compulsory school is left."""
    if not {"primary", "junior"} <= set(stages) or whole.stage not in ("compulsory", None):
        return "exclusive"
    return "exhaustive" if "special" in stages else "complete"


def _dimension(part: Fact, dimensions: Sequence[Dimension]) -> Dimension | None:
    return next((d for d in dimensions if any(term in _words(part) for term in d.terms)), None)


def _words(part: Fact) -> str:
    return part.label + (part.scope or "")
