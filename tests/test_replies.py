"""The way back: filled-in letters and sheets are read, the relations tried again, and what came of it is shown."""

from __future__ import annotations

import json
import zipfile
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook

from pipeline.cli import main
from pipeline.errors import WrongUsage
from pipeline.flow import run
from pipeline.model import Form, Run
from pipeline.publish.letters import letters
from pipeline.read.forms import find_forms, read_form
from pipeline.read.inputs import Source

REPORT = """示例甲县义务教育优质均衡发展自评报告

一、概况

全县共有义务教育学校32所，其中：小学24所、初中9所。

二、教师

全县专任教师240人，其中：小学150人、初中100人。全县教职工245人。
"""
CHANGED = REPORT.replace("240人", "2400人")
SHEET = "核实事项"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    write(folder / "甲.txt", REPORT)
    return folder


@pytest.fixture(scope="module")
def out(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    run([inputs], folder)
    return folder


def fill_letter(out: Path, to: Path, filled: dict[str, tuple[str, str]]) -> Path:
    """The letter of 示例甲县 with answer and note put beside the figures of these words (原数)."""
    document = Document(str(out / "letters" / "示例甲县.docx"))
    for table in document.tables:
        for row in table.rows:
            cells = row.cells
            if len(cells) == 4 and cells[1].text in filled:
                cells[2].text, cells[3].text = filled[cells[1].text]
    to.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(to))
    return to


def fill_sheet(out: Path, to: Path, filled: dict[str, dict[str, Any]]) -> Path:
    """The workbook with cells (by title) put into the rows of these words (原数)."""
    book = load_workbook(out / "comparison.xlsx")
    sheet = book[SHEET]
    titles = [cell.value for cell in sheet[3]]
    for row in sheet.iter_rows(min_row=4):
        for title, value in filled.get(str(row[titles.index("原数")].value), {}).items():
            row[titles.index(title)].value = value
    to.parent.mkdir(parents=True, exist_ok=True)
    book.save(to)
    return to


def results(done: Run) -> list[tuple[str, str | None]]:
    assert done.replies is not None
    return [(r.result, r.arithmetic) for r in done.replies.retrials if r.finding.check != "coverage"]


def rows(out: Path) -> list[dict[str, Any]]:
    """The rows of 核实事项 by title."""
    sheet = load_workbook(out / "comparison.xlsx")[SHEET]
    titles = [cell.value for cell in sheet[3]]
    return [dict(zip(titles, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=4)]


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# ---------------------------------------------------------------- whole stories


def test_a_letter_comes_back_and_its_finding_is_resolved(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"9所": (" ８ 所 ", "笔误")})
    done = run([inputs], tmp_path / "out", answers=tmp_path / "back")
    assert results(done) == [("resolved", "24+8=32"), ("unanswered", None)]
    stated = (out / "facts.jsonl").read_bytes()
    assert (tmp_path / "out" / "facts.jsonl").read_bytes() == stated
    assert (tmp_path / "out" / "findings.jsonl").read_bytes() == (out / "findings.jsonl").read_bytes()
    (answer,) = records(tmp_path / "out" / "answers.jsonl")
    assert (answer["stated"], answer["answer"], answer["value"]) == ("9所", "８ 所", "8")
    assert (answer["form"], answer["status"], answer["note"], answer["doc"]) == (
        "甲.docx",
        "corrected",
        "笔误",
        "甲.txt",
    )
    row = next(row for row in rows(tmp_path / "out") if row["原数"] == "9所")
    assert row["答复"] == "更正为8所（甲.docx 第1个表第3行）"
    first = rows(tmp_path / "out")[0]
    assert (first["状态"], first["复核结果"], first["复核情况"]) == ("县已更正", "已消除", "24+8=32")


def test_an_answer_that_changes_nothing_leaves_the_finding_standing(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"9所": ("10所", ""), "240人": ("无误", "含借调")})
    done = run([inputs], None, answers=tmp_path / "back")
    assert results(done) == [("standing", "24+10=34≠32"), ("standing", "150+100=250≠240")]
    assert done.replies is not None
    first, second = (r for r in done.replies.retrials if r.finding.check != "coverage")
    assert first.message is not None and second.message is not None
    assert first.message.startswith("按答复后的数据核对，") and "初中10所〔答复〕" in first.message
    assert "报告称" not in first.message
    assert [a.status for a in done.replies.answers] == ["corrected", "confirmed"]


