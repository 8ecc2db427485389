"""Parts larger than their whole."""

from __future__ import annotations

from test_check_cases import f, findings, report, results, verify


def test_more_teachers_than_staff() -> None:
    made = report(
        "教职工", f("2089人", "staff", "compulsory"), "，专任教师", f("2146人", "teachers", "compulsory"), "。"
    )
    (found,) = findings(verify(made), "subset")
    assert (found.severity, found.arithmetic) == ("error", "2146人>2089人")


def test_a_part_within_its_whole_and_one_without_a_whole() -> None:
    made = report("教职工", f("900人", "staff", "primary"), "，专任教师", f("800人", "teachers", "primary"), "。")
    assert results(verify(made), "subset") == ["satisfied"]
    alone = report("专任教师", f("800人", "teachers", "primary"), "，教职工", f("700人", "staff", "junior"), "。")
    result = verify(alone)
    assert not result.findings
    assert results(result, "subset") == ["not checkable"]


def test_what_can_be_is_only_a_question() -> None:
    made = report(
        "2018年以来改扩建",
        f("27所", "schools_renovated", "compulsory", period_text="2018年以来", period_start="2018-01-01"),
        "。现有学校",
        f("25所", "schools", "compulsory", period_text="截至目前"),
        "。",
    )
    (found,) = findings(verify(made), "subset")
    assert found.severity == "warning"
    assert "请说明是否含已撤并学校" in found.message


def test_part_named_by_the_text_exceeds_its_whole() -> None:
    made = report(
        "学校", f("9所", "schools", "nine_year"), "，其中寄宿制", f("11所", None, None), "。", lists=((0, (1,), False),)
    )
    assert [x.severity for x in findings(verify(made), "subset")] == ["error"]


def test_more_schools_meet_than_were_assessed() -> None:
    made = report(
        "参评小学",
        f("31所", "assessed_schools", "primary"),
        "，达标",
        f("32所", "item_2_1", "primary", measure="schools_met"),
        "。",
    )
    assert [x.severity for x in findings(verify(made), "subset")] == ["error"]


def test_pupils_of_a_stage_are_held_to_the_population_of_the_county() -> None:
    made = report("人口", f("1.2万人", "population"), "，学生", f("14300人", "students", "compulsory"), "。")
    assert findings(verify(made), "subset", "error")
