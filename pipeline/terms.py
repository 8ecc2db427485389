"""The rulebook's terms in a text, found by spaCy's PhraseMatcher over single characters. Ground floor.

A cue must be found wherever it stands, so every character is a token and no word boundary hides one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.model import Cue
from pipeline.rulebook import Rulebook

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab

GAP = "…"
_GAP_PATTERN = r"[^。;\n|]{0,16}?"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the rulebook: what it names, and the pattern of the whole where it holds a gap."""

    kind: Literal["indicator", "stage", "shield"]
    name: str
    text: str
    weak: bool
    whole: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All terms, keyed by the phrase that the matcher looks for (a gap term's first piece)."""

    vocab: Vocab
    matcher: PhraseMatcher
    by_phrase: dict[str, tuple[Term, ...]]


@lru_cache(maxsize=8)
def lexicon(rules: Rulebook) -> Lexicon:
    """The matcher over all terms of ``rules`` (built once a rulebook)."""
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

    vocab = spacy.blank("zh").vocab
    by_phrase: dict[str, list[Term]] = {}
    for term in _terms(rules):
        by_phrase.setdefault(term.text.split(GAP)[0], []).append(term)
    matcher = PhraseMatcher(vocab)
    matcher.add("term", [Doc(vocab, words=list(p), spaces=[False] * len(p)) for p in by_phrase])
    return Lexicon(vocab, matcher, {p: tuple(t) for p, t in by_phrase.items()})


def _terms(rules: Rulebook) -> Iterator[Term]:
    for code, indicator in rules.indicators.items():
        for text in indicator.terms:
            yield _term("indicator", code, text)
        for text in indicator.weak:
            yield _term("indicator", code, text, weak=True)
        for text in indicator.shields:
            yield _term("shield", code, text)
    for text in rules.words.shields:
        yield _term("shield", "", text)
    for stage in rules.stages:
        for text in stage.terms:
            yield _term("stage", stage.stage, text)
        for text in stage.weak:
            yield _term("stage", stage.stage, text, weak=True)


def _term(kind: Literal["indicator", "stage", "shield"], name: str, text: str, weak: bool = False) -> Term:
    pieces = text.split(GAP)
    whole = re.compile(_GAP_PATTERN.join(map(re.escape, pieces))) if len(pieces) > 1 else None
    return Term(kind, name, text, weak, whole)


def cues_in(text: str, rules: Rulebook) -> tuple[Cue, ...]:
    """The cues of ``text``, overlaps resolved, sorted by place.

    Indicator terms and shields compete: where two overlap the longer stands, and of one span all indicators stand
    (their units decide later). Stage terms compete among themselves alone.
    """
    from spacy.tokens import Doc

    words = lexicon(rules)
    found: list[Cue] = []
    for _, start, end in words.matcher(Doc(words.vocab, words=list(text), spaces=[False] * len(text))):
        for term in words.by_phrase[text[start:end]]:
            if term.whole is None:
                found.append(Cue(start, end, term.kind, term.name, term.text, term.weak))
            elif match := term.whole.match(text, start):
                found.append(Cue(start, match.end(), term.kind, term.name, term.text, term.weak))
    kept = _longest([c for c in found if c.kind != "stage"]) + _longest([c for c in found if c.kind == "stage"])
    return tuple(sorted(kept, key=lambda c: (c.at, c.to, c.kind, c.name)))


def _longest(cues: list[Cue]) -> list[Cue]:
    kept: list[Cue] = []
    taken: dict[int, tuple[int, int]] = {}
    for cue in sorted(cues, key=lambda c: (c.at - c.to, c.at, c.kind != "shield", c.name, c.weak)):
        spans = {taken[i] for i in range(cue.at, cue.to) if i in taken}
        if spans - {(cue.at, cue.to)}:
            continue
        if any(k.name == cue.name and k.kind == cue.kind and (k.at, k.to) == (cue.at, cue.to) for k in kept):
            continue
        kept.append(cue)
        for i in range(cue.at, cue.to):
            taken[i] = (cue.at, cue.to)
    return [c for c in kept if c.kind != "shield"]
