"""Where a figure comes from, in words: the comment on a cell, the quotation beside a finding."""

from __future__ import annotations

import re

from pipeline.model import BasisNote, ComparisonCell, Fact, Remark, Report
from pipeline.publish.quotation import quote_fact
from pipeline.publish.words import LEVELS, OPS, figure
from pipeline.rulebook import Norm

MOST_OTHERS = 5
"""Other values named in a comment; the rest are counted."""

MOST_SECTION = 60


_PLACES = (
    (re.compile(r"paragraph (\d+)"), r"第\1段"),
    (re.compile(r"table (\d+) row (\d+) column (\d+)"), r"表\1第\2行第\3列"),
    (re.compile(r"sheet (.+) ([A-Z]+\d+)"), r"工作表“\1”\2"),
    (re.compile(r"footnote (\d+)"), r"脚注\1"),
    (re.compile(r"endnote (\d+)"), r"尾注\1"),
    (re.compile(r"box [\d. -]+"), ""),
)
"""The contract's places in Chinese; a box of coordinates says nothing to a reader."""


def place(fact: Fact | Remark | BasisNote) -> str:
    """Page and place: ``第3页``, ``第3页 表2第3行第4列``; empty where the format knows neither."""
    where = fact.place or ""
    for pattern, words in _PLACES if where else ():
        if pattern.fullmatch(where):
            where = pattern.sub(words, where)
    return " ".join(word for word in (f"第{fact.page}页" if fact.page is not None else "", where) if word)


def section(fact: Fact | Remark | BasisNote) -> str:
    """The headings above the words, outermost first, cut from the left to the nearest ones."""
    words = " › ".join(fact.section)
    return words if len(words) <= MOST_SECTION else "…" + words[-MOST_SECTION:]


def adds(cell: ComparisonCell, norm: Norm | None) -> bool:
    """Whether a comment says more than the cell and its link: a norm not met, a scan, other values of the same cell."""
    said = {(f.value, f.unit, f.period_text) for f in (cell.fact, *cell.others)}
    return norm is not None or cell.fact.source == "ocr" or len(said) > 1


def comment(cell: ComparisonCell, norm: Norm | None, reports: dict[str, Report]) -> str:
    """The evidence behind a cell, a line each: figure, document, place, section, quotation, period, norm, other values.

    ``norm`` is the county-level norm that the figure lies below, if any.
    """
    fact = cell.fact
    report = reports[fact.doc]
    lines = [
        ("报告写作", fact.raw),
        ("文档", fact.doc + (f"（{report.date}）" if report.date else "")),
        ("位置", place(fact)),
        ("章节", section(fact)),
        ("原文", quote_fact(report.document, fact)),
        ("时期", fact.period_text or ""),
        ("低于标准", f"{OPS[norm.op]}{norm.value}（{LEVELS[norm.level]}，{norm.source}）" if norm else ""),
        ("来源", "扫描识别，请对照原件" if fact.source == "ocr" else ""),
        ("另有", _others(cell)),
    ]
    return "\n".join(f"{name}：{words}" for name, words in lines if words)


def _others(cell: ComparisonCell) -> str:
    """The other values of the same cell, each once with its first place; restatements of the chosen one are not."""
    seen = {(figure(cell.fact), cell.fact.period_text)}
    words = []
    for fact in cell.others:
        key = (figure(fact), fact.period_text)
        if key not in seen:
            seen.add(key)
            where = "，".join(w for w in (fact.period_text, fact.doc, place(fact)) if w)
            words.append(f"{figure(fact)}（{where}）")
    rest = f"；等共{len(words)}个" if len(words) > MOST_OTHERS else ""
    return "；".join(words[:MOST_OTHERS]) + rest
