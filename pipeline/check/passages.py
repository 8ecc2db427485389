"""The sentences of a report as the checks of claims read them: without white space, half-width, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.check.ledger import Ledger, period, reaches_present
from pipeline.model import Evidence, Fact
from pipeline.rulebook import Rulebook

_HALF = str.maketrans("，；：（）！？％　" + "０１２３４５６７８９", ",;:()!?% " + "0123456789")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,2}是|[(]?\d{1,2}(?:\.\d{1,2})?[).、](?!\d)|\d\.\d{1,2}|[①-⑳])")
_QUOTES = str.maketrans("“”", "‘’")
_ENDS = re.compile(r"[。!?！？]+[”’)）\]】]*")
_OPENS = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．:：\s]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[#>|*·•-])"
)
_LEVELS = (r"[一二三四五六七八九十]{1,3}、", r"\([一二三四五六七八九十]{1,3}\)", r"\d{1,2}[.、]", r"\(\d{1,2}\)")
_LONGEST_HEADING = 30
_CLAUSE = re.compile("[,;:。!?|]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or heading: its ``words``, the canonical offset of each character, and whether plans stand there."""

    words: str
    origin: tuple[int, ...]
    planned: bool = False

    def evidence(self, ledger: Ledger, at: int, to: int) -> Evidence:
        """The words from ``at`` to ``to`` (exclusive, not empty) as evidence."""
        return Evidence(ledger.report.document.doc, self.origin[at], self.origin[to - 1] + 1)

    def clause(self, at: int) -> tuple[int, int]:
        """Where the clause that holds the character ``at`` begins and ends."""
        start = max((m.end() for m in _CLAUSE.finditer(self.words, 0, at)), default=0)
        end = _CLAUSE.search(self.words, at)
        return start, end.start() if end else len(self.words)

    def at(self, offset: int) -> int:
        """The number of the character at, or first behind, a canonical ``offset``."""
        return next((n for n, place in enumerate(self.origin) if place >= offset), len(self.origin))

    def facts(self, ledger: Ledger) -> tuple[Fact, ...]:
        """The facts that begin in the passage."""
        return tuple(f for f in ledger.facts if self.origin[0] <= f.start <= self.origin[-1])


def passages(ledger: Ledger, rules: Rulebook) -> tuple[Passage, ...]:
    """All passages of a report, in the order of the text."""
    document = ledger.report.document
    return _passages(document.text, document.wrapped, rules)


def passage_of(ledger: Ledger, rules: Rulebook, fact: Fact) -> Passage | None:
    """The passage that a fact stands in."""
    found = (p for p in passages(ledger, rules) if p.origin[0] <= fact.start <= p.origin[-1])
    return next(found, None)


def clause_words(ledger: Ledger, rules: Rulebook, fact: Fact) -> str:
    """The words of the clause that a fact stands in; nothing where it stands in none."""
    passage = passage_of(ledger, rules, fact)
    if passage is None:
        return ""
    start, end = passage.clause(passage.at(fact.start))
    return passage.words[start:end]


def current(ledger: Ledger, fact: Fact) -> bool:
    """Whether a fact may be one of the report's own time: without a period, up to the present, of its date or year."""
    stated = period(fact)
    if stated in (None, ledger.as_of) or reaches_present(fact):
        return True
    year = str(ledger.report.year or "")
    return bool(year) and (fact.period_end or "").startswith(year)


def is_past(passage: Passage, at: int, rules: Rulebook) -> bool:
    """Whether the words before the figure at ``at`` make it one of former times, or of what is gone."""
    clause, before = passage.words[passage.clause(at)[0] : at], passage.words[:at]
    claims = rules.claims
    return any(re.search(p, clause) for p in claims.past) or any(re.search(p, before) for p in claims.once)


def stage_of(fact: Fact, school: str | None) -> str | None:
    """The stage of a fact; of a school whose figure names none, that of its name (示例二小)."""
    if school is None or fact.stage not in (None, "compulsory", "all"):
        return fact.stage
    name = re.sub("[(（].*", "", school)
    if re.search("小学?$|完小$", name):
        return "primary"
    return "junior" if re.search("[初一二三四五六七八九十]中学?$", name) else fact.stage


def told(words: str) -> str:
    """A clause as it is quoted: without its number in a list (四是, 2.5) and its marks, with inner quotation marks."""
    return _NUMBERED.sub("", words).strip(",;:。、").translate(_QUOTES)


@lru_cache(maxsize=8)
def _passages(text: str, wrapped: bool, rules: Rulebook) -> tuple[Passage, ...]:
    plans = re.compile("|".join(f"(?:{p})" for p in rules.remarks.headings.plan) or "(?!)")
    found: list[Passage] = []
    above: int | None = None  # the level of the heading under which plans stand
    for start, end in _spans(text, wrapped):
        piece = text[start:end]
        words = "".join(piece.split()).translate(_HALF)
        whole = len(words) == len(piece)
        origin = tuple(range(start, end) if whole else (n for n in range(start, end) if not text[n].isspace()))
        if not words:
            continue
        level = _level(words)
        if level is not None:
            planned = plans.search(words) is not None
            above = level if planned and (above is None or level <= above) else above
            above = None if not planned and above is not None and level <= above else above
        found.append(Passage(words, origin, above is not None))
    return tuple(found)


def _level(words: str) -> int | None:
    """The level of a heading, from 0; None for what is none."""
    if len(words) > _LONGEST_HEADING or words.endswith("。"):
        return None
    return next((n for n, mark in enumerate(_LEVELS) if re.match(mark, words)), None)


def _spans(text: str, wrapped: bool) -> Iterator[tuple[int, int]]:
    for line, end in _lines(text, wrapped):
        start = line
        for match in _ENDS.finditer(text, line, end):
            if match.start() >= start:
                yield start, match.end()
                start = match.end()
        if start < end:
            yield start, end


def _lines(text: str, wrapped: bool) -> Iterator[tuple[int, int]]:
    """Stretches that no sentence crosses: lines, put together again where plain text was broken inside a sentence."""
    start = at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        after = text[end : end + 60]
        joined = wrapped and line.strip() and after.split("\n")[0].strip() and not _OPENS.match(after)
        broken = joined and "|" not in line and len(line.strip()) > _LONGEST_HEADING // 2
        if not (broken and not re.search(r"[。!?！？；;:：]\s*$", line)):
            yield start, end
            start = end
        at = end
    if start < len(text):
        yield start, len(text)
