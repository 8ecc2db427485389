"""四、问题与打算: what the counties name as problems and plans, theme by theme, in their own words."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Remark, Report
from pipeline.publish.digest.charts import Bars, Series, bar_chart
from pipeline.publish.digest.counties import Counties, cut, names
from pipeline.publish.digest.fonts import FontFile
from pipeline.publish.digest.page import Column, Page
from pipeline.publish.remarks import OTHER, quotation

MOST_QUOTED = 4
"""Counties quoted under a theme and kind; the rest are named."""
LONGEST = 90
_SERIES = (Series("提出问题的县", "#C0504D"), Series("提出打算的县", "#4F81BD"))
_KINDS = {"problem": "问题", "plan": "打算"}

Quoted = tuple[str, Remark, Report, str]
"""A county, its remark, the report that it stands in, the words to quote."""


def write_themes(page: Page, counties: Counties, font: FontFile | None) -> None:
    """The chapter; ``font`` draws the chart (None: without)."""
    page.heading("四、问题与打算")
    found = {theme.code: _quoted(counties, theme.code) for theme in counties.rules.themes}
    named = [(theme.name, found[theme.code]) for theme in counties.rules.themes if any(found[theme.code].values())]
    other = _quoted(counties, None)
    named += [(OTHER, other)] if any(other.values()) else []
    if not named:
        page.text("各县文件中没有读到写明的存在问题和下一步打算。")
        return
    silent = [row.county for n, row in enumerate(counties.rows) if not counties.remarks(n, "problem")]
    page.text(
        "按报告写明的“存在问题”和“下一步打算”归类，一条可以属于几个主题。"
        + (f"没有读到存在问题的有{len(silent)}个县：{names(silent)}。" if silent else "")
    )
    named.sort(key=lambda one: -len(_of(one[1]["problem"])))
    rows = [[name, *(_count(groups[kind]) for kind in _KINDS)] for name, groups in named]
    page.caption("问题和打算的主题")
    page.table((Column("主题", 30), Column("提出问题的县", 60), Column("提出打算的县", 60)), rows)
    if font is not None:
        bars = [Bars(name, tuple(len(_of(groups[kind])) for kind in _KINDS)) for name, groups in named]
        page.picture(bar_chart(bars, _SERIES, font, stacked=False), "各主题提出问题和打算的县数")
    for number, (name, groups) in enumerate(named, 1):
        _write_theme(page, number, name, groups)


def _quoted(counties: Counties, theme: str | None) -> dict[str, list[Quoted]]:
    """The remarks about a theme (None: about none) by kind; a county's first remark stands first."""
    found: dict[str, list[Quoted]] = {kind: [] for kind in _KINDS}
    for n, row in enumerate(counties.rows):
        for kind, quoted in found.items():
            for remark, report in counties.remarks(n, kind):
                said = next((m.words for m in remark.themes if m.theme == theme), None)
                if theme is None and not remark.themes:
                    said = remark.words
                if said is not None:
                    words = quotation(remark) if said == remark.words else said
                    quoted.append((row.county, remark, report, words))
    return found


def _of(quoted: Sequence[Quoted]) -> list[str]:
    """The counties that are quoted, each once."""
    return list(dict.fromkeys(county for county, *_ in quoted))


def _count(quoted: Sequence[Quoted]) -> str:
    counties = _of(quoted)
    return f"{len(counties)}：{names(counties)}" if counties else "—"


def _write_theme(page: Page, number: int, name: str, groups: dict[str, list[Quoted]]) -> None:
    page.heading(f"（{_chinese(number)}）{name}", 2)
    for kind, title in _KINDS.items():
        quoted = groups[kind]
        if not quoted:
            continue
        page.small("", bold=f"{title}（{len(_of(quoted))}个县，{len(quoted)}条）")
        first: dict[str, Quoted] = {}
        for one in quoted:
            first.setdefault(one[0], one)
        for county, remark, report, words in list(first.values())[:MOST_QUOTED]:
            office = f"责任单位：{remark.office}。" if remark.office else ""
            page.small(f"：“{cut(words, LONGEST)}”{office}（{report.document.doc}）", bold=county)
        rest = [county for county in first if county not in list(first)[:MOST_QUOTED]]
        more = len(quoted) - len(first)
        if rest or more:
            others = f"另有{names(rest)}；" if rest else ""
            page.small(f"{others}全部{len(quoted)}条见工作簿“问题与整改”。")


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones or not tens else ""
    )
