"""HTML → the report out of its page: the same boundaries for every report of a site, and nothing of it lost."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import SkippedDocument, UnreadableDocument
from pipeline.model import Document
from pipeline.read import read
from pipeline.read.html import LARGEST, read_html

TITLE = "示例甲县义务教育优质均衡发展自评报告"
LINES = (
    "全县共有义务教育学校36所，其中小学22所、初中9所、九年一贯制学校5所。",
    "在校学生33000名，其中小学21600名、初中11400名；专任教师2208名。",
    "2023年一般公共预算教育支出6.38亿元，比上年增长4.6%，生均公用经费按时足额拨付。",
)
LINKS = "".join(
    f'<li><a href="/n{n}.html">关于做好第{n}批教师招聘工作的通知</a><span>2025-01-{n:02d}</span></li>'
    for n in range(1, 31)
)


def document_of(markup: str | bytes) -> Document:
    data = markup.encode() if isinstance(markup, str) else markup
    return read_html(Document("甲.html", "", 0, "html", "ok"), data)


def report_of(document: Document) -> str:
    """The text before what is aside."""
    start = min((span.start for span in document.aside), default=len(document.text))
    return document.text[:start].strip()


def aside_of(document: Document) -> str:
    return "\n".join(document.text[span.start : span.end] for span in document.aside)


def site(article: str, title: str = TITLE) -> str:
    return (
        f"<!DOCTYPE html><html><meta charset=utf-8><title>{title}_示例甲县人民政府</title><script>var a=1;</script>"
        f'<body><div class="header"><h1>示例甲县人民政府</h1><ul class="nav">{LINKS}</ul><input></div>'
        f'<div class="crumb">您现在的位置：<a href="/">首页</a> &gt; <a href="/x">政务公开</a></div>'
        f'<div class="main"><div class="left"><h3>信息公开目录</h3><ul>{LINKS}</ul></div><div class="content">'
        f'<h2>{title}</h2><div class="info">发布时间：2024-03-18　来源：县教育局　<a>大</a><a>小</a></div>'
        f'<div id="zoom">{article}</div><div class="share"><a>打印</a><a>分享</a><a>关闭窗口</a></div>'
        f'<div class="xg"><p>相关链接</p><ul>{LINKS}</ul></div></div></div>'
        f'<div class="footer"><p>主办单位：县人民政府办公室　联系电话：0000-1234567，网站标识码：0000000001</p></div>'
        f"</body></html>"
    )


def prose(lines: tuple[str, ...] = LINES) -> str:
    return "".join(
        f'<p style="text-indent:2em"><span><span lang="EN-US">{line[:3]}</span>{line[3:]}</span></p>' for line in lines
    )


def test_the_report_is_found_with_its_title_and_date() -> None:
    document = document_of(site(prose()))
    head = [f"# {TITLE}", "发布时间：2024-03-18　来源：县教育局　大小"]
    assert report_of(document).split("\n\n") == [*head, *LINES]
    assert (document.wrapped, document.status) == (False, "ok")


def test_the_rest_of_the_page_is_aside_not_lost() -> None:
    aside = aside_of(document_of(site(prose())))
    for words in (
        "您现在的位置",
        "信息公开目录",
        "第30批教师招聘",
        "分享",
        "相关链接",
        "网站标识码",
        "示例甲县人民政府",
    ):
        assert words in aside
    assert "22所" not in aside
    assert "var a" not in aside


@pytest.mark.parametrize(
    "lines", [LINES[:1], LINES, LINES * 40, ("一、基本情况", *LINES, "二、存在问题", "骨干教师偏少。")]
)
def test_reports_of_one_site_have_the_same_boundaries(lines: tuple[str, ...]) -> None:
    found = report_of(document_of(site(prose(lines)))).split("\n\n")
    assert found[2:] == list(lines)


def test_a_report_in_two_parts_keeps_both() -> None:
    parts = f"<div>{prose(LINES[:2])}</div><div>{prose(LINES[2:])}</div>"
    assert report_of(document_of(site(parts))).split("\n\n")[2:] == list(LINES)


def test_a_title_that_is_no_heading_and_a_date_beside_it_are_kept() -> None:
    page = (
        f"<html><title>{TITLE}-县政府网</title><body><div><ul>{LINKS}</ul></div><div><div class='bt'>{TITLE}"
        f"</div><div>日期：2024年3月18日</div><div><div>{prose()}</div></div></div></body></html>"
    )
    assert report_of(document_of(page)).split("\n\n") == [TITLE, "日期：2024年3月18日", *LINES]


def test_a_page_laid_out_by_tables() -> None:
    page = (
        f"<html><title>{TITLE}</title><body><table><tr><td><ul>{LINKS}</ul></td><td><table><tr><td>{TITLE}</td></tr>"
        f"<tr><td>{prose(LINES * 3)}</td></tr></table></td></tr></table></body></html>"
    )
    assert report_of(document_of(page)).split("\n\n") == [TITLE, *LINES * 3]


def test_a_list_of_links_is_no_report() -> None:
    with pytest.raises(SkippedDocument, match="只有导航和链接"):
        document_of(f"<html><body><ul>{LINKS}</ul></body></html>")


def test_a_page_without_a_site_around_it() -> None:
    document = document_of(prose())
    assert document.text == "\n\n".join(LINES) + "\n"
    assert [m.place for m in document.marks] == ["paragraph 1", "paragraph 2", "paragraph 3"]


TABLE = """
<table border=1><caption>表1 达标情况</caption>
<thead><tr><th rowspan=2>指标<th colspan=2>小学<th rowspan=2>备注</tr><tr><th>标准<th>达标</tr></thead>
<tr><td><p>生均面积</p><td>4.5<td>12<td rowspan=0>县城<br>学校|全部</tr><tr><td>教师<td>0.9<td></tr></table>
"""


def test_tables_with_merged_cells() -> None:
    document = document_of(site(prose() + TABLE))
    rows = report_of(document).split("\n\n")
    assert rows[-2:] == [
        "表1 达标情况",
        "| 指标 | 小学 | | 备注 |\n| | 标准 | 达标 | |\n| 生均面积 | 4.5 | 12 | 县城 学校｜全部 |\n| 教师 | 0.9 | | |",
    ]
    places = {document.text[m.start : m.end]: m.place for m in document.marks}
    assert places["12"] == "table 1 row 3 column 3"
    assert places["县城 学校｜全部"] == "table 1 row 3 column 4"


def test_a_table_inside_a_cell_follows_its_table() -> None:
    inner = "<table><tr><td>初一<td>100<tr><td>初二<td>90</table>"
    outer = f"<table><tr><td>学段<td>人数<tr><td>初中<td>见下{inner}<tr><td>小学<td>300</table>"
    assert report_of(document_of(prose() + outer)).split("\n\n")[3:] == [
        "| 学段 | 人数 |\n| 初中 | 见下 |\n| 小学 | 300 |",
        "| 初一 | 100 |\n| 初二 | 90 |",
    ]


def test_absurd_spans_are_bounded() -> None:
    rows = "<tr><td colspan=99999 rowspan=99999>甲<td>1</tr>" * 300
    began = time.perf_counter()
    document = document_of(prose() + f"<table>{rows}</table>")
    assert document.text.count("甲") == 300
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("小学12所。<br>　　初中3所。<br/><br>教师200人。", "小学12所。\n　　初中3所。\n教师200人。"),
        ("<p>小学\n   12所，<b>初中</b>3所。", "小学 12所，初中3所。"),
        ("<p>小学12所，<p>初中3所。<div>教师<i>200</b>人。", "小学12所，\n\n初中3所。\n\n教师200人。"),
        ("<pre>小学  12所，\n初中   3所。</pre>", "小学  12所，\n初中   3所。"),
        ("<ol start=3><li>小学12所，<li>初中3所。</ol>", "3. 小学12所，\n\n4. 初中3所。"),
        ("<p>小学12所。<span style='display:none'>初中9所。</span><span hidden>教师1人。</span></p>", "小学12所。"),
        ("<p>小学12所。<style>p{}</style><!-- 初中 --><noscript>教师</noscript></p>", "小学12所。"),
        ("<p>一、A&nbsp;&amp;&lt;B&gt;，12㎡。</p>", "一、A\xa0&<B>，12㎡。"),
        (
            "<h1>年度报告</h1><h1>概况</h1><p>小学12所。</p><h3>师资</h3>",
            "# 年度报告\n\n## 概况\n\n小学12所。\n\n### 师资",
        ),
    ],
)
def test_how_markup_becomes_lines(article: str, expected: str) -> None:
    assert report_of(document_of(f"<html><body>{article}</body></html>")) == expected


def test_a_text_hidden_until_a_script_has_run_is_read() -> None:
    page = f"<body><p>公众号</p><div id=js_content style='visibility: hidden'>{prose()}</div></body>"
    assert all(line in report_of(document_of(page)) for line in LINES)


def encoded(charset: str, named: str) -> bytes:
    return site(prose()).replace("charset=utf-8", f"charset={named}").encode(charset)


@pytest.mark.parametrize(
    "data",
    [
        encoded("utf-8", "utf-8"),
        encoded("gb18030", "gb2312"),
        encoded("gb18030", "utf-8"),
        encoded("utf-8", "gbk"),
        encoded("gb18030", "没有"),
        encoded("utf-16", "utf-16"),
        b"\xef\xbb\xbf" + encoded("utf-8", "gb2312"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes) -> None:
    assert report_of(document_of(data)) == report_of(document_of(site(prose())))


def test_big5_is_taken_at_its_word() -> None:
    page = "<html><meta charset=big5><body><p>全縣現有義務教育學校36所，學生33000名。</p></body></html>"
    assert document_of(page.encode("big5")).text == "全縣現有義務教育學校36所，學生33000名。\n"


def test_a_few_bad_bytes_make_a_partial_document() -> None:
    data = site(prose(LINES * 10)).encode().replace("名；".encode(), "名；".encode()[:-1], 1)
    document = document_of(data)
    assert document.status == "partial"
    assert "无法解码" in (document.reason or "")
    assert LINES[2] in document.text


def huge() -> bytes:
    return b"<html><body>" + "<p>示例甲县小学12所。".encode() * 700_000


@pytest.mark.parametrize(
    ("make", "error", "reason"),
    [
        (huge, UnreadableDocument, "超过 16 MB"),
        (lambda: b"<html><body>" + b"<b>" * 900_000, UnreadableDocument, "标记超过"),
        (lambda: b"<html><frameset><frame src=a.html></frameset></html>", UnreadableDocument, "框架"),
        (lambda: b"<html><body><iframe src=a.html></iframe></body></html>", UnreadableDocument, "框架"),
        (lambda: b"<html><body><script>x</script></body></html>", SkippedDocument, "没有文字"),
    ],
)
def test_a_page_that_cannot_be_read_says_why_at_once(
    make: Callable[[], bytes], error: type[Exception], reason: str
) -> None:
    data = make()
    began = time.perf_counter()
    with pytest.raises(error, match=reason):
        document_of(data)
    assert time.perf_counter() - began < 5


def test_the_largest_page_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "甲.html"
    path.write_bytes(huge())
    document = read(path)
    assert document.size > LARGEST
    assert (document.status, document.format) == ("unreadable", "html")
    assert "另存" in (document.reason or "") or "只保存正文" in (document.reason or "")


def test_deep_nesting_is_no_danger() -> None:
    assert LINES[0] in document_of("<html><body>" + "<div>" * 5000 + prose()).text
