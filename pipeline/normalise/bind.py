"""Figure → indicator: the rulebook's terms in reach whose unit fits, ranked by where they stand.

The order, nearest first (``POSITIONS``): the figure's own phrase before it; the noun right behind it; for money the
purpose in the clauses behind it; the subject of the list or clause before it, where its own phrase has none; a weak
term that is all its phrase holds; the earlier clauses of the sentence; the head of its list item; its heading.
Two different indicators at one place whose units fit equally: no mapping and a reason, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Candidate, Cue, Figure
from pipeline.normalise.context import MET, UNMET, Context
from pipeline.normalise.measures import change_sign, exact_unit, fits, is_share, measure_of
from pipeline.normalise.phrases import rest, scope_in
from pipeline.rulebook import Indicator
from pipeline.terms import prevailing

POSITIONS = ("own", "behind", "purpose", "list", "weak", "weak behind", "clause", "item", "heading")
_CONFIDENCE = dict(zip(POSITIONS, (0.97, 0.93, 0.9, 0.95, 0.93, 0.9, 0.85, 0.9, 0.75), strict=True))
_RESET = re.compile(r"现有|共有|拥有|全县|全市|全区|全州|我县|设有|另有")
_FROM = re.compile(r"(?:由|从)[^,。;]{0,12}$")
_TO = re.compile(r"^[^,。;]{0,12}?(?:提高|提升|增加|增长|上升|增|升|减少|下降|降低|降|减|扩大|调整|改|变)?(?:到|至|为)")
_BACK = re.compile(r"(?:以上|上述|这|其中)$")


@dataclass(frozen=True, slots=True)
class Binding:
    """What a figure means: the indicator (None: ``reason``), its measure, the cue that won and where it stood.

    ``follows`` is the position of the figure whose subject it took over. ``sign`` is −1 for a decrease. ``also`` are
    further indicators that the same words name: the stage decides (小学、初中巩固率), or all hold (音乐、美术教室面积).
    """

    indicator: str | None
    measure: str
    cue: Cue | None = None
    position: str = ""
    follows: int | None = None
    sign: int = 1
    candidates: tuple[Candidate, ...] = ()
    reason: str | None = "no candidate"
    confidence: float = 0.0
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    rank: int
    distance: int
    cue: Cue
    measure: str
    exact: bool
    follows: int | None = None


def bind(context: Context) -> tuple[Binding, ...]:
    """A binding for every figure of the prose, in their order; number cells get none here."""
    bound: list[Binding] = []
    figures = context.extraction.figures
    for n, figure in enumerate(figures):
        if figure.cell is not None:
            bound.append(Binding(None, "value"))
        else:
            bound.append(_bound(n, figure, figures, bound, context))
    return tuple(bound)


def _bound(n: int, figure: Figure, figures: Sequence[Figure], bound: Sequence[Binding], context: Context) -> Binding:
    if figure.form.startswith("零"):
        return _by_choices(figure, list(_named_by_itself(figure, context)), context)
    shared = _share_of(n, figure, figures, bound, context)
    if shared is not None:
        return shared
    if _blocked(figure, figures, n, context):
        return Binding(None, "value", reason="no candidate")
    choices = list(_choices(n, figure, figures, bound, context))
    return _by_choices(figure, choices, context)


def _named_by_itself(figure: Figure, context: Context) -> Iterator[_Choice]:
    """零辍学 names its indicator."""
    for cue in context.indicators(figure.at, figure.to):
        if fits(figure, context.rules.indicators[cue.name]):
            yield _Choice(0, 0, cue, "value", True)


def _by_choices(figure: Figure, choices: list[_Choice], context: Context) -> Binding:
    choices.sort(key=lambda c: (c.rank, not c.exact, c.distance, c.cue.name))
    if not choices:
        return Binding(None, "value")
    best = choices[0]
    rivals = [
        c for c in choices
        if (c.rank, c.exact, c.distance) == (best.rank, best.exact, best.distance) and c.cue.name != best.cue.name
    ]
    also: tuple[str, ...] = ()
    if rivals and _together(best, rivals, context):
        also, rivals = tuple(sorted({r.cue.name for r in rivals})), []
    listed = tuple(_candidate(c, "won" if c is best and not rivals else "lost") for c in choices[:6])
    if rivals:
        names = ", ".join(sorted({best.cue.name, *(r.cue.name for r in rivals)}))
        return Binding(None, "value", candidates=listed, reason=f"ambiguous: {names}")
    sign = change_sign(figure, context) if best.measure == "change" else 1
    position = POSITIONS[best.rank]
    return Binding(
        best.cue.name, best.measure, best.cue, position, best.follows, sign or 1, listed, None,
        _CONFIDENCE[position] - (0.0 if best.exact else 0.04), also,
    )


def _together(best: _Choice, rivals: Sequence[_Choice], context: Context) -> bool:
    """Whether indicators that share one term all hold: each has stages of its own, or the term joins them."""
    if any((r.cue.at, r.cue.to) != (best.cue.at, best.cue.to) for r in rivals):
        return False
    stages = [set(context.rules.indicators[c.cue.name].stages) for c in (best, *rivals)]
    disjoint = all(stages) and sum(map(len, stages)) == len(set().union(*stages))
    return disjoint or bool(re.search(r"[、和及与]", best.cue.term))


def _candidate(choice: _Choice, verdict: str) -> Candidate:
    return Candidate(choice.cue.name, choice.cue.term, POSITIONS[choice.rank], choice.distance, verdict)


def _blocked(figure: Figure, figures: Sequence[Figure], n: int, context: Context) -> bool:
    """Figures that name no quantity of the county: earlier values, groups told by failed items, references back."""
    text = context.text
    if context.in_name(figure):
        return True
    own = text[figure.own[0] : figure.at]
    after = text[figure.to : figure.to + 24]
    if _FROM.search(own) and _TO.match(after):
        return True
    if figure.unit in ("所", "个") and n and figures[n - 1].sentence == figure.sentence:
        before = figures[n - 1]
        if before.unit in ("项", "条") and before.to >= figure.own[0] and figure.at - before.to < 12:
            return True
    if _BACK.search(own) and after[:4].find("中") >= 0:
        return True
    return re.match(r"(?:学生|人)?(?:以下|以上)?的(?:小规模|学校|教学点|村小|完小|班级)", after) is not None and figure.op in ("<", "<=", ">=", ">")


def _share_of(n: int, figure: Figure, figures: Sequence[Figure], bound: Sequence[Binding], context: Context) -> Binding | None:
    """A share right behind a count of schools that meet (小学28所达标,占比100%)."""
    if not is_share(figure, context):
        return None
    sentence = context.sentences[figure.sentence]
    for k in range(n - 1, -1, -1):
        other = figures[k]
        if other.sentence != figure.sentence or other.cell is not None:
            break
        if bound[k].measure in ("schools_met", "share_met") and bound[k].indicator:
            return Binding(
                bound[k].indicator, "share_met", bound[k].cue, "list", k, 1, bound[k].candidates, None, bound[k].confidence,
            )
        if bound[k].measure == "schools_unmet":
            return Binding(None, "value")
        standard = bound[k].indicator == "standardised_schools" and bound[k].measure == "value"
        if standard and figure.at - other.to < 16:
            return Binding("standardised_schools", "share_met", bound[k].cue, "list", k, 1, bound[k].candidates, None, 0.9)
    del sentence
    return None


def _choices(
    n: int, figure: Figure, figures: Sequence[Figure], bound: Sequence[Binding], context: Context
) -> Iterator[_Choice]:
    rules, text = context.rules, context.text
    judged = context.judged(figure)
    sentence = context.sentences[figure.sentence]

    def offer(rank: int, cues: Sequence[Cue], distance_from: int, *, weak: bool, follows: int | None = None) -> Iterator[_Choice]:
        fitting = {
            cue: measure
            for cue in cues
            if cue.weak == weak and (measure := measure_of(figure, rules.indicators[cue.name], context, judged))
        }
        for cue in prevailing(fitting):
            indicator, measure = rules.indicators[cue.name], fitting[cue]
            if weak and indicator.within and not context.within(figure, indicator.within):
                continue
            if rank != 0 or _headed(figure, cue, indicator, context):
                distance = distance_from - cue.to if cue.to <= distance_from else cue.at - distance_from
                distance -= bool(weak and indicator.within)  # the narrower reading wins where its setting is given
                yield _Choice(rank, distance, cue, measure, exact_unit(figure, indicator), follows)

    yield from offer(0, context.around(figure), figure.at, weak=False)
    own_cues = context.indicators(figure.own[0], figure.at)
    after_cues = context.indicators(*figure.after)
    own_text = text[figure.own[0] : figure.at]
    yield from offer(0, own_cues, figure.at, weak=False)
    yield from offer(1, after_cues, figure.to, weak=False)
    if figure.unit == "元":
        purpose = [c for c in _purpose(n, figure, figures, context) if rules.indicators[c.name].group == "funding"]
        yield from offer(2, purpose, figure.to, weak=False)
    items = figure.unit in ("项", "个", "条") and text.startswith("指标", figure.to)
    own_bare = items or not rest(own_text, [], rules, scopes=True, names=context.names)
    modifies = not own_text or own_bare
    if own_bare or judged:
        yield from _from_list(n, figure, figures, bound, context, judged)
    for cue in own_cues:
        hole = (cue.at - figure.own[0], cue.to - figure.own[0])
        if cue.weak and not rest(own_text, [hole], rules, scopes=True, names=context.names):
            yield from offer(4, [cue], figure.at, weak=True)
    after_text = text[figure.after[0] : figure.after[1]]
    for cue in after_cues:
        hole = (cue.at - figure.to, cue.to - figure.to)
        if cue.weak and modifies and _closes(cue, figure, context) and not rest(after_text, [hole], rules, scopes=True, names=context.names):
            yield from offer(5, [cue], figure.to, weak=True)
    if own_bare or judged:
        yield from offer(6, context.indicators(sentence.at, figure.own[0]), figure.at, weak=False)
        yield from _from_above(figure, context, judged)


def _headed(figure: Figure, cue: Cue, indicator: Indicator, context: Context) -> bool:
    """Whether the noun behind a figure in another counter is the indicator's (建成4个足球特色校 counts no schools)."""
    after = context.text[figure.after[0] : figure.after[1]]
    if not after or exact_unit(figure, indicator) or context.text[cue.to : figure.at].strip("了成"):
        return True
    named = context.indicators(*figure.after)
    return any(c.name == cue.name for c in named) or bool(context.stages(*figure.after))


