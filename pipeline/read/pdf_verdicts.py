"""What can be read of a page: text, a scanned picture, characters that mean nothing, or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model import PageVerdict
from pipeline.read.pdf_glyphs import Glyphs

_MOST_ODD = 0.15  # share of characters that stand for no sign of a Chinese text
_FEW = 30  # characters; a scanning program prints its name below the picture
_COVERED = 0.5  # share of the page that a picture fills on a scanned page
_OUTLINED = 50  # painted paths on a page without text: the signs are drawn as shapes
_SAMPLE = 24  # characters asked of pdfium one by one
_REFERENCE = re.compile(r"&#(\d+);")  # what the codec makes of a sign that the set of 1980 lacks
_CID = re.compile(r"\(cid:\d+\)")
_CODES_ALONE = 0.4  # share of signs and punctuation in what should be words

# what reports are written in, beside Chinese characters: Latin, Greek, punctuation, numbers in circles, box drawing …
_USUAL = re.compile(
    r"[\x20-\x7e\xa0-\xff\u0391-\u03c9\u2000-\u206f\u2070-\u218f\u2190-\u22ff\u2460-\u27bf\u3000-\u303f\u3105-\u312f"
    r"\u3200-\u33ff\ufe30-\ufe6f\uff00-\uffef\ufffe\x02\t\r\n]"
)
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def verdict_of(glyphs: Glyphs, area: float, images: Sequence[float], paths: int) -> PageVerdict:
    """The verdict on a page of ``area`` points² with this text, ``images`` of these areas and so many paths."""
    signs = "".join(glyphs.text.split())
    if not signs and not glyphs.lost:
        return "scanned" if images or paths >= _OUTLINED else "empty"
    if len(signs) < _FEW and sum(images) >= _COVERED * area:
        return "scanned"
    return "garbled" if _is_garbled(glyphs, signs) else "text"


def _is_garbled(glyphs: Glyphs, signs: str) -> bool:
    """Whether the signs of a page are none, or not those that the page shows."""
    doubtful = _REFERENCE.findall(signs.encode("gb2312", "xmlcharrefreplace").decode("gb2312"))
    odd = glyphs.lost + sum(_is_odd(chr(int(code))) for code in doubtful)
    odd += sum(map(len, _CID.findall(signs)))
    if odd > _MOST_ODD * (len(signs) + glyphs.lost):
        return True
    step = max(1, len(glyphs.text) // _SAMPLE)
    sample = [n for n in range(0, len(glyphs.text), step) if not glyphs.text[n].isspace()]
    if len(sample) >= _SAMPLE // 4 and glyphs.unmapped(sample) > len(sample) / 2:
        return True
    return len(signs) >= 2 * _FEW and not _HAN.search(signs) and _is_code(signs)


def _is_code(signs: str) -> bool:
    """Whether a text without a Chinese character is glyph numbers taken for Latin: more signs than letters."""
    return sum(not c.isalnum() for c in signs) > _CODES_ALONE * len(signs)


@lru_cache(maxsize=1 << 15)
def _is_odd(c: str) -> bool:
    """Whether ``c`` is no sign of a Chinese report: for private use, of another script, or in neither of the
    character sets that the mainland and Taiwan write with."""
    if not _HAN.match(c):
        return not _USUAL.match(c)
    c = unicodedata.normalize("NFKC", c)  # a radical, or a character that was coded twice
    return not any(c.encode(encoding, "ignore") for encoding in ("gb2312", "big5"))
