"""The characters of a PDF page in the order of pdfium, each with its box on the page as it is shown."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

HYPHENS = "\ufffe\x02"  # what pdfium makes of a hyphen at the end of a printed line
LINE_ENDS = "\r\n" + HYPHENS
# a number of one or two digits behind a word, and the last two digits of a number before one
_DIGITS = re.compile(r"(?<=[^\s\d.,])\d{1,2}(?!\d)|(?<=\d)\d{1,2}(?=[^\s\d.,])")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 0.8  # height of a raised digit at most, in heights of the sign before it
_LIFTED = 0.2  # height of its foot above theirs at least


class Box(NamedTuple):
    """A rectangle in points; the origin is the top left corner of the page as it is shown."""

    x0: float
    y0: float
    x1: float
    y1: float


class Sheet:
    """The visible part of a page, and the way from the page's own coordinates to those of :class:`Box`."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(bounds))
        self.left, self._bottom = bounds.left, bounds.bottom
        self._right, self.top = bounds.right, bounds.top
        self.turned = raw.FPDFPage_GetRotation(page.raw) % 4
        wide, high = self._right - self.left, self.top - self._bottom
        self.width, self.height = (high, wide) if self.turned % 2 else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates (origin bottom left, before the page is turned) as shown."""
        if self.turned == 0:
            return x - self.left, self.top - y
        if self.turned == 1:
            return y - self._bottom, x - self.left
        if self.turned == 2:
            return self._right - x, y - self._bottom
        return self.top - y, self._right - x


class Glyphs:
    """The text layer of one page: ``text`` and, on demand, the box of each of its characters.

    ``lost`` counts the characters that the file's fonts lead to no character at all. Close it after use.
    """

    def __init__(self, page: pdfium.PdfPage, sheet: Sheet) -> None:
        self._page = page.get_textpage()
        self._raw = self._page.raw
        self._sheet = sheet
        self._upright, self._left, self._top = sheet.turned == 0, sheet.left, sheet.top
        self._rect = raw.FS_RECTF()
        self._reference = ctypes.byref(self._rect)
        self.text, self._places, self.lost = _read(self._raw)
        self.text = self._with_raised(self.text)

    def box(self, place: int) -> Box:
        """The box of ``text[place]`` by its font's height and advance; it is empty for what pdfium made up."""
        if self._places is not None:
            place = self._places[place]
        raw.FPDFText_GetLooseCharBox(self._raw, place, self._reference)
        rect = self._rect
        if self._upright:  # by far the most pages: no call, no sorting
            left, top = self._left, self._top
            return Box(rect.left - left, top - rect.top, rect.right - left, top - rect.bottom)
        xs, ys = zip(self._sheet.point(rect.left, rect.top), self._sheet.point(rect.right, rect.bottom), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    def unmapped(self, places: Sequence[int]) -> int:
        """How many of the characters at ``places`` pdfium could not lead back to Unicode with certainty."""
        into = self._places
        return sum(raw.FPDFText_HasUnicodeMapError(self._raw, into[n] if into else n) == 1 for n in places)

    def _with_raised(self, text: str) -> str:
        """``text`` with small raised digits (note references, m²) as such, so that they join no number before them."""
        raised: list[int] = []
        plain: set[float] = set()  # heights of digits that were looked at and are not raised
        for match in _DIGITS.finditer(text):
            before, last = match.start() - 1, match.end() - 1
            box = self.box(last)
            high = round(box.y1 - box.y0, 2)
            if high in plain:
                continue
            if self._stands_above(last, before):
                raised += [n for n in range(match.start(), match.end()) if self._stands_above(n, before)]
            else:
                plain.add(high)
        if not raised:
            return text
        signs = list(text)
        for n in raised:
            signs[n] = signs[n].translate(_RAISED)
        return "".join(signs)

    def _stands_above(self, place: int, base: int) -> bool:
        """Whether a character is small and raised beside the one at ``base``."""
        small, large = self.box(place), self.box(base)
        high = large.y1 - large.y0
        return small.y1 - small.y0 < _SMALL * high and small.y1 < large.y1 - _LIFTED * high and small.y1 > large.y0

    def close(self) -> None:
        """Free what pdfium holds for the page's text."""
        self._page.close()


@lru_cache(maxsize=32)
def _units(size: int) -> type[ctypes.Array[ctypes.c_ushort]]:
    """The type of a buffer; making one takes longer than filling it, so sizes are few."""
    return ctypes.c_ushort * size


def _read(textpage: Any) -> tuple[str, tuple[int, ...] | None, int]:
    """The text of a page, where each character stands in pdfium's list (None: at the same place), and how many
    characters have no text."""
    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return "", None, 0
    buffer = _units(1 << (2 * count + 1).bit_length())()  # a character is one unit of UTF-16, or two
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(memoryview(buffer)[: max(0, written - 1)]).decode("utf-16-le", errors="replace")
    if len(text) == count:
        return text, None, 0
    # characters without text, or such of two UTF-16 units: one by one
    codes = [raw.FPDFText_GetUnicode(textpage, n) for n in range(count)]
    kept = tuple(n for n, code in enumerate(codes) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000)
    return "".join(chr(codes[n]) for n in kept), kept, codes.count(0)
