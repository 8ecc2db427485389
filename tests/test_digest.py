"""digest.docx: what stands in it, that its figures are those of the facts, and that it is the same every time."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from runs import fact, first, report, rulebook, run, second, third

from pipeline import cli, flow
from pipeline.model import Run
from pipeline.publish import DOCUMENTS, digest, publish_documents
from pipeline.publish.digest import charts, fonts
from pipeline.publish.digest.counties import Counties
from pipeline.publish.digest.standards import distances
from pipeline.publish.digest.standings import items, standing
from pipeline.rulebook import load_rulebook

BOOK = load_rulebook()
CHAPTERS = ["一、报送与读取情况", "二、基本情况", "三、达标情况", "四、问题与打算", "五、数据核实情况", "六、缺报情况"]

FIRST = """示例甲县义务教育优质均衡发展工作报告
2024年10月

一、基本情况

截至2024年9月，全县有义务教育学校30所，在校生12000人，其中小学8000人、初中4000人。专任教师900人。初中三年巩固率94.2%，力争2026年达到98%以上。

二、存在的问题

一是农村学校音乐教师短缺。二是城区学位紧张。

三、下一步打算

由县教育局牵头，明年招聘音乐教师5名。
"""
SECOND = """示例乙县义务教育优质均衡发展工作报告
2024年11月

一、基本情况

全县有义务教育学校20所，在校生7000人，其中小学4500人、初中2600人。初中三年巩固率97.5%。

二、存在的问题

