"""How much of the national standard each county reports."""

from __future__ import annotations

from collections import defaultdict

from pipeline.model import Comparison
from pipeline.publish.conclusions import items
from pipeline.rulebook import Rulebook


def reported(comparison: Comparison, rules: Rulebook) -> tuple[frozenset[str], ...]:
    """For each county the items of the standard (1.1 … 4.1) of which it states a figure or a verdict as so."""
    refs = {indicator.code: ref for ref, indicators in items(rules).items() for indicator in indicators}
    found: dict[int, set[str]] = defaultdict(set)
    for row, position in comparison.cells:
        column = comparison.columns[position]
        if column.status == "actual" and column.indicator in refs:
            found[row].add(refs[column.indicator])
    return tuple(frozenset(found[row]) for row in range(len(comparison.rows)))
