"""The problems that a report names and what it plans to do about them, with their words, themes and offices."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model import Cue, Document, Extraction, Fact, Remark, Span, Structure, ThemeMention, View
from pipeline.normalise.marks import mark_at
from pipeline.normalise.remark_patterns import MARKER
from pipeline.normalise.remark_pieces import Piece, prose_pieces, table_pieces
from pipeline.normalise.remark_places import marked_clauses
from pipeline.normalise.themes import nouns_in, themes_in
from pipeline.rulebook import Rulebook
from pipeline.terms import cues_in, cues_of, prevailing

_SENTENCE = re.compile(r"[^。;!?]+[。;!?]*")
_TRAILING = " ,;:、|"


def remarks_of(extraction: Extraction, facts: Sequence[Fact], rules: Rulebook, in_plan: bool) -> tuple[Remark, ...]:
    """All remarks of a document in the order of the text; ``facts`` are its facts, ``in_plan``: it is a plan (方案).

    The same words about the same thing are one remark, wherever they are said again.
    """
    structure = extraction.structure
    text = structure.view.text
    clauses = marked_clauses(text, structure.sentences, rules, in_plan)
    pieces = [*prose_pieces(text, clauses, rules), *table_pieces(text, structure.tables, rules, in_plan)]
    found: dict[tuple[str, str, str], Remark] = {}
    placed = [(*_trimmed(text, piece), piece) for piece in sorted(pieces, key=lambda p: (p.at, p.to))]
    cues = _cues_of([(at, to) for at, to, _ in placed if at < to], structure, rules)
    starts = [c.at for c in cues]
    for at, to, piece in placed:
        if at < to:
            here = cues[bisect_left(starts, at) : bisect_left(starts, to)]
            remark = _remark(piece, at, to, [c for c in here if c.to <= to], extraction, facts, rules)
            found.setdefault((piece.kind, piece.subject, text[at:to].rstrip("。")), remark)
    return tuple(found.values())


def _trimmed(text: str, piece: Piece) -> tuple[int, int]:
    """The piece without its number in front and without a comma or semicolon behind."""
    at, to = piece.at, piece.to
    match = MARKER.match(text, at, to)
    if match:
        at = match.end()
    while to > at and text[to - 1] in _TRAILING:
        to -= 1
    return at, to


def _remark(
    piece: Piece, at: int, to: int, cues: Sequence[Cue], extraction: Extraction, facts: Sequence[Fact], rules: Rulebook
) -> Remark:
    document, view = extraction.structure.document, extraction.structure.view
    words = view.text[at:to]
    span = view.span(at, to)
    mark = mark_at(document.marks, span)
    written = _written(document, view, at, to)
    about = [ThemeMention(theme, written) for _, theme in themes_in(piece.subject, rules)]
    here = {mention.theme for mention in about}
    about += [mention for mention in _mentions(document, view, at, to, rules) if mention.theme not in here]
    return Remark(
        kind=piece.kind,
        start=span.start,
        end=span.end,
        words=written,
        section=piece.section,
        themes=tuple(about),
        nouns=() if about else nouns_in(words, rules),
        indicators=_indicators(piece, cues, _within(facts, span), rules),
        office=piece.office or _office(words, written, rules),
        subject=piece.subject,
        page=mark.page if mark else None,
        place=(mark.place if mark else None) or piece.place,
    )


def _within(facts: Sequence[Fact], span: Span) -> Sequence[Fact]:
    """The facts, sorted by place, that stand in the span."""
    first = bisect_left(facts, span.start, key=lambda f: f.start)
    return facts[first : bisect_left(facts, span.end, lo=first, key=lambda f: f.start)]


def _written(document: Document, view: View, at: int, to: int) -> str:
    """The words of ``view.text[at:to]`` as the report writes them; a blank stands where a line of its own ends."""
    return "".join(document.text[k] for k in view.origin[at:to]).replace("\n", " ")


def _mentions(document: Document, view: View, at: int, to: int, rules: Rulebook) -> list[ThemeMention]:
    """The themes of ``view.text[at:to]``, each with the sentence that names it first."""
    sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(view.text, at, to)]
    found = []
    for offset, theme in themes_in(view.text[at:to], rules):
        start, end = next(((a, b) for a, b in sentences if a <= at + offset < b), (at, to))
        found.append(ThemeMention(theme, _written(document, view, start, end)))
    return found


def _indicators(piece: Piece, cues: Sequence[Cue], facts: Sequence[Fact], rules: Rulebook) -> tuple[str, ...]:
    """The indicators that the remark gives figures of, or names by a term that is theirs alone, each once.

    What is counted over a time (新建, 投入) is only meant where a figure says so.
    """
    found = [fact.indicator for fact in facts if fact.indicator is not None]
    subject = cues_in(piece.subject, rules) if piece.subject else ()
    named = [c for c in subject if c.kind == "indicator" and not c.weak]
    for strong in (prevailing(named), prevailing(cues)):
        names = Counter((cue.at, cue.to) for cue in strong)
        found += [c.name for c in strong if names[c.at, c.to] == 1 and not rules.indicators[c.name].flow]
    return tuple(code for code in dict.fromkeys(found) if code not in rules.remarks.unnamed)


def _cues_of(places: Sequence[tuple[int, int]], structure: Structure, rules: Rulebook) -> tuple[Cue, ...]:
    """The strong indicator cues around ``places`` (in order), sentence by sentence, looked up all at once."""
    sentences = structure.sentences
    stretches: set[tuple[int, int]] = set()
    for at, to in places:
        n = max(0, bisect_right(sentences, at, key=lambda s: s.at) - 1)
        here = []
        while n < len(sentences) and sentences[n].at < to:
            here += [(sentences[n].at, sentences[n].to)] if sentences[n].to > at else []
            n += 1
        stretches.update(here or [(at, to)])  # a table cell may be no sentence
    apart: list[tuple[int, int]] = []
    for at, to in sorted(stretches):
        if not apart or at >= apart[-1][1]:
            apart.append((at, to))
    cues = cues_of(structure.view.text, apart, rules)
    return tuple(c for c in cues if c.kind == "indicator" and not c.weak)


@lru_cache(maxsize=8)
def _office_patterns(rules: Rulebook) -> Sequence[re.Pattern[str]]:
    return tuple(re.compile(pattern) for pattern in rules.remarks.offices)


def _office(words: str, written: str, rules: Rulebook) -> str | None:
    """Who shall do it, as ``written``; None where ``words``, the same in the view's characters, do not say."""
    for pattern in _office_patterns(rules):
        match = pattern.search(words)
        if match:
            return written[match.start(1) : match.end(1)].strip("、,，和及与") or None
    return None
