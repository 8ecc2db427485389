"""A paragraph of WordprocessingML → its words as Word shows them with all changes accepted.

Source: ECMA-376 Part 1, 17.3.3 (run content), 17.13.5 (revisions), 17.16 (fields); Part 3 (alternate content).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from pipeline.read.styles import Styles

Element = Any

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# what is deleted or moved away, instructions, the small print above a ruby base, and properties
_PASSED_OVER = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:delText", "w:instrText", "w:delInstrText", "w:rt", "w:pPr", "w:rPr", "w:sdtPr"))
)
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_NOTES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_CHECKED = {0xFC: "✓", 0xFE: "☑", 0xFD: "☒", 0xFB: "✗", 0xA8: "☐", 0x6F: "☐", 0x52: "☑", 0x51: "☒", 0xA3: "☐"}
_GREEK_AND_MATHS = {
    0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
}  # fmt: skip
_FONTS = {"symbol": _GREEK_AND_MATHS, "wingdings": _CHECKED, "wingdings 2": _CHECKED}
_UNKNOWN_SIGN = "□"


@dataclass(frozen=True, slots=True)
class Note:
    """A reference to a footnote or endnote (``kind``) by its id."""

    kind: str
    key: str


Token = str | Note | Element
"""Words (``\\n`` for a line break), a note, or the content of a text box (w:txbxContent)."""


class Runs:
    """Reads paragraphs one after another; a field may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []  # for each field that is open, whether its result has begun

    def tokens(self, paragraph: Element) -> list[Token]:
        """What a paragraph says, in order."""
        return list(self._inside(paragraph, hidden=False))

    def _inside(self, element: Element, hidden: bool) -> Iterator[Token]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _PASSED_OVER:
                continue
            if tag == qn("w:fldChar"):
                self._turn(child.get(qn("w:fldCharType")))
            elif tag == qn("w:r"):
                yield from self._inside(child, hidden or self._styles.is_hidden(child))
            elif tag == _ALTERNATE + "AlternateContent":
                yield from self._inside(_chosen(child), hidden)
            elif hidden or not all(self._fields):
                yield from self._inside(child, hidden)
            else:
                yield from self._shown(child, tag)

    def _shown(self, child: Element, tag: str) -> Iterator[Token]:
        if tag in (qn("w:t"), _MATH):
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == qn("w:sym"):
            yield _sign(child)
        elif tag in _NOTES:
            yield Note(_NOTES[tag], child.get(qn("w:id"), ""))
        elif tag == qn("w:txbxContent"):
            yield child
        else:
            yield from self._inside(child, hidden=False)

    def _turn(self, kind: str | None) -> None:
        """A field's instruction begins, its result begins, or it ends."""
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def _chosen(alternate: Element) -> Element:
    """The one of several writings of the same thing that holds something: Word writes a text box twice."""
    choices = [c for c in alternate if c.tag in (_ALTERNATE + "Choice", _ALTERNATE + "Fallback")]
    return next((c for c in choices if any(e.text for e in c.iter(qn("w:t")))), choices[0] if choices else ())


def _sign(symbol: Element) -> str:
    """The character that a sign of a symbol font shows."""
    code = symbol.get(qn("w:char"), "")
    try:
        number = int(code, 16)
    except ValueError:
        return _UNKNOWN_SIGN
    if 0xF000 <= number <= 0xF0FF:
        return _FONTS.get(symbol.get(qn("w:font"), "").lower(), {}).get(number - 0xF000, _UNKNOWN_SIGN)
    return chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF else _UNKNOWN_SIGN
