"""A sample report's plain text → title, paragraphs and tables, as its author would have typed them into Word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

_FOOT = re.compile(r"— \d+ —")
_RULE = re.compile(r"[\s|:-]+")
_SITE = re.compile(
    r"首页 >|发布时间：|分享到：|【打印本页】|上一篇：|下一篇：|主办："
)  # the page around a report that was saved from one
_HEADING = re.compile(r"#+ |第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]")
_NUMBER = re.compile(r"[\d,.]+|[≥≤]?\d[\d.]*[一-龥㎡%]*")
_YEAR = re.compile(r"20\d\d年?")


@dataclass(frozen=True)
class Text:
    """A paragraph; ``level`` is 1 or 2 for a heading, else 0."""

    words: str
    level: int = 0


@dataclass(frozen=True)
class Cell:
    """A table cell and how many columns and rows it takes."""

    words: str
    wide: int = 1
    tall: int = 1
    head: bool = False


@dataclass(frozen=True)
class Rows:
    """A table: the cells of each row, a merged one in its first row alone, and the number of columns."""

    rows: tuple[tuple[Cell, ...], ...]
    width: int


def parts_of(text: str) -> list[Text | Rows]:
    """The report's paragraphs and tables; the first is its title."""
    found: list[Text | Rows] = []
    lines = [line for line in text.split("\n") if not _SITE.match(line)]
    if any(map(_FOOT.fullmatch, lines)):
        lines = _unwrapped(lines)
    at = 0
    while at < len(lines):
        table = list(takewhile(lambda line: " | " in line, lines[at:]))
        if len(table) >= 2:
            found.append(_table(table))
            at += len(table)
            continue
        if lines[at].strip():
            words = lines[at].strip()
            short = len(words) <= 40 and not words.endswith(("。", "；", ";", "：", ":"))
            level = (1 if re.match(r"#|第|[一二三]", words) else 2) if short and _HEADING.match(words) else 0
            found.append(Text(words.removeprefix("> ").lstrip("# "), level))
        at += 1
    return found


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Printed lines joined to paragraphs, page numbers and the running head behind them left out."""
    found: list[str] = []
    skip = False
    for line in lines:
        if _FOOT.fullmatch(line):
            skip = True
        elif skip:
            skip = False
        elif line.startswith(" ") or not any(words.startswith(" ") for words in found):
            found.append(line)
        else:
            found[-1] += line
    return found


def _table(lines: Sequence[str]) -> Rows:
    grid = [_cells(line) for line in lines if not _RULE.fullmatch(line)]
    width = max(map(len, grid))
    grid = [row + [""] * (width - len(row)) for row in grid]
    heads = sum(1 for _ in takewhile(lambda row: not any(map(_is_figure, row)), grid))
    heads = 1 if heads == len(grid) else min(heads, 2)
    return Rows(tuple(tuple(_row(grid, y, heads)) for y in range(len(grid))), width)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _is_figure(words: str) -> bool:
    return bool(_NUMBER.fullmatch(words)) and not _YEAR.fullmatch(words)


def _row(grid: Sequence[Sequence[str]], y: int, heads: int) -> Iterator[Cell]:
    """The cells of a row; in a header of two rows, empty ones belong to the cell to the left or above."""
    row = grid[y]
    if heads < 2 or y >= 2:
        yield from (Cell(words, head=y < heads) for words in row)
        return
    for x, words in enumerate(row):
        if y == 1 and (words or not _stands_alone(grid, x)):
            yield Cell(words, head=True)
        elif y == 0 and (words or x == 0):
            wide = 1
            while x + wide < len(row) and not row[x + wide] and grid[1][x + wide]:
                wide += 1
            yield Cell(words, wide, 2 if _stands_alone(grid, x) else 1, head=True)


def _stands_alone(grid: Sequence[Sequence[str]], x: int) -> bool:
    """Whether a column's head takes both rows of the header."""
    return not grid[1][x] and (x == 0 or bool(grid[0][x]))
