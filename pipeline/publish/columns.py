"""In what unit a column of the comparison is shown, and each figure in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Comparison, Fact

YUAN = "元"
TEN_THOUSAND_YUAN = "万元"
LARGE = Decimal(1_000_000)
"""Money columns that hold a sum of at least this many yuan are shown in 万元."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a column is shown: ``unit`` of its facts (None: none, or not all the same), ``shift`` powers of ten less."""

    unit: str | None
    shift: int = 0

    @property
    def label(self) -> str:
        """The unit that stands in the column's header; empty where there is none."""
        return TEN_THOUSAND_YUAN if self.shift else self.unit or ""

    def suffix(self, fact: Fact) -> str:
        """The unit that has to stand in the cell, because the header's is not the fact's."""
        return "" if fact.unit == self.unit else fact.unit or ""

    def amount(self, number: Decimal) -> Decimal:
        """The number as shown, exact: as written, or in 万元 without the zeros that only the unit brought."""
        if not self.shift:
            return number
        shifted = number.scaleb(-self.shift).normalize()
        return shifted.quantize(Decimal(1)) if shifted == shifted.to_integral_value() else shifted


def facts_by_column(comparison: Comparison) -> tuple[tuple[Fact, ...], ...]:
    """The facts that fill each column's cells, in the order of the columns and rows."""
    found: list[list[Fact]] = [[] for _ in comparison.columns]
    for (_, column), cell in sorted(comparison.cells.items(), key=lambda item: item[0]):
        found[column].append(cell.fact)
    return tuple(tuple(facts) for facts in found)


def shown(facts: Iterable[Fact]) -> Shown:
    """The one unit of all ``facts``, money in 万元 where it is large; no unit where they differ."""
    facts = tuple(facts)
    units = {fact.unit for fact in facts}
    if len(units) != 1:
        return Shown(None)
    unit = units.pop()
    largest = max((abs(f.number) for f in facts if f.number is not None), default=Decimal(0))
    return Shown(unit, 4 if unit == YUAN and largest >= LARGE else 0)


def decimals(number: Decimal) -> int:
    """The places after the point that the number is written with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def letters(column: int) -> str:
    """The letters of a sheet's column counted from 0: ``A``, ``Z``, ``AA``."""
    while column >= len(_LETTERS):
        head, last = divmod(len(_LETTERS), 26)
        _LETTERS.append((_LETTERS[head - 1] if head else "") + chr(65 + last))
    return _LETTERS[column]


_LETTERS: list[str] = []
