"""The rulebook covers the catalogue: every code, with its unit and its group, and nothing beyond."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.rulebook import GROUPS, STAGES, load_rulebook

# The code, unit and group columns of the contract's indicators.csv.
ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "indicators.csv").open(encoding="utf-8", newline="")))
BOOK = load_rulebook()


def test_the_rulebook_holds_the_codes_of_the_catalogue_and_no_others() -> None:
    assert sorted(BOOK.indicators) == sorted(row["code"] for row in ROWS)
    assert len(ROWS) == len({row["code"] for row in ROWS}) == 153


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_unit_and_group_are_those_of_the_catalogue(row: dict[str, str]) -> None:
    indicator = BOOK.indicators[row["code"]]
    assert (indicator.unit or "", indicator.group) == (row["unit"], row["group"])


@pytest.mark.parametrize("code", sorted(BOOK.indicators))
def test_every_indicator_can_be_found_and_explained(code: str) -> None:
    indicator = BOOK.indicators[code]
    assert indicator.terms or indicator.weak
    assert indicator.definition
    assert indicator.group in GROUPS
    assert set(indicator.stages) <= set(STAGES)


@pytest.mark.parametrize("code", sorted(c for c, i in BOOK.indicators.items() if i.norms))
def test_every_norm_says_where_it_is_written_and_since_when(code: str) -> None:
    for norm in BOOK.indicators[code].norms:
        assert norm.source
        assert norm.valid_to is None or norm.valid_to > norm.valid_from
        assert BOOK.rule_id(code, "示例词") == f"{code}/示例词@内置"
