"""compare: which fact fills a county's cell, and the order of counties and columns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs import INDICATORS, fact, report, rulebook, run

from pipeline.compare import compare
from pipeline.model import Comparison, Fact, Report

RULES = rulebook()


def one(doc: str, *facts: Fact, county: str | None = "示例甲县", code: str | None = "990101", **more: Any) -> Report:
    return report(doc, county, code, "。".join(f.raw for f in facts), facts, **more)


def only(comparison: Comparison) -> tuple[str | None, list[str | None]]:
    assert len(comparison.cells) == 1
    cell = next(iter(comparison.cells.values()))
    return cell.fact.value, [other.value for other in cell.others]


def test_counties_stand_in_the_order_of_codes_then_by_name() -> None:
    reports = (
        one("1.txt", county="示例丙新区", code=None),
        one("2.txt", county="示例乙县", code="990201"),
        one("3.txt", county="示例甲县", code="990101"),
        one("4.txt", county="示例丁开发区", code=None),
        one("5.txt", county=None, code=None),
    )
    rows = compare(reports, RULES).rows
    assert [(r.county, r.county_code) for r in rows] == [
        ("示例甲县", "990101"),
        ("示例乙县", "990201"),
        ("示例丁开发区", None),
        ("示例丙新区", None),
    ]


def test_documents_of_one_code_are_one_county() -> None:
    reports = (one("b.txt", fact("schools", "46", "所")), one("a.txt", fact("students", "900", "人")))
    comparison = compare(reports, RULES)
    assert [row.docs for row in comparison.rows] == [("a.txt", "b.txt")]
    assert len(comparison.cells) == 2


def test_same_code_is_one_county_and_same_name_without_code_another() -> None:
    reports = (one("a.txt", code="990101"), one("b.txt", code=None))
    assert len(compare(reports, RULES).rows) == 2


def test_a_scoped_or_unmapped_fact_never_fills_a_cell() -> None:
    facts = (fact("schools", "5", "所", scope="民办"), fact(None, "7", "所"), fact("unheard_of", "8", "所"))
    comparison = compare((one("a.txt", *facts),), RULES)
    assert comparison.cells == {} and comparison.columns == ()
    assert len(comparison.rows) == 1


def test_skipped_and_duplicate_documents_stay_out_but_unreadable_ones_keep_their_county() -> None:
    reports = (
        one("a.txt", fact("schools", "5", "所"), status="duplicate"),
        one("b.txt", county="示例乙县", code="990102", status="unreadable"),
    )
    comparison = compare(reports, RULES)
    assert [row.county for row in comparison.rows] == ["示例乙县"]
    assert comparison.cells == {}


def test_the_latest_period_wins_and_the_others_stay_behind() -> None:
    facts = (
        fact("students", "900", "人", period_end="2021-12-31"),
        fact("students", "950", "人", period_end="2023-12-31"),
        fact("students", "920", "人", period_end="2022-12-31"),
    )
    assert only(compare((one("a.txt", *facts),), RULES)) == ("950", ["920", "900"])


def test_of_periods_that_end_together_the_shorter_is_the_later() -> None:
    facts = (
        fact("education_expenditure", "500", "元", period_start="2019-01-01", period_end="2023-12-31"),
        fact("education_expenditure", "120", "元", period_start="2023-01-01", period_end="2023-12-31"),
    )
    assert only(compare((one("a.txt", *facts),), RULES)) == ("120", ["500"])


@pytest.mark.parametrize("about", [{"date": "2024-05-17"}, {"date": None, "year": 2023}])
def test_a_figure_without_period_speaks_as_of_its_document(about: dict[str, Any]) -> None:
    facts = (fact("students", "900", "人", period_end="2022-12-31"), fact("students", "950", "人"))
    assert only(compare((one("a.txt", *facts, **about),), RULES)) == ("950", ["900"])


def test_without_any_date_the_first_place_wins() -> None:
    facts = (fact("students", "950", "人"), fact("students", "900", "人", period_end="2022-12-31"))
    assert only(compare((one("a.txt", *facts, date=None, year=None),), RULES)) == ("950", ["900"])


def test_at_one_period_the_later_document_wins() -> None:
    old = one("a.txt", fact("students", "900", "人", period_end="2023-12-31"), date="2024-01-05")
    new = one("b.txt", fact("students", "950", "人", period_end="2023-12-31"), date="2024-03")
    assert only(compare((old, new), RULES)) == ("950", ["900"])


def test_at_one_period_and_date_the_first_place_wins() -> None:
    facts = (fact("students", "900", "人"), fact("students", "950", "人"))
    assert only(compare((one("a.txt", *facts),), RULES)) == ("900", ["950"])


def test_status_stage_and_measure_are_columns_of_their_own_in_order() -> None:
    facts = (
        fact("junior_retention_rate", "95", "%", stage="junior", status="standard"),
        fact("junior_retention_rate", "97", "%", stage="junior"),
        fact("junior_retention_rate", "98", "%", stage="junior", status="target"),
        fact("qualified_per_100", "6.1", "人", stage="junior"),
        fact("qualified_per_100", "26", "所", stage="primary", measure="schools_met"),
        fact("qualified_per_100", "5.3", "人", stage="primary"),
        fact("students", "900", "人", stage="primary"),
        fact("students", "1900", "人"),
        fact("student_teacher_ratio", "15.8"),
    )
    columns = compare((one("a.txt", *facts),), RULES).columns
    assert [(c.indicator, c.stage, c.measure, c.status) for c in columns] == [
        ("students", None, "value", "actual"),
        ("students", "primary", "value", "actual"),
        ("qualified_per_100", "primary", "value", "actual"),
        ("qualified_per_100", "primary", "schools_met", "actual"),
        ("qualified_per_100", "junior", "value", "actual"),
        ("junior_retention_rate", "junior", "value", "actual"),
        ("junior_retention_rate", "junior", "value", "target"),
        ("junior_retention_rate", "junior", "value", "standard"),
        ("student_teacher_ratio", None, "value", "actual"),
    ]


def test_national_numbers_are_ordered_as_numbers() -> None:
    refs = {"layout": "2.9", "exchange_rate": "2.11"}
    rules = rulebook(tuple(i.model_copy(update={"ref": refs.get(i.code, i.ref)}) for i in INDICATORS))
    facts = (fact("exchange_rate", "12", "%"), fact("layout", "met", measure="verdict"))
    columns = compare((one("a.txt", *facts),), rules).columns
    assert [c.indicator for c in columns] == ["layout", "exchange_rate"]


FACTS = st.builds(
    lambda code, value, stage, end, scope: fact(code, str(value), stage=stage, period_end=end, scope=scope),
    st.sampled_from(["students", "schools", "teachers", None]),
    st.integers(0, 9),
    st.sampled_from([None, "primary", "junior"]),
    st.sampled_from([None, "2022-12-31", "2023-12-31"]),
    st.sampled_from([None, None, "公办"]),
)


@st.composite
def report_sets(draw: st.DrawFn) -> list[Report]:
    counties = [("示例甲县", "990101"), ("示例乙县", "990102"), ("示例丙新区", None), (None, None)]
    return [
        one(
            f"{number}.txt",
            *draw(st.lists(FACTS, max_size=5)),
            county=county,
            code=code,
            date=draw(st.sampled_from([None, "2023-06", "2024-05-17"])),
        )
        for number, (county, code) in enumerate(draw(st.lists(st.sampled_from(counties), max_size=5)))
    ]


@given(report_sets(), st.randoms())
def test_the_order_of_reports_changes_nothing(reports: list[Report], random: Any) -> None:
    shuffled = reports[:]
    random.shuffle(shuffled)
    assert compare(shuffled, RULES) == compare(reports, RULES)


@given(report_sets())
def test_every_fact_that_may_fill_a_cell_stands_in_exactly_one(reports: list[Report]) -> None:
    comparison = compare(reports, RULES)
    found = sorted(f.fact_id for c in comparison.cells.values() for f in (c.fact, *c.others))
    asked = sorted(f.fact_id for r in reports if r.county for f in r.facts if f.indicator and f.scope is None)
    assert found == asked
    for (row, column), cell in comparison.cells.items():
        key = comparison.columns[column]
        assert cell.fact.doc in comparison.rows[row].docs
        assert (cell.fact.indicator, cell.fact.stage, cell.fact.status) == (key.indicator, key.stage, key.status)


def test_the_made_up_run_is_compared_as_meant() -> None:
    comparison = run().comparison
    assert [row.county for row in comparison.rows] == ["示例甲县", "示例乙市", "示例丙新区"]
    students = [c.stage for c in comparison.columns if c.indicator == "students"]
    assert students == [None, "primary", "junior"]
