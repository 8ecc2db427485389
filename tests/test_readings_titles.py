"""Short titles, table rows and words of recognition → facts: what a line of a list or a table says in few words."""

from __future__ import annotations

import pytest

from tests.test_readings import fact, stated


def read(text: str) -> set[tuple[str | None, str | None, str | None]]:
    return {(f.indicator, f.value, f.status) for f in stated(text)}


@pytest.mark.parametrize(
    ("text", "raw", "indicator"),
    [
        ("11.交流轮岗。全年12.8%，骨干占23.5%。", "12.8%", "teacher_exchange_rate"),
        ("11.交流轮岗。全年12.8%，其中骨干23.5%。", "23.5%", "backbone_exchange_rate"),
        ("交流轮岗：本年度达11.6%。", "11.6%", "teacher_exchange_rate"),
        ("15.工资。全县年人均9.61万元，公务员9.37万元。", "9.61万元", "teacher_average_pay"),
        ("15.工资。全县年人均9.61万元，公务员9.37万元。", "9.37万元", "civil_servant_average_pay"),
    ],
)
def test_the_title_of_an_item_names_its_figures(text: str, raw: str, indicator: str) -> None:
    assert fact(text, raw).indicator == indicator


@pytest.mark.parametrize(
    "text", ["交流轮岗工作持续推进，本年度达11.6%。", "2.编外用工。工资、保险按时发放，覆盖面达11.6%。"]
)
def test_words_that_open_a_sentence_without_a_mark_are_no_title(text: str) -> None:
    assert fact(text, "11.6%").indicator is None


def test_a_verdict_goes_by_the_title_it_stands_under() -> None:
    assert read("工资：全部按月足额发放，达标。") == {("teacher_pay_parity", "met", "actual")}
    assert read("水电：全部按月足额缴纳，达标。") <= {(None, "met", "actual")}


def test_a_row_with_a_title_and_two_parts_takes_the_indicators_in_the_items_order() -> None:
    found = read("项目|要求|自评\n交流轮岗|≥10%；≥20%|12.8%；23.5%\n")
    assert found == {
        ("teacher_exchange_rate", "10", "standard"),
        ("backbone_exchange_rate", "20", "standard"),
        ("teacher_exchange_rate", "12.8", "actual"),
        ("backbone_exchange_rate", "23.5", "actual"),
    }


def test_a_row_without_a_title_has_no_second_indicator() -> None:
    assert {i for i, _, _ in read("项目|自评\n绿化美化|12.8%；23.5%\n")} == {None}


def test_the_column_says_whether_a_cell_of_words_is_norm_aim_or_fact() -> None:
    rows = "指标|要求|现状|目标\n班额控制|小学不超过45人|小学最大班44人|小学43人以内\n"
    assert read(rows) == {
        ("class_size", "45", "standard"),
        ("class_size", "44", "actual"),
        ("class_size", "43", "target"),
    }
    assert ("class_size", "43", "target") not in read(rows.replace("目标", "备注"))


def test_a_number_with_its_unit_is_a_figure_in_a_column_of_labels_too() -> None:
    found = read("项目|要求|本县情况\n特殊教育公用经费|不低于6000元|7200元\n")
    assert ("special_education_funding_per_student", "7200", "actual") in found
    assert "2017" not in {v for _, v, _ in read("学校|建校时间|校舍\n东关小学|2017年|3栋\n")}


@pytest.mark.parametrize(
    ("title", "first", "second", "measure"),
    [("各校差异系数", "0.381", "0.402", "variation_coefficient"), ("各校生均情况", "8.1", "11.2", "value")],
)
def test_decimals_under_a_title_of_coefficients_have_no_unit(title: str, first: str, second: str, measure: str) -> None:
    text = f"{title}\n指标|单位|小学|初中\n生均体育运动场馆面积|平方米|{first}|{second}\n"
    assert {(f.value, f.stage, f.measure) for f in stated(text)} == {
        (first, "primary", measure),
        (second, "junior", measure),
    }
    assert {f.unit for f in stated(text)} == ({None} if measure != "value" else {"平方米"})


