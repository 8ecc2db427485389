"""Headings told by their size: short paragraphs in larger type than the text around them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf_blocks import Paragraph, WholeTable
from pipeline.read.pdf_paragraphs import Line, is_closed

_LARGER = 1.12  # heights of the usual line
_LONGEST = 60  # characters
_PROSE = 20  # characters of a paragraph that the report's text has begun with


def headings_of(blocks: Sequence[Paragraph | WholeTable]) -> frozenset[int]:
    """The positions in ``blocks`` of paragraphs that are headings by their size.

    What stands above the first paragraph of the text is its title, and no heading.
    """
    text = [(n, block) for n, block in enumerate(blocks) if isinstance(block, Paragraph) and block.kind == "text"]
    usual = _usual([line for _, paragraph in text for line in paragraph.lines])
    found = []
    begun = False
    for n, paragraph in text:
        large = all(_height(line) >= _LARGER * usual for line in paragraph.lines)
        length = sum(len(line.row.text) for line in paragraph.lines)
        if large and begun and length <= _LONGEST and not is_closed(paragraph.lines[-1].row.text):
            found.append(n)
        begun |= not large and length >= _PROSE
    return frozenset(found)


def _usual(lines: Sequence[Line]) -> float:
    """The height that half of the characters of the text are printed in, or less."""
    heights = sorted((_height(line), len(line.row.text)) for line in lines)
    half = sum(length for _, length in heights) / 2
    for height, length in heights:
        half -= length
        if half <= 0:
            return height
    return 0.0


def _height(line: Line) -> float:
    return line.row.box.y1 - line.row.box.y0
