"""Two values of one indicator, verdicts against verdicts, groups and figures, means above stated maxima."""

from __future__ import annotations

import pytest
from test_check_cases import F, f, findings, report, results, verdict, verify


def _twice(
    first: str, second: str, code: str = "teachers", between: str = "。后文又称专任教师", **second_fields: object
) -> list[str | F]:
    return [
        "专任教师",
        f(first, code, "primary", "专任教师"),
        between,
        f(second, code, "primary", "专任教师", **second_fields),
        "。",
    ]


def test_two_values_of_one_indicator() -> None:
    (found,) = findings(verify(report(*_twice("1296人", "1269人"))), "contradiction")
    assert (found.severity, found.expected, found.stated) == ("error", "1296", "1269")
    assert "1296人" in found.message
    assert "1269人" in found.message


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(_twice("1296人", "1296名"), id="same value"),
        pytest.param(_twice("1.3万元", "12960元", "equipment_value"), id="rounded"),
        pytest.param(_twice("1296人", "1269人", period_end="2019-12-31", period_start="2019-01-01"), id="another year"),
        pytest.param(_twice("1296人", "800人", scope="农村"), id="a part"),
        pytest.param(_twice("1296人", "1400人", status="target"), id="a target"),
        pytest.param(_twice("1296人", "1400人", status="standard"), id="a norm"),
        pytest.param(_twice("1296人", "30人", measure="change"), id="a change"),
        pytest.param(_twice("1296人", "1000人", op=">="), id="a bound that holds"),
        pytest.param(_twice("1296人", "800人", between="，其中"), id="one sentence"),
        pytest.param(_twice("300万元", "500万元", "construction_investment"), id="separate works"),
    ],
)
def test_no_contradiction(pieces: list[str | F]) -> None:
    assert not findings(verify(report(*pieces)), "contradiction")


def test_bound_that_cannot_hold() -> None:
    assert [x.severity for x in findings(verify(report(*_twice("1296人", "1400人", op=">="))), "contradiction")] == [
        "error"
    ]


def test_figures_in_brackets_may_count_something_else() -> None:
    made = report(
        "小学",
        f("20所", "schools", "primary", "小学"),
        "。另一处小学",
        f("24所", "schools", "primary", "小学"),
        "（含教学点4个）。",
    )
    result = verify(made)
    assert not result.findings
    assert "not checkable" in results(result, "contradiction")


def test_parts_of_a_list_do_not_contradict_each_other() -> None:
    made = report(
        "学校",
        f("9所", "schools", "primary"),
        "。县城",
        f("4所", "schools", "primary"),
        "。乡镇",
        f("5所", "schools", "primary"),
        "。",
        lists=((0, (1, 2), True),),
    )
    assert not findings(verify(made), "contradiction")


def test_many_values_are_a_list() -> None:
    pieces = [p for n in range(5) for p in ("某校", f(f"{n + 3}个", "classes", "primary"), "。")]
    assert not findings(verify(report(*pieces)), "contradiction")


def test_dated_and_undated_values_are_a_question_only() -> None:
    made = report(
        "截至2024年9月专任教师",
        f("1296人", "teachers", "primary", period_end="2024-09-30"),
        "。现有",
        f("1269人", "teachers", "primary"),
        "。",
    )
    assert [x.severity for x in findings(verify(made), "contradiction")] == ["warning"]


def test_figure_read_off_a_picture_accuses_nobody() -> None:
    (found,) = findings(verify(report(*_twice("1296人", "1269人", source="ocr"))), "contradiction")
    assert found.severity == "warning"
    assert "请先核对原件" in found.message


def test_verdicts_that_cannot_both_hold_bring_the_figures_along() -> None:
    code = "special_education_funding_per_student"
    made = report(
        "不达标的有特教经费，",
        verdict("不达标", code, "not_met", "special"),
        "。标准",
        f("6000元", code, "special", status="standard"),
        "，按",
        f("8000元", code, "special"),
        "拨付，",
        verdict("达到要求", code, "met", "special"),
        "。",
    )
    (found,) = findings(verify(made), "contradiction")
    assert found.severity == "error"
    assert len(found.facts) == 4
    assert "8000元" in found.message


def test_result_beside_a_result_to_come_is_a_question() -> None:
    made = report(
        "年终才知，",
        verdict("尚无结果", "item_3_1", "unknown"),
        "。结论",
        verdict("未达到", "item_3_1", "not_met"),
        "。",
    )
    assert [x.severity for x in findings(verify(made), "contradiction")] == ["warning"]


