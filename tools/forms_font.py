"""A Chinese font cut down to the signs of one text, with TrueType outlines, which every reader of PDF knows."""

from __future__ import annotations

from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

SIMPLIFIED = 2  # the face of a Noto CJK collection with the mainland's shapes
_PRECISION = 1.0  # font units by which an outline may change


def cut_font(font: Path, text: str, target: Path) -> None:
    """Write the glyphs of ``font`` (.ttc, .otf, .ttf) that ``text`` needs to ``target`` (.ttf), the same bytes ever."""
    whole = TTFont(font, fontNumber=SIMPLIFIED if font.suffix == ".ttc" else -1, recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(whole)
    if "CFF " in whole:
        _with_quadratic_outlines(whole)
    whole.save(target)


def _with_quadratic_outlines(font: TTFont) -> None:
    """Put TrueType outlines in the place of the PostScript ones."""
    order = font.getGlyphOrder()
    glyphs = font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, _PRECISION, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = outlines
    for name in order:
        width, _ = font["hmtx"][name]
        table[name].recalcBounds(table)
        font["hmtx"][name] = (width, getattr(table[name], "xMin", 0))
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    for limit in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"):
        setattr(profile, limit, 0)
    profile.maxSizeOfInstructions = 0
    profile.maxZones = 1
    profile.maxComponentElements = 0
    font["post"].formatType = 3.0
    font["post"].extraNames, font["post"].mapping = [], {}
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"
