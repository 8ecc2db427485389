"""Sentences → what a figure counts, of whom, and what is judged: parts, places, named schools, norms and verdicts."""

from __future__ import annotations

import pytest

from tests.test_readings import fact, stated


def scopes(text: str) -> dict[str, str | None]:
    return {f.raw: f.scope for f in stated(text)}


def verdicts(text: str) -> dict[str | None, str | None]:
    return {f.indicator: f.value for f in stated(text) if f.measure == "verdict"}


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("生均公用经费：幼儿园650元，小学720元，初中940元。", "funding_per_student"),
        ("一、生均公用经费\n小学720元，初中940元。", "funding_per_student"),
        ("公用经费：小学720元，初中940元。", None),
        ("教育投入情况：小学720元，初中940元。", None),
    ],
)
def test_small_sums_are_amounts_a_head_or_nothing(text: str, indicator: str | None) -> None:
    assert fact(text, "720元").indicator == indicator


def test_a_total_is_no_amount_a_head() -> None:
    assert fact("教育投入情况：小学3200万元，初中2100万元。", "3200万元").indicator == "education_investment"
    assert fact("县特殊教育学校每百名学生拥有专任教师21人。", "21人").indicator is None


def test_the_change_of_what_no_rule_knows_is_no_change_of_anything_else() -> None:
    assert fact("幼儿园生均经费13248元，上年17049元，下降22%。", "22%").indicator is None
    known = fact("小学在校生12906人，上年13400人，下降3.7%。", "3.7%")
    assert (known.indicator, known.measure, known.value) == ("students", "change", "-3.7")


def test_what_is_no_concern_of_education_is_no_figure_of_it() -> None:
    text = "全县国内生产总值86亿元，增长6.1%，教育经费12亿元。"
    assert fact(text, "86亿元").indicator is fact(text, "6.1%").indicator is None
    assert fact(text, "12亿元").indicator == "education_investment"


def test_schools_that_somebody_visited_are_not_all_schools() -> None:
    text = "随机抽查学校18所（小学10所、初中5所）。"
    assert {f.indicator for f in stated(text)} == {None}
    assert fact("随机抽查后通报：全县现有学校18所。", "18所").indicator == "schools"


def test_rooms_that_there_should_be_are_no_rooms() -> None:
    text = "应配音乐教室94间，实有97间。"
    assert (fact(text, "94间").indicator, fact(text, "97间").indicator) == (None, "music_rooms")
    assert fact("全县配有音乐教室94间。", "94间").indicator == "music_rooms"


def test_kinds_of_schools_beside_a_sibling_are_parts() -> None:
    text = "全县现有小学245所，其中中心小学21所、村小224所。"
    assert scopes(text) == {"245所": None, "21所": "中心小学", "224所": "村小"}
    assert scopes("全县现有小学245所，其中公办小学240所。")["245所"] is None


def test_a_place_that_the_sentence_is_about_covers_all_its_figures() -> None:
    text = "城区有公办小学17所、初中8所，在校生39620人。"
    assert set(scopes(text).values()) == {"城区"}
    assert scopes("城区学校持续扩容。全县有小学17所，在校生39620人。")["39620人"] is None


def test_a_school_that_the_sentence_is_about_covers_all_its_figures() -> None:
    text = "石门镇中心小学现有教学班18个，学生720人。"
    assert set(scopes(text).values()) == {"石门镇中心小学"}
    assert set(scopes("中心小学、中学现有教学班18个，学生720人。").values()) == {None}


def test_the_works_of_one_school_are_not_those_of_the_county() -> None:
    found = stated("扩建滨河实验小学，投入860万元，新增校舍面积2400平方米。")
    assert {f.scope for f in found if f.indicator} == {"滨河实验小学"}
    assert scopes("厕所革命。投入320万元。")["320万元"] == "厕所革命"
    assert set(scopes("改扩建学校6所，投入8600万元，新增校舍面积24000平方米。").values()) == {None}


def test_teachers_of_an_age_are_not_all_teachers() -> None:
    found = scopes("专任教师35岁及以下718人，36—50岁1120人，51岁以上402人。")
    assert (found["718人"], found["1120人"], found["402人"]) == ("35岁及以下", "36—50岁", "51岁以上")
    assert scopes("专任教师平均年龄41岁，共有教师2240人。")["2240人"] is None


def test_parts_of_a_list_have_the_indicator_that_such_parts_have() -> None:
    text = "随迁子女1937人，其中公办学校1865人、民办学校72人。"
    found = {f.raw: (f.indicator, f.scope) for f in stated(text)}
    assert found["1865人"][0] == "migrant_in_public_schools"
    assert found["72人"] == ("migrant_children", "民办")
    disabled = {f.raw: f.indicator for f in stated("残疾儿童少年146人，其中随班就读89人、送教上门26人。")}
    assert disabled["89人"] == "disabled_in_regular_schools"
    assert disabled["26人"] == "disabled_home_tuition"
    assert fact("随迁子女1937人，其中女生865人。", "865人").indicator != "migrant_in_public_schools"


def test_an_average_of_class_sizes_is_the_average_class_size() -> None:
    assert fact("班额：小学平均37人，初中平均44人。", "37人").indicator == "average_class_size"
    assert fact("班额：小学不超过45人。", "45人").indicator == "class_size"


def test_the_noun_at_a_figures_place_is_the_one_it_counts() -> None:
    text = "法治副校长、法治辅导员分别为53人、27人。"
    assert fact(text, "53人").indicator == "rule_of_law_vice_principals"
    assert fact(text, "27人").indicator is None
    whole = "两校生均教学及辅助用房面积分别为3.6平方米、3.7平方米。"
    assert fact(whole, "3.6平方米").indicator == fact(whole, "3.7平方米").indicator


