"""read PDF: paragraphs from printed lines, margins, columns, notes, places, verdicts on pages, damaged files."""

import re
from pathlib import Path

import pytest
from pdfs import BLANK, FULL, HIGH, LEFT, SIZE, WIDE, Sheet, file_of, pdf, read

from pipeline.errors import UnreadableDocument
from pipeline.read import pdf as reader
from pipeline.read import read as read_file
from pipeline.read.pdf import read_pdf

FIRST = "示例甲县落实教育优先发展的各项要求，截至目前全县有义务教育学校35所，其中小学24所、初中11所，在校学生14302人。"
SECOND = "全县现有专任教师961名，教师学历全部合格，五年内每位教师参加培训都在360学时以上，交流轮岗教师126名。"


def lines(*sheets: Sheet) -> list[str]:
    return read(*sheets).text.split("\n")[:-1]


def test_printed_lines_become_paragraphs() -> None:
    document = read(Sheet().prose(FIRST, SECOND))
    assert document.text == f"{FIRST}\n{SECOND}\n"
    assert (document.status, document.reason, document.wrapped) == ("ok", None, False)
    assert [(page.number, page.verdict) for page in document.pages] == [(1, "text")]


def test_a_number_that_the_line_broke_is_whole() -> None:
    words = "一" * (FULL - 4) + "14302人在校。"
    assert lines(Sheet().prose(words)) == [words]


def test_a_short_line_ends_a_paragraph_that_is_not_indented() -> None:
    sheet = Sheet()
    printed = [words[i : i + FULL] for words in (FIRST, SECOND) for i in range(0, len(words), FULL)]
    for n, words in enumerate(printed):
        sheet.text(LEFT, 100 + 26 * n, words)
    assert len(printed) == 5
    assert lines(sheet) == [FIRST, SECOND]


def test_a_paragraph_goes_on_over_the_page_and_the_page_number_stands_apart() -> None:
    sheets = [Sheet().text(280, 800, f"— {n} —", 9).text(LEFT, 50, "示例甲县工作报告", 9) for n in (1, 2)]
    sheets[0].prose(FIRST[: 2 * FULL - 2], top=700)
    sheets[1].text(LEFT, 100, FIRST[2 * FULL - 2 :])
    document = read(*sheets)
    assert document.text.split("\n")[:-1].count(FIRST) == 1
    apart = [document.text[span.start : span.end] for span in document.aside]
    assert sorted(apart) == ["— 1 —", "— 2 —", "示例甲县工作报告", "示例甲县工作报告"]


def test_the_unit_above_a_table_is_no_running_head() -> None:
    sheets = [
        Sheet().text(400, 80, "单位：万元", 10).table(LEFT, 90, [100, 100], [["项目", "金额"], ["校舍", f"{n}50"]])
        for n in (3, 4)
    ]
    document = read(*sheets, join_tables=False)
    assert document.text.count("单位：万元") == 2
    assert document.aside == ()


def test_every_line_has_its_page_and_box() -> None:
    document = read(Sheet().prose(SECOND), Sheet().prose(FIRST))
    assert [mark.start for mark in document.marks] == sorted(mark.start for mark in document.marks)
    for mark in document.marks:
        assert mark.place is not None
        x0, y0, x1, y1 = map(int, re.fullmatch(r"box (\d+) (\d+) (\d+) (\d+)", mark.place).groups())  # type: ignore[union-attr]
        assert LEFT - 2 <= x0 < x1 <= WIDE and 80 <= y0 < y1 <= HIGH
    first = document.marks[0]
    assert document.text[first.start : first.end] == SECOND[: FULL - 2]
    assert (first.page, document.marks[-1].page) == (1, 2)
    assert abs(int(first.place.split()[1]) - (LEFT + 2 * SIZE)) <= 1  # type: ignore[union-attr]


def test_a_turned_page_reads_like_an_upright_one() -> None:
    sheet = Sheet(turned=90)
    sheet.parts.append(f"q 0 1 -1 0 {WIDE} 0 cm")  # what is drawn on its side, the viewer turns upright
    sheet.text(120, 300, "示例甲县教学班738个").text(120, 330, "示例甲县教室742间")
    document = read(sheet)
    assert document.text.startswith("示例甲县教学班738个")
    assert document.text[document.marks[1].start : document.marks[1].end] == "示例甲县教室742间"
    x0, y0, x1, y1 = map(int, document.marks[0].place.split()[1:])  # type: ignore[union-attr]
    assert x1 - x0 > 5 * (y1 - y0) > 0


