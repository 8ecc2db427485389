"""What a stated list of parts claims: that its parts make up the whole, that they exclude one another, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.check.causes import slipped, slips
from pipeline.check.ledger import Ledger
from pipeline.model import Fact, PartList
from pipeline.rulebook import CheckRules

Claim = Literal["exhaustive", "complete", "near", "implied", "exclusive", "loose", "mixed"]
LEAST_WHOLE = 100  # smaller wholes are a multiple of some part by chance
NEARLY = Decimal("0.85")  # of the whole: three parts or more that come so close, and not there, need a word
COUNTED = ("人", "所", "个", "间", "项")
STAGES = ("preschool", "primary", "junior", "senior", "vocational")
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


@dataclass(frozen=True, slots=True)
class StatedList:
    """A part list with its facts.

    ``claim``: ``exhaustive`` the words say that the parts are all; ``complete`` the kinds of parts leave nothing out
    (男, 女; the years of 三年); ``near`` parts of one kind almost make up the whole; ``implied`` no word says that they
    are parts, their kinds do (公办, 民办); ``exclusive`` no part overlaps another, but some may be left out; ``loose``
    nothing is known; ``mixed`` the parts are of different kinds and may overlap (其中女教师…, 高级教师…).
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
        parts = tuple(p for p in parts if not _mean_of_counts(whole, p))
        if parts and _comparable(whole, parts) and not _reversed(whole, parts, rules):
            found.append(StatedList(whole, parts, _claim_of(ledger, stated, whole, parts, rules)))
    return found


def _mean_of_counts(whole: Fact, part: Fact) -> bool:
    """Whether a part is no count though the whole is one (2.61间 a hundred pupils among 1286间)."""
    a, b = whole.number, part.number
    return a is not None and b is not None and whole.low == whole.high and a % 1 == 0 and b % 1 != 0


def _comparable(whole: Fact, parts: Sequence[Fact]) -> bool:
    facts = (whole, *parts)
    several = whole.stage in STAGES and any(p.stage in STAGES and p.stage != whole.stage for p in parts)
    return (
        not several  # 其中 behind 小学28所、初中17所 means both
        and all(f.number is not None for f in facts)
        and "standard" not in {f.status for f in facts}
        and not (whole.unit in COUNTED and whole.number is not None and whole.number % 1)
        and whole.unit not in (None, "%", "百分点")  # shares of several groups do not add up
        and len({f.unit for f in facts}) == 1
        and whole.measure not in ("variation_coefficient", "mean", "share_met")
        and len({f.measure == "change" for f in facts}) == 1
    )


def _reversed(whole: Fact, parts: Sequence[Fact], rules: CheckRules) -> bool:
    """Whether a rule knows the stated whole as a part of one of its parts: the words were misread, not the figures."""
    codes = {p.indicator for p in parts}
    return any(rule.part == whole.indicator and rule.whole in codes for rule in rules.subset)


def _claim_of(ledger: Ledger, stated: PartList, whole: Fact, parts: Sequence[Fact], rules: CheckRules) -> Claim:
    added = sum((p.number or Decimal(0) for p in parts), Decimal(0))
    far = stated.words == "分别" and whole.number and 2 * added < whole.number and added not in slips(whole.number)
    if stated.exhaustive and not far:
        return "exhaustive"
    claim = _claim(ledger, whole, parts, rules)
    close = claim in ("loose", "exclusive") and (_nearly(whole, parts) or _named_together(ledger, whole, parts))
    return "near" if close else claim


