"""A sample report → a Word document: headings, real tables, and the numbers of sections and items drawn by Word."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from forms_text import Rows, Text

_TIME = datetime(2024, 1, 1)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DIGITS = "零一二三四五六七八九十"
_NUMBERED = (
    (re.compile(r"([一二三四五六七八九十])、"), "chineseCountingThousand", "%1、"),
    (re.compile(r"（([一二三四五六七八九十])）"), "chineseCounting", "（%1）"),
    (re.compile(r"\(([一二三四五六七八九十])\)"), "japaneseCounting", "(%1)"),
    (re.compile(r"(\d{1,2})\.(?=[^\d\s])"), "decimal", "%1."),
)
_FIRST_LIST = 900  # ids above those of python-docx's template


def docx_of(parts: Sequence[Text | Rows]) -> bytes:
    """The document; the first part is the report's title."""
    document = docx.Document()
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        package.rels.pop(key)
    numbering = document.part.numbering_part.element
    for n, (_, form, text) in enumerate(_NUMBERED):
        numbering.insert(n, _definition(_FIRST_LIST + n, form, text))
    lists = _Lists(numbering)
    for n, part in enumerate(parts):
        if isinstance(part, Rows):
            _table(document, part)
            continue
        paragraph = document.add_paragraph(style=f"Heading {part.level}" if part.level else "Normal")
        if n == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(lists.numbered(paragraph, part.words))
    core = document.core_properties
    core.author, core.created, core.modified = "示例", _TIME, _TIME
    buffer = BytesIO()
    document.save(buffer)
    return _fixed(buffer.getvalue())


def _definition(number: int, form: str, text: str) -> Any:
    return parse_xml(
        f'<w:abstractNum xmlns:w="{_W}" w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    )


class _Lists:
    """Turns the numbers that open paragraphs into lists of Word where each follows the one before it."""

    def __init__(self, numbering: Any) -> None:
        self._numbering = numbering
        self._open: dict[str, tuple[int, int]] = {}  # by format: the list and its last number
        self._lists = _FIRST_LIST

    def numbered(self, paragraph: Any, words: str) -> str:
        """The words that are left to type; the paragraph is put into its list."""
        for n, (pattern, form, _) in enumerate(_NUMBERED):
            match = pattern.match(words)
            if match is None:
                continue
            number = int(match[1]) if match[1].isdecimal() else _DIGITS.index(match[1])
            key, last = self._open.get(form, (0, 0))
            if number == 1:
                key = self._begin(_FIRST_LIST + n)
            elif number != last + 1:
                return words
            self._open[form] = key, number
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_ilvl().val = 0
            paragraph._p.pPr.numPr.get_or_add_numId().val = key
            return words[match.end() :]
        return words

    def _begin(self, definition: int) -> int:
        self._lists += 1
        self._numbering.append(
            parse_xml(
                f'<w:num xmlns:w="{_W}" w:numId="{self._lists}"><w:abstractNumId w:val="{definition}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
        return self._lists


def _table(document: Any, table: Rows) -> None:
    made = document.add_table(rows=len(table.rows), cols=table.width, style="Table Grid")
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            target = made.cell(y, x)
            if cell.wide > 1 or cell.tall > 1:
                target = target.merge(made.cell(y + cell.tall - 1, x + cell.wide - 1))
                taken |= {(y + down, x + over) for down in range(cell.tall) for over in range(cell.wide)}
            target.text = cell.words
            x += cell.wide
    made._tbl.find(qn("w:tblPr")).get_or_add_jc().val = 1


def _fixed(data: bytes) -> bytes:
    """The package with its entries in order and without the time of day."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
