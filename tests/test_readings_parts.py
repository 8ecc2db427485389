"""Sentences → whose figure it is: private schools, groups of schools, parts in brackets, both stages, all education."""

from __future__ import annotations

import pytest

from pipeline.flow import understand
from pipeline.model import Document
from tests.test_readings import BOOK, fact, stated


def row(text: str, raw: str) -> tuple[str | None, str | None, str, str | None]:
    found = fact(text, raw)
    return found.indicator, found.stage, found.measure, found.scope


@pytest.mark.parametrize(
    ("text", "raw", "scope"),
    [
        ("全县有民办学校5所，在校生3139人，教职工260人。", "3139人", "民办"),
        ("全县有民办学校5所，在校生3139人，教职工260人。", "260人", "民办"),
        ("普通高中中，民办1所，在校生1284人；公办3所，在校生6167人。", "6167人", "公办"),
        ("公办幼儿园30所，在园幼儿5021人。", "5021人", "公办"),
        ("公办22所、民办2所，在校生20418人。", "20418人", None),
        ("幼儿园50所，其中民办20所，在园幼儿8016人。", "8016人", None),
        ("新建公办幼儿园3所，新增学位810个。", "810个", None),
        ("民办学校5所，全县在校生21480人。", "21480人", None),
        ("小学在校生1239人，其中村小四校分别为146人、97人、63人、121人，合计427人。", "97人", "四校"),
        ("小学在校生1239人，其中村小四校分别为146人、97人、63人、121人，合计427人。", "427人", "四校"),
        ("反馈问题26个，全部集中在资源配置（9个）、政府保障（11个）和教育质量（6个）方面。", "9个", "资源配置"),
        ("反馈问题26个，全部集中在资源配置（9个）、政府保障（11个）和教育质量（6个）方面。", "6个", "教育质量"),
        ("城关一小在校生2186人，超过2000人的上限。", "2186人", "城关一小"),
    ],
)
def test_figures_of_a_part_are_not_the_county_s(text: str, raw: str, scope: str | None) -> None:
    assert fact(text, raw).scope == scope


@pytest.mark.parametrize(
    ("text", "raw", "stage"),
    [
        ("全县共有各级各类学校87所，在校生（含在园幼儿）41236人，专任教师3018人。", "41236人", "all"),
        ("全县共有各级各类学校87所，在校生（含在园幼儿）41236人，专任教师3018人。", "3018人", "all"),
        ("各级各类学校187所。\n教职工总数12075人，其中专任教师10418人。", "12075人", "all"),
        ("小学24所，另有教学点13个；招生2964人，在校生19872人；专任教师1243人，生师比15.99∶1。", "1243人", "primary"),
        ("小学41所，另有教学点16个。招生4628人；在校生30412人，专任教师1878人。", "1878人", "primary"),
        ("初中30所（含九年一贯制学校9所），招生10893人，专任教师2574人。", "2574人", "junior"),
        ("小学在校生27105人；初中15213人。寄宿生3680人。", "3680人", "compulsory"),
        ("小学、初中每百名学生拥有骨干教师1.12人、1.36人。", "1.12人", "primary"),
        ("小学、初中每百名学生拥有骨干教师1.12人、1.36人。", "1.36人", "junior"),
        ("每百名学生拥有骨干教师数：小学1.34人，初中1.52人；差异系数0.42、0.38。", "0.38", "junior"),
        ("小学42所、初中23所参评，综合达标率均为100%。", "42所", "primary"),
    ],
)
def test_stage_of_what_is_told_behind_it(text: str, raw: str, stage: str) -> None:
    assert fact(text, raw).stage == stage


def test_a_rate_of_both_stages_is_one_of_each() -> None:
    text = "小学42所、初中23所参评，综合达标率均为100%。"
    assert {(f.stage, f.measure) for f in stated(text) if f.raw == "100%"} == {
        ("primary", "share_met"),
        ("junior", "share_met"),
    }


