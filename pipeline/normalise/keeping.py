"""Schools counted by whether they keep a norm that is quoted beside them.

44所均不超过2000人 · 3所学校美术教室面积不足90平方米 · 生均教学及辅助用房面积达到4.5平方米以上的小学有27所 ·
达到10.2平方米的初中仅9所.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Cue, Figure
from pipeline.normalise.choice import OWN, Bound, Choice
from pipeline.normalise.context import UNMET, Context
from pipeline.rulebook import Indicator
from pipeline.terms import prevailing

_BY_STAGE = re.compile("(?:小学|初中)?[、和及与](?:小学|初中)?")
_BROKEN = re.compile(r"[,;。(]")
_ALL = re.compile(r"(?<![生县])均|都|全部")
# Between a norm and the schools behind it that it marks off.
_MARKED_OFF = re.compile(
    r"(?:\(含\)|及)?(?:以上|以下|以内)?(?:的)?(?:国家|省定|规定)?(?:标准|要求)?的"
    r"(?:义务教育)?(?:[一-龥]{0,4}(?:小学|初中|学校|校|中学|教学点)|有|共)(?:校数|数量|数)?(?:共有|仅有|只有|共|有|为|达|仅|也有)*"
)


def judged_by_bound(n: int, figures: Sequence[Figure], context: Context) -> str | None:
    """44所均不超2000人: schools that keep a bound stated right behind them."""
    figure = figures[n]
    if figure.unit != "所" or n + 1 >= len(figures) or figures[n + 1].sentence != figure.sentence:
        return None
    follower = figures[n + 1]
    between = context.text[figure.to : follower.at]
    bounded = follower.op in ("<=", ">=") and follower.unit != "所"
    return "met" if bounded and not re.search(r"[,;。(、]", between) and _ALL.search(between) else None


def keeping(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Choice | None:
    """The indicator whose norm stands beside a count of schools, and whether these keep it or miss it."""
    figure = figures[n]
    if figure.unit not in ("所", "个") or figure.cell is not None or figure.value % 1:
        return None
    involved = _involved(n, figures, context)
    if involved is not None:
        return involved
    if n and figures[n - 1].sentence == figure.sentence:
        norm = figures[n - 1]
        if norm.unit != figure.unit and _MARKED_OFF.fullmatch(context.text[norm.to : figure.at]):
            start = context.sentences[figure.sentence].at
            found = _of_norm(norm, figure, context.indicators(start, norm.at), context)
            return found or _of_norm(norm, figure, _by_value(norm, context), context)
    last = n + 1 if n + 1 < len(figures) and _joined(figure, figures[n + 1], context) else n
    if last + 1 < len(figures) and figures[last + 1].sentence == figure.sentence:
        norm = figures[last + 1]
        between = context.text[figures[last].to : norm.at]
        if norm.unit != figure.unit and not _BROKEN.search(between) and not _ALL.search(between):
            start = context.sentences[figure.sentence].at
            named = context.indicators(figure.to, norm.at) or context.indicators(start, figure.at)
            return _of_norm(norm, figure, named or _before(n, figures, bound), context)
    return None


def _joined(figure: Figure, follower: Figure, context: Context) -> bool:
    """Whether two counts of schools by stage are told of together (4所小学、3所初中骨干教师数不足1人)."""
    same = follower.unit == figure.unit and follower.sentence == figure.sentence
    return same and _BY_STAGE.fullmatch(context.text[figure.to : follower.at]) is not None


def _involved(n: int, figures: Sequence[Figure], context: Context) -> Choice | None:
    """The schools that a failure concerns (音乐、美术专用教室1项未达到要求,涉及小学3所、初中1所)."""
    figure = figures[n]
    first = n - 1 if n and figure.lead == "、" and figures[n - 1].unit == figure.unit else n
    head = figures[first]
    if not context.text[head.own[0] : head.at].lstrip(",;").startswith("涉及") or head.sentence != figure.sentence:
        return None
    start = context.sentences[figure.sentence].at
    missed = list(UNMET.finditer(context.text, start, head.own[0] + 1))
    if not missed:
        return None
    indicators = context.rules.indicators
    cues = context.indicators(max(start, missed[-1].start() - 30), max(missed[-1].end(), head.own[0]))
    named = [c for c in prevailing(cues) if indicators[c.name].group == "standard" and indicators[c.name].unit != "项"]
    return Choice(OWN, 0, named[-1], "schools_unmet", True) if named else None


def _by_value(norm: Figure, context: Context) -> list[Cue]:
    """The only norm of schools that is written with this number (超过2000人的小学有2所)."""
    if norm.unit != "人" or norm.value < 500:
        return []
    indicators = context.rules.indicators.items()
    codes = [
        code
        for code, i in indicators
        if i.level == "school" and i.unit == norm.unit and any(m.value == norm.value for m in i.norms)
    ]
    return (
        [Cue(norm.at, norm.to, "indicator", codes[0], context.text[norm.at : norm.to], False)]
        if len(codes) == 1
        else []
    )


def _before(n: int, figures: Sequence[Figure], bound: Sequence[Bound]) -> list[Cue]:
    """What the figures before it in the sentence are about (小学1.12人、初中1.34人,但有3所小学未达到0.9人的标准)."""
    cues = [(k, bound[k].cue, bound[k].indicator) for k in range(n) if figures[k].sentence == figures[n].sentence]
    return [cue._replace(name=code) for _, cue, code in cues if cue is not None and code is not None]


def is_marked_off(n: int, figures: Sequence[Figure], context: Context) -> bool:
    """Whether a count is of those alone that miss the norm behind it (6间音乐教室使用面积不足96平方米)."""
    if n + 1 >= len(figures) or figures[n + 1].sentence != figures[n].sentence or figures[n + 1].op not in ("<", ">"):
        return False
    between = context.text[figures[n].to : figures[n + 1].at]
    return figures[n].unit != figures[n + 1].unit and not _BROKEN.search(between) and figures[n].cell is None


def _of_norm(norm: Figure, figure: Figure, cues: Sequence[Cue], context: Context) -> Choice | None:
    """The last of ``cues`` whose norm ``norm`` repeats, kept or missed as the words of bound beside it say."""
    indicators = context.rules.indicators
    for cue in reversed(prevailing(cues)):
        measure = _kept(norm, indicators[cue.name])
        if measure is not None:
            return Choice(OWN, max(0, figure.at - cue.to), cue, measure, True)
    return None


def _kept(norm: Figure, indicator: Indicator) -> str | None:
    """``schools_met`` or ``schools_unmet`` where the figure repeats a norm for schools or classes, from either side."""
    if indicator.group != "standard" or norm.unit not in (indicator.unit, *indicator.units):
        return None
    held = next((n for n in indicator.norms if n.value == norm.value and n.level != "county"), None)
    if held is None:
        return None
    low = held.op in (">=", ">")
    if norm.op in ("<", ">"):
        return "schools_unmet" if (norm.op == "<") == low else None
    if norm.op in (">=", "<="):
        return "schools_met" if (norm.op == ">=") == low else None
    return "schools_met" if norm.reaches and low else None
