"""Where a document names problems and plans: which of its sentences do, by headings and by their own words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.model import Sentence
from pipeline.normalise.remark_patterns import bare, heading_kind, is_marked, patterns_of
from pipeline.rulebook import Rulebook

Kind = Literal["problem", "plan"]
Section = tuple[str, ...]

_CUT = re.compile(
    r"(?<=[。;:,])(?=\([一二三四五六七八九十]{1,2}\)|其[一二三四五六][,是:])|(?<=[。;:])(?=[首其再]次[,是:])"
    r"|(?<=[。;,])(?=(?:整改|改进|解决)(?:措施|办法|计划|方案)[:是])"
)
_LOOSE = 16  # characters of an unnumbered line that may be a heading
_TURN = re.compile(r"(?:,|^)(?:但是?|然而|不过|可是),?|;")


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, or an item cut out of it: view offsets, the sentence, whether it opens its paragraph."""

    at: int
    to: int
    sentence: Sentence
    first: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A clause that tells of a problem or a plan. ``region`` names the stretch of text that it belongs to.

    ``loose``: found by its own words, outside sections of problems and plans.
    """

    clause: Clause
    kind: Kind
    region: object
    loose: bool = False


def marked_clauses(text: str, sentences: Sequence[Sentence], rules: Rulebook, in_plan: bool) -> list[Marked]:
    """The clauses of the prose that tell of problems or plans, in order; ``text`` is the view's."""
    walk = _Walk(text, rules, in_plan, Counter(s.paragraph for s in sentences))
    signed = _paragraphs_with(text, sentences, rules.remarks.openers.signs)
    opens_plan = patterns_of(rules).opens_plan
    found = []
    paragraph = -1
    for sentence in sentences:
        if sentence.source == "table":
            continue
        first, paragraph = sentence.paragraph != paragraph, sentence.paragraph
        region = walk.region(sentence.section)
        unsaid = region is None and walk.is_idle and paragraph not in signed and walk.lengths[paragraph] != 1
        if unsaid and not opens_plan.match(bare(text[sentence.at : sentence.to])):
            continue
        for at, to in _cut(text, sentence) if region else [(sentence.at, sentence.to)]:
            marked = walk.next(Clause(at, to, sentence, first), region)
            found += [marked] if marked is not None else []
            first = False
    return found


def _paragraphs_with(text: str, sentences: Sequence[Sentence], signs: Sequence[str]) -> frozenset[int]:
    """The paragraphs that hold one of ``signs``."""
    found = set()
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            n = bisect_right(sentences, at, key=lambda s: s.at) - 1
            found.add(sentences[n].paragraph if n >= 0 else -1)
            at = text.find(sign, at + len(sign))
    return frozenset(found)