def _nearly(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether parts almost make up the whole, or would where one slip of the pen in the whole is set right."""
    values = [p.number or Decimal(0) for p in parts]
    number, added = whole.number or Decimal(0), sum(values, Decimal(0))
    if len(parts) > 2 and (number > added >= number * NEARLY or slipped(parts, whole, [*values, number])):
        return True
    if len(parts) == 2 and number >= LEAST_WHOLE and _tenfold(values[0], values[1], number):
        return True
    return added in slips(number)


def _tenfold(one: Decimal, other: Decimal, whole: Decimal) -> bool:
    """Whether two parts make up the whole once a factor of ten in one of them is set right (24+240=480)."""
    return whole in (10 * one + other, one + 10 * other, one / 10 + other, one + other / 10)


def _named_together(ledger: Ledger, whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether the whole is named after its parts, one behind the other: 校长教师203名,其中校长17名、教师186名."""
    nouns = [own_noun(ledger, p) for p in parts]
    shortest = min(map(len, nouns))
    common = next((n for n in range(shortest - 1, 0, -1) if len({noun[-n:] for noun in nouns}) == 1), 0)
    kinds = [noun[: len(noun) - common] for noun in nouns]  # 音乐教室、美术教室: 音乐, 美术
    if len(parts) < 2 or not all(kinds) or len(set(kinds)) < len(kinds):
        return False
    return re.search("[、和与及]?".join(map(re.escape, kinds)), lead(ledger, whole)) is not None


def own_noun(ledger: Ledger, part: Fact) -> str:
    """The words between a part and the figure before it, without what joins them."""
    before = ledger.before(part)
    words = re.sub(r"\s", "", ledger.text(max(before.end if before else 0, part.start - 24), part.start))
    return re.split("其中|包括|分别|[,，、:：;；(（)）为有和]", words)[-1]


def _claim(ledger: Ledger, whole: Fact, parts: Sequence[Fact], rules: CheckRules) -> Claim:
    codes = [p.indicator for p in parts]
    if any(rule.whole == whole.indicator and set(rule.parts) <= set(codes) for rule in rules.partition):
        return "complete"
    words = [lead(ledger, p).removesuffix(whole.label if p.label == whole.label else "") for p in parts]
    if _all_years(ledger, whole, words) or _kinds_counted(ledger, whole, len(parts)):
        return "complete"
    stages = [p.stage for p in parts]
    if set(codes) == {whole.indicator} and len(set(stages)) == len(parts) and whole.stage not in stages:
        return _by_stage(whole, stages)
    told = [w + (p.scope or "") for p, w in zip(parts, words, strict=True)]
    one = [d for d in rules.dimensions if all(map(d.names, told))]
    if any(d.covers(told) for d in one):
        return "complete"
    if one:
        return "exclusive"
    dimensions = [next((d for d in rules.dimensions if d.names(w)), None) for w in told]
    known = {d for d in dimensions if d is not None}
    if len(known) > 1 or (None in dimensions and any(d.crosses for d in known)):
        return "mixed"
    return "loose" if None in dimensions else "exclusive"


def _kinds_counted(ledger: Ledger, whole: Fact, parts: int) -> bool:
    """Whether the words count the kinds, as many as there are parts (反馈4类36个问题)."""
    match = re.search(r"([两二三四五六]|\d+)[类种]\D{0,2}$", ledger.text(max(0, whole.start - 12), whole.start))
    return match is not None and _COUNTS.get(match[1], int(match[1]) if match[1].isdigit() else 0) == parts


def _all_years(ledger: Ledger, whole: Fact, words: Sequence[str]) -> bool:
    """Whether each part is of a year of its own and the whole says that it is of so many years (三年, 近五年)."""
    years = {match.group() for w in words if (match := re.search(r"20\d\d(?=年)", w))}
    if len(years) != len(words) or len(years) < 2:
        return False
    before = ledger.text(max(0, whole.start - 40), whole.start)
    said = re.findall(r"([两二三四五六]|\d)年(?!级)", before) + re.findall(r"([两二三四五六]|\d)年(?!级)", whole.label)
    return any(_COUNTS.get(n, int(n) if n.isdigit() else 0) == len(years) for n in said)


def _by_stage(whole: Fact, stages: Sequence[str | None]) -> Claim:
    """Parts by stage or type of school. With special schools named too, no kind of compulsory school is left."""
    if not {"primary", "junior"} <= set(stages) or whole.stage not in ("compulsory", None):
        return "exclusive"
    return "exhaustive" if "special" in stages else "complete"


def lead(ledger: Ledger, part: Fact) -> str:
    """The words before a figure, back to the figure before it, and its label."""
    before = ledger.before(part)
    start = max(before.end if before else 0, part.start - 24)
    return re.sub(r"\s", "", ledger.text(start, part.start)) + part.label
