"""Lists whose members stand in the order of what was told before them: indicators, stages, items, coefficients."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.model import Cue, Figure
from pipeline.normalise.choice import LIST, OWN, Bound, Choice, run_of
from pipeline.normalise.context import Context
from pipeline.normalise.measures import COEFFICIENT, exact_unit, is_resource, measure_of
from pipeline.terms import prevailing

_TOGETHER = re.compile(r"均|都|全部")
_ORDERED = re.compile(r"分别|依次|顺次")
_OVERALL = re.compile(r"各项|所有|七项|7项|各指标|综合|八项|8项|七个")
_BY_STAGE = re.compile(r"按(?:学段|学校类别|办学类型|类别)(?:划)?分[,:]?")
_SHORT_GAP = re.compile("数?(?:的)?(?:为|是)?")
_ITEMS_AGAIN = re.compile(r"(?:上述|以上|这)(?:[两三四五六七2-7]项)?(?:指标)?(?:数值)?(?:依次|分别)(?:为|是)?$")


def regrouped(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Choice | None:
    """What a list by stages is of: the figure before it that its members make up (其中专任教师2208人。按学段分,…)."""
    figure = figures[n]
    start = figures[n - 1].to if n else 0
    if not n or figures[n - 1].cell is not None or not _BY_STAGE.search(context.text[start : figure.at]):
        return None
    last = n
    while last + 1 < len(figures) and figures[last + 1].unit == figure.unit and figures[last + 1].lead in ("、", ","):
        last += 1
    added = sum(f.value for f in figures[n : last + 1])
    for k in range(n - 1, max(-1, n - 7), -1):
        cue, code = bound[k].cue, bound[k].indicator
        if figures[k].unit == figure.unit and figures[k].value == added and cue is not None and code is not None:
            return Choice(LIST, figure.at - figures[k].to, cue._replace(name=code), "value", True, k)
    return None


def _in_order(n: int, figures: Sequence[Figure], subjects: Sequence[Cue], lead: str, context: Context) -> Cue | None:
    """The subject at the figure's place where as many are listed as coefficients follow (A、B、C的差异系数依次为…)."""
    first, last = run_of(n, figures, context)
    size = last - first + 1
    if size < 2 or len(subjects) < size or not _ORDERED.search(lead):
        return None
    listed = subjects[-size:] if len(subjects) == size else subjects[:size]
    return listed[n - first] if len({c.name for c in listed}) == size else None


