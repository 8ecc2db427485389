"""extract: which numbers are figures, what bounds them, whose unit they take, and what must never be a figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.model import Document, Extraction, Figure
from pipeline.quantity import plain
from pipeline.rulebook import load_rulebook
from pipeline.structure import structure
from pipeline.terms import cues_in

BOOK = load_rulebook()
NONFIGURES = (Path(__file__).parents[1] / "corpus" / "passages" / "nonfigures.txt").read_text("utf-8").splitlines()


def read(text: str) -> Extraction:
    return extract(structure(Document("示例甲县.txt", "0" * 64, len(text), "txt", "ok", text)), BOOK)


def figures(text: str) -> tuple[Figure, ...]:
    return read(text).figures


def values(text: str) -> list[tuple[str, str | None]]:
    return [(plain(f.value), f.unit) for f in figures(text)]


# Bounds


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("不低于6000元", ">="),
        ("不少于6000元", ">="),
        ("不得低于6000元", ">="),
        ("不小于6000元", ">="),
        ("至少6000元", ">="),
        ("≥6000元", ">="),
        ("＞＝6000元", ">="),
        ("6000元以上", ">="),
        ("6000元及以上", ">="),
        ("6000元(含)以上", ">="),
        ("不超过6000元", "<="),
        ("不得超过6000元", "<="),
        ("不高于6000元", "<="),
        ("至多6000元", "<="),
        ("≤6000元", "<="),
        ("小于或等于6000元", "<="),
        ("6000元以内", "<="),
        ("6000元以下", "<="),
        ("超过6000元", ">"),
        ("逾6000元", ">"),
        ("高于6000元", ">"),
        ("低于6000元", "<"),
        ("不足6000元", "<"),
        ("约6000元", "~"),
        ("近6000元", "~"),
        ("6000元左右", "~"),
        ("6000余元", "~"),
        ("为6000元", "="),
        ("达到6000元", "="),
        ("5000—6000元", "range"),
        ("在5000至6000元之间", "range"),
    ],
)
def test_words_of_bound_decide_the_operator_and_stay_outside(words: str, op: str) -> None:
    found = read(f"示例学校生均示例经费{words}。")
    (figure,) = found.figures
    assert figure.op == op
    assert re.fullmatch(r"\d+(?:[—至]\d+)?余?元", found.structure.view.text[figure.at : figure.to])
    assert plain(figure.value if figure.high is None else figure.high) == "6000"


@pytest.mark.parametrize(
    ("words", "approximate"),
    [("约30人", "about"), ("近30人", "below"), ("30余人", "more"), ("30多人", "more"), ("30人", "")],
)
def test_how_a_figure_is_approximate(words: str, approximate: str) -> None:
    (figure,) = figures(f"参加示例活动的教师有{words}。")
    assert figure.approximate == approximate


def test_bounds_are_distributed() -> None:
    found = figures("示例指标小学、初中分别达到4.2人以上、5.3人以上。")
    assert [(plain(f.value), f.op) for f in found] == [("4.2", ">="), ("5.3", ">=")]
    found = figures("小学、初中班额分别不超过45人、50人。")
    assert [(plain(f.value), f.op) for f in found] == [("45", "<="), ("50", "<=")]


def test_a_bound_of_another_clause_does_not_reach() -> None:
    found = figures("班额不超过45人，现有教师28人。")
    assert [f.op for f in found] == ["<=", "="]


def test_reaching_is_remembered() -> None:
    assert figures("巩固率达到100%。")[0].reaches
    assert not figures("巩固率为100%。")[0].reaches


# Units that stand elsewhere


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支出分别为5.12、5.31、5.30亿元。", [("512000000", "元"), ("531000000", "元"), ("530000000", "元")]),
        ("全县学校46所（小学28、初中9）。", [("46", "所"), ("28", "所"), ("9", "所")]),
        ("小学28所、初中9所。", [("28", "所"), ("9", "所")]),
        ("生均经费不低于6000元，不足的按6000拨付。", [("6000", "元"), ("6000", "元")]),
        ("综合差异系数为0.381。", [("0.381", None)]),
        ("生师比15.83∶1。", [("15.83", None)]),
        ("师生比1:19。", [("19", None)]),
    ],
)
def test_units_come_from_the_list_the_brackets_or_the_figure_before(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建学校两所。", [("2", "所")]),
        ("全县有十二个班。", [("12", "个")]),
        ("全县辖五镇三乡。", [("5", "个"), ("3", "个")]),
        ("巩固率达到百分之九十。", [("90", "%")]),
        ("开展督查三轮。", [("3", "轮")]),
        ("培训教师一千二百三十名。", [("1230", "人")]),
        ("投入三百一十五万元。", [("3150000", "元")]),
        ("实现零辍学。", [("0", "人")]),
        ("辍学学生0人。", [("0", "人")]),
    ],
)
def test_chinese_numerals_and_zeros(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert values(text) == expected


def test_a_bare_number_without_a_reason_is_no_figure() -> None:
    assert values("示例文字之后写着1234。") == []


# Tables


def test_the_unit_of_a_cell_stands_in_its_header_its_row_or_above() -> None:
    header = "镇|学校(所)|经费(万元)\n东镇|9|120.5\n西镇|8|98"
    assert values(header) == [("9", "所"), ("1205000", "元"), ("8", "所"), ("980000", "元")]
    row = "指标|单位|2022年|2023年\n学校|所|31|30\n经费|亿元|4.86|5.07"
    assert values(row) == [("31", "所"), ("30", "所"), ("486000000", "元"), ("507000000", "元")]
    above = "表一 投入情况\n单位：万元\n年度|合计\n2022年|120\n2023年|130"
    assert values(above) == [("1200000", "元"), ("1300000", "元")]


def test_a_cell_may_hold_a_bound_its_own_unit_or_two_numbers() -> None:
    text = "指标|标准|小学/初中\n骨干教师（人）|≥1人|0.86/0.92\n场馆面积（平方米）|7.5以上|8.1/9.2"
    found = figures(text)
    assert [(plain(f.value), f.op) for f in found if f.op != "="] == [("1", ">="), ("7.5", ">=")]
    assert {"0.86", "0.92", "8.1", "9.2"} <= {plain(f.value) for f in found}


def test_the_blank_of_a_thousand_in_a_cell_joins() -> None:
    text = """镇        学校(所)    学生(人)
