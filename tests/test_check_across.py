"""Checks across documents and counties, what a report was copied from, pictures, conditions of norms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from test_check_cases import f, findings, report, rulebook, verify

from pipeline.check import check
from pipeline.flow import run
from pipeline.model import Finding, Verification
from pipeline.rulebook import Norm, Relaxation, Rulebook

TAIL = "\n\n示例{}县人民政府\n{}年12月20日\n"


def work(folder: Path, **texts: str) -> Verification:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return run([folder], None, jobs=0).verification


def told(done: Verification, check_name: str) -> list[Finding]:
    return [x for x in done.findings if x.check == check_name]


def county(name: str, figures: str, year: int = 2024) -> str:
    return f"示例{name}县{year}年义务教育工作报告\n\n一、基本情况\n\n{figures}" + TAIL.format(name, year)


def test_two_documents_of_one_county_and_year(tmp_path: Path) -> None:
    done = work(
        tmp_path,
        a=county("甲", "全县义务教育在校生26311人。"),
        b=county("甲", "全县义务教育在校生26131人。").replace("工作报告", "工作总结"),
    )
    (found,) = told(done, "cross_document")
    assert found.severity == "warning"
    assert found.arithmetic == "26311人≠26131人"
    assert found.docs == ("a.txt", "b.txt")


def test_other_counties_and_other_years_are_not_compared(tmp_path: Path) -> None:
    done = work(
        tmp_path,
        a=county("甲", "全县义务教育在校生26311人。"),
        b=county("乙", "全县义务教育在校生26131人。"),
        c=county("甲", "全县义务教育在校生26131人。", 2023),
    )
    assert not done.findings


LETTERS = "甲乙丙丁戊己庚辛壬"


def _counties(folder: Path, number: int, figure: str) -> Verification:
    texts = {f"c{n}": county(LETTERS[n], figure.format(97 + n % 3)) for n in range(number - 1)}
    return work(folder, **texts, last=county(LETTERS[number - 1], figure.format(31)))


def test_county_far_outside_eight_others(tmp_path: Path) -> None:
    (found,) = told(_counties(tmp_path, 8, "九年义务教育巩固率{}.5%。"), "peer")
    assert found.severity == "warning"
    assert found.docs == ("last.txt",)
    assert "低于本次8个县" in found.message


def test_seven_counties_are_too_few(tmp_path: Path) -> None:
    assert not told(_counties(tmp_path, 7, "九年义务教育巩固率{}.5%。"), "peer")


def test_examination_results_are_never_compared(tmp_path: Path) -> None:
    assert not told(_counties(tmp_path, 8, "中考上线率{0}.5%，高考本科上线率{0}.5%。"), "peer")


def test_coverage_names_what_is_missing(tmp_path: Path) -> None:
    done = work(tmp_path, a=county("甲", "全县社会认可度96.2%。").replace("工作报告", "自评报告"))
    (found,) = told(done, "coverage")
    assert (found.severity, found.facts) == ("info", ())
    assert "巩固率" in found.message
    assert "社会认可度" not in found.message


SEVEN = (
    "小学每百名学生拥有高于规定学历教师数4.2人，每百名学生拥有县级以上骨干教师数1人，"
    "每百名学生拥有体育、艺术专任教师数0.9人，生均教学及辅助用房面积{}平方米，生均体育运动场馆面积7.5平方米，"
    "生均教学仪器设备值2000元，每百名学生拥有网络多媒体教室数2.3间。"
)


@pytest.mark.parametrize(("area", "told_of"), [("4.5", 1), ("4.8", 0)])
def test_results_that_all_equal_their_norms(area: str, told_of: int, tmp_path: Path) -> None:
    done = work(tmp_path, a=county("甲", SEVEN.format(area)))
    same = [x for x in told(done, "standard") if "标准值完全相同" in x.message]
    assert len(same) == told_of
    assert all(x.severity == "info" for x in same)


FIGURES = "全县义务教育在校生26311人，教学班684个，专任教师1774人，教职工2334人，寄宿生12262人，随迁子女{}人。"


@pytest.mark.parametrize(("later", "told_of"), [("642", 1), ("655", 0)])
def test_last_years_figures_unchanged(later: str, told_of: int, tmp_path: Path) -> None:
    done = work(tmp_path, a=county("甲", FIGURES.format("642"), 2023), b=county("甲", FIGURES.format(later), 2024))
    same = [x for x in told(done, "cross_document") if "完全相同" in x.message]
    assert [x.severity for x in same] == ["info"] * told_of


PARAGRAPH = (
    "坚持把教育摆在优先发展的战略位置，统筹推进城乡义务教育一体化发展，实施改薄提升项目{}个，完成投资{}万元，" * 3
)


def test_wording_shared_but_for_the_digits_quotes_both_passages(tmp_path: Path) -> None:
    done = work(
        tmp_path, a=county("甲", PARAGRAPH.format(*range(2, 8))), b=county("乙", PARAGRAPH.format(*range(12, 18)))
    )
    (found,) = [x for x in told(done, "cross_document") if "文字相同" in x.message]
    assert found.severity == "info"
    assert [e.doc for e in found.evidence] == ["a.txt", "b.txt"]


def test_another_countys_name_as_ones_own(tmp_path: Path) -> None:
    text = county("甲", "示例乙县坚持教育优先发展。全县在校生9000人。")
    (found,) = told(work(tmp_path, a=text, b=county("乙", "全县在校生8000人。")), "contradiction")
    assert found.severity == "info"
    assert "示例乙县" in found.message


def _with(norm: Norm) -> Rulebook:
    book = rulebook()
    indicator = book.indicators["sports_area_per_student"].model_copy(update={"norms": (norm,)})
    return book.model_copy(update={"indicators": book.indicators | {indicator.code: indicator}})


@pytest.mark.parametrize(("stated", "words"), [("6.2平方米", "须说明适用条件"), ("5.2平方米", "至少有学校未达到")])
def test_value_between_a_norm_and_its_relaxation(stated: str, words: str) -> None:
    relaxed = (Relaxation(value=Decimal("6"), condition="2010年以前建成", source="示例文件"),)
    norm = Norm(
        stage="primary",
        op=">=",
        value=Decimal("7.5"),
        level="school",
        source="示例",
        valid_from=date(2017, 1, 1),
        relaxed=relaxed,
    )
    made = report("生均", f(stated, "sports_area_per_student", "primary", unit="平方米"), "。")
    (found,) = findings(check([made], _with(norm)), "standard")
    assert found.severity == "info"
    assert words in found.message


@pytest.mark.parametrize(("read", "hint"), [("26所", "疑为识别有误"), ("47所", "有数字由图像识别")])
def test_figure_read_from_a_picture_is_doubted_before_the_county(read: str, hint: str) -> None:
    made = report(
        "学校",
        f(read, "schools", "compulsory", source="ocr"),
        "，其中小学",
        f("22所", "schools", "primary", source="ocr"),
        "、初中",
        f("3所", "schools", "junior", source="ocr"),
        "。",
        lists=((0, (1, 2), True),),
    )
    (found,) = findings(verify(made), "sum")
    assert found.severity == "warning"
    assert hint in found.message


def test_part_counted_twice_is_named() -> None:
    made = report(
        "学生",
        f("1480人", "students", "compulsory"),
        "：小学",
        f("900人", "students", "primary"),
        "、初中",
        f("300人", "students", "junior"),
        "、特教",
        f("140人", "students", "special"),
        "。",
        lists=((0, (1, 2, 3), True),),
    )
    (found,) = findings(verify(made), "sum")
    assert "差额恰为“140人”，疑其被重复计入合计" in found.message
