"""What paragraphs and runs inherit from the styles of a DOCX file: list, rank as a heading, whether they are hidden.

Source: ECMA-376 Part 1, 17.7 (styles).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

Element = Any

_OFF = ("0", "false", "off")
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])$", re.I)
_CONTENTS = re.compile(r"toc \d|table of figures|目录 ?\d", re.I)


def is_on(properties: Element | None, name: str) -> bool | None:
    """Whether a switch such as ``w:vanish`` is on or off among the properties; None where it is not named."""
    switch = None if properties is None else properties.find(qn(name))
    return None if switch is None else switch.get(qn("w:val"), "1") not in _OFF


class Styles:
    """The styles by their id. Chains of ``basedOn`` are followed, each style once."""

    def __init__(self, root: Element | None) -> None:
        found = () if root is None else tuple(root.iterchildren(qn("w:style")))
        self._styles: dict[str, Element] = {style.get(qn("w:styleId"), ""): style for style in found}
        self._usual = next(
            (s.get(qn("w:styleId"), "") for s in found
             if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default"), "0") not in _OFF), "",
        )  # fmt: skip

    def numbered(self, properties: Element | None) -> tuple[str | None, int | None, str | None]:
        """The list (w:numId), the level in it and the style that gives the list, for a paragraph's properties.

        The list is None where there is none, the level None where the list's own levels name the style, the style None
        where the paragraph itself names the list.
        """
        number, level = _list(properties)
        if number is None:
            for style in self._chain(_named(properties, "w:pStyle") or self._usual):
                number, own = _list(style.find(qn("w:pPr")))
                level = own if level is None else level
                if number is not None:
                    return _unless_none(number), level, style.get(qn("w:styleId"))
        return _unless_none(number), 0 if level is None else level, None

    def list_of(self, style: str) -> str | None:
        """The w:numId that a numbering style names."""
        return next((n for s in self._chain(style) if (n := _list(s.find(qn("w:pPr")))[0]) is not None), None)

    def is_hidden(self, run: Element) -> bool:
        """Whether a run's text is hidden, by itself or by its character style."""
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return False
        own = is_on(properties, "w:vanish")
        if own is not None:
            return own
        chain = self._chain(_named(properties, "w:rStyle") or "")
        return next((on for s in chain if (on := is_on(s.find(qn("w:rPr")), "w:vanish")) is not None), False)

    def is_contents(self, properties: Element | None) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        chain = self._chain(_named(properties, "w:pStyle") or "")
        return any(_CONTENTS.match(_named(style, "w:name") or "") for style in chain)

    def heading(self, properties: Element | None) -> int | None:
        """The rank of a heading: 1 for a title, 2 for ``heading 1`` …; None for other paragraphs."""
        rank = _named(properties, "w:outlineLvl")
        for style in self._chain(_named(properties, "w:pStyle") or "") if rank is None else ():
            name = _named(style, "w:name") or ""
            if name.lower() == "title":
                return 1
            if match := _HEADING.match(name):
                return int(match[1]) + 1
            rank = _named(style.find(qn("w:pPr")), "w:outlineLvl") if rank is None else rank
        return int(rank) + 2 if rank in ("0", "1", "2", "3", "4", "5", "6", "7", "8") else None

    def _chain(self, style: str) -> Iterator[Element]:
        passed: set[str] = set()
        while style in self._styles and style not in passed:
            passed.add(style)
            element = self._styles[style]
            yield element
            based = element.find(qn("w:basedOn"))
            style = "" if based is None else based.get(qn("w:val"), "")


def _named(properties: Element | None, name: str) -> str | None:
    element = None if properties is None else properties.find(qn(name))
    return None if element is None else element.get(qn("w:val"))


def _list(properties: Element | None) -> tuple[str | None, int | None]:
    """List and level among a paragraph's properties."""
    numbering = None if properties is None else properties.find(qn("w:numPr"))
    if numbering is None:
        return None, None
    level = _named(numbering, "w:ilvl")
    return _named(numbering, "w:numId"), int(level) if level and level.isascii() and level.isdecimal() else None


def _unless_none(number: str | None) -> str | None:
    """``0`` takes a paragraph out of the list of its style."""
    return None if number == "0" else number
