"""Subjects taken over: what a list, its brackets or a verb said once give to the figures in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Cue, Figure
from pipeline.normalise.choice import LIST, OWN, Bound, Choice, is_modifier, left_of, modifies
from pipeline.normalise.context import Context
from pipeline.normalise.measures import change_sign, exact_unit, measure_of
from pipeline.terms import cues_in

_RESET = re.compile(r"现有|共有|拥有|全县|全市|全区|全州|我县|设有|另有")
_COMPLEMENT = re.compile(r"余下|其余|剩余|剩下|尚有|仍有|还有|尚余|未")
_OPENING = re.compile(r"其中|[:(]|包括|含|分别")


_OPENS_PART = re.compile(
    "其中|这?里面|内有|里头有|包括|(?:交流|轮岗|流动)+(?:的)?(?:人员|教师|队伍)?(?:里|中|当中|里头|里面)"
)


def part_of_flow(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], own_cues: Sequence[Cue], context: Context
) -> Choice | None:
    """A stock's noun in a list under a flow names a part of the flow (交流轮岗236人,其中骨干教师61人)."""
    figure = figures[n]
    if not n or figures[n - 1].sentence != figure.sentence:
        return None
    listed = bound[n - 1].position == "list" and figures[n - 1].unit == figure.unit
    if not listed and not any(
        _OPENS_PART.match(context.text[f.own[0] : f.at]) and not re.search("[;。]", context.text[f.to : figure.at])
        for f in figures[max(0, n - 2) : n + 1]
        if f.sentence == figure.sentence
    ):
        return None
    indicators = context.rules.indicators
    for k in range(n - 1, -1, -1):
        if figures[k].sentence != figure.sentence:
            return None
        cue, code = bound[k].cue, bound[k].indicator
        if cue is None or code is None or figures[k].unit != figure.unit or bound[k].measure != "value":
            continue
        if "占" in context.text[figures[k].own[0] : figures[k].at]:
            continue  # 占符合条件教师1870人的12.62%: a base, not what the sentence counts
        strong = [indicators[c.name] for c in own_cues if not c.weak and exact_unit(figure, indicators[c.name])]
        if indicators[code].flow and strong and not any(i.flow or i.group != "staff" for i in strong):
            return Choice(LIST, figure.at - figures[k].to, cue, "value", True, k)
        if not strong or not indicators[code].flow:
            return None
    return None


def elliptic(n: int, figures: Sequence[Figure], judged: str | None, context: Context) -> Iterator[Choice]:
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
                if cue.kind == "indicator" and not cue.weak and cue.at == 0 and cue.to > max(len(verb), len(said) - 2):
                    measure = measure_of(figure, context.rules.indicators[cue.name], context, None)
                    if measure == "value":
                        exact = exact_unit(figure, context.rules.indicators[cue.name])
                        moved = Cue(figure.own[0], figure.at, "indicator", cue.name, cue.term, False)
                        yield Choice(OWN, -1, moved, measure, exact)
            return
        if figures[k].lead not in ("、", ",", ""):
            return


def is_part(n: int, figures: Sequence[Figure], own_cues: Sequence[Cue], own: str, context: Context) -> bool:
    """Whether 其中 makes the figure a part of the one before it, whatever its own noun (教师203名,其中校长17名)."""
    figure = figures[n]
    if (
        n == 0
        or figures[n - 1].sentence != figure.sentence
        or figures[n - 1].unit != figure.unit
        or figure.unit == "元"
    ):
        return False
    if any(not c.weak and exact_unit(figure, context.rules.indicators[c.name]) for c in own_cues):
        return False
    if modifies(figure, own, context):
        return False
    between = context.text[figures[n - 1].to : figure.at]
    if ")" in between or len(own) > 14:
        return False
    if figure.unit == "所" and re.match(
        r"(?:公办|民办|农村|城区|乡镇)[一-龥]{0,4}(?:幼儿园|小学|中学|学校|初中)", context.text[figure.to :][:12]
    ):
        return False  # 其中2所公办幼儿园共有幼儿233人
    if own.startswith("其中"):
        return True
    return (
        figure.lead == "、" and n >= 2 and is_part(n - 1, figures, (), "其中", context)
        if _opens(n - 1, figures, context)
        else False
    )


def _opens(n: int, figures: Sequence[Figure], context: Context) -> bool:
    return context.text[figures[n].own[0] : figures[n].at].startswith("其中") or (
        figures[n].lead == "、" and n > 0 and _opens(n - 1, figures, context)
    )


def in_subset(n: int, figures: Sequence[Figure], context: Context) -> bool:
    """Whether the figure counts some schools of a size, or speaks of them (不足100人的学校有7所,共有学生412人)."""
    for k in range(n, 0, -1):
        if figures[k].sentence != figures[n].sentence or figures[k - 1].sentence != figures[n].sentence:
            return False
        if ";" in context.text[figures[k].to : figures[n].at]:
            return False
        if figures[k].unit in ("所", "个") and is_modifier(figures[k - 1], figures[k], context):
            named = context.indicators(figures[k - 1].to, figures[k].at)
            return not any(not c.weak for c in named)  # 超过55人的大班额7个: the bound is part of what the word means
    return False


def of_unmapped(n: int, figures: Sequence[Figure], bound: Sequence[Bound], context: Context) -> bool:
    """Whether the figure is a part of what no rule knows (未达标的学校9所,其中小学6所): its noun is not its own."""
    for k in range(n, 0, -1):
        if figures[k].sentence != figures[n].sentence or figures[k - 1].unit != figures[n].unit:
            return False
        if bound[k - 1].indicator is None and figures[k].lead == "、" and is_plain(figures[k - 1], context):
            return True  # 涉及小学4所、初中2所
        if context.text[figures[k].own[0] : figures[k].at].startswith("其中"):
            return bound[k - 1].indicator is None and figures[k - 1].cell is None
        if figures[k].lead not in ("、", ","):
            return False
    return False


