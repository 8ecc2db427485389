"""A percentage that is the share of a count in front of it (convention 19)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.model import Figure
from pipeline.normalise.choice import is_earlier
from pipeline.normalise.context import Context
from pipeline.normalise.measures import is_share


class Bound(Protocol):
    """What of a binding a share asks for."""

    @property
    def indicator(self) -> str | None: ...
    @property
    def measure(self) -> str: ...


_OF_SCHOOLS = frozenset({"standardised_schools"})
_PLAIN = re.compile(
    r"占(?:比|总数|全部|全县|全县总数)?(?:的|为|达)?|比例(?:为|达)?|占比(?:为|达)?|达标率|(?:为|达|达到)?"
)


def share_of(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context
) -> tuple[str | None, str, int] | None:
    """(indicator, measure, position of the count) where figure ``n`` is such a share; None where it is none.

    A share of schools that meet is ``share_met``; a share that a relation of rules/checks.yaml names (占, right behind
    its part) is that rate; a share of schools that do not meet stays unmapped.
    """
    figure = figures[n]
    if n and figure.lead == "(" and figure.unit == "所" and bound[n - 1].measure == "share_met" and figure.form == "":
        return bound[n - 1].indicator, "schools_met", n - 1  # 92.9%(26/28)
    if figure.unit != "%":
        return _per_head(n, figures, bound, context)
    run = _run(n, figures)
    head = figures[n - run]
    if n - run > 0 and is_earlier(figures[n - run - 1], context):
        head = figures[n - run - 1]  # 占比由3.2%降至0.9%
    of_base = n - run > 0 and _of_base(head, figures[n - run - 1], context)
    if not is_share(head, context) and not of_base and not _bracketed(head, figures, n - run, context):
        return None
    counts = [k for k in range(n - run) if figures[k].sentence == figure.sentence and figures[k].cell is None]
    for k in reversed(counts):
        measure = bound[k].measure
        if measure in ("schools_met", "share_met") and bound[k].indicator:
            return bound[k].indicator, "share_met", _paired(k, run, n, figures, bound)
        if measure == "schools_unmet":
            return None, "value", k
        if figure.at - figures[k].to < 48:
            if bound[k].indicator in _OF_SCHOOLS and measure == "value":
                return bound[k].indicator, "share_met", k
            rate = _rate(bound[k].indicator, context.text[figures[k].own[0] : figures[k].at], context)
            nearest = bound[counts[-1]]
            of_another = nearest.indicator not in (None, bound[k].indicator) and nearest.measure == "value"
            if of_another and k != counts[-1] and figures[counts[-1]].unit == figures[k].unit:
                break  # 选派112名教师交流,骨干教师有26名,占23.2%: the share is that of the 26
            if rate and measure == "value" and not _own_subject(head, context):
                return rate, "value", k
    plain = _PLAIN.fullmatch(context.text[head.own[0] : head.at].lstrip("、,和")) is not None
    if plain and counts and (of_sums := _of_sums(counts, figures, context)) is not None:
        return of_sums, "value", counts[-1]
    if counts and plain and is_share(head, context):
        return None, "value", counts[-1]  # a share of something that has no rate: no subject to inherit
    return None


def _of_sums(counts: Sequence[int], figures: Sequence[Figure], context: Context) -> str | None:
    """The rate named in the words of both sums before its share: 公用经费预算4860万元,安排教师培训经费292万元,占6%."""
    if len(counts) < 2 or {figures[k].unit for k in counts[-2:]} != {"元"}:
        return None
    part, whole = (
        {
            c.name
            for c in context.indicators(figures[k].own[0], figures[k].at)
            if context.rules.indicators[c.name].unit == "%"
        }
        for k in (counts[-1], counts[-2])
    )
    both = part & whole
    return both.pop() if len(both) == 1 else None


def _of_base(figure: Figure, before: Figure, context: Context) -> bool:
    """占参评小学37所的94.59%: the base stands between 占 and the share."""
    if before.sentence != figure.sentence or not re.match(
        r"(?:[一-龥]{0,8}学校|总数)?的", context.text[before.to : figure.at]
    ):
        return False
    return "占" in context.text[before.own[0] : before.at]


_PER_HEAD = re.compile(
    r"(?:折算|折合|平均|按)*(?:生均|人均|每生|每百名(?:学生|在校生)?|每百生|每\d+名学生)"
    r"(?:小学|初中|分别|平均|拥有数?|约|达到|达|为|有|,)*"
)


def _per_head(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context
) -> tuple[str | None, str, int] | None:
    """A figure a head right behind the count it comes from (建筑面积212480平方米,生均7.63平方米)."""
    figure = figures[n]
    first = n
    while (
        first > 0
        and figures[first].lead == "、"
        and figures[first - 1].unit == figure.unit
        and re.fullmatch(
            r"[、和]?(?:小学|初中)?(?:拥有|约|达到|达|为|有)?", context.text[figures[first].own[0] : figures[first].at]
        )
    ):
        first -= 1
    own = context.text[figures[first].own[0] : figures[first].at]
    if own in ("小学", "初中", "") and figures[first].lead == ",":
        start = figures[first - 1].to if first else context.sentences[figure.sentence].at
        own = context.text[start : figures[first].at]
    if not _PER_HEAD.fullmatch(own.strip("、,;")):
        return None
    indicators = context.rules.indicators
    item = context.sentences[figure.sentence].item
    for k in range(first - 1, -1, -1):
        near = figures[k].sentence in (figure.sentence, figure.sentence - 1) and figures[k].cell is None
        if not near or context.sentences[figures[k].sentence].item != item:
            return None
        rates = {
            r.rate
            for r in context.rules.checks.share
            if r.part == bound[k].indicator and indicators[r.rate].unit == figure.unit and r.whole == "students"
        }
        if len(rates) == 1:
            return rates.pop(), "value", k - (0 if first == n else _back(first, n, k, figures, bound))
    return None


def _back(first: int, n: int, k: int, figures: Sequence[Figure], bound: Sequence[Bound]) -> int:
    """How far before count ``k`` the count of figure ``n`` stands, where counts and averages are parallel lists."""
    size = 1
    while (
        first + size < len(figures)
        and figures[first + size].lead == "、"
        and figures[first + size].unit == figures[n].unit
    ):
        size += 1
    behind = size - 1 - (n - first)
    return behind if k - behind >= 0 and bound[k - behind].indicator == bound[k].indicator else 0


def _run(n: int, figures: Sequence[Figure]) -> int:
    """How many percentages stand right before figure ``n`` in one list (94.6%、94.4%)."""
    k = n
    while (
        k > 0
        and figures[k].lead == "、"
        and figures[k - 1].unit == "%"
        and figures[k - 1].sentence == figures[n].sentence
    ):
        k -= 1
    return n - k


def _paired(k: int, run: int, n: int, figures: Sequence[Figure], bound: Sequence[Bound]) -> int:
    """The count that the percentage at place ``run`` of its list belongs to."""
    if run == 0 and not (n + 1 < len(figures) and figures[n + 1].lead == "、" and figures[n + 1].unit == "%"):
        return k
    counts = [
        i for i in range(n - run) if figures[i].sentence == figures[n].sentence and bound[i].measure == "schools_met"
    ]
    size = run + 1
    while (
        n + size - run < len(figures) and figures[n + size - run].lead == "、" and figures[n + size - run].unit == "%"
    ):
        size += 1
    tail = counts[-size:]
    return tail[run] if run < len(tail) else k


def _rate(indicator: str | None, phrase: str, context: Context) -> str | None:
    """The rate of which ``indicator`` is the part, by the relations of the rulebook; its ``phrase`` may narrow it."""
    indicators = context.rules.indicators
    rules = [r for r in context.rules.checks.share if r.part == indicator and indicators[r.rate].unit == "%"]
    narrowed = [r for r in rules if r.among and r.among in phrase]
    rates = {r.rate for r in (narrowed or [r for r in rules if not r.among])}
    return rates.pop() if len(rates) == 1 else None


def _bracketed(head: Figure, figures: Sequence[Figure], k: int, context: Context) -> bool:
    """A percentage alone in brackets behind a count (24所(85.7%))."""
    if k == 0 or head.lead != "(":
        return False
    return context.text[figures[k - 1].to : head.at] == "("


def _own_subject(figure: Figure, context: Context) -> bool:
    """Whether the share names its own subject (占比 alone does not)."""
    own = context.text[figure.own[0] : figure.at]
    return not re.match(r"占|比例|达标率|的", own.lstrip("、,和")) or bool(
        [
            c
            for c in context.indicators(figure.own[0], figure.at)
            if context.rules.indicators[c.name].unit == "%" and not c.weak
        ]
    )
