"""Stated judgements: 该项指标达到要求, 未达标, 通过努力可以达到, 需要监测才能知道."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.model import Judgement, Structure, Table
from pipeline.rulebook import Rulebook

_HINT = re.compile(r"达|符合|满足|合格|才能|才有|无法|待|结果|为准")


@lru_cache(maxsize=8)
def _patterns(rules: Rulebook) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = rules.verdicts
    return tuple(
        (value, re.compile("|".join(f"(?:{p})" for p in getattr(words, value))))
        for value in ("unknown", "not_met", "expected", "met")
    )


def judgements_of(structure: Structure, rules: Rulebook) -> tuple[Judgement, ...]:
    """Every judgement of the prose, in view order; of overlapping ones the first in the order of the rulebook."""
    found: list[Judgement] = []
    for number, sentence in enumerate(structure.sentences):
        text = structure.view.text[sentence.at : sentence.to]
        if _HINT.search(text):
            found.extend(_in_sentence(text, sentence.at, number, rules))
    cells = [j for n, table in enumerate(structure.tables) for j in _in_table(n, table)]
    taken = {(j.at, j.to) for j in cells}
    found = [j for j in found if not any(a <= j.at and j.to <= b for a, b in taken)]
    return tuple(sorted((*found, *cells), key=lambda j: j.at))


# Columns of a table that hold results, and the words that fill them.
_RESULTS = re.compile(r"结论|自评|是否(?:达标|达到|符合)|达标情况|评估结果|自查结果|认定|判定|结果")
_CELLS = (
    ("unknown", re.compile(r"待.*|暂.*|需.*监测.*|.*才能.*|尚未.*(?:监测|评估).*|无法.*")),
    (
        "expected",
        re.compile(r"(?:预计|有望|基本|通过努力)?(?:能|可|将)(?:够)?(?:达标|达到.*|符合.*|完成)|预计达标|基本能达标"),
    ),
    ("not_met", re.compile(r"(?:未|不|没有|尚未|否|×|✗).*")),
    ("met", re.compile(r"(?:已|均|全部|都|已全部|完全)?(?:达标|达到.{0,4}|符合.{0,4}|合格|满足.{0,4}|是|√|✓)")),
)


def _in_table(number: int, table: Table) -> Iterator[Judgement]:
    """The verdicts that fill a table's columns of results."""
    columns = [n for n, words in enumerate(table.columns) if words and _RESULTS.search(words[-1])]
    for row in table.rows[table.header_rows :]:
        for cell in row:
            if cell.column in columns and 0 < len(cell.text) <= 14:
                value = next((v for v, pattern in _CELLS if pattern.fullmatch(cell.text)), None)
                if value is not None:
                    yield Judgement(cell.at, cell.to, value, -1, (number, cell.row, cell.column))


def _in_sentence(text: str, offset: int, number: int, rules: Rulebook) -> Iterator[Judgement]:
    kept: list[tuple[int, int]] = []
    for value, pattern in _patterns(rules):
        for match in pattern.finditer(text):
            at, to = match.span()
            if at < to and all(to <= a or b <= at for a, b in kept):
                kept.append((at, to))
                yield Judgement(offset + at, offset + to, value, number)