def coefficient(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Choice | None:
    """A coefficient of one resource indicator, where the sentence or the list item is about that one alone."""
    figure = figures[n]
    if figure.unit is not None or figure.kind == "ratio":
        return None
    sentence = context.sentences[figure.sentence]
    lead = context.text[sentence.at : figure.at]
    named = [m.start() for m in COEFFICIENT.finditer(lead)]
    indicators = context.rules.indicators
    if named:
        own = [*context.indicators(figure.own[0], figure.at), *context.topics(figure.own[0], figure.at)]
        own = [
            c
            for c in prevailing(own)
            if is_resource(indicators[c.name]) and _SHORT_GAP.fullmatch(context.text[c.to : figure.at])
        ]
        again = _as_listed(n, figures, bound, context)
        if own or again is not None:
            return Choice(OWN, 0, own[-1] if own else again, "variation_coefficient", True)  # type: ignore[arg-type]
    if not named or _OVERALL.search(lead[max(0, named[-1] - 14) :]):
        return None
    resource = [c for c in context.indicators(sentence.at, figure.at) if is_resource(indicators[c.name])]
    resource += [c for c in context.topics(sentence.at, figure.at) if is_resource(indicators[c.name])]
    if not resource:
        first = context.sentences[context.items[sentence.item][0]]
        resource = [
            c for c in context.indicators(first.at, min(first.to, figure.at)) if is_resource(indicators[c.name])
        ]
        resource = [c for c in resource if not c.weak]
        resource += [
            c
            for c in context.topics(first.at, min(first.to, figure.at, first.at + 24))
            if is_resource(indicators[c.name])
        ]
    subjects = prevailing(resource)
    if len({c.name for c in subjects}) > 1 and _TOGETHER.search(context.text[figure.own[0] : figure.at]):
        return None  # 依次为0.216、0.378,均在0.50以内
    listed = _in_order(n, figures, subjects, lead, context)
    if listed is not None:
        return Choice(OWN, 0, listed, "variation_coefficient", True)
    return Choice(OWN, 0, subjects[-1], "variation_coefficient", True) if subjects else None


def _as_listed(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Cue | None:
    """The resource at the figure's place in the list before it (小学…0.31、…0.42;初中依次为0.27、0.39)."""
    first, last = run_of(n, figures, context)
    own = context.text[figures[first].own[0] : figures[first].at]
    if last == first or not _ORDERED.search(own) or COEFFICIENT.search(own):
        return None
    told: dict[str, Cue] = {}
    for k in range(first):
        cue, code = bound[k].cue, bound[k].indicator
        near = figures[k].sentence == figures[n].sentence
        if near and bound[k].measure == "variation_coefficient" and cue is not None and code is not None:
            told.setdefault(code, cue._replace(name=code))
    return list(told.values())[n - first] if len(told) == last - first + 1 else None


def items_again(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Choice | None:
    """The item at the figure's place in a list that takes up all told before (初中上述七项依次为7.93人、1.41人…)."""
    first = last = n
    while first > 0 and _next_to(figures[first - 1], figures[first], context):
        first -= 1
    while last + 1 < len(figures) and _next_to(figures[last], figures[last + 1], context):
        last += 1
    own = context.text[figures[first].own[0] : figures[first].at]
    if last == first or not _ITEMS_AGAIN.search(own):
        return None
    indicators = context.rules.indicators
    paragraph = context.sentences[figures[n].sentence].paragraph
    told: dict[str, Cue] = {}
    for k in range(first):
        cue, code = bound[k].cue, bound[k].indicator
        near = figures[k].cell is None and context.sentences[figures[k].sentence].paragraph == paragraph
        if (
            near
            and cue is not None
            and code is not None
            and bound[k].measure == "value"
            and is_resource(indicators[code])
        ):
            told.setdefault(code, cue._replace(name=code))
    listed = list(told.values())
    if len(listed) != last - first + 1 or not exact_unit(figures[n], indicators[listed[n - first].name]):
        return None
    return Choice(OWN, 0, listed[n - first], "value", True)


def _next_to(one: Figure, other: Figure, context: Context) -> bool:
    """Whether nothing but a joint stands between two figures, whatever their units."""
    same = one.sentence == other.sentence and one.cell is None and other.cell is None
    return same and context.text[one.to : other.at] in ("、", "和", "与", "及", "以及")


def parallel(n: int, figures: Sequence[Figure], judged: str | None, context: Context) -> Choice | None:
    """The indicator at the figure's place in a parallel list (毛入园率、覆盖率、占比依次为95.1%、91.3%、53.6%)."""
    first, last = run_of(n, figures, context)
    size = last - first + 1
    if size < 2:
        return None
    head = figures[first]
    cues = [
        c
        for c in prevailing(c for c in context.indicators(head.own[0], head.at) if not c.weak)
        if measure_of(figures[n], context.rules.indicators[c.name], context, judged)
    ]
    joined = all(re.fullmatch(r"[、和与及]|以及", context.text[a.to : b.at][-1:] or "、") for a, b in pairwise(cues))
    if len({c.at for c in cues}) != size or len(cues) != size or not joined:
        return _by_place(n, first, size, figures, judged, context)
    if len({c.name for c in cues}) not in (1, size):
        return None
    cue = cues[n - first]
    measure = measure_of(figures[n], context.rules.indicators[cue.name], context, judged)
    return Choice(OWN, 0, cue, measure or "value", True)


def pieces_of(first: int, size: int, figures: Sequence[Figure], context: Context) -> list[tuple[int, int]]:
    """The nouns in front of 分别, where there are as many as figures; [] else."""
    head = figures[first]
    own = context.text[head.own[0] : head.at]
    match = _ORDERED.search(own)
    if match is None:
        return []
    nouns = re.finditer(r"[^、和与及]+", own[: match.start()])
    pieces = [(head.own[0] + noun.start(), head.own[0] + noun.end()) for noun in nouns]
    terms = context.indicators(head.own[0], head.at)
    torn = any(term.at < to < term.to for _, to in pieces for term in terms)  # 教学及辅助用房 is one noun
    return pieces if len(pieces) == size and not torn else []


def _by_place(
    n: int, first: int, size: int, figures: Sequence[Figure], judged: str | None, context: Context
) -> Choice | None:
    """The indicator in the noun at the figure's place in its list (法治副校长、法治辅导员分别为53人、27人)."""
    pieces = pieces_of(first, size, figures, context)
    if not pieces:
        return None
    span = pieces[n - first]
    for cue in prevailing(c for c in context.indicators(*span) if not c.weak):
        measure = measure_of(figures[n], context.rules.indicators[cue.name], context, judged)
        if measure is not None:
            return Choice(OWN, 0, cue, measure, True)
    return None
