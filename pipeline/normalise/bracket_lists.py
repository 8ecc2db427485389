"""Parts that each stand in brackets behind what they count: 集中在资源配置(9个)、政府保障(11个)和教育质量(6个)方面."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Fact, Figure, PartList
from pipeline.normalise.context import Context

_JOINED = re.compile(r"\)(?:[、,和及与;]|以及)(?P<noun>[^,。;、()\d]{1,14})\(")
_NOUN = re.compile(r"[一-龥]{1,14}(?=\($)")
_TIES = re.compile("集中|分布|涉及|包括|分别|其中|分为|主要|:")
_ALL = re.compile("全部|分别|分为|均")
_BACK = 3  # figures between the whole and the first part


def bracket_runs(figures: Sequence[Figure], context: Context) -> Iterator[tuple[int, ...]]:
    """Positions of figures that stand in brackets one behind the other, each behind a noun; runs of two or more."""
    n = 0
    while n < len(figures):
        run = [n]
        while _in_brackets(figures[run[-1]], context) and _goes_on(run[-1], figures, context):
            run.append(run[-1] + 1)
        if len(run) > 1 and _in_brackets(figures[run[-1]], context):
            yield tuple(run)
        n = run[-1] + 1


def _in_brackets(figure: Figure, context: Context) -> bool:
    enclosed = context.text.startswith("(", figure.at - 1) and context.text.startswith(")", figure.to)
    return figure.cell is None and figure.at > 0 and enclosed


def _goes_on(n: int, figures: Sequence[Figure], context: Context) -> bool:
    if n + 1 >= len(figures) or figures[n + 1].unit != figures[n].unit:
        return False
    return _JOINED.fullmatch(context.text[figures[n].to : figures[n + 1].at]) is not None


def noun_of(figure: Figure, context: Context) -> str | None:
    """The noun in front of a figure's brackets; None where none stands there."""
    words = context.text[max(0, figure.at - 15) : figure.at]
    match = _NOUN.search(
        re.split(r"[,。;、()\d]|集中在|分布在|涉及|包括|分别为|其中|主要是?|和|及", words[:-1])[-1] + "("
    )
    return match.group() if match else None


def bracket_lists(first: dict[int, Fact], context: Context) -> Iterator[PartList]:
    """The lists whose whole stands before the first brackets; ``first`` holds the first fact of each figure."""
    figures = context.extraction.figures
    for run in bracket_runs(figures, context):
        for k in range(run[0] - 1, max(-1, run[0] - 1 - _BACK), -1):
            between = context.text[figures[k].to : figures[run[0]].at]
            if figures[k].sentence != figures[run[0]].sentence or figures[k].cell is not None:
                break
            if figures[k].unit == figures[run[0]].unit and _TIES.search(between):
                parts = tuple(first[p].fact_id for p in run)
                yield PartList(first[k].fact_id, parts, _ALL.search(between) is not None, "（")
                break
