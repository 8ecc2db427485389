"""Part lists that the text states: 其中, 包括, 另有, a colon or brackets behind a total, rows and columns of a 合计.

A nested 其中 makes a list of its own and takes no part in the outer one (24所,其中民办1所;初中2所).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Fact, Figure, PartList, Table
from pipeline.normalise.context import Context
from pipeline.normalise.facts import Stated

_OPENS = re.compile(r"其中|包括|包含|(?<!不)含|分为|分别为|分别是|由[^,。;]{0,8}组成|构成|^:|^\(")
_HEAD = re.compile(r"(?:左右|以上|\([^)]*\))?(?:[^,。;:(]{0,10})?[,;]?")
_LOOSE = re.compile(r"其中|含|包括")
_RESTART = re.compile(r"^[,;]?(?:共有|现有|全县|全市|我县|新增|目前|同时|此外)")
_BRACKET = re.compile(r"[:(]")
_TOTAL = re.compile(r"合计|总计|汇总|共计")
_BALANCED = re.compile(r"\([^()]*\)")
_FLOW_WORDS = re.compile(r"占|比|率|增|减|提高|下降|人均|生均|平均")


def part_lists(stated: Sequence[Stated], context: Context) -> tuple[PartList, ...]:
    """All part lists of a document, in the order of their wholes."""
    first: dict[int, Fact] = {}
    for row in stated:
        if row.figure is not None:
            first.setdefault(row.figure, row.fact)
    return (*_in_prose(first, context), *_in_tables(first, context))


def _in_prose(first: dict[int, Fact], context: Context) -> Iterator[PartList]:
    figures = context.extraction.figures
    for n, figure in enumerate(figures[:-1]):
        if figure.cell is None and figure.op in ("=", "~"):
            words = _opening(n, figures, context)
            if words is not None:
                parts = _settled([first[k] for k in _parts(n, figures, context, first)], first[n])
                if parts:
                    yield PartList(first[n].fact_id, tuple(p.fact_id for p in parts), not _LOOSE.search(words), words)


def _opening(n: int, figures: Sequence[Figure], context: Context) -> str | None:
    """The words that open a list of parts right behind figure ``n``."""
    figure, follower = figures[n], figures[n + 1]
    if follower.cell is not None or follower.sentence != figure.sentence:
        return None
    between = context.text[figure.to : follower.at]
    head = _HEAD.match(between)
    rest = between[head.end() :] if head else between
    match = _OPENS.search(rest[:8]) or _BRACKET.match(between)
    return match.group(0) if match else None


def _parts(n: int, figures: Sequence[Figure], context: Context, first: dict[int, Fact]) -> Iterator[int]:
    """Positions of the figures that stand as parts of figure ``n``."""
    whole = figures[n]
    bracket = context.text[whole.to : whole.to + 1] == "("
    close = _closing(context.text, whole.to) if bracket else context.sentences[whole.sentence].to
    nested = False
    for k in range(n + 1, len(figures)):
        figure = figures[k]
        if figure.sentence != whole.sentence or figure.cell is not None or figure.at >= close:
            return
        lead = _BALANCED.sub("", context.text[figures[k - 1].to : figure.at])
        own = context.text[figure.own[0] : figure.at]
        if k > n + 1 and _RESTART.match(own):
            return
        if ";" in lead:
            if not nested and k > n + 1:
                return
            nested = False
        if k > n + 1 and re.search(r"其中|\(|(?<!不)含", lead):
            nested = True
        if ")" in lead and "(" not in lead:
            nested = False
        if nested:
            continue
        if figure.unit != whole.unit or _FLOW_WORDS.search(own):
            if figure.unit == "%" or _FLOW_WORDS.search(own):
                continue
            return
        if first[k].status == first[n].status and figure.op in ("=", "~"):
            yield k


def _closing(text: str, at: int) -> int:
    depth = 0
    for i in range(at, min(len(text), at + 400)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return at


def _settled(parts: list[Fact], whole: Fact) -> list[Fact]:
    """The parts as the list reads: where the words leave open how far it goes, as far as the sum is complete."""
    total = 0
    for n, part in enumerate(parts):
        number = part.number
        if number is None or whole.number is None:
            return parts
        total += number  # type: ignore[assignment]
        if total == whole.number and n >= 1:
            return parts[: n + 1]
    return parts


def _in_tables(first: dict[int, Fact], context: Context) -> Iterator[PartList]:
    figures = context.extraction.figures
    for number, table in enumerate(context.extraction.structure.tables):
        cells = {(f.cell[1], f.cell[2]): n for n, f in enumerate(figures) if f.cell and f.cell[0] == number}
        yield from _rows(table, cells, first, figures)
        yield from _columns(table, cells, first, figures)


def _rows(
    table: Table, cells: dict[tuple[int, int], int], first: dict[int, Fact], figures: Sequence[Figure]
) -> Iterator[PartList]:
    """A row called 合计 against the other rows, column by column."""
    body = [r for r in table.rows[table.header_rows :] if r]
    totals = [r[0].row for r in body if _TOTAL.search("".join(c.text for c in r[: max(table.labels, 1)]))]
    others = [r[0].row for r in body if r[0].row not in totals]
    if len(totals) != 1 or len(others) < 2:
        return
    for column in range(table.labels, len(table.columns)):
        whole = cells.get((totals[0], column))
        parts = [cells[(r, column)] for r in others if (r, column) in cells]
        words = "".join(table.columns[column])
        if whole is not None and len(parts) == len(others) and not _FLOW_WORDS.search(words):
            yield from _list(whole, parts, first, figures, "合计行")


def _columns(
    table: Table, cells: dict[tuple[int, int], int], first: dict[int, Fact], figures: Sequence[Figure]
) -> Iterator[PartList]:
    """A column called 合计 against the other columns of its unit, row by row."""
    totals = [n for n, words in enumerate(table.columns) if _TOTAL.search("".join(words))]
    if len(totals) != 1:
        return
    for row in table.rows[table.header_rows :]:
        whole = cells.get((row[0].row, totals[0])) if row else None
        if whole is None:
            continue
        parts = [
            cells[(row[0].row, c)]
            for c in range(table.labels, len(table.columns))
            if c != totals[0] and (row[0].row, c) in cells
        ]
        parts = [p for p in parts if figures[p].unit == figures[whole].unit]
        if len(parts) >= 2:
            yield from _list(whole, parts, first, figures, "合计列")


def _list(
    whole: int, parts: Sequence[int], first: dict[int, Fact], figures: Sequence[Figure], words: str
) -> Iterator[PartList]:
    if figures[whole].unit != "%" and all(figures[p].unit == figures[whole].unit for p in parts):
        yield PartList(first[whole].fact_id, tuple(first[p].fact_id for p in parts), True, words, "table")
