"""structure: the view and its offsets, noise, joined lines, headings, and tables however they are written."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.model import Document, Span, Structure, Table
from pipeline.structure import structure


def read(text: str, **more: object) -> Structure:
    fields: dict[str, object] = {"wrapped": True} | more
    return structure(Document("示例甲县.txt", "0" * 64, len(text), "txt", "ok", text, **fields))  # type: ignore[arg-type]


def prose(found: Structure) -> list[str]:
    return [found.view.text[s.at : s.to] for s in found.sentences]


def words(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def noise(found: Structure) -> list[str]:
    return [found.document.text[s.start : s.end] for s in found.noise]


def sections(found: Structure) -> dict[str, tuple[str, ...]]:
    return {found.view.text[s.at : s.to]: s.section for s in found.sentences}


# The view


def test_white_space_goes_but_a_blank_between_digits_stays() -> None:
    found = read("在校生 14302 人，提升 28.49 个百分\n点，图书2 210册，示例県　小　学３所。")
    assert found.view.text == "在校生14302人,提升28.49个百分点,图书2 210册,示例県小学3所。\n"
    at = found.view.text.index("2 210册")
    start = found.document.text.index("2 210册")
    assert found.view.span(at, at + 6) == Span(start, start + 6)


def test_traditional_characters_are_simplified_one_for_one() -> None:
    found = read("全縣學校２８所，專任教師三百名。")
    assert found.view.text == "全县学校28所,专任教师三百名。\n"
    assert len(found.view.origin) == len(found.view.text)


def test_marks_of_markdown_leave_no_trace() -> None:
    found = read("- **一是教师。**现有**28** 名，另有 **30**名。")
    assert found.view.text == "一是教师。现有28名,另有30名。\n"


SIGNS = "|｜│ \t\u30001２,，.。:：-—=#*>（）()【】年万亿人所小学中第章一二三四五\r\ufeff\u200b\u2028"
CELLS = ["指标", "小学", "1 046", "59.8%", "", "合  计", "(人)", "0.41", "—", "2023年", "2021"]
KNOWN = [
    "一、总体",
    "（一）师资。",
    "1.1 布局",
    "- 3 -",
    "7",
    "28",
    "平均值",
    "标准差",
    "来源：县教育局",
    "| --- | --- |",
]
LINES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=SIGNS, max_size=40),
    st.lists(st.sampled_from(CELLS), max_size=7).map("    ".join),
    st.lists(st.sampled_from(CELLS), max_size=7).map("|".join),
    st.sampled_from(KNOWN),
)
TEXTS = st.lists(LINES, max_size=30).map("\n".join)


def leads_back(c: str, source: str) -> bool:
    """Whether a character of the view may stand for one of the text: itself, converted, or the gap that it marks."""
    if c == "\n":
        return True
    if c in " |" and (source.isspace() or source in "\u200b\ufeff\u00ad"):
        return True
    half = chr(ord(source) - 0xFEE0) if "！" <= source <= "～" else {"∶": ":", "︰": ":", "−": "-"}.get(source, source)
    simplified = "\u3400" <= source <= "\u9fff" and c >= "\u3400"
    return c == half or simplified or (source in "│┃" and c == "|") or (source == "。" and c in ". ")


@given(TEXTS)
@example("\ufeff\r\n|||\r|")
@example("甲\t\t乙\t1\n丙\t\t丁\t2\n戊\t\t己\t3")
@example("|" * 500)
@example("（" * 300 + "。" * 300)
def test_any_text_is_read_and_every_character_leads_back(text: str) -> None:
    found = read(text)
    view = found.view
    assert len(view.text) == len(view.origin)
    for n, c in enumerate(view.text):
        assert 0 <= view.origin[n] < max(len(text), 1)
        source = text[view.origin[n]]
        assert leads_back(c, source), (n, c, source)
        if n and "\n" not in view.text[n - 1 : n + 1]:
            assert view.origin[n - 1] < view.origin[n]


@given(TEXTS)
def test_sentences_do_not_overlap_and_cover_all_prose(text: str) -> None:
    found = read(text)
    covered = [0] * len(found.view.text)
    for sentence in found.sentences:
        assert sentence.at < sentence.to
        assert "\n" not in found.view.text[sentence.at : sentence.to]
        for i in range(sentence.at, sentence.to):
            covered[i] += 1
    assert max(covered, default=0) <= 1
    tabled = {i for t in found.tables for r in t.rows for i in range(r[0].at, r[-1].to + 1)}
    for n, times in enumerate(covered):
        line = found.view.text[found.view.text.rfind("\n", 0, n) + 1 : found.view.text.find("\n", n)]
        ruled = re.fullmatch(r"[|:\-—=+\u2500-\u257f]+", line)
        assert times or found.view.text[n] in "\n|" or n in tabled or ruled


@given(TEXTS)
def test_cells_are_what_the_view_says(text: str) -> None:
    found = read(text)
    for number, table in enumerate(found.tables, 1):
        assert table.number == number
        assert 0 <= table.header_rows <= len(table.rows)
        for n, row in enumerate(table.rows):
            for cell in row:
                assert cell.row == n
                assert found.view.text[cell.at : cell.to] == cell.text


@given(TEXTS, st.booleans())
def test_the_same_text_gives_the_same_structure(text: str, wrapped: bool) -> None:
    assert read(text, wrapped=wrapped) == read(text, wrapped=wrapped)


def test_a_long_report_takes_little_time() -> None:
    line = "（一）示例工程。全县现有义务教育学校28所，在校学生12345人，其中小学8021人、初中4324人；专任教师1026人。\n"
    text = (line * 90)[:5000]
    read(text)
    best = min(_seconds(text) for _ in range(10))
    assert best < 0.03  # 3 ms on an idle machine


def _seconds(text: str) -> float:
    start = time.perf_counter()
    read(text)
    return time.perf_counter() - start


# Lines, noise


def test_a_line_broken_inside_a_word_or_a_number_is_joined() -> None:
    long = "为推进示例甲县义务教育优质均衡发展工作，全县投入资金12"
    whole = f"{long}34万元，在城区和各乡镇新建教学楼及综合楼，改造运动场地。"
    assert prose(read(f"{whole[:28]}\n{whole[28:52]}\n{whole[52:]}")) == [whole.replace("，", ",")]
    assert len(prose(read(f"{long}\n34万元。", wrapped=False))) == 2


def test_a_page_number_between_two_lines_of_a_sentence_is_passed_over() -> None:
    found = read("全县义务教育阶段现有在校学生的总人数已经达到一万四千\n— 3 —\n三百零二人，比上年增加。")
    assert noise(found) == ["— 3 —"]
    assert prose(found)[0].endswith("达到一万四千三百零二人,比上年增加。")


@pytest.mark.parametrize("numbers", [["1", "2", "3"], ["第1页", "第2页"], ["1/3", "2/3", "3/3"], ["- 4 -"]])
def test_page_numbers_are_noise(numbers: list[str]) -> None:
    text = "\n".join(f"示例第{n}段文字。\n{number}" for n, number in enumerate(numbers, 1))
    assert noise(read(text)) == numbers


def test_bare_numbers_that_do_not_rise_are_no_page_numbers() -> None:
    assert noise(read("示例甲县。\n28\n示例乙县。\n9\n示例丙县。\n31")) == []


def test_running_heads_are_noise_but_for_the_title() -> None:
    head = "示例甲县2023年教育工作报告"
    text = "为推进义务教育优质均衡发展，全县做了大量工作。"
    found = read(f"{head}\n第一段{text}\n{head}\n第二段{text}\n{head}\n第三段{text}")
    assert noise(found) == [head, head]
    assert prose(found)[0] == head


NAVIGATION = """首页 > 政务公开 > 教育
当前位置：首页 > 示例县教育局 > 工作总结
日期: 2025-01-17 浏览量:190 来源:示例县教育局 责任编辑:某某 文字大小:
发布时间：2024-03-18 09:42  来源：县教育局  浏览次数：1,234次
【字体：大 中 小】 打印 关闭
打印本页 | 关闭窗口
上一篇：我县投入3200万元改造校舍
下一条：无
版权所有：示例县人民政府 2024
示ICP备05012345号-1
示公网安备 65402702000101号
索引号：MB1234567-8/2024-00012
责任编辑：某某
扫一扫在手机打开当前页""".splitlines()


@pytest.mark.parametrize("line", NAVIGATION)
def test_what_a_web_page_puts_around_a_report_is_noise(line: str) -> None:
    assert noise(read(f"示例甲县的报告如下：\n{line}\n全县学校28所。")) == [line]


FIGURES = """来源：中央资金3200万元、省级资金1800万元
一、打印设备120台
打印设备120台
打印机12台
搜索引擎课程3门
注册学生2860人
登录平台教师1200人次
关闭教学点12个
关闭窗口服务2处
分享教育经验3场
更多教师28人
审核：共审核学校28所
学生人均阅读量12册
每天阅读30分钟
访问贫困学生320户
日期：2024年，共投入1200万元
作者：两名教师
主办单位：12家，参与学校30所
技术支持：企业3家
相关阅读：图书3万册
责任编辑3人
微信公众号 28个
联系我们：共28人
达标率：百分之九十""".splitlines()


@pytest.mark.parametrize("line", FIGURES)
def test_a_line_with_a_figure_is_never_noise(line: str) -> None:
    assert noise(read(f"示例甲县的情况如下：\n{line}\n以上。")) == []
    assert noise(read(f"{line}\n甲。\n{line}\n乙。\n{line}\n丙。")) == []


# Headings


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("第一章 总体", "第一节 布局"),
        ("第二部分 做法", "一、布局"),
        ("一、成效", "（一）布局"),
        ("（一）布局", "1.学校"),
        ("1．学校", "1.1 小学"),
        ("2.3 学校", "（1）小学"),
        ("（1）小学", "①村小"),
        ("## 成效", "### 布局"),
        ("## 成效", "（一）布局"),
        ("#### 一、成效", "- （一）布局"),
        ("**一、成效**", "㈡ 布局"),
    ],
)
def test_section_numbers_nest(outer: str, inner: str) -> None:
    found = read(f"{outer}\n前文。\n{inner}\n全县学校28所。\n{outer}\n后文。")
    path = sections(found)
    assert len(path["前文。"]) == 1
    assert len(path["全县学校28所。"]) == 2
    assert path["后文。"] == path["前文。"]
    assert [s.heading for s in found.sentences] == [True, False, True, False, True, False]


NO_SECTIONS = ["1.2万元用于", "3.5个百分点", "三、四年级学生120人", "12.5%", "第一节课", "1.1:1", "28所"]


@pytest.mark.parametrize("line", NO_SECTIONS)
def test_a_number_that_opens_a_line_is_no_section_number(line: str) -> None:
    assert read(f"{line}为示例。").sentences[0].section == ()


def test_a_heading_may_run_into_its_text() -> None:
    found = read("（二）强师工程。全县招聘教师150名。\n每年培训5000人次。")
    assert [s.heading for s in found.sentences] == [True, False, False]
    assert {s.section for s in found.sentences} == {("(二)强师工程",)}


def test_a_numbered_sentence_is_no_heading() -> None:
    found = read("1.全县学校34所，其中小学27所。在校生26000人。")
    assert not any(s.heading for s in found.sentences)


def test_the_title_of_a_markdown_document_is_no_section() -> None:
    assert sections(read("# 示例甲县报告\n前文。\n## 成效\n后文。"))["前文。"] == ()


def test_items_part_a_sentence() -> None:
    found = read("主要做法：一是招聘教师60名，二是交流教师120名；①骨干32名。")
    assert [s.item for s in found.sentences] == sorted({s.item for s in found.sentences})
    assert prose(found)[1].startswith("一是")


# Tables with |

MERGED = """表三 义务教育投入情况(单位:万元)

