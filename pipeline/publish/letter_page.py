"""A letter's own paragraphs and tables, as WordprocessingML in the styles of the template (ECMA-376 Part 1).

They are put beside the template's parts, which are the same for all letters.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.publish.letter_template import MAIN, TEXT_WIDTH, TIME, template

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def paragraph(style: str, text: str, *, keep: bool = False, right: str = "") -> str:
    """A paragraph; ``\\n`` breaks a line, ``right`` stands at the right edge, ``keep`` holds it to the next one."""
    next_one = "<w:keepNext/>" if keep else ""
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>' if right else ""
    runs = _run(text) + (f"<w:r><w:tab/></w:r>{_run(right)}" if right else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{next_one}{tab}</w:pPr>{runs}</w:p>'


def table(widths: Sequence[int], head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with borders from cells as :func:`cell` makes them; its head stands on every page, no row is parted."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    made = "".join(_row(widths, cells, "") for cells in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_row(widths, head, '<w:tblHeader/>') if head else ''}{made}</w:tbl>"
    )


def cell(text: str, number: str = "", style: str = "LetterCell", *, keep: bool = False) -> str:
    """A cell's paragraphs: its words, and below them the small grey number by which the way back knows the row."""
    return paragraph(style, text, keep=keep) + (paragraph("LetterNumber", number) if number else "")


def _row(widths: Sequence[int], cells: Sequence[str], properties: str) -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
        for width, content in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{made}</w:tr>"


def _run(text: str) -> str:
    lines = escape(_ILLEGAL.sub("", text)).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{words}</w:r>" if text else ""


def write_letter(path: Path, content: str) -> None:
    """Write a DOCX of the paragraphs and tables in ``content``; the bytes depend on ``content`` alone."""
    before, after, parts = template()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (*parts, (MAIN, before + content.encode() + after)):
            entry = zipfile.ZipInfo(name, TIME.timetuple()[:6])
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            archive.writestr(entry, data)