def shortened(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], own_cues: Sequence[Cue], own: str, context: Context
) -> Choice | None:
    """The whole whose name a part's weak term only shortens (专任教师2866人:小学教师1583人;初中教师1283人)."""
    figure = figures[n]
    short = [c for c in own_cues if c.weak]
    owned = in_brackets_of(n, figures, context)
    if owned is not None and short and figures[owned].unit == figure.unit:
        cue, code = bound[owned].cue, bound[owned].indicator
        if cue is not None and code is not None and _OWNERSHIP.search(cue.term):
            return Choice(LIST, figure.at - figures[owned].to, cue, "value", True, owned)  # 民办5所(小学3所、初中2所)
    for k in range(n - 1, -1, -1):
        cue = bound[k].cue
        if figures[k].sentence != figure.sentence:
            return None
        if figures[k].unit == figure.unit and bound[k].measure in ("schools_met", "schools_unmet"):
            return None  # 综合达标小学25所、初中15所
        if cue is None or figures[k].unit != figure.unit or bound[k].measure != "value" or bound[k].indicator is None:
            continue
        whole = context.text[cue.at : cue.to]
        named = [c for c in short if context.text[c.at : c.to][-2:] in whole and c.to - c.at < len(whole)]
        holes = [(c.at - figure.own[0], c.to - figure.own[0]) for c in named]
        if (
            named
            and _OPENING.search(context.text[figures[k].to : figures[k + 1].at])
            and not left_of(own, holes, context)
        ):
            exact = exact_unit(figure, context.rules.indicators[bound[k].indicator or ""])
            return Choice(LIST, figure.at - figures[k].to, cue, "value", exact, k)
    return None


_OWNERSHIP = re.compile(r"民办")


def in_brackets_of(n: int, figures: Sequence[Figure], context: Context) -> int | None:
    """The figure right in front of the brackets that figure ``n`` stands in."""
    opened = context.text.rfind("(", context.sentences[figures[n].sentence].at, figures[n].at)
    if opened < 0 or ")" in context.text[opened : figures[n].at]:
        return None
    return next((k for k in range(n - 1, -1, -1) if figures[k].to == opened), None)


def from_list(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], judged: str | None, context: Context
) -> Iterator[Choice]:
    """The subject of the nearest figure before it in the sentence whose unit fits, unless the phrase starts anew."""
    figure = figures[n]
    own = context.text[figure.own[0] : figure.at]
    if own.strip("、,;") in ("其他", "其它") or _WHOLE_OF.match(context.text, figure.to):
        return
    weak = [c for c in context.indicators(figure.own[0], figure.at) if c.weak]
    if (weak and _RESET.search(own)) or (_COMPLEMENT.search(own) and not judged):
        return
    if (
        re.search(r"占[^,。;]*$", context.text[context.sentences[figure.sentence].at : figure.at])
        and figure.unit != "%"
    ):
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
        changed = change_of_share(figure, binding, between)
        if binding.indicator is None or binding.cue is None or (binding.measure == "share_met" and not changed):
            if (
                other.unit == figure.unit
                and figure.unit not in ("%", "元")
                and binding.position != "list"
                and not judged
                and is_plain(other, context)
            ):
                return
            continue
        if _inside(other, figure, context):
            continue
        if _of_owner(other, binding, figure, context):
            return
        if _among(figure, context) and not _among(other, context) and other.unit == figure.unit:
            continue  # 小学教师1204名中专科以上1190名;初中1010名中…: the one whose parts are told next
        indicator = context.rules.indicators[binding.indicator]
        measure = "change" if changed else measure_of(figure, indicator, context, judged)
        if figure.unit == other.unit and not judged and binding.measure in ("schools_met", "schools_unmet"):
            measure = "change" if change_sign(figure, context) else binding.measure
        if measure is not None:
            yield Choice(LIST, figure.at - other.to, binding.cue, measure, exact_unit(figure, indicator), k)
            return


_WHOLE_OF = re.compile(r"(?:参评)?(?:小学|初中|学校)(?:当?中|里)(?!心)")  # 13所初中中有12所达标


def change_of_share(figure: Figure, binding: Bound, between: str) -> bool:
    """Whether points state the change of the share of schools in front (达标率提高到96.67%,提高16.67个百分点)."""
    return figure.unit == "百分点" and binding.measure == "share_met" and not re.search("[;。]", between)


def _of_owner(other: Figure, binding: Bound, figure: Figure, context: Context) -> bool:
    """Whether 民办 in front is that figure's alone: a comma and another stage follow (民办幼儿园3所,小学3所)."""
    cue = binding.cue
    if cue is None or not _OWNERSHIP.search(cue.term) or other.unit != figure.unit:
        return False
    return figure.lead == "," and bool(context.stages(figure.own[0], figure.at))


def _among(figure: Figure, context: Context) -> bool:
    """Whether 中 behind the figure makes it the whole of what follows (1010名中本科及以上962名)."""
    return re.match(r"中(?!小学|[^,。;\d]{0,3}生)", context.text[figure.to : figure.to + 5]) is not None


def is_plain(figure: Figure, context: Context) -> bool:
    """Whether a figure without an indicator names a subject of its own (and no earlier value or condition)."""
    return bool(left_of(context.text[figure.own[0] : figure.at], [], context)) and figure.lead != "("


def _inside(other: Figure, figure: Figure, context: Context) -> bool:
    """Whether ``other`` stands in brackets that close before ``figure``."""
    between = context.text[other.to : figure.at]
    return between.count(")") > between.count("(")
