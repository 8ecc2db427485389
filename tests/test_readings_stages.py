"""Sentences → stages and periods: whom a figure is told of when its own phrase does not say."""

from __future__ import annotations

import pytest

from pipeline.flow import understand
from pipeline.model import Document
from tests.test_readings import BOOK, fact, stated


def stages(text: str) -> dict[str, str | None]:
    return {f.raw: f.stage for f in stated(text)}


@pytest.mark.parametrize(
    "text",
    [
        "【小学】校数17所，专任教师806人，在校生12406人。",
        "——小学。校数17所，班数340个；招生2105人，在校生12406人。",
        "小学17所，班级340个；在校生12406人，招生2105人。",
    ],
)
def test_a_paragraph_that_opens_with_a_stage_is_about_it(text: str) -> None:
    assert set(stages(text).values()) == {"primary"}


@pytest.mark.parametrize(
    "text",
    [
        "【基本情况】校数17所，在校生12406人。",
        "小学17所，初中8所；在校生12406人。",
        "小学17所；全县共有在校生12406人。",
    ],
)
def test_a_paragraph_about_several_stages_gives_its_figures_none(text: str) -> None:
    assert stages(text)["12406人"] == "compulsory"


def test_what_brackets_count_belongs_to_the_schools_in_front() -> None:
    found = stages("全县小学61所（含民办3所、教学点12个），初中20所（其中民办2所）。")
    assert (found["3所"], found["12个"], found["2所"]) == ("primary", "primary", "junior")
    assert stages("全县学校81所（含民办3所）。")["3所"] == "compulsory"


def test_secondary_schools_that_hold_senior_ones_are_of_no_stage() -> None:
    union = {f.raw: (f.stage, f.scope) for f in stated("普通中学38所，在校学生2.95万人。")}
    assert union == {"38所": (None, "中学"), "2.95万人": (None, "中学")}
    assert fact("全县有中学26所，其中高中4所。", "26所").scope == "中学"
    assert set(stages("全县有中学22所，在校学生1.31万人。").values()) == {"junior"}


def test_schools_behind_a_total_in_brackets_are_of_both_stages() -> None:
    both = "全县61所学校（小学42所、初中19所）中，59所综合达标。"
    assert fact(both, "59所").stage == "compulsory"
    assert fact("13所初中中有12所综合达标。", "12所").stage == "junior"


def test_a_pair_goes_on_with_a_pair() -> None:
    found = stages("小学骨干教师346人、初中227人，折合每百名学生1.15人和1.46人。")
    assert (found["1.15人"], found["1.46人"]) == ("primary", "junior")
    assert stages("小学骨干教师346人，折合每百名学生1.15人。")["1.15人"] == "primary"


@pytest.mark.parametrize("word", ["分别提高到", "提高到"])
def test_a_pair_that_became_another_is_read_in_order(word: str) -> None:
    text = f"小学、初中生均公用经费由650元、850元{word}720元、940元。"
    assert (fact(text, "720元").stage, fact(text, "940元").stage) == ("primary", "junior")
    assert fact(text, "650元").indicator is fact(text, "850元").indicator is None


def test_a_share_keeps_the_stage_of_the_earlier_value() -> None:
    text = "生均教学及辅助用房面积小学达标率由80%升至90%（27/30），初中达标率由75%升至87.5%（14/16）。"
    assert fact(text, "87.5%").stage == fact(text, "14").stage == "junior"


def test_both_norms_of_a_pair_are_norms_of_their_stages() -> None:
    text = "小学、初中体育运动场馆差异系数分别为0.381、0.402，均在0.50、0.45以内。"
    found = {f.raw: (f.stage, f.status, f.op) for f in stated(text)}
    assert found["0.50"] == ("primary", "standard", "<=")
    assert found["0.45"] == ("junior", "standard", "<=")
    assert found["0.381"] == ("primary", "actual", "=")
    bare = {f.raw: (f.stage, f.op) for f in stated("小学、初中差异系数均在0.50、0.45以内。")}
    assert bare == {"0.50": ("primary", "<="), "0.45": ("junior", "<=")}


def test_a_bound_behind_another_noun_does_not_bound_the_figure_before_it() -> None:
    assert fact("全县有小学12所、初中班级不超过50人。", "12所").op == "="
    assert fact("小学12所、8个以上教学班的初中3所。", "12所").op == "="


def test_the_shares_of_a_list_are_told_in_its_order() -> None:
    found = stages("在校生：小学1436人、初中1014人，分别占58.6%、41.4%。")
    assert (found["58.6%"], found["41.4%"]) == ("primary", "junior")


def test_a_title_that_only_sets_the_scene_is_no_stage() -> None:
    assert fact("县特殊教育学校始建于2009年，现有11个教学班。", "11个").stage == "special"
    assert fact("特殊教育工作不断加强。全县现有410个教学班。", "410个").stage == "compulsory"


def periods(title: str, text: str) -> dict[str, tuple[str | None, str | None]]:
    report = understand(Document("a.txt", "", 0, "txt", "ok", f"{title}\n\n{text}\n"), BOOK)
    return {f.raw: (f.period_start, f.period_end) for f in report.facts}


YEAR = "示例甲县2022年义务教育工作总结"


def test_a_yearly_report_tells_of_its_own_year() -> None:
    found = periods(YEAR, "今年投入1200万元，年末小学在校生12406人。截至9月底，小学教师806人。")
    assert found["1200万元"] == ("2022-01-01", "2022-12-31")
    assert found["12406人"] == (None, "2022-12-31")
    assert found["806人"] == (None, "2022-09-30")


def test_a_plan_or_an_undated_report_has_no_such_clock() -> None:
    text = "今年投入1200万元，年末小学在校生12406人。"
    for title in ("示例甲县2023—2025年优质均衡发展规划", "示例甲县教育工作总结"):
        assert set(periods(title, text).values()) == {(None, None)}


def test_a_report_on_half_a_year_tells_of_half_a_year() -> None:
    text = "小学招生人数2105人。"
    assert periods("示例甲县2023年上半年教育工作总结", text)["2105人"] == ("2023-01-01", "2023-06-30")
    assert periods("示例甲县2023年教育工作总结", text)["2105人"] == ("2023-01-01", "2023-12-31")


def test_the_year_that_something_was_built_on_is_not_the_figures() -> None:
    assert periods(YEAR, "在2020年的基础上，小学新增学位2400个。")["2400个"] != ("2020-01-01", "2020-12-31")
    assert periods(YEAR, "2020年，小学新增学位2400个。")["2400个"] == ("2020-01-01", "2020-12-31")
