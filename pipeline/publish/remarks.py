"""问题与整改: what reports name as problems and plans, a row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Remark, Report
from pipeline.publish.evidence import place, section
from pipeline.publish.formats import PENDING
from pipeline.publish.lists import Field, Filled, Value
from pipeline.publish.words import NO_COUNTY
from pipeline.rulebook import Rulebook

REMARKS = "问题与整改"
REMARKS_NOTE = (
    "报告写明的存在问题和下一步打算，按原文列出。主题由关键词判定，一条可有几个；"
    "没有主题的列出关键名词。只有部分文档的县，没有列出不等于没有问题。"
)
KINDS = {"problem": "问题", "plan": "打算"}
OTHER = "其他"

REMARK_FIELDS = (
    Field("县（市、区）", 12, wrap=True),
    Field("类别", 7),
    Field("主题", 20, wrap=True),
    Field("指标", 22, wrap=True),
    Field("原文", 70, wrap=True),
    Field("责任单位", 18, wrap=True),
    Field("文档", 28, wrap=True),
    Field("位置", 28, wrap=True),
)


def remark_rows(reports: Sequence[Report], rules: Rulebook) -> Iterator[tuple[Value, ...]]:
    """问题与整改: county by county in the order of their codes, within a document in the order of the text."""
    names = {theme.code: theme.name for theme in rules.themes}
    for report in sorted(reports, key=county_order):
        for remark in report.remarks:
            yield (
                report.county or NO_COUNTY,
                Filled(KINDS[remark.kind], PENDING) if remark.kind == "problem" else KINDS[remark.kind],
                themes_of(remark, names),
                "、".join(rules.indicators[code].name for code in remark.indicators if code in rules.indicators),
                quotation(remark),
                remark.office,
                report.document.doc,
                where(remark),
            )


def county_order(report: Report) -> tuple[bool, bool, str, str, str]:
    """Counties with a code by their code, then those without by name, then documents without county."""
    county, code = report.county, report.county_code
    return county is None, code is None, code or "", county or "", report.document.doc


def themes_of(remark: Remark, names: dict[str, str]) -> str:
    """The names of the remark's themes; of one without theme 其他 and its nouns."""
    if remark.themes:
        return "、".join(names.get(mention.theme, mention.theme) for mention in remark.themes)
    return OTHER + (f"（{'、'.join(remark.nouns)}）" if remark.nouns else "")


def quotation(remark: Remark) -> str:
    """The remark's words; of a table cell with the words of its row in front: ``〔某小学，生均面积〕新建教学楼``."""
    return (f"〔{remark.subject}〕" if remark.subject else "") + remark.words


def where(remark: Remark) -> str:
    """Place and section in one cell."""
    return "；".join(words for words in (place(remark), section(remark)) if words)
