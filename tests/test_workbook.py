"""comparison.xlsx as its readers open it: structure, links, formulas, every kind of empty cell.

``python tests/test_workbook.py`` (with the checkout on PYTHONPATH) writes the golden structure anew.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet
from runs import INDICATORS, SINCE, SOURCE, fact, indicator, norm, report, rulebook, run

from pipeline.bench_scale import line as scale_line
from pipeline.bench_scale import measure_scale
from pipeline.flow import run as run_all
from pipeline.model import Fact, Report, RosterLine, Run
from pipeline.publish import dictionary
from pipeline.publish.norms import meets
from pipeline.publish.sheet import Book
from pipeline.publish.unmet_schools import school
from pipeline.publish.workbook import write_workbook
from pipeline.read.roster import read_roster
from pipeline.rulebook import (
    CheckRules,
    DerivedRule,
    ResourceRules,
    Rulebook,
    ShortfallRule,
    WorkbookRules,
    load_rulebook,
)

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden" / "workbook.txt"
FIRST = 8
"""The first county's row of a comparison sheet."""


def written(one: Run, rules: Rulebook, folder: Path, *, values: bool = False) -> Workbook:
    """The workbook of a run, read back; ``values``: the results kept with the formulas instead of these."""
    write_workbook(one, rules, folder / "comparison.xlsx")
    return load_workbook(folder / "comparison.xlsx", data_only=values)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """The run over the sample reports with their roster and ranks, and its workbook."""
    folder = tmp_path_factory.mktemp("corpus")
    reports = [ROOT / "corpus" / "reports" / "txt"]
    done = run_all(reports, folder, roster=ROOT / "corpus" / "roster.csv", ranked=True)
    return done, folder / "comparison.xlsx"


@pytest.fixture(scope="module")
def opened(corpus: tuple[Run, Path]) -> Iterator[Workbook]:
    loaded = load_workbook(corpus[1])
    yield loaded
    loaded.close()


# --- structure ---


def structure(book: Workbook) -> str:
    """Sheets in their order with frozen panes, filters and the words of their heads, a line each."""
    lines = []
    for sheet in book.worksheets:
        frozen = sheet.freeze_panes
        filtered = re.sub(r"\d+$", "…", sheet.auto_filter.ref or "")
        lines.append(f"# {sheet.title} | {frozen or '—'} | {filtered or '—'} | {sheet.print_title_rows or '—'}")
        head = range(3, int(re.sub(r"\D", "", frozen))) if frozen else ()
        for row in head:
            words = [str(c.value).replace("\n", "/") for c in sheet[row] if c.value is not None]
            lines.append("  " + " · ".join(words))
    return "\n".join(lines) + "\n"


def test_the_structure_is_the_golden_one(opened: Workbook) -> None:
    assert structure(opened) == GOLDEN.read_text(encoding="utf-8")


def test_every_sheet_prints_on_a4_across(opened: Workbook) -> None:
    for sheet in opened.worksheets:
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.page_setup.orientation == ("portrait" if sheet.title == "总览" else "landscape"), sheet.title


# --- links ---


