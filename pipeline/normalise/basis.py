"""What a report says of the basis of its figures: whom they count, as of when, where they come from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from pipeline.model import BasisNote, Extraction
from pipeline.normalise.marks import mark_at
from pipeline.rulebook import BasisTopic, Rulebook

_STOPS = "。;\n|"
_CLAUSE = re.compile(r"[,;。:!?\n|]")


def basis_of(extraction: Extraction, rules: Rulebook) -> tuple[BasisNote, ...]:
    """The notes of a document in the order of the text; the same words on the same topic once."""
    structure = extraction.structure
    text, view = structure.view.text, structure.view
    found: dict[tuple[str, str], BasisNote] = {}
    starts = [sentence.at for sentence in structure.sentences]
    for topic, pattern in _topics(rules):
        for match in _matches(text, topic, pattern):
            if topic.unless and any(word in _clause(text, match.start(), match.end()) for word in topic.unless):
                continue
            span = view.span(*_without_marks(text, match.start(), match.end()))
            n = bisect_right(starts, match.start()) - 1
            mark = mark_at(structure.document.marks, span)
            found.setdefault(
                (topic.code, match.group()),
                BasisNote(
                    topic=topic.code,
                    start=span.start,
                    end=span.end,
                    section=structure.sentences[n].section if n >= 0 else (),
                    page=mark.page if mark else None,
                    place=mark.place if mark else None,
                ),
            )
    order = [topic.code for topic in rules.basis]
    return tuple(sorted(found.values(), key=lambda note: (note.start, order.index(note.topic))))


def _matches(text: str, topic: BasisTopic, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What the pattern finds in the sentences that hold one of the topic's signs."""
    places = sorted(at for sign in topic.signs for at in _places(text, sign))
    done = 0
    for at in places:
        if at >= done:
            start = max(text.rfind(stop, done, at) for stop in _STOPS)
            ends = [end for stop in _STOPS if (end := text.find(stop, at)) >= 0]
            to = min(ends, default=len(text))
            yield from pattern.finditer(text, max(done, start + 1), to)
            done = to


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


@lru_cache(maxsize=8)
def _topics(rules: Rulebook) -> tuple[tuple[BasisTopic, re.Pattern[str]], ...]:
    return tuple((topic, re.compile("|".join(f"(?:{p})" for p in topic.patterns))) for topic in rules.basis)


def _clause(text: str, at: int, to: int) -> str:
    """The words around ``text[at:to]`` up to the next separators, with the clause before (幼儿园9所,其中民办4所)."""
    ends = [m.end() for m in _CLAUSE.finditer(text, max(0, at - 80), at)]
    if ends and text[ends[-1] - 1] == ",":
        ends.pop()
    after = _CLAUSE.search(text, to)
    return text[ends[-1] if ends else max(0, at - 80) : after.start() if after else len(text)]


def _without_marks(text: str, at: int, to: int) -> tuple[int, int]:
    while to > at + 1 and text[to - 1] in ",;:。、":
        to -= 1
    return at, to
