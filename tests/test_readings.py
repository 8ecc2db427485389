"""Sentences as counties write them → the facts that they state, for what takes more than a term of the rulebook."""

from __future__ import annotations

import pytest

from pipeline.flow import understand
from pipeline.model import Document, Fact
from pipeline.rulebook import load_rulebook

BOOK = load_rulebook(None)


def stated(text: str) -> list[Fact]:
    return list(understand(Document("a.txt", "", 0, "txt", "ok", f"示例甲县工作报告\n\n{text}\n"), BOOK).facts)


def fact(text: str, raw: str) -> Fact:
    (found,) = (f for f in stated(text) if f.raw == raw)
    return found


@pytest.mark.parametrize(
    ("text", "raw", "indicator", "stage", "op"),
    [
        (
            "小学生均体育运动场馆面积7.1平方米，低于7.5平方米的标准。",
            "7.5平方米",
            "sports_area_per_student",
            "primary",
            ">=",
        ),
        ("初中三年巩固率99.1%，高于国家规定的95%。", "95%", "junior_retention_rate", "junior", ">="),
        (
            "小学平均班额39.6人，四年级数学校际差异率0.087，低于0.15的国家要求。",
            "0.15",
            "quality_variation_rate",
            "compulsory",
            "<",
        ),
        ("严格执行小学45人、初中50人的班额上限。", "45人", "class_size", "primary", "<="),
        ("小学体育运动场馆差异系数0.381（≤0.50）。", "0.50", "sports_area_per_student", "primary", "<="),
    ],
)
def test_a_quoted_norm_is_the_norm_of_what_it_is_compared_with(
    text: str, raw: str, indicator: str, stage: str, op: str
) -> None:
    found = fact(text, raw)
    assert (found.indicator, found.stage, found.status, found.op) == (indicator, stage, "standard", op)
    assert found.scope is None


@pytest.mark.parametrize("text", ["占比96.64%，高出85%的国家底线11.64个百分点。", "满意率97%，超过90%的要求。"])
def test_a_norm_of_what_no_rule_knows_is_no_value_of_anything_else(text: str) -> None:
    assert all(f.indicator is None for f in stated(f"全县在公办学校就读的随迁子女1723人。{text}") if f.unit == "%")


@pytest.mark.parametrize(
    ("text", "raw", "measure", "stage"),
    [
        ("生均教学及辅助用房面积，达到4.5平方米以上的小学有27所。", "27所", "schools_met", "primary"),
        ("仍有3所初中生均教学及辅助用房面积不足5.8平方米。", "3所", "schools_unmet", "junior"),
        ("4.教学及辅助用房够用。各校生均面积达标，小学达标22所。", "22所", "schools_met", "primary"),
        ("问题1：4所小学生均教学及辅助用房面积低于4.5平方米。", "4所", "schools_unmet", "primary"),
    ],
)
def test_schools_are_counted_by_the_norm_beside_them(text: str, raw: str, measure: str, stage: str) -> None:
    found = fact(text, raw)
    assert (found.indicator, found.measure, found.stage) == ("teaching_area_per_student", measure, stage)


def test_rooms_that_miss_a_norm_are_not_all_rooms() -> None:
    assert fact("全县有音乐教室52间，仍有6间音乐教室使用面积不足96平方米。", "6间").indicator is None


@pytest.mark.parametrize(
    ("text", "raw", "indicator", "stage"),
    [
        ("②县级以上骨干教师：小学1.3人/百生，初中1.2人/百生。", "1.3人", "backbone_teachers_per_100", "primary"),
        ("⑤体育运动场馆：小学生均8.4平方米，初中生均11.6平方米。", "11.6平方米", "sports_area_per_student", "junior"),
        ("6.教学仪器设备更新快。小学生均3120元。", "3120元", "equipment_value_per_student", "primary"),
    ],
)
def test_short_nouns_of_resources_count_beside_a_number_a_head(text: str, raw: str, indicator: str, stage: str) -> None:
    found = fact(text, raw)
    assert (found.indicator, found.stage, found.scope) == (indicator, stage, None)


def test_coefficients_take_the_indicators_in_their_order() -> None:
    text = "初中骨干教师、体育运动场馆、多媒体教室的差异系数依次为0.318、0.436、0.193，都不大于0.45。"
    found = {f.raw: (f.indicator, f.measure, f.stage) for f in stated(text)}
    assert found["0.318"] == ("backbone_teachers_per_100", "variation_coefficient", "junior")
    assert found["0.436"] == ("sports_area_per_student", "variation_coefficient", "junior")
    assert found["0.193"] == ("multimedia_classrooms_per_100", "variation_coefficient", "junior")