def test_expected_and_met_agree() -> None:
    made = report("可以", verdict("能达到", "item_3_1", "expected"), "。结论", verdict("达到", "item_3_1", "met"), "。")
    assert not verify(made).findings


@pytest.mark.parametrize(("words", "count"), [("除第9条外", 1), ("除第4条外", 0), ("除第四、第九条外", 0)])
def test_group_verdict_against_its_items(words: str, count: int) -> None:
    made = report(
        f"总共9项，{words}，",
        verdict("均能达到", "quality_items", "expected"),
        "。4.培训经费，",
        verdict("未能达到", "training_budget_rate", "not_met"),
        "。",
    )
    found = findings(verify(made), "contradiction", "error")
    assert len(found) == count
    assert all(words == made.document.text[e.start : e.end] for x in found for e in x.evidence)


def test_verdict_against_figure_and_norm() -> None:
    made = report(
        "交流教师占",
        f("8.5%", "teacher_exchange_rate", "compulsory"),
        "，",
        verdict("达到要求", "teacher_exchange_rate", "met"),
        "。",
    )
    (found,) = findings(verify(made), "contradiction")
    assert (found.severity, found.expected) == ("error", ">=10")


def test_verdict_against_schools_that_do_not_meet() -> None:
    made = report(
        "专用教室不达标",
        f("10所", "music_art_rooms", "compulsory", measure="schools_unmet"),
        "，",
        verdict("达到要求", "music_art_rooms", "met"),
        "。",
    )
    assert [x.severity for x in findings(verify(made), "contradiction")] == ["error"]


def test_coefficient_beyond_a_limit_said_to_be_kept() -> None:
    made = report(
        "差异系数",
        f("0.52", "sports_area_per_student", "primary", measure="variation_coefficient"),
        "。均不高于",
        f("0.50", "variation_coefficient", "primary", op="<="),
        "，",
        verdict("符合要求", "variation_coefficient", "met"),
        "。",
    )
    (found,) = findings(verify(made), "contradiction")
    assert found.severity == "error"
    assert len(found.facts) == 3


@pytest.mark.parametrize(("classes", "count"), [("150个", 1), ("240个", 0)])
def test_mean_above_a_stated_maximum(classes: str, count: int) -> None:
    made = report(
        "小学生",
        f("9000人", "students", "primary"),
        "，",
        f(classes, "classes", "primary"),
        "教学班。班额均不超过",
        f("45人", "class_size", "primary", op="<="),
        "。",
    )
    assert len(findings(verify(made), "contradiction", "error")) == count


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(("28所", "assessed_schools", "小学"), ("4所", "assessed_schools", "小学"), id="values far apart"),
        pytest.param(("941人", "staff_quota", "编制"), ("928人", "staff_quota", "联系学校领导"), id="no common noun"),
    ],
)
def test_figures_of_different_things_do_not_contradict(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    made = report(
        "一处",
        f(first[0], first[1], "primary", first[2]),
        "。另一处",
        f(second[0], second[1], "primary", second[2]),
        "。",
    )
    result = verify(made)
    assert not result.findings
    assert "not checkable" in results(result, "contradiction")


def test_parallel_passages_tell_of_two_things() -> None:
    made = report(
        "一片教学班",
        f("712个", "classes", "compulsory"),
        "，平均",
        f("39.1人", "average_class_size", "compulsory"),
        "。另一片教学班",
        f("498个", "classes", "compulsory"),
        "，平均",
        f("45.0人", "average_class_size", "compulsory"),
        "。",
    )
    assert not findings(verify(made), "contradiction")


def test_the_difference_of_two_values_stated_beside_them_makes_one_a_part() -> None:
    made = report(
        "学生",
        f("900人", "students", "compulsory"),
        "。另一处",
        f("600人", "students", "compulsory"),
        "。初中",
        f("300人", "students", "junior"),
        "。",
    )
    assert not findings(verify(made), "contradiction")


@pytest.mark.parametrize(("lead", "count"), [("。其中", 0), ("。", 1)])
def test_a_figure_told_as_a_part_contradicts_no_whole(lead: str, count: int) -> None:
    made = report(
        "全县教育支出",
        f("5.47亿元", "education_expenditure", "compulsory", "教育支出"),
        lead + "义务教育支出",
        f("3.62亿元", "education_expenditure", "compulsory", "教育支出"),
        "。",
    )
    assert len(findings(verify(made), "contradiction")) == count
