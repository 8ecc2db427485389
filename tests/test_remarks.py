"""Problems, plans and notes on the basis of figures, as counties write them in reports of any form."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.model import Document, Mark, Remark, Report
from pipeline.normalise import normalise
from pipeline.rulebook import load_rulebook
from pipeline.structure import structure

BOOK = load_rulebook()


def read(text: str, **more: object) -> Report:
    document = Document("示例.txt", "0" * 64, len(text), "txt", "ok", text, **more)  # type: ignore[arg-type]
    return normalise(extract(structure(document), BOOK), BOOK)


def remarks(text: str) -> list[tuple[str, str]]:
    return [(remark.kind, remark.words) for remark in read(text).remarks]


def themes(remark: Remark) -> list[str]:
    return [mention.theme for mention in remark.themes]


HEAD = "示例甲县义务教育优质均衡发展工作报告\n\n一、工作成效\n\n全县有小学12所。办学条件短板逐步补齐。\n\n"


@pytest.mark.parametrize(
    "heading",
    [
        "二、存在的问题",
        "二、存在的主要困难和问题",
        "（二）面临的困难与挑战",
        "2.主要短板",
        "二、问题与不足",
        "第二部分 差距和不足",
        "二、目前仍存在的薄弱环节",
        "## 存在不足",
        "存在的主要问题",
        "三、当前工作中存在的突出问题",
    ],
)
def test_a_section_of_problems_is_known_by_its_heading(heading: str) -> None:
    found = remarks(f"{HEAD}{heading}\n\n一是农村学校教师老龄化严重；二是两所初中操场面积不够。\n")
    assert found == [("problem", "农村学校教师老龄化严重"), ("problem", "两所初中操场面积不够。")]


@pytest.mark.parametrize(
    "heading",
    [
        "三、下一步打算",
        "三、下步工作安排",
        "三、2025年重点工作",
        "（三）整改措施",
        "三、努力方向",
        "三、今后工作思路",
        "下一步工作举措",
    ],
)
def test_a_section_of_plans_is_known_by_its_heading(heading: str) -> None:
    assert remarks(f"{HEAD}{heading}\n\n(1)招聘英语教师8名。\n(2)扩建操场。\n") == [
        ("plan", "招聘英语教师8名。"),
        ("plan", "扩建操场。"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "二、整改情况\n\n针对反馈的校舍不足问题，新建校舍两栋，问题已全部整改。\n",
        "（二）坚持补齐短板，改善办学条件\n\n新建学校两所，切实解决了大班额问题。\n",
        "二、主要做法\n\n坚持问题导向，查找存在的问题和薄弱环节，形成问题清单。\n",
        "二、关爱困难学生\n\n资助家庭经济困难学生300人。\n",
        "二、工作保障\n\n学校不得存在安全隐患等问题。\n",
    ],
)
def test_what_was_done_about_problems_is_no_problem(text: str) -> None:
    assert remarks(HEAD + text) == []


def test_a_section_of_both_is_told_apart_sentence_by_sentence() -> None:
    found = remarks(
        HEAD
        + "二、存在问题及整改措施\n\n（一）师资结构不合理。音乐教师短缺。整改措施：明年招聘音乐教师5名。\n"
        + "（二）校舍老旧。两所村小校舍建于上世纪。整改措施：维修校舍。\n"
    )
    assert [kind for kind, _ in found] == ["problem", "plan", "problem", "plan"]
    assert found[1] == ("plan", "整改措施：明年招聘音乐教师5名。")


def test_a_turn_for_all_problems_holds_to_the_end_of_the_section() -> None:
    found = remarks(
        HEAD
        + "二、存在的问题及下一步打算\n\n工作中也有不足。一是学位紧张。二是校医缺乏。\n\n"
        + "针对以上问题，我县将采取措施。一是新建学校一所。二是招聘校医。\n"
    )
    assert found == [
        ("problem", "学位紧张。"),
        ("problem", "校医缺乏。"),
        ("plan", "新建学校一所。"),
        ("plan", "招聘校医。"),
    ]


def test_problems_outside_a_section_are_known_by_the_sentence() -> None:
    text = HEAD + "虽然校舍有了改善，但城乡之间仍存在较大差距。其他工作正常推进。\n"
    assert remarks(text) == [("problem", "城乡之间仍存在较大差距。")]


def test_a_list_that_a_sentence_announces_is_read_part_by_part() -> None:
    text = HEAD + "对照标准，仍存在以下差距：城区学位缺口850个；音体美教师缺额36人；现有大班额2个。\n"
    assert [words for _, words in remarks(text)] == ["城区学位缺口850个", "音体美教师缺额36人", "现有大班额2个。"]


def test_an_opener_in_the_middle_of_a_paragraph_ends_with_its_sentence() -> None:
    text = HEAD + "一是优化布局。撤并村小3所。下一步计划再撤并2所小规模学校。二是改善条件。新建操场4个。\n"
    assert remarks(text) == [("plan", "下一步计划再撤并2所小规模学校。")]


def test_headings_with_paragraphs_below_are_one_remark() -> None:
    found = read(
        HEAD + "二、存在的问题\n\n（一）师资力量薄弱\n\n教师年龄偏大。\n\n（二）经费紧张\n\n县级财力有限。\n"
    ).remarks
    assert [remark.words for remark in found] == ["师资力量薄弱 教师年龄偏大。", "经费紧张 县级财力有限。"]
    assert themes(found[0]) == ["teachers"]


def test_signatures_and_closing_words_are_no_remarks() -> None:
    text = HEAD + "二、下一步打算\n\n一是扩建操场。\n\n特此报告。\n\n示例甲县教育局\n2025年1月5日\n（联系人：某某）\n"
    assert remarks(text) == [("plan", "扩建操场。")]


def test_a_table_of_problems_gives_both_kinds_with_office_and_row() -> None:
    found = read(
        HEAD
        + "二、整改清单\n\n序号 | 学校 | 存在问题 | 整改措施 | 责任单位 | 完成时限\n"
        + "1 | 示例小学 | 操场面积不足 | 扩建操场 | 县住建局 | 2025年8月\n"
        + "2 | 示例中学 | 音乐教师短缺 | 招聘2名教师 | 县教育局 | 2025年9月\n"
    ).remarks
    assert [(r.kind, r.words, r.office, r.subject) for r in found] == [
        ("problem", "操场面积不足", "县住建局", "示例小学"),
        ("plan", "扩建操场", "县住建局", "示例小学，操场面积不足"),
        ("problem", "音乐教师短缺", "县教育局", "示例中学"),
        ("plan", "招聘2名教师", "县教育局", "示例中学，音乐教师短缺"),
    ]
    assert found[0].place == "table 1 row 2 column 3"


def test_rows_that_are_settled_are_left_out() -> None:
    text = HEAD + "序号 | 反馈问题 | 进展\n1 | 校舍不足 | 已完成\n2 | 音体美教师不足 | 正在整改\n"
    assert remarks(text) == [("problem", "音体美教师不足")]


@pytest.mark.parametrize(
    ("sentence", "office"),
    [
        ("扩建操场。（责任单位：县教育局、各乡（镇）人民政府）", "县教育局、各乡（镇）人民政府"),
        ("由县财政局牵头落实经费。", "县财政局"),
        ("补充教师。牵头单位：县委编办", "县委编办"),
        ("补充教师。", None),
    ],
)
def test_who_shall_do_it_is_read_where_it_is_said(sentence: str, office: str | None) -> None:
    (remark,) = read(f"{HEAD}三、下一步打算\n\n（一）工作任务。{sentence}\n").remarks
    assert remark.office == office


def test_spans_lead_to_the_words_and_words_pass_over_page_breaks() -> None:
    text = (
        "示例甲县报告\n\n三、存在的问题\n\n"
        + "一是城区学校学位紧张，少数班级超过五十人，\n- 3 -\n农村学校教师\n短缺。\n"
    )
    (remark,) = read(text).remarks
    assert text[remark.start : remark.end].startswith("城区学校")
    assert text[remark.start : remark.end].endswith("短缺。")
    assert "".join(text[remark.start : remark.end].split()).replace("-3-", "") == remark.words
    assert remark.section == ("三、存在的问题",)


def test_pages_are_those_of_the_place() -> None:
    text = HEAD + "二、存在的问题\n\n一是教师短缺。\n"
    marks = (Mark(0, len(HEAD), page=1), Mark(len(HEAD), len(text), page=2))
    (remark,) = read(text, marks=marks).remarks
    assert remark.page == 2


def test_indicators_are_those_named_or_given_in_figures() -> None:
    (remark,) = read(f"{HEAD}二、存在的问题\n\n一是初中生均体育运动场馆面积偏小，尚缺音体美教师12名。\n").remarks
    assert remark.indicators == ("arts_pe_teachers_needed", "sports_area_per_student")


def test_a_remark_without_theme_has_its_rarest_words() -> None:
    (remark,) = read(f"{HEAD}二、存在的问题\n\n一是蒙古语授课资料编译滞后。\n").remarks
    assert remark.themes == ()
    assert remark.nouns
    assert all(noun in remark.words and noun not in BOOK.remarks.common_words for noun in remark.nouns)


def test_tasks_are_plans_only_in_a_plan() -> None:
    tasks = "二、主要措施\n\n（一）扩建操场。新建操场4个。\n"
    assert remarks(HEAD + tasks) == []
    assert [kind for kind, _ in remarks(f"示例甲县优质均衡创建实施方案\n\n{tasks}")] == ["plan"]


def test_the_same_problem_said_twice_is_one() -> None:
    text = HEAD + "二、存在的问题\n\n一是教师短缺。\n二是教师短缺。\n"
    assert remarks(text) == [("problem", "教师短缺。")]


def test_notes_on_the_basis_stand_in_the_order_of_the_text() -> None:
    text = HEAD + "截至2024年9月，全县有小学20所（另有教学点3个）、初中8所（含九年一贯制学校2所）。\n"
    report = read(text)
    found = [(note.topic, text[note.start : note.end]) for note in report.basis]
    assert found == [
        ("as_of", "截至2024年9月"),
        ("teaching_points", "另有教学点"),
        ("through_schools", "含九年一贯制"),
    ]
