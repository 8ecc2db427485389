"""The page of an official document (GB/T 9704—2012): its fonts, margins, headings, tables and page numbers.

Tables are put together as XML: through python-docx's cells a table of three thousand rows takes minutes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

BODY, HEAD, KAI, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
LATIN = "Times New Roman"
WIDTH = 156
"""Millimetres of the type area: 210 less 28 on the left and 26 on the right."""

SMALL, CELL = 10.5, 9.5
CREATED = datetime(2000, 1, 1)
"""Not the time of writing: the same input gives the same bytes."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWIPS = 56.7  # a millimetre


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, and whether it is set to the left, right or middle."""

    title: str
    share: float
    align: str = "left"


class Page:
    """A document that grows paragraph by paragraph."""

    def __init__(self, title: str) -> None:
        from docx import Document

        self.document = Document()
        self._tables = self._figures = 0
        _set_page(self.document)
        _set_styles(self.document)
        about = self.document.core_properties
        about.title, about.author, about.language = title, "县报", "zh-CN"
        about.created = about.modified = CREATED
        about.last_modified_by, about.comments = "县报", ""

    def title(self, words: str, below: str) -> None:
        """The document's title and the line below it."""
        self._paragraph(words, "Title")
        self._paragraph(below, "Subtitle")

    def heading(self, words: str, level: int = 1, *, new_page: bool = False) -> None:
        """A heading 一、 (level 1) or （一） (level 2)."""
        self._paragraph(words, f"Heading {level}").paragraph_format.page_break_before = new_page

    def text(self, words: str) -> None:
        """A paragraph of the body."""
        self._paragraph(words, "Normal")

    def small(self, words: str, bold: str = "") -> None:
        """A paragraph in the size of tables, with ``bold`` in front: notes, lists, the pages of counties."""
        paragraph = self._paragraph("", "Note")
        if bold:
            paragraph.add_run(_clean(bold)).bold = True
        paragraph.add_run(_clean(words))

    def caption(self, words: str) -> None:
        """The name of the table below."""
        self._tables += 1
        self._paragraph(f"表{self._tables}　{words}", "Caption")

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], total: bool = False) -> None:
        """A table over the whole width, its head repeated on every page; ``total``: the last row is a sum."""
        from docx.oxml import parse_xml

        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(_table_xml(columns, rows, total)))
        self._paragraph("", "Gap")

    def picture(self, data: bytes, caption: str) -> None:
        """A picture over the whole width with its caption below."""
        from docx.shared import Mm

        self._figures += 1
        paragraph = self._paragraph("", "Picture")
        paragraph.add_run().add_picture(BytesIO(data), width=Mm(WIDTH))
        self._paragraph(f"图{self._figures}　{caption}", "Caption")

    def save(self, path: Path) -> None:
        """Write the document with fixed times: the same content gives the same bytes."""
        buffer = BytesIO()
        self.document.save(buffer)
        with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))

    def _paragraph(self, words: str, style: str) -> Any:
        return self.document.add_paragraph(_clean(words), style=style)


def _clean(words: str) -> str:
    return _ILLEGAL.sub("", words)


def _set_page(document: Any) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(32)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(20)
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    for run in ("<w:t>— </w:t>", '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE</w:instrText>",
                '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>',
                "<w:t> —</w:t>"):  # fmt: skip
        size = '<w:rPr><w:rFonts w:eastAsia="宋体" w:ascii="宋体" w:hAnsi="宋体"/><w:sz w:val="28"/></w:rPr>'
        run = run.replace("<w:t>", '<w:t xml:space="preserve">')
        footer._p.append(parse_xml(f"<w:r {_NS}>{size}{run}</w:r>"))


def _set_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn

    styles = document.styles
    for name in ("Note", "Gap", "Picture", "Cell"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    _set(styles["Normal"], BODY, 16, line=29, indent=32)
    _set(styles["Title"], TITLE, 22, line=36, align=1)
    _set(styles["Subtitle"], KAI, 16, line=29, align=1, after=14)
    _set(styles["Heading 1"], HEAD, 16, line=29, indent=32, before=6, follow=True)
    _set(styles["Heading 2"], KAI, 16, line=29, indent=32, before=2, follow=True)
    _set(styles["Caption"], HEAD, 12, line=22, align=1, before=4, after=3, follow=True)
    _set(styles["Note"], BODY, SMALL, line=17, after=2)
    _set(styles["Gap"], BODY, 6, line=8)
    _set(styles["Cell"], BODY, CELL, line=14)
    _set(styles["Picture"], BODY, 12, line=0, align=1, follow=True)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # the Chinese forms of characters and punctuation


def _set(
    style: Any,
    font: str,
    size: float,
    line: float,
    indent: float = 0,
    align: int | None = None,
    before: float = 0,
    after: float = 0,
    follow: bool = False,
) -> None:
    """``style`` in ``font`` and ``size`` (points).

    ``line`` is the exact height of a line (0: as high as it needs); ``follow``: on the page of what follows.
    """
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = LATIN, Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in tuple(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), LATIN)
    fonts.set(qn("w:eastAsia"), font)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    form = style.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if line else WD_LINE_SPACING.SINGLE
    if line:
        form.line_spacing = Pt(line)
    form.first_line_indent, form.alignment = Pt(indent), align
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), follow


def _table_xml(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: bool) -> str:
    whole = sum(column.share for column in columns)
    widths = [round(WIDTH * _TWIPS * column.share / whole) for column in columns]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
    head = _row_xml([c.title for c in columns], widths, ["center"] * len(columns), "HEAD")
    aligns = [column.align for column in columns]
    last = len(rows) - 1
    body = "".join(_row_xml(row, widths, aligns, "TOTAL" if total and n == last else "") for n, row in enumerate(rows))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


def _row_xml(values: Sequence[str], widths: Sequence[int], aligns: Sequence[str], kind: str) -> str:
    shade = {"HEAD": "DDE6F0", "TOTAL": "F2F2F2"}.get(kind)
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    font = f'<w:rPr><w:rFonts w:eastAsia="{HEAD}"/></w:rPr>' if kind else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}<w:vAlign w:val="center"/></w:tcPr>'
        + "".join(_cell_xml(line, align, font) for line in value.split("\n"))
        + "</w:tc>"
        for value, width, align in zip(values, widths, aligns, strict=True)
    )
    repeated = "<w:tblHeader/>" if kind == "HEAD" else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def _cell_xml(words: str, align: str, font: str) -> str:
    text = escape(_clean(words))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r>{font}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )
