"""Which 市州 a county belongs to, and in which order the sheets list the counties."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.model import ComparisonRow, RosterLine

UNKNOWN = "（未归市州）"


@dataclass(frozen=True, slots=True)
class Divisions:
    """The counties of places.csv: the 市州 of each code (the province where there is none), the codes of each name.

    ``names`` are all names by their first two characters.
    """

    prefectures: dict[str, str]
    codes: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]


@cache
def divisions(path: Path) -> Divisions:
    """The divisions of a places.csv, read once a process."""
    prefectures: dict[str, str] = {}
    codes: dict[str, tuple[str, ...]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        head = next(lines)
        where = [head.index(column) for column in ("code", "name", "level", "prefecture", "province")]
        for line in lines:
            code, name, level, prefecture, province = (line[at] for at in where)
            if level != "province":
                prefectures[code] = prefecture or (name if level == "prefecture" else province)
                codes[name] = (*codes.get(name, ()), code)
    names: dict[str, list[str]] = defaultdict(list)
    for name in codes:
        names[name[:2]].append(name)
    return Divisions(prefectures, codes, {start: tuple(found) for start, found in names.items()})


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A 市州 with its counties: positions in the comparison's rows, in the order of their codes."""

    name: str
    rows: tuple[int, ...]


def by_prefecture(
    rows: Sequence[ComparisonRow], places: Path, roster: Sequence[RosterLine] | None
) -> tuple[Prefecture, ...]:
    """The counties by 市州, in the order of their codes; those without a code stand where the roster puts them."""
    coded = divisions(places).prefectures if places.is_file() else {}
    listed = {line.county: line.prefecture for line in roster or ()}
    found: dict[str, list[int]] = defaultdict(list)
    place = {line.county: number for number, line in enumerate(roster or ())}
    order = sorted(
        range(len(rows)),
        key=lambda n: (n, 0) if rows[n].county_code else (len(rows), place.get(rows[n].county, len(place))),
    )
    for position in order:
        row = rows[position]
        found[coded.get(row.county_code or "") or listed.get(row.county) or UNKNOWN].append(position)
    known = [Prefecture(name, tuple(found[name])) for name in found if name != UNKNOWN]
    return (*known, *(Prefecture(name, tuple(found[name])) for name in found if name == UNKNOWN))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of counties: a county (its ``row`` in the comparison) or a subtotal of ``prefecture``."""

    at: int
    prefecture: Prefecture
    row: int | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of every table of counties, from ``first`` on: the counties, each 市州's subtotal below its own."""

    lines: tuple[Line, ...]
    first: int
    at: dict[int, int]

    @property
    def last(self) -> int:
        """The last line (``first`` − 1 where there are none)."""
        return self.first + len(self.lines) - 1

    def ranges(self, column: str, prefecture: Prefecture | None = None) -> Iterator[str]:
        """The stretches of counties, without subtotals, in a column: of one 市州, or of all."""
        own = [self.at[row] for line in self.lines if line.row is not None for row in (line.row,)]
        if prefecture is not None:
            own = [self.at[row] for row in prefecture.rows]
        start = 0
        for position in range(1, len(own) + 1):
            if position == len(own) or own[position] != own[position - 1] + 1:
                yield f"{column}{own[start] + 1}:{column}{own[position - 1] + 1}"
                start = position


def lines_of(prefectures: Sequence[Prefecture], first: int, *, each: int = 1) -> Lines:
    """The lines from ``first`` on, ``each`` of them a county; a 市州 of two counties and more has a subtotal."""
    found: list[Line] = []
    at: dict[int, int] = {}
    here = first
    for prefecture in prefectures:
        for row in prefecture.rows:
            found.append(Line(here, prefecture, row))
            at[row] = here
            here += each
        if len(prefecture.rows) > 1 and prefecture.name != UNKNOWN:
            found.append(Line(here, prefecture, None))
            here += each
    return Lines(tuple(found), first, at)