| 年度 | 财政拨款 | | 其他来源 | | 合计 |
| | 事业费 | 基建 | 专项 | 捐助 | |
| 2021 | 362 | 34 | 26 | 8 | 430 |
| 2022 | 381 | 29 | 31 | 12 | 453 |
"""


def test_merged_header_cells_are_spread_across_but_not_below_a_word() -> None:
    (table,) = read(MERGED).tables
    assert table.columns == (
        ("年度",),
        ("财政拨款", "事业费"),
        ("财政拨款", "基建"),
        ("其他来源", "专项"),
        ("其他来源", "捐助"),
        ("合计",),
    )
    assert (table.header_rows, table.labels, table.title) == (2, 1, "表三义务教育投入情况(单位:万元)")


def test_two_header_rows_whose_merged_cells_were_written_once() -> None:
    text = """项目 | 新建校舍 | 运动场 | 合计(万元)
面积 | 资金 | 面积 | 资金
城区 | 1.2 | 360 | 1.5 | 60 | 420
乡镇 | 1 | 310 | 3 | 120 | 430"""
    (table,) = read(text).tables
    assert table.columns[1:3] == (("新建校舍", "面积"), ("新建校舍", "资金"))
    assert table.columns[5] == ("合计(万元)",)


def test_units_and_running_numbers_are_labels() -> None:
    (table,) = read("序号|指标|单位|2021年|2022年\n1|小学|所|31|30\n2|学生|人|25,310|24,876\n | 合计|所|31|30").tables
    assert (table.labels, table.unit_column, table.header_rows) == (3, 2, 1)


def test_a_column_called_unit_that_holds_offices_states_no_unit() -> None:
    (table,) = read("单位 | 学校数\n示例东镇 | 9\n示例西镇 | 8").tables
    assert (table.labels, table.unit_column) == (1, None)


def test_numbers_that_look_like_years_are_numbers_in_the_body() -> None:
    (table,) = read("学段 | 在校生\n小学 | 2015\n初中 | 2020\n合计 | 4035").tables
    assert (table.header_rows, table.labels) == (1, 1)
    (table,) = read("年度 | 2021 | 2022\n小学 | 31 | 30\n初中 | 16 | 16").tables
    assert (table.header_rows, table.columns[1]) == (1, ("2021",))


def test_a_row_that_counts_the_columns_is_header() -> None:
    (table,) = read("指标|合计|小学|初中\n甲|1|2|3\n学校|46|31|15\n学生|367|241|126").tables
    assert (table.header_rows, table.columns[1]) == (2, ("合计",))


def test_tables_below_one_another_are_parted() -> None:
    text = """| 类别 | 学校(所) | 备注 |
