"""comparison.xlsx: the overview, a sheet a group of indicators, and lists of findings, checks, facts and documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.model import Run
from pipeline.publish import basis, inquiries, remarks, sheets
from pipeline.publish.columns import facts_by_column, shown
from pipeline.publish.formats import BLOCK_COLOURS, FONT, Formats
from pipeline.publish.gaps import unmapped_by_county
from pipeline.publish.groups import groups
from pipeline.publish.inquiries import write_inquiries
from pipeline.publish.lists import write_list
from pipeline.publish.matrix import AUTHOR, Background, write_group
from pipeline.publish.overview import NAME, write_overview
from pipeline.rulebook import Rulebook

MOST_COMMENTED = 20_000
"""Filled cells that carry a comment each; with more, opening the file takes too long and 全部数据 leads back."""

TITLE = "县域义务教育优质均衡发展报告数据对比"

CREATED = datetime(2000, 1, 1)
"""Not the time of writing: the same input gives the same bytes."""


def write_workbook(run: Run, rules: Rulebook, path: Path) -> None:
    """Write the workbook of ``run`` to ``path``; the bytes depend on ``run`` and ``rules`` alone."""
    from xlsxwriter import Workbook  # on demand: the command line must start fast
    from xlsxwriter.exceptions import FileCreateError

    try:
        with Workbook(str(path), _options(small=sheets.quoted(run.reports))) as book:
            book.set_properties({"title": TITLE, "author": AUTHOR, "created": CREATED})
            _write_sheets(book, Formats(book, {}), run, rules)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _options(*, small: bool) -> dict[str, Any]:
    """Made anew for each workbook: XlsxWriter changes the dict of the default format.

    A ``small`` one is put together in memory, a quarter faster than by way of its sixty temporary files.
    """
    return {
        "in_memory": small,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }


def _write_sheets(book: Any, formats: Formats, run: Run, rules: Rulebook) -> None:
    commented = len(run.comparison.cells) <= MOST_COMMENTED
    found = groups(run.comparison, rules)
    write_overview(
        book.add_worksheet(NAME), formats, run, found, commented=commented, quoted=sheets.quoted(run.reports)
    )
    facts = facts_by_column(run.comparison)
    reports = {report.document.doc: report for report in run.reports}
    background = Background(
        comparison=run.comparison,
        rules=rules,
        facts=facts,
        shown=tuple(shown(column) for column in facts),
        unmapped=unmapped_by_county(run.comparison.rows, reports, rules),
        reports=reports if commented else None,
    )
    for group in found:
        sheet = book.add_worksheet(group.name)
        sheet.set_tab_color(BLOCK_COLOURS["actual"][0])
        write_group(sheet, formats, group, background)
    _write_lists(book, formats, run, rules)


def _write_lists(book: Any, formats: Formats, run: Run, rules: Rulebook) -> None:
    findings, checks = run.verification.findings, run.verification.checks
    write_list(
        book.add_worksheet(remarks.REMARKS),
        formats,
        remarks.REMARKS,
        remarks.REMARKS_NOTE,
        remarks.REMARK_FIELDS,
        remarks.remark_rows(run.reports, rules),
    )
    write_list(
        book.add_worksheet(basis.BASIS),
        formats,
        basis.BASIS,
        basis.BASIS_NOTE,
        basis.BASIS_FIELDS,
        basis.basis_rows(run.reports, rules),
    )
    write_inquiries(book.add_worksheet(inquiries.NAME), formats, run)
    write_list(
        book.add_worksheet(sheets.CHECKS),
        formats,
        sheets.CHECKS,
        "试算过的每一个关系。“四舍五入后相符”指只有考虑到写明的精度才相符；“无法勾稽”指缺少数据，不等于相符。",
        sheets.CHECK_FIELDS,
        sheets.check_rows(checks),
    )
    write_list(
        book.add_worksheet(sheets.FACTS),
        formats,
        sheets.FACTS,
        "从文档中提取的每一个数据。“范围”有字的，说的是县内的一部分，不进入对比；“来源”空白的出自正文。",
        sheets.fact_fields(run.reports),
        sheets.fact_rows(run.reports, rules),
        plain=not sheets.quoted(run.reports),
    )
    write_list(
        book.add_worksheet(sheets.DOCUMENTS),
        formats,
        sheets.DOCUMENTS,
        "每一个文件的读取情况。",
        sheets.DOCUMENT_FIELDS,
        sheets.document_rows(run.reports, findings),
    )