def test_a_bound_that_schools_keep_is_their_norm() -> None:
    text = "小学8所学校规模未达标，其余48所学校在校生均未超过2000人。"
    found = {f.raw: (f.indicator, f.measure, f.status) for f in stated(text)}
    assert found["48所"] == ("school_size", "schools_met", "actual")
    assert found["2000人"] == ("school_size", "value", "standard")
    assert fact("其余48所学校在校生均未超过1800人。", "1800人").indicator is None
    assert fact("超过2000人的小学有2所。", "2所").measure == "schools_unmet"
    assert fact("超过1800人的小学有2所。", "2所").indicator is None


def test_a_coefficient_takes_the_resource_that_its_item_is_titled_with() -> None:
    found = fact("4.体育运动场馆。差异系数小学0.381、初中0.402。", "0.402")
    assert (found.indicator, found.measure) == ("sports_area_per_student", "variation_coefficient")
    assert fact("4.满意度。差异系数小学0.381、初中0.402。", "0.402").indicator == "variation_coefficient"


def test_a_norm_that_a_coefficient_misses_is_still_a_cap() -> None:
    text = "小学体育运动场馆差异系数0.55，超过0.50的国家标准。"
    assert (fact(text, "0.50").op, fact(text, "0.50").status) == ("<=", "standard")
    area = "小学生均体育运动场馆面积7.9平方米，超过7.5平方米的国家标准。"
    assert fact(area, "7.5平方米").op == ">="


@pytest.mark.parametrize(
    ("text", "raw", "measure"),
    [
        ("政府保障程度15项指标全部达标。", "15项", "items_total"),
        ("政府保障程度15项指标达标14项。", "15项", "items_total"),
        ("政府保障程度15项指标达标14项。", "14项", "items_met"),
    ],
)
def test_items_that_are_all_met_are_how_many_there_are(text: str, raw: str, measure: str) -> None:
    assert fact(text, raw).measure == measure


def test_points_behind_a_share_of_schools_are_its_change() -> None:
    text = "综合达标率由80%提高到96.67%，提高16.67个百分点。"
    assert (fact(text, "96.67%").measure, fact(text, "16.67个百分点").measure) == ("share_met", "change")
    assert fact(f"{text[:-1]}；幼儿园普惠率提高3.1个百分点。", "3.1个百分点").indicator != "resource_allocation"


ITEMS = "（1）规划布局。已编制专项规划。\n（2）四个统一。{}。\n（3）章程建设。一校一章程。以上三项均可以达到。"


def test_a_verdict_on_the_items_above_judges_each_of_them() -> None:
    codes = ("school_layout", "four_unified_standards", "school_charters")
    assert verdicts(ITEMS.format("已经落实")) == dict.fromkeys(codes, "expected")
    judged = verdicts(ITEMS.format("已经落实，达到要求"))
    assert judged["four_unified_standards"] == "met"
    assert "school_layout" not in judged


def test_a_verdict_on_what_its_own_sentence_names_leaves_the_items_above_alone() -> None:
    text = "1.就近入学。严格划片。\n2.德育与校园文化、课程开设、课业负担以上三项均达到要求。"
    assert set(verdicts(text)) == {"moral_education", "curriculum", "workload"}


def test_a_verdict_behind_several_measured_items_judges_each() -> None:
    text = "优质高中名额分配比例61%，残疾儿童入学率97.4%，均达到要求。"
    codes = ("senior_quota_allocation_rate", "disabled_enrolment_rate")
    assert verdicts(text) == dict.fromkeys(codes, "met")
    assert set(verdicts(f"残疾儿童入学率97.4%。{text[:18]}，达到要求。")) == {codes[0]}


def test_a_verdict_on_the_one_school_that_misses_is_that_schools() -> None:
    text = "生均教学及辅助用房面积，仅东关小学为4.1平方米，未达标。"
    assert {(f.scope, f.value) for f in stated(text) if f.measure == "verdict"} == {("东关小学", "not_met")}
    every = text.replace("仅东关小学", "小学")
    assert {(f.scope, f.value) for f in stated(every) if f.measure == "verdict"} == {(None, "not_met")}


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("3.质量监测：我县参加了监测，结果尚未公布。", "quality_monitoring"),
        ("（3）质量监测。我县参加了抽测，须待国家监测后方可认定。", "quality_monitoring"),
        ("社会认可度以省级测评结果为准。", "social_recognition"),
        ("社会认可度能否达标有待省级调查。", "social_recognition"),
        ("3.2残疾儿童入学率96.8%。3.9国家监测结果尚未公布。", "quality_monitoring"),
    ],
)
def test_what_waits_for_a_result_is_unknown(text: str, indicator: str) -> None:
    assert verdicts(text) == {indicator: "unknown"}


@pytest.mark.parametrize(
    "text",
    ["3.质量监测：我县参加了监测，结果将于年内公布。", "社会认可度严格以省级文件为准。", "社会认可度调查结果良好。"],
)
def test_a_result_that_is_only_spoken_of_is_no_verdict(text: str) -> None:
    assert verdicts(text) == {}


def test_the_base_of_a_share_is_not_what_the_next_count_is_of() -> None:
    text = "骨干教师小学42人，占小学专任教师的8.4%；初中31人，占初中专任教师的9.94%。"
    assert (fact(text, "31人").indicator, fact(text, "31人").stage) == ("backbone_teachers", "junior")
    assert fact("专任教师小学500人，初中312人。", "312人").indicator == "teachers"
