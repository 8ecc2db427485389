"""Filled-in forms: letters that a county returns (DOCX), the sheet 核实事项 that a supervisor fills in (XLSX).

Rows are told by the numbers printed in them, columns by their titles, so that a form may be saved by any program,
shortened or rearranged. Nothing is interpreted here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.errors import UnreadableDocument, WrongUsage
from pipeline.model import Entry, Form
from pipeline.read import LARGEST, identify
from pipeline.read.docx import tables_of
from pipeline.read.forms_sheet import sheets_of
from pipeline.read.inputs import Source, discover

Table = Sequence[Sequence[str]]

# The titles of the letter's and the sheet's columns, by what they hold (the sheet has an own column for each number).
ANSWER, NOTE, STATED = "核实后数", "说明", "原数"
TITLES = {
    "stated": STATED,
    "answer": ANSWER,
    "note": NOTE,
    "state": "状态",
    "person": "核实人",
    "date": "日期",
}
FINDING, FACT, FIGURE = "事项编号", "数据编号", "数据"

_NUMBER = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
_FORMS: dict[str, Callable[[bytes], tuple[tuple[str, Table], ...]]] = {
    "docx": lambda data: tuple((f"第{n}个表", grid.rows) for n, grid in enumerate(tables_of(data), 1)),
    "xlsx": sheets_of,
}
_NO_FORM = "没有找到带编号的核实表格。请放入由本程序生成、填好后存成 docx 的函，或对比工作簿（xlsx）。"
_OTHER = "只能读取填好的函（docx）和对比工作簿（xlsx）。盖章的扫描件或 PDF 请同时附上填好的 Word 文档。"
_LARGE = f"文件超过 {LARGEST >> 20} MB，没有读取。请放入由本程序生成、填好的函或工作簿。"


def find_forms(folder: Path, inputs: Sequence[Path], out: Path | None) -> tuple[Source, ...]:
    """The files below the folder of answers, sorted by name.

    Raises WrongUsage where it does not exist or is empty, where it lies inside OUT (whose letters and workbook are
    written anew) or inside an INPUT (the letters would be read as reports).
    """
    place = folder.resolve()
    if out is not None and place.is_relative_to(out.resolve()):
        raise WrongUsage(f"--answers：{folder} 在输出文件夹里，其中的函和工作簿会被重写。请把填好的文件另存到别处。")
    for path in inputs:
        if place.is_relative_to(path.resolve()):
            raise WrongUsage(f"--answers：{folder} 在输入 {path} 里，会被当作报告读取。请把填好的文件另存到别处。")
    try:
        return discover([folder])
    except WrongUsage as error:
        raise WrongUsage(f"--answers：{error}") from error


def read_form(source: Source) -> Form:
    """The rows of a form that hold a number, filled in or not.

    Raises nothing for a bad file: its ``reason`` then says what is wrong and what to do.
    """
    document = identify(source.path, source.doc)
    if not document.size and document.reason:  # empty, or no file that can be opened
        return Form(source.doc, reason=document.reason)
    if document.format not in _FORMS or document.size > LARGEST:
        return Form(source.doc, reason=_LARGE if document.format in _FORMS else _OTHER)
    try:
        tables = _FORMS[document.format](source.path.read_bytes())
    except UnreadableDocument as error:
        return Form(source.doc, reason=str(error))
    except OSError as error:
        return Form(source.doc, reason=f"读取时系统报错（{error.strerror or error}）。请把文件复制到本机硬盘后重试。")
    found = [_entries(name, table) for name, table in tables]
    if all(entries is None for entries in found):
        return Form(source.doc, reason=_NO_FORM)
    return Form(source.doc, tuple(entry for entries in found for entry in entries or ()))


def _entries(name: str, table: Table) -> list[Entry] | None:
    """The rows below the head of a form's table; None where it has no such head."""
    head = next((n for n, row in enumerate(table) if {STATED, ANSWER, NOTE} <= {_title(cell) for cell in row}), None)
    if head is None:
        return None
    titles = [_title(cell) for cell in table[head]]
    own = _NUMBER.findall(" ".join(table[head]))  # of a letter's table, which asks about one finding
    entries = []
    for number, row in enumerate(table[head + 1 :], head + 2):
        cells = dict(zip(titles, row, strict=False))
        fields = {field: cells.get(title, "").strip() for field, title in TITLES.items()}
        finding = _number(cells.get(FINDING, "")) or (own[0] if own else "")
        fact = _number(cells.get(FACT, cells.get(FIGURE, "")))
        if finding or fact or fields["answer"]:
            entries.append(Entry(f"{name}第{number}行", finding, fact, **fields))
    return entries


def _title(cell: str) -> str:
    """A head cell's title: its first line without white space."""
    return "".join(cell.strip().split("\n")[0].split())


def _number(cell: str) -> str:
    found = _NUMBER.search(cell)
    return found[0] if found else ""
