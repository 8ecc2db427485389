"""The rulebook's terms in a text, found by spaCy's PhraseMatcher over single characters. Ground floor.

A cue must be found wherever it stands, so every character is a token and no word boundary hides one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.model import Cue
from pipeline.rulebook import Rulebook

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab

GAP = "…"
_GAP_PATTERN = r"(?:(?!\d[一-龥%]{1,3}[、和])[^,:。;\n|]){0,16}?"  # a gap never holds a figure of a list


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


@lru_cache(maxsize=8192)
def cues_in(text: str, rules: Rulebook) -> tuple[Cue, ...]:
    """The cues of ``text``, sorted by place.

    An indicator's term stands unless a longer shield (of that indicator or of all) covers part of it; terms of
    different indicators may overlap: units decide which can be meant before the longest wins (``prevailing``). Of
    overlapping stage terms the longest stands.
    """
    from spacy.tokens import Doc

    words = lexicon(rules)
    found: list[Cue] = []
    for _, start, end in words.matcher(Doc(words.vocab, words=list(text), spaces=[False] * len(text))):
        if text[start] == "中" and text[start - 1 : start] == "其":
            continue  # 其中小学 holds no 中小学
        for term in words.by_phrase[text[start:end]]:
            if term.whole is None:
                found.append(Cue(start, end, term.kind, term.name, term.text, term.weak))
            elif match := term.whole.match(text, start):
                found.append(Cue(start, match.end(), term.kind, term.name, term.text, term.weak))
    shields = [c for c in found if c.kind == "shield"]
    kept = [c for c in found if c.kind == "indicator" and not any(_shields(s, c) for s in shields)]
    kept += prevailing([c for c in found if c.kind == "stage"])
    return tuple(sorted(set(kept), key=lambda c: (c.at, c.to, c.kind, c.name, c.weak, -len(c.term), c.term)))


def _shields(shield: Cue, cue: Cue) -> bool:
    """Whether a shield takes the meaning from a term: it overlaps it and is longer."""
    return (
        shield.name in ("", cue.name)
        and shield.at < cue.to
        and cue.at < shield.to
        and shield.to - shield.at > cue.to - cue.at
    )


def prevailing(cues: Iterable[Cue]) -> list[Cue]:
    """Of overlapping cues the longest; of one span all, a name once (the strong term before the weak)."""
    kept: list[Cue] = []
    seen: set[tuple[int, int, str]] = set()
    for cue in sorted(cues, key=lambda c: (c.at - c.to, c.at, c.name, c.weak)):
        if (cue.at, cue.to, cue.name) in seen:
            continue
        if all((k.at, k.to) == (cue.at, cue.to) or k.to <= cue.at or cue.to <= k.at for k in kept):
            kept.append(cue)
            seen.add((cue.at, cue.to, cue.name))
    return sorted(kept, key=lambda c: (c.at, c.to, c.name))
