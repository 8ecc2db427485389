"""Part lists of tables: rows and columns called 合计 against the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Fact, Figure, PartList, Table
from pipeline.normalise.context import Context

_TOTAL = re.compile(r"合计|总计|汇总|共计")
FLOW_WORDS = re.compile(r"占|比|率|增|减|提高|下降|人均|生均|平均|每|/(?:百)?(?:名)?(?:学)?生")
_OTHER_THAN_SUM = re.compile(r"达标|平均|均值|占比")


def table_lists(first: dict[int, Fact], context: Context) -> Iterator[PartList]:
    """All part lists of a document's tables; ``first`` holds the first fact of each figure by the figure's position."""
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
    labels = {r[0].row: "".join(c.text for c in r[: max(table.labels, 1)]) for r in body}
    totals = [row for row, words in labels.items() if _TOTAL.search(words)]
    if any(_OTHER_THAN_SUM.search(labels[row]) for row in totals):
        return  # 合计/达标校数 counts the schools that meet
    nested = [row for row, words in labels.items() if words.startswith("其中")]
    others = [r[0].row for r in body if r[0].row not in totals and r[0].row not in nested]
    if len(totals) != 1 or len(others) < 2:
        return
    for column in range(table.labels, len(table.columns)):
        whole = cells.get((totals[0], column))
        parts = [cells[(r, column)] for r in others if (r, column) in cells]
        words = "".join(table.columns[column])
        if whole is not None and len(parts) == len(others) and not FLOW_WORDS.search(words):
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
        if whole is None or FLOW_WORDS.search("".join(c.text for c in row[: max(table.labels, 1)])):
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