def _cut(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    cuts = [m.start() for m in _CUT.finditer(text, sentence.at, sentence.to) if m.start() > sentence.at]
    return zip([sentence.at, *cuts], [*cuts, sentence.to], strict=True)


class _Walk:
    """Goes from clause to clause and keeps what the clauses before say of the next one."""

    def __init__(self, text: str, rules: Rulebook, in_plan: bool, lengths: Counter[int]) -> None:
        self.text, self.rules, self.in_plan, self.lengths = text, rules, in_plan, lengths
        self.patterns = patterns_of(rules)
        self.sections: dict[Section, tuple[Section, str] | None] = {}
        self.headings: dict[str, str | None] = {}
        self.closed: set[object] = set()
        self.mixed: tuple[object, Kind, bool] = (None, "problem", False)
        self.loose: tuple[Section, str] | None = None  # an unnumbered heading: its section, what stands below it
        self.run: tuple[int, Kind, bool] | None = None  # an opener: its paragraph, its kind, whether items belong to it

    @property
    def is_idle(self) -> bool:
        """Whether no clause before says anything of the next one."""
        return self.loose is None and self.run is None

    def next(self, clause: Clause, region: tuple[Section, str] | None) -> Marked | None:
        words = self.text[clause.at : clause.to]
        section = clause.sentence.section
        if self.loose and (section[: len(self.loose[0])] != self.loose[0] or clause.sentence.heading):
            self.loose = None
        if region is None and (found := self._loose_heading(clause, words)) is not False:
            self.loose = (section, found) if found else None
            return None
        if region is None and self.loose is not None:
            region = ((*self.loose[0], f"loose {self.loose[1]}"), self.loose[1])
        if region is None:
            return self._by_its_words(clause, words)
        where, kind = region
        if self.patterns.closing.match(bare(words)):
            self.closed.add(where)
        if where in self.closed or self._is_heading_of(where, clause, words):
            return None
        return Marked(clause, self._in_mixed(where, clause, words) if kind == "mixed" else _kind(kind), where)

    def region(self, section: Section) -> tuple[Section, str] | None:
        """The heading of problems or plans that ``section`` stands under, with all above it, and its kind."""
        if section not in self.sections:
            self.sections[section] = self._region(section)
        return self.sections[section]

    def _region(self, section: Section) -> tuple[Section, str] | None:
        """The outermost heading of one kind that decides for ``section``, and its kind."""
        found: tuple[Section, str] | None = None
        for depth in range(len(section), 0, -1):
            heading = section[depth - 1]
            if heading not in self.headings:
                self.headings[heading] = heading_kind(heading, self.rules, self.in_plan)
            kind = self.headings[heading]
            if kind == "neither" and found is None:
                return None
            if (found is None and kind is not None) or (found is not None and kind == found[1]):
                found = section[:depth], kind
        return found

    def _is_heading_of(self, where: Section, clause: Clause, words: str) -> bool:
        """Whether the clause is the heading of the region itself (三、存在问题)."""
        head = bare(where[-1])
        return clause.sentence.section == where and bare(words).rstrip("。:") == head and len(head) <= 24

    def _loose_heading(self, clause: Clause, words: str) -> str | Literal[False]:
        """For a short line of its own what stands below it (empty: nothing of ours); False for any other clause."""
        alone = self.lengths[clause.sentence.paragraph] == 1 and len(words) <= _LOOSE and words[-1] not in "。;!?,、"
        if not alone or is_marked(words):
            return False
        kind = heading_kind(words.rstrip(":"), self.rules, self.in_plan)
        return kind if kind not in (None, "neither") else "" if self.loose else False

    def _in_mixed(self, where: Section, clause: Clause, words: str) -> Kind:
        """Problem or plan, in a section that holds both: a problem until a clause turns to plans.

        What turns for the whole section (针对以上问题) holds on; what turns inside an item ends with the item.
        """
        own, kind, lasting = self.mixed
        if own != where:
            kind, lasting = "problem", False
        plain = bare(words)
        if self.patterns.to_plan.match(plain):
            lasting = lasting or (clause.first and not is_marked(words))
            kind = "plan"
        elif self.patterns.to_problem.match(plain):
            kind, lasting = "problem", False
        elif clause.first and is_marked(words) and not lasting:
            kind = "problem"
        self.mixed = where, kind, lasting
        return kind

    def _by_its_words(self, clause: Clause, words: str) -> Marked | None:
        """What a clause outside such sections says by itself, or as part of the paragraph that one has opened."""
        plain, patterns = bare(words), self.patterns
        paragraph = clause.sentence.paragraph
        if self.run is not None and not self._goes_on(clause, words):
            self.run = None
        if patterns.closing.match(plain):
            self.run = None
            return None
        opened: Kind | None = None
        sign = any(map(words.__contains__, self.rules.remarks.openers.signs))
        if patterns.opens_plan.match(plain):
            opened = "plan"
        elif sign and patterns.opens_problem.match(plain) and not patterns.not_problem.search(words):
            opened = "problem"
        if opened is not None:
            self.run = paragraph, opened, clause.first or words.endswith(":")
            if opened == "problem" and (rest := patterns.opens_problem.match(plain)) and len(plain) > rest.end() + 4:
                clause = replace(clause, at=clause.to - len(plain) + rest.end())  # 存在问题:…
        elif self.run is not None and words.endswith(":"):
            self.run = *self.run[:2], True
        if self.run is not None:
            return Marked(clause, self.run[1], ("run", self.run[0], self.run[1]), True)
        match = patterns.problem_sentence.search(words) if sign else None
        if match is None or patterns.not_problem.search(words):
            return None
        if words.endswith(":"):
            self.run = paragraph, "problem", True
        turn = [m.end() for m in _TURN.finditer(words, 0, match.start() + 1)]
        if turn:
            clause = replace(clause, at=clause.at + turn[-1])
        return Marked(clause, "problem", ("sentence", clause.at), True)

    def _goes_on(self, clause: Clause, words: str) -> bool:
        """Whether the clause belongs to the paragraph that was opened, or to the list that it announced.

        An opener in the middle of a paragraph says nothing of that paragraph's next items.
        """
        assert self.run is not None
        paragraph, kind, announced = self.run
        if clause.sentence.paragraph == paragraph:
            return announced or not is_marked(words)
        if announced and is_marked(words) and not clause.sentence.heading:
            self.run = clause.sentence.paragraph, kind, True
            return True
        return False


def _kind(words: str) -> Kind:
    return "plan" if words == "plan" else "problem"