| --- | --- | --- |
| 小学 | 4 | |

| 学段 | 学生(人) | 教师(人) |
| --- | --- | --- |
| 小学 | 143 | 15 |"""
    first, second = read(text).tables
    assert first.columns[1] == ("学校(所)",)
    assert second.columns[2] == ("教师(人)",)
    again = "镇 | 学校\n东镇 | 9\n西镇 | 8\n镇 | 学校\n南乡 | 7\n北乡 | 6"
    assert [len(t.rows) for t in read(again).tables] == [3, 3]


def test_a_table_goes_on_behind_a_page_break() -> None:
    (table,) = read("镇 | 学校 | 学生\n东镇 | 9 | 746\n— 2 —\n\n西镇 | 8 | 594").tables
    assert len(table.rows) == 3


def test_the_prose_of_a_cell_is_a_sentence() -> None:
    found = read("| 序号 | 任务 | 要求 |\n| 1 | 编制 | 到2025年配齐254名。骨干占20% |\n| 2 | 培训 | 每年安排100万元 |")
    assert prose(found) == ["到2025年配齐254名。", "骨干占20%", "每年安排100万元"]
    assert {s.source for s in found.sentences} == {"table"}


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("表三 学校情况\n单位：万元", "表三学校情况 单位:万元"),
        ("一、现状\n\n表二 乡镇情况", "表二乡镇情况"),
        ("表四 达标情况\n参评小学31所，参评初中15所。", "表四达标情况"),
        ("为全面反映情况，现将全县各镇的学校和学生列于下方，供各单位在工作中参考并认真核对后反馈。", ""),
        ("经复核，小学阶段指标如下：", "经复核,小学阶段指标如下:"),
        ("全县学校28所。小学阶段指标如下：", "小学阶段指标如下:"),
        ("", ""),
    ],
)
def test_the_title_of_a_table(above: str, title: str) -> None:
    (table,) = read(f"{above}\n镇 | 学校 | 学生\n东镇 | 9 | 746\n西镇 | 8 | 594").tables
    assert table.title == title


# Tables without |

ALIGNED = """示例壬县各乡镇基本数据（2023年秋）
单位：所、人
乡镇        学校数    在校生    专任教师
示例东镇        8       9 214      598
示例西镇        5       3 120      231
示例南乡        3       1 046       92
合  计         16      13 380      921
注：1.学校数不含教学点6个；2.另有在建学校2所。"""

EXPECTED = [
    ["乡镇", "学校数", "在校生", "专任教师"],
    ["示例东镇", "8", "9 214", "598"],
    ["示例西镇", "5", "3 120", "231"],
    ["示例南乡", "3", "1 046", "92"],
    ["合计", "16", "13 380", "921"],
]


@pytest.mark.parametrize("gap", [None, "\t", "\u3000", "  ", "\t\t"])
def test_columns_parted_by_white_space(gap: str | None) -> None:
    lines = ALIGNED.split("\n")
    if gap is not None:
        lines[2:7] = [gap.join(row) for row in EXPECTED]
    found = read("\n".join(lines))
    (table,) = found.tables
    assert words(table) == EXPECTED
    assert (table.header_rows, table.labels) == (1, 1)
    assert table.title == "示例壬县各乡镇基本数据(2023年秋) 单位:所、人"
    cell = table.rows[1][2]
    assert found.document.text[found.view.span(cell.at, cell.to).start :].startswith("9 214")
    assert prose(found)[-1].endswith("2所。")


def test_an_empty_cell_of_an_aligned_table_stays_empty() -> None:
    text = """镇          学校      学生      教师
