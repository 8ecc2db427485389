"""The page that letters are written on: GB/T 9704—2012 as a DOCX template with page, styles and footers.

python-docx sets it up once a run, which takes as long as some fifty letters.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

SONG, TITLE_SONG, FANG, HEI, KAI = "宋体", "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
FALLBACKS = {TITLE_SONG: "华文中宋", FANG: "仿宋", KAI: "楷体", SONG: "SimSun", HEI: "SimHei"}
"""Fonts of the standard that a computer may lack, and what Word and WPS then take (w:altName)."""

TWO, THREE, FOUR, SMALL_FOUR, FIVE, TINY = 22.0, 16.0, 14.0, 12.0, 10.5, 6.5
"""Points of 二号, 三号, 四号, 小四, 五号, and of the numbers beside the figures."""

LINE = 28.95
"""Points from line to line: 22 lines fill the 225 mm of the text area."""

GREY = "808080"
MAIN = "word/document.xml"
TEXT_WIDTH = 8845  # twentieths of a point: 156 mm

_TITLE = "关于核实义务教育优质均衡发展报告有关数据的函"
TIME = datetime(2000, 1, 1)
"""Not the time of writing: the same input gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style of the letter: name in Word, font; size and line in points; indents in characters."""

    name: str
    font: str
    size: float
    align: str = "both"
    indent: int = 0
    line: float = LINE
    before: float = 0.0
    right: int = 0
    colour: str | None = None


STYLES = {
    "LetterHead": Style("函 版头", HEI, THREE, align="left"),
    "LetterTitle": Style("函 标题", TITLE_SONG, TWO, align="center", line=33.0),
    "LetterTo": Style("函 主送", FANG, THREE, align="left"),
    "LetterBody": Style("函 正文", FANG, THREE, indent=2),
    "LetterChapter": Style("函 一级标题", HEI, THREE, align="left", indent=2),
    "LetterQuote": Style("函 原文", KAI, FOUR, indent=2, line=24.0),
    "LetterCell": Style("函 表格", FANG, SMALL_FOUR, align="left", line=17.0),
    "LetterCellHead": Style("函 表头", HEI, SMALL_FOUR, align="center", line=17.0),
    "LetterNumber": Style("函 编号", FANG, TINY, align="left", line=9.0, colour=GREY),
    "LetterSigned": Style("函 落款", FANG, THREE, align="right", right=4),
    "LetterNote": Style("函 附注", FANG, THREE, align="left", indent=2),
    "LetterSpace": Style("函 空行", FANG, FIVE, align="left", line=12.0),
}


@lru_cache(maxsize=1)
def template() -> tuple[bytes, bytes, tuple[tuple[str, bytes], ...]]:
    """What stands before and after a letter's own paragraphs in its main part, and all other parts of the package."""
    from docx import Document  # on demand: the command line must start fast

    document = Document()
    _drop_unused(document)
    _set_styles(document)
    _set_fonts(document)
    _set_page(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = _TITLE, "县报", "县报"
    properties.comments, properties.created, properties.modified = "", TIME, TIME
    whole = BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before, mark, after = parts.pop(MAIN).partition(b"<w:sectPr")
    return before, mark + after, tuple(sorted(parts.items(), key=lambda part: (part[0] != "[Content_Types].xml", part)))


def _drop_unused(document: Any) -> None:
    """Take out of python-docx's template what a letter has no use for: its preview, its theme, some 160 styles."""
    for part, kinds in (
        (document.part.package, ("thumbnail",)),
        (document.part, ("numbering", "theme", "customXml", "webSettings", "stylesWithEffects")),
    ):
        for key in [key for key, rel in part.rels.items() if rel.reltype.rpartition("/")[2] in kinds]:
            part.rels.pop(key)
    kept = {"Normal", "Default Paragraph Font", "Normal Table", "Footer"}
    styles = document.styles.element
    for element in list(styles):
        name = element.find(f"{{{element.nsmap['w']}}}name") if element.tag.endswith("}style") else None
        if element.tag.endswith("}latentStyles") or (name is not None and name.values()[0] not in kept):
            styles.remove(element)


def _set_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn

    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.remove(defaults.find(qn("w:pPrDefault")))  # space behind every paragraph
    defaults.remove(defaults.find(qn("w:rPrDefault")))  # fonts of the theme that is gone
    _set_font(document.styles["Normal"].element, FANG, THREE, None)
    for key, style in STYLES.items():
        made = document.styles.add_style(key, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.quick_style = document.styles["Normal"], True
        made.name = style.name
        _set_font(made.element, style.font, style.size, style.colour)
        _set_paragraph(made.element, style)


def _set_font(element: Any, font: str, size: float, colour: str | None) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    fonts = OxmlElement(
        "w:rFonts", {qn("w:ascii"): LATIN, qn("w:hAnsi"): LATIN, qn("w:eastAsia"): font, qn("w:cs"): LATIN}
    )
    properties.append(fonts)
    if colour:
        properties.append(OxmlElement("w:color", {qn("w:val"): colour}))
    for tag in ("w:sz", "w:szCs"):
        properties.append(OxmlElement(tag, {qn("w:val"): str(round(size * 2))}))
    properties.append(OxmlElement("w:lang", {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"}))


def _set_paragraph(element: Any, style: Style) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = element.get_or_add_pPr()
    indent = {}
    if style.indent:
        indent = {qn("w:firstLineChars"): str(style.indent * 100), qn("w:firstLine"): _twips(style.indent * style.size)}
    if style.right:
        indent = {qn("w:rightChars"): str(style.right * 100), qn("w:right"): _twips(style.right * style.size)}
    spacing = {"w:before": _twips(style.before), "w:after": "0", "w:line": _twips(style.line), "w:lineRule": "exact"}
    properties.append(OxmlElement("w:widowControl", {qn("w:val"): "0"}))
    properties.append(OxmlElement("w:snapToGrid", {qn("w:val"): "0"}))
    properties.append(OxmlElement("w:spacing", {qn(name): value for name, value in spacing.items()}))
    if indent:
        properties.append(OxmlElement("w:ind", indent))
    properties.append(OxmlElement("w:jc", {qn("w:val"): style.align}))


def _set_fonts(document: Any) -> None:
    """Name in the font table what stands in for a font that a computer lacks."""
    kind = "/fontTable"
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith(kind))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    part._blob = f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()


def _set_page(document: Any) -> None:
    """A4, text area 156 × 225 mm from 37 mm below the top and 28 mm off the left; numbers at the outer edges."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    section._sectPr.append(OxmlElement("w:docGrid", {qn("w:type"): "lines", qn("w:linePitch"): _twips(LINE)}))
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align, side in ((section.footer, "right", "right"), (section.even_page_footer, "left", "left")):
        footer.is_linked_to_previous = False
        _set_number(footer.paragraphs[0]._p, align, side)


def _set_number(element: Any, align: str, side: str) -> None:
    """``— 3 —`` in 四号 宋体, one character off the outer edge."""
    from docx.oxml.parser import parse_xml

    space = f'xmlns:w="{element.nsmap["w"]}"'
    look = f'<w:rPr><w:rFonts w:ascii="{SONG}" w:hAnsi="{SONG}" w:eastAsia="{SONG}"/><w:sz w:val="28"/></w:rPr>'
    words = [f'<w:r {space}>{look}<w:t xml:space="preserve">{text}</w:t></w:r>' for text in ("— ", " —")]
    field = f'<w:fldSimple {space} w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
    for child in list(element):
        element.remove(child)
    one = _twips(FOUR)
    element.append(
        parse_xml(f'<w:pPr {space}><w:ind w:{side}Chars="100" w:{side}="{one}"/><w:jc w:val="{align}"/></w:pPr>')
    )
    for part in (words[0], field, words[1]):
        element.append(parse_xml(part))


def _twips(points: float) -> str:
    return str(round(points * 20))
