"""Figure → indicator: the rulebook's terms in reach whose unit fits, ranked by where they stand.

The order, nearest first, is ``choice.POSITIONS``. Two different indicators at one place whose units fit equally: no
mapping and a reason, never a guess. Candidates are kept, so that ``explain`` can show who lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model import Candidate, Cue, Figure
from pipeline.normalise.choice import POSITIONS, Choice, is_earlier
from pipeline.normalise.context import Context
from pipeline.normalise.measures import change_sign, measure_of
from pipeline.normalise.phrases import scope_in
from pipeline.normalise.reach import choices_of
from pipeline.normalise.shares import share_of
from pipeline.rulebook import Indicator

# How often a binding from each place is right, over the passages that may be read (corpus/passages).
_CONFIDENCE = dict(zip(POSITIONS, (0.97, 0.85, 0.78, 0.95, 0.9, 0.62, 0.87, 0.88, 0.72), strict=True))
_FROM_NORM = re.compile(
    r"(?:高出|高于|超出|低于|超过|少于|多于)[^,。;、\d]{0,6}(?:标准|要求|规定|平均(?:水平|值)?|均值)$"
)
_TORN = re.compile(r"\d $")  # 参评小学1 8所: whatever was meant, it is not 8
_DESIGNED = re.compile(r"(?:设计|规划|容纳|设置规模为?)$")
_EXTREME = re.compile(r"最(?:大|小|高|低|多|少|长|短)的(?!$)|(?:占比|比例|面积|规模|数|率|校)最(?:大|小|高|低|多|少)的")
_BACK = re.compile(r"(?:以上|上述|这)$")
_CONDITION = re.compile(
    r"^(?:(?:\(含\)|及|含)?(?:以上|以下|以内)?[、和](?:小学|初中)?\d+人)?(?:学生|人)?(?:\(含\)|及|含)?(?:以下|以上|以内)?(?:的)?(?:\d+[所个])?(?:超?大班额|小规模|农村小规模|学校|教学点|村小|完小|班级|班额|的班)"
)
_GROUPED = re.compile(
    r"(?!指标(?:综合|全部|均))[^,。;\d]{0,8}(?:不达标|未达标|未达到|不符合|达标|达到)[^,。;\d]{0,6}(?:的)?(?:学校|小学|初中)"
)
_BOUNDS = ("<", "<=", ">=", ">")


class Binding(NamedTuple):
    """What a figure means: the indicator (None: ``reason``), its measure, the cue that won and where it stood.

    ``follows`` is the position of the figure whose subject it took over. ``sign`` is −1 for a decrease. ``also`` are
    further indicators that the same words name: the stage decides (小学、初中巩固率), or all hold (音乐、美术教室面积).
    ``earlier`` marks the A of 由A提高到B.
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


def bind(context: Context) -> tuple[Binding, ...]:
    """A binding for every figure, in their order; number cells get none here (see ``cells``)."""
    bound: list[Binding] = []
    figures = context.extraction.figures
    for n, figure in enumerate(figures):
        if figure.cell is not None or _blocked(n, figures, context):
            bound.append(Binding(None, "value"))
            continue
        shared = share_of(n, figures, bound, context)
        if shared is not None:
            bound.append(_shared(shared, bound))
        else:
            binding = _decided(figure, list(choices_of(n, figures, bound, context)), context)
            bound.append(_joined(_as_part(binding, figure, context), bound))
    return tuple(bound)


_AVERAGED = re.compile(r"平均|班均")


def _as_part(binding: Binding, figure: Figure, context: Context) -> Binding:
    """A part of a list as the indicator that parts called so have (随迁子女1937人,其中公办学校1865人)."""
    if binding.indicator is None or binding.measure != "value":
        return binding
    own = context.text[figure.own[0] : figure.at]
    indicator = context.rules.indicators[binding.indicator]
    if indicator.averaged is not None and _AVERAGED.search(own) and binding.cue is not None:
        averaged = binding.cue._replace(name=indicator.averaged)
        return binding._replace(indicator=indicator.averaged, cue=averaged)  # 班额:小学平均37人
    if binding.position != "list":
        return binding
    whole = _whole_of(binding, context)
    parts = (whole or indicator).parts
    code = next((code for words, code in parts.items() if words in own), None)
    if code is None and whole is not None and scope_in(own, context.rules) is not None:
        code = whole.code  # 随迁子女1937人,其中公办学校1865人、民办学校72人: the second is no part of the first
    if code is None:
        return binding
    cue = binding.cue._replace(name=code) if binding.cue is not None else None
    return binding._replace(indicator=code, cue=cue)


