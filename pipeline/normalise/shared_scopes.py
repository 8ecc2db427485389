"""Scopes that a figure shares with figures beside it: pupils of the private schools just told, lists of one group."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Figure
from pipeline.normalise.bind import Binding
from pipeline.normalise.choice import run_of
from pipeline.normalise.context import Context

_OWNERSHIP = re.compile("公办|民办")
_PARTED = re.compile(r"[;。]")
_WIDER = re.compile(r"全[县市区旗州]|我[县市区旗]|其中|包括|含|总|共")
_SCHOOLS = ("所", "家", "个")
_WORKS = re.compile("新建|改扩建|扩建|改建|建成|撤并|新增|规划|拟")
_GROUP = re.compile(r"(?:[两三四五六七八九十]|\d)校$")
_TOTAL = re.compile(r"^[,、]?(?:合计|共计|总计|共)$")


def of_owner(n: int, figures: Sequence[Figure], binding: Binding, context: Context) -> str | None:
    """Whose pupils and staff are counted behind the number of public or private schools alone (convention 5).

    民办3所,在校生3139人. Not behind a total of schools, of which the private ones are only some.
    """
    figure = figures[n]
    if binding.indicator is None or figure.unit != "人":
        return None
    sentence = context.sentences[figure.sentence]
    start = max((m.end() for m in _PARTED.finditer(context.text, sentence.at, figure.at)), default=sentence.at)
    beside = [f for f in figures[:n] if f.cell is None and start <= f.at and f.unit in _SCHOOLS]
    if len(beside) != 1 or figure.unit == beside[0].unit:
        return None
    words, between = context.text[start : beside[0].at], context.text[beside[0].to : figure.at]
    owners = [m.group() for m in _OWNERSHIP.finditer(words)]
    tail = words.rsplit(",", 1)[-1]
    if len(set(owners)) != 1 or not _OWNERSHIP.search(tail) or re.search("其中|含|包括", words) or _WORKS.search(words):
        return None
    if not between.startswith(",") or _WIDER.search(between) or _OWNERSHIP.search(between):
        return None
    return owners[0]


def of_points(n: int, figures: Sequence[Figure], binding: Binding, context: Context) -> str | None:
    """Whose pupils are counted behind the number of teaching points alone: 另有教学点21个,就读学生612人."""
    figure = figures[n]
    if not n or binding.indicator is None or figure.unit != "人" or figure.lead != ",":
        return None
    before = figures[n - 1]
    own = context.text[figure.own[0] : figure.at]
    counted = context.text[before.own[0] : before.at].endswith("教学点") and before.sentence == figure.sentence
    return "教学点" if counted and re.search("就读|在读", own) else None


def of_group(n: int, figures: Sequence[Figure], scopes: Sequence[str | None], context: Context) -> str | None:
    """The group of schools whose figures a list gives one by one, and their total (四校分别为146人、97人,合计243人)."""
    first, _ = run_of(n, figures, context)
    if first < n:
        scope = scopes[first]
        return scope if scope is not None and _GROUP.search(scope) else None
    between = context.text[figures[n - 1].to : figures[n].at] if n else ""
    scope = scopes[n - 1] if n and figures[n - 1].unit == figures[n].unit and _TOTAL.match(between) else None
    return scope if scope is not None and _GROUP.search(scope) else None