def links(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """Each linked cell with where it leads."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink:
                yield cell.coordinate, cell.hyperlink.location


def target(book: Workbook, location: str) -> Any:
    name, _, cell = location.rpartition("!")
    assert name.strip("'") in book.sheetnames, location
    return book[name.strip("'")][cell]


def test_every_link_leads_to_an_existing_row(opened: Workbook) -> None:
    count = 0
    for sheet in opened.worksheets:
        for _, location in links(sheet):
            assert target(opened, location).value is not None, (sheet.title, location)
            count += 1
    assert count > 2000


def test_every_figure_of_a_comparison_leads_to_its_fact_and_that_to_its_document(
    corpus: tuple[Run, Path], opened: Workbook
) -> None:
    listed, documents = opened["全部数据"], opened["文档"]
    head = {cell.value: cell.column for cell in listed[3]}
    document_of = dict(links(listed))
    checked = 0
    for name in opened.sheetnames[2 : opened.sheetnames.index("七项达标汇总")]:
        sheet = opened[name]
        units = {c.column: c.value for c in sheet[7]}
        for cell, location in links(sheet):
            row = target(opened, location).row
            value = listed.cell(row, head["数值"]).value
            own = sheet[cell].value
            factor = 10000 if units[sheet[cell].column] == "万元" else 1
            assert listed.cell(row, head["县（市、区）"]).value == sheet.cell(sheet[cell].row, 2).value
            if isinstance(own, int | float):
                assert own * factor == pytest.approx(value, rel=1e-12)
            doc = listed.cell(row, head["文档"])
            leads_to = target(opened, document_of[doc.coordinate])
            assert (leads_to.parent.title, leads_to.value) == (documents.title, doc.value)
            checked += 1
    assert checked == len(corpus[0].comparison.cells)


def test_a_links_tip_shows_the_sentence(tmp_path: Path) -> None:
    one = report("a.txt", "示例甲县", "990101", "全县\x01学校46所。" + "长" * 400, (fact("schools", "46", "所"),))
    sheet = written(run((one,)), rulebook(), tmp_path)["办学规模"]
    (tip,) = [c.hyperlink.tooltip for row in sheet.iter_rows() for c in row if c.hyperlink]
    assert tip.startswith("46所｜") and "\x01" not in tip and len(tip) <= 255


# --- formulas ---


def formulas(book: Workbook) -> Iterator[tuple[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice (LibreOffice) is not installed")
def test_libreoffice_opens_it_and_works_out_what_is_written(
    corpus: tuple[Run, Path], opened: Workbook, tmp_path: Path
) -> None:
    """The copy that is opened holds no results, so that LibreOffice has to calculate every formula itself."""
    bare, out = tmp_path / "bare.xlsx", tmp_path / "out"
    with zipfile.ZipFile(corpus[1]) as source, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", data)
            copy.writestr(name, data)
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    calculated = load_workbook(out / "bare.xlsx", data_only=True)
    kept = load_workbook(corpus[1], data_only=True)
    assert calculated.sheetnames == kept.sheetnames
    found = list(formulas(opened))
    assert len(found) > 200
    wrong = [
        (sheet, cell, opened[sheet][cell].value, kept[sheet][cell].value, calculated[sheet][cell].value)
        for sheet, cell in found
        if calculated[sheet][cell].value != pytest.approx(kept[sheet][cell].value, rel=1e-9, abs=1e-9)
    ]
    assert wrong == []


def test_no_figure_is_written_as_text(opened: Workbook) -> None:
    figures = [*opened.worksheets[2 : opened.sheetnames.index("未达标学校")]]
    for sheet in figures:
        for row in sheet.iter_rows(min_row=8, min_col=4):
            for cell in row:
                assert cell.data_type != "s" or not re.fullmatch(r"[-=]?\d+(?:\.\d+)?", cell.value), cell
    assert len(figures) > 10


# --- totals ---

SUMMED = WorkbookRules(
    summed=("schools", "students", "education_expenditure"),
    derived=(
        DerivedRule(
            indicator="student_teacher_ratio",
            part="students",
            whole="teachers",
            decimals=2,
            formula="在校生数÷专任教师数",
        ),
    ),
    shortfalls=(
        ShortfallRule(
            indicator="qualified_per_100", students="students", per=Decimal(100), unit="人", name="高于规定学历教师"
        ),
    ),
    resources=ResourceRules(schools="assessed_schools", total="resource_total"),
    school_names=("(?:小学|中学)$",),
    not_schools=("^(?:城区|农村|公办)*(?:小学|中学)$",),
    before_schools=("其中",),
)
RULES = rulebook(
    (
        *INDICATORS,
        indicator("assessed_schools", "参评学校数", "所", "scale"),
        indicator("resource_total", "资源配置七项(综合)", "所", "standard", ref="1"),
        indicator("exam_rate", "中考上线率", "%", "outcome", ranked=False),
    )
).model_copy(update={"workbook": SUMMED})

ROSTER = tuple(RosterLine(n, "示例市", f"示例{name}县", "2026") for n, name in enumerate("甲乙丙", 2))


def county(name: str, *facts: Fact, **more: Any) -> Report:
    text = f"示例{name}县工作报告。" + "，".join(f.raw for f in facts)
    return report(f"{name}.txt", f"示例{name}县", None, text, facts, **({"year": 2023} | more))


def book_of(folder: Path, *reports: Report, ranked: bool = False, values: bool = False) -> Workbook:
    one = replace(run(reports, RULES), roster=ROSTER, ranked=ranked)
    return written(one, RULES, folder, values=values)


def column(sheet: Worksheet, *head: str) -> list[Any]:
    """All cells below the head whose state, indicator and aspect are given."""
    words = ["", "", ""]
    for at in range(4, sheet.max_column + 1):
        words = [sheet.cell(5, at).value, sheet.cell(3, at).value or words[1], sheet.cell(4, at).value or words[2]]
        if tuple(words) == head:
            return [sheet.cell(row, at) for row in range(FIRST, sheet.max_row + 1)]
    raise AssertionError(head)


def test_counts_of_one_year_are_added_up_by_prefecture(tmp_path: Path) -> None:
    reports = [
        county(name, fact("schools", number, "所")) for name, number in (("甲", "46"), ("乙", "52"), ("丙", "7"))
    ]
    sheet = book_of(tmp_path, *reports)["办学规模"]
    labels = [[sheet.cell(row, at).value for at in (1, 2, 3)] for row in range(FIRST, sheet.max_row + 1)]
    assert [line[1] for line in labels[:3]] == ["示例甲县", "示例乙县", "示例丙县"]
    assert labels[3] == ["示例市", "3 个县（市、区）", "小计"]
    assert [line[0] for line in labels[4:]] == ["合计", "中位数"]
    cells = column(sheet, "实际", "学校数", "全县")
    assert [c.value for c in cells[3:]] == ["=SUBTOTAL(9,D8:D10)", "=SUBTOTAL(9,D8:D11)", "=MEDIAN(D8:D10)"]
    shown = column(book_of(tmp_path, *reports, values=True)["办学规模"], "实际", "学校数", "全县")
    assert [c.value for c in shown] == [46, 52, 7, 105, 105, 46]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (fact("schools", "52", "所", period_end="2021-12-31"), "年度不一"),
        (fact("schools", "52", "所", op=">="), "含界限数"),
        (None, None),
    ],
)
def test_what_does_not_belong_together_is_not_added_up(tmp_path: Path, second: Fact | None, reason: str | None) -> None:
    others = () if second is None else (second,)
    sheet = book_of(tmp_path, county("甲", fact("schools", "46", "所")), county("乙", *others))["办学规模"]
    subtotal = column(sheet, "实际", "学校数", "全县")[2]
    if reason is None:
        assert subtotal.value.startswith("=SUBTOTAL") and subtotal.number_format.endswith('(1县)"')
    else:
        assert subtotal.value == reason


def test_ratios_and_norms_are_never_added_up(tmp_path: Path) -> None:
    book = book_of(tmp_path, *(county(n, fact("student_teacher_ratio", "15.8", stage="primary")) for n in "甲乙"))
    cells = column(book["其他标准指标"], "实际", "生师比", "小学")
    assert [c.value for c in cells[2:]] == ["不适用", "不适用", "=MEDIAN(D8:D9)"]


def test_what_was_done_and_what_is_planned_have_no_distance(tmp_path: Path) -> None:
    rules = RULES.model_copy(update={"checks": CheckRules(additive=("schools",))})
    done, plan = fact("schools", "2", "所"), fact("schools", "5", "所", status="target")
    one = replace(run((county("甲", done, plan),), rules), roster=ROSTER)
    states = [c.value for c in written(one, rules, tmp_path)["办学规模"][5]]
    assert "目标" in states and "距目标" not in states
    assert "距目标" in [c.value for c in book_of(tmp_path, county("甲", done, plan))["办学规模"][5]]


def test_totals_fit_into_their_columns(tmp_path: Path) -> None:
    reports = [county(n, fact("students", v, "人")) for n, v in (("甲", "99999999"), ("乙", "99999999"))]
    sheet = book_of(tmp_path, *reports, county("丙"))["办学规模"]
    assert sheet.column_dimensions["D"].width > len("199,999,998 (2县)") + 1


def test_money_is_added_up_in_the_unit_of_its_column(tmp_path: Path) -> None:
    facts = (("甲", "535000000"), ("乙", "823155000"))
    book = book_of(tmp_path, *(county(n, fact("education_expenditure", v, "元")) for n, v in facts), values=True)
    cells = column(book["经费投入"], "实际", "一般公共预算教育支出(经费)", "全县")
    assert book["经费投入"].cell(7, 4).value == "万元"
    assert cells[2].value == pytest.approx(135815.5)


# --- worked-out columns ---


def test_a_derived_column_is_a_live_formula_marked_as_worked_out(tmp_path: Path) -> None:
    pair = fact("students", "16000", "人", stage="primary"), fact("teachers", "1000", "人", stage="primary")
    early = replace(pair[1], period_end="2020-12-31")
    lone = pair[:1]
    reports = county("甲", *pair), county("乙", pair[0], early), county("丙", *lone)
    head = ("测算", "生师比", "小学")
    cells = column(book_of(tmp_path, *reports)["其他标准指标"], *head)
    by_county = {cells[n].parent.cell(FIRST + n, 2).value: cells[n] for n in range(3)}
    assert re.fullmatch(r"='办学规模'!D\d+/'教师队伍'!D\d+", by_county["示例甲县"].value)
    assert by_county["示例甲县"].font.italic
    assert (by_county["示例乙县"].value, by_county["示例丙县"].value) == ("时期不同", "未报告")
    shown = column(book_of(tmp_path, *reports, values=True)["其他标准指标"], *head)
    assert 16 in [c.value for c in shown]


def test_nothing_is_divided_where_no_county_states_both_of_one_year(tmp_path: Path) -> None:
    students = fact("students", "16000", "人", stage="primary")
    teachers = fact("teachers", "1000", "人", stage="primary", period_end="2020-12-31")
    assert "其他标准指标" not in book_of(tmp_path, county("甲", students, teachers)).sheetnames


def test_ranks_come_only_when_asked_for_and_never_for_examinations(tmp_path: Path) -> None:
    def facts(rate: str, exam: str) -> tuple[Fact, ...]:
        return fact("social_recognition", rate, "%"), fact("exam_rate", exam, "%")

    reports = county("甲", *facts("88.6", "60")), county("乙", *facts("91.2", "70")), county("丙", *facts("88.6", "80"))
    plain = book_of(tmp_path, *reports)
    assert not [c for s in plain.worksheets[:-1] for row in s.iter_rows() for c in row if c.value == "位次"]
    ranked = book_of(tmp_path, *reports, ranked=True, values=True)
    cells = column(ranked["教育质量与社会认可"], "位次", "社会认可度", "全县")
    by_county = {c.parent.cell(c.row, 2).value: c.value for c in cells}
    assert [by_county[f"示例{n}县"] for n in "甲乙丙"] == [2, 1, 2]
    assert "位次" not in [c.value for c in ranked["升学结果"][5]]


def test_a_norm_from_above_ranks_the_least_first(tmp_path: Path) -> None:
    reports = [
        county(n, fact("variation_coefficient", v, stage="primary")) for n, v in (("甲", "0.41"), ("乙", "0.38"))
    ]
    cells = column(book_of(tmp_path, *reports, ranked=True)["资源配置七项"], "位次", "校际差异系数", "小学")
    assert all('"<"&D' in c.value for c in cells[:2])


# --- resources, conclusions, schools, shortfalls ---


def test_resource_norms_are_summed_up_by_stage(tmp_path: Path) -> None:
    def facts(assessed: str, met: str, *more: Fact) -> tuple[Fact, ...]:
        return (
            fact("assessed_schools", assessed, "所", stage="primary"),
            fact("qualified_per_100", met, "所", stage="primary", measure="schools_met"),
            *more,
        )

    share = fact("qualified_per_100", "92.86", "%", stage="primary", measure="share_met")
    coefficient = fact("qualified_per_100", "0.52", stage="primary", measure="variation_coefficient")
    reports = county("甲", *facts("28", "26", share)), county("乙", *facts("20", "15", coefficient))
    sheet = book_of(tmp_path, *reports)["七项达标汇总"]
    values = load_workbook(tmp_path / "comparison.xlsx", data_only=True)["七项达标汇总"]
    rows = {(r[1].value, r[3].value): r[0].row for r in sheet.iter_rows(min_row=6)}
    assert {stage for _, stage in rows} == {"小学", "初中"}
    first, second, total = rows["示例甲县", "小学"], rows["示例乙县", "小学"], rows["2 个县（市、区）", "小学"]
    assert [values.cell(first, c).value for c in (5, 6, 7)] == [28, 26, 92.86]
    assert (sheet.cell(second, 7).value, values.cell(second, 7).value) == (f"=F{second}/E{second}*100", 75)
    assert values.cell(total, 5).value == 48 and values.cell(total, 7).value == pytest.approx(4100 / 48)
    assert sheet.cell(total, 5).value == '=SUMIFS(E6:E9,$D6:$D9,"小学")'
    cell = next(c for c in sheet[second] if c.value == 0.52)
    assert cell.fill.fgColor.rgb == "FFF8CBAD"
    assert sheet.cell(rows["示例甲县", "初中"], 5).value == "未报告"


def test_conclusions_tell_stated_verdicts_from_figures(tmp_path: Path) -> None:
    verdict = fact("layout", "met", measure="verdict", stage="compulsory")
    pending = fact("junior_retention_rate", "unknown", measure="verdict", stage="junior")
    one_stage = fact("qualified_per_100", "not_met", measure="verdict", stage="primary")
    reports = (
        county("甲", verdict, pending, one_stage, fact("social_recognition", "88.6", "%")),
        county("乙", replace(verdict, value="expected"), fact("junior_retention_rate", "94.1", "%", stage="junior")),
        county("丙", fact("social_recognition", "85", "%", op="~")),
    )
    sheet = book_of(tmp_path, *reports)["三十二项结论"]
    values = load_workbook(tmp_path / "comparison.xlsx", data_only=True)["三十二项结论"]
    heads = {str(c.value).split()[0]: c.column for c in sheet[4] if c.value}
    rows = {r[1].value: r[0].row for r in sheet.iter_rows(min_row=5)}

    def said(name: str, ref: str) -> str:
        return str(sheet.cell(rows[f"示例{name}县"], heads[ref]).value)

    assert [said("甲", ref) for ref in ("2.1", "3.1", "4.1", "1.1")] == [
        "达到",
        "待监测认定",
        "达到（据数）",
        "未达到（小学）",
    ]
    assert [said("乙", ref) for ref in ("2.1", "3.1", "4.1")] == ["预计可达", "未达到（据数）", "未报告"]
    assert said("丙", "4.1") == "未报告"
    assert sheet.cell(rows["示例甲县"], heads["4.1"]).font.italic
    counts = [values.cell(rows["示例甲县"], heads["达到"] + n).value for n in range(5)]
    assert counts == [2, 1, 0, 1, len(heads) - 5 - 4]
    assert values.cell(rows["达到的县数"], heads["4.1"]).value == 1


def test_an_item_that_is_called_both_is_called_neither(tmp_path: Path) -> None:
    met = fact("layout", "met", measure="verdict", stage="compulsory")
    schools = fact("qualified_per_100", "26", "所", measure="schools_met", stage="primary")
    reports = (county("甲", met), county("乙", replace(met, value="not_met"), met, schools))
    sheet = book_of(tmp_path, *reports)["三十二项结论"]
    values = load_workbook(tmp_path / "comparison.xlsx", data_only=True)["三十二项结论"]
    heads = {str(c.value).split()[0]: c.column for c in sheet[4] if c.value}
    rows = {r[1].value: r[0].row for r in sheet.iter_rows(min_row=5)}
    here = rows["示例乙县"]
    assert sheet.cell(rows["示例甲县"], heads["2.1"]).value == "达到"
    assert sheet.cell(here, heads["1.1"]).value == "有达标校数"
    assert sheet.cell(here, heads["2.1"]).value == "前后不一（待核实）"
    counts = [values.cell(here, heads["达到"] + n).value for n in range(5)]
    assert sum(counts) == len(heads) - 5


@pytest.mark.parametrize(
    ("op", "value", "norm_op", "expected"),
    [("=", "95", ">=", True), (">=", "95", ">=", True), ("~", "95", ">=", False), ("<=", "95", ">=", False),
     ("=", "94.9", ">=", False), ("=", "95", ">", False), ("=", "0.45", "<=", False), ("=", "95", "<=", True)],
)  # fmt: skip
def test_a_norm_counts_as_met_only_where_it_is_certain(op: str, value: str, norm_op: str, expected: bool) -> None:
    limit = "0.4" if value == "0.45" else "95"
    assert meets(fact("junior_retention_rate", value, "%", op=op), norm(norm_op, limit, "county")) is expected


def test_named_schools_below_a_school_level_norm_are_listed(tmp_path: Path) -> None:
    def low(scope: str, value: str, **more: Any) -> Fact:
        return fact("qualified_per_100", value, "人", stage="primary", scope=scope, **more)

    facts = (
        low("其中示例镇小学", "3.90"),
        low("示例乡小学", "4.2"),
        low("农村小学", "3.1"),
        low("示例村小学", "4.15", status="target"),
        low("示例河小学", "not_met", measure="verdict", raw="未达标"),
    )
    sheet = book_of(tmp_path, county("甲", *facts))["未达标学校"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[2] for row in rows] == ["示例镇小学", "示例河小学"]
    assert rows[0][5:10] == [3.9, "人", 4.2, "校级≥", "=H4-F4"]
    assert rows[1][5] == "未达到（自述）" and rows[1][9] == "不适用"
    assert "3.90人" in rows[0][10]
    assert load_workbook(tmp_path / "comparison.xlsx", data_only=True)["未达标学校"]["J4"].value == pytest.approx(0.3)


@pytest.mark.parametrize("scope", [None, "公办", "城区小学", "农村中学", "两所小学和三所中学"])
def test_a_kind_of_schools_is_no_school(scope: str | None) -> None:
    assert school(scope, load_rulebook(None).workbook) is None


@pytest.mark.parametrize("scope", ["示例镇中心小学", "其中示例城关镇第二小学", "示例县第一中学", "示例村小学"])
def test_a_school_is_known_by_its_name(scope: str) -> None:
    assert school(scope, load_rulebook(None).workbook) == scope.removeprefix("其中")


def test_a_shortfall_is_worked_out_of_the_mean_and_the_students(tmp_path: Path) -> None:
    def facts(mean: str, **more: Any) -> tuple[Fact, ...]:
        return (
            fact("qualified_per_100", mean, "人", stage="primary"),
            fact("students", "8000", "人", stage="primary", **more),
        )

    reports = (
        county("甲", *facts("4.0")),
        county("乙", *facts("5.35")),
        county("丙", *facts("4.0", period_end="2020-12-31")),
    )
    sheet = book_of(tmp_path, *reports)["缺口测算"]
    values = load_workbook(tmp_path / "comparison.xlsx", data_only=True)["缺口测算"]
    rows = {r[1].value: r[0].row for r in sheet.iter_rows(min_row=4)}
    first = rows["示例甲县"]
    assert sheet.cell(first, 10).value == f"=MAX(0,(G{first}-F{first})*H{first}/I{first})"
    assert values.cell(first, 10).value == pytest.approx(16)
    assert [values.cell(first, c).value for c in (6, 7, 8, 9)] == [4, 4.2, 8000, 100]
    assert values.cell(rows["示例乙县"], 10).value == 0
    assert values.cell(rows["示例丙县"], 10).value == "时期不同"


# --- empty cells ---


def test_each_kind_of_empty_cell_says_why(tmp_path: Path) -> None:
    reports = (
        county("甲", fact("recording_classrooms", "0", "间")),
        county("乙", fact(None, "9", "间", label="新建录播教室")),
        county("丙"),
        report("丁.pdf", "示例丁县", None, "", status="unreadable", reason="没有文字层。"),
    )
    sheet = book_of(tmp_path, *reports)["办学条件"]
    cells = column(sheet, "实际", "录播教室数", "全县")
    said = {sheet.cell(c.row, 2).value: c.value for c in cells}
    expected = {"示例甲县": 0, "示例乙县": "有数未识别", "示例丙县": "未报告", "示例丁县": "文档未能读取"}
    assert {name: said[name] for name in expected} == expected
    assert cells[-2].value == "不适用"  # the total of what the rulebook does not add up
    book = book_of(tmp_path, *reports)
    for name, first in (("办学条件", 8), ("七项达标汇总", 6), ("三十二项结论", 5)):
        blanks = [c.coordinate for row in book[name].iter_rows(min_row=first) for c in row if c.value is None]
        assert blanks == [], name


# --- the roster's sheet ---


def test_the_roster_tells_who_has_not_reported(tmp_path: Path) -> None:
    lines = (
        RosterLine(2, "阜新市", "彰武县", "2027"),
        RosterLine(3, "阜新市", "阜新蒙古族自治县", "2026"),
        RosterLine(4, "示例市", "示例甲县", "2026"),
        RosterLine(5, "示例市", "示例开发区", "2026"),
        RosterLine(6, "示例市", "示例甲县", "2028"),
        RosterLine(7, "红河州", "屏边县", "2028"),
    )
    rules = load_rulebook(None)
    reports = (
        report("z.txt", "彰武县", "210922", "彰武县工作总结", (), kind="summary"),
        county("甲"),
        report("d.pdf", "示例乙县", None, "", status="unreadable", reason="没有文字层。"),
        report("k.txt", "示例开发区", None, "示例开发区方案", (), kind="plan", date=None),
    )
    one = replace(run(reports, rules), roster=lines)
    sheet = written(one, rules, tmp_path)["报送情况"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [(r[1], r[4]) for r in rows] == [
        ("彰武县", "已报送"), ("阜新蒙古族自治县", "未报送"), ("示例甲县", "已报送"), ("示例开发区", "已报送"),
        ("示例甲县", "已报送"), ("屏边县", "未报送"), ("示例乙县", "未能读取"),
    ]  # fmt: skip
    assert rows[1][2] == "210921" and rows[1][11] == "全部材料"
    assert rows[3][2] == "—" and rows[3][11].startswith("工作报告（总结）；32 项")
    assert "第 6 行与第 4 行" in rows[4][12]
    assert rows[5][2] == "532523"
    assert "没有文字层" in rows[6][12]
    said = " ".join(
        str(c.value) for row in load_workbook(tmp_path / "comparison.xlsx")["总览"].iter_rows() for c in row
    )
    assert "名册 6 个单位：已报送 4，未报送 2；名册之外 1 个" in said


def test_a_line_that_matches_no_known_county_is_kept_and_named(tmp_path: Path) -> None:
    one = replace(run((county("甲"),), RULES), roster=(RosterLine(3, "示例市", "示例壬县", ""),))
    rows = [[c.value for c in row] for row in written(one, RULES, tmp_path)["报送情况"].iter_rows(min_row=4)]
    assert rows[0][1:5] == ["示例壬县", "—", "未写明", "未报送"]
    assert "名册第 3 行的县名没有对应到行政区划" in rows[0][12]
    assert rows[1][4] == "已报送，不在名册"


def test_a_list_without_rows_says_so(tmp_path: Path) -> None:
    book = written(run((county("甲"),), RULES), RULES, tmp_path)
    assert all(book[name]["A2"].value.startswith("没有这样的数据。") for name in ("未达标学校", "缺口测算", "核实事项"))


def test_without_a_roster_the_sheet_says_what_it_cannot(tmp_path: Path) -> None:
    sheet = written(run((county("甲"),), RULES), RULES, tmp_path)["报送情况"]
    assert "没有给出名册" in sheet["A2"].value
    assert sheet["E4"].value == "已报送"


# --- charts, dictionary, sheets ---


def test_the_overview_has_native_charts_over_its_counties(corpus: tuple[Run, Path]) -> None:
    with zipfile.ZipFile(corpus[1]) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 2
    counties = len(corpus[0].comparison.rows)
    for chart in charts:
        for first, last in re.findall(r"<c:f>总览!\$\w+\$(\d+):\$\w+\$(\d+)</c:f>", chart):
            assert int(last) - int(first) + 1 == counties
        assert "<c:v>彰武县</c:v>" in chart


def test_very_many_counties_leave_out_the_charts_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.charts.MOST_COUNTIES", 1)
    book = book_of(tmp_path, county("甲"), county("乙"))
    assert any("图上看不清" in str(c.value) for row in book["总览"].iter_rows() for c in row)


def test_the_dictionary_holds_every_indicator_measure_status_stage_and_unit(opened: Workbook) -> None:
    rules = load_rulebook(None)
    rows = [[c.value for c in row] for row in opened["数据字典"].iter_rows(min_row=4)]
    assert len(rows) == len(dictionary.entries(rules))
    assert {row[1] for row in rows if row[0] == "指标"} == set(rules.indicators)
    assert {row[1] for row in rows if row[0] == "单位"} == {unit.unit for unit in rules.units}
    for kind, number in (("口径", 11), ("性质", 3), ("学段", 12)):
        assert sum(row[0] == kind for row in rows) == number


def test_rows_that_would_hide_each_other_are_refused() -> None:
    def fill(book: Book, *, again: bool) -> None:
        sheet = book.add_worksheet("表")
        sheet.start_row(3)
        sheet.text(0, "甲", 0)
        sheet.end_row()
        if again:
            sheet.start_row(3)
        sheet.write_string(3, 5, "丢失")

    book = Book(io.BytesIO(), {"in_memory": True})
    with pytest.raises(ValueError, match="row 3 after row 3"):
        fill(book, again=True)
    other = Book(io.BytesIO(), {"in_memory": True})
    fill(other, again=False)
    with pytest.raises(ValueError, match="inside the finished rows"):
        other.close()


@pytest.mark.parametrize("text", ["<r>破</r>", "a&b<c>", " 空格 ", "_x0041_", "\x02控制", "第一行\n第二行", "=1+1"])
def test_any_text_stays_the_text_that_it_is(tmp_path: Path, text: str) -> None:
    one = report("a.txt", "示例甲县", "990101", "46所", (fact("schools", "46", "所", label=text),))
    book = written(run((one,)), rulebook(), tmp_path)
    cells = [c for row in book["全部数据"].iter_rows(min_row=4) for c in row]
    assert [c.data_type for c in cells if text in (c.value, unescape(str(c.value)))] == ["s"]


def test_rows_and_cells_ascend_and_no_place_is_written_twice(corpus: tuple[Run, Path]) -> None:
    """What Excel asks to repair and other programs pass over."""
    with zipfile.ZipFile(corpus[1]) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert len(sheets) > 20
    for sheet in sheets:
        rows = [int(n) for n in re.findall(r'<row r="(\d+)"', sheet)]
        assert rows == sorted(set(rows))
        cells = [coordinate_to_tuple(ref) for ref in re.findall(r'<c r="([A-Z]+\d+)"', sheet)]
        assert cells == sorted(set(cells))
        linked = re.findall(r'<hyperlink ref="([^"]+)"', sheet)
        assert len(linked) == len(set(linked))


def test_the_scale_test_writes_what_it_says() -> None:
    scale = measure_scale(counties=40, indicators=20)
    assert (scale.facts, scale.size > 10_000) == (800, True)
    assert "虚构 40 县 × 20 个指标（数据 800 个）" in scale_line(scale)


def test_the_sample_roster_reads() -> None:
    lines = read_roster(ROOT / "corpus" / "roster.csv")
    assert {line.prefecture for line in lines} >= {"示例市", "示例州", "曲靖市"}
    assert SINCE.year == 2017 and SOURCE


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        samples = [ROOT / "corpus" / "reports" / "txt"]
        run_all(samples, Path(temporary), roster=ROOT / "corpus" / "roster.csv", ranked=True)
        GOLDEN.parent.mkdir(exist_ok=True)
        text = structure(load_workbook(Path(temporary) / "comparison.xlsx"))
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    sys.exit(0)