def _whole_of(binding: Binding, context: Context) -> Indicator | None:
    """The indicator whose part a binding took over from the figure before it in the list, None where it is no part."""
    term = binding.cue.term if binding.cue is not None else ""
    found = context.rules.indicators.values()
    return next((i for i in found if binding.indicator in i.parts.values() and term in i.terms), None)


def _joined(binding: Binding, bound: Sequence[Binding]) -> Binding:
    """A binding that follows one with several indicators has them all (小学、初中巩固率分别达到100%和99.2%)."""
    giver = bound[binding.follows] if binding.follows is not None else None
    if giver is None or not giver.also or giver.indicator is None:
        return binding
    codes = sorted({giver.indicator, *giver.also} - {binding.indicator})
    return binding._replace(also=tuple(c for c in codes if c is not None))


def _shared(shared: tuple[str | None, str, int], bound: Sequence[Binding]) -> Binding:
    """A share that takes its meaning from the count ``shared[2]`` in front of it."""
    indicator, measure, k = shared
    giver = bound[k]
    if indicator is None:
        return Binding(None, "value")
    cue = giver.cue._replace(name=indicator) if giver.cue is not None else None  # what follows speaks of the rate
    return Binding(indicator, measure, cue, "list", k, 1, giver.candidates, None, giver.confidence)


def _decided(figure: Figure, choices: list[Choice], context: Context) -> Binding:
    choices.sort(key=lambda c: (c.rank, not c.exact, c.distance, c.cue.name))
    if not choices:
        return Binding(None, "value")
    best = choices[0]
    rivals = [
        c
        for c in choices
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
    confidence = _CONFIDENCE[position] - (0.0 if best.exact else 0.04)
    return Binding(
        best.cue.name, best.measure, best.cue, position, best.follows, sign or 1, listed, None, confidence, also
    )


def _together(best: Choice, rivals: Sequence[Choice], context: Context) -> bool:
    """Whether indicators that share one term all hold: each has stages of its own, or the term joins them."""
    if any((r.cue.at, r.cue.to) != (best.cue.at, best.cue.to) for r in rivals):
        return False
    stages = [set(context.rules.indicators[c.cue.name].stages) for c in (best, *rivals)]
    disjoint = all(stages) and sum(map(len, stages)) == len(set().union(*stages))
    return disjoint or bool(re.search(r"[、和及与]", best.cue.term))


def _candidate(choice: Choice, verdict: str) -> Candidate:
    return Candidate(choice.cue.name, choice.cue.term, POSITIONS[choice.rank], choice.distance, verdict)


def _blocked(n: int, figures: Sequence[Figure], context: Context) -> bool:
    """Figures that name no quantity of the county: parts of names, earlier values, conditions, groups, references."""
    figure, text = figures[n], context.text
    if _in_name(figure, context):
        return True
    own = text[figure.own[0] : figure.at]
    after = text[figure.to : figure.to + 24]
    if _FROM_NORM.search(own) or (is_earlier(figure, context) and not re.search(r"(?:19|20)\d\d年", own)):
        return True  # an earlier value without a year of its own would contradict the later one
    if figure.unit == "个" and re.match(r"班?的", after):
        return True  # 十八个班的学校
    if figure.unit in ("项", "条", "个") and _GROUPED.match(after):
        return True  # 三项不达标的学校: a number of items that marks off a group of schools
    if figure.unit in ("所", "个") and n and figures[n - 1].sentence == figure.sentence:
        before = figures[n - 1]
        if (
            before.unit in ("项", "条")
            and before.to >= figure.own[0]
            and _GROUPED.match(text[before.to : before.to + 24])
        ):
            return True
        if (
            before.unit == "%"
            and before.to >= figure.own[0]
            and figure.lead == ""
            and re.match(r"的", text[before.to :])
        ):
            return True
    if _BACK.search(own) and "中" in after[:4]:
        return True
    if _TORN.search(text[max(0, figure.at - 3) : figure.at]):
        return True
    if _EXTREME.search(own) or (figure.unit in ("个", "人") and _DESIGNED.search(own)):
        return True
    return figure.op in _BOUNDS and bool(_CONDITION.match(after))


def _in_name(figure: Figure, context: Context) -> bool:
    """Whether the figure is part of a name that it does not measure (教师5年360学时培训完成率; not 15项指标)."""
    raw = context.text[figure.at : figure.to]
    enclosing = [c for c in context.around(figure) if raw in c.term]
    indicators = context.rules.indicators
    return bool(enclosing) and all(measure_of(figure, indicators[c.name], context, None) is None for c in enclosing)
