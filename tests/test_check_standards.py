"""Norms at their level, schools that miss one, planned new schools."""

from __future__ import annotations

import pytest
from test_check_cases import f, findings, report, results, verdict, verify


def test_mean_above_a_norm_for_schools_proves_nothing() -> None:
    made = report("小学生均场馆", f("8.9平方米", "sports_area_per_student", "primary"), "。")
    assert results(verify(made), "standard") == ["not checkable"]


def test_mean_below_a_norm_proves_that_a_school_fails() -> None:
    made = report("初中生均场馆", f("8.9平方米", "sports_area_per_student", "junior"), "。")
    (found,) = findings(verify(made), "standard")
    assert found.severity == "info"
    assert "至少有学校未达到≥10.2" in found.message


def test_rounding_may_still_meet_the_norm() -> None:
    made = report("交流", f("10%", "teacher_exchange_rate", "compulsory"), "。")
    assert results(verify(made), "standard") == ["satisfied"]


def test_figure_of_one_school_is_not_the_county() -> None:
    made = report("实验小学", f("5.1平方米", "sports_area_per_student", "primary", scope="示例实验小学"), "。")
    assert {c.check for c in verify(made).checks} == {"coverage"}  # nothing could be tried


@pytest.mark.parametrize(("stated", "severity"), [(False, "warning"), (True, "info")])
def test_size_above_the_cap(stated: bool, severity: str) -> None:
    said = (verdict("不符合要求", "school_size", "not_met", "primary"),) if stated else ()
    made = report("最大的小学有", f("2600人", "school_size", "primary"), "，", *said, "。")
    assert [x.severity for x in findings(verify(made), "standard")] == [severity]


def test_each_coefficient_has_its_own_limit() -> None:
    made = report(
        "小学",
        f("0.47", "sports_area_per_student", "primary", measure="variation_coefficient"),
        "，初中",
        f("0.47", "sports_area_per_student", "junior", measure="variation_coefficient"),
        "。",
    )
    result = verify(made)
    assert [x.expected for x in findings(result, "standard")] == ["<=0.45"]
    assert "satisfied" in results(result, "standard")


def test_schools_that_miss_what_each_must_meet_are_told() -> None:
    made = report(
        "参评小学",
        f("28所", "assessed_schools", "primary"),
        "，综合达标",
        f("24所", "resource_allocation", "primary", measure="schools_met"),
        "，场馆达标",
        f("20所", "sports_area_per_student", "primary", measure="schools_met"),
        "。",
    )
    (found,) = findings(verify(made), "standard")
    assert found.severity == "info"
    assert len(found.facts) == 2


@pytest.mark.parametrize(
    ("schools", "places", "count"), [("1所", "2400个", 1), ("2所", "2400个", 0), ("1所", "2000个", 0)]
)
def test_places_of_a_new_school_above_the_cap(schools: str, places: str, count: int) -> None:
    made = report(
        "拟新建小学",
        f(schools, "schools_built", "primary", status="target"),
        "，提供学位",
        f(places, "school_places_added", "primary", status="target"),
        "。规模不超过",
        f("2000人", "school_size", "primary", status="standard"),
        "。",
    )
    found = findings(verify(made), "standard", "warning")
    assert len(found) == count
    assert all(len(x.facts) == 3 for x in found)


@pytest.mark.parametrize(("area", "count"), [("1.5万平方米", 1), ("1.8万平方米", 0)])
def test_grounds_of_a_new_school_below_the_norm(area: str, count: int) -> None:
    made = report(
        "拟新建小学",
        f("1所", "schools_built", "primary", status="target"),
        "，学位",
        f("2400个", "school_places_added", "primary", status="target"),
        "。新建运动场",
        f(area, "sports_ground_area_added", "primary", status="target", scope="城区新建小学"),
        "。",
    )
    found = [x for x in findings(verify(made), "standard", "warning") if "运动场" in x.message or "sports" in x.message]
    assert len(found) == count


def test_part_of_the_county_named_beside_the_new_school_changes_nothing() -> None:
    made = report(
        "在城区新建",
        f("1所", "schools_built", "primary", status="target", scope="城区"),
        "小学，学位",
        f("2400个", "school_places_added", "primary", status="target"),
        "。",
    )
    assert len(findings(verify(made), "standard", "warning")) == 1
