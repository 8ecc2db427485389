"""DOCX → canonical text: what Word shows, once, in its order, with the place of every line."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline.errors import UnreadableDocument
from pipeline.model import Document
from pipeline.read import read
from pipeline.read.docx import read_docx
from pipeline.read.docx_package import LARGEST_PART
from pipeline.read.numbering import FORMATS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = f'xmlns:w="{W}" xmlns:mc="{MC}" xmlns:r="{R}"'


def package(body: str, **parts: str) -> bytes:
    """A package with a main part of these paragraphs and tables, and related parts by their kind (``header`` …)."""
    links = "".join(f'<Relationship Id="r-{kind}" Type="{R}/{kind}" Target="{kind}.xml"/>' for kind in parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
        for kind, content in parts.items():
            archive.writestr(f"word/{kind}.xml", f"<w:{kind} {NAMES}>{content}</w:{kind}>")
    return buffer.getvalue()


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    content = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else paragraph(content)}</w:tc>"


def table(*rows: list[str]) -> str:
    lines = ("".join(c if c.startswith("<w:tc") else cell(c) for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def document_of(body: str, **parts: str) -> Document:
    return read_docx(Document("甲.docx", "", 0, "docx", "ok"), package(body, **parts))


def text_of(body: str, **parts: str) -> str:
    return document_of(body, **parts).text


def places(document: Document) -> dict[str, str | None]:
    return {document.text[m.start : m.end]: m.place for m in document.marks}


def test_paragraphs_and_tables_keep_their_order_and_know_their_place() -> None:
    rows = table(["学段", "学校数（所）"], ["小学", "12"])
    document = document_of(paragraph("示例甲县") + paragraph("") + rows + paragraph("另有教学点3个。"))
    assert document.text == "示例甲县\n\n| 学段 | 学校数（所） |\n| 小学 | 12 |\n\n另有教学点3个。\n"
    assert places(document) == {
        "示例甲县": "paragraph 1",
        "学段": "table 1 row 1 column 1",
        "学校数（所）": "table 1 row 1 column 2",
        "小学": "table 1 row 2 column 1",
        "12": "table 1 row 2 column 2",
        "另有教学点3个。": "paragraph 2",
    }
    assert (document.wrapped, document.aside) == (False, ())
    assert list(document.marks) == sorted(document.marks, key=lambda mark: mark.start)


def test_merged_cells_are_written_once_and_columns_stay_aligned() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    head = [cell("指标", down), cell("小学", '<w:gridSpan w:val="2"/>'), cell("备注", down)]
    second = [cell("看不见", on), cell("标准"), cell("达标"), cell("", on)]
    assert text_of(table(head, second, ["生均面积", "4.5", "12", "无"])) == (
        "| 指标 | 小学 | | 备注 |\n| | 标准 | 达标 | |\n| 生均面积 | 4.5 | 12 | 无 |\n"
    )


def test_a_row_that_begins_late_keeps_its_columns() -> None:
    late = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("7")}</w:tr>'
    body = table(["小学", "12"]).replace("</w:tbl>", late + "</w:tbl>")
    assert text_of(body) == "| 小学 | 12 |\n| | 7 |\n"


def test_cells_are_one_line_without_the_mark_that_parts_them() -> None:
    two = cell(paragraph("甲|乙") + paragraph(run("丙") + "<w:r><w:br/></w:r>" + run("丁")))
    assert text_of(table(["小学", two], ["初中", "3"])) == "| 小学 | 甲｜乙 丙 丁 |\n| 初中 | 3 |\n"


def test_nested_tables_follow_the_table_that_holds_them() -> None:
    inner = table(["初一", "100"], ["初二", "90"])
    outer = table(["学段", "人数"], ["初中", cell(paragraph("见下") + inner)], ["小学", "300"])
    document = document_of(outer)
    assert document.text == ("| 学段 | 人数 |\n| 初中 | 见下 |\n| 小学 | 300 |\n\n| 初一 | 100 |\n| 初二 | 90 |\n")
    assert places(document)["90"] == "table 2 row 2 column 2"


def test_a_frame_of_one_column_is_no_table() -> None:
    document = document_of(table(["全县小学12所。"], ["初中3所。"]))
    assert document.text == "全县小学12所。\n\n初中3所。\n"
    assert places(document)["初中3所。"] == "table 1 row 2 column 1"


def test_a_text_box_is_read_once_though_word_writes_it_twice() -> None:
    box = f"<w:txbxContent>{paragraph('框内：保安20名')}</w:txbxContent>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text_of(paragraph(run("正文") + f"<w:r>{twice}</w:r>")) == "正文\n\n框内：保安20名\n"


def test_a_text_box_that_only_the_older_writing_holds_is_read() -> None:
    fallback = f"<mc:Fallback><w:txbxContent>{paragraph('框内')}</w:txbxContent></mc:Fallback>"
    body = paragraph(f"<w:r><mc:AlternateContent><mc:Choice/>{fallback}</mc:AlternateContent></w:r>")
    assert text_of(body) == "框内\n"


def level(depth: int, form: str, words: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{words}"/></w:lvl>'
    )


def numbered(words: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(words, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


CHAPTERS = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircle", "%4"),
)


def test_the_numbers_that_word_draws_stand_in_front() -> None:
    body = (
        numbered("基本情况") + numbered("学校", 1) + numbered("小学", 2) + numbered("甲", 3) + numbered("乙", 3)
        + numbered("初中", 2) + numbered("教师", 1) + numbered("结构", 2) + numbered("问题") + numbered("学位", 1)
    )  # fmt: skip
    assert text_of(body, numbering=lists(*CHAPTERS)).split("\n\n") == [
        "一、基本情况", "（一）学校", "1. 小学", "①甲", "②乙", "2. 初中", "（二）教师", "1. 结构",
        "二、问题", "（一）学位\n",
    ]  # fmt: skip


def test_lists_share_counters_until_one_starts_anew() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = "".join(numbered(words, number=n) for words, n in (("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3), ("戊", 1)))
    found = text_of(body, numbering=lists(level(0, "decimal", "%1）"), nums=nums))
    assert found.split("\n\n") == ["1）甲", "2）乙", "5）丙", "6）丁", "7）戊\n"]


def test_levels_that_never_restart_and_numbers_of_upper_levels() -> None:
    never = level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/><w:isLgl/>')
    body = numbered("甲") + numbered("a", 1) + numbered("乙") + numbered("b", 1)
    found = text_of(body, numbering=lists(level(0, "chineseCounting", "%1、"), never))
    assert found.split("\n\n") == ["一、甲", "1.1 a", "二、乙", "2.2 b\n"]


def test_numbers_come_from_the_style_and_can_be_taken_away() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="S"><w:name w:val="列表"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="T"><w:basedOn w:val="S"/></w:style>'
    )
    own, none = '<w:pStyle w:val="T"/>', '<w:pStyle w:val="T"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("甲", own) + paragraph("乙", none) + paragraph("丙", own)
    found = text_of(body, numbering=lists(level(0, "decimal", "第%1条")), styles=style)
    assert found.split("\n\n") == ["第1条甲", "乙", "第2条丙\n"]


def test_a_level_is_found_by_the_style_that_it_names() -> None:
    style = '<w:style w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    second = level(1, "decimal", "%2)", '<w:pStyle w:val="S"/>')
    found = text_of(
        paragraph("甲", '<w:pStyle w:val="S"/>'), numbering=lists(level(0, "decimal", "%1."), second), styles=style
    )
    assert found == "1)甲\n"


def test_bullets_and_a_running_number_alone_in_a_cell() -> None:
    bullet = level(0, "bullet", "\uf06c")
    assert text_of(numbered("甲"), numbering=lists(bullet)) == "• 甲\n"
    rows = table([cell(numbered("")), "小学"], [cell(numbered("")), "初中"])
    assert text_of(rows, numbering=lists(level(0, "decimal", "%1"))) == "| 1 | 小学 |\n| 2 | 初中 |\n"


@pytest.mark.parametrize(
    ("form", "written"),
    [
        (
            "chineseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 103: "一百零三", 110: "一百一十"},
        ),
        ("japaneseCounting", {12: "十二", 1005: "一千零五", 2030: "二千零三十"}),
        ("ideographDigital", {1: "一", 10: "一〇", 25: "二五"}),
        ("chineseLegalSimplified", {3: "叁", 12: "壹拾贰", 20: "贰拾"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 51: "51"}),
        ("ideographTraditional", {2: "乙", 11: "11"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa"}),
        ("upperRoman", {4: "IV", 19: "XIX"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03"}),
        ("none", {3: ""}),
    ],
)
def test_how_numbers_are_written(form: str, written: dict[int, str]) -> None:
    assert {number: FORMATS[form](number) for number in written} == written


def test_notes_follow_their_paragraph_or_table() -> None:
    notes = f'<w:footnote w:id="2">{paragraph("不含教学点。")}</w:footnote>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = document_of(paragraph(run("小学12所") + mark + run("。")) + paragraph("初中3所。"), footnotes=notes)
    assert document.text == "小学12所。\n\n不含教学点。\n\n初中3所。\n"
    assert places(document)["不含教学点。"] == "footnote 2"
    assert places(document)["初中3所。"] == "paragraph 2"
    rows = table([cell(paragraph(run("12") + mark)), "所"], ["3", "所"])
    assert text_of(rows, footnotes=notes) == "| 12 | 所 |\n| 3 | 所 |\n\n不含教学点。\n"


def test_tracked_changes_are_taken_as_accepted() -> None:
    change = f"<w:del>{run('11').replace('w:t', 'w:delText')}</w:del><w:ins>{run('12')}</w:ins>"
    moved = f"<w:moveFrom>{run('旧处')}</w:moveFrom>"
    body = paragraph(run("小学") + change + run("所。") + moved) + paragraph(f"<w:moveTo>{run('新处')}</w:moveTo>")
    assert text_of(body) == "小学12所。\n\n新处\n"


def test_a_deleted_row_goes_and_a_deleted_paragraph_end_joins() -> None:
    joined = paragraph("小学12", "<w:rPr><w:del/></w:rPr>") + paragraph("所。")
    assert text_of(joined) == "小学12所。\n"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('旧')}{cell('1')}</w:tr>"
    assert text_of(table(["小学", "12"]).replace("</w:tbl>", gone + "</w:tbl>")) == "| 小学 | 12 |\n"


def test_breaks_tabs_signs_and_hidden_text() -> None:
    line = run("第一行") + "<w:r><w:br/></w:r>" + run("第二行") + "<w:r><w:tab/></w:r>" + run("4") + (
        '<w:r><w:noBreakHyphen/><w:t>5</w:t><w:sym w:font="Symbol" w:char="F0B3"/>'
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="别的" w:char="F041"/></w:r>'
    )  # fmt: skip
    hidden = run("看不见", "<w:vanish/>") + run("看得见", '<w:vanish w:val="0"/>')
    document = document_of(paragraph(line + hidden))
    assert document.text == "第一行\n第二行\t4-5≥☑□看得见\n"
    assert [m.place for m in document.marks] == ["paragraph 1", "paragraph 1"]


def test_text_hidden_by_a_character_style_is_dropped() -> None:
    style = '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = paragraph(run("看不见", '<w:rStyle w:val="H"/>') + run("看得见"))
    assert text_of(body, styles=style) == "看得见\n"


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_fields_show_their_result() -> None:
    code = "<w:r><w:instrText>REF 表1</w:instrText></w:r>"
    nested = field("begin") + code + run("内") + field("separate") + run("不显示") + field("end")
    body = paragraph(
        run("见") + field("begin") + code + nested + field("separate") + run("表1") + field("end") + run("。")
    )
    assert text_of(body + paragraph(f"<w:fldSimple>{run('第3页')}</w:fldSimple>")) == "见表1。\n\n第3页\n"


def test_content_controls_links_and_smart_tags_are_looked_into() -> None:
    inside = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('控件内小学12所。')}</w:sdtContent></w:sdt>"
    link = paragraph(f"<w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标记')}</w:smartTag>")
    row = f"<w:tbl><w:sdt><w:sdtContent><w:tr>{cell('小学')}{cell('12')}</w:tr></w:sdtContent></w:sdt></w:tbl>"
    assert text_of(inside + link + row) == "控件内小学12所。\n\n链接标记\n\n| 小学 | 12 |\n"


def test_headers_footers_and_contents_are_aside() -> None:
    style = '<w:style w:styleId="C"><w:name w:val="toc 1"/></w:style>'
    section = '<w:sectPr><w:headerReference r:id="r-hdr"/><w:footerReference r:id="r-ftr"/></w:sectPr>'
    body = paragraph("一、情况 1", '<w:pStyle w:val="C"/>') + paragraph("正文。") + section
    document = document_of(body, styles=style, hdr=paragraph("示例甲县文件"), ftr=paragraph("第 1 页"))
    aside = [document.text[s.start : s.end] for s in document.aside]
    assert aside == ["一、情况 1", "示例甲县文件", "第 1 页"]
    assert document.text.startswith("一、情况 1\n\n正文。\n\n示例甲县文件")
    assert places(document)["正文。"] == "paragraph 1"


def test_headings_are_marked_by_rank_and_the_first_is_the_title() -> None:
    style = "".join(
        f'<w:style w:styleId="{n}"><w:name w:val="{name}"/></w:style>'
        for n, name in (("1", "heading 1"), ("2", "heading 2"))
    )
    one, two = '<w:pStyle w:val="1"/>', '<w:pStyle w:val="2"/>'
    body = paragraph("年度报告", one) + paragraph("概况", one) + paragraph("学校", two) + paragraph("小学12所。", two)
    found = text_of(body + paragraph("师资", '<w:outlineLvl w:val="0"/>'), styles=style)
    assert found.split("\n\n") == ["# 年度报告", "## 概况", "### 学校", "小学12所。", "## 师资\n"]


def test_paragraphs_that_are_printed_lines_make_a_wrapped_document() -> None:
    lines = ["全县现有义务教育学校三十六所其中小学二十二所初中九所"] * 9
    assert document_of("".join(map(paragraph, lines))).wrapped
    assert not document_of("".join(paragraph(line + "。") for line in lines)).wrapped


def test_iso_strict_names_are_understood() -> None:
    data = package(paragraph("小学12所。"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            strict = source.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            target.writestr(name, strict)
    assert read_docx(Document("甲.docx", "", 0, "docx", "ok"), buffer.getvalue()).text == "小学12所。\n"


def test_embedded_files_make_the_document_partial() -> None:
    document = document_of(paragraph("小学12所。") + '<w:altChunk r:id="x"/>')
    assert document.status == "partial"
    assert "1 处嵌入的文件" in (document.reason or "")


def saved() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    for n in range(400):
        document.add_paragraph(f"示例甲县第{n}小学在校生{n * 7 % 991}人。")
    document.save(buffer)
    return buffer.getvalue()


def ole(*streams: str) -> bytes:
    names = b"".join(stream.encode("utf-16-le") for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + names + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (saved()[: len(saved()) // 2], "不完整"),
        ("示例甲县小学12所。".encode(), "内容不是 Word 文档"),
        (ole("EncryptedPackage"), "打开密码"),
        (ole("其他"), "旧版 Office"),
        (package("").replace(b"word/document.xml", b"word/document.bad"), "没有 Word 正文"),
        (package("<w:p>"), "已损坏"),
        (package(""), "没有文字"),
    ],
)
def test_a_bad_file_is_named_with_what_to_do(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "甲.docx"
    path.write_bytes(data)
    document = read(path)
    assert (document.status, document.format) == ("unreadable", "docx")
    assert reason in (document.reason or "")
    assert "提交" in (document.reason or "") or "上传" in (document.reason or "")


def test_a_package_of_pictures_alone_says_so() -> None:
    drawing = '<w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing>'
    with pytest.raises(UnreadableDocument, match="只有图片"):
        document_of(paragraph(f"<w:r>{drawing}</w:r>"))


def test_a_part_that_unpacks_to_too_much_is_refused_unread() -> None:
    data = package(" " * (LARGEST_PART + 1))
    assert len(data) < 200_000
    with pytest.raises(UnreadableDocument, match="异常庞大"):
        read_docx(Document("甲.docx", "", 0, "docx", "ok"), data)


def test_entities_are_refused_and_nothing_is_fetched() -> None:
    entity = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        body = paragraph("<w:r><w:t>&x;</w:t></w:r>")
        archive.writestr("word/document.xml", f"{entity}<w:document {NAMES}><w:body>{body}</w:body></w:document>")
    with pytest.raises(UnreadableDocument, match="外部声明"):
        read_docx(Document("甲.docx", "", 0, "docx", "ok"), data.getvalue())


def test_what_python_docx_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "甲.docx"
    path.write_bytes(saved())
    document = read(path)
    assert document.status == "ok"
    assert document.text.splitlines()[2] == "示例甲县第1小学在校生7人。"
    assert document.marks[399].place == "paragraph 400"
