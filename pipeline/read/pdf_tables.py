"""Ruled tables: edges → intersections → cells → tables, the steps of pdfplumber's TableFinder.

A cell is the smallest rectangle between four intersections whose sides are drawn; cells that share a corner are one
table. Underlines and the red lines of an official head touch no upright line, so no cell comes of them. Tolerances
are pdfplumber's (3 points), so that the cells are the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.read.pdf_edges import Edge
from pipeline.read.pdf_glyphs import Box

_NEAR = 3.0  # points by which edges that belong together may miss one another
_SHORTEST = 3.0  # points of an edge, once its pieces are joined
_MOST_EDGES = 4000  # of one direction; more are a drawing
_MOST_CROSSINGS = 250_000  # pairs of a level and an upright edge to look at

Point = tuple[float, float]
Crossings = dict[Point, tuple[int, int]]  # the horizontal and the vertical edge that meet there


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its cells, the lines ``xs`` and ``ys`` that they lie between, and the cell of each place.

    ``owner[row][column]`` is the number of the cell that covers the place (None: a hole).
    """

    box: Box
    cells: tuple[Box, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[int | None, ...], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """The number of the cell that holds the point; None outside all cells."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.owner[row][column]
        return None


def tables_of(horizontal: Sequence[Edge], vertical: Sequence[Edge]) -> tuple[Grid, ...]:
    """The ruled tables that the edges of a page draw, from the top down, with at least two cells each."""
    if len(horizontal) < 2 or len(vertical) < 2 or max(len(horizontal), len(vertical)) > _MOST_EDGES:
        return ()
    level, upright = _merged(horizontal), _merged(vertical)
    if len(level) * len(upright) > _MOST_CROSSINGS:
        return ()
    return _tables(_cells(_crossings(level, upright)))


def _merged(edges: Sequence[Edge]) -> list[Edge]:
    """Edges of nearly one line put on one line, then those that touch joined into one."""
    lines: dict[float, list[Edge]] = {}
    cluster: list[Edge] = []
    for edge in sorted(edges):
        if cluster and edge.at - cluster[-1].at > _NEAR:
            lines[sum(e.at for e in cluster) / len(cluster)] = cluster
            cluster = []
        cluster.append(edge)
    lines[sum(e.at for e in cluster) / len(cluster)] = cluster
    merged = []
    for at, pieces in lines.items():
        start, end = None, 0.0
        for piece in sorted(pieces, key=lambda e: e.start):
            if start is not None and piece.start <= end + _NEAR:
                end = max(end, piece.end)
                continue
            if start is not None and end - start >= _SHORTEST:
                merged.append(Edge(at, start, end))
            start, end = piece.start, piece.end
        if start is not None and end - start >= _SHORTEST:
            merged.append(Edge(at, start, end))
    return merged


def _crossings(level: Sequence[Edge], upright: Sequence[Edge]) -> Crossings:
    found: Crossings = {}
    for v, post in enumerate(upright):
        for h, beam in enumerate(level):
            if post.start - _NEAR <= beam.at <= post.end + _NEAR and beam.start - _NEAR <= post.at <= beam.end + _NEAR:
                found[post.at, beam.at] = (h, v)
    return found


def _cells(crossings: Crossings) -> list[Box]:
    """The smallest drawn rectangle to the lower right of each crossing."""
    in_column, in_row = defaultdict(list), defaultdict(list)
    for x, y in sorted(crossings):
        in_column[x].append(y)
        in_row[y].append(x)
    found = []
    for (x, y), (h, v) in sorted(crossings.items()):
        below = [b for b in in_column[x] if b > y and crossings[x, b][1] == v]
        beside = [r for r in in_row[y] if r > x and crossings[r, y][0] == h]
        corner = next(
            (
                (right, bottom)
                for bottom in below
                for right in beside
                if (right, bottom) in crossings
                and crossings[right, bottom] == (crossings[x, bottom][0], crossings[right, y][1])
            ),
            None,
        )
        if corner is not None:
            found.append(Box(x, y, *corner))
    return found


def _tables(cells: Sequence[Box]) -> tuple[Grid, ...]:
    """Cells that share a corner, gathered (single ones are frames around text, not tables)."""
    parent = list(range(len(cells)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    seen: dict[Point, int] = {}
    for n, cell in enumerate(cells):
        for corner in ((cell.x0, cell.y0), (cell.x1, cell.y0), (cell.x0, cell.y1), (cell.x1, cell.y1)):
            parent[root(n)] = root(seen.setdefault(corner, n))
    groups: dict[int, list[Box]] = defaultdict(list)
    for n, cell in enumerate(cells):
        groups[root(n)].append(cell)
    grids = [_grid(group) for group in groups.values() if len(group) > 1]
    return tuple(sorted(grids, key=lambda grid: (grid.box.y0, grid.box.x0)))


def _grid(cells: Sequence[Box]) -> Grid:
    cells = tuple(sorted(cells, key=lambda c: (c.y0, c.x0)))
    xs = tuple(sorted({x for c in cells for x in (c.x0, c.x1)}))
    ys = tuple(sorted({y for c in cells for y in (c.y0, c.y1)}))
    column, row = {x: n for n, x in enumerate(xs)}, {y: n for n, y in enumerate(ys)}
    owner: list[list[int | None]] = [[None] * (len(xs) - 1) for _ in ys[1:]]
    for n, cell in enumerate(cells):
        for r in range(row[cell.y0], row[cell.y1]):
            for c in range(column[cell.x0], column[cell.x1]):
                owner[r][c] = n
    return Grid(Box(xs[0], ys[0], xs[-1], ys[-1]), cells, xs, ys, tuple(map(tuple, owner)))