def test_an_answer_may_bring_up_a_new_contradiction(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"240人": ("250人", ""), "9所": ("8", "")})
    done = run([inputs], tmp_path / "out", answers=tmp_path / "back")
    assert [result for result, _ in results(done)] == ["resolved", "resolved", "new"]
    assert done.replies is not None
    new = done.replies.retrials[-1]
    assert (new.finding.check, new.finding.severity) == ("subset", "error")
    assert "250人〔答复〕" in (new.message or "") and "245人" in (new.message or "")
    assert new.finding.finding_id not in {f.finding_id for f in done.verification.findings}
    shown = [row for row in rows(tmp_path / "out") if row["复核结果"] == "新矛盾"]
    assert len(shown) == 1 and shown[0]["事项"] == new.message
    told = [r["result"] for r in records(tmp_path / "out" / "retrials.jsonl")]
    assert [result for result in told if result != "unanswered"] == ["resolved", "resolved", "new"]


def test_the_next_letter_asks_only_for_what_is_open(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"240人": ("250人", ""), "9所": ("8", "")})
    done = run([inputs], None, answers=tmp_path / "back")
    (letter,) = letters(done)
    assert [item.finding.check for item in letter.items] == ["subset"]


def test_the_sheet_comes_back_with_numbers_typed_in(inputs: Path, out: Path, tmp_path: Path) -> None:
    filled: dict[str, dict[str, Any]] = {
        "9所": {"核实后数": 8, "说明": "笔误"},
        "24所": {"状态": "已办结", "核实人": "示例人"},
        "32所": {"日期": "2024-05-17"},
        "240人": {"核实后数": "２５０ 人"},
    }
    fill_sheet(out, tmp_path / "back" / "表.xlsx", filled)
    done = run([inputs], tmp_path / "out", answers=tmp_path / "back")
    assert [result for result, _ in results(done)] == ["resolved", "resolved", "new"]
    kept = rows(tmp_path / "out")
    first = next(row for row in kept if row["原数"] == "24所")
    assert (first["状态"], first["核实人"], first["日期"]) == ("已办结", "示例人", "2024-05-17")
    assert next(row for row in kept if row["原数"] == "9所")["核实后数"] == "8"


def test_a_sheet_written_with_answers_says_the_same_when_it_is_read_again(
    inputs: Path, out: Path, tmp_path: Path
) -> None:
    filled = {"9所": ("10所", "含分校"), "240人": ("无误", "")}
    fill_letter(out, tmp_path / "back" / "甲.docx", filled)
    run([inputs], tmp_path / "one", answers=tmp_path / "back")
    write(tmp_path / "again" / "表.xlsx", (tmp_path / "one" / "comparison.xlsx").read_bytes())
    run([inputs], tmp_path / "two", answers=tmp_path / "again")
    first, second = (records(tmp_path / name / "retrials.jsonl") for name in ("one", "two"))
    assert first == second
    columns = ("状态", "核实后数", "说明", "复核结果", "复核情况")
    assert [[row[c] for c in columns] for row in rows(tmp_path / "one")] == [
        [row[c] for c in columns] for row in rows(tmp_path / "two")
    ]


def test_two_runs_with_answers_give_the_same_bytes(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"240人": ("250人", ""), "9所": ("九百", "")})
    for name in ("one", "two"):
        run([inputs], tmp_path / name, answers=tmp_path / "back")
    written = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert Path("answers.jsonl") in written and Path("letters/示例甲县.docx") in written
    for path in written:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path


def test_answers_of_an_earlier_run_go_with_it(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"9所": ("8所", "")})
    run([inputs], tmp_path / "out", answers=tmp_path / "back")
    run([inputs], tmp_path / "out")
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert not {"answers.jsonl", "retrials.jsonl"} & left
    assert "复核结果" not in rows(tmp_path / "out")[0]


