"""Bar charts as PNG, drawn with Pillow: the same rows give the same bytes on one machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pipeline.publish.digest.fonts import FontFile

WIDTH = 1560  # pixels; 156 mm in the document, so that print is sharp
_SIZE = 34
_BAR = 30
_GAP = 22
_MARGIN = 24
_LINE, _TEXT, _GROUND = "#BFBFBF", "#262626", "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Series:
    """What one colour of the bars stands for."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A row of the chart: its label and a number a series."""

    label: str
    values: tuple[int, ...]


def bar_chart(rows: Sequence[Bars], series: Sequence[Series], font: FontFile, *, stacked: bool) -> bytes:
    """Horizontal bars with their numbers, a legend above; ``stacked``: a row's bars in one line. PNG bytes.

    Numbers are counts, so the axis begins at 0 and ends at the largest; zeros are not drawn.
    """
    from PIL import Image, ImageDraw, ImageFont

    letters = ImageFont.truetype(str(font.path), _SIZE, index=font.face, layout_engine=ImageFont.Layout.BASIC)
    deep = _BAR * (1 if stacked else len(series))
    height = 2 * _MARGIN + _SIZE + _GAP + len(rows) * (deep + _GAP)
    picture = Image.new("RGB", (WIDTH, height), _GROUND)
    draw = ImageDraw.Draw(picture)
    left = _MARGIN + int(max((letters.getlength(row.label) for row in rows), default=0)) + 16
    _legend(draw, letters, series)
    room = WIDTH - left - _MARGIN - 70
    most = max((sum(r.values) if stacked else max(r.values) for r in rows), default=0) or 1
    at = _MARGIN + _SIZE + _GAP
    for row in rows:
        draw.text((left - 16, at + deep / 2), row.label, font=letters, fill=_TEXT, anchor="rm")
        _bars(draw, letters, row, series, (left, at, room / most), stacked=stacked)
        at += deep + _GAP
    draw.line((left, _MARGIN + _SIZE + _GAP / 2, left, height - _MARGIN), fill=_LINE, width=2)
    buffer = BytesIO()
    picture.quantize(32).save(buffer, "PNG", optimize=False, dpi=(254, 254))
    return buffer.getvalue()


def _legend(draw: Any, letters: Any, series: Sequence[Series]) -> None:
    at = float(_MARGIN)
    for one in series:
        draw.rectangle((at, _MARGIN + 4, at + _SIZE - 8, _MARGIN + _SIZE - 4), fill=one.colour)
        draw.text((at + _SIZE, _MARGIN + _SIZE / 2), one.name, font=letters, fill=_TEXT, anchor="lm")
        at += _SIZE + letters.getlength(one.name) + 40


def _bars(
    draw: Any,
    letters: Any,
    row: Bars,
    series: Sequence[Series],
    place: tuple[float, float, float],
    *,
    stacked: bool,
) -> None:
    """One row: ``place`` is where it begins (x, y) and how many pixels one counts."""
    x, y, scale = place
    for value, one in zip(row.values, series, strict=True):
        long = value * scale
        if value:
            draw.rectangle((x, y, x + long - 1, y + _BAR - 1), fill=one.colour)
            inside = stacked and long > letters.getlength(str(value)) + 8
            if inside:
                ink = _GROUND if _is_dark(one.colour) else _TEXT
                draw.text((x + long / 2, y + _BAR / 2), str(value), font=letters, fill=ink, anchor="mm")
            elif not stacked:
                draw.text((x + long + 10, y + _BAR / 2), str(value), font=letters, fill=_TEXT, anchor="lm")
        if stacked:
            x += long
        else:
            y += _BAR


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
