"""Elements of a web page → paragraphs and tables, as a browser lays them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.read.blocks import Block, Grid, Paragraph
from pipeline.read.html_tables import grid_of, is_data_table, table_rows
from pipeline.read.html_tree import Element

LeftOut = Callable[[Element], bool]

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def blocks_of(top: Element, is_left_out: LeftOut) -> Iterator[Block]:
    """The paragraphs and tables of ``top`` in order; tables inside a table's cells follow it."""
    line: list[str] = []
    rank: int | None = None
    numbers: dict[int, str] = {}
    waiting: list[tuple[Element | str | None, bool]] = [(top, False)]  # None ends a block
    while waiting:
        item, kept = waiting.pop()
        if isinstance(item, str):
            line.append(item if kept else _BLANKS.sub(" ", item))
            continue
        if item is not None and item.tag == "br" and not is_left_out(item):
            line.append("\n")
            continue
        if item is None or is_left_out(item) or item.is_block:
            yield _paragraph(line, rank)
            line = []
        if item is None:
            rank = None
        elif is_data_table(item) and not is_left_out(item):
            yield from _table(item, is_left_out)
        elif not is_left_out(item):
            if item.is_block:
                waiting.append((None, False))
                numbers.update(_numbers(item))
                line.append(numbers.get(id(item), ""))
                rank = int(item.tag[1]) if item.tag in _HEADINGS else rank
            waiting.extend((child, kept or item.tag == "pre") for child in reversed(item.children))
    yield _paragraph(line, rank)


def _paragraph(line: list[str], rank: int | None) -> Paragraph:
    return Paragraph("\n".join(part.strip(" ") for part in "".join(line).split("\n")), heading=rank)


def _table(table: Element, is_left_out: LeftOut) -> Iterator[Block]:
    for element in table.elements():
        if element.tag == "caption":
            yield Paragraph(element.text())
    inner: list[Block] = []
    rows = []
    for cells in grid_of(table_rows(table)):
        words = []
        for cell in cells:
            found = () if cell is None else tuple(blocks_of(cell, is_left_out))
            words.append("\n".join(b.text for b in found if isinstance(b, Paragraph) and b.text.strip()))
            inner += [b for b in found if isinstance(b, Grid)]
        rows.append(tuple(words))
    yield Grid(tuple(rows))
    yield from inner


def _numbers(element: Element) -> dict[int, str]:
    """What a browser draws in front of the items of a numbered list, by their id()."""
    if element.tag != "ol" or element.attributes.get("type", "1") != "1":
        return {}
    number = _whole(element.attributes.get("start", ""), 1)
    found = {}
    for item in element.elements():
        if item.tag == "li":
            number = _whole(item.attributes.get("value", ""), number)
            found[id(item)] = f"{number}. "
            number += 1
    return found


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