@pytest.mark.parametrize(
    ("text", "raw", "expected"),
    [
        ("现有37所学校中已有15所七项指标全部达标。", "15所", None),
        ("全县45所义务教育学校中已有41所建成标准化学校。", "45所", "schools"),
        ("全县45所义务教育学校中已有41所建成标准化学校。", "41所", "standardised_schools"),
        ("编外教师76人，占专任教师1382人的5.5%。", "1382人", "teachers"),
        ("公用经费预算总额4860万元，安排教师培训经费291.6万元，占6%。", "6%", "training_budget_rate"),
        ("教育质量方面6个问题。", "6个", None),
        ("生均公用经费小学720元、初中940元，分别安排1558.80万元、979.48万元，合计2538.28万元。", "2538.28万元", None),
        ("综合判定，小学达标24所，占92.31%；初中达标14所，占93.33%。", "24所", "resource_allocation"),
        ("综合判定，小学达标24所，占92.31%；初中达标14所，占93.33%。", "93.33%", "resource_allocation"),
        ("小学有17所、初中有8所资源配置达标，占比分别为89.47%和100%。", "17所", "resource_allocation"),
        ("有4所小学、3所初中每百名学生拥有骨干教师数不足1人。", "4所", "backbone_teachers_per_100"),
        ("各项系数均低于小学0.50、初中0.45的标准。", "0.45", "variation_coefficient"),
    ],
)
def test_what_a_figure_counts(text: str, raw: str, expected: str | None) -> None:
    assert fact(text, raw).indicator == expected


def test_both_of_a_listed_change_are_changes() -> None:
    text = "小学、初中在校生分别为1000人、500人，比上年分别减少12人、8人。"
    assert row(text, "12人") == ("students", "primary", "change", None)
    assert row(text, "8人") == ("students", "junior", "change", None)
    assert fact(text, "8人").value == "-8"


def test_share_in_a_list_goes_with_its_count() -> None:
    text = "小学有17所、初中有8所资源配置达标，占比分别为89.47%和100%。"
    assert row(text, "89.47%") == ("resource_allocation", "primary", "share_met", None)
    assert row(text, "100%") == ("resource_allocation", "junior", "share_met", None)


@pytest.mark.parametrize(
    ("text", "raw", "status"),
    [
        (
            "生均体育运动场馆面积小学8.13平方米、初中9.86平方米，国家标准为小学7.5平方米、初中10.2平方米。",
            "7.5平方米",
            "standard",
        ),
        (
            "生均体育运动场馆面积小学8.13平方米、初中9.86平方米，国家标准为小学7.5平方米、初中10.2平方米。",
            "10.2平方米",
            "standard",
        ),
        (
            "生均体育运动场馆面积小学8.13平方米、初中9.86平方米，国家标准为小学7.5平方米、初中10.2平方米。",
            "9.86平方米",
            "actual",
        ),
        ("下一步，将在交流轮岗教师268人的基础上进一步扩大范围。", "268人", "actual"),
    ],
)
def test_norms_named_before_a_list_and_grounds_of_plans(text: str, raw: str, status: str) -> None:
    assert fact(text, raw).status == status


def test_verdicts_of_both_stages_and_of_items_by_number() -> None:
    text = "生均体育运动场馆面积小学8.13平方米、初中10.86平方米，该项指标小学、初中均达标。"
    assert {(f.indicator, f.stage) for f in stated(text) if f.measure == "verdict"} == {
        ("sports_area_per_student", "primary"),
        ("sports_area_per_student", "junior"),
    }
    text = "政府保障程度共15项指标。\n第11项：符合交流条件的教师1268人，实际交流116人，占9.15%，自评达标。"
    assert {f.indicator for f in stated(text) if f.measure == "verdict"} == {"teacher_exchange_rate"}


