"""A comparison sheet: counties down, the indicators of a group across; actual, target and standard apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Comparison, ComparisonColumn, Fact, Report
from pipeline.publish import cells, words
from pipeline.publish.columns import Shown
from pipeline.publish.evidence import comment
from pipeline.publish.formats import BLOCK_COLOURS, BODY, EMPTY, HEAD, NOTE, TITLE, Formats, fitted, lines
from pipeline.publish.gaps import Unmapped, why_empty
from pipeline.publish.groups import Group
from pipeline.publish.norms import below, norm_text, norms_of
from pipeline.rulebook import Norm, Rulebook

BLOCK, NAME, ASPECT, NORM, UNIT = range(2, 7)
"""The header rows; above them the title and the legend."""

FIRST_ROW = UNIT + 1
"""The first county's row."""

LABELS = 2
"""The columns before the figures: county and code."""

PAGE_WIDTH = 140
PRINT_SCALE = 70
"""At this scale (percent) counties, codes and columns of this width fill a page, A4 landscape."""

AUTHOR = "县报"
LEGEND = "浅红底：低于县级国家标准，或报告自述未达到；浅黄底：预计可达、待认定；灰字：空格的原因。"
WITH_COMMENTS = "光标停在数字上即显示出处和原文。"
WHOLE_COUNTY = "全县"
BOLD = {"bold": True}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the sheet shows it: ``position`` and ``key`` in the comparison, header words, norms, width."""

    position: int
    key: ComparisonColumn
    name: str
    aspect: str
    norms: tuple[Norm, ...]
    norm: str
    shown: Shown
    width: float


@dataclass(frozen=True, slots=True)
class Background:
    """What every comparison sheet draws on.

    ``facts`` fill each column of the comparison; ``unmapped`` belongs to its rows; ``reports`` by doc give the
    comments, None leaves these out.
    """

    comparison: Comparison
    rules: Rulebook
    facts: tuple[tuple[Fact, ...], ...]
    shown: tuple[Shown, ...]
    unmapped: tuple[Unmapped | None, ...]
    reports: dict[str, Report] | None


def write_group(sheet: Any, formats: Formats, group: Group, background: Background) -> None:
    """Write ``group`` on the empty XlsxWriter ``sheet``."""
    columns = tuple(_column(position, background) for position in group.columns)
    legend = LEGEND + (WITH_COMMENTS if background.reports is not None else "")
    sheet.write_string(0, 0, group.name, formats(TITLE))
    sheet.write_string(1, 0, "各县（市、区）对比", formats(NOTE))
    sheet.write_string(1, LABELS, legend, formats(NOTE))
    _write_header(sheet, formats, columns)
    for row in range(len(background.comparison.rows)):
        _write_county(sheet, formats, row, columns, background)
    _set_up(sheet, columns, background.comparison)


def _column(position: int, background: Background) -> Column:
    key, shown = background.comparison.columns[position], background.shown[position]
    norms = norms_of(key, background.rules)
    norm, aspect = norm_text(norms, key.stage), words.aspect(key) or WHOLE_COUNTY
    texts = {cells.preview(fact, shown) for fact in background.facts[position]}
    return Column(
        position=position,
        key=key,
        name=background.rules.indicators[key.indicator].name,
        aspect=aspect,
        norms=norms,
        norm=norm,
        shown=shown,
        width=fitted([*texts, aspect, norm, f"{shown.label}　　"], 10, 20),
    )


def _write_header(sheet: Any, formats: Formats, columns: Sequence[Column]) -> None:
    for at, title in enumerate(("县（市、区）", "代码")):
        sheet.merge_range(BLOCK, at, UNIT, at, title, formats(HEAD))
    dark = {status: HEAD | {"bg_color": colours[0]} for status, colours in BLOCK_COLOURS.items()}
    light = {
        status: BODY | {"bg_color": colours[1], "align": "center", "text_wrap": True}
        for status, colours in BLOCK_COLOURS.items()
    }
    for page_first, page_last in _pages(columns):
        for first, last in _runs(columns[page_first : page_last + 1], lambda c: c.key.status):
            status = columns[page_first + first].key.status
            _merge(sheet, BLOCK, page_first + first, page_first + last, words.STATUSES[status], formats(dark[status]))
    for first, last in _runs(columns, _indicator):
        name = columns[first].name
        _merge(sheet, NAME, first, last, name, formats(light[columns[first].key.status] | BOLD))
    for at, column in enumerate(columns, LABELS):
        look = formats(light[column.key.status])
        sheet.write_string(ASPECT, at, column.aspect, look)
        sheet.write_string(NORM, at, column.norm, look)
        sheet.write_string(UNIT, at, column.shown.label, look)


def _indicator(column: Column) -> tuple[str, str]:
    return column.key.status, column.key.indicator


def _pages(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """First and last column of each printed page: whole indicators, as many as fit beside the counties."""
    pages: list[tuple[int, int]] = []
    used = 0.0
    for first, last in _runs(columns, _indicator):
        needed = sum(column.width for column in columns[first : last + 1])
        if pages and used + needed <= PAGE_WIDTH:
            pages[-1] = (pages[-1][0], last)
        else:
            pages.append((first, last))
            used = 0.0
        used += needed
    return pages


def _runs(columns: Sequence[Column], key: Callable[[Column], object]) -> Iterator[tuple[int, int]]:
    """First and last position of each run of neighbours with the same key."""
    first = 0
    for at in range(1, len(columns) + 1):
        if at == len(columns) or key(columns[at]) != key(columns[first]):
            yield first, at - 1
            first = at


def _merge(sheet: Any, row: int, first: int, last: int, text: str, look: Any) -> None:
    """XlsxWriter refuses to merge a single cell."""
    if first == last:
        sheet.write_string(row, LABELS + first, text, look)
    else:
        sheet.merge_range(row, LABELS + first, row, LABELS + last, text, look)


def _write_county(sheet: Any, formats: Formats, row: int, columns: Sequence[Column], background: Background) -> None:
    county, line = background.comparison.rows[row], FIRST_ROW + row
    sheet.write_string(line, 0, county.county, formats(BODY))
    sheet.write_string(line, 1, county.county_code or "—", formats(BODY | {"align": "center"}))
    empty = formats(EMPTY)
    for at, column in enumerate(columns, LABELS):
        cell = background.comparison.cells.get((row, column.position))
        if cell is None:
            sheet.write_string(line, at, why_empty(column.key, background.unmapped[row]), empty)
            continue
        missed = below(cell.fact, column.norms)
        cells.write(sheet, formats, line, at, cell.fact, column.shown, missed=missed is not None)
        if background.reports is not None:
            _write_comment(sheet, line, at, comment(cell, missed, background.reports))


def _write_comment(sheet: Any, row: int, column: int, text: str) -> None:
    options = {"author": AUTHOR, "width": 380, "height": 12 + 17 * lines(text, 56), "font_size": 9}
    sheet.write_comment(row, column, text, options)


def _set_up(sheet: Any, columns: Sequence[Column], comparison: Comparison) -> None:
    """Widths, heights, frozen panes, filter and print set-up."""
    counties = fitted([r.county for r in comparison.rows], 14, 26)
    sheet.set_column(0, 0, counties)
    sheet.set_column(1, 1, 9)
    for at, column in enumerate(columns, LABELS):
        sheet.set_column(at, at, column.width)
    sheet.set_default_row(18)
    sheet.set_row(0, 28)
    sheet.set_row(BLOCK, 18)
    sheet.set_row(NAME, 15 * _name_lines(columns) + 4)
    sheet.set_row(ASPECT, 15 * max((lines(c.aspect, c.width) for c in columns), default=1) + 3)
    norm_lines = max((lines(c.norm, c.width) for c in columns if c.norm), default=0)
    sheet.set_row(NORM, 15 * norm_lines + 3, None, {"hidden": norm_lines == 0})
    last_row, last_column = FIRST_ROW + len(comparison.rows) - 1, LABELS + len(columns) - 1
    sheet.autofilter(UNIT, 0, last_row, last_column)
    sheet.freeze_panes(FIRST_ROW, LABELS)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(BLOCK, UNIT)
    sheet.repeat_columns(0, LABELS - 1)
    pages = _pages(columns)
    if len(pages) == 1:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(PRINT_SCALE)
        sheet.set_v_pagebreaks([LABELS + first for first, _ in pages[1:]])
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页&R县报")


def _name_lines(columns: Sequence[Column]) -> int:
    """The most lines that an indicator's name takes over its merged columns."""
    return max(
        (
            lines(columns[first].name, sum(c.width for c in columns[first : last + 1]))
            for first, last in _runs(columns, _indicator)
        ),
        default=1,
    )
