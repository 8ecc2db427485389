"""The seven indicators of 资源配置 named by short nouns (②骨干教师:小学1.3人/百生;教学及辅助用房:小学生均5.6平方米).

The noun alone names a total as often; what stands beside the figure decides: a number a head or a hundred pupils,
schools that meet or miss, a coefficient.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Cue, Figure
from pipeline.normalise.choice import ITEM, OWN, Choice, run_of
from pipeline.normalise.context import MET, UNMET, Context
from pipeline.normalise.measures import measure_of
from pipeline.terms import prevailing

HEADS = re.compile(r"生均|每百名|每100名|每百生|百生|每生")
_PER_HEAD = re.compile(r"/(?:每?百(?:名学)?生|百人|每?生)")
_WHOLE_OF = re.compile(r"(?:参评)?(?:小学|初中|学校)(?:当?中|里)(?!心)")
_HEAD = 24  # characters of an item's head that can name its subject


def a_head(n: int, figures: Sequence[Figure], context: Context) -> Choice | None:
    """The topic of a figure that is stated a head or a hundred pupils."""
    figure = figures[n]
    own = context.text[figure.own[0] : figure.at]
    if figure.unit not in ("人", "间", "平方米", "元"):
        return None
    part_of_one = figure.unit in ("人", "间") and figure.step < 1  # 骨干教师小学1.21人: no teacher is counted so
    told = HEADS.search(own) or _PER_HEAD.match(context.text, figure.to) or _is_norm(figure, context)
    if not told and not part_of_one:
        return None
    if any(not c.weak for c in context.indicators(figure.own[0], figure.at)):
        return None
    return _chosen(figure, None, context)


def _is_norm(figure: Figure, context: Context) -> bool:
    """Whether a bound repeats the norm of the topic in front of it (教学用房:8所不足4.5平方米)."""
    if figure.op not in ("<", "<=", ">", ">="):
        return False
    indicators = context.rules.indicators
    sentence = context.sentences[figure.sentence]
    first = context.sentences[context.items[sentence.item][0]]
    cues = [*context.topics(sentence.at, figure.at), *context.topics(first.at, min(first.to, first.at + _HEAD))]
    return any(norm.value == figure.value for c in cues for norm in indicators[c.name].norms)


def judged(n: int, verdict: str | None, context: Context) -> Choice | None:
    """The topic of schools that meet or miss it, or of the share that does."""
    figure = context.extraction.figures[n]
    ordered = _listed(n, verdict, context) if figure.cell is None and figure.unit == "所" else None
    if ordered is not None:
        return ordered
    if figure.cell is not None or (verdict is None and figure.unit != "%"):
        return None
    if figure.unit not in ("所", "个", "%") or _WHOLE_OF.match(context.text, figure.to):
        return None
    found = _chosen(figure, verdict, context)
    return found if found is not None and found.measure in ("schools_met", "schools_unmet", "share_met") else None


_ORDERED = re.compile(r"分别|依次|顺次")


def _listed(n: int, verdict: str | None, context: Context) -> Choice | None:
    """The topic at the figure's place where as many are listed as counts follow (A、B达标学校分别为33所、31所)."""
    figures, figure = context.extraction.figures, context.extraction.figures[n]
    first, last = run_of(n, figures, context)
    sentence = context.sentences[figure.sentence]
    if first == last or not _ORDERED.search(context.text[figures[first].own[0] : figures[first].at]):
        return None
    cues = {c.name: c for c in reversed(prevailing(context.topics(sentence.at, figures[first].at)))}
    listed = sorted(cues.values(), key=lambda c: c.at)
    if len(listed) != last - first + 1:
        return None
    cue = listed[n - first]
    measure = measure_of(figure, context.rules.indicators[cue.name], context, verdict or _verdict_of(first, context))
    return None if measure is None else Choice(OWN, 0, cue, measure, True)


def _verdict_of(first: int, context: Context) -> str | None:
    """What the words in front of a list say of all its counts."""
    figure = context.extraction.figures[first]
    words = context.text[context.sentences[figure.sentence].at : figure.at]
    return "unmet" if UNMET.search(words) else "met" if MET.search(words) else None


def _chosen(figure: Figure, verdict: str | None, context: Context) -> Choice | None:
    """The topic nearest before the figure in its sentence, else the one that its item's head names."""
    sentence = context.sentences[figure.sentence]
    first = context.sentences[context.items[sentence.item][0]]
    places = [(OWN, sentence.at, figure.at), (ITEM, first.at, min(first.to, first.at + _HEAD))]
    if verdict is not None and figure.unit in ("所", "个"):
        places.insert(0, (OWN, *figure.after))  # 2所小学骨干教师数不达标
    for rank, at, to in places:
        for cue in reversed(prevailing(context.topics(at, to))):
            measure = measure_of(figure, context.rules.indicators[cue.name], context, verdict)
            if measure is not None:
                return Choice(rank, max(0, figure.at - cue.to), cue, measure, True)
    return None


def named(at: int, to: int, context: Context) -> list[Cue]:
    """The topics that stand between ``at`` and ``to``."""
    return prevailing(context.topics(at, to))
