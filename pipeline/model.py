"""The frozen values that pass from stage to stage.

Ground floor: imports nothing of the package. Offsets named ``start`` and ``end`` count Unicode code points of the
canonical text of one document (``texts/<doc>.txt``); offsets named ``at`` and ``to`` count characters of its
:class:`View`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

DocumentStatus = Literal["ok", "partial", "unreadable", "skipped", "duplicate"]
PageVerdict = Literal["text", "scanned", "garbled", "empty"]
DocumentKind = Literal["report", "summary", "plan", "bulletin", "other"]
Severity = Literal["error", "warning", "info"]
CheckResult = Literal["satisfied", "satisfied by rounding", "violated", "not checkable"]
Source = Literal["text", "table", "ocr"]
AnswerStatus = Literal["corrected", "confirmed", "explained", "refused"]
RetrialResult = Literal["resolved", "standing", "new", "unanswered", "not checkable"]

_BARE = re.compile(r"[\d,，]+(?:\.\d+)?")
_SCALES = {Decimal(1): "", Decimal(10**3): "千", Decimal(10**4): "万", Decimal(10**6): "百万", Decimal(10**8): "亿"}


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of a canonical text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a source file, numbered from 1, and what could be read of it."""

    number: int
    verdict: PageVerdict


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a stretch of canonical text stands in the source file: its page (from 1) and its place in words."""

    start: int
    end: int
    page: int | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as ``read`` left it.

    ``doc`` is its name below the INPUT folder; ``text`` the canonical text (LF line ends; empty unless ``status`` is
    ok or partial), with tables written one row a line and their cells between ``|``. ``reason`` is a Chinese sentence
    that says why a file was not (wholly) read and what to do. ``wrapped`` says whether a line of the text may break
    off inside a sentence (plain text) or every line is a whole paragraph or table row. ``marks`` (sorted) tell the
    page and place of stretches of the text, ``aside`` those that the format itself keeps apart from the report
    (headers, footers, navigation).
    """

    doc: str
    sha256: str
    size: int
    format: str
    status: DocumentStatus
    text: str = ""
    reason: str | None = None
    same_as: str | None = None
    pages: tuple[Page, ...] = ()
    wrapped: bool = True
    marks: tuple[Mark, ...] = ()
    aside: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The characters that matching runs on, each led back to its place in the canonical text.

    ``text`` has no white space but one blank between two digits that white space parted and one ``\\n`` between
    blocks; full-width forms are half-width, traditional characters simplified, one for one. ``origin[i]`` is the
    offset of ``text[i]`` in the canonical text.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, at: int, to: int) -> Span:
        """The canonical span of the view characters ``at`` to ``to`` (exclusive, not empty)."""
        return Span(self.origin[at], self.origin[to - 1] + 1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the prose: view offsets, the headings above it (outermost first), its paragraph's number.

    ``item`` numbers the list item (``1.``, ``一是`` …) that the sentence belongs to. ``source`` is ``table`` for the
    prose of a table cell; ``heading`` says that the sentence is itself a heading.
    """

    at: int
    to: int
    section: tuple[str, ...]
    paragraph: int
    item: int
    source: Source = "text"
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its row and column from 0, its view offsets (``at == to`` where empty) and its squeezed text."""

    row: int
    column: int
    at: int
    to: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells, the number of header rows, the words above it, the sections above it.

    ``columns`` holds, for each column, the header words from the top row down. ``labels`` counts the leading columns
    that name the row. ``as_of`` are the words beside the table that date its figures (截至2024年9月1日); empty: none.
    """

    number: int
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    columns: tuple[tuple[str, ...], ...]
    labels: int
    title: str
    section: tuple[str, ...]
    unit_column: int | None = None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """A document with its prose and tables told apart. ``noise`` are the canonical spans that carry no report text."""

    document: Document
    view: View
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...]
    noise: tuple[Span, ...]


class Cue(NamedTuple):
    """A term of the rulebook in the view: an indicator's code or a stage (``kind``), and whether the term is weak.

    A ``topic`` is a short noun that names an indicator only beside a number a head, a verdict or a coefficient.

    A tuple, as is Candidate: these are made by the hundred for every page.
    """

    at: int
    to: int
    kind: Literal["indicator", "stage", "shield", "topic", "head"]
    name: str
    term: str
    weak: bool


class Figure(NamedTuple):
    """A quantity with the words it stands among. All offsets are view offsets.

    ``value`` … ``unit`` are canonical (see quantity.Written). ``op`` comes from the words of bound beside it;
    ``reaches`` says that only 达到 stands before it (a bound in a norm, none in a result). ``own`` is the phrase in
    front of it, back to the last separator (``lead``: that separator, ``(`` inside brackets, ```` at the start or
    right behind another figure); ``after`` the words behind it up to the next separator or figure. ``cell`` is
    (table, row, column) for a number cell.
    """

    at: int
    to: int
    value: Decimal
    high: Decimal | None
    step: Decimal
    unit: str | None
    form: str
    kind: str
    approximate: str
    op: str
    reaches: bool
    sentence: int
    own: tuple[int, int]
    lead: str
    after: tuple[int, int]
    borrowed: bool = False
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A stated verdict: ``met``, ``not_met``, ``expected`` or ``unknown``, and the view offsets of its words.

    ``cell`` is (table, row, column) for a verdict in a table's column of results; ``sentence`` is then −1.
    """

    at: int
    to: int
    value: str
    sentence: int
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All figures and judgements of a document with the cues around them. Cues are sorted by place."""

    structure: Structure
    figures: tuple[Figure, ...]
    judgements: tuple[Judgement, ...]
    cues: tuple[Cue, ...]


class Candidate(NamedTuple):
    """An indicator that a figure might have meant, and why it won or lost (shown by ``explain``)."""

    indicator: str
    term: str
    position: str
    distance: int
    verdict: str


@lru_cache(maxsize=65536)  # checks and sheets ask for the number of a figure again and again
def _decimal(value: str) -> Decimal:
    return Decimal(value)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or stated verdict, tied to the words that state it: the contract's line of facts.jsonl.

    ``value``, ``value_high``, ``low`` and ``high`` are exact decimals in ``unit`` (``value`` is a word for verdicts).
    ``candidates`` and ``cues`` are kept beside the contract's fields for ``explain``.
    """

    fact_id: str
    doc: str
    county: str | None
    county_code: str | None
    indicator: str | None
    label: str
    stage: str | None
    measure: str
    status: str
    scope: str | None
    op: str
    value: str | None
    value_high: str | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    period_start: str | None
    period_end: str | None
    period_text: str | None
    raw: str
    page: int | None
    place: str | None
    start: int
    end: int
    section: tuple[str, ...]
    source: Source
    rule: str | None
    reason: str | None
    confidence: float
    candidates: tuple[Candidate, ...] = ()

    def __hash__(self) -> int:
        return hash(self.fact_id)

    @property
    def number(self) -> Decimal | None:
        """The value as a number; None for verdicts."""
        return None if self.value is None or self.measure == "verdict" else _decimal(self.value)

    @property
    def written(self) -> str:
        """The figure as the report writes it, without white space, in tables with the unit of the head: ``1.5万人``."""
        words = "".join(self.raw.split())
        number = self.number
        if number is None or self.unit is None or not _BARE.fullmatch(words):
            return words
        digits = Decimal(words.replace(",", "").replace("，", ""))
        scale = _SCALES.get(abs(number) / digits) if digits else ""
        return words + (f"（{self.value}{self.unit}）" if scale is None else scale + self.unit)


@dataclass(frozen=True, slots=True)
class PartList:
    """Figures that the text states as parts of a whole (其中, 包括, a colon, 分别, a 合计 row).

    ``whole`` and ``parts`` are fact_ids. ``exhaustive`` says whether the words claim that the parts make up the whole
    (a colon, 分为, 合计) or need not (其中). ``words`` are the words that join them, ``source`` where they stand.
    """

    whole: str
    parts: tuple[str, ...]
    exhaustive: bool
    words: str
    source: Source = "text"


@dataclass(frozen=True, slots=True)
class ThemeMention:
    """A theme of the rulebook and the sentence of a remark that names it first, in words without white space."""

    theme: str
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A problem that a report names, or something that it plans to do: a list item, a sentence or a table cell.

    ``text[start:end]`` is where it stands, ``words`` are its words as written, without white space and what a page
    break put between them. ``subject`` are the words of its table row that say what it is about (a school,
    an indicator), empty in prose. ``themes`` stand in the order of the words; ``nouns`` are the rarest words of a
    remark without theme. ``indicators`` are codes that it names, ``office`` is who shall do it, as written.
    """

    kind: Literal["problem", "plan"]
    start: int
    end: int
    words: str
    section: tuple[str, ...]
    themes: tuple[ThemeMention, ...]
    nouns: tuple[str, ...]
    indicators: tuple[str, ...]
    office: str | None
    subject: str
    page: int | None
    place: str | None


@dataclass(frozen=True, slots=True)
class BasisNote:
    """What a report says of the basis of its figures: ``text[start:end]`` are its words, ``topic`` a code of rules."""

    topic: str
    start: int
    end: int
    section: tuple[str, ...]
    page: int | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """A document after ``normalise``: what it is about and all that it states.

    ``date`` is ISO (day or month) or None; ``year`` the year that it reports on. ``facts`` are in the order of
    facts.jsonl. ``parts`` are the stated part lists, ``remarks`` the problems and plans that it names, ``basis`` what
    it says of the basis of its figures, both in the order of the text.
    """

    document: Document
    county: str | None
    county_code: str | None
    title: str | None
    date: str | None
    year: int | None
    kind: DocumentKind
    facts: tuple[Fact, ...] = ()
    parts: tuple[PartList, ...] = ()
    sections: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[Remark, ...] = ()
    basis: tuple[BasisNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that take part in a finding and are no fact."""

    doc: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Stated figures that do not agree: a line of findings.jsonl. ``facts`` are fact_ids."""

    finding_id: str
    check: str
    severity: Severity
    counties: tuple[str, ...]
    docs: tuple[str, ...]
    message: str
    expected: str | None
    stated: str | None
    arithmetic: str | None
    facts: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One relation that was tried: a line of checks.jsonl. ``reason`` says what is missing if not checkable."""

    check_id: str
    check: str
    docs: tuple[str, ...]
    counties: tuple[str, ...]
    facts: tuple[str, ...]
    arithmetic: str | None
    result: CheckResult
    reason: str | None = None
    finding_id: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """All that ``check`` found: the relations tried and the findings, each sorted by document and place."""

    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a form that somebody filled in, as it was read: nothing of it is understood or trusted yet.

    ``place`` tells a reader where the row stands. ``finding_id`` and ``fact_id`` are the numbers printed beside it
    (empty where there is none), ``stated`` the figure that the form asks about, ``answer`` the figure written beside
    it, and ``note`` the explanation. ``state``, ``person`` and ``date`` are those of the sheet 核实事项.
    """

    place: str
    finding_id: str
    fact_id: str
    stated: str
    answer: str
    note: str
    state: str = ""
    person: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A filled-in letter or sheet 核实事项 by its file name; ``reason`` (Chinese) says why nothing of it was read."""

    name: str
    entries: tuple[Entry, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a county answers about one figure or finding, kept beside what its report states.

    ``corrected``: ``fact`` is the figure as answered, under the fact_id of the stated one. ``confirmed``: the figure
    stands as stated. ``explained``: there is an explanation and no figure. ``refused``: the answer is not used, and
    ``reason`` (Chinese) says why and what to do.
    """

    form: str
    entry: Entry
    status: AnswerStatus
    fact: Fact | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Retrial:
    """A finding tried again with the answered figures in place.

    ``standing`` and ``new`` ones carry the message and arithmetic that the answered figures make; ``finding`` is the
    stated finding, for ``new`` the one that arises only with the answers.
    """

    finding: Finding
    result: RetrialResult
    message: str | None = None
    arithmetic: str | None = None


@dataclass(frozen=True, slots=True)
class Replies:
    """All that came back: the forms, what they answer, and what became of every finding (new ones last)."""

    forms: tuple[Form, ...]
    answers: tuple[Answer, ...]
    retrials: tuple[Retrial, ...]


@dataclass(frozen=True, slots=True)
class ComparisonCell:
    """The fact that fills a county's cell, and the other facts of the same key that it was chosen before."""

    fact: Fact
    others: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A county of the comparison: its code (None for zones and unknown counties) and its documents."""

    county: str
    county_code: str | None
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonColumn:
    """What a column holds: an indicator at one stage, measure and status."""

    indicator: str
    stage: str | None
    measure: str
    status: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counties × indicators. ``cells`` is keyed by the position of row and column."""

    rows: tuple[ComparisonRow, ...]
    columns: tuple[ComparisonColumn, ...]
    cells: dict[tuple[int, int], ComparisonCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A county that is expected to report: its 市州, its name as the roster writes it, and the year it plans for.

    ``line`` is the place in the file (from 1). ``county_code`` is given only where the roster has a column of codes.
    """

    line: int
    prefecture: str
    county: str
    year: str
    county_code: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run, as the publishers take it: reports by ``doc``, the checks over them, the comparison.

    ``replies`` are the counties' answers, None where none were asked for; they change nothing of the rest. ``roster``
    names the counties that should report (None: no roster was given); ``ranked`` asks for rank columns.
    """

    reports: tuple[Report, ...]
    verification: Verification
    comparison: Comparison
    rulebook: str
    replies: Replies | None = None
    roster: tuple[RosterLine, ...] | None = None
    ranked: bool = False