一是音体美教师数量不足。
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """A run over the reports of two counties, and its output folder."""
    folder = tmp_path_factory.mktemp("digest")
    for name, text in (("甲县.txt", FIRST), ("乙县.txt", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
    return flow.run([folder / "甲县.txt", folder / "乙县.txt"], folder / "out"), folder / "out"


def words_of(path: Path) -> str:
    """All text of a document, cells parted by blanks."""
    document = Document(str(path))
    cells = [" ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *(c.replace("\n", " ") for c in cells)])


def written(whole: Run, folder: Path) -> Path:
    """The digest of a made-up run."""
    return next(path for path in publish_documents(whole, folder, rulebook()) if path.name == "digest.docx")


def test_a_run_writes_the_digest_with_all_its_chapters(done: tuple[Run, Path]) -> None:
    headings = [p.text for p in Document(str(done[1] / "digest.docx")).paragraphs if p.style.name == "Heading 1"]
    assert headings == [*CHAPTERS, "附件　分县（市、区）情况"]


def test_the_figures_stand_beside_their_county_and_are_added_up(done: tuple[Run, Path]) -> None:
    tables = Document(str(done[1] / "digest.docx")).tables
    basics = next(t for t in tables if "学校数" in t.rows[0].cells[1].text)
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in basics.rows}
    heads = [head.replace("\n", "") for head in rows["县（市、区）"]]
    assert rows["示例甲县"][heads.index("小学在校生数（人）")] == "8,000"
    assert rows["合计"][heads.index("小学在校生数（人）")] == "12,500\n2县"
    assert rows["示例乙县"][heads.index("义务教育专任教师数（人）")] == "—"
    assert rows["合计"][heads.index("义务教育专任教师数（人）")] == "900\n1县"


def test_every_number_of_the_county_pages_is_in_a_fact(done: tuple[Run, Path]) -> None:
    raws = {"".join(f.raw.split()) for r in done[0].reports for f in r.facts}
    pages = [t for t in Document(str(done[1] / "digest.docx")).tables if t.rows[0].cells[1].text == "报告写作"]
    assert len(pages) == 2
    shown = [row.cells[1].text for table in pages for row in table.rows[1:]]
    assert shown
    assert set(shown) <= raws
    for table in pages:
        assert all(row.cells[1].text in row.cells[3].text for row in table.rows[1:])


def test_problems_stand_under_their_theme_with_county_words_and_document(done: tuple[Run, Path]) -> None:
    text = words_of(done[1] / "digest.docx")
    assert "示例甲县：“农村学校音乐教师短缺。”（甲县.txt）" in text
    assert "示例甲县：“由县教育局牵头，明年招聘音乐教师5名。”责任单位：县教育局。（甲县.txt）" in text
    assert re.search(r"体音美教师 2：示例[甲乙]县、示例[甲乙]县", text)


def test_who_meets_a_norm_and_who_does_not(done: tuple[Run, Path]) -> None:
    text = words_of(done[1] / "digest.docx")
    row = next(line for line in text.splitlines() if "三年巩固率" in line and "≥95%" in line)
    assert "示例乙县（97.5%）" in row
    assert "示例甲县（94.2%）" in row
    assert row.index("示例乙县") < row.index("示例甲县")  # 达到 stands before 未达到


def test_distances_to_own_targets_name_both_figures(done: tuple[Run, Path]) -> None:
    (found,) = distances(Counties(done[0], BOOK))
    assert (found.county, found.indicator.code, str(found.gap)) == ("示例甲县", "junior_retention_rate", "3.8")
    assert "示例甲县 初中三年巩固率（初中） 94.2% ≥98%" in words_of(done[1] / "digest.docx")


def test_results_of_examinations_have_no_distance_and_no_order() -> None:
    unranked = tuple(
        i.model_copy(update={"ranked": False}) if i.code == "junior_retention_rate" else i
        for i in rulebook().indicators.values()
    )
    whole = run((first(), second()))
    assert distances(Counties(whole, rulebook()))
    assert distances(Counties(whole, rulebook(unranked))) == []


def test_a_verdict_does_not_outweigh_a_figure_below_the_norm() -> None:
    stated = (fact("exchange_rate", "9", "%"), fact("exchange_rate", "met", raw="达到要求", measure="verdict"))
    one = report("a.txt", "示例甲县", "990101", "交流轮岗教师比例9%，达到要求。", stated)
    counties = Counties(run((one,)), rulebook())
    item = next(i for i in items(counties) if i.indicator.code == "exchange_rate")
    stood = standing(counties, 0, item)
    assert (stood.standing, stood.note) == ("not_met", "9%，自述达到")


def test_one_coefficient_over_the_norm_is_enough_not_to_meet_it() -> None:
    counties = Counties(run((first(),)), rulebook())
    stood = {i.stage: standing(counties, 0, i) for i in items(counties) if i.indicator.code == "variation_coefficient"}
    assert (stood["primary"].standing, stood["junior"].standing) == ("met", "not_met")
    text = "小学校际差异系数0.41，其中每百名学生拥有高于规定学历教师数为0.61。"
    facts = (
        fact("variation_coefficient", "0.41", stage="primary"),
        fact("qualified_per_100", "0.61", stage="primary", measure="variation_coefficient"),
    )
    counties = Counties(run((report("a.txt", "示例甲县", "990101", text, facts),)), rulebook())
    primary = next(i for i in items(counties) if (i.indicator.code, i.stage) == ("variation_coefficient", "primary"))
    assert standing(counties, 0, primary).standing == "not_met"
    assert "0.61" in standing(counties, 0, primary).note


def test_a_figure_with_a_finding_is_marked(tmp_path: Path) -> None:
    counties = Counties(run(), rulebook())
    students = counties.fact(0, "students", "primary", "value")
    assert students is not None
    assert students.fact_id in counties.doubted


def test_an_upper_bound_is_no_count() -> None:
    facts = (fact("students", "50", "人", op="<", raw="50人"),)
    one = report("a.txt", "示例甲县", "990101", "学生不足50人的有七所。", facts)
    counties = Counties(run((one,)), rulebook())
    assert counties.fact(0, "students", None, "value") is not None
    assert counties.plain(0, "students", None, "value") is None


def test_expected_and_unknown_count_as_neither() -> None:
    counties = Counties(run((second(),)), rulebook())
    item = next(i for i in items(counties) if i.indicator.code == "layout")
    assert standing(counties, 0, item).standing == "open"


def test_findings_are_counted_and_the_gravest_told(tmp_path: Path) -> None:
    text = words_of(written(run(), tmp_path))
    assert "1.示例甲县：全县在校生14302人，所列小学8031人、初中6271人相加为14302人，请核实。" in text
    assert "合计与分项 1 0 0 示例甲县" in text


def test_what_was_not_read_is_named_with_its_reason(tmp_path: Path) -> None:
    text = words_of(written(run((first(), third())), tmp_path))
    assert "丙区.pdf：未能读取。文件没有文字层，请提供可复制文字的版本。" in text


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = written(run(), tmp_path / "a"), written(run(), tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_an_empty_run_gives_a_digest_that_says_so(tmp_path: Path) -> None:
    text = words_of(written(run(()), tmp_path))
    assert "共收到文件0份" in text
    assert all(chapter in text for chapter in CHAPTERS)


def test_one_county_has_no_sums(tmp_path: Path) -> None:
    text = words_of(written(run((first(),)), tmp_path))
    assert "相加，下面是县数" not in text
    assert "1.示例甲县（990101）" in text


def test_characters_that_xml_does_not_take_are_left_out(tmp_path: Path) -> None:
    odd = replace(first(), county="示例\x0b甲<县>&\ud800")
    assert "示例甲<县>&" in words_of(written(run((odd,)), tmp_path))


def test_tables_repeat_their_head_on_every_page(done: tuple[Run, Path]) -> None:
    tables = Document(str(done[1] / "digest.docx")).tables
    assert tables
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in tables)


def test_fonts_are_those_of_official_documents(done: tuple[Run, Path]) -> None:
    styles = Document(str(done[1] / "digest.docx")).styles
    wanted = {"Normal": "仿宋_GB2312", "Heading 1": "黑体", "Heading 2": "楷体_GB2312"}
    assert {n: styles[n].element.rPr.rFonts.xpath("./@w:eastAsia")[0] for n in wanted} == wanted


def test_documents_are_told_by_name_and_are_no_part_of_publish(tmp_path: Path) -> None:
    laps: list[str] = []
    publish_documents(run(), tmp_path, rulebook(), laps.append)
    assert laps == list(DOCUMENTS)


# Charts


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "chart_font", lambda: None)
    monkeypatch.setattr(fonts, "chart_font", lambda: None)


def test_without_a_font_the_digest_says_why_it_has_no_charts(tmp_path: Path, no_font: None) -> None:
    path = written(run(), tmp_path)
    assert fonts.NO_FONT in words_of(path)
    assert len(Document(str(path)).inline_shapes) == 0


def test_without_a_font_the_command_line_says_so(
    tmp_path: Path, no_font: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "甲县.txt").write_text(FIRST, encoding="utf-8")
    cli.main(["run", str(tmp_path / "甲县.txt"), "-o", str(tmp_path / "out"), "--fail-on", "never"])
    assert fonts.NO_FONT in capsys.readouterr().err


def test_no_folder_with_fonts_gives_no_font(tmp_path: Path) -> None:
    (tmp_path / "Latin.ttf").write_bytes(b"")
    assert fonts.chart_font((tmp_path, tmp_path / "none")) is None


def test_the_best_font_is_taken_whatever_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "SimHei.ttf").write_bytes(b"")
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"")
    assert fonts.chart_font((tmp_path / "a", tmp_path)) == fonts.FontFile(tmp_path / "NotoSansCJK-Regular.ttc", 2)


@pytest.mark.skipif(fonts.chart_font() is None, reason="no font with Chinese characters on this machine")
def test_a_chart_is_the_same_picture_every_time(done: tuple[Run, Path]) -> None:
    font = fonts.chart_font()
    assert font is not None
    rows = [charts.Bars("示例主题", (3, 0)), charts.Bars("另一主题", (1, 2))]
    series = [charts.Series("问题", "#C0504D"), charts.Series("打算", "#4F81BD")]
    pictures = [charts.bar_chart(rows, series, font, stacked=stacked) for stacked in (True, False, True, False)]
    assert pictures[:2] == pictures[2:]
    assert pictures[0] != pictures[1]
    assert all(picture.startswith(b"\x89PNG") and b"tIME" not in picture for picture in pictures)
    assert len(Document(str(done[1] / "digest.docx")).inline_shapes) == 2
