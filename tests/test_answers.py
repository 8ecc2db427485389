"""Answers: what a county writes beside a figure is read whole in the figure's unit, or refused with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from runs import fact, report

from pipeline.model import Answer, Entry, Fact, Form, Report
from pipeline.normalise.answers import MARK, answers
from pipeline.rulebook import load_rulebook

RULES = load_rulebook(None)


def one(raw: str, value: str, unit: str | None, **more: object) -> Report:
    return report("a.txt", "示例甲县", None, f"共{raw}。", (fact("students", value, unit, raw=raw, **more),))


PLAIN = one("31所", "31", "所", low=Decimal(31), high=Decimal(31))
TABLE = one("31", "31", "所", low=Decimal(31), high=Decimal(31))
WAN = one("31.2万人", "312000", "人", low=Decimal(311500), high=Decimal(312500))
TABLE_WAN = one("1.5", "15000", "平方米", low=Decimal(14500), high=Decimal(15500))
PERCENT = one("92.86%", "92.86", "%")
CHANGE = one("9所", "-9", "所", measure="change")
TARGET = one("98%", "98", "%", op=">=", status="target")
RATIO = one("15.83:1", "15.83", None)
VERDICT = one("达到要求", "met", None, measure="verdict")


def answered(reports: Report, answer: str, note: str = "", **more: str) -> Answer:
    stated = reports.facts[0]
    fields = {"place": "第1个表第2行", "finding_id": "f", "fact_id": stated.fact_id, "stated": stated.written}
    entry = Entry(**(fields | {"answer": answer, "note": note} | more))
    (found,) = answers([Form("a.docx", (entry,))], [reports], RULES)
    return found


def value(found: Answer) -> tuple[str, str | None]:
    assert found.status == "corrected", found.reason
    assert isinstance(found.fact, Fact)
    return found.fact.op, found.fact.value


@pytest.mark.parametrize(
    ("stated", "answer", "expected"),
    [
        (PLAIN, "32", ("=", "32")),
        (PLAIN, " ３２ 所 ", ("=", "32")),
        (PLAIN, "应为32所。", ("=", "32")),
        (PLAIN, "三十二所", ("=", "32")),
        (PLAIN, "1,032所", ("=", "1032")),
        (PLAIN, "1 032 所", ("=", "1032")),
        (PLAIN, "约32所", ("~", "32")),
        (PLAIN, "30余所", ("~", "30")),
        (PLAIN, "32—34所", ("range", "32")),
        (PLAIN, "0", ("=", "0")),
        (TABLE, "32", ("=", "32")),
        (WAN, "31.5万人", ("=", "315000")),
        (WAN, "31.5 万", ("=", "315000")),
        (WAN, "315 000人", ("=", "315000")),
        (WAN, "3１５０００名", ("=", "315000")),
        (TABLE_WAN, "1.6万平方米", ("=", "16000")),
        (TABLE_WAN, "16000㎡", ("=", "16000")),
        (PERCENT, "93", ("=", "93")),
        (PERCENT, "９３．１％", ("=", "93.1")),
        (PERCENT, "百分之九十三", ("=", "93")),
        (CHANGE, "8所", ("=", "-8")),
        (CHANGE, "+8所", ("=", "8")),
        (CHANGE, "-8", ("=", "-8")),
        (TARGET, "97%", (">=", "97")),
        (RATIO, "1:15.9", ("=", "15.9")),
        (RATIO, "15.9", ("=", "15.9")),
        (VERDICT, "未达到", ("=", "not_met")),
        (VERDICT, "预计可以达到", ("=", "expected")),
    ],
)
def test_a_figure_is_read_in_the_unit_of_the_stated_one(stated: Report, answer: str, expected: tuple[str, str]) -> None:
    found = answered(stated, answer)
    assert value(found) == expected
    assert found.fact is not None
    assert found.fact.raw.endswith(MARK)
    assert found.fact.fact_id == stated.facts[0].fact_id


def test_an_answer_is_known_as_exactly_as_it_is_written() -> None:
    found = answered(WAN, "31.5万人").fact
    assert found is not None
    assert (found.low, found.high) == (Decimal(314500), Decimal(315500))
    assert answered(CHANGE, "8所").fact.low == Decimal(-8)  # type: ignore[union-attr]
    assert answered(TARGET, "97%").fact.high is None  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["无误", "原数无误", "经核实无误。", "属实", "不变", "31", "31所", "３１ 所"])
def test_the_stated_figure_can_be_confirmed(words: str) -> None:
    found = answered(PLAIN, words)
    assert (found.status, found.fact) == ("confirmed", PLAIN.facts[0])


@pytest.mark.parametrize(
    ("stated", "answer", "why"),
    [
        (PLAIN, "32（含教学点）", "不能作为一个数读出"),
        (PLAIN, "32、33", "不能作为一个数读出"),
        (PLAIN, "3 2", "不能作为一个数读出"),
        (PLAIN, "=24+8", "不能作为一个数读出"),
        (PLAIN, "2024-03-05", "不能作为一个数读出"),
        (PLAIN, "无", "不能作为一个数读出"),
        (PLAIN, "32人", "单位与原数“31所”不同"),
        (PLAIN, "-3", "是负数"),
        (WAN, "31.5", "没有写单位"),
        (TABLE_WAN, "1.6", "没有写单位"),
        (PERCENT, "0.93", "没有写单位"),
        (PERCENT, "93个百分点", "单位与原数"),
        (VERDICT, "差一点", "不能作为结论读出"),
    ],
)
def test_what_cannot_be_read_is_refused_and_named(stated: Report, answer: str, why: str) -> None:
    found = answered(stated, answer)
    assert (found.status, found.fact) == ("refused", None)
    assert why in (found.reason or "")
    assert answer.strip().replace("（", "(").replace("）", ")")[:3] in (found.reason or "").replace("（", "(")


def test_an_answer_about_a_document_that_changed_is_named() -> None:
    found = answered(PLAIN, "32所", fact_id="0123456789abcdef")
    assert found.status == "refused"
    assert "0123456789abcdef" in (found.reason or "")
    assert "不在本次的报告中" in (found.reason or "")


def test_a_stated_figure_that_was_overwritten_in_the_form_is_named() -> None:
    found = answered(PLAIN, "", stated="32所", note="笔误")
    assert found.status == "refused"
    assert "“原数”栏写的是“32所”，报告写作“31所”" in (found.reason or "")


def test_an_answer_without_its_number_is_named() -> None:
    assert "编号已被删去" in (answered(PLAIN, "32所", fact_id="").reason or "")
    assert "没有列出数据" in (answered(PLAIN, "32所", fact_id="", stated="—").reason or "")


@pytest.mark.parametrize(("answer", "note"), [("", ""), ("/", ""), ("—", " - "), ("  ", "\n")])
def test_a_row_that_nobody_filled_in_is_no_answer(answer: str, note: str) -> None:
    stated = PLAIN.facts[0]
    entry = Entry("第1行", "f", stated.fact_id, stated.written, answer, note, state="待核实", person="示例人")
    assert answers([Form("a.docx", (entry,))], [PLAIN], RULES) == ()


def test_an_explanation_alone_is_one() -> None:
    found = answered(PLAIN, "/", "含分校1所")
    assert (found.status, found.fact, found.entry.note) == ("explained", None, "含分校1所")


def test_different_answers_about_one_figure_are_all_refused() -> None:
    stated = PLAIN.facts[0]
    entries = [Entry("第1行", "f", stated.fact_id, "31所", words, "") for words in ("32", "33所", "32所")]
    forms = [Form("a.docx", (entries[0],)), Form("b.docx", (entries[1],))]
    first, second = answers(forms, [PLAIN], RULES)
    assert {first.status, second.status} == {"refused"}
    assert "a.docx 第1行：32；b.docx 第1行：33所" in (first.reason or "")
    alike = answers([Form("a.docx", (entries[0],)), Form("b.docx", (entries[2],))], [PLAIN], RULES)
    assert [a.status for a in alike] == ["corrected", "corrected"]


@pytest.mark.parametrize(
    ("stated", "words"),
    [(PLAIN, "31所"), (TABLE, "31所"), (WAN, "31.2万人"), (TABLE_WAN, "1.5万平方米"), (VERDICT, "达到要求")],
)
def test_a_form_asks_about_the_figure_as_the_report_writes_it(stated: Report, words: str) -> None:
    assert stated.facts[0].written == words
