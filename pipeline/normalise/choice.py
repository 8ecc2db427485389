"""What binding weighs: candidates and where they stand, and the small questions that all positions ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from pipeline.model import Cue, Figure
from pipeline.normalise.context import MET, UNMET, Context
from pipeline.normalise.phrases import rest

# own: the figure's own phrase before it · behind: the noun right behind it · purpose: for money, the clauses behind
# it · list: the subject of the list or clause before it, where its own phrase has none · weak: a weak term that is all
# its phrase holds · clause: earlier clauses of the sentence · item: the head of its list item · heading: its headings
POSITIONS = ("own", "behind", "purpose", "list", "weak", "weak behind", "clause", "item", "heading")
OWN, BEHIND, PURPOSE, LIST, WEAK, WEAK_BEHIND, CLAUSE, ITEM, HEADING = range(9)

_FROM = re.compile(r"(?:由|从)[^,。;]{0,16}$")
_TO = re.compile(
    r"^[^,。;\d]{0,12}?(?:提高|提升|增加|增长|上升|增|升|减少|下降|降低|降|减|扩大|调整|改|变|提标|上调|调)?(?:到|至|为)"
)
_FROM_LIST = re.compile(r"(?:由|从)(?:原来的|上年的|去年的|\d{4}年的)?(?:[\d.]+(?:%|[一-龥]{1,3})[、和与及])*$")
_TO_OF_LIST = re.compile(r"(?:分别)?(?:提高|提升|增加|增长|上升|减少|下降|降低|扩大|调整|提标|上调)(?:到|至|为)")
_LISTED = re.compile(rf"(?:[、和与及][\d.]+(?:%|[一-龥]{{1,3}}))+(?={_TO_OF_LIST.pattern})")
_COUNTERS = frozenset({"所", "个", "人", "名", "项", "间", "套", "台", "册", "件"})


class Bound(Protocol):
    """What of an earlier binding a figure can take over."""

    @property
    def indicator(self) -> str | None: ...
    @property
    def measure(self) -> str: ...
    @property
    def cue(self) -> Cue | None: ...
    @property
    def position(self) -> str: ...


class Choice(NamedTuple):
    """A candidate: where it stands (``rank`` in POSITIONS), how far off, the measure that the figure would be."""

    rank: int
    distance: int
    cue: Cue
    measure: str
    exact: bool
    follows: int | None = None


def left_of(text: str, holes: list[tuple[int, int]], context: Context) -> str:
    """What is left of a phrase without ``holes``, light words and qualifiers: its subject, '' where it has none."""
    return rest(text, holes, context.rules, scopes=True, names=context.names)


def modifies(figure: Figure, own: str, context: Context) -> bool:
    """Whether a counted noun of its own stands right behind the figure (2所学校分别获奖, 19所学校电采暖)."""
    if figure.unit not in _COUNTERS:
        return False
    after = context.text[figure.after[0] : figure.after[1]]
    if after.startswith(("以上", "以下", "以内", "左右", ")")) or MET.search(after) or UNMET.search(after):
        return False
    return bool(left_of(after, [], context))


def run_of(n: int, figures: Sequence[Figure], context: Context) -> tuple[int, int]:
    """First and last position of the list of bare figures side by side that figure ``n`` stands in (A、B和C)."""
    return context.runs[n]


def is_earlier(figure: Figure, context: Context) -> bool:
    """Whether the figure is the A of 由A提高到B (convention 18)."""
    text = context.text
    own = text[figure.own[0] : figure.at]
    if _FROM.search(own) and _TO.match(text[figure.to : figure.to + 24]):
        return True
    if figure.lead != "、" and not text.startswith("、", figure.to):
        return False
    behind = _LISTED.match(text[figure.to : figure.to + 40])
    return bool(_FROM_LIST.search(text[max(0, figure.at - 48) : figure.at])) and bool(
        _TO_OF_LIST.match(text[figure.to + (behind.end() if behind else 0) :][:24])
    )


def is_modifier(other: Figure, figure: Figure, context: Context) -> bool:
    """Whether a bound only describes the noun of the next figure (撤并不足10人的教学点3个)."""
    between = context.text[other.to : figure.at]
    return other.op in ("<", "<=", ">", ">=") and bool(re.match(r"(?:及?以[上下])?的", between)) and "," not in between
