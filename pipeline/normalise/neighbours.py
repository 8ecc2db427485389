"""What the words beside another count of schools say of this one: 由24所增至29所, 小学17所、初中8所达标, 未达标8所."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Figure
from pipeline.normalise.choice import OWN, Bound, Choice, is_earlier
from pipeline.normalise.context import Context
from pipeline.normalise.measures import measure_of

_JUDGING = re.compile(
    r"[,、]?(?:其余|其他|另有|还有|有|仍有|尚有)?(?:未达标|不达标|未达到|达标|不合格)(?:的)?(?:学校|校)?(?:有|为)?"
)
_NEXT_SCHOOLS = re.compile(r"[、和及与](?:小学|初中)(?:学校)?(?:共?有)?")


def judged_before(n: int, figures: Sequence[Figure], context: Context) -> str | None:
    """What the earlier value says of the schools that both count (达标校由24所增至29所)."""
    if not n or figures[n - 1].sentence != figures[n].sentence or figures[n - 1].unit != figures[n].unit:
        return None
    return context.judged(figures[n - 1]) if is_earlier(figures[n - 1], context) else None


def other_verdict(
    n: int, figures: Sequence[Figure], bound: Sequence[Bound], judged: str | None, context: Context
) -> Choice | None:
    """The schools that miss what the schools before them meet (综合达标学校25所,占75.76%,未达标8所), or the reverse."""
    figure = figures[n]
    own = context.text[figure.own[0] : figure.at]
    if figure.unit not in ("所", "个") or judged is None or _JUDGING.fullmatch(own) is None:
        return None
    for k in range(n - 1, max(-1, n - 4), -1):
        if figures[k].sentence != figure.sentence or ";" in context.text[figures[k].to : figure.at]:
            return None
        cue, code = bound[k].cue, bound[k].indicator
        if bound[k].measure in ("schools_met", "schools_unmet") and cue is not None and code is not None:
            measure = measure_of(figure, context.rules.indicators[code], context, judged)
            return None if measure is None else Choice(OWN, 0, cue._replace(name=code), measure, True, k)
    return None


def judged_with_next(n: int, figures: Sequence[Figure], context: Context) -> str | None:
    """What is said of the schools of both stages behind the second (小学有17所、初中有8所资源配置达标)."""
    if n + 1 >= len(figures) or figures[n].unit != "所" or figures[n + 1].unit != "所":
        return None
    between = context.text[figures[n].to : figures[n + 1].at]
    return context.judged(figures[n + 1]) if _NEXT_SCHOOLS.fullmatch(between) else None
