"""comparison.xlsx: its sheets in their order. What stands on each is in a module of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.model import Run
from pipeline.publish import (
    basis,
    conclusions,
    dictionary,
    inquiries,
    lists,
    overview,
    remarks,
    resources,
    sheets,
    shortfalls,
    submissions,
    unmet_schools,
)
from pipeline.publish.background import FIRST_LISTED, Background, background, lead_to_document
from pipeline.publish.conclusions import write_conclusions
from pipeline.publish.formats import BLOCK_COLOURS, FONT, Formats
from pipeline.publish.inquiries import write_inquiries
from pipeline.publish.lists import Field, Value, write_list
from pipeline.publish.matrix import AUTHOR, write_group
from pipeline.publish.overview import write_overview
from pipeline.publish.resources import write_resources
from pipeline.publish.workings import addresses
from pipeline.rulebook import Rulebook

TITLE = "县域义务教育优质均衡发展报告数据对比"

CREATED = datetime(2000, 1, 1)
"""Not the time of writing: the same input gives the same bytes."""


def write_workbook(run: Run, rules: Rulebook, path: Path) -> None:
    """Write the workbook of ``run`` to ``path``; the bytes depend on ``run`` and ``rules`` alone."""
    from xlsxwriter.exceptions import FileCreateError  # on demand: the command line must start fast

    from pipeline.publish.sheet import Book

    try:
        with Book(str(path), _options(small=sheets.quoted(run.reports))) as book:
            book.set_properties({"title": TITLE, "author": AUTHOR, "created": CREATED})
            _write_sheets(book, Formats(book, {}), background(run, rules))
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


def _write_sheets(book: Any, formats: Formats, here: Background) -> None:
    """Write the sheets in their order."""
    sent = tuple(submissions.submission_rows(here))
    unmet = tuple(unmet_schools.unmet_rows(here))
    lacking = tuple(shortfalls.shortfall_rows(here))
    meanings = dictionary.entries(here.rules)
    counted = {submissions.NAME: sent, unmet_schools.NAME: unmet, shortfalls.NAME: lacking, dictionary.NAME: meanings}
    overview_sheet = book.add_worksheet(overview.NAME)
    write_overview(book, overview_sheet, formats, here, {name: len(rows) for name, rows in counted.items()})
    note = submissions.LEGEND if here.run.roster is not None else submissions.WITHOUT_ROSTER + submissions.LEGEND
    _list(book, formats, submissions.NAME, note, submissions.FIELDS, sent)
    places = addresses(here.plans)
    for plan in here.plans:
        sheet = book.add_worksheet(plan.name)
        sheet.set_tab_color(BLOCK_COLOURS["actual"][0])
        write_group(sheet, formats, plan, here, places)
    if resources.aspects(here.rules):
        write_resources(book.add_worksheet(resources.NAME), formats, here)
    if conclusions.items(here.rules):
        write_conclusions(book.add_worksheet(conclusions.NAME), formats, here)
    _list(book, formats, unmet_schools.NAME, unmet_schools.NOTE, unmet_schools.FIELDS, unmet)
    _list(book, formats, shortfalls.NAME, shortfalls.NOTE, shortfalls.FIELDS, lacking)
    _write_lists(book, formats, here)
    note, fields = dictionary.NOTE, dictionary.FIELDS
    _list(book, formats, dictionary.NAME, note, fields, meanings)


def _list(
    book: Any, formats: Formats, name: str, note: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]]
) -> None:
    write_list(book.add_worksheet(name), formats, name, note, fields, rows)


def _write_lists(book: Any, formats: Formats, here: Background) -> None:
    run, rules = here.run, here.rules
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
    listed = book.add_worksheet(sheets.FACTS)
    write_list(
        listed,
        formats,
        sheets.FACTS,
        "从文档中提取的每一个数据。“范围”有字的，说的是县内的一部分，不进入对比；“来源”空白的出自正文，"
        "其他空白的，报告没有写明。",
        sheets.fact_fields(run.reports),
        sheets.fact_rows(run.reports, here.rules),
        plain=not here.quoted,
    )
    _link_documents(listed, here)
    write_list(
        book.add_worksheet(sheets.DOCUMENTS),
        formats,
        sheets.DOCUMENTS,
        "每一个文件的读取情况。",
        sheets.DOCUMENT_FIELDS,
        sheets.document_rows(run.reports, findings),
    )


def _link_documents(sheet: Any, here: Background) -> None:
    """Link the facts of each document to its row in 文档: one link a document, over all its rows."""
    row = FIRST_LISTED
    for report in sheets.in_order(here.run.reports):
        last = min(row + len(report.facts) - 1, FIRST_LISTED + lists.MOST_ROWS - 1)
        if row <= last:
            letter = sheets.DOCUMENT_LETTER
            lead_to_document(sheet, f"{letter}{row}", report.document.doc, here, f"{letter}{last}")
        row = last + 1
