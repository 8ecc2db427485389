"""Sentences and tables → when a figure holds: the year told, the year before it, the date beside a table."""

from __future__ import annotations

import pytest

from pipeline.flow import understand
from pipeline.model import Document
from tests.test_readings import BOOK, fact, stated

TABLE = "学校　　　学生数　　教师数\n第一小学　　1200　　71\n第二小学　　900　　53\n合计　　2100　　124\n"
NAME = "附件2\n示例甲县2024年义务教育学校基本情况表\n"


@pytest.mark.parametrize(
    ("text", "raw", "end"),
    [
        ("2023年，示例甲县有小学21所。\n全年招聘教师56人。", "56人", "2023-12-31"),
        ("概况 二○二四年，全县有小学21所。\n年内招聘教师56人。", "56人", "2024-12-31"),
        ("比2022年提高0.35个百分点。\n全年招聘教师56人。", "56人", None),
        ("2023年教育支出5.47亿元，比上年的5.21亿元增加0.26亿元。", "5.21亿元", "2022-12-31"),
        ("2023年教育支出5.47亿元，比上年的5.21亿元增加0.26亿元。", "0.26亿元", "2023-12-31"),
    ],
)
def test_years_told_by_other_words(text: str, raw: str, end: str | None) -> None:
    assert fact(text, raw).period_end == end


def test_a_title_dates_the_whole_year_in_chinese_numerals() -> None:
    text = "示例甲县二〇二四年义务教育工作总结\n\n全年招聘教师56人。到年底，全县有小学21所。"
    facts = understand(Document("a.txt", "", 0, "txt", "ok", text), BOOK).facts
    assert [(f.raw, f.period_end) for f in facts] == [("56人", "2024-12-31"), ("21所", "2024-12-31")]


@pytest.mark.parametrize(
    "text",
    [
        NAME + "（截至2024年9月1日　单位：人）\n" + TABLE,
        NAME + "填表单位：示例甲县教育局　　截至2024年9月1日　　单位：人\n" + TABLE,
        NAME + "统计时点：2024年9月1日　　单位：人\n" + TABLE,
        NAME + TABLE + "说明：1.学生数按学籍统计。2.以上数据截至2024年9月1日。\n",
        "截至2024年9月1日，全县各义务教育学校的学生数和教师数情况如下。\n" + TABLE,
    ],
)
def test_a_table_holds_at_the_date_stated_beside_it(text: str) -> None:
    cells = [f for f in stated(text) if f.source == "table"]
    assert len(cells) == 6
    assert {f.period_end for f in cells} == {"2024-09-01"}


@pytest.mark.parametrize(
    "text",
    [
        NAME + "填报时间：2024年10月9日　　单位：人\n" + TABLE,
        NAME + TABLE + "填表人：×××　　填表时间：2024年10月9日\n",
        NAME + TABLE + "截至2025年3月底，新教学楼已封顶的学校有3所，其余学校将在年内开工，届时将新增学位1200个，"
        "可以满足需要，大班额问题随之解决，学校布局也将更加合理。",
    ],
)
def test_the_date_of_a_form_is_no_date_of_its_figures(text: str) -> None:
    cells = [f for f in stated(text) if f.source == "table"]
    assert {f.period_end for f in cells} == {"2024-12-31"}


def test_a_header_without_the_word_over_its_labels_still_stands_over_its_columns() -> None:
    text = (
        "学校情况表\n　　　　　　　　　　小学　　　初中\n"
        "学校数　　21　　12\n学生数　　1200　　900\n教师数　　71　　53\n"
    )
    assert (fact(text, "21").stage, fact(text, "12").stage) == ("primary", "junior")