def _closes(cue: Cue, figure: Figure, context: Context) -> bool:
    """Whether a noun behind the figure is all that follows it in its clause (27所小学; not 2573名教师与学生结对)."""
    left = context.text[cue.to : figure.after[1]]
    return not left or left in ("中", "里", "均", "和", "与", "及", "等") or bool(MET.search(left) or UNMET.search(left))


def _purpose(n: int, figure: Figure, figures: Sequence[Figure], context: Context) -> list[Cue]:
    """Cues in the clauses behind a sum of money, up to the next sum or the end of the sentence."""
    end = context.sentences[figure.sentence].to
    for other in figures[n + 1 :]:
        if other.sentence != figure.sentence:
            break
        if other.unit == "元":
            end = other.own[0]
            break
    stop = context.text.find(";", figure.to, end)
    return context.indicators(figure.to, stop if stop >= 0 else end)


def _from_list(
    n: int, figure: Figure, figures: Sequence[Figure], bound: Sequence[Binding], context: Context, judged: str | None
) -> Iterator[_Choice]:
    """The subject of the nearest figure before it in the sentence whose unit fits, unless the phrase starts anew."""
    own = context.text[figure.own[0] : figure.at]
    weak = [c for c in context.indicators(figure.own[0], figure.at) if c.weak]
    if weak and _RESET.search(own):
        return
    for k in range(n - 1, -1, -1):
        other, binding = figures[k], bound[k]
        if other.sentence != figure.sentence or other.cell is not None:
            return
        if weak and ";" in context.text[other.to : figure.at]:
            return
        if binding.indicator is None or binding.cue is None or binding.measure == "share_met":
            if other.unit == figure.unit and figure.unit not in ("%", "元") and binding.position != "list" and not judged:
                return
            continue
        indicator = context.rules.indicators[binding.indicator]
        measure = measure_of(figure, indicator, context, judged)
        if measure is None:
            continue
        yield _Choice(3, figure.at - other.to, binding.cue, measure, exact_unit(figure, indicator), k)
        return


def _from_above(figure: Figure, context: Context, judged: str | None) -> Iterator[_Choice]:
    """The first indicator that the list item names, then the one that the nearest heading names."""
    sentence = context.sentences[figure.sentence]
    places = [(7, context.sentences[k]) for k in context.items[sentence.item] if context.sentences[k].at < sentence.at]
    places += [(8, h) for h in context.headings_above(sentence.at, sentence.section)]
    for distance, (rank, place) in enumerate(places):
        fitting = {
            cue: measure
            for cue in context.indicators(place.at, place.to)
            if (rank == 8 or not cue.weak)
            and (measure := measure_of(figure, context.rules.indicators[cue.name], context, judged))
        }
        for cue in prevailing(fitting)[:1]:
            indicator = context.rules.indicators[cue.name]
            yield _Choice(rank, distance * 100 + 50 * cue.weak, cue, fitting[cue], exact_unit(figure, indicator))


def scope_of_phrase(figure: Figure, context: Context) -> str | None:
    """The qualifier in the figure's own phrase or right behind it that makes it one of a part."""
    own = scope_in(context.text[figure.own[0] : figure.at], context.rules)
    return own or scope_in(context.text[figure.after[0] : figure.after[1]][:12], context.rules)
