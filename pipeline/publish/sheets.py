"""The list sheets of the workbook: checks, facts, documents. Each gives its fields and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Check, Fact, Finding, Report
from pipeline.publish import words
from pipeline.publish.columns import letters
from pipeline.publish.evidence import place, section
from pipeline.publish.formats import BELOW, PENDING
from pipeline.publish.lists import Field, Filled, Value
from pipeline.publish.quotation import quote_fact
from pipeline.rulebook import Rulebook

CHECKS, FACTS, DOCUMENTS = "勾稽关系", "全部数据", "文档"
RESULT_COLOURS = {"violated": BELOW, "not checkable": "#EDEDED"}

MOST_QUOTED = 30_000
"""Facts that are listed with their sentence and a link to their document; more make the workbook unwieldy."""

CHECK_FIELDS = (
    Field("序号", 6, wrap=True),
    Field("县（市、区）", 16, wrap=True),
    Field("核对类型", 12, wrap=True),
    Field("算式", 52, wrap=True),
    Field("结果", 16, wrap=True),
    Field("说明", 44, wrap=True),
    Field("文档", 32, wrap=True),
    Field("核实事项编号", 14, wrap=True),
)
DOCUMENT_FIELDS = (
    Field("文档", 38, wrap=True),
    Field("状态", 14, wrap=True),
    Field("说明", 32, wrap=True),
    Field("县（市、区）", 13, wrap=True),
    Field("代码", 9),
    Field("题目", 32, wrap=True),
    Field("日期", 11),
    Field("类型", 12),
    Field("年度", 7),
    Field("格式", 7),
    Field("页数", 12, wrap=True),
    Field("已归入指标", 8),
    Field("未归入指标", 8),
    Field("核实事项", 7),
)
_FACT_FIELDS = (
    Field("县（市、区）", 16),
    Field("代码", 9),
    Field("指标", 30),
    Field("学段", 11),
    Field("口径", 12),
    Field("性质", 14),
    Field("范围", 20),
    Field("关系", 6),
    Field("数值", 14),
    Field("上限", 10),
    Field("单位", 9),
    Field("时期", 16),
    Field("报告写作", 14),
    Field("名称", 24),
    Field("文档", 40),
    Field("位置", 16),
)
_QUOTED_FIELDS = (
    Field("章节", 30),
    Field("所在语句", 80),
    Field("来源", 10),
    Field("未归入的原因", 24),
)

DOCUMENT_LETTER = letters([field.title for field in _FACT_FIELDS].index("文档"))
"""The column of 全部数据 that names the document."""


def quoted(reports: Sequence[Report]) -> bool:
    """Whether the facts are few enough to be listed with their sentences."""
    return sum(len(report.facts) for report in reports) <= MOST_QUOTED


def fact_fields(reports: Sequence[Report]) -> tuple[Field, ...]:
    """The columns of 全部数据: fewer where there are very many facts."""
    return _FACT_FIELDS + _QUOTED_FIELDS if quoted(reports) else _FACT_FIELDS


def check_rows(checks: Sequence[Check]) -> Iterator[tuple[Value, ...]]:
    """勾稽关系: every relation tried, with what came of it."""
    for number, check in enumerate(checks, 1):
        result = words.RESULTS[check.result]
        colour = RESULT_COLOURS.get(check.result)
        yield (
            number,
            "、".join(check.counties),
            words.CHECKS.get(check.check, check.check),
            check.arithmetic,
            Filled(result, colour) if colour else result,
            check.reason,
            "、".join(check.docs),
            check.finding_id,
        )


def document_rows(reports: Sequence[Report], findings: Sequence[Finding]) -> Iterator[tuple[Value, ...]]:
    """文档: every file, also those that were not read, with the reason."""
    concerned = Counter(doc for finding in findings for doc in finding.docs)
    for report in reports:
        document = report.document
        mapped = sum(fact.indicator is not None for fact in report.facts)
        status = words.DOCUMENT_STATUSES[document.status]
        colour = {"partial": PENDING, "unreadable": BELOW}.get(document.status)
        yield (
            document.doc,
            Filled(status, colour) if colour else status,
            document.reason or (f"与 {document.same_as} 内容相同。" if document.same_as else ""),
            report.county,
            report.county_code,
            report.title,
            report.date,
            words.KINDS[report.kind] if document.status in ("ok", "partial") else "",
            None if report.year is None else str(report.year),
            document.format,
            _pages(report),
            mapped,
            len(report.facts) - mapped,
            concerned[document.doc],
        )


def _pages(report: Report) -> str:
    """``12页``, and how many of them hold no text of their own."""
    pages = report.document.pages
    if not pages:
        return ""
    found = Counter(page.verdict for page in pages)
    others = [f"{words.PAGE_VERDICTS[v]}{n}" for v, n in sorted(found.items()) if v != "text"]
    return f"{len(pages)}页" + (f"（{'、'.join(others)}）" if others else "")


def fact_rows(reports: Sequence[Report], rules: Rulebook) -> Iterator[tuple[Value, ...]]:
    """全部数据: county by county in the order of their codes, within a document in the order of the text."""
    full = quoted(reports)
    for report in in_order(reports):
        for fact in report.facts:
            yield _fact_row(fact, report, rules) + (_quoted_part(fact, report) if full else ())


def in_order(reports: Sequence[Report]) -> list[Report]:
    """The reports as 全部数据 lists their facts."""
    return sorted(reports, key=_county_order)


def _county_order(report: Report) -> tuple[bool, bool, str, str, str]:
    county, code = report.county, report.county_code
    return county is None, code is None, code or "", county or "", report.document.doc


def _fact_row(fact: Fact, report: Report, rules: Rulebook) -> tuple[Value, ...]:
    indicator = rules.indicators.get(fact.indicator or "")
    number = fact.number
    return (
        report.county or words.NO_COUNTY,
        report.county_code,
        indicator.name if indicator else "（未归入指标）",
        words.STAGES[fact.stage] if fact.stage else None,
        words.MEASURES[fact.measure],
        words.STATUSES[fact.status],
        fact.scope,
        words.OPS[fact.op] if fact.op != "=" else None,
        words.value(fact) if number is None else number,
        None if fact.value_high is None else Decimal(fact.value_high),
        fact.unit,
        fact.period_text,
        fact.raw,
        fact.label,
        fact.doc,
        place(fact),
    )


def _quoted_part(fact: Fact, report: Report) -> tuple[Value, ...]:
    return (
        section(fact),
        quote_fact(report.document, fact),
        words.SOURCES[fact.source] if fact.source != "text" else None,
        _reason(fact.reason),
    )


def _reason(reason: str | None) -> str | None:
    """The contract's reasons in Chinese."""
    if reason is None:
        return None
    return reason.replace("no candidate", "没有对应的指标").replace("ambiguous:", "几个指标难以分辨：")
