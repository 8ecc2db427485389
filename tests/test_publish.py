"""publish: the files of a run, read back as their users read them."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from runs import fact, indicator, norm, report, rulebook, run

from pipeline.errors import WrongUsage
from pipeline.model import BasisNote, ComparisonColumn, Document, Fact, Remark, Run, ThemeMention
from pipeline.publish import PUBLISHERS, background, publish
from pipeline.publish.cells import preview
from pipeline.publish.columns import Shown, shown
from pipeline.publish.evidence import place
from pipeline.publish.folder import text_path
from pipeline.publish.formats import fitted, lines, number_format, width
from pipeline.publish.norms import below, norm_text, norms_of
from pipeline.publish.quotation import MOST, quote, quote_fact
from pipeline.publish.records import FACT_FIELDS
from pipeline.publish.words import heading
from pipeline.rulebook import load_rulebook

RULES = rulebook()
RUN = run()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    publish(RUN, folder, RULES)
    return folder


@pytest.fixture(scope="module")
def book(out: Path) -> Iterator[Workbook]:
    loaded = load_workbook(out / "comparison.xlsx")
    yield loaded
    loaded.close()


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def csv_rows(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# --- the folder ---


def test_publish_writes_the_files_of_the_contract(out: Path) -> None:
    found = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    texts = ["texts/乙市.txt.txt", "texts/甲县/工作报告.docx.txt"]
    assert found == sorted(["documents.jsonl", *texts, *PUBLISHERS])


def test_two_runs_give_the_same_bytes(out: Path, tmp_path: Path) -> None:
    time.sleep(2.1)  # a time of writing would show (ZIP counts in twos)
    written = publish(run(), tmp_path, rulebook())
    for path in written:
        assert path.read_bytes() == (out / path.relative_to(tmp_path)).read_bytes(), path.name


def test_texts_are_the_canonical_text(out: Path) -> None:
    for report_ in RUN.reports[1:]:
        text = (out / "texts" / f"{report_.document.doc}.txt").read_bytes().decode("utf-8")
        assert text == report_.document.text
        assert all(text[f.start : f.end] == f.raw for f in report_.facts)


def test_a_later_run_removes_the_texts_that_it_does_not_make_and_nothing_else(tmp_path: Path) -> None:
    publish(RUN, tmp_path, RULES)
    own = tmp_path / "texts" / "我的笔记.txt"
    for path in (own, tmp_path / "notes.txt"):
        path.write_text("笔记", encoding="utf-8")
    publish(run(RUN.reports[2:]), tmp_path, RULES)
    assert not (tmp_path / "texts" / "甲县").exists()
    assert (tmp_path / "texts" / "乙市.txt.txt").exists()
    assert own.exists() and (tmp_path / "notes.txt").exists()


def test_a_listing_that_is_not_ours_removes_nothing(tmp_path: Path) -> None:
    (tmp_path / "documents.jsonl").write_text('not json\n[1]\n{"doc": 3}\n{"doc": "../../x"}\n', encoding="utf-8")
    victim = tmp_path / "x.txt"
    victim.write_text("x", encoding="utf-8")
    publish(RUN, tmp_path, RULES)
    assert victim.exists()


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(RUN, tmp_path, RULES)
    before = (tmp_path / "facts.csv").read_bytes()

    def half(run_: Run, rules: Any, path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(PUBLISHERS, "facts.csv", half)
    with pytest.raises(WrongUsage, match=r"facts\.csv.*写不了"):
        publish(RUN, tmp_path, RULES)
    assert (tmp_path / "facts.csv").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_a_workbook_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "comparison.xlsx").mkdir()
    with pytest.raises(WrongUsage, match=r"comparison\.xlsx"):
        publish(RUN, tmp_path, RULES)


@pytest.mark.parametrize(
    ("doc", "path"),
    [
        ("a/b.docx", "texts/a/b.docx.txt"),
        ("../../etc/x", "texts/_/_/etc/x.txt"),
        ("/root.txt", "texts/root.txt.txt"),
    ],
)
def test_a_text_never_leaves_its_folder(doc: str, path: str) -> None:
    assert text_path(doc) == path


@given(st.text(min_size=1))
def test_any_name_gives_a_path_below_texts(doc: str) -> None:
    path = text_path(doc)
    assert os.path.normpath(path).startswith("texts" + os.sep)
    assert all(len(part.encode(errors="ignore")) <= 255 for part in path.split("/"))


# --- records ---


def test_documents_have_the_fields_of_the_contract(out: Path) -> None:
    records = json_lines(out / "documents.jsonl")
    fields = (
        "doc sha256 bytes format status same_as reason county county_code title date kind year pages facts findings"
    )
    assert list(records[0])[:17] == [*fields.split(), "rulebook"]
    first = next(r for r in records if r["doc"] == "甲县/工作报告.docx")
    assert (first["facts"], first["findings"], first["status"]) == (22, 1, "ok")
    assert first["pages"] == [{"number": 1, "verdict": "text"}]
    assert [r["text"] is None for r in records] == [True, False, False]


def test_facts_are_sorted_and_exact(out: Path) -> None:
    records = json_lines(out / "facts.jsonl")
    assert [(r["doc"], r["start"]) for r in records] == sorted((r["doc"], r["start"]) for r in records)
    assert list(records[0])[: len(FACT_FIELDS)] == list(FACT_FIELDS)
    population = next(r for r in records if r["indicator"] == "population")
    assert (population["value"], population["low"], population["high"]) == ("312000", "311500", "312500")
    assert population["section"] == ["一、基本情况"]
    unmapped = next(r for r in records if r["indicator"] is None and r["candidates"])
    assert unmapped["candidates"][0]["verdict"] == "lost"


def test_csv_says_the_same_as_jsonl(out: Path) -> None:
    records, rows = json_lines(out / "facts.jsonl"), csv_rows(out / "facts.csv")
    assert list(rows[0]) == list(FACT_FIELDS)
    for record, row in zip(records, rows, strict=True):
        assert row["section"] == " › ".join(record["section"])
        for name in set(FACT_FIELDS) - {"section"}:
            assert row[name] == ("" if record[name] is None else str(record[name]))


def test_parquet_is_typed(tmp_path: Path) -> None:
    dated = fact("students", "9.50", "人", period_end="2023-12-31", page=3)
    verdict = fact("layout", "met", measure="verdict")
    one = report("a.txt", "示例甲县", "990101", dated.raw + verdict.raw, (dated, verdict))
    publish(run((one,)), tmp_path, RULES)
    table = pq.read_table(tmp_path / "facts.parquet").to_pylist()
    assert [row["value"] for row in table] == ["9.50", "met"]
    assert [row["number"] for row in table] == [9.5, None]
    assert table[0]["period_end"] == date(2023, 12, 31) and table[0]["page"] == 3


def test_a_run_without_documents_gives_empty_files_that_open(tmp_path: Path) -> None:
    publish(run(()), tmp_path, RULES)
    assert (tmp_path / "facts.jsonl").read_bytes() == b""
    assert csv_rows(tmp_path / "facts.csv") == []
    assert pq.read_table(tmp_path / "facts.parquet").num_rows == 0
    assert load_workbook(tmp_path / "comparison.xlsx").sheetnames[0] == "总览"


def test_findings_and_checks_have_the_fields_of_the_contract(out: Path) -> None:
    finding = json_lines(out / "findings.jsonl")[1]
    names = "finding_id check severity counties docs message expected stated arithmetic facts evidence related"
    assert list(finding) == names.split()
    assert finding["evidence"] == [{"doc": "甲县/工作报告.docx", "start": 0, "end": 4}]
    check = json_lines(out / "checks.jsonl")[0]
    names = "check_id check docs counties facts arithmetic result reason finding_id"
    assert list(check) == names.split()


def test_comparison_csv_has_chinese_headers_and_the_reports_own_values(out: Path) -> None:
    rows = csv_rows(out / "comparison.csv")
    assert [row["代码"] for row in rows] == ["990101", "990102", ""]
    first, second, third = rows
    assert first["县（市、区）"] == "示例甲县"
    assert first["在校生数·小学(人)"] == "8031"
    assert first["初中三年巩固率·初中·目标(%)"] == "≥98"
    assert first["每百名学生拥有高于规定学历教师数·小学·达标校数(所)"] == "26"
    assert first["生师比"] == "约15.83"
    assert second["初中三年巩固率·初中(%)"] == "97.30"
    assert second["学校规划布局合理·义务教育·结论"] == "预计可达"
    assert {v for k, v in third.items() if k not in ("县（市、区）", "代码")} == {""}


def test_units_that_differ_stand_in_the_cells(out: Path) -> None:
    rows = csv_rows(out / "comparison.csv")
    assert [row["生均公用经费·增减"] for row in rows] == ["3.10百分点", "-9元", ""]


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+1+cmd|x!A0", "-2+3"])
def test_text_never_runs_as_a_formula(tmp_path: Path, text: str) -> None:
    one = report("a.txt", "示例甲县", "990101", text, (fact("schools", "5", "所", raw=text, label=text),))
    publish(run((one,)), tmp_path, RULES)
    assert csv_rows(tmp_path / "facts.csv")[0]["raw"] == "'" + text
    cells = [c for row in load_workbook(tmp_path / "comparison.xlsx")["全部数据"].iter_rows() for c in row]
    assert [c.data_type for c in cells if c.value == text] == ["s", "s", "s"]


def test_signed_figures_stay_as_they_are(tmp_path: Path) -> None:
    one = report("a.txt", "示例甲县", "990101", "-9所", (fact("schools", "-9", "所", measure="change"),))
    publish(run((one,)), tmp_path, RULES)
    row = csv_rows(tmp_path / "facts.csv")[0]
    assert (row["value"], row["raw"], row["op"]) == ("-9", "-9所", "=")


# --- words ---


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (("students", "primary", "value", "actual"), "在校生数·小学(人)"),
        (("students", None, "value", "actual"), "在校生数(人)"),
        (("students", "junior", "change", "target"), "在校生数·初中·增减·目标(人)"),
    ],
)
def test_a_column_in_one_line(column: tuple[str, str | None, str, str], expected: str) -> None:
    assert heading(ComparisonColumn(*column), RULES.indicators["students"], "人") == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"page": 3}, "第3页"),
        ({"place": "paragraph 12"}, "第12段"),
        ({"page": 2, "place": "table 2 row 3 column 4"}, "第2页 表2第3行第4列"),
        ({"place": "sheet 附件2 C7"}, "工作表“附件2”C7"),
        ({"page": 1, "place": "box 88 120 130 134"}, "第1页"),
        ({}, ""),
    ],
)
def test_places_in_chinese(where: dict[str, Any], expected: str) -> None:
    assert place(fact("students", "1", **where)) == expected


def quoted(text: str, raw: str, *, wrapped: bool) -> str:
    document = Document("a.txt", "", 0, "txt", "ok", text=text, wrapped=wrapped)
    return quote(document, text.index(raw), text.index(raw) + len(raw))


def test_a_quotation_is_the_sentence_without_white_space() -> None:
    text = "前一句。全县 学校\u300046所，\t在校生900人；后一句。"
    assert quoted(text, "46所", wrapped=False) == "全县学校46所，在校生900人；"


def test_a_line_ends_a_sentence_only_where_lines_are_whole() -> None:
    text = "标题\n\n全县在校\n生900人。"
    assert quoted(text, "900人", wrapped=True) == "全县在校生900人。"
    assert quoted(text, "900人", wrapped=False) == "生900人。"


def test_a_figure_of_a_table_is_quoted_with_its_row_alone() -> None:
    text = "学校 | 面积\n示例小学 | 5.9\n示例中学 | 8.7\n"
    document = Document("a.txt", "", 0, "txt", "ok", text=text, wrapped=True)
    found = fact("sports", "5.9", start=text.index("5.9"), end=text.index("5.9") + 3, source="table")
    assert quote_fact(document, found) == "示例小学 | 5.9"
    assert "示例中学" in quote_fact(document, replace(found, source="text"))
    last = replace(found, start=text.index("8.7"), end=text.index("8.7") + 3)
    assert quote_fact(replace(document, text=text.rstrip()), last) == "示例中学 | 8.7"


def test_a_long_sentence_is_cut_around_its_figure() -> None:
    text = "甲" * 300 + "46所" + "乙" * 300
    found = quoted(text, "46所", wrapped=False)
    assert found.startswith("…甲") and found.endswith("乙…") and "46所" in found
    assert len(found) == MOST + 2


@given(st.text(alphabet="甲乙。；\n 1，", max_size=300), st.integers(0, 299), st.integers(1, 5), st.booleans())
def test_a_quotation_always_holds_its_figure(text: str, start: int, length: int, wrapped: bool) -> None:
    document = Document("a.txt", "", 0, "txt", "ok", text=text, wrapped=wrapped)
    found = quote(document, start, start + length)
    if start + length > len(text):
        assert found == ""
    else:
        assert "".join(text[start : start + length].split()) in found
        assert len(found) <= MOST + 2


# --- norms ---


def test_only_a_county_level_norm_marks_a_county() -> None:
    county, school = norm(">=", "95", "county"), norm(">=", "95", "school")
    low = fact("junior_retention_rate", "94.1", "%")
    assert below(low, (county,)) == county
    assert below(low, (school,)) is None
    assert below(replace(low, status="target"), (county,)) is None


@pytest.mark.parametrize(
    ("op", "limit", "low", "high", "missed"),
    [
        (">=", "95", "94.85", "94.95", True),
        (">=", "95", "94.5", "95.5", False),
        (">=", "95", "94", None, False),
        ("<=", "0.50", "0.515", "0.525", True),
        ("<=", "0.50", "0.495", "0.505", False),
        ("<", "0.15", "0.15", "0.16", True),
        (">", "5", "4", "5", True),
        ("=", "5", "6", "7", True),
        ("=", "5", "4.5", "5.5", False),
    ],
)
def test_marked_only_where_rounding_cannot_help(op: str, limit: str, low: str, high: str | None, missed: bool) -> None:
    found = fact("junior_retention_rate", "1", low=Decimal(low), high=None if high is None else Decimal(high))
    assert (below(found, (norm(op, limit, "county"),)) is not None) is missed


def test_a_norm_holds_for_its_stage_and_period() -> None:
    junior = norm(">=", "95", "county", "junior")
    assert below(fact("junior_retention_rate", "90", stage="primary"), (junior,)) is None
    assert below(fact("junior_retention_rate", "90", stage="junior"), (junior,)) == junior
    assert below(fact("junior_retention_rate", "90", stage="junior", period_end="2016-12-31"), (junior,)) is None


def test_one_indicators_coefficient_takes_the_norm_of_the_coefficients() -> None:
    column = ComparisonColumn("qualified_per_100", "primary", "variation_coefficient", "actual")
    assert [str(n.value) for n in norms_of(column, RULES)] == ["0.50"]
    assert norms_of(replace(column, measure="schools_met"), RULES) == ()


def test_norms_under_the_header() -> None:
    norms = RULES.indicators["qualified_per_100"].norms
    assert norm_text(norms[:1], "primary") == "国家标准\n≥4.2(校级)"
    assert norm_text(norms, None) == "国家标准\n小学≥4.2(校级)\n初中≥5.3(校级)"
    newer = norms[0].model_copy(update={"value": Decimal(5), "valid_from": date(2025, 3, 1)})
    assert norm_text((norms[0], newer), "primary") == "国家标准\n≥4.2(校级)2017年起\n≥5(校级)2025年起"
    assert norm_text((), None) == ""


# --- cells ---


def test_large_money_is_shown_in_ten_thousands_exactly() -> None:
    facts = (fact("education_expenditure", "823155000", "元"), fact("education_expenditure", "53", "元"))
    look = shown(facts)
    assert (look.label, look.shift) == ("万元", 4)
    assert [preview(f, look) for f in facts] == ["82,315.5", "0.0053"]
    assert shown(facts[1:]) == Shown("元")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (fact("students", "97.30", "人"), "97.30"),
        (fact("students", "14302", "人", op="~"), "约14,302"),
        (fact("students", "4.2", "人", op=">="), "≥4.2"),
        (fact("students", "2", "人", op="range", value_high="4"), "2—4"),
        (fact("students", "3.10", "人", measure="change"), "+3.10"),
        (fact("students", "-9", "所", measure="change"), "-9 所"),
        (fact("students", "not_met", measure="verdict"), "未达到"),
    ],
)
def test_what_a_cell_reads_like(found: Fact, expected: str) -> None:
    assert preview(found, Shown("人")) == expected


def test_number_formats_quote_their_words() -> None:
    assert number_format(2, prefix="≥") == '"≥"#,##0.00'
    assert number_format(0, suffix="百分点", signed=True) == '+#,##0" 百分点";-#,##0" 百分点";#,##0" 百分点"'


def test_chinese_takes_two_columns_a_character() -> None:
    assert (width("示例甲县"), width("ab\n甲")) == (8, 2)
    assert lines("示例甲县", 5) == 2
    assert fitted(["示例甲县"], 4, 9) == 9


# --- the workbook ---


SUMMARIES = ("三十二项结论", "未达标学校", "缺口测算")


def at(sheet: Worksheet, row: str, *head: str) -> Any:
    """The cell of the county ``row`` in the column of a state (实际 …), an indicator and an aspect (小学 …)."""
    words = ["", "", ""]
    for column in range(4, sheet.max_column + 1):
        words = [
            sheet.cell(5, column).value,
            sheet.cell(3, column).value or words[1],
            sheet.cell(4, column).value or words[2],
        ]
        if tuple(words) == head:
            break
    else:
        raise AssertionError(head)
    line = next(r for r in range(8, sheet.max_row + 1) if sheet.cell(r, 2).value == row)
    return sheet.cell(line, column)


def test_the_sheets_and_their_order(book: Workbook) -> None:
    groups = ["县情", "办学规模", "经费投入", "资源配置七项", "政府保障程度", "教育质量与社会认可", "其他标准指标"]
    assert book.sheetnames == [
        "总览",
        "报送情况",
        *groups,
        *SUMMARIES,
        "问题与整改",
        "口径说明",
        "核实事项",
        "勾稽关系",
        "全部数据",
        "文档",
        "数据字典",
    ]


def test_a_cell_is_a_number_with_unit_norm_and_evidence(book: Workbook) -> None:
    sheet = book["教育质量与社会认可"]
    cell = at(sheet, "示例甲县", "实际", "初中三年巩固率", "初中")
    assert (cell.value, cell.number_format) == (94.1, "#,##0.0")
    assert sheet.cell(6, cell.column).value == "国家标准\n≥95(县级)"
    assert sheet.cell(7, cell.column).value == "%"
    assert cell.fill.fgColor.rgb == "FFF8CBAD"
    assert cell.comment.author == "县报"
    for words in ("报告写作：94.1%", "文档：甲县/工作报告.docx", "位置：第2页", "初中三年巩固率94.1%，", "≥95（县级，"):
        assert words in cell.comment.text


def test_targets_stand_beside_actuals_with_the_distance_and_standards_apart(book: Workbook) -> None:
    sheet = book["教育质量与社会认可"]
    actual = at(sheet, "示例甲县", "实际", "初中三年巩固率", "初中")
    target = at(sheet, "示例甲县", "目标", "初中三年巩固率", "初中")
    distance = at(sheet, "示例甲县", "距目标", "初中三年巩固率", "初中")
    standard = at(sheet, "示例甲县", "报告引用的标准", "初中三年巩固率", "初中")
    assert (target.value, target.number_format) == (98, '"≥"#,##0')
    assert standard.value == 95
    colours = {sheet.cell(5, c).fill.fgColor.rgb for c in (actual.column, target.column, standard.column)}
    assert len(colours) == 3
    assert [c.column - actual.column for c in (target, distance)] == [1, 2]
    assert distance.value == f"={target.coordinate}-{actual.coordinate}"
    assert standard.column > max(c.column for c in sheet[5] if c.value in ("实际", "目标", "距目标"))


def test_other_values_stay_visible_behind_the_cell(book: Workbook) -> None:
    cell = at(book["办学规模"], "示例甲县", "实际", "在校生数", "全县")
    assert cell.value == 14302
    assert "另有：14310人（2022年，甲县/工作报告.docx，第1页）" in cell.comment.text


def test_school_level_norms_are_shown_and_never_marked(tmp_path: Path) -> None:
    one = report("a.txt", "示例甲县", "990101", "3.1人", (fact("qualified_per_100", "3.1", "人", stage="primary"),))
    publish(run((one,)), tmp_path, RULES)
    sheet = load_workbook(tmp_path / "comparison.xlsx")["资源配置七项"]
    cell = at(sheet, "示例甲县", "实际", "每百名学生拥有高于规定学历教师数", "小学")
    assert sheet.cell(6, cell.column).value == "国家标准\n≥4.2(校级)"
    assert cell.fill.fill_type is None


def test_verdicts_are_words_and_coloured(book: Workbook) -> None:
    head = ("实际", "学校规划布局合理", "义务教育·结论")
    met, expected = (at(book["政府保障程度"], county, *head) for county in ("示例甲县", "示例乙市"))
    assert (met.value, met.fill.fill_type) == ("达到", None)
    assert (expected.value, expected.fill.fgColor.rgb) == ("预计可达", "FFFFF2CC")


def test_an_empty_cell_says_why(tmp_path: Path) -> None:
    full = report("a.txt", "示例甲县", "990101", "12间", (fact("recording_classrooms", "12", "间"),))
    unmapped = report("b.txt", "示例乙县", "990102", "9间", (fact(None, "9", "间", label="新建录播教室"),))
    silent = report("c.txt", "示例丙县", "990103", "无", ())
    unread = report("d.txt", "示例丁县", "990104", "", status="unreadable")
    publish(run((full, unmapped, silent, unread)), tmp_path, RULES)
    sheet = load_workbook(tmp_path / "comparison.xlsx")["办学条件"]
    head = ("实际", "录播教室数", "全县")
    values = [at(sheet, county, *head).value for county in ("示例甲县", "示例乙县", "示例丙县", "示例丁县")]
    assert values == [12, "有数未识别", "未报告", "文档未能读取"]


def test_every_number_of_the_comparison_equals_its_fact(book: Workbook) -> None:
    facts = {f.number for r in RUN.reports for f in r.facts if f.number is not None}
    allowed = {float(n) for n in facts} | {float(n / 10000) for n in facts}
    numbers = [
        cell.value
        for name in book.sheetnames[2:9]
        for row in book[name].iter_rows(min_row=8, min_col=4)
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    filled = [c.fact for c in RUN.comparison.cells.values() if c.fact.number is not None and c.fact.op != "range"]
    assert len(numbers) == len(filled)
    assert set(numbers) <= allowed


def test_comparison_sheets_are_frozen_filtered_and_printable(book: Workbook) -> None:
    for name in book.sheetnames[2:9]:
        sheet = book[name]
        assert sheet.freeze_panes == "D8"
        assert sheet.auto_filter.ref.startswith("A7:")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$3:$7"
        assert sheet.column_dimensions["A"].width >= 10


def test_a_wide_sheet_breaks_its_pages_between_indicators(tmp_path: Path) -> None:
    rules = rulebook(tuple(indicator(f"i{n:02d}", f"示例指标{n}数", "人", "scale") for n in range(30)))
    facts = tuple(fact(f"i{n:02d}", "1", "人", stage=s) for n in range(30) for s in ("primary", "junior"))
    one = report("a.txt", "示例甲县", "990101", "1人", facts)
    publish(run((one,), rules), tmp_path, rules)
    sheet = load_workbook(tmp_path / "comparison.xlsx")["办学规模"]
    breaks = [b.id for b in sheet.col_breaks.brk]
    assert breaks and all(sheet.cell(3, b + 1).value for b in breaks)


def test_findings_come_gravest_first_with_arithmetic_and_quotations(book: Workbook) -> None:
    sheet = book["核实事项"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[1] for row in rows] == ["数据矛盾(须核实)"] * 3 + ["提示"]
    assert rows[0][3] == "合计与分项"
    assert rows[0][5] == "=8031+6271" and sheet["F4"].data_type == "s"
    assert [row[7] for row in rows[:3]] == ["14302人", "8031人", "6271人"]
    assert (
        rows[0][8]
        == "〔甲县/工作报告.docx 第1页〕全县总人口31.2万人，现有学校46所，在校生14302人，其中小学8031人、初中6271人。"
    )


def test_checks_and_documents_read_in_chinese(book: Workbook) -> None:
    results = [row[4].value for row in book["勾稽关系"].iter_rows(min_row=4)]
    assert results == ["不符", "无法勾稽", "四舍五入后相符", "勾稽相符"]
    unread = [c.value for c in book["文档"][4]]
    assert unread[:3] == ["丙区.pdf", "未能读取", "文件没有文字层，请提供可复制文字的版本。"]


def test_all_facts_are_listed_and_name_their_document(book: Workbook) -> None:
    sheet = book["全部数据"]
    head = [c.value for c in sheet[3]]
    rows = list(sheet.iter_rows(min_row=4))
    assert len(rows) == sum(len(r.facts) for r in RUN.reports)
    assert [rows[0][head.index(n)].value for n in ("县（市、区）", "指标", "数值", "单位")] == [
        "示例甲县",
        "总人口",
        312000,
        "人",
    ]
    listed = {row[0].value for row in book["文档"].iter_rows(min_row=4)}
    assert (
        {row[head.index("文档")].value for row in rows} == {fact.doc for r in RUN.reports for fact in r.facts} <= listed
    )


def test_the_overview_counts_and_its_links_resolve(book: Workbook) -> None:
    sheet = book["总览"]
    values = {row[0].value: (row[1].value, row[2].value) for row in sheet.iter_rows() if row[0].value}
    assert values["县（市、区）"][0] in (3, "代码")
    assert values["数据"] == (32, "已归入指标 30，未归入指标 2")
    assert values["核实事项"][0] == 2
    assert any("勾稽相符 1，四舍五入后相符 1，不符 1，无法勾稽 1" in str(c.value) for r in sheet.iter_rows() for c in r)
    links = [c.hyperlink.location for row in sheet.iter_rows() for c in row if c.hyperlink]
    assert [link.split("!")[0].strip("'") for link in links] == book.sheetnames[1:]


def test_beyond_a_size_the_sheets_say_where_evidence_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "MOST_LINKED", 3)
    publish(RUN, tmp_path, RULES)
    loaded = load_workbook(tmp_path / "comparison.xlsx")
    cells = [c for s in loaded.worksheets[1:] for row in s.iter_rows() for c in row]
    assert not [c for c in cells if c.comment or c.hyperlink]
    words = [str(c.value) for row in loaded["总览"].iter_rows() for c in row]
    assert any("未加链接和批注：请到“全部数据”" in text for text in words)
    assert "请到“全部数据”按县和指标筛选" in loaded["办学规模"]["A2"].value


def test_very_many_facts_are_listed_without_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.sheets.MOST_QUOTED", 3)
    publish(RUN, tmp_path, RULES)
    sheet = load_workbook(tmp_path / "comparison.xlsx")["全部数据"]
    assert "所在语句" not in [c.value for c in sheet[3]]
    assert [sheet["I4"].value, sheet["O4"].value, sheet["P4"].value] == [312000, "甲县/工作报告.docx", "第1页"]
    assert sheet["A4"].value == "示例甲县"


def test_a_list_too_long_for_excel_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.lists.MOST_ROWS", 30)
    publish(RUN, tmp_path, RULES)
    sheet = load_workbook(tmp_path / "comparison.xlsx")["全部数据"]
    assert sheet.max_row == 33
    assert "本表只列前 30 条，另有 2 条" in sheet["A2"].value


def test_a_document_without_county_is_listed_and_counted(tmp_path: Path) -> None:
    one = report("a.txt", None, None, "46所", (fact("schools", "46", "所"),))
    publish(run((one,)), tmp_path, RULES)
    loaded = load_workbook(tmp_path / "comparison.xlsx")
    assert "办学规模" not in loaded.sheetnames
    assert loaded["全部数据"]["A4"].value == "(未认出县)"
    assert [c.value for c in loaded["报送情况"][4]][1:5:3] == ["(未认出县)", "没有认出县"]
    assert "未认出县 1" in loaded["总览"]["C5"].value


# Problems, plans and notes on the basis of figures


@pytest.fixture
def listed(tmp_path: Path) -> Workbook:
    """The workbook of one report that names a problem, a plan and the basis of its figures."""
    text = (
        "示例甲县工作报告\n一、现状\n小学12所（不含教学点）。\n二、存在的问题\n一是音乐教师短缺。\n"
        "三、下一步打算\n=由县教育局牵头，招聘音乐教师5名。\n"
    )
    words, plan, note = "音乐教师短缺。", "=由县教育局牵头，招聘音乐教师5名。", "不含教学点"
    common = {"nouns": (), "indicators": (), "page": 2, "place": None, "subject": ""}
    remarks = tuple(
        Remark(
            kind=kind,
            start=text.index(said),
            end=text.index(said) + len(said),
            words=said,
            section=(section,),
            themes=(ThemeMention("teachers", said),),
            office=office,
            **common,  # type: ignore[arg-type]
        )
        for kind, said, section, office in (
            ("problem", words, "二、存在的问题", None),
            ("plan", plan, "三、下一步打算", "县教育局"),
        )
    )
    at = text.index(note)
    basis = (BasisNote("teaching_points", at, at + len(note), ("一、现状",), None, None),)
    one = report("甲.txt", "示例甲县", "990101", text, remarks=remarks, basis=basis)
    publish(run((one,)), tmp_path, load_rulebook())
    return load_workbook(tmp_path / "comparison.xlsx")


def test_problems_and_plans_are_listed_with_theme_words_office_and_place(listed: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in listed["问题与整改"].iter_rows(min_row=4)]
    assert rows == [
        ["示例甲县", "问题", "师资配备与结构", None, "音乐教师短缺。", None, "甲.txt", "第2页；二、存在的问题"],
        [
            "示例甲县",
            "打算",
            "师资配备与结构",
            None,
            "=由县教育局牵头，招聘音乐教师5名。",
            "县教育局",
            "甲.txt",
            "第2页；三、下一步打算",
        ],
    ]
    assert listed["问题与整改"]["E5"].data_type == "s"


def test_what_a_report_counts_is_listed_with_its_sentence(listed: Workbook) -> None:
    (row,) = [[cell.value for cell in row] for row in listed["口径说明"].iter_rows(min_row=4)]
    assert row == ["示例甲县", "教学点", "不含教学点", "小学12所（不含教学点）。", "甲.txt", "一、现状"]