HEAD = "示例甲县2024—2025学年初义务教育基本情况表\n\n"
TABLE = """学校类别 | 学校数 | | 在校学生 | | 专任教师 | |
| 合计 | 其中:民办 | 合计 | 其中:寄宿生 | 合计 | 其中:女教师 |
小学 | 24 | 2 | 30516 | 1204 | 1724 | 1293 |
初级中学 | 11 | 1 | 13842 | 3675 | 1126 | 731 |
总计 | 35 | 3 | 44358 | 4879 | 2850 | 2024 |
"""


@pytest.mark.parametrize(
    ("raw", "indicator", "scope"),
    [
        ("30516", "students", None),
        ("1204", "boarders", None),
        ("1724", "teachers", None),
        ("1293", "teachers", "女教师"),
    ],
)
def test_columns_told_apart_under_another(raw: str, indicator: str, scope: str | None) -> None:
    found = fact(HEAD + TABLE, raw)
    assert (found.indicator, found.stage, found.scope) == (indicator, "primary", scope)


def test_plan_without_a_date_of_its_own_is_of_the_years_in_its_title() -> None:
    text = "示例甲县2025年教育工作要点\n\n改扩建中小学5所，全年新增义务教育学位1890个。\n"
    facts = understand(Document("a.txt", "", 0, "txt", "ok", text), BOOK).facts
    assert {f.raw: f.period_end for f in facts} == {"5所": "2025-12-31", "1890个": "2025-12-31"}
    text = "示例甲县义务教育补短板三年计划（2025—2027年）\n\n改扩建中小学5所。\n"
    (only,) = understand(Document("a.txt", "", 0, "txt", "ok", text), BOOK).facts
    assert (only.period_start, only.period_end) == ("2025-01-01", "2027-12-31")


@pytest.mark.parametrize(
    ("text", "raw", "expected"),
    [
        ("对照7项资源配置、15项政府保障、9项教育质量指标共31项指标，28项已达标。", "28项", None),
        (
            "每百名学生拥有高于规定学历教师数，小学5.06人；县级以上骨干教师，小学1.21人。",
            "1.21人",
            "backbone_teachers_per_100",
        ),
        ("标准化学校达到41所，占全县46所义务教育学校的89.1%。", "46所", "schools"),
        ("标准化学校达到41所，占全县46所义务教育学校的89.1%。", "89.1%", "standardised_schools"),
        ("在校生超过2000人的小学有2所。", "2000人", "school_size"),
        ("56人以上大班额由37个减少到9个，占班级总数的比例由1.9%下降到0.5%。", "0.5%", "large_class_rate"),
    ],
)
def test_whose_a_number_of_items_a_base_and_a_bound_are(text: str, raw: str, expected: str | None) -> None:
    assert fact(text, raw).indicator == expected


def test_results_of_subjects_and_of_one_channel_are_parts() -> None:
    text = "四年级数学、八年级科学两个学科校际差异率分别为0.118和0.126，均小于0.15。"
    assert fact(text, "0.118").scope is not None
    assert fact("国家质量监测校际差异率为0.118。", "0.118").scope is None
    text = "近三年通过公开招聘86名、公费师范生定向培养41名、人才引进9名，共补充教师136名。"
    assert fact(text, "86名").scope is not None
    assert fact(text, "136名").scope is None


def test_what_a_plan_announces_before_the_colon_holds_to_the_end_of_the_sentence() -> None:
    text = "2024年打算：计划新建初中1所；招聘教师150名左右。"
    assert fact(text, "150名").status == "target"


@pytest.mark.parametrize(
    ("text", "raw", "value", "unit", "indicator"),
    [
        ("大班额由37个压减到12个，超大班额为0。", "0", "0", "个", "super_large_classes"),
        ("义务教育阶段辍学率为零。", "零", "0", "%", "dropout_rate"),
        ("从生师比看，小学为16.64:1，初中为12.78:1。", "12.78:1", "12.78", None, "student_teacher_ratio"),
        ("改造旱厕9座，改造运动场8片，新建教学楼2幢。", "9座", "9", "座", None),
        ("改造旱厕9座，改造运动场8片，新建教学楼2幢。", "8片", "8", "片", None),
        ("规定限值小学为0.50、初中为0.45。", "0.45", "0.45", None, None),
    ],
)
def test_zeros_ratios_and_limits_that_a_word_before_them_tells(
    text: str, raw: str, value: str, unit: str | None, indicator: str | None
) -> None:
    found = fact(text, raw)
    assert (found.value, found.unit, found.indicator) == (value, unit, indicator)


