"""The rulebook's terms in a text, found by spaCy's PhraseMatcher over single characters. Ground floor.

A cue must be found wherever it stands, so every character is a token and no word boundary hides one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from pipeline.model import Cue
from pipeline.rulebook import Rulebook

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab

GAP = "…"
_GAP_PATTERN = r"(?:(?!\d[一-龥%]{1,3}[、和])[^,:。;、\n|]){0,16}?"  # a gap never holds a figure of a list
_BASE_STATED = re.compile(r"(?:总数|总量)?\d[\d.,]*万?[人名个所]的[\d.]+[%％]")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the rulebook: what it names, and the pattern of the whole where it holds a gap."""

    kind: Literal["indicator", "stage", "shield", "topic", "head"]
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


def one_of(words: Iterable[str]) -> str:
    """A regular expression for the longest of ``words`` at a place, each character asked once, not each word."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    ends = "" in node
    parts = [re.escape(character) + _branches(after) for character, after in sorted(node.items()) if character]
    if not parts:
        return ""
    first = "".join(map(re.escape, sorted(filter(None, node))))
    joined = f"(?=[{first}])(?:{'|'.join(parts)})" if len(parts) > 3 else f"(?:{'|'.join(parts)})"
    return f"(?:{joined})?" if ends else joined


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
        for text in indicator.topics:
            yield _term("topic", code, text)
        for text in indicator.heads:
            yield _term("head", code, text)
        for text in indicator.shields:
            yield _term("shield", code, text)
    for text in rules.words.shields:
        yield _term("shield", "", text)
    for stage in rules.stages:
        for text in stage.terms:
            yield _term("stage", stage.stage, text)
        for text in stage.weak:
            yield _term("stage", stage.stage, text, weak=True)


def _term(
    kind: Literal["indicator", "stage", "shield", "topic", "head"], name: str, text: str, weak: bool = False
) -> Term:
    pieces = text.split(GAP)
    whole = re.compile(_GAP_PATTERN.join(map(re.escape, pieces))) if len(pieces) > 1 else None
    return Term(kind, name, text, weak, whole)


@lru_cache(maxsize=8192)
def cues_in(text: str, rules: Rulebook) -> tuple[Cue, ...]:
    """The cues of one short ``text`` (a cell, a heading, a label), sorted by place."""
    return cues_of(text, ((0, len(text)),), rules)


def cues_of(text: str, spans: Sequence[tuple[int, int]], rules: Rulebook) -> tuple[Cue, ...]:
    """The cues that lie within one of the ``spans`` of ``text`` (apart, in order), sorted by place.

    An indicator's term stands unless a longer shield (of that indicator or of all) covers part of it; terms of
    different indicators may overlap: units decide which can be meant before the longest wins (``prevailing``). Of
    overlapping stage terms the longest stands. All spans go through the matcher at once: a call costs more than a line.
    """
    from spacy.tokens import Doc

    words = lexicon(rules)
    joined = "\n".join(text[at:to] for at, to in spans)  # no term reaches over the end of a line
    matches = words.matcher(Doc(words.vocab, words=list(joined), spaces=[False] * len(joined)))
    places = sorted({(start, end) for _, start, end in matches})
    found: list[Cue] = []
    first = offset = 0
    for at, to in spans:
        last = bisect_left(places, (offset + to - at,), first)
        if last > first:
            found.extend(_standing(joined, places[first:last], at - offset, words))
        first, offset = last, offset + to - at + 1
    return tuple(found)


def _standing(text: str, places: Iterable[tuple[int, int]], moved: int, words: Lexicon) -> list[Cue]:
    """The cues of one span, from the ``places`` of phrases in ``text``; ``moved`` leads from there to their text."""
    shields: list[Cue] = []
    kept: list[Cue] = []
    stages: list[Cue] = []
    for start, end in places:
        if text[start] == "中" and text[start - 1 : start] == "其":
            continue  # 其中小学 holds no 中小学
        for term in words.by_phrase[text[start:end]]:
            to = end
            if term.kind == "shield" and term.text.startswith("占") and _BASE_STATED.match(text, end):
                continue  # 占专任教师1382人的5.5% states how many there are, 占专任教师的5.5% does not
            if term.whole is not None:
                match = term.whole.match(text, start)
                if match is None:
                    continue
                to = match.end()
            cue = Cue(start + moved, to + moved, term.kind, term.name, term.text, term.weak)
            (shields if term.kind == "shield" else stages if term.kind == "stage" else kept).append(cue)
    if shields:
        kept = [cue for cue in kept if not any(_shields(shield, cue) for shield in shields)]
    return sorted({*kept, *prevailing(stages)}, key=_by_place)


def _by_place(cue: Cue) -> tuple[int, int, str, str, bool, int, str]:
    """No two are equal, so the order is fixed; of terms for one place the longest stands first."""
    return cue.at, cue.to, cue.kind, cue.name, cue.weak, -len(cue.term), cue.term


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
    cues = list(cues)
    if len(cues) < 2:
        return cues
    for cue in sorted(cues, key=lambda c: (c.at - c.to, c.at, c.name, c.weak)):
        if (cue.at, cue.to, cue.name) in seen:
            continue
        if all((k.at, k.to) == (cue.at, cue.to) or k.to <= cue.at or cue.to <= k.at for k in kept):
            kept.append(cue)
            seen.add((cue.at, cue.to, cue.name))
    return sorted(kept, key=lambda c: (c.at, c.to, c.name))