@pytest.mark.parametrize(
    ("text", "raw", "school"),
    [
        ("没达标的是石门小学，每百名学生拥有县级以上骨干教师只有0.88人。", "0.88人", "石门小学"),
        ("（1）东关小学：生均教学及辅助用房面积3.96平方米。", "3.96平方米", "东关小学"),
        ("县二中生均教学仪器设备值2130元，生均体育运动场馆8.1平方米。", "8.1平方米", "县二中"),
    ],
)
def test_a_named_school_is_no_county(text: str, raw: str, school: str) -> None:
    assert fact(text, raw).scope == school


@pytest.mark.parametrize(
    "text",
    [
        "小学学校规模全部控制在2000人以内。",
        "各校生均体育运动场馆8.1平方米。",
        "乡镇小学、初中生均体育运动场馆8.1平方米。",
    ],
)
def test_schools_in_general_are_no_named_school(text: str) -> None:
    assert not any(f.scope and f.scope.endswith(("小学", "学校", "中学")) for f in stated(text))


@pytest.mark.parametrize(
    ("text", "indicator", "value"),
    [
        (
            "（三）政府保障\n（14）优质高中招生。分配到初中的名额540人，分配比例为60%，达到要求。",
            "senior_quota_allocation_rate",
            "met",
        ),
        ("6.德育与校园文化。39所学校达到优秀等次，达标。", "moral_education", "met"),
        (
            "（3）专用教室。每12个班级配备音乐、美术专用教室1间以上，该项指标暂未达到要求。",
            "music_art_rooms",
            "not_met",
        ),
    ],
)
def test_a_verdict_goes_by_its_item(text: str, indicator: str, value: str) -> None:
    assert (indicator, value) in {(f.indicator, f.value) for f in stated(text) if f.measure == "verdict"}


@pytest.mark.parametrize(
    ("text", "raw", "value", "unit"),
    [
        ("全县总人口42.3万，辖9个镇。", "42.3万", "423000", "人"),
        ("近三年教育上投了3.2个亿。", "3.2个亿", "320000000", "元"),
        ("问题2：12所小学未达标。", "12所", "12", "所"),
    ],
)
def test_no_figure_is_lost(text: str, raw: str, value: str, unit: str) -> None:
    found = fact(text, raw)
    assert (found.value, found.unit) == (value, unit)


def test_times_of_day_are_still_none() -> None:
    assert stated("会议于9:30开始，14:00结束。") == []


def test_parts_of_private_schools_are_private() -> None:
    found = {f.raw: f.indicator for f in stated("全县有义务教育学校61所，其中民办5所（九年一贯制3所、初中2所）。")}
    assert found["3所"] == found["2所"] == "private_schools"


def test_a_share_of_a_count_of_its_own_is_not_the_sentences_rate() -> None:
    text = "社会认可度调查有效样本：学生3120份，96.28%；家长3406份，92.84%。"
    assert [f.indicator for f in stated(text) if f.unit == "%"] == [None, None]


def test_the_lowest_of_all_schools_is_no_county() -> None:
    assert fact("培训经费占公用经费5.6%，各校占比最低的为5.02%。", "5.02%").indicator is None


def test_a_minus_in_a_column_of_changes_is_kept() -> None:
    rows = "项目|数量（所）|比上年增减（所）\n小学|19|-1\n初中|8|2\n"
    found = {f.raw: f.value for f in stated(f"基础数据\n{rows}") if f.measure == "change"}
    assert found == {"-1": "-1", "2": "2"}


def test_a_number_that_blanks_tear_apart_is_read_whole() -> None:
    found = fact("在校学生2 1 ,604 人，其中小学13 ,982人。", "2 1 ,604 人")
    assert (found.indicator, found.value) == ("students", "21604")
    assert fact("小学生师比为12.8 2 ： 1。", "12.8 2 ： 1").value == "12.82"
    assert fact("参评小学1 8所，达标情况较好。", "1 8所").value == "18"


def test_what_may_be_two_numbers_is_not_joined() -> None:
    assert all(f.indicator is None for f in stated("参评小学18 20所，达标情况较好。"))
    assert {f.value for f in stated("见表1 2024年小学32所。") if f.unit == "所"} == {"32"}


def test_a_value_of_a_later_year_is_no_target() -> None:
    found = fact("小学在校生由2018年的18642人减少到2023年的12905人。", "12905人")
    assert (found.indicator, found.status) == ("students", "actual")


def test_schools_named_in_a_list_are_each_their_own() -> None:
    text = "生均体育运动场馆面积未达标的有：东关小学7.1平方米、石门镇初级中学9.4平方米。"
    assert fact(text, "9.4平方米").scope == "石门镇初级中学"
    assert not any(f.indicator for f in stated(text) if f.unit == "平方米" and f.scope is None)


def test_schools_behind_both_stages_are_of_both() -> None:
    text = "1.综合达标情况。无一缺项的小学28所、初中16所。按国家规定的口径，48所学校综合达标，达标率100%。"
    assert (fact(text, "48所").indicator, fact(text, "48所").stage) == ("resource_allocation", "compulsory")
