"""Ratios outside the usual, their probable cause, shares that cannot be."""

from __future__ import annotations

import pytest
from test_check_cases import f, findings, report, results, verify


def test_usual_ratios_are_satisfied() -> None:
    made = report("小学生", f("9000人", "students", "primary"), "，", f("240个", "classes", "primary"), "班。")
    assert results(verify(made), "plausibility") == ["satisfied"]


def test_swapped_stages_are_named_in_one_finding_a_ratio() -> None:
    made = report(
        "教学班小学",
        f("150个", "classes", "primary", "教学班"),
        "、初中",
        f("480个", "classes", "junior", "教学班"),
        "。学生小学",
        f("17000人", "students", "primary", "学生"),
        "、初中",
        f("7000人", "students", "junior", "学生"),
        "。教师小学",
        f("1150人", "teachers", "primary", "教师"),
        "、初中",
        f("510人", "teachers", "junior", "教师"),
        "。",
    )
    found = findings(verify(made), "plausibility", "warning")
    first = next(x for x in found if "平均每班学生" in x.message)
    assert "小学、初中的教学班疑似互换" in first.message
    assert "互换后小学35.42人、初中46.67人" in first.message
    assert len(first.facts) == 4
    assert all(first.finding_id in x.related for x in found if x is not first)


def test_factor_of_ten_is_named_where_only_one_figure_explains_it() -> None:
    made = report(
        "小学生",
        f("9000人", "students", "primary"),
        "，",
        f("24个", "classes", "primary"),
        "班，教师",
        f("600人", "teachers", "primary"),
        "。",
    )
    found = findings(verify(made), "plausibility", "warning")
    assert any("如“24个”应为240个则属正常" in x.message for x in found)


def test_training_far_beyond_the_usual() -> None:
    made = report(
        "培训",
        f("19.7万人次", "training_person_times", "compulsory"),
        "，教师",
        f("1770人", "teachers", "compulsory"),
        "。",
    )
    (found,) = findings(verify(made), "plausibility")
    assert found.severity == "warning"
    assert found.message.endswith("请说明。")


@pytest.mark.parametrize(
    ("code", "label", "raw", "severities"),
    [
        ("teacher_certification_rate", "持证上岗率", "905.5%", ["error"]),
        ("teacher_certification_rate", "持证上岗率", "100%", []),
        ("retention_rate", "巩固率", "101.2%", ["warning"]),
        ("enrolment_rate", "毛入学率", "104.6%", []),
        ("enrolment_rate", "净入学率", "104.6%", ["error"]),
        ("enrolment_rate", "入学率", "104.6%", ["warning"]),
        ("preschool_gross_enrolment_rate", "毛入园率", "101%", []),
    ],
)
def test_shares_beyond_a_hundred(code: str, label: str, raw: str, severities: list[str]) -> None:
    made = report(label, f(raw, code, "compulsory", label), "。")
    assert [x.severity for x in findings(verify(made), "plausibility")] == severities
