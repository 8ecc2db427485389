"""口径说明: what each report says of the basis of its figures, a row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import BasisNote, Report
from pipeline.publish.evidence import place, section
from pipeline.publish.lists import Field, Value
from pipeline.publish.quotation import quote, whole_row
from pipeline.publish.remarks import county_order
from pipeline.publish.words import NO_COUNTY
from pipeline.rulebook import Rulebook

BASIS = "口径说明"
BASIS_NOTE = (
    "报告自己写明的统计口径：含不含民办学校、教学点、特殊教育学校等，数据截至何时、出自何处。"
    "口径不同的县不宜直接对比；没有列出的，是报告没有写明。"
)

BASIS_FIELDS = (
    Field("县（市、区）", 14, wrap=True),
    Field("事项", 16, wrap=True),
    Field("写法", 26, wrap=True),
    Field("原文", 84, wrap=True),
    Field("文档", 34, wrap=True),
    Field("位置", 30, wrap=True),
)


def basis_rows(reports: Sequence[Report], rules: Rulebook) -> Iterator[tuple[Value, ...]]:
    """口径说明: county by county in the order of their codes, within a document in the order of the text."""
    names = {topic.code: topic.name for topic in rules.basis}
    for report in sorted(reports, key=county_order):
        for note in report.basis:
            yield (
                report.county or NO_COUNTY,
                names.get(note.topic, note.topic),
                said(note, report),
                whole_row(report.document, note.start) or quote(report.document, note.start, note.end),
                report.document.doc,
                "；".join(words for words in (place(note), section(note)) if words),
            )


def said(note: BasisNote, report: Report) -> str:
    """The words of the note itself, without white space."""
    return "".join(report.document.text[note.start : note.end].split())