def test_a_column_of_nothing_but_the_change_is_that_of_the_column_before_it() -> None:
    rows = "项目|招生数（人）|比上年±%|在校生数（人）|比上年±%\n小学|4210|-3.2|24106|1.1\n"
    found = {f.raw: (f.indicator, f.measure) for f in stated(rows)}
    assert found["-3.2"] == ("new_entrants", "change")
    assert found["1.1"] == ("students", "change")
    other = {f.raw: f.indicator for f in stated("项目|校园绿化（处）|比上年±%\n小学|42|-3.2\n")}
    assert other["-3.2"] is None


def test_a_title_can_say_which_stage_stands_in_front() -> None:
    rows = "指标|数值\n生均体育运动场馆面积（平方米）|8.1/11.2\n"
    split = {f.raw: f.stage for f in stated(f"全县设施（前面的数为小学，后面的数为初中）\n{rows}")}
    assert split == {"8.1": "primary", "11.2": "junior"}
    assert {f.stage for f in stated(f"全县设施（前面的数为上年，后面的数为本年）\n{rows}")} == {"compulsory"}


def test_a_column_of_a_part_of_the_money_is_no_total() -> None:
    found = {f.raw: f.scope for f in stated("经费投入（万元）\n项目|金额|其中县级\n教学仪器设备购置|1240|380\n")}
    assert found == {"1240": None, "380": "县级"}


def test_a_kind_of_schools_in_a_row_is_no_total_row() -> None:
    rows = "学校|小学|初中\n城东片|12|3\n城西片|9|4\n合计|21|7\n"
    assert {f.raw: f.scope for f in stated(rows)}["21"] is None
    assert {f.raw: f.scope for f in stated(rows)}["12"] == "城东片"


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("在校学生2 1 ,604 人，其中小学13 ,982人。", "13 ,982人", "13982"),
        ("全县小学1O4所。", "1O4所", "104"),
        ("小学入学率达98,2%。", "98,2%", "98.2"),
        ("投资1200万无，用于校舍建设。", "1200万无", "12000000"),
    ],
)
def test_numbers_that_recognition_garbled_are_read(text: str, raw: str, value: str) -> None:
    assert fact(text, raw).value == value


@pytest.mark.parametrize("text", ["见表1 2024年小学32所。", "小学18 20所。", "联系电话138 1234 5678人工接听。"])
def test_numbers_that_stand_side_by_side_are_not_joined(text: str) -> None:
    assert not {f.value for f in stated(text)} & {"12024", "1820", "13812345678"}


def test_terms_that_recognition_garbled_are_read() -> None:
    text = "学前三年毛人园率94.1%，九年巩固串98.2%，教职丁2310人，专仟教师1980人，在校学牛12406人。"
    assert {f.indicator for f in stated(text)} == {
        "preschool_gross_enrolment_rate",
        "retention_rate",
        "staff",
        "teachers",
        "students",
    }


def test_words_that_only_look_garbled_stay() -> None:
    assert fact("全县投入人工费用12万元，教职工2310人。", "2310人").indicator == "staff"
    assert all(f.value != "12000000" for f in stated("投资1200万无人问津的项目已停。"))


@pytest.mark.parametrize("blank", ["〇〇", "××", "＊＊", "XX"])
def test_placeholders_are_no_figures(blank: str) -> None:
    assert [f.raw for f in stated(f"全县有小学{blank}所，初中12所。")] == ["12所"]
    assert {f.raw for f in stated("全县有小学二〇所，初中12所。")} == {"二〇所", "12所"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("第3、5、7项未达到要求。", set()),
        ("县十届人大三次会议通过，新建小学3所。", {"3"}),
        ("校长、教师两项合计12人。", {"12"}),
    ],
)
def test_numbers_that_point_at_something_are_no_figures(text: str, values: set[str]) -> None:
    assert {f.value for f in stated(text) if f.measure != "verdict"} == values
