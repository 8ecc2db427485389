"""Running heads, running feet and page numbers: rows that the pages repeat in their margins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.read.pdf_cells import Filled
from pipeline.read.pdf_lines import Row
from pipeline.read.pdf_pages import Leaf

_OUTER = 0.13  # share of the page's height, at its head and at its foot
_DEPTH = 3  # rows looked at from either end
_OFTEN = 0.35  # share of the pages
_LONGEST = 60  # characters of a running head
_NUMBER = re.compile(
    r"[\s—–\-─·｜～~]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[\s—–\-─·｜～~]*"
)
_DIGITS = re.compile(r"\d+")
_UNIT = re.compile(r"单\s*位\s*[:：]|[(（]单位")

Place = tuple[int, int]  # position of the page in the document, of the part on the page


def margins_of(leaves: Sequence[Leaf]) -> frozenset[Place]:
    """The rows that belong to the pages and not to the report.

    A page number stands alone in the outer part of a page. A running head or foot comes again at its height, but for
    its digits, on nearly every other page (left and right pages may differ) and on two at least; a line that gives the
    unit of a table below it is none.
    """
    outer = {place: row for n, leaf in enumerate(leaves) for place, row in _outer(n, leaf)}
    count = Counter((_masked(row), _level(leaves, place)) for place, row in outer.items())
    pages = sum(bool(leaf.parts) for leaf in leaves)
    often = max(2, round(_OFTEN * pages))
    return frozenset(
        place
        for place, row in outer.items()
        if _NUMBER.fullmatch(row.text)
        or (len(row.text) <= _LONGEST and not _UNIT.search(row.text) and _count(count, leaves, place, row) >= often)
    )


def _outer(n: int, leaf: Leaf) -> Iterator[tuple[Place, Row]]:
    """The rows in the margins of a page, from its ends inwards up to the first that is none."""
    ends = (range(min(_DEPTH, len(leaf.parts))), range(len(leaf.parts) - 1, max(-1, len(leaf.parts) - 1 - _DEPTH), -1))
    for end, inwards in enumerate(ends):
        for k in inwards:
            part = leaf.parts[k]
            if isinstance(part, Filled):
                break
            box = part.box
            if (box.y1 if end == 0 else leaf.height - box.y0) > _OUTER * leaf.height:
                break
            yield (n, k), part


def _masked(row: Row) -> str:
    return _DIGITS.sub("0", row.text)


def _level(leaves: Sequence[Leaf], place: Place) -> int:
    """The height of a row on its page, in steps of six points."""
    row = leaves[place[0]].parts[place[1]]
    return round(row.box.y1 / 6)


def _count(count: Counter[tuple[str, int]], leaves: Sequence[Leaf], place: Place, row: Row) -> int:
    """On how many pages a row comes again at its height, a step up or down allowed."""
    level = _level(leaves, place)
    return sum(count[_masked(row), level + step] for step in (-1, 0, 1))
