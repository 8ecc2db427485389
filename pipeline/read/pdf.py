"""PDF with a text layer: pages → canonical text with tables, and a verdict on each page."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.errors import UnreadableDocument
from pipeline.model import Document, Page
from pipeline.read.pdf_blocks import blocks_of
from pipeline.read.pdf_pages import Leaf, read_page
from pipeline.read.pdf_plumber import Plumber
from pipeline.read.pdf_text import written

MOST_PAGES = 2000
MOST_SECONDS = 100.0  # for one document; the limit of the child process lies above
_END = b"%%EOF"
_TAIL = 4096  # bytes in which a whole file has its end mark

_AGAIN = "请用原软件打开，重新导出为 PDF 后再提交，或提交原 Word 文档。"
_DAMAGED = f"PDF 文件已损坏或不完整，无法打开。{_AGAIN}"
_LOCKED = "PDF 文件设有打开密码。请去掉密码后重新提交。"
_CUT = "文件结尾缺失，可能没有传完，后面的页面可能不全。请核对页数后重新提交。"
_WORDS = {
    "scanned": "是扫描图片，没有文字",
    "garbled": "文字是乱码（字体编码不标准或页面损坏）",
    "empty": "是空白页",
}
_WANTED = "请提交原 Word 文档，或用文字版重新导出 PDF。"


def read_pdf(document: Document, data: bytes, join_tables: bool = True) -> Document:
    """``document`` with its canonical text, and a verdict on each page.

    ``join_tables`` says whether a table that goes on over the page with the same columns is made one. The status is
    partial where some pages are not text, unreadable where none is. Raises UnreadableDocument if the file is damaged or
    locked, or if it exceeds MOST_PAGES or MOST_SECONDS.
    """
    leaves = _read_pages(data)
    pages = tuple(Page(leaf.number, leaf.verdict) for leaf in leaves)
    if not any(leaf.verdict == "text" for leaf in leaves):
        reason = _unread(leaves) + "没有一页可以读取。" + _WANTED
        return replace(document, status="unreadable", reason=reason, pages=pages)
    result = written(blocks_of(leaves, join_tables))
    reasons = []
    if any(leaf.verdict in ("scanned", "garbled") for leaf in leaves):
        reasons.append(_unread(leaves) + "其余页照常读取。" + _WANTED)
    if _END not in data[-_TAIL:]:
        reasons.append(_CUT)
    return replace(
        document,
        text=result.text,
        pages=pages,
        wrapped=False,
        marks=result.marks,
        aside=result.aside,
        status="partial" if reasons else "ok",
        reason="".join(reasons) or None,
    )


def _read_pages(data: bytes) -> list[Leaf]:
    """Every page of the file. Raises UnreadableDocument if it cannot be opened or is beyond the limits."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise UnreadableDocument(_LOCKED if locked else _DAMAGED) from error
    started = time.monotonic()
    try:
        count = len(pdf)
        if count > MOST_PAGES:
            raise UnreadableDocument(f"PDF 有 {count} 页，超过 {MOST_PAGES} 页的上限。请拆分后重新提交。")
        leaves = []
        with Plumber(data) as plumber:
            for number in range(1, count + 1):
                leaves.append(_read_one(pdf, number, plumber))
                if time.monotonic() - started > MOST_SECONDS:
                    raise UnreadableDocument(
                        f"读取超过 {MOST_SECONDS:.0f} 秒，只读到第 {number} 页（共 {count} 页）。请拆分后重新提交。"
                    )
        return leaves
    finally:
        pdf.close()


def _read_one(pdf: pdfium.PdfDocument, number: int, plumber: Plumber) -> Leaf:
    """A page; one that cannot be opened (a broken object, a page tree that leads back to itself) counts as garbled."""
    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError:
        return Leaf(number, "garbled")
    try:
        return read_page(page, number, plumber)
    except pdfium.PdfiumError:
        return Leaf(number, "garbled")
    finally:
        page.close()


def _unread(leaves: Iterable[Leaf]) -> str:
    """A sentence that names the pages without text, kind by kind."""
    said = []
    for verdict, words in _WORDS.items():
        numbers = [leaf.number for leaf in leaves if leaf.verdict == verdict]
        if numbers:
            said.append(f"第 {'、'.join(_ranges(numbers))} 页{words}")
    return "；".join(said) + "。"


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    """Page numbers as a reader writes them: 3, 5—8."""
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield f"{run[0]}" if len(run) == 1 else f"{run[0]}—{run[-1]}"