def test_a_report_that_was_replaced_is_named(out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"9所": ("8所", "")})
    write(tmp_path / "in" / "甲.txt", CHANGED)
    done = run([tmp_path / "in"], tmp_path / "out", answers=tmp_path / "back")
    assert done.replies is not None
    (answer,) = done.replies.answers
    assert "不在本次的报告中" in (answer.reason or "")
    assert {result for result, _ in results(done)} == {"unanswered"}
    unused = [row["事项"] for row in rows(tmp_path / "out") if row["性质"] == "答复未采用"]
    assert unused == [f"甲.docx 第1个表第3行：{answer.reason}"]


def test_what_a_supervisor_put_down_as_misread_is_not_asked_again(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_sheet(out, tmp_path / "back" / "表.xlsx", {"24所": {"状态": "程序误读"}})
    done = run([inputs], None, answers=tmp_path / "back")
    (letter,) = letters(done)
    assert ["24所" in {f.raw for f in item.facts} for item in letter.items] == [False]


# ---------------------------------------------------------------- the command


def test_the_command_tells_what_came_of_the_answers_and_names_bad_files(
    inputs: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = tmp_path / "back"
    fill_letter(out, back / "甲.docx", {"9所": ("8所", ""), "240人": ("二百多", "")})
    write(back / "坏.docx", (back / "甲.docx").read_bytes()[:2000])
    write(back / "扫描.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    options = ["--answers", str(back), "--jobs", "2", "--fail-on", "never"]
    assert main(["run", str(inputs), "-o", str(tmp_path / "out"), *options]) == 3
    told = capsys.readouterr()
    assert "；答复 2 条，已消除 1，仍不符 0，新矛盾 0，未答复 2，无法复核 0。" in told.out
    assert "答复文件 坏.docx：Word 文档不完整" in told.err
    assert "答复文件 扫描.pdf：只能读取填好的函（docx）和对比工作簿（xlsx）" in told.err
    assert "答复 甲.docx 第2个表第4行：“二百多”不能作为一个数读出" in told.err
    unread = [r["form"] for r in records(tmp_path / "out" / "answers.jsonl") if r["status"] == "unreadable"]
    assert unread == ["坏.docx", "扫描.pdf"]


def test_the_result_does_not_depend_on_the_number_of_processes(inputs: Path, out: Path, tmp_path: Path) -> None:
    fill_letter(out, tmp_path / "back" / "甲.docx", {"9所": ("8所", "")})
    write(tmp_path / "back" / "坏.xlsx", b"PK\x03\x04")
    alone, apart = (run([inputs], None, jobs=jobs, answers=tmp_path / "back") for jobs in (0, 2))
    assert alone.replies == apart.replies


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("out/letters", "在输出文件夹里"),
        ("in/答复", "会被当作报告读取"),
        ("nowhere", "找不到输入"),
        ("empty", "没有可读的文件"),
    ],
)
def test_a_folder_of_answers_that_cannot_be_is_wrong_usage(
    place: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "in" / "甲.txt", REPORT)
    for folder in ("out/letters", "in/答复", "empty"):
        (tmp_path / folder).mkdir(parents=True)
    arguments = ["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--answers", str(tmp_path / place)]
    assert main(arguments) == 2
    assert words in capsys.readouterr().err
    with pytest.raises(WrongUsage, match=f"--answers：.*{words}"):
        find_forms(tmp_path / place, [tmp_path / "in"], tmp_path / "out")


# ---------------------------------------------------------------- reading forms


def read(path: Path) -> Form:
    return read_form(Source(path, path.name))


def typed(tmp_path: Path, value: Any, number_format: str = "General") -> str:
    """How an answer typed into a sheet is read."""
    book = Workbook()
    sheet = book.active
    sheet.append(["说明", "核实后数", "原数", "数据编号", "事项编号"])
    sheet.append([None, value, "31所", "0123456789abcdef", "fedcba9876543210"])
    sheet.cell(2, 2).number_format = number_format
    book.save(tmp_path / "a.xlsx")
    (entry,) = read(tmp_path / "a.xlsx").entries
    assert (entry.fact_id, entry.finding_id, entry.place) == ("0123456789abcdef", "fedcba9876543210", "“Sheet”第2行")
    return entry.answer


@pytest.mark.parametrize(
    ("value", "number_format", "read_as"),
    [
        (32, "General", "32"),
        (32.5, "General", "32.5"),
        (0.9286, "0.00%", "92.86%"),
        (315000.0, "General", "315000"),
        (" 32 所 ", "@", "32 所"),
        ("=24+8", "General", "=24+8"),
        (time(1, 15), "h:mm", "01:15:00"),
        (True, "General", "TRUE"),
        (None, "General", ""),
    ],
)
def test_a_cell_is_read_as_it_was_typed(tmp_path: Path, value: Any, number_format: str, read_as: str) -> None:
    assert typed(tmp_path, value, number_format) == read_as


def test_tracked_changes_of_a_letter_are_taken_as_accepted(out: Path, tmp_path: Path) -> None:
    document = Document(str(out / "letters" / "示例甲县.docx"))
    cell = document.tables[0].rows[2].cells[2]
    run_ = cell.paragraphs[0].add_run("8所")._r
    inserted = OxmlElement("w:ins", {qn("w:id"): "1", qn("w:author"): "示例人"})
    run_.addprevious(inserted)
    inserted.append(run_)
    document.save(str(tmp_path / "a.docx"))
    assert [e.answer for e in read(tmp_path / "a.docx").entries if e.answer] == ["8所"]


def test_a_letter_whose_tables_were_moved_about_is_still_read(out: Path, tmp_path: Path) -> None:
    document = Document(str(out / "letters" / "示例甲县.docx"))
    first, second, _ = document.tables
    first.rows[2].cells[2].text = "8所"
    second._tbl.addnext(first._tbl)
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    document.save(str(tmp_path / "a.docx"))
    assert [(e.stated, e.answer) for e in read(tmp_path / "a.docx").entries if e.answer] == [("9所", "8所")]


def test_a_file_that_is_no_form_is_named(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("回函：数据无误。")
    document.save(str(tmp_path / "a.docx"))
    assert "没有找到带编号的核实表格" in (read(tmp_path / "a.docx").reason or "")
    write(tmp_path / "b.xlsx", b"PK\x03\x04" + bytes(100))
    write(tmp_path / "c.docx", b"")
    with zipfile.ZipFile(tmp_path / "d.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
        archive.writestr("[Content_Types].xml", "<x/>")
    assert "已损坏" in (read(tmp_path / "b.xlsx").reason or "")
    assert "0 字节" in (read(tmp_path / "c.docx").reason or "")
    assert read(tmp_path / "d.xlsx").reason is not None


def test_a_workbook_that_unpacks_to_too_much_is_not_read(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.read.forms_sheet.LARGEST_WHOLE", 1000)
    write(tmp_path / "a.xlsx", (out / "comparison.xlsx").read_bytes())
    assert "异常庞大" in (read(tmp_path / "a.xlsx").reason or "")


# ---------------------------------------------------------------- answers that no relation bears


@pytest.mark.parametrize(
    ("sentence", "stated", "answer", "result"),
    [
        ("小学在校生15260人，教学班186个。", "186个", "0个", "not checkable"),
        ("小学在校生15260人，教学班186个。", "186个", "约300个", "resolved"),
        ("参评初中14所，初中综合达标13所，达标率89.29%。", "14所", "0", "not checkable"),
        ("参评初中14所，初中综合达标13所，达标率89.29%。", "14所", "99999999所", "standing"),
        ("参评初中14所，初中综合达标13所，达标率89.29%。", "89.29%", "92.9%", "resolved"),
    ],
)
def test_any_number_can_be_answered(sentence: str, stated: str, answer: str, result: str, tmp_path: Path) -> None:
    write(tmp_path / "in" / "甲.txt", f"示例甲县工作报告\n\n{sentence}\n")
    run([tmp_path / "in"], tmp_path / "out")
    fill_letter(tmp_path / "out", tmp_path / "back" / "甲.docx", {stated: (answer, "")})
    done = run([tmp_path / "in"], None, answers=tmp_path / "back")
    assert results(done)[0][0] == result
