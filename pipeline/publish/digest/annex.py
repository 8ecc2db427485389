"""附件: a page a county with its key figures and where they stand, its findings, its problems and plans."""

from __future__ import annotations

from pipeline.model import Fact
from pipeline.publish import words
from pipeline.publish.digest.counties import Counties, cut
from pipeline.publish.digest.page import Column, Page
from pipeline.publish.evidence import place
from pipeline.publish.quotation import quote, whole_row
from pipeline.publish.remarks import quotation

MOST_PAGES = 300
"""Counties with a page of their own; more make a document that nobody opens."""
MOST_FIGURES, MOST_FINDINGS, MOST_REMARKS = 8, 3, 3
_QUOTE, _LINE, _MESSAGE = 32, 76, 88

_COLUMNS = (
    Column("指标", 38),
    Column("报告写作", 22, "right"),
    Column("时期", 22, "center"),
    Column("原文", 58),
    Column("出处", 22),
)


def write_annex(page: Page, counties: Counties) -> None:
    """A page a county, in the order of their codes."""
    if not counties.rows:
        return
    page.heading("附件　分县（市、区）情况", new_page=True)
    if len(counties.rows) > MOST_PAGES:
        page.text(f"共{len(counties.rows)}个县（市、区），数量较多，不逐一附后，请看工作簿各表。")
        return
    for n, row in enumerate(counties.rows):
        code = f"（{row.county_code}）" if row.county_code else ""
        page.heading(f"{n + 1}.{row.county}{code}", 2, new_page=n > 0)
        page.small("；".join(f"〔{k}〕{doc}" for k, doc in enumerate(row.docs, 1)), bold="文件：")
        _write_figures(page, counties, n)
        _write_findings(page, counties, n)
        for kind, title in (("problem", "存在问题"), ("plan", "下一步打算")):
            remarks = counties.remarks(n, kind)
            _write_list(
                page,
                f"报告写明的{title}（{len(remarks)}条）",
                [cut(quotation(remark), _LINE) for remark, _ in remarks],
                MOST_REMARKS,
                "没有读到。",
            )


def _write_figures(page: Page, counties: Counties, row: int) -> None:
    figures: list[Fact] = []
    for wanted in counties.rules.digest_rules.county_page:
        fact = counties.plain(row, wanted.indicator, wanted.stage, wanted.measure)
        if fact is not None and fact.indicator in counties.rules.indicators:
            figures.append(fact)
    if not figures:
        page.small("没有读到主要数据。")
        return
    page.table(_COLUMNS, [_figure_row(counties, row, fact) for fact in figures[:MOST_FIGURES]])


def _figure_row(counties: Counties, row: int, fact: Fact) -> list[str]:
    indicator = counties.rules.indicators[fact.indicator or ""]
    aspect = [words.STAGES[fact.stage]] if fact.stage else []
    aspect += [words.MEASURES[fact.measure]] if fact.measure != "value" else []
    name = indicator.name + (f"（{'·'.join(aspect)}）" if aspect else "")
    number = counties.rows[row].docs.index(fact.doc) + 1
    where = f"〔{number}〕{place(fact)}"
    raw = "".join(fact.raw.split())
    raw += f"（{fact.unit}）" if fact.unit and raw.replace(",", "").replace(".", "").isdecimal() else ""
    return [name, raw, fact.period_text or "—", _quotation(counties, fact), where]


def _quotation(counties: Counties, fact: Fact) -> str:
    """The words around the figure; of a table its row."""
    document = counties.reports[fact.doc].document
    row = whole_row(document, fact.start) if fact.source == "table" else None
    return _around(row or quote(document, fact.start, fact.end), fact.raw)


def _around(sentence: str, raw: str) -> str:
    """The part of the sentence around the figure."""
    at = max(0, sentence.find("".join(raw.split())))
    if len(sentence) <= _QUOTE:
        return sentence
    start = max(0, min(at - _QUOTE // 2, len(sentence) - _QUOTE))
    return ("…" if start else "") + sentence[start : start + _QUOTE] + ("…" if start + _QUOTE < len(sentence) else "")


def _write_findings(page: Page, counties: Counties, row: int) -> None:
    docs = set(counties.rows[row].docs)
    order = list(words.SEVERITIES)
    found = sorted(
        (f for f in counties.run.verification.findings if docs & set(f.docs)), key=lambda f: order.index(f.severity)
    )
    lines = [f"〔{words.SEVERITIES[f.severity].split('(')[0]}〕{cut(f.message, _MESSAGE)}" for f in found]
    _write_list(page, f"核实事项（{len(found)}项）", lines, MOST_FINDINGS, "没有发现。")


def _write_list(page: Page, title: str, lines: list[str], most: int, none: str) -> None:
    """A short list; what is left out is counted."""
    if not lines:
        page.small(none, bold=f"{title}：")
        return
    page.small("", bold=title)
    for number, line in enumerate(lines[:most], 1):
        page.small(f"{number}.{line}")
    if len(lines) > most:
        page.small(f"其余{len(lines) - most}条见工作簿。")