@pytest.mark.parametrize("text", ["零辍学是底线。", "推进动态清零机制建设。", "时间为8:30，地点为2:1层。"])
def test_slogans_and_times_are_no_such_zeros_and_ratios(text: str) -> None:
    assert [f.raw for f in stated(text) if f.value == "0" and f.raw == "0"] == []
    assert [f.raw for f in stated(text) if f.indicator == "student_teacher_ratio"] == []


def test_verdict_words_do_not_reach_over_the_end_of_a_clause() -> None:
    text = "政府保障程度15项指标中12项达到标准，3项未达标；教育质量9项指标中8项达到标准，1项未达标。"
    assert (fact(text, "3项").indicator, fact(text, "1项").indicator) == ("guarantee_items", "quality_items")


def test_a_group_among_those_exchanged_is_a_part_of_them() -> None:
    text = "实际参加交流轮岗114名，占比8.60%；交流教师中有骨干教师27名，占23.68%。"
    assert row(text, "27名") == ("teachers_exchanged", "compulsory", "value", "骨干教师")
    assert fact(text, "23.68%").indicator == "backbone_exchange_rate"


def test_schools_that_miss_what_the_others_meet() -> None:
    text = "音体美教师中音乐24人；资源配置指标综合达标学校25所，占75.76%，未达标8所。"
    assert row(text, "8所") == ("resource_allocation", "compulsory", "schools_unmet", None)


@pytest.mark.parametrize(
    ("text", "raw", "expected"),
    [
        (
            "教职工2655人，其中专任教师2208人。按学段分，幼儿园260人、小学921人、初中702人、普通高中325人。",
            "921人",
            "teachers",
        ),
        ("义务教育阶段1862名专任教师全部持证上岗。", "1862名", "teachers"),
        ("按课程方案应配音体美专任教师312人，实有254人。", "312人", None),
        ("在校生40296人，其中小学27216人，设教学班672个，平均班额40.5人；初中13080人。", "13080人", "students"),
        ("各级各类学校（园）186所。", "186所", "schools"),
        ("普通高中生7945人。", "7945人", "students"),
    ],
)
def test_what_persons_and_schools_are_counted(text: str, raw: str, expected: str | None) -> None:
    assert fact(text, raw).indicator == expected


def test_flows_under_a_heading_with_a_year_are_of_that_year() -> None:
    text = "示例甲县2025年政府工作报告\n\n一、2024年工作回顾\n\n招聘教师215人，新建小学3所，购置智慧黑板320套。\n"
    facts = understand(Document("a.txt", "", 0, "txt", "ok", text), BOOK).facts
    assert {f.raw: f.period_end for f in facts} == {"215人": "2024-12-31", "3所": "2024-12-31", "320套": "2024-12-31"}


def test_norms_of_each_stage_in_the_columns_of_a_table() -> None:
    table = (
        "指标 | 小学标准 | 小学实际 | 初中标准 | 初中实际\n生均教学及辅助用房面积（平方米） | 4.5 | 4.88 | 5.8 | 6.21\n"
    )
    found = {f.raw: (f.status, f.stage) for f in stated(table)}
    assert found["4.5"] == ("standard", "primary")
    assert found["6.21"] == ("actual", "junior")


