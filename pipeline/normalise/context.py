"""The surroundings of figures, looked up once a document: what binding, stages and periods all ask for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from pipeline.model import Cell, Cue, Extraction, Figure, Judgement, Sentence
from pipeline.normalise.periods import Period
from pipeline.rulebook import Rulebook

_BRACKETED = re.compile(r"\([^()]*\)")
_CLAUSE_END = re.compile(r"[,;。:!?\n|]")
MET = re.compile(
    r"(?<=所)达到(?=[,。;]|$)|^达到(?=[,。;]|$)|达标(?!情况|建设|工程|创建|工作|任务|认定|评估|验收|规划|计划|攻坚|行动|改造|进度|说明|标准|县)|达到[^,。;\d]{0,8}(?:要求|标准|规定)|符合[^,。;\d]{0,6}(?:要求|标准|规定|条件)|合格(?!率|证)|在(?:国家)?标准(?:线)?(?:以上|之上)|(?:高于|优于|好于)(?:国家|省定|规定)*标准(?=[,。;、)]|$)|守住了?底线|满足[^,。;\d]{0,6}(?:要求|标准)"
)
UNMET = re.compile(
    r"(?:不|未|没有|未能|尚未|没)(?:能)?(?:完全|全部|全|综合|总体|整体)?达标|(?:未|不|没有|未能|尚未|达不)(?:能)?(?:完全|全部)?(?:达到|符合|满足|到)[^,。;\d]{0,8}(?:要求|标准|规定|条件)?|不合格|低于(?:规定|国家|省定)?标准|配[备置]不足|配[备置]不齐|(?:不足|短缺|欠缺|不够|偏低)的(?:学校)?(?:有|共)?$"
)

_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、)]|[①-⑳]|[—·●-]")
_BOUND = re.compile(r"(?:\(含\)|及|或)?(?:以上|以内|以下|左右)")


def _side_by_side(a: Figure, b: Figure, text: str) -> bool:
    """Whether nothing but a joint stands between two neighbours of one sentence and unit."""
    if a.sentence != b.sentence or b.cell is not None or a.cell is not None or a.unit != b.unit:
        return False
    between = text[a.to : b.at]
    if len(between) > 3:
        between = _BOUND.sub("", between[:12])
    return between in ("、", ",", "和", "与", "及", "以及", "/")


_REACHED = re.compile(
    r"(?P<not>未|不|没有|尚未|未能)?(?:达到|达标|符合)(?:的)?(?:有|为|共)?$"
)  # 自评达到12项,未达到2项


_OF_NEXT = re.compile(r"(?:指标|要求|标准)(?:综合|全部|均)?[^,。;]{0,6}(?:达到|达标|符合|合格)(?:了|的)?(?:有|为)?$")
_MISSED_NEXT = re.compile(r",(?:均|都|仍|尚)?(?:未|不)达标")
_JUDGED_TOO = re.compile(r"\d+[项条个所][^,。;\d]{0,4}[达不未]")


# the name of a stage cue that covers 初中 and 高中 together
UNION_OF_SECONDARY = "secondary"
_WITH_SENIOR = re.compile(
    r"[^。;:]{0,24}?[\d人所][^。;:]{0,4}(?:,|\()(?:其中|含|包括|内有)?[,:]?[^,。;\d]{0,6}(?:高中|完中|完全中学|高级中学)"
)


def _is_union(cue: Cue, text: str) -> bool:
    if cue.term == "普通中学":
        return True
    return cue.term in ("中学", "中学生") and _WITH_SENIOR.match(text, cue.to) is not None


@dataclass(frozen=True)
class Context:
    """An extraction with its cues by place. ``today`` is the document's date, ``plan`` whether it is a plan.

    ``clock`` is what 今年 and 年末 are reckoned from: the date, else the year that a report is on.
    ``plan_years``: the year or years that a plan's title names.
    ``first_half``: its title reports on the first half of ``title_year``.
    """

    extraction: Extraction
    rules: Rulebook
    today: str | None
    clock: str | None
    plan: bool
    title_year: int | None
    plan_years: Period | None
    first_half: bool
    whole_county: str | None

    @cached_property
    def text(self) -> str:
        """The view's text."""
        return self.extraction.structure.view.text

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The document's sentences."""
        return self.extraction.structure.sentences

    @cached_property
    def indicator_cues(self) -> tuple[Cue, ...]:
        """Indicator cues by place."""
        return tuple(c for c in self.extraction.cues if c.kind == "indicator")

    @cached_property
    def topic_cues(self) -> tuple[Cue, ...]:
        """Topic cues by place."""
        return tuple(c for c in self.extraction.cues if c.kind == "topic")

    @cached_property
    def head_cues(self) -> tuple[Cue, ...]:
        """Cues of the short titles of items, by place."""
        return tuple(c for c in self.extraction.cues if c.kind == "head")

    @cached_property
    def stage_cues(self) -> tuple[Cue, ...]:
        """Stage cues by place; 中学 that holds 高中 too is of no stage but a union (UNION_OF_SECONDARY)."""
        stages = (c for c in self.extraction.cues if c.kind == "stage")
        return tuple(c._replace(name=UNION_OF_SECONDARY) if _is_union(c, self.text) else c for c in stages)

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        return {
            "indicator": [c.at for c in self.indicator_cues],
            "stage": [c.at for c in self.stage_cues],
            "topic": [c.at for c in self.topic_cues],
            "head": [c.at for c in self.head_cues],
        }

    @cached_property
    def _figure_starts(self) -> list[int]:
        return [f.at for f in self.extraction.figures]

    def figure_before(self, figure: Figure) -> Figure | None:
        """The figure that stands before ``figure`` in the text; None at the start."""
        n = bisect_left(self._figure_starts, figure.at)
        return self.extraction.figures[n - 1] if n else None

    def indicators(self, at: int, to: int) -> list[Cue]:
        """Indicator cues that lie within the view characters ``at`` to ``to``."""
        return self._within("indicator", self.indicator_cues, at, to)

    def stages(self, at: int, to: int) -> list[Cue]:
        """Stage cues that lie within the view characters ``at`` to ``to``."""
        return self._within("stage", self.stage_cues, at, to)

    def topics(self, at: int, to: int) -> list[Cue]:
        """Topic cues that lie within the view characters ``at`` to ``to``."""
        return self._within("topic", self.topic_cues, at, to)

    def heads(self, at: int, to: int) -> list[Cue]:
        """Cues of short titles of items that lie within the view characters ``at`` to ``to``."""
        return self._within("head", self.head_cues, at, to)

    def _within(self, kind: str, cues: tuple[Cue, ...], at: int, to: int) -> list[Cue]:
        starts = self._starts[kind]
        first = bisect_left(starts, at)
        last = bisect_left(starts, to, first)
        return [c for c in cues[first:last] if c.to <= to] if last > first else []

    def around(self, figure: Figure) -> list[Cue]:
        """Cues that hold the figure, in their gap or as part of the term (反馈的18个问题, 15项指标)."""
        first = max(0, bisect_left(self._starts["indicator"], figure.at - 40))
        return [
            c
            for c in self.indicator_cues[first : bisect_left(self._starts["indicator"], figure.at + 1)]
            if c.to >= figure.to
        ]

    @cached_property
    def items(self) -> dict[int, list[int]]:
        """Sentence numbers by list item."""
        found: dict[int, list[int]] = defaultdict(list)
        for n, sentence in enumerate(self.sentences):
            found[sentence.item].append(n)
        return found

    @cached_property
    def paragraphs(self) -> dict[int, list[int]]:
        """Sentence numbers by paragraph."""
        found: dict[int, list[int]] = defaultdict(list)
        for n, sentence in enumerate(self.sentences):
            found[sentence.paragraph].append(n)
        return found

    @cached_property
    def _rows(self) -> list[tuple[int, int, tuple[Cell, ...]]]:
        """Number of the table and cells of each row of a table, by the place where it begins."""
        tables = enumerate(self.extraction.structure.tables)
        return sorted((row[0].at, number, row) for number, table in tables for row in table.rows if row)

    @cached_property
    def titles(self) -> dict[int, tuple[Cue, ...]]:
        """The titles that sentences stand under, by the place of the sentence, as far as they were asked for."""
        return {}

    def cell_at(self, at: int) -> tuple[int, tuple[Cell, ...], int] | None:
        """The number of the table, the row and the position in it of the cell that holds view character ``at``."""
        place = bisect_left(self._rows, (at + 1,)) - 1
        if place < 0:
            return None
        _, number, row = self._rows[place]
        return next(((number, row, k) for k, cell in enumerate(row) if cell.at <= at < cell.to), None)

    def lead_in(self, sentence: Sentence) -> Sentence | None:
        """The sentence with a colon that leads to the numbered paragraphs among which ``sentence`` stands."""
        return self._lead_ins.get(sentence.paragraph)

    @cached_property
    def _lead_ins(self) -> dict[int, Sentence]:
        found: dict[int, Sentence] = {}
        lead: Sentence | None = None
        for paragraph, members in self.paragraphs.items():
            first, last = self.sentences[members[0]], self.sentences[members[-1]]
            if lead is not None and _NUMBERED.match(self.text, first.at):
                found[paragraph] = lead
                continue
            lead = last if self.text[last.at : last.to].endswith(":") else None
        return found

    @cached_property
    def headings(self) -> tuple[Sentence, ...]:
        """The sentences that are headings."""
        return tuple(s for s in self.sentences if s.heading)

    def headings_above(self, at: int, section: tuple[str, ...]) -> list[Sentence]:
        """The headings that ``section`` names, innermost first."""
        above = []
        for name in reversed(section):
            match = next((h for h in reversed(self.headings) if h.at < at and self._opens(h, name)), None)
            if match is not None:
                above.append(match)
        return above

    def _opens(self, heading: Sentence, name: str) -> bool:
        return self.text[heading.at : heading.to].startswith(name[:20])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The county's own name, long and short: no subject of a figure."""
        name = self.whole_county
        return () if not name else (name, name[:-1]) if len(name) > 2 else (name,)

    @cached_property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """For each figure the first and the last position of the bare figures side by side that it stands among."""
        figures = self.extraction.figures
        found: list[tuple[int, int]] = []
        first = 0
        for n in range(len(figures)):
            if n + 1 == len(figures) or not _side_by_side(figures[n], figures[n + 1], self.text):
                found += [(first, n)] * (n + 1 - first)
                first = n + 1
        return tuple(found)

    def clause(self, figure: Figure | Judgement) -> tuple[int, int]:
        """The view offsets of the clause around a figure, between separators."""
        sentence = self.sentences[figure.sentence]
        ends = self._clause_ends
        before = bisect_left(ends, figure.at) - 1
        after = bisect_left(ends, figure.to)
        at = ends[before] + 1 if before >= 0 else 0
        to = ends[after] if after < len(ends) else sentence.to
        return max(at, sentence.at), min(to, sentence.to)

    @cached_property
    def _clause_ends(self) -> list[int]:
        return [m.start() for m in _CLAUSE_END.finditer(self.text)]

    def within(self, figure: Figure, words: tuple[str, ...]) -> bool:
        """Whether one of ``words`` stands in the figure's sentence or in a heading above it."""
        sentence = self.sentences[figure.sentence]
        here = _BRACKETED.sub("", self.text[sentence.at : sentence.to])
        return any(w in here for w in words) or any(w in h for h in sentence.section for w in words)

    def judged(self, figure: Figure) -> str | None:
        """``met`` or ``unmet`` where the figure's own words say that schools or items do or do not meet a norm."""
        own = self.text[figure.own[0] : figure.own[1]]
        after = self.text[figure.after[0] : figure.after[1]]
        if figure.unit in ("项", "条") and (reached := _REACHED.search(own)):
            return "unmet" if reached["not"] else "met"
        if _OF_NEXT.search(after) and not _JUDGED_TOO.match(self.text, figure.after[1]):
            after = ""  # 15项指标达标14项: what is judged are the 14
        for words in (after, own):
            if UNMET.search(words):
                return "unmet"
            if MET.search(words):
                return "met"
        if figure.unit == "所" and _MISSED_NEXT.match(self.text, figure.after[1]):
            return "unmet"  # 7所因统筹核算未单独列支,未达标
        return self._judged_together(figure)

    def _judged_together(self, figure: Figure) -> str | None:
        """小学27所、初中14所全部达标: the words behind the last of a run of counts judge them all."""
        if figure.unit not in ("所", "个"):
            return None
        tail = re.match(
            r"(?:小学|初中)?[、和,](?:小学|初中)?\d+[所个](?:小学|初中)?(?P<words>[^,。;]*)",
            self.text[figure.to : figure.to + 40],
        )
        if tail is None:
            return None
        return "unmet" if UNMET.search(tail["words"]) else "met" if MET.search(tail["words"]) else None
