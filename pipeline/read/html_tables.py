"""Tables of web pages: which hold data and which lay out the page, and their cells on a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.read.html_tree import Element

_WIDEST = 200  # columns that a merged cell may claim
_TALLEST = 2000  # rows
_MOST_MERGED = 100_000  # places of one table that merged cells may claim; what claims more is not merged
_LONG = 300  # characters from which a cell may hold a whole text
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_LINES = ("p", "div", "br", "table", "ul", "ol", "h1", "h2", "h3", "h4")


def is_data_table(element: Element) -> bool:
    """Whether a table holds data in rows and columns; one cell with most of the words and lines lays out a page."""
    if element.tag != "table" or element.attributes.get("role") in ("presentation", "none"):
        return False
    rows = table_rows(element)
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    longest = max((cell for row in rows for cell in row), key=lambda cell: cell.chars)
    if longest.chars <= _LONG or 2 * longest.chars <= element.chars:
        return True
    return sum(1 for inside in longest.below() if inside.tag in _LINES and (inside.chars or inside.tag == "br")) < 3


def table_rows(table: Element) -> list[list[Element]]:
    """The cells of a table's own rows, without those of tables inside it."""
    rows = []
    waiting = list(table.elements())[::-1]
    while waiting:
        element = waiting.pop()
        if element.tag == "tr":
            rows.append([cell for cell in element.elements() if cell.tag in ("td", "th")])
        elif element.tag in _ROW_GROUPS:
            waiting.extend(list(element.elements())[::-1])
    return [row for row in rows if row]


def grid_of(rows: Sequence[Sequence[Element]]) -> Iterator[tuple[Element | None, ...]]:
    """Each row as the cells that begin in it, and None in the places that cells merged with others take."""
    taken: set[tuple[int, int]] = set()
    free = _MOST_MERGED
    for y, row in enumerate(rows):
        laid: list[Element | None] = []
        for cell in row:
            while (y, len(laid)) in taken:
                laid.append(None)
            wide = max(1, _span(cell, "colspan", _WIDEST))
            tall = min(_span(cell, "rowspan", _TALLEST) or len(rows), len(rows) - y)  # 0: down to the last row
            free -= wide * tall - 1
            if free < 0:
                wide = tall = 1
            taken.update((y + down, len(laid) + over) for down in range(1, tall) for over in range(wide))
            laid += [cell, *[None] * (wide - 1)]
        yield tuple(laid)


def _span(cell: Element, name: str, most: int) -> int:
    value = cell.attributes.get(name, "").strip()
    return min(int(value), most) if value.isascii() and value.isdecimal() and len(value) < 9 else 1
