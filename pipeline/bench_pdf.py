"""PDF: how long the reader takes beside a bare pypdfium2 text pass, and whether its ruled tables are pdfplumber's."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.model import Document
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_cells import share_out
from pipeline.read.pdf_edges import drawn_on
from pipeline.read.pdf_glyphs import Glyphs, Sheet
from pipeline.read.pdf_tables import tables_of

Rows = list[list[str | None]]  # a table's cells without white space; None where a merged cell goes on


@dataclass(frozen=True, slots=True)
class PdfMeasurement:
    """Over all files: milliseconds a page of the bare pass and of the reader (files with embedded fonts alone), ruled
    tables and their cells by pdfplumber, and how many of the cells the reader has too."""

    files: int
    pages: int
    bare: float
    reader: float
    tables: int
    cells: int
    equal: int

    @property
    def ratio(self) -> float:
        """The reader's time in bare passes; 0 where no file has embedded fonts."""
        return self.reader / self.bare if self.bare else 0.0


def measure_pdf(paths: Sequence[Path], rounds: int = 5) -> PdfMeasurement | None:
    """The measurement over the readable PDF files ``paths``, the best of ``rounds``; None where there is none."""
    if not paths:
        return None
    contents = [path.read_bytes() for path in paths]
    embedded = [data for data in contents if has_embedded_fonts(data)]
    pages = sum(bare_pass(data) for data in embedded)
    timed = [_timed(data, rounds) for data in embedded]
    each = 1000 / pages if pages else 0.0
    theirs = [tables_by_pdfplumber(data) for data in contents]
    ours = [ruled_tables(data) for data in contents]
    return PdfMeasurement(
        files=len(embedded),
        pages=pages,
        bare=sum(bare for bare, _ in timed) * each,
        reader=sum(reader for _, reader in timed) * each,
        tables=sum(map(len, theirs)),
        cells=sum(len(row) for tables in theirs for table in tables for row in table),
        equal=sum(map(equal_cells, theirs, ours)),
    )


def bare_pass(data: bytes) -> int:
    """Take the text of every page with pypdfium2 and nothing else; the number of pages."""
    pdf = pdfium.PdfDocument(data)
    for page in pdf:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    count = len(pdf)
    pdf.close()
    return count


def has_embedded_fonts(data: bytes) -> bool:
    """Whether the file carries the font of the first text that it shows."""
    pdf = pdfium.PdfDocument(data)
    try:
        for page in pdf:
            for n in range(raw.FPDFPage_CountObjects(page.raw)):
                item = raw.FPDFPage_GetObject(page.raw, n)
                if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
                    return bool(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(item)) == 1)
        return False
    finally:
        pdf.close()


def ruled_tables(data: bytes) -> list[Rows]:
    """The ruled tables of the file as the reader finds them, page by page."""
    pdf = pdfium.PdfDocument(data)
    found = []
    for page in pdf:
        sheet = Sheet(page)
        glyphs = Glyphs(page, sheet)
        drawn = drawn_on(page, sheet)
        _, tables = share_out(glyphs, tables_of(drawn.horizontal, drawn.vertical))
        found += [[[None if c is None else _squeezed(c.text) for c in row] for row in table.rows] for table in tables]
        glyphs.close()
    pdf.close()
    return found


def tables_by_pdfplumber(data: bytes) -> list[Rows]:
    """The ruled tables of the file as pdfplumber finds them by its default settings, those without words left out."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    rows = [[[None if c is None else _squeezed(c) for c in row] for row in table] for table in tables]
    return [table for table in rows if any(cell for row in table for cell in row)]


def equal_cells(theirs: Sequence[Rows], ours: Sequence[Rows]) -> int:
    """How many cells of ``theirs`` the table, row and column of the same number in ``ours`` has with the same words."""
    return sum(
        one == other
        for table, again in zip(theirs, ours, strict=False)
        for row, same in zip(table, again, strict=False)
        for one, other in zip(row, same, strict=False)
    )


def lines_of(measured: PdfMeasurement) -> list[str]:
    """The measurement as lines of text for the user."""
    lines = []
    if measured.pages:
        lines.append(
            f"PDF（内嵌字体，{measured.files} 份 {measured.pages} 页）：每页 {measured.reader:.2f} 毫秒，"
            f"为只取文字（pypdfium2，{measured.bare:.2f} 毫秒）的 {measured.ratio:.2f} 倍，含表格"
        )
    lines.append(f"PDF 有框线表格 {measured.tables} 张：与 pdfplumber 相同的单元格 {measured.equal}/{measured.cells}")
    return lines


def _squeezed(text: str) -> str:
    """``text`` without white space, with the one sign that the reader changes in cells."""
    return "".join(text.split()).replace("|", "｜")


def _timed(data: bytes, rounds: int) -> tuple[float, float]:
    """Seconds of the bare pass and of the reader, the quickest of ``rounds`` turns each; they take turns, so that both
    meet the same machine."""
    blank = Document("", "", 0, "pdf", "ok")
    bare, reader = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        bare_pass(data)
        between = time.perf_counter()
        read_pdf(blank, data)
        bare.append(between - start)
        reader.append(time.perf_counter() - between)
    return min(bare), min(reader)
