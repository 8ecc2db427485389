"""Blocks and grids: lines of the canonical text that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.model import Span

Row = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading, the rows of a table, or noise.

    ``level`` is the depth of the section number that opens it (None: no number). ``rows`` are the cells of a table that
    is written without ``|``; between two cells of a row at least one character of the text is left.
    """

    kind: Literal["paragraph", "heading", "table", "noise"]
    lines: tuple[Span, ...]
    level: int | None = None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table written without ``|``: the lines it takes (first, last exclusive) and its rows of cells."""

    first: int
    last: int
    rows: tuple[Row, ...]
