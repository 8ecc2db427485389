"""The indicators in reach of a figure, each with the place where its term stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.model import Cue, Figure
from pipeline.normalise.context import MET, UNMET, Context
from pipeline.normalise.measures import COEFFICIENT, exact_unit, is_resource, measure_of
from pipeline.normalise.phrases import rest
from pipeline.rulebook import Indicator
from pipeline.terms import cues_in, prevailing

# own: the figure's own phrase before it · behind: the noun right behind it · purpose: for money, the clauses behind
# it · list: the subject of the list or clause before it, where its own phrase has none · weak: a weak term that is all
# its phrase holds · clause: earlier clauses of the sentence · item: the head of its list item · heading: its headings
POSITIONS = ("own", "behind", "purpose", "list", "weak", "weak behind", "clause", "item", "heading")
OWN, BEHIND, PURPOSE, LIST, WEAK, WEAK_BEHIND, CLAUSE, ITEM, HEADING = range(9)

_FROM = re.compile(r"(?:由|从)[^,。;]{0,16}$")
_TO = re.compile(
    r"^[^,。;\d]{0,12}?(?:提高|提升|增加|增长|上升|增|升|减少|下降|降低|降|减|扩大|调整|改|变|提标|上调|调)?(?:到|至|为)"
)
_RESET = re.compile(r"现有|共有|拥有|全县|全市|全区|全州|我县|设有|另有")
_COMPLEMENT = re.compile(r"余下|其余|剩余|剩下|尚有|仍有|还有|尚余|未")
_OPENING = re.compile(r"其中|[:(]|包括|含|分别")
_BOUND_BEHIND = re.compile(r"(?:均|都|全部)?(?:不超过?|不低于|不少于|不大于|控制在|在|达到)?$")
_OVERALL = re.compile(r"各项|所有|七项|7项|各指标|综合|八项|8项|七个")
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


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate: where it stands (``rank`` in POSITIONS), how far off, the measure that the figure would be."""

    rank: int
    distance: int
    cue: Cue
    measure: str
    exact: bool
    follows: int | None = None


