"""A roster of counties (CSV or XLSX: 市州, 县, 计划认定年度) → lines; read with limits, as others made it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from pipeline.errors import WrongUsage
from pipeline.model import RosterLine

MOST_BYTES = 5 * 2**20
MOST_EXPANDED = 60 * 2**20
MOST_LINES = 10_000
MOST_COLUMNS = 60
HEAD_WITHIN = 12
"""Rows in which the head is looked for; above it may stand a title."""

_HEADS = (
    ("code", re.compile(r"代码|区划码|编码")),
    ("year", re.compile(r"年度|年份|认定|计划|验收")),
    (
        "prefecture",
        re.compile(
            r"^(?:所属|所在)?(?:设区)?(?:地级)?(?:市州?|州市?|地市|地州市?|地区|盟市|市[(（、/]州[)）]?)(?:名称?)?$|市州|地市|州市|设区"
        ),
    ),
    ("county", re.compile(r"县|区$|单位")),
)
"""What a head is about, by its words; the first that matches decides. Head texts come without white space."""

_NO_COUNTY = re.compile(r"^(?:合计|小计|总计|共计|备注|注|说明)|^共\d+个")
_EXPECTED = "第一行应写明：市州、县（市、区）、计划认定年度。"


def read_roster(path: Path) -> tuple[RosterLine, ...]:
    """The lines of the roster at ``path``, in their order.

    The head is found by its words; columns may stand in any order, further ones are passed over. An empty 市州 is that
    of the line above (merged cells). Raises WrongUsage, in Chinese, with file, reason and remedy.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError as error:
        raise WrongUsage(f"名册 {path}：打不开这个文件（{error.strerror}）。请检查路径。") from error
    if not data:
        raise WrongUsage(f"名册 {path}：文件是空的，或者大于 {MOST_BYTES // 2**20} MB，不像名册。{_EXPECTED}")
    if data[:2] == b"PK":
        rows = _sheet(data, path)
    elif path.suffix.lower() in (".xls", ".et", ".doc", ".docx", ".pdf") or (
        b"\0" in data[:4096] and data[:2] not in _UTF16
    ):
        raise WrongUsage(f"名册 {path}：只能读 CSV 和 XLSX。请用 Excel 或 WPS 另存为 XLSX 工作簿后再试。")
    else:
        rows = _table(data, path)
    lines = tuple(_lines(rows, path))
    if not lines:
        raise WrongUsage(f"名册 {path}：表头之下没有县。请每县一行。{_EXPECTED}")
    return lines


_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def _table(data: bytes, path: Path) -> Iterator[list[str]]:
    """The rows of a CSV file: UTF-8, UTF-16 with mark, else GB18030; parted by comma, tab or semicolon."""
    for encoding in ("utf-16",) if data[:2] in _UTF16 else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise WrongUsage(f"名册 {path}：文字编码认不出来。请用 Excel 另存为“CSV UTF-8”或 XLSX 后再试。")
    delimiter = max(",\t;，", key=text[:2000].count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise WrongUsage(f"名册 {path}：不是有效的 CSV（{error}）。请用 Excel 另存为 XLSX 后再试。") from error


def _sheet(data: bytes, path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet of an XLSX file."""
    from openpyxl import load_workbook  # on demand: most runs have no roster

    wrong = f"名册 {path}：不是能读的 XLSX 工作簿。请用 Excel 或 WPS 打开，另存为 XLSX 或 CSV 后再试。"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_EXPANDED:
                raise WrongUsage(f"名册 {path}：展开后异常庞大，不像名册。请只保留名册所在的工作表，另存后再试。")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            most = HEAD_WITHIN + MOST_LINES + 1
            for row in sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True):
                yield [_words(value) for value in row]
        finally:
            book.close()
    except WrongUsage:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part brings about
        raise WrongUsage(wrong) from error


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return str(value.year)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _lines(rows: Iterable[Sequence[str]], path: Path) -> Iterator[RosterLine]:
    columns: dict[str, int] = {}
    prefecture, count = "", 0
    for number, row in enumerate(rows, 1):
        cells = ["".join(cell.split()) for cell in row[:MOST_COLUMNS]]
        if not columns:
            columns = _columns(cells)
            if not columns and number >= HEAD_WITHIN:
                break
            continue
        line = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        prefecture = line.get("prefecture") or prefecture
        if not line["county"] or _NO_COUNTY.match(line["county"]):
            continue
        count += 1
        if count > MOST_LINES:
            raise WrongUsage(f"名册 {path}：超过 {MOST_LINES} 行，不像县的名册。请检查是否选错了文件。")
        code = line.get("code", "")
        yield RosterLine(
            number,
            prefecture,
            line["county"],
            _year(line.get("year", "")),
            code if re.fullmatch(r"\d{6}", code) else None,
        )
    if not columns:
        raise WrongUsage(f"名册 {path}：没有找到“县（市、区）”一列的表头。{_EXPECTED}")


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds what, where ``cells`` are a head: at least the county and one other."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        kind = next((kind for kind, pattern in _HEADS if len(cell) <= 20 and pattern.search(cell)), None)
        if kind is not None and kind not in found:
            found[kind] = at
    return found if "county" in found and len(found) > 1 else {}


def _year(words: str) -> str:
    years = re.findall(r"(?:19|20)\d\d", words)
    return years[0] if len(years) == 1 else words
