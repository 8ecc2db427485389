"""Shares of schools that meet an indicator, rates against counts, shares that follow their count."""

from __future__ import annotations

import pytest
from test_check_cases import F, f, findings, report, results, verify


def _met(count: str, share: str, code: str = "sports_area_per_student", stage: str = "junior") -> list[str | F]:
    return [
        "，达标",
        f(count, code, stage, measure="schools_met"),
        "，占比",
        f(share, code, stage, measure="share_met"),
        "。",
    ]


@pytest.mark.parametrize(
    ("count", "share", "result"),
    [
        ("13所", "50%", "satisfied"),
        ("25所", "96.15%", "satisfied by rounding"),
        ("24所", "92.30%", "satisfied by rounding"),
    ],
)
def test_share_of_schools_agrees_exactly_rounded_or_cut_off(count: str, share: str, result: str) -> None:
    made = report("参评初中", f("26所", "assessed_schools", "junior"), *_met(count, share))
    assert result in results(verify(made), "share")


def test_share_of_schools_differs_and_the_count_it_stands_for_is_named() -> None:
    made = report("参评初中", f("26所", "assessed_schools", "junior"), *_met("25所", "88.46%"))
    (found,) = findings(verify(made), "share")
    assert (found.severity, found.expected, found.stated) == ("error", "96.15", "88.46")
    assert "88.46%对应23所" in found.message
    assert len(found.facts) == 3


def test_base_that_the_other_shares_agree_on() -> None:
    right = [p for n in range(4) for p in _met(f"{20 + n}所", f"{(20 + n) / 26:.2%}", f"item_2_{n + 1}")]
    (found,) = findings(verify(report("初中", *right, *_met("25所", "88.46%"))), "share", "error")
    assert "其他各项推算的初中26所" in found.message


def test_several_shares_over_another_base_make_one_finding() -> None:
    pairs = [p for n in range(4) for p in _met(f"{20 + n}所", f"{(20 + n) / 26:.2%}", f"item_2_{n + 1}")]
    (found,) = findings(verify(report("参评初中", f("27所", "assessed_schools", "junior"), *pairs)), "share")
    assert (found.expected, found.stated) == ("26", "27")


def test_share_that_no_number_of_schools_gives() -> None:
    (found,) = findings(verify(report("初中", *_met("25所", "88.46%"))), "share")
    assert "没有任何学校总数能得出" in found.message
    alone = report(
        "参评初中",
        f("26所", "assessed_schools", "junior"),
        "，达标率",
        f("90.1%", "sports_area_per_student", "junior", measure="share_met"),
        "。",
    )
    assert [x.severity for x in findings(verify(alone), "share")] == ["error"]


def test_share_without_a_base_is_not_checkable() -> None:
    assert results(verify(report("初中", *_met("25所", "96.15%"))), "share") == ["not checkable"]


def _ratio(stated: str, **period: str) -> list[str | F]:
    return [
        "小学在校生",
        f("9000人", "students", "primary"),
        "，专任教师",
        f("600人", "teachers", "primary"),
        "。生师比",
        f(stated, "student_teacher_ratio", "primary", **period),
        "。",
    ]


def test_rate_against_its_counts() -> None:
    assert results(verify(report(*_ratio("15.0"))), "share") == ["satisfied"]
    (found,) = findings(verify(report(*_ratio("13.5"))), "share")
    assert (found.severity, found.expected) == ("warning", "15")
    assert found.arithmetic == "9000人÷600人=15≠13.5"


def test_rate_of_another_year_is_not_held_to_the_counts() -> None:
    result = verify(report(*_ratio("13.5", period_start="2019-01-01", period_end="2019-12-31")))
    assert not result.findings
    assert results(result, "share") == ["not checkable"]


def test_rate_without_counts_is_not_checkable() -> None:
    result = verify(report("生师比", f("13.5", "student_teacher_ratio", "primary"), "。"))
    (tried,) = [c for c in result.checks if c.check == "share"]
    assert tried.result == "not checkable"
    assert tried.reason is not None


def test_norms_and_targets_are_not_held_to_actual_counts() -> None:
    made = report(
        "现有专任教师",
        f("600人", "teachers", "primary"),
        "，学生",
        f("9000人", "students", "primary"),
        "，要求",
        f("19", "student_teacher_ratio", "primary", status="standard"),
        "，到2027年",
        f("12", "student_teacher_ratio", "primary", status="target"),
        "。",
    )
    assert not verify(made).findings


def test_mean_of_both_stages_lies_between_them() -> None:
    pieces = [
        "学生",
        f("10000人", "students", "compulsory"),
        "，小学生均校舍",
        f("8.2平方米", "floor_area_per_student", "primary"),
        "，初中",
        f("11.4平方米", "floor_area_per_student", "junior"),
        "。校舍面积",
    ]
    assert not findings(verify(report(*pieces, f("9.5万平方米", "building_area", "compulsory"), "。")), "share")
    (found,) = findings(verify(report(*pieces, f("20000平方米", "building_area", "compulsory"), "。")), "share")
    assert len(found.facts) == 4


def test_share_that_follows_its_count_finds_its_base() -> None:
    pieces: list[str | F] = [
        "符合条件教师",
        f("500人", None, "compulsory", "教师"),
        "，其中交流",
        f("75人", None, "compulsory", "交流教师"),
        "，占",
    ]
    assert "satisfied" in results(verify(report(*pieces, f("15%", None, "compulsory"), "。")), "share")
    assert [x.severity for x in findings(verify(report(*pieces, f("25%", None, "compulsory"), "。")), "share")] == [
        "warning"
    ]


def test_share_of_an_unnamed_base_is_not_a_finding() -> None:
    made = report("教师", f("500人", None), "，党员", f("75人", None), "，比上年占比增至", f("25%", None), "。")
    assert results(verify(made), "share") == ["not checkable"]