def choices_of(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Iterator[Choice]:
    """All candidates of figure ``n``; ``bound`` are the bindings of the figures before it."""
    figure = figures[n]
    if figure.form.startswith("零"):
        yield from _offer(OWN, context.indicators(figure.at, figure.to), figure.to, figure, None, context)
        return
    judged = context.judged(figure) or _judged_by_bound(n, figures, context)
    own_text = context.text[figure.own[0] : figure.at]
    own_cues = context.indicators(figure.own[0], figure.at)
    if n and figures[n - 1].sentence == figure.sentence and (
        is_earlier(figures[n - 1], context) or _is_modifier(figures[n - 1], figure, context)
    ):
        own_cues = [*context.indicators(figures[n - 1].own[0], figures[n - 1].at), *own_cues]
    coefficient = _coefficient(figure, context)
    if coefficient is not None:
        yield coefficient
        return
    listed = _parallel(n, figures, judged, context)
    if listed is not None:
        yield listed
        return
    whole = _part_of_flow(n, figures, bound, own_cues, context)
    if whole is not None:
        yield whole
        return
    threshold = _threshold(n, figures, bound, context)
    if threshold is not None:
        yield threshold
        return
    yield from _offer(OWN, context.around(figure), figure.at, figure, judged, context)
    yield from _offer(OWN, own_cues, figure.at, figure, judged, context)
    yield from _elliptic(n, figures, judged, context)
    yield from _narrow(figure, own_cues, judged, context)
    behind = context.indicators(*figure.after)
    yield from _offer(BEHIND, behind, figure.to, figure, judged, context)
    if figure.unit == "元":
        yield from _offer(PURPOSE, _purpose(n, figures, context), figure.to, figure, judged, context)
    bare = _bare(figure, own_text, context)
    head = _shortened(n, figures, bound, own_cues, own_text, context)
    if head is not None:
        yield head
    elif bare or judged or _part(n, figures, own_cues, own_text, context):
        yield from _from_list(n, figures, bound, judged, context)
    if _of_unmapped(n, figures, bound, context):
        return
    for cue in own_cues:
        hole = (cue.at - figure.own[0], cue.to - figure.own[0])
        if cue.weak and not _rest(own_text, [hole], context) and not _modifies(figure, own_text[hole[1] :], context):
            yield from _offer(WEAK, [cue], figure.at, figure, judged, context, weak=True)
    if not _rest(own_text, [], context):
        after_text = context.text[figure.after[0] : figure.after[1]]
        for cue in behind:
            hole = (cue.at - figure.to, cue.to - figure.to)
            if cue.weak and _closes(cue, figure, context) and not _rest(after_text[: hole[1]], [hole], context):
                yield from _offer(WEAK_BEHIND, [cue], figure.to, figure, judged, context, weak=True)
    if bare or judged:
        sentence = context.sentences[figure.sentence]
        earlier = context.indicators(sentence.at, figure.own[0])
        yield from _offer(CLAUSE, earlier, figure.at, figure, judged, context)
        yield from _from_above(figure, judged, context)


def _offer(
    rank: int, cues: Sequence[Cue], origin: int, figure: Figure, judged: str | None, context: Context,
    *, weak: bool = False,
) -> Iterator[Choice]:  # fmt: skip
    """The prevailing ones of ``cues`` whose indicators the figure can state, with their distance from ``origin``."""
    indicators = context.rules.indicators
    fitting = {
        cue: measure
        for cue in cues
        if cue.weak == weak and (measure := measure_of(figure, indicators[cue.name], context, judged))
    }
    acting = [c for c in fitting if rank == OWN and context.text[c.at : c.to].startswith(context.rules.words.verbs)]
    for cue in prevailing(fitting):
        indicator = indicators[cue.name]
        if acting and cue not in acting and cue.at >= acting[0].to and not _clause_between(acting[0], cue, context):
            continue  # 撤并教学点3个: the action is what is counted
        if rank == OWN and figure.unit == "人" and not indicator.flow and cue.to <= figure.at and _headed_away(cue, figure, context):
            continue
        if weak and indicator.within and not context.within(figure, indicator.within):
            continue
        if rank == CLAUSE and not exact_unit(figure, indicator) and fitting[cue] == "value":
            continue
        if rank == OWN and not _headed(figure, cue, indicator, context):
            continue
        distance = origin - cue.to if cue.to <= origin else cue.at - origin
        distance -= bool(weak and indicator.within)  # the narrower reading wins where its setting is given
        yield Choice(rank, distance, cue, fitting[cue], exact_unit(figure, indicator))


def _coefficient(figure: Figure, context: Context) -> Choice | None:
    """A coefficient of one resource indicator, where the sentence or the list item is about that one alone."""
    if figure.unit is not None or figure.kind == "ratio":
        return None
    sentence = context.sentences[figure.sentence]
    lead = context.text[sentence.at : figure.at]
    named = [m.start() for m in COEFFICIENT.finditer(lead)]
    if not named or _OVERALL.search(lead[max(0, named[-1] - 14) : named[-1]]):
        return None
    indicators = context.rules.indicators
    resource = [c for c in context.indicators(sentence.at, figure.at) if is_resource(indicators[c.name])]
    if not resource:
        first = context.sentences[context.items[sentence.item][0]]
        resource = [c for c in context.indicators(first.at, min(first.to, figure.at)) if is_resource(indicators[c.name])]
        resource = [c for c in resource if not c.weak]
    subjects = prevailing(resource)
    return Choice(OWN, 0, subjects[-1], "variation_coefficient", True) if subjects else None


def _clause_between(a: Cue, b: Cue, context: Context) -> bool:
    return bool(re.search(r"[,;、]", context.text[a.to : b.at]))


def _headed_away(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether another noun stands between the term and the persons counted (骨干教师跟岗研修30人)."""
    between = re.sub(r"\([^()]*\)", "", context.text[cue.to : figure.at])
    return len(_rest(between, [], context)) >= 3


def _rest(text: str, holes: list[tuple[int, int]], context: Context) -> str:
    return rest(text, holes, context.rules, scopes=True, names=context.names)


def _bare(figure: Figure, own: str, context: Context) -> bool:
    """Whether the figure's own phrase has no subject, and no noun stands behind it instead."""
    if figure.unit in ("项", "个", "条") and context.text.startswith("指标", figure.to):
        return True
    return not _rest(own, [], context) and not _modifies(figure, own, context)


def _modifies(figure: Figure, own: str, context: Context) -> bool:
    """Whether a counted noun of its own stands right behind the figure (2所学校分别获奖, 19所学校电采暖)."""
    if figure.unit not in _COUNTERS:
        return False
    after = context.text[figure.after[0] : figure.after[1]]
    if MET.search(after) or UNMET.search(after) or re.match(r"以上|以下|以内|左右|\)", after):
        return False
    return bool(_rest(after, [], context))


def _headed(figure: Figure, cue: Cue, indicator: Indicator, context: Context) -> bool:
    """Whether the noun behind a figure in another counter is the indicator's (建成4个足球特色校 counts no schools)."""
    after = context.text[figure.after[0] : figure.after[1]]
    if not after or exact_unit(figure, indicator) or context.text[cue.to : figure.at].strip("了成"):
        return True
    return any(c.name == cue.name for c in context.indicators(*figure.after)) or bool(context.stages(*figure.after))


def _closes(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether a noun behind the figure is all that follows it in its clause (27所小学; not 2573名教师与学生结对)."""
    left = context.text[cue.to : figure.after[1]]
    return not left or left in ("中", "里", "均", "和", "与", "及", "等") or bool(MET.search(left) or UNMET.search(left))


def _judged_by_bound(n: int, figures: Sequence[Figure], context: Context) -> str | None:
    """44所均不超2000人: schools that keep a bound stated right behind them."""
    figure = figures[n]
    if figure.unit != "所" or n + 1 >= len(figures) or figures[n + 1].sentence != figure.sentence:
        return None
    follower = figures[n + 1]
    between = context.text[figure.to : follower.at]
    bounded = follower.op in ("<=", ">=") and follower.unit != "所"
    return "met" if bounded and not re.search(r"[,;。(、]", between) and re.search(r"均|都|全部", between) else None


def _parallel(n: int, figures: Sequence[Figure], judged: str | None, context: Context) -> Choice | None:
    """The indicator at the figure's place in a parallel list (毛入园率、覆盖率、占比依次为95.1%、91.3%、53.6%)."""
    first, last = run_of(n, figures, context)
    size = last - first + 1
    if size < 2:
        return None
    head = figures[first]
    cues = [
        c for c in prevailing(c for c in context.indicators(head.own[0], head.at) if not c.weak)
        if measure_of(figures[n], context.rules.indicators[c.name], context, judged)
    ]  # fmt: skip
    joined = all(re.fullmatch(r"[、和与及]|以及", context.text[a.to : b.at][-1:] or "、") for a, b in zip(cues, cues[1:], strict=False))
    if len({c.name for c in cues}) != size or len(cues) != size or not joined:
        return None
    cue = cues[n - first]
    measure = measure_of(figures[n], context.rules.indicators[cue.name], context, judged)
    return Choice(OWN, 0, cue, measure or "value", True)


def run_of(n: int, figures: Sequence[Figure], context: Context) -> tuple[int, int]:
    """First and last position of the list of bare figures side by side that figure ``n`` stands in (A、B和C)."""
    first = last = n
    while first > 0 and _side_by_side(first - 1, figures, context):
        first -= 1
    while last + 1 < len(figures) and _side_by_side(last, figures, context):
        last += 1
    return first, last


def _side_by_side(k: int, figures: Sequence[Figure], context: Context) -> bool:
    """Whether nothing but a joint stands between figures ``k`` and ``k + 1`` of one sentence and unit."""
    a, b = figures[k], figures[k + 1]
    if a.sentence != b.sentence or b.cell is not None or a.cell is not None or a.unit != b.unit:
        return False
    between = re.sub(r"(?:\(含\)|及|或)?(?:以上|以内|以下|左右)", "", context.text[a.to : b.at])
    return between in ("、", ",", "和", "与", "及", "以及", "/")


def _part_of_flow(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], own_cues: Sequence[Cue], context: Context
) -> Choice | None:
    """A stock's noun in a list under a flow names a part of the flow (交流轮岗236人,其中骨干教师61人)."""
    figure = figures[n]
    if not n or figures[n - 1].sentence != figure.sentence or not context.text[figure.own[0] : figure.at].startswith("其中"):
        return None
    indicators = context.rules.indicators
    for k in range(n - 1, -1, -1):
        if figures[k].sentence != figure.sentence:
            return None
        cue, code = bound[k].cue, bound[k].indicator
        if cue is None or code is None or figures[k].unit != figure.unit or bound[k].measure != "value":
            continue
        strong = [indicators[c.name] for c in own_cues if not c.weak and exact_unit(figure, indicators[c.name])]
        if indicators[code].flow and strong and not any(i.flow or i.group != "staff" for i in strong):
            return Choice(LIST, figure.at - figures[k].to, cue, "value", True, k)
        if not strong or not indicators[code].flow:
            return None
    return None


def _threshold(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> Choice | None:
    """A bound alone in brackets behind a result is the norm of that result (0.381(≤0.65))."""
    figure = figures[n]
    if n == 0 or figure.lead != "(" or figure.op not in ("<=", ">=", "<", ">") or figures[n - 1].sentence != figure.sentence:
        return None
    before = bound[n - 1]
    between = context.text[figures[n - 1].to : figure.at]
    if before.cue is None or figures[n - 1].unit != figure.unit or _rest(between, [], context).strip("国标准要求"):
        return None
    return Choice(LIST, 0, before.cue, before.measure, True, n - 1)


def _elliptic(n: int, figures: Sequence[Figure], judged: str | None, context: Context) -> Iterator[Choice]:
    """A verb that the list says once holds for its later members (新增校舍面积4.6万平方米、运动场3.2万平方米)."""
    figure = figures[n]
    if n == 0 or figure.lead not in ("、", "") or figures[n - 1].sentence != figure.sentence or judged:
        return
    own = context.text[figure.own[0] : figure.at].strip("、,和及与")
    if not own or any(v in own for v in context.rules.words.verbs):
        return
    for k in range(n - 1, max(-1, n - 6), -1):
        if figures[k].sentence != figure.sentence or figures[k].cell is not None:
            return
        before = context.text[figures[k].own[0] : figures[k].at]
        verb = next((v for v in context.rules.words.verbs if v in before), None)
        if verb is not None:
            said = verb + own
            for cue in cues_in(said, context.rules):
                if cue.kind == "indicator" and not cue.weak and cue.at == 0 and cue.to > len(verb):
                    measure = measure_of(figure, context.rules.indicators[cue.name], context, None)
                    if measure == "value":
                        exact = exact_unit(figure, context.rules.indicators[cue.name])
                        moved = Cue(figure.own[0], figure.at, "indicator", cue.name, cue.term, False)
                        yield Choice(OWN, -1, moved, measure, exact)
            return
        if figures[k].lead not in ("、", ",", ""):
            return


def _narrow(figure: Figure, own_cues: Sequence[Cue], judged: str | None, context: Context) -> Iterator[Choice]:
    """A weak term whose setting is given and whose phrase names no stage counts as its own (残疾儿童…,入学率98.7%)."""
    own = context.text[figure.own[0] : figure.at]
    for cue in own_cues:
        indicator = context.rules.indicators[cue.name]
        if not cue.weak or not indicator.within or not context.within(figure, indicator.within):
            continue
        if context.stages(figure.own[0], figure.at) or _rest(own, [(cue.at - figure.own[0], cue.to - figure.own[0])], context):
            continue
        measure = measure_of(figure, indicator, context, judged)
        if measure is not None:
            yield Choice(OWN, figure.at - cue.to - 1, cue, measure, exact_unit(figure, indicator))


def _purpose(n: int, figures: Sequence[Figure], context: Context) -> list[Cue]:
    """Funding cues in the clauses behind a sum of money, up to the next sum or the end of the sentence."""
    figure = figures[n]
    end = context.sentences[figure.sentence].to
    for other in figures[n + 1 :]:
        if other.sentence != figure.sentence:
            break
        if other.unit == "元":
            end = other.own[0]
            break
    stop = context.text.find(";", figure.to, end)
    cues = context.indicators(figure.to, stop if stop >= 0 else end)
    return [c for c in cues if context.rules.indicators[c.name].group == "funding"]


def _part(n: int, figures: Sequence[Figure], own_cues: Sequence[Cue], own: str, context: Context) -> bool:
    """Whether 其中 makes the figure a part of the one before it, whatever its own noun (教师203名,其中校长17名、教师186名)."""
    figure = figures[n]
    if n == 0 or figures[n - 1].sentence != figure.sentence or figures[n - 1].unit != figure.unit or figure.unit == "元":
        return False
    if any(not c.weak and exact_unit(figure, context.rules.indicators[c.name]) for c in own_cues):
        return False
    if _modifies(figure, own, context):
        return False
    between = context.text[figures[n - 1].to : figure.at]
    if ")" in between or len(own) > 14:
        return False
    if own.startswith("其中"):
        return True
    return figure.lead == "、" and n >= 2 and _part(n - 1, figures, (), "其中", context) if _opens(n - 1, figures, context) else False


def _opens(n: int, figures: Sequence[Figure], context: Context) -> bool:
    return context.text[figures[n].own[0] : figures[n].at].startswith("其中") or (figures[n].lead == "、" and n > 0 and _opens(n - 1, figures, context))


def _of_unmapped(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> bool:
    """Whether the figure is a part of something no rule knows (未达标的学校9所,其中小学6所): its noun is not its own."""
    for k in range(n, 0, -1):
        if figures[k].sentence != figures[n].sentence or figures[k - 1].unit != figures[n].unit:
            return False
        if context.text[figures[k].own[0] : figures[k].at].startswith("其中"):
            return bound[k - 1].indicator is None and figures[k - 1].cell is None
        if figures[k].lead not in ("、", ","):
            return False
    return False


def _shortened(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], own_cues: Sequence[Cue], own: str, context: Context
) -> Choice | None:
    """The whole whose name a part's weak term only shortens (专任教师2866人:小学教师1583人;初中教师1283人)."""
    figure = figures[n]
    short = [c for c in own_cues if c.weak]
    for k in range(n - 1, -1, -1):
        cue = bound[k].cue
        if figures[k].sentence != figure.sentence:
            return None
        if cue is None or figures[k].unit != figure.unit or bound[k].measure != "value" or bound[k].indicator is None:
            continue
        whole = context.text[cue.at : cue.to]
        named = [c for c in short if context.text[c.at : c.to][-2:] in whole and c.to - c.at < len(whole)]
        holes = [(c.at - figure.own[0], c.to - figure.own[0]) for c in named]
        if named and _OPENING.search(context.text[figures[k].to : figures[k + 1].at]) and not _rest(own, holes, context):
            exact = exact_unit(figure, context.rules.indicators[bound[k].indicator or ""])
            return Choice(LIST, figure.at - figures[k].to, cue, "value", exact, k)
    return None


def _from_list(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], judged: str | None, context: Context
) -> Iterator[Choice]:
    """The subject of the nearest figure before it in the sentence whose unit fits, unless the phrase starts anew."""
    figure = figures[n]
    own = context.text[figure.own[0] : figure.at]
    weak = [c for c in context.indicators(figure.own[0], figure.at) if c.weak]
    if (weak and _RESET.search(own)) or (_COMPLEMENT.search(own) and not judged):
        return
    if re.search(r"占[^,。;]*$", context.text[context.sentences[figure.sentence].at : figure.at]) and figure.unit != "%":
        return  # the base of a share
    for k in range(n - 1, -1, -1):
        other, binding = figures[k], bound[k]
        if other.sentence != figure.sentence or other.cell is not None:
            return
        between = context.text[other.to : figure.at]
        if weak and (";" in between or other.unit != figure.unit):
            if other.unit == figure.unit or ";" in between:
                return
            continue
        if binding.indicator is None or binding.cue is None or binding.measure == "share_met":
            if other.unit == figure.unit and figure.unit not in ("%", "元") and binding.position != "list" and not judged:
                if is_plain(other, context):
                    return
            continue
        if _inside(other, figure, context):
            continue
        indicator = context.rules.indicators[binding.indicator]
        measure = measure_of(figure, indicator, context, judged)
        if figure.unit == other.unit and not judged and binding.measure in ("schools_met", "schools_unmet"):
            measure = binding.measure
        if measure is not None:
            yield Choice(LIST, figure.at - other.to, binding.cue, measure, exact_unit(figure, indicator), k)
            return


def is_earlier(figure: Figure, context: Context) -> bool:
    """Whether the figure is the A of 由A提高到B (convention 18)."""
    own = context.text[figure.own[0] : figure.at]
    return bool(_FROM.search(own) and _TO.match(context.text[figure.to : figure.to + 24]))


def _is_modifier(other: Figure, figure: Figure, context: Context) -> bool:
    """Whether a bound only describes the noun of the next figure (撤并不足10人的教学点3个)."""
    between = context.text[other.to : figure.at]
    return other.op in ("<", "<=", ">", ">=") and bool(re.match(r"(?:及?以[上下])?的", between)) and "," not in between


def is_plain(figure: Figure, context: Context) -> bool:
    """Whether a figure without an indicator names a subject of its own (and no earlier value or condition)."""
    return bool(_rest(context.text[figure.own[0] : figure.at], [], context)) and figure.lead != "("


def _inside(other: Figure, figure: Figure, context: Context) -> bool:
    """Whether ``other`` stands in brackets that close before ``figure``."""
    between = context.text[other.to : figure.at]
    return between.count(")") > between.count("(")


def _from_above(figure: Figure, judged: str | None, context: Context) -> Iterator[Choice]:
    """The first indicator that the list item names, then the one that the nearest heading names."""
    sentence = context.sentences[figure.sentence]
    places = [(ITEM, context.sentences[k]) for k in context.items[sentence.item] if context.sentences[k].at < sentence.at]
    places += [(HEADING, h) for h in context.headings_above(sentence.at, sentence.section)]
    indicators = context.rules.indicators
    for distance, (rank, place) in enumerate(places):
        fitting = {
            cue: measure
            for cue in context.indicators(place.at, place.to)
            if (not cue.weak or (rank == HEADING and indicators[cue.name].group == "standard"))
            and (measure := measure_of(figure, indicators[cue.name], context, judged))
        }
        for cue in prevailing(fitting)[:1]:
            exact = exact_unit(figure, indicators[cue.name])
            if not exact and fitting[cue] == "value":
                continue
            yield Choice(rank, distance * 100 + 50 * cue.weak, cue, fitting[cue], exact)
