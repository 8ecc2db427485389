"""pdfplumber, opened only where a page has a table without ruling lines: it takes 30 times as long as pdfium."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from pipeline.read.pdf_glyphs import Box

_BY_TEXT = {"vertical_strategy": "text", "horizontal_strategy": "text"}
_MARGIN = 2.0  # points around a region


class Plumber:
    """A file as pdfplumber reads it, opened on first use."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._stack = ExitStack()
        self._pages: Sequence[Any] | None = None

    def __enter__(self) -> Plumber:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def parting(self, number: int, width: float, region: Box) -> Sequence[float]:
        """The x (points) where the text strategy parts the columns of ``region`` on page ``number`` (from 1).

        Nothing where it finds no table, or reads the page's measures otherwise than pdfium.
        """
        try:
            page = self._page(number)
            if abs(page.width - width) > 1:
                return ()
            bounds = (
                max(region.x0 - _MARGIN, page.bbox[0]),
                max(region.y0 - _MARGIN, page.bbox[1]),
                min(region.x1 + _MARGIN, page.bbox[2]),
                min(region.y1 + _MARGIN, page.bbox[3]),
            )
            tables = page.crop(bounds).find_tables(_BY_TEXT)
        except Exception:  # pdfminer raises what it likes on files that pdfium reads; the caller can do without
            return ()
        return sorted({x for table in tables for cell in table.cells for x in (cell[0], cell[2])})

    def _page(self, number: int) -> Any:
        if self._pages is None:
            import pdfplumber

            self._pages = self._stack.enter_context(pdfplumber.open(io.BytesIO(self._data))).pages
        return self._pages[number - 1]