东镇        8       9 214
西镇        5       3 120
合计       13      12 334"""
    assert values(text)[1] == ("9214", "人")
    assert read(text).figures[1].cell == (0, 1, 2)


def test_years_dates_and_running_numbers_of_a_table_are_no_figures() -> None:
    text = "序号|学校|现值(平方米)|期限\n1|示例甲校|5.9|2025年8月\n2|示例乙校|6.8|2025年10月"
    assert values(text) == [("5.9", "平方米"), ("6.8", "平方米")]


# Cues and judgements


def test_cues_stand_where_their_terms_stand() -> None:
    found = read("全县小学专任教师1583人。")
    words = {found.structure.view.text[c.at : c.to] for c in found.cues}
    assert {"小学", "专任教师"} <= words
    assert list(found.cues) == sorted(found.cues, key=lambda c: c.at)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("该项指标达到要求。", "met"),
        ("音乐教室面积未达标。", "not_met"),
        ("该项指标通过努力可以达到。", "expected"),
        ("该项指标需要国家监测才能知道结果。", "unknown"),
    ],
)
def test_stated_judgements(text: str, value: str) -> None:
    assert [j.value for j in read(text).judgements] == [value]


# What is no figure


@pytest.mark.parametrize("line", NONFIGURES)
def test_a_nonfigure_yields_no_figure(line: str) -> None:
    found = read(line)
    assert [found.structure.view.text[f.at : f.to] for f in found.figures] == []


@given(st.lists(st.sampled_from(NONFIGURES[:40]), min_size=1, max_size=4))
def test_nonfigures_beside_one_another_yield_none_either(lines: list[str]) -> None:
    clean = [line for line in lines if not figures(line)]
    assert figures("\n\n".join(f"{line}。" for line in clean)) == ()


@given(st.text(max_size=80))
def test_any_text_is_searched_and_every_figure_leads_back(text: str) -> None:
    found = read(text)
    view = found.structure.view
    for figure in found.figures:
        span = view.span(figure.at, figure.to)
        assert 0 <= span.start < span.end <= len(text)
        assert figure.at < figure.to


def test_terms_of_one_place_stand_in_one_order_whatever_the_process() -> None:
    cues = [c for c in cues_in("教师360学时培训完成率达到100%", BOOK) if c.name == "teacher_training_completion_rate"]
    places = {(c.at, c.to): [d.term for d in cues if (d.at, d.to) == (c.at, c.to)] for c in cues}
    assert max(map(len, places.values())) > 1
    assert all(terms == sorted(terms, key=lambda term: (-len(term), term)) for terms in places.values())