def test_the_left_column_goes_before_the_right_one() -> None:
    sheet = Sheet().text(200, 60, "示例甲县义务教育优质均衡发展简报", 20)
    left, right = FIRST + SECOND, SECOND + FIRST
    for n in range(8):  # line by line over both columns, as some programs write it
        sheet.text(60, 120 + 26 * n, left[14 * n : 14 * n + 14])
        sheet.text(320, 120 + 26 * n, right[14 * n : 14 * n + 14])
    text = read(sheet).text.replace("\n", "")
    assert left[: 14 * 7] in text and right[: 14 * 7] in text
    assert text.index(left[:20]) < text.index(right[:20])


def test_a_footnote_stands_behind_its_paragraph_and_its_number_joins_none() -> None:
    sheet = Sheet().prose(FIRST[: 2 * FULL - 2], top=600)
    sheet.text(LEFT, 760, "1 在校学生不含学前教育阶段。", 9)
    sheet.text(LEFT, 500, "全县教室742").text(LEFT + 5.5 * SIZE, 493, "1", 7).text(LEFT + 5.8 * SIZE, 500, "间可用。")
    after = Sheet().text(LEFT, 100, FIRST[2 * FULL - 2 :])
    found = lines(sheet, after)
    assert found[-2:] == [FIRST, "1 在校学生不含学前教育阶段。"]
    assert "742¹间" in found[0] and "7421" not in found[0]


def test_hyphens_at_line_ends_stay() -> None:
    sheet = Sheet().text(LEFT, 100, "一" * (FULL - 3) + "2021-").text(LEFT, 126, "2025年投入5.3亿元。")
    assert "2021-2025年投入5.3亿元。" in read(sheet).text


def test_a_larger_short_line_is_a_heading_but_not_the_title() -> None:
    sheet = Sheet().text(200, 60, "示例甲县自查表", 22).prose(FIRST).text(LEFT, 220, "表2 师资", 18)
    sheet.prose(SECOND, top=250)
    assert lines(sheet) == ["示例甲县自查表", FIRST, "# 表2 师资", SECOND]


def test_a_pipe_in_the_text_is_no_cell() -> None:
    assert "校舍｜设备" in read(Sheet().text(LEFT, 100, "校舍|设备购置共3项")).text


def test_pages_without_text_are_named() -> None:
    scan = Sheet().picture(0, 0, WIDE, HIGH)
    document = read(Sheet().prose(FIRST), scan, scan, Sheet(), scan.text(9, 830, "扫描王", 8))
    assert [page.verdict for page in document.pages] == ["text", "scanned", "scanned", "empty", "scanned"]
    assert document.status == "partial"
    assert "第 2—3、5 页是扫描图片，没有文字" in (document.reason or "")
    assert "第 4 页是空白页" in (document.reason or "")


def test_an_empty_page_alone_does_not_make_a_document_partial() -> None:
    document = read(Sheet().prose(FIRST), Sheet())
    assert (document.status, document.reason) == ("ok", None)


def test_a_drawing_of_signs_counts_as_scanned() -> None:
    drawn = Sheet()
    for n in range(60):
        drawn.line(100, 100 + n, 110, 108 + 3 * n)
    assert [page.verdict for page in read(Sheet().prose(FIRST), drawn).pages] == ["text", "scanned"]


@pytest.mark.parametrize("words", ["\ue001\ue002\ue0a3" * 20, "(cid:123)(cid:77)" * 9, "ʱϋॱగ" * 20, "㐀㐁㐂" * 20])
def test_signs_that_mean_nothing_are_garbled(words: str) -> None:
    from pipeline.read.pdf_verdicts import verdict_of

    class Signs:
        text, lost = words, 0

        def unmapped(self, places: object) -> int:
            return 0

    assert verdict_of(Signs(), 500_000.0, (), 0) == "garbled"  # type: ignore[arg-type]


