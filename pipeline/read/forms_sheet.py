"""The sheets of an XLSX file as rows of text, within limits: what a supervisor typed, never a formula's result."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from pipeline.errors import UnreadableDocument

LARGEST_WHOLE = 2**30  # bytes that the file claims to unpack to
MOST_COLUMNS = 60
MOST_EMPTY = 1000  # rows; programs that format whole columns leave a million of them

_AGAIN = "请用 Excel 或 WPS 打开，另存为 xlsx 后重新提交。"
_DAMAGED = "Excel 工作簿已损坏，或不是 xlsx 格式。" + _AGAIN
_ENCRYPTED = "Excel 工作簿设了打开密码，无法读取。请去掉密码后重新提交。"
_TOO_LARGE = "Excel 工作簿解压后异常庞大，为安全起见没有读取。请去掉多余的工作表后重新提交。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Sheet = tuple[tuple[str, ...], ...]


def sheets_of(data: bytes) -> tuple[tuple[str, Sheet], ...]:
    """Name and rows of each sheet; rows stand at their place (row 1 first), a cell's text as it was typed.

    A formula comes as its text, so that nobody takes its last result for an answer; a percentage with its sign.
    Raises UnreadableDocument if the file is damaged, encrypted or too large.
    """
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableDocument(_ENCRYPTED if encrypted else _DAMAGED)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_WHOLE:
                raise UnreadableDocument(_TOO_LARGE)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableDocument(_DAMAGED) from error
    from openpyxl import load_workbook  # on demand: heavy

    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return tuple((f"“{sheet.title}”", _rows(sheet)) for sheet in book.worksheets)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # openpyxl raises whatever its XML parser and its descriptors raise
        raise UnreadableDocument(_DAMAGED) from error


def _rows(sheet: Any) -> Sheet:
    sheet.reset_dimensions()  # what a file claims of its size is not trusted
    rows: list[tuple[str, ...]] = []
    empty = 0
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):
        words = tuple(map(_text, row))
        empty = 0 if any(words) else empty + 1
        if empty > MOST_EMPTY:
            break
        rows.append(words)
    return tuple(rows[: len(rows) - empty])


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if "%" in (cell.number_format or ""):
            return f"{_plain(number * 100)}%"
        return _plain(number)
    if isinstance(value, datetime | date | time):
        midnight = isinstance(value, datetime) and value.time() == time()
        return (value.date() if midnight and isinstance(value, datetime) else value).isoformat()
    return str(value)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
