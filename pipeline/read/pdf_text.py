"""Paragraphs and tables → canonical text: one line each paragraph and table row, with the page and box of its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Mark, Span
from pipeline.read.pdf_blocks import CellParts, Paragraph, WholeTable
from pipeline.read.pdf_glyphs import Box
from pipeline.read.pdf_headings import headings_of

_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Written:
    """Canonical text with the marks and the spans apart, as a Document holds them."""

    text: str
    marks: tuple[Mark, ...]
    aside: tuple[Span, ...]


class _Paper:
    """Canonical text as it grows."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.aside: list[Span] = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def add_from(self, text: str, page: int, box: Box) -> None:
        """Add text that stands in one box of a page."""
        if text:
            self.marks.append(Mark(self.length, self.length + len(text), page, place(box)))
            self.add(text)


def written(blocks: Sequence[Paragraph | WholeTable]) -> Written:
    """The text of ``blocks``; an empty line parts a table from what stands around it.

    Headings by size are written with the ``#`` of Markdown, for nothing else in a text without section numbers tells
    them.
    """
    paper = _Paper()
    headings = headings_of(blocks)
    for n, block in enumerate(blocks):
        if n and (isinstance(block, WholeTable) or isinstance(blocks[n - 1], WholeTable)):
            paper.add("\n")
        if isinstance(block, WholeTable):
            for row in block.rows:
                _write_row(paper, row)
        else:
            if n in headings:
                paper.add("# ")
            _write_paragraph(paper, block)
    return Written("".join(paper.parts), tuple(paper.marks), tuple(paper.aside))


def place(box: Box) -> str:
    """A box as the contract words it: whole points from the top left corner of the page."""
    return f"box {round(box.x0)} {round(box.y0)} {round(box.x1)} {round(box.y1)}"


def _write_paragraph(paper: _Paper, paragraph: Paragraph) -> None:
    start, last = paper.length, ""
    for line in paragraph.lines:
        text = line.row.text
        if _LATIN.match(last[-1:]) and _LATIN.match(text):
            paper.add(" ")  # words of Latin letters are parted, all other signs were broken off where the line ended
        paper.add_from(text, line.page, line.row.box)
        last = text
    if paragraph.kind == "aside":
        paper.aside.append(Span(start, paper.length))
    paper.add("\n")


def _write_row(paper: _Paper, row: Sequence[CellParts]) -> None:
    paper.add("|")
    for parts in row:
        paper.add(" ")
        for page, cell in parts:
            paper.add_from(cell.text, page, cell.box)
        paper.add(" |" if any(cell.text for _, cell in parts) else "|")
    paper.add("\n")