def test_a_font_without_characters_is_garbled() -> None:
    sheet = Sheet()
    for n in range(9):
        sheet.text(LEFT, 100 + 26 * n, "".join(chr(0xE100 + 17 * n + k) for k in range(20)))
    document = read(sheet)
    assert (document.status, document.text, document.pages[0].verdict) == ("unreadable", "", "garbled")
    assert "第 1 页文字是乱码" in (document.reason or "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n", "已损坏或不完整"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 3000, "已损坏或不完整"),
        (pdf(Sheet().prose(FIRST))[:700], "已损坏或不完整"),
        (file_of({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Count 0/Kids[]>>"}), "已损坏或不完整"),
    ],
)
def test_what_cannot_be_opened_says_why(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read_pdf(BLANK, data)


@pytest.mark.parametrize(
    ("data", "verdicts", "said"),
    [
        (pdf(Sheet().picture(0, 0, WIDE, HIGH)), ["scanned"], "第 1 页是扫描图片"),
        (pdf(Sheet()), ["empty"], "第 1 页是空白页"),
        (file_of({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Count 3/Kids[3 0 R]>>",
                  3: "<</Type/Pages/Count 3/Kids[2 0 R]/Parent 2 0 R>>"}), ["garbled"] * 3, "页面损坏"),
    ],
)  # fmt: skip
def test_a_file_without_a_page_of_text_names_its_pages(data: bytes, verdicts: list[str], said: str) -> None:
    document = read_pdf(BLANK, data)
    assert (document.status, document.text) == ("unreadable", "")
    assert [page.verdict for page in document.pages] == verdicts
    assert said in (document.reason or "") and "没有一页可以读取" in (document.reason or "")


def test_an_encrypted_file_asks_for_one_without_password() -> None:
    locked = pdf(Sheet().prose(FIRST)).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]/Encrypt<</Filter"
        b"/Standard/V 1/R 2/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>",
    )
    with pytest.raises(UnreadableDocument, match="密码"):
        read_pdf(BLANK, locked)


def test_a_page_tree_with_a_loop_keeps_the_page_that_opens() -> None:
    whole = pdf(Sheet().prose(FIRST))
    looped = whole.replace(b"/Count 1/Kids[10 0 R]", b"/Count 3/Kids[10 0 R 2 0 R]")
    document = read_pdf(BLANK, looped)
    assert document.status == "partial"
    assert FIRST in document.text
    assert [page.verdict for page in document.pages] == ["text", "garbled", "garbled"]


def test_a_file_without_its_end_is_partial() -> None:
    document = read_pdf(BLANK, pdf(Sheet().prose(FIRST)).replace(b"%%EOF", b""))
    assert document.status == "partial"
    assert "结尾缺失" in (document.reason or "")


def test_limits_of_pages_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(*[Sheet().prose(FIRST)] * 3)
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    with pytest.raises(UnreadableDocument, match="有 3 页，超过 2 页的上限"):
        read_pdf(BLANK, data)
    monkeypatch.setattr(reader, "MOST_PAGES", 3)
    monkeypatch.setattr(reader, "MOST_SECONDS", -1.0)
    with pytest.raises(UnreadableDocument, match="只读到第 1 页（共 3 页）"):
        read_pdf(BLANK, data)


def test_the_registry_reads_pdf_and_names_bad_ones(tmp_path: Path) -> None:
    (tmp_path / "好.pdf").write_bytes(pdf(Sheet().prose(FIRST)))
    (tmp_path / "坏.pdf").write_bytes(pdf(Sheet().prose(FIRST))[:500])
    good, bad = read_file(tmp_path / "好.pdf"), read_file(tmp_path / "坏.pdf")
    assert (good.format, good.status, good.text) == ("pdf", "ok", FIRST + "\n")
    assert bad.status == "unreadable"
    assert "请用原软件打开" in (bad.reason or "")


def test_the_same_bytes_give_the_same_document() -> None:
    data = pdf(Sheet().prose(FIRST, SECOND).table(LEFT, 400, [90, 90], [["小学", "12"], ["初中", "4"]]))
    assert read_pdf(BLANK, data) == read_pdf(BLANK, data)
