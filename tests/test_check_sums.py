"""Sums: stated lists, stages, partitions, items and schools counted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from runs import fact
from test_check_cases import REFS, f, findings, report, results, verdict, verify

from pipeline.check.messages import name
from pipeline.model import Report


def _types(total: str, exhaustive: bool) -> Report:
    return report(
        "全县有义务教育学校",
        f(total, "schools", "compulsory", "义务教育学校"),
        "，其中小学",
        f("21所", "schools", "primary", "小学"),
        "，初中",
        f("8所", "schools", "junior", "初中"),
        "，九年一贯制学校",
        f("3所", "schools", "nine_year", "九年一贯制学校"),
        "。",
        lists=((0, (1, 2, 3), exhaustive),),
    )


def test_list_that_adds_up_is_satisfied_and_tried_once() -> None:
    result = verify(_types("32所", True))
    assert results(result, "sum") == ["satisfied"]
    assert not result.findings


@pytest.mark.parametrize(
    ("total", "exhaustive", "severity"),
    [("31所", False, "error"), ("33所", True, "error"), ("33所", False, "warning")],
)
def test_list_that_does_not_add_up(total: str, exhaustive: bool, severity: str) -> None:
    (found,) = findings(verify(_types(total, exhaustive)), "sum")
    assert found.severity == severity
    assert found.arithmetic == f"21+8+3=32≠{total[:2]}"
    assert len(found.facts) == 4
    assert "相差1所" in found.message


def test_all_types_with_special_schools_leave_nothing_out() -> None:
    made = report(
        "学校",
        f("40所", "schools", "compulsory"),
        "，其中小学",
        f("20所", "schools", "primary"),
        "、初中",
        f("15所", "schools", "junior"),
        "，另有特殊教育学校",
        f("1所", "schools", "special"),
        "。",
        lists=((0, (1, 2, 3), False),),
    )
    assert [x.severity for x in findings(verify(made), "sum")] == ["error"]


def test_parts_that_may_overlap_are_no_finding() -> None:
    made = report(
        "教职工",
        f("900人", "staff", "compulsory"),
        "，其中女教师",
        f("600人", None, "compulsory", "女教师"),
        "、党员",
        f("500人", None, "compulsory", "党员"),
        "。",
        lists=((0, (1, 2), False),),
    )
    result = verify(made)
    assert not result.findings
    assert "not checkable" in results(result, "sum")


def test_part_of_another_kind_is_not_added() -> None:
    made = report(
        "学校",
        f("25所", "schools", "compulsory"),
        "：小学",
        f("20所", "schools", "primary"),
        "、初中",
        f("5所", "schools", "junior"),
        "、教学点",
        f("9所", "teaching_points", "primary"),
        "。",
        lists=((0, (1, 2, 3), True),),
    )
    assert not verify(made).findings


def test_rounded_money_adds_up_only_through_rounding() -> None:
    made = report(
        "投入",
        f("1.3亿元", "project_funding"),
        "，其中校舍",
        f("7200万元", None),
        "、设备",
        f("5790万元", None),
        "。",
        lists=((0, (1, 2), True),),
    )
    assert results(verify(made), "sum") == ["satisfied by rounding"]


def test_swapped_digits_are_named_as_the_cause() -> None:
    made = report(
        "在校生",
        f("19578人", "students", "compulsory"),
        "，其中小学",
        f("14358人", "students", "primary"),
        "、初中",
        f("6120人", "students", "junior"),
        "。",
        lists=((0, (1, 2), True),),
    )
    (found,) = findings(verify(made), "sum", "error")
    assert "如“14358人”应为13458人则两者相符" in found.message


def test_stages_make_up_the_whole_without_a_stated_list() -> None:
    pieces = ["全县学生", f("900人", "students", "compulsory"), "。小学", f("600人", "students", "primary"), "。初中"]
    assert results(verify(report(*pieces, f("300人", "students", "junior"), "。")), "sum") == ["satisfied"]
    more = findings(verify(report(*pieces, f("310人", "students", "junior"), "。")), "sum")
    assert [x.severity for x in more] == ["error"]
    fewer = findings(verify(report(*pieces, f("290人", "students", "junior"), "。")), "sum")
    assert [x.severity for x in fewer] == ["warning"]


def test_special_pupils_may_be_counted_in_the_whole() -> None:
    made = report(
        "学生",
        f("930人", "students", "compulsory"),
        "。小学",
        f("600人", "students", "primary"),
        "。初中",
        f("300人", "students", "junior"),
        "。特教",
        f("30人", "students", "special"),
        "。",
    )
    assert not findings(verify(made), "sum")


def test_figures_of_different_years_are_not_added() -> None:
    made = report(
        "2023年",
        f("900人", "students", "compulsory", period_end="2023-12-31"),
        "。小学",
        f("600人", "students", "primary", period_end="2024-12-31"),
        "。初中",
        f("310人", "students", "junior", period_end="2024-12-31"),
        "。",
    )
    result = verify(made)
    assert not result.findings
    assert "not checkable" in results(result, "sum")


def test_disabled_children_unaccounted_for_are_a_question() -> None:
    made = report(
        "残疾儿童",
        f("200名", "disabled_children", "compulsory"),
        "，随班就读",
        f("120人", "disabled_in_regular_schools", "compulsory"),
        "、特校",
        f("20人", "disabled_in_special_schools", "special"),
        "、送教",
        f("30人", "disabled_home_tuition", "compulsory"),
        "。",
    )
    (found,) = findings(verify(made), "sum")
    assert (found.severity, found.expected, found.stated) == ("warning", "170", "200")
    assert found.message.endswith("请说明。")


def _guarantee(met: str, unmet: str, third: str) -> Report:
    codes = {ref: code for code, ref in REFS.items() if ref.startswith("2.")}
    pieces: list[object] = [
        "共",
        f("15项", "guarantee_items", "compulsory", measure="items_total"),
        "，",
        f(met, "guarantee_items", "compulsory", measure="items_met"),
        "达到，",
        f(unmet, "guarantee_items", "compulsory", measure="items_unmet"),
        "未达到，其中",
        verdict("不达标", codes["2.3"], "not_met"),
        "。",
    ]
    for n in range(1, 16):
        value = third if n == 3 else "met"
        pieces += [f"{n}.第{n}条要求，", verdict("结论如此", codes[f"2.{n}"], value), "。"]
    return report(*pieces)  # type: ignore[arg-type]


def test_items_counted_one_by_one_agree_with_the_summary() -> None:
    result = verify(_guarantee("14项", "1项", "not_met"))
    assert not findings(result, "sum")
    assert results(result, "sum").count("satisfied") == 2


def test_items_counted_one_by_one_differ_from_the_summary() -> None:
    (found,) = findings(verify(_guarantee("13项", "2项", "not_met")), "sum")
    assert (found.severity, found.expected, found.stated) == ("error", "14;1", "13;2")


def test_expected_items_may_count_either_way() -> None:
    assert not findings(verify(_guarantee("14项", "1项", "expected")), "sum")
    assert not findings(verify(_guarantee("15项", "0项", "expected")), "sum")


def test_items_met_and_unmet_exceed_their_total() -> None:
    (found,) = findings(verify(_guarantee("14项", "2项", "not_met")), "sum", "error")[:1]
    assert "15项" in found.message


@pytest.mark.parametrize(("unmet", "severities"), [("4所", []), ("5所", ["error"]), ("3所", ["warning"])])
def test_schools_met_and_unmet_make_up_the_assessed(unmet: str, severities: list[str]) -> None:
    made = report(
        "参评小学",
        f("28所", "assessed_schools", "primary"),
        "，达标",
        f("24所", "resource_allocation", "primary", measure="schools_met"),
        "，不达标",
        f(unmet, "resource_allocation", "primary", measure="schools_unmet"),
        "。",
    )
    assert [x.severity for x in findings(verify(made), "sum")] == severities


def test_unit_and_scale_of_the_report_are_kept_in_the_arithmetic() -> None:
    made = report(
        "合计",
        f("6500万元", "project_funding"),
        "：校舍",
        f("3100万元", None),
        "、设备",
        f("3300万元", None),
        "。",
        lists=((0, (1, 2), True),),
    )
    (found,) = findings(verify(made), "sum")
    assert found.arithmetic == "3100+3300=6400≠6500"
    assert "6400万元" in found.message
    assert Decimal(found.expected or "") == 6400


def test_a_label_that_is_part_of_the_stages_name_is_not_said_twice() -> None:
    assert name(fact("schools", "5", "所", stage="nine_year", label="一贯制学校")) == "九年一贯制学校"
    assert name(fact("schools", "5", "所", stage="nine_year", label="办学点")) == "九年一贯制学校办学点"
