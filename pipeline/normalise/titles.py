"""Figures and judgements under short titles of the national items (11.交流轮岗:… or a row | 交流轮岗 | ≥10% | 12.8% |).

Lists and tables that go through the items of 教督〔2017〕6号 name each by a title of their own and state its figures
without naming it again. The title opens the item, its sentence or its row; unit and words beside the figure choose
among the indicators that the title covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.model import Cue, Figure, Sentence
from pipeline.normalise.choice import ITEM, Choice, left_of, run_of
from pipeline.normalise.context import Context
from pipeline.normalise.measures import exact_unit, measure_of
from pipeline.rulebook import Indicator, Rulebook
from pipeline.terms import cues_in, prevailing

_NUMBERING = re.compile(
    r"(?:\(?(?:\d{1,2}(?:\.\d{1,2})?|[一二三四五六七八九十]{1,3})[)、.,]?(?![\d%所人年个])|[①-⑳]|[一二三四五六七八九十]{1,2}是)?[\"“‘《]?"
)
_TITLE = re.compile(r"[^:,。;\d()|]{2,18}")
_CLOSED = re.compile(
    r"[”’\"》]?(?:方面|情况|指标|工作|落实|建设|上|这一?项)?(?:[:。]|$)|与[^:,。;]{2,8}:|和[^:,。;]{2,8}:|[^:,。;]{1,4}:"
)
_BASE = re.compile(r"每\d+个?(?:教学)?班级?")
_IN_ORDER = re.compile(r"分别|依次|顺次")
_OPENS_AT = 4  # characters of other words in front of a title's noun (各校章程, 落实编制统筹)


def title_of(sentence: Sentence, context: Context) -> Sequence[Cue]:
    """The title that a sentence stands under: its own (工资:…), its row's or that of its list item; [] where none is.

    All cues of one span: several indicators may share a title.
    """
    known = context.titles.get(sentence.at)
    if known is None:
        known = context.titles[sentence.at] = tuple(_title_of(sentence, context))
    return known


def _title_of(sentence: Sentence, context: Context) -> Sequence[Cue]:
    if sentence.source == "table":
        return _of_row(sentence, context)
    opening = _NUMBERING.match(context.text, sentence.at)
    own = _opening(sentence, context, closed=opening is None or opening.end() == sentence.at)
    if own:
        return own
    first = context.sentences[context.items[sentence.item][0]]
    match = _NUMBERING.match(context.text, first.at)
    numbered = match is not None and match.end() > first.at
    return _opening(first, context, closed=not numbered)


def _opening(sentence: Sentence, context: Context, *, closed: bool) -> list[Cue]:
    """The title at the start of a sentence; ``closed`` asks for a mark behind it that makes it one."""
    match = _NUMBERING.match(context.text, sentence.at)
    at = match.end() if match else sentence.at
    title = _TITLE.match(context.text, at, sentence.to)
    if title is None:
        return []
    found = _first(context.heads(at, title.end()), at)
    if closed and found:
        behind = context.text[found[0].to : min(title.end() + 1, sentence.to)]
        return found if _CLOSED.fullmatch(behind) else []
    return found


def _first(cues: Iterable[Cue], at: int) -> list[Cue]:
    found = [c for c in prevailing(cues) if c.at - at <= _OPENS_AT]
    return [c for c in found if (c.at, c.to) == (found[0].at, found[0].to)] if found else []


def _of_row(sentence: Sentence, context: Context) -> list[Cue]:
    """The title in the cells of the sentence's row, left of its own cell."""
    place = context.cell_at(sentence.at)
    if place is None:
        return []
    for cell in place[1][: place[2]]:
        found = titles_in(cell.text, context.rules)
        if found:
            return found
    return []


def titles_in(words: str, rules: Rulebook) -> list[Cue]:
    """The title that the words of a cell are."""
    match = _NUMBERING.match(words)
    at = match.end() if match else 0
    title = _TITLE.match(words, at)
    if title is None:
        return []
    return _first((c for c in cues_in(words, rules) if c.kind == "head" and c.to <= title.end()), at)


def family(title: Sequence[Cue], rules: Rulebook) -> list[Indicator]:
    """The indicators that a title covers: those that have it, then those of the same number in 教督〔2017〕6号."""
    own = [rules.indicators[c.name] for c in title]
    refs = {i.ref for i in own if i.ref is not None and "." in i.ref}
    return [*own, *(i for i in rules.indicators.values() if i.ref in refs and i not in own)]


def under_title(n: int, figures: Sequence[Figure], judged: str | None, context: Context) -> Choice | None:
    """What a figure of the prose or of a cell of words states of the item whose title it stands under."""
    figure = figures[n]
    sentence = context.sentences[figure.sentence]
    title = title_of(sentence, context)
    if not title:
        return None
    own = left_of(_BASE.sub("", _without(context.text[figure.own[0] : figure.at], title[0])), [], context)
    behind = context.text[figure.after[0] : figure.after[1]]
    fitting = [
        (indicator, measure)
        for indicator in family(title, context.rules)
        if (measure := measure_of(figure, indicator, context, judged)) is not None
        if (exact_unit(figure, indicator) or measure != "value") and not _condition(figure, indicator)
    ]
    first, _ = run_of(n, figures, context)
    ordered = first < n and _IN_ORDER.search(context.text[figures[first].own[0] : figures[first].at]) is not None
    if ordered and len(fitting) > n - first and not context.stages(figures[first].own[0], figures[first].at):
        fitting = fitting[n - first : n - first + 1]
    chosen = of_words(own or left_of(behind, [], context), [i for i, _ in fitting])
    if chosen is None:
        return None
    cue = title[0]._replace(kind="indicator", name=chosen.code)
    return Choice(ITEM, 50, cue, {i.code: m for i, m in fitting}[chosen.code], exact_unit(figure, chosen))


def _condition(figure: Figure, indicator: Indicator) -> bool:
    """Whether a bound tells whom a fixed number holds for, and not the number (不足100名按100名核定)."""
    return figure.op in ("<", "<=") and bool(indicator.norms) and all(n.op == "=" for n in indicator.norms)


def _without(own: str, title: Cue) -> str:
    return own.replace(title.term, "", 1)


def of_words(words: str, among: Sequence[Indicator]) -> Indicator | None:
    """The first of ``among``; where ``words`` stand beside the figure, the first that they belong to, if any."""
    if not words:
        return among[0] if among else None
    return next((i for i in among if words in i.name or any(words in t for t in i.terms)), None)