def test_coefficients_and_values_in_the_order_of_the_items_told_before() -> None:
    text = (
        "小学七项指标差异系数为：高于规定学历教师0.31、骨干教师0.42、体育运动场馆0.44，均低于0.50的国家标准；"
        "初中依次为0.27、0.39、0.41，均低于0.45的国家标准。"
    )
    found = {f.raw: (f.indicator, f.stage, f.measure) for f in stated(text)}
    assert found["0.42"] == ("backbone_teachers_per_100", "primary", "variation_coefficient")
    assert found["0.41"] == ("sports_area_per_student", "junior", "variation_coefficient")
    text = (
        "小学每百名学生拥有高于规定学历教师5.1人、县级以上骨干教师1.2人，生均体育运动场馆面积8.3㎡。"
        "初中上述三项依次为7.93人、1.41人和11.35㎡。"
    )
    found = {f.raw: (f.indicator, f.stage, f.measure) for f in stated(text)}
    assert found["1.41人"] == ("backbone_teachers_per_100", "junior", "value")
    assert found["11.35㎡"] == ("sports_area_per_student", "junior", "value")


def test_short_nouns_in_a_list_before_their_coefficients() -> None:
    text = "小学每百名学生拥有高于规定学历教师数、骨干教师数、体育艺术教师数的差异系数分别为0.241、0.386、0.402。"
    assert [f.indicator for f in stated(text)] == [
        "higher_qualified_teachers_per_100",
        "backbone_teachers_per_100",
        "arts_pe_teachers_per_100",
    ]


def test_a_table_holds_at_the_time_of_its_statistics() -> None:
    table = "(统计时点：2023年9月1日)\n\n学段 | 学校数(所) | 在校生(人)\n小学 | 21 | 15048\n初中 | 9 | 7740\n"
    assert fact(table, "15048").period_end == "2023-09-01"


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("2021—2023年教育支出分别为6.12亿、6.41亿、6.78亿元。", "6.12亿", "612000000"),
        ("选派112名校长教师交流轮岗。", "112名", "112"),
        ("各项系数控制在国家规定的0.50、0.45以内。", "0.50", "0.50"),
    ],
)
def test_sums_without_their_yuan_headmasters_and_bare_limits_are_captured(text: str, raw: str, value: str) -> None:
    assert fact(text, raw).value == value


@pytest.mark.parametrize(
    ("text", "raw", "expected"),
    [
        ("另有农村教学点21个，就读学生612人。", "612人", ("students", "教学点")),
        ("选派112名教师交流轮岗，骨干教师有26名，占23.2%。", "23.2%", (None, None)),
    ],
)
def test_pupils_of_points_and_shares_of_the_count_beside_them(
    text: str, raw: str, expected: tuple[str | None, str | None]
) -> None:
    assert (fact(text, raw).indicator, fact(text, raw).scope) == expected


@pytest.mark.parametrize(
    ("text", "raw", "stage"),
    [
        (
            "参评学校46所，其中小学31所、初中15所。资源配置指标综合达标的有29所，占63.04%，尚有17所未达标。",
            "29所",
            "compulsory",
        ),
        (
            "参评学校46所，其中小学31所、初中15所。资源配置指标综合达标的有29所，占63.04%，尚有17所未达标。",
            "17所",
            "compulsory",
        ),
        ("专任教师4731名，依次为学前1050名、小学1720名、初中1180名。", "4731名", "all"),
        ("在校（园）学生58630人，其中小学26150人。", "58630人", "all"),
    ],
)
def test_counts_over_all_stages(text: str, raw: str, stage: str) -> None:
    assert fact(text, raw).stage == stage


def test_tables_and_plans_are_dated_by_the_words_around_them() -> None:
    table = "办学条件监测结果见下表（数据截至2024年9月1日）。\n\n学段 | 学校数（所）\n小学 | 18\n初中 | 9\n"
    assert fact(table, "18").period_end == "2024-09-01"
    text = "示例甲县“十四五”教育事业发展规划\n\n三、重点工程\n\n规划期内新建小学4所。\n"
    (only,) = understand(Document("a.txt", "", 0, "txt", "ok", text), BOOK).facts
    assert only.period_end == "2025-12-31"