示例东镇      9       746        51
示例西镇              594        42
示例南乡      7       423        32"""
    (table,) = read(text).tables
    assert words(table)[2] == ["示例西镇", "", "594", "42"]


def test_a_row_of_merged_words_above_an_aligned_header() -> None:
    text = """              小学              初中
镇        学校    学生    学校    学生
东镇        9     746       2     312
西镇        8     594       1     208"""
    (table,) = read(text).tables
    assert table.header_rows == 2
    assert table.columns[1:] == (("小学", "学校"), ("小学", "学生"), ("初中", "学校"), ("初中", "学生"))


@pytest.mark.parametrize(
    "text",
    [
        "　　全县学校28所。　　教师320名。\n　　学生1200人。　　班级30个。\n　　教师20人。　　经费3万元。",
        "局长    某某    办公室\n副局长    某某    基教股\n科员    某某    人事股",
        "甲  12\n乙  13\n丙  14",
    ],
)
def test_wide_blanks_alone_make_no_table(text: str) -> None:
    assert read(text).tables == ()


FLAT = ["指标", "平均值", "标准差", "差异系数"]
FLAT_BODY = [
    *("生均场馆面积（㎡）", "9.85", "3.94", "0.40"),
    *("生均设备值（元）", "2868", "1176", "0.41"),
    *("教师数（人）", "6.7", "1.6", "0.24"),
]


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_a_table_of_one_cell_a_line(blank: str) -> None:
    found = read("小学指标如下：\n" + blank.join([*FLAT, *FLAT_BODY]) + "\n三项系数均不高于0.50。")
    (table,) = found.tables
    assert table.columns == tuple((w,) for w in FLAT)
    assert words(table)[2] == ["生均设备值(元)", "2868", "1176", "0.41"]
    assert (table.title, table.labels) == ("小学指标如下:", 1)
    assert prose(found)[-1] == "三项系数均不高于0.50。"


def test_a_flattened_table_with_two_header_rows() -> None:
    head = ["指标", "小学", "初中", "均值", "系数", "均值", "系数"]
    body = ["面积", "5.0", "0.35", "6.5", "0.30", "设备", "2215", "0.33", "2860", "0.28"]
    (table,) = read("表四 达标情况\n" + "\n".join([*head, *body])).tables
    assert table.columns[1:] == (("小学", "均值"), ("小学", "系数"), ("初中", "均值"), ("初中", "系数"))
    assert table.title == "表四达标情况"


def test_a_flattened_table_whose_first_header_cell_was_empty() -> None:
    (table,) = read("学校情况如下：\n学校\n学生\n小学\n28\n12000\n初中\n9\n8000").tables
    assert words(table)[0] == ["", "学校", "学生"]
    assert table.columns == ((), ("学校",), ("学生",))


def test_running_numbers_open_the_rows_of_a_flattened_table() -> None:
    (table,) = read("序号 学校 现值 标准 1 东镇小学 5.9 7.5 2 西镇小学 6.8 7.5".replace(" ", "\n")).tables
    assert (table.labels, len(table.rows)) == (2, 3)


@pytest.mark.parametrize(
    "lines",
    [
        "目录 示例 一、基本情况 1 二、主要做法 3 三、存在问题 7 四、下步打算 9",
        "指标 均值 系数 甲 5.1 乙 5.2 0.3 丙 6.1",
        "学校 28 学生 1200",
    ],
)
def test_what_does_not_repeat_is_no_table(lines: str) -> None:
    assert read(lines.replace(" ", "\n")).tables == ()


def test_what_the_format_keeps_apart_is_noise() -> None:
    text = "页眉 示例\n全县学校28所。"
    assert noise(read(text, aside=(Span(0, 5),))) == ["页眉 示例"]
