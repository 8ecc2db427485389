"""One page of a PDF → its verdict, its rows of text and its tables, in reading order."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium

from pipeline.model import PageVerdict
from pipeline.read.pdf_cells import Filled, share_out
from pipeline.read.pdf_edges import drawn_on
from pipeline.read.pdf_glyphs import Glyphs, Sheet
from pipeline.read.pdf_lines import Row, rows_of
from pipeline.read.pdf_plumber import Plumber
from pipeline.read.pdf_tables import tables_of
from pipeline.read.pdf_unruled import unruled_tables
from pipeline.read.pdf_verdicts import verdict_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as it was read: its number from 1, its size in points, and its rows and tables from the top down."""

    number: int
    verdict: PageVerdict
    width: float = 0.0
    height: float = 0.0
    parts: tuple[Row | Filled, ...] = ()


def read_page(page: pdfium.PdfPage, number: int, plumber: Plumber) -> Leaf:
    """The page; ``plumber`` is asked only where rows look like a table without ruling lines."""
    sheet = Sheet(page)
    glyphs = Glyphs(page, sheet)
    try:
        drawn = drawn_on(page, sheet)
        verdict = verdict_of(glyphs, sheet.width * sheet.height, drawn.images, drawn.paths)
        if verdict != "text":
            return Leaf(number, verdict, sheet.width, sheet.height)
        pieces, tables = share_out(glyphs, tables_of(drawn.horizontal, drawn.vertical))
    finally:
        glyphs.close()
    rows, unruled = unruled_tables(
        rows_of(pieces, sheet.width), lambda region: plumber.parting(number, sheet.width, region)
    )
    return Leaf(number, verdict, sheet.width, sheet.height, _in_order(rows, [*tables, *unruled]))


def _in_order(rows: list[Row], tables: list[Filled]) -> tuple[Row | Filled, ...]:
    """Tables put between the rows: before the first row of their column that stands below them."""
    parts: list[Row | Filled] = list(rows)
    for table in sorted(tables, key=lambda t: (t.box.y0, t.box.x0)):
        place = 0
        for n, part in enumerate(parts):
            over = part.box.x0 < table.box.x1 and table.box.x0 < part.box.x1
            if over and (part.box.y0 + part.box.y1) / 2 <= table.box.y0 + 1:
                place = n + 1
            elif isinstance(part, Filled) and part.box.y0 <= table.box.y0:
                place = max(place, n + 1)
        parts.insert(place, table)
    return tuple(parts)
