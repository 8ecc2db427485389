"""Letters: whom they go to, what they ask, the page they stand on, and that no run leaves those of another."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipeline.cli import main
from pipeline.flow import run
from pipeline.model import Run
from pipeline.publish.letters import addressee, letters, unaddressed, unknown

WRONG_SUM = """示例甲县义务教育优质均衡发展自评报告

全县共有义务教育学校32所，其中：小学24所、初中9所。
全县小学有参评学校27所，资源配置综合达标26所。
"""
WRONG_TWICE = """示例乙县义务教育优质均衡发展自评报告

一、概况

九年义务教育巩固率97.8%。

二、成效

今年以来工作扎实推进。九年义务教育巩固率98.7%。
全县专任教师2146人，教职工2089人。
"""
NAMELESS = "工作报告\n\n共有义务教育学校32所，其中：小学24所、初中9所。\n"


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    write(folder / "甲.txt", WRONG_SUM)
    write(folder / "乙.txt", WRONG_TWICE)
    write(folder / "无名.txt", NAMELESS)
    return folder


@pytest.fixture(scope="module")
def out(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    run([inputs], folder)
    return folder


@pytest.fixture(scope="module")
def done(inputs: Path) -> Run:
    return run([inputs], None)


@pytest.fixture(scope="module")
def letter(out: Path) -> Any:
    return Document(str(out / "letters" / "示例甲县.docx"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "letters").glob("*"))


# ---------------------------------------------------------------- what a letter says


def test_one_letter_a_county_with_findings(out: Path) -> None:
    assert names(out) == ["示例乙县.docx", "示例甲县.docx"]


def test_the_structure_of_a_letter(letter: Any, done: Run) -> None:
    (finding,) = (f for f in done.verification.findings if f.counties == ("示例甲县",) and f.severity == "error")
    assert [(p.style.name, p.text) for p in letter.paragraphs if p.text] == [
        ("函 版头", "（代拟稿）\t〔　　　　〕　　　号"),
        ("函 标题", "关于核实示例甲县\n义务教育优质均衡发展报告有关数据的函"),
        ("函 主送", "示例甲县人民政府教育督导委员会办公室："),
        (
            "函 正文",
            "你县报送的《示例甲县义务教育优质均衡发展自评报告》收悉。经核对，有须核实的数据矛盾1项，现函告如下。"
            "请对照原始资料逐项核实：数据有误的，将核实后的数连同单位填入“核实后数”栏；数据无误的，填“无误”；"
            "口径、时点等情况写入“说明”栏。同一数据在几项中出现的，填写一处即可。",
        ),
        ("函 一级标题", "一、须核实的数据矛盾"),
        ("函 正文", f"1．{finding.message}"),
        ("函 正文", "算式：24+9=33≠32"),
        ("函 原文", "原文：“全县共有义务教育学校32所，其中：小学24所、初中9所。”"),
        (
            "函 正文",
            "请于　　　　年　　月　　日前书面反馈核实结果并加盖公章，同时报送填好的本函 Word 文档。"
            "各表中的编号供核对时对应数据，请勿删改。以上数据从报告文字中提取，如与报告原意不符，请一并说明。",
        ),
        ("函 落款", "　　　　年　　月　　日"),
        ("函 附注", "（联系人：　　　　　　联系电话：　　　　　　　）"),
    ]
    asked, returned = letter.tables
    assert [[cell.text for cell in row.cells] for row in asked.rows] == [
        [f"数据\n事项编号 {finding.finding_id}", "原数", "核实后数", "说明"],
        [f"小学\n数据编号 {finding.facts[0]}", "24所", "", ""],
        [f"初中\n数据编号 {finding.facts[1]}", "9所", "", ""],
        [f"学校\n数据编号 {finding.facts[2]}", "32所", "", ""],
    ]
    assert [row.cells[0].text for row in returned.rows] == ["反馈单位（盖章）", "填表人及电话", "审核人", "反馈日期"]


def test_the_page_is_that_of_the_standard(letter: Any) -> None:
    section = letter.sections[0]
    width, height, top, left = section.page_width, section.page_height, section.top_margin, section.left_margin
    text_width, text_height = width - left - section.right_margin, height - top - section.bottom_margin
    sizes = (width, height, top, left, text_width, text_height)
    assert [round(size / Mm(1), 1) for size in sizes] == [210, 297, 37, 28, 156, 225]
    body, title = letter.styles["函 正文"], letter.styles["函 标题"]
    assert 22 * body.paragraph_format.line_spacing <= Mm(225) < 23 * body.paragraph_format.line_spacing
    assert Pt(28.8) <= body.paragraph_format.line_spacing <= Pt(29)
    assert (body.font.size, title.font.size) == (Pt(16), Pt(22))
    assert [style.element.rPr.rFonts.get(qn("w:eastAsia")) for style in (body, title)] == [
        "仿宋_GB2312",
        "方正小标宋简体",
    ]
    numbers = [section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]]
    assert [(p.text, "PAGE" in p._p.xml) for p in numbers] == [("—  —", True)] * 2
    assert [p._p.pPr.find(qn("w:jc")).get(qn("w:val")) for p in numbers] == ["right", "left"]


def test_fonts_that_may_be_missing_have_a_name_to_fall_back_on(out: Path) -> None:
    with zipfile.ZipFile(out / "letters" / "示例甲县.docx") as archive:
        fonts = archive.read("word/fontTable.xml").decode()
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts
    assert 'w:name="方正小标宋简体"><w:altName' in fonts


def test_two_runs_give_the_same_bytes(inputs: Path, out: Path, tmp_path: Path) -> None:
    time.sleep(2.1)  # a time of writing would show (ZIP counts in twos)
    run([inputs], tmp_path)
    for name in names(out):
        assert (tmp_path / "letters" / name).read_bytes() == (out / "letters" / name).read_bytes()


def test_tables_are_quoted_by_the_row_and_pages_named(tmp_path: Path) -> None:
    table = "| 学段 | 学校数（所） |\n|---|---|\n| 合计 | 32 |\n| 小学 | 24 |\n| 初中 | 9 |\n"
    write(tmp_path / "in" / "a.md", f"# 示例丙县自评报告\n\n{table}")
    run([tmp_path / "in"], tmp_path / "out")
    made = Document(str(tmp_path / "out" / "letters" / "示例丙县.docx"))
    quoted = [p.text for p in made.paragraphs if p.style.name == "函 原文"]
    assert quoted == [
        "原文：“合计 | 32”（表1第2行第2列）",
        "“小学 | 24”（表1第3行第2列）",
        "“初中 | 9”（表1第4行第2列）",
    ]
    assert [row.cells[1].text for row in made.tables[0].rows[1:]] == ["24所", "9所", "32所"]


def test_a_long_sentence_is_quoted_once_around_all_its_figures(tmp_path: Path) -> None:
    long = "县里认真落实各项要求，" * 12
    text = f"示例戊县自评报告\n\n{long}现有义务教育学校32所，其中：小学24所、初中9所，{long}成效明显。\n"
    write(tmp_path / "in" / "a.txt", text)
    run([tmp_path / "in"], tmp_path / "out")
    made = Document(str(tmp_path / "out" / "letters" / "示例戊县.docx"))
    (quoted,) = (p.text for p in made.paragraphs if p.style.name == "函 原文")
    assert "现有义务教育学校32所，其中：小学24所、初中9所，" in quoted
    assert quoted.startswith("原文：“…") and quoted.endswith("…”")


def test_words_that_xml_cannot_hold_do_no_harm(tmp_path: Path) -> None:
    text = WRONG_SUM.replace("全县共有", "全县<共有>&\x0b").replace("示例甲县", "示例丁县")
    write(tmp_path / "in" / "a.txt", text)
    run([tmp_path / "in"], tmp_path / "out")
    made = Document(str(tmp_path / "out" / "letters" / "示例丁县.docx"))
    assert any("<共有>&" in p.text for p in made.paragraphs)


@pytest.mark.parametrize(
    ("county", "code", "words"),
    [
        ("示例甲县", None, "示例甲县人民政府教育督导委员会办公室"),
        ("示例乙区", "990103", "示例乙区人民政府教育督导委员会办公室"),
        ("示例丙新区", None, "示例丙新区教育督导委员会办公室"),
        ("示例丙新区", "990104", "示例丙新区人民政府教育督导委员会办公室"),
        ("示例高新技术产业开发区", None, "示例高新技术产业开发区教育督导委员会办公室"),
    ],
)
def test_a_zone_has_no_government_of_its_own(county: str, code: str | None, words: str) -> None:
    assert addressee(county, code) == words


# ---------------------------------------------------------------- which findings, which counties


def test_severities_and_ids_choose_what_letters_take_up(done: Run) -> None:
    def asked(*which: str) -> dict[str, set[str]]:
        return {letter.county: {i.finding.severity for i in letter.items} for letter in letters(done, frozenset(which))}

    assert asked("error", "warning") == {"示例甲县": {"error"}, "示例乙县": {"error"}}
    assert asked("info")["示例甲县"] == {"info"}
    assert asked("error", "info")["示例甲县"] == {"error", "info"}
    assert asked() == {}
    hint = next(f for f in done.verification.findings if f.severity == "info" and f.counties == ("示例甲县",))
    assert asked(hint.finding_id[:6]) == {"示例甲县": {"info"}}
    assert unknown(done, frozenset({"error", hint.finding_id, "ffff0000"})) == ("ffff0000",)


def test_a_document_without_a_county_gets_no_letter_but_is_named(
    done: Run, inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unaddressed(done) == ("无名.txt",)
    assert unaddressed(done, frozenset()) == ()
    main(["run", str(inputs), "-o", str(tmp_path), "--jobs", "1"])
    assert "没有认出县，未写函：无名.txt。" in capsys.readouterr().err


def test_counties_of_one_name_are_told_apart_by_code(done: Run) -> None:
    from dataclasses import replace

    first, second = (r for r in done.reports if r.county)
    reports = (
        replace(first, county="示例区", county_code="990101"),
        replace(second, county="示例区", county_code="990201"),
    )
    findings = tuple(replace(f, counties=("示例区",)) for f in done.verification.findings if "无名.txt" not in f.docs)
    same = replace(done, reports=reports, verification=replace(done.verification, findings=findings))
    made = letters(same)
    assert [letter.path for letter in made] == ["letters/示例区990101.docx", "letters/示例区990201.docx"]
    assert all({f.doc for i in letter.items for f in i.facts} == {letter.reports[0].document.doc} for letter in made)


# ---------------------------------------------------------------- the folder, the command


def test_letters_of_an_earlier_run_go_and_files_of_others_stay(tmp_path: Path) -> None:
    first, second = write(tmp_path / "in" / "甲.txt", WRONG_SUM), write(tmp_path / "in" / "乙.txt", WRONG_TWICE)
    out = tmp_path / "out"
    run([first, second], out)
    assert names(out) == ["示例乙县.docx", "示例甲县.docx"]
    own = write(out / "letters" / "我的函.docx", "x")
    run([second], out)
    assert names(out) == ["我的函.docx", "示例乙县.docx"]
    own.unlink()
    run([second], out, which=frozenset())
    assert not (out / "letters").exists()


def test_none_writes_no_letters(inputs: Path, tmp_path: Path) -> None:
    main(["run", str(inputs), "-o", str(tmp_path), "--letters", "none", "--jobs", "1"])
    assert not (tmp_path / "letters").exists()


def test_a_number_that_leads_nowhere_is_named(inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", str(inputs), "-o", str(tmp_path), "--letters", "ffff0000", "--jobs", "1"])
    assert "--letters：没有编号以“ffff0000”开头的核实事项。" in capsys.readouterr().err
    assert not (tmp_path / "letters").exists()


@pytest.mark.parametrize(
    ("which", "wrong"), [("errors", "“errors”"), ("error,none", "“none”"), ("error,abc", "“abc”"), ("", "“”")]
)
def test_a_choice_that_is_none_is_refused_in_chinese(
    which: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "x", "-o", "y", "--letters", which]) == 2
    message = capsys.readouterr().err
    assert "可写 error、warning、info 和核实事项的编号" in message
    assert f"不认识{wrong}。" in message
