"""Stated changes as the words between figures tell them: 由A提高到B,增加X,增长Y% and B,比上年的A减少X,下降Y%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.ledger import Ledger
from pipeline.model import Fact

UP = "提高|提升|增加|增长|上升|增至|升至|升到|增到|扩大|扩充|净增|多|高出|增幅|涨幅|升幅|上涨|新增|增"
DOWN = "减少|下降|降低|降至|降到|减至|减到|压减|缩减|压缩|缩小|少|回落|降幅|减幅|下滑|净减|减|降"
LEVEL = "调整|变|发展|达|优化|改善|整合"
LAST = r"上年|去年|上一?学年|前一?年|\d{4}年(?:同期|底|末)?"
_FROM = re.compile(
    r"(?:[由从]|[较比](?!例))(?:[^,。;、:()\d]{0,8}|[^,。;、:()\d]{0,4}\d{4}年(?:初|底|末|度)?[^,。;、:()\d]{0,6})$"
)
_TO = re.compile(
    rf"^[,]?(?:[^,。;、:()\d]{{0,8}}?)?(?P<verb>{UP}|{DOWN}|{LEVEL})(?:到|至|为|成)?了?"
    r"(?:目前的?|现在的?|今年的?|(?:到)?\d{4}年(?:底|末|秋季|春季|秋|春)?的?)?$"
)
_BY = re.compile(
    rf"^[,(]?(?:[比较](?:{LAST})(?:同期)?的?)?(?:[年总累共计净同环]?[比计]?|(?:同比|环比|共|净|累计|年均)?)(?P<verb>{UP}|{DOWN})(?:幅度?|率|了|达|达到|为)*$"
)
_THAN = re.compile(
    r"^[,(]?(?:同比|[比较](?:上年|去年|上一?学年|前一?年|\d{4}年(?:同期|底|末)?|[^,。;、()\d]{1,8}前)(?:同期)?)的?"
)
_NEXT = re.compile(r"^[,、;]\d{4}年(?:底|末|初|秋季学期|秋)?(?:为|是|达|达到|有|[降减增升][到至为])?$")
_EARLIER = re.compile(
    r"^[,(](?:而)?(?:上年|去年|上一?学年|前一?年|(?P<year>\d{4})年)(?:同期|底|末|秋季学期)?(?:为|是|仅为|只有|有|的)?$"
)
_YEARLY = re.compile(r"\d{4}年(?:底|末|初|秋季学期|秋)?[^,。;、:()\d]{1,12}$")
_AMOUNT = re.compile(r"^[,(](?:比上年|较上年|同比|净|下降|减少|增加|增长|提高|降低|上升)")
_BEFORE = re.compile(r"^\((?:上年|去年|\d{4}年)(?:为|同期)?$")
_HINT = re.compile("年|到|至|为|成|比|较|了|" + UP + "|" + DOWN)  # without one of them no change is told


@dataclass(frozen=True, slots=True)
class Change:
    """What the words tie: the value before (None: not stated), the one after, by how much, the direction of the words.

    ``sign`` is 1 for 增, −1 for 减, 0 where the words leave it open; ``by`` are the stated differences and percentages.
    """

    before: Fact | None
    after: Fact
    by: tuple[Fact, ...]
    sign: int


def in_unit_of(by: Fact, after: Fact) -> bool:
    """Whether a change is stated in the unit of what changes (percentage points for percentages)."""
    return by.unit == ("百分点" if after.unit == "%" else after.unit)


def stated_changes(ledger: Ledger) -> Iterator[Change]:
    """All changes, in the order of their first figures."""
    facts = [f for f in ledger.facts if f.number is not None and f.op in ("=", "~", "<=", ">=") and not _celled(f)]
    facts = list({(f.start, f.end): f for f in facts}.values())
    n = 0
    while n < len(facts):
        change, n = _from(ledger, facts, n)
        if change is not None:
            yield change


def _celled(fact: Fact) -> bool:
    return fact.source == "table"


def _from(ledger: Ledger, facts: Sequence[Fact], n: int) -> tuple[Change | None, int]:
    """The change that opens with figure ``n``, and the position to go on from."""
    first = facts[n]
    second = facts[n + 1] if n + 1 < len(facts) else None
    if second is None or second.start - first.end > 40:
        return None, n + 1
    if not _HINT.search(ledger.text(first.end, second.start)):
        return None, n + 1
    gap = _gap(ledger, first, second)
    to = _TO.match(gap)
    yearly = first.unit == second.unit and _NEXT.match(gap)
    lead = _words(ledger, max(0, first.start - 24), first.start) if to or yearly else ""
    risen = re.search("[由从]", lead) or (re.search("[较比]", lead) and gap.endswith(("到", "至")))
    if to and first.unit == second.unit and risen and _FROM.search(lead):
        by, end, sign = _amounts(ledger, facts, n + 2, second)
        return Change(first, second, by, _sign(to["verb"]) or sign), end
    if first.unit == second.unit and _is_earlier(ledger, first, second, gap):  # 1389.2万元,2022年为1246.5万元,增加…
        by, end, sign = _amounts(ledger, facts, n + 2, second, closed=gap.startswith("("))
        tied = by and _same_kind(first, second)
        return (Change(second, first, by, sign), end) if tied else (None, n + 1)
    if yearly and _YEARLY.search(lead):  # 2023年12610人,2024年12450人,减少160人
        by, end, sign = _amounts(ledger, facts, n + 2, second)
        plain = by and _AMOUNT.match(_gap(ledger, second, by[0])) and _same_kind(first, second)
        return (Change(first, second, by, sign), end) if plain else (None, n + 1)
    than = _THAN.match(gap)
    if than is None:
        return None, n + 1
    rest = gap[than.end() :]
    if re.fullmatch(r"[(的为]?", rest) and first.unit == second.unit:  # 比上年的28910人减少628人
        by, end, sign = _amounts(ledger, facts, n + 2, second, closed=rest == "(")
        return (Change(second, first, by, sign), end) if by else (None, n + 1)
    if _sign_of(rest) and (in_unit_of(second, first) or second.unit == "%"):  # 比上年减少214人(上年3020人)
        by, end, sign = _amounts(ledger, facts, n + 1, first, lead=rest)
        stated = facts[end] if end < len(facts) else None
        if stated and stated.unit == first.unit and _BEFORE.match(_gap(ledger, facts[end - 1], stated)):
            return Change(stated, first, by, sign), end + 1
        return Change(None, first, by, sign), end
    return None, n + 1


def _is_earlier(ledger: Ledger, first: Fact, second: Fact, gap: str) -> bool:
    """Whether the words between two figures make the second one that of a year before."""
    match = _EARLIER.match(gap)
    if match is None:
        return False
    stated = int(first.period_end[:4]) if first.period_end else ledger.report.year
    return match["year"] is None or (stated is not None and int(match["year"]) < stated)


def _amounts(
    ledger: Ledger, facts: Sequence[Fact], n: int, after: Fact, lead: str | None = None, closed: bool = False
) -> tuple[tuple[Fact, ...], int, int]:
    """The stated differences from figure ``n`` on (at most two), the next position, the direction of their words."""
    found: list[Fact] = []
    sign = 0
    while n < len(facts) and len(found) < 2:
        words = lead if lead is not None and not found else _gap(ledger, facts[n - 1], facts[n])
        if closed and not found:
            words = words.removeprefix(")")
        verb = _sign_of(words.lstrip(","))
        kind = facts[n].unit in ("%", "百分点") or facts[n].unit == after.unit
        if not verb or not kind or (sign and verb != sign) or (found and facts[n].unit == found[0].unit):
            break
        if after.unit == "%" and facts[n].unit == "%":
            break  # 提高28%: points or per cent, nobody knows
        found.append(facts[n])
        sign = verb
        n += 1
    return tuple(found), n, sign


def _same_kind(one: Fact, other: Fact) -> bool:
    """Whether two figures may be one thing at two times: stocks and rates, no separate events."""
    return one.indicator is not None and one.stage == other.stage and other.indicator in (None, one.indicator)


def in_one_line(words: str) -> str:
    """Words without white space, their punctuation half-width."""
    return re.sub(r"\s", "", words).translate(str.maketrans("，；：（）", ",;:()"))


def _gap(ledger: Ledger, one: Fact, other: Fact) -> str:
    return _words(ledger, one.end, other.start)


def _words(ledger: Ledger, start: int, end: int) -> str:
    return in_one_line(ledger.text(start, end))


def _sign(verb: str) -> int:
    return 1 if re.fullmatch(UP, verb) else -1 if re.fullmatch(DOWN, verb) else 0


def _sign_of(words: str) -> int:
    match = _BY.match(words)
    return _sign(match["verb"]) if match else 0
