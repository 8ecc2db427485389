"""Tables of PDF: ruled ones cell for cell like pdfplumber's, none out of underlines, joined over the page or not."""

import random
from pathlib import Path

import pytest
from pdfs import BLANK, HIGH, LEFT, WIDE, Sheet, pdf, read

from pipeline.bench_pdf import equal_cells, measure_pdf, ruled_tables, tables_by_pdfplumber
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf_edges import Edge
from pipeline.read.pdf_tables import tables_of

CORPUS = Path(__file__).parent.parent / "corpus" / "reports" / "pdf"
HEAD = ["学段", "学校（所）", "学生（人）"]
BODY = [["小学", "24", "14302"], ["初中", "11", "8125"], ["合计", "35", "22427"]]
WIDTHS = [120.0, 100.0, 100.0]


def rows(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("|")]


def square(x0: float, y0: float, x1: float, y1: float) -> tuple[list[Edge], list[Edge]]:
    return [Edge(y0, x0, x1), Edge(y1, x0, x1)], [Edge(x0, y0, y1), Edge(x1, y0, y1)]


def test_a_ruled_table_is_written_row_by_row_apart_from_the_prose() -> None:
    sheet = Sheet().prose("示例甲县学校和学生情况如下表所示。").table(LEFT, 150, WIDTHS, [HEAD, *BODY])
    sheet.prose("以上数据截至九月，由学校填报。", top=320)
    document = read(sheet)
    assert document.text == (
        "示例甲县学校和学生情况如下表所示。\n\n| 学段 | 学校（所） | 学生（人） |\n| 小学 | 24 | 14302 |\n"
        "| 初中 | 11 | 8125 |\n| 合计 | 35 | 22427 |\n\n以上数据截至九月，由学校填报。\n"
    )
    places = {document.text[mark.start : mark.end]: mark.place for mark in document.marks}
    assert places["14302"] == f"box {LEFT + 220} 174 {LEFT + 320} 198"


def test_words_of_a_cell_are_one_line_and_short_lines_stay_apart() -> None:
    sheet = Sheet().box(80, 100, 140, 160).box(140, 100, 300, 160)
    sheet.text(84, 118, "生均体育", 13).text(84, 134, "场馆", 13).text(144, 118, "12", 10).text(144, 134, "34", 10)
    assert rows(read(sheet).text) == ["| 生均体育场馆 | 12 34 |"]


def test_merged_cells_stand_once() -> None:
    sheet = Sheet().box(80, 100, 180, 150).box(180, 100, 380, 125).box(180, 125, 280, 150).box(280, 125, 380, 150)
    sheet.box(80, 150, 180, 175).box(180, 150, 280, 175).box(280, 150, 380, 175)
    sheet.text(84, 125, "项目", 10).text(184, 118, "新建校舍", 10).text(184, 143, "面积", 10).text(284, 143, "资金", 10)
    sheet.text(84, 168, "小学", 10).text(184, 168, "1.2", 10).text(284, 168, "3600", 10)
    assert rows(read(sheet).text) == ["| 项目 | 新建校舍 | |", "| | 面积 | 资金 |", "| 小学 | 1.2 | 3600 |"]
    assert ruled_tables(pdf(sheet))[0][:2] == [["项目", "新建校舍", None], [None, "面积", "资金"]]


def test_a_pipe_in_a_cell_is_written_wide() -> None:
    sheet = Sheet().table(LEFT, 100, [150.0, 80.0], [["校舍|场地", "数量"], ["教室", "12"]])
    assert rows(read(sheet).text)[0] == "| 校舍｜场地 | 数量 |"


def test_underlines_red_lines_and_frames_are_no_tables() -> None:
    sheet = Sheet().text(LEFT, 100, "示例甲县人民政府文件").line(LEFT, 110, 500, 110).line(LEFT, 113, 500, 113)
    sheet.text(LEFT, 200, "全县有小学24所").line(LEFT, 203, 200, 203)
    sheet.box(70, 300, 500, 400).text(LEFT, 350, "加框的说明。")
    document = read(sheet)
    assert "|" not in document.text
    assert "加框的说明。" in document.text and "全县有小学24所" in document.text


def test_the_finder_goes_from_edges_to_tables() -> None:
    one, two = square(0, 0, 50, 20), square(50.8, 0.5, 120, 20)
    level, upright = one[0] + two[0], one[1] + two[1]
    (grid,) = tables_of(level, upright)
    assert len(grid.cells) == 2
    assert (grid.cell_at(10, 10), grid.cell_at(90, 10), grid.cell_at(130, 10)) == (0, 1, None)
    assert tables_of(*one) == ()
    assert tables_of(level, []) == ()
    apart = square(300, 300, 350, 320)
    assert len(tables_of(level + apart[0], upright + apart[1])) == 1


def test_a_drawing_of_thousands_of_lines_is_given_up() -> None:
    level = [Edge(float(4 * n), 0.0, 9000.0) for n in range(2000)]
    upright = [Edge(float(4 * n), 0.0, 9000.0) for n in range(2000)]
    assert tables_of(level, upright) == ()
    assert tables_of(level * 3, upright) == ()


@pytest.mark.parametrize("seed", range(12))
def test_cells_are_those_of_pdfplumber_on_tables_at_random(seed: int) -> None:
    chance = random.Random(seed)
    sheet, y = Sheet(), 80.0
    for _ in range(2):
        widths = [chance.uniform(50, 90) for _ in range(chance.randint(2, 5))]
        grid = [[str(chance.randint(1, 9999)) if chance.random() < 0.8 else "" for _ in widths]
                for _ in range(chance.randint(2, 6))]  # fmt: skip
        sheet.table(LEFT + chance.uniform(0, 9), y, widths, grid, chance.uniform(20, 30))
        y += 220
    sheet.line(LEFT, 700, 400, 700).text(LEFT, 690, "画线的说明")
    data = pdf(sheet)
    theirs, ours = tables_by_pdfplumber(data), ruled_tables(data)
    assert len(theirs) == 2
    assert ours == theirs
    assert equal_cells(theirs, ours) == sum(len(row) for table in theirs for row in table)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.pdf")), ids=lambda path: path.stem)
def test_cells_are_those_of_pdfplumber_on_the_corpus(path: Path) -> None:
    assert ruled_tables(path.read_bytes()) == tables_by_pdfplumber(path.read_bytes())


def test_the_measurement_counts_equal_cells_and_leaves_out_fonts_that_are_not_embedded(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(Sheet().table(LEFT, 100, WIDTHS, [HEAD, *BODY])))
    measured = measure_pdf([tmp_path / "a.pdf"], rounds=1)
    assert measured is not None
    assert (measured.tables, measured.cells, measured.equal) == (1, 12, 12)
    assert (measured.files, measured.ratio) == (0, 0.0)
    assert measure_pdf([]) is None


def two_pages(second: list[list[str]], widths: list[float] = WIDTHS, x: float = LEFT) -> list[Sheet]:
    upper = Sheet().text(280, 820, "— 1 —", 9).table(LEFT, 700, WIDTHS, [HEAD, *BODY[:2]])
    return [upper, Sheet().text(280, 820, "— 2 —", 9).table(x, 80, widths, second)]


def test_a_table_goes_on_over_the_page_without_its_head() -> None:
    expected = [f"| {' | '.join(row)} |" for row in (HEAD, *BODY)]
    for second in ([HEAD, BODY[2]], [BODY[2]]):
        document = read(*two_pages(second))
        assert rows(document.text) == expected
        assert "| 初中 | 11 | 8125 |\n| 合计" in document.text
        assert {mark.page for mark in document.marks if document.text[mark.start : mark.end] == "22427"} == {2}


def test_tables_are_left_apart_where_asked() -> None:
    document = read(*two_pages([HEAD, BODY[2]]), join_tables=False)
    assert rows(document.text).count("| 学段 | 学校（所） | 学生（人） |") == 2
    assert "8125 |\n| " not in document.text


def test_tables_with_other_columns_are_not_joined() -> None:
    for widths, second in (([100.0, 120.0, 100.0], BODY[2]), ([120.0, 200.0], ["合计", "35"])):
        text = read(*two_pages([second], widths)).text
        assert "8125 |\n| " not in text
    assert "8125 |\n| 合计" in read(*two_pages([BODY[2]], x=LEFT + 20)).text  # set apart from the spine


def test_words_between_two_tables_keep_them_apart() -> None:
    upper, lower = two_pages([HEAD, BODY[2]])
    lower.parts.clear()
    lower.text(LEFT, 80, "表二").table(LEFT, 100, WIDTHS, [HEAD, BODY[2]])
    assert rows(read(upper, lower).text).count("| 学段 | 学校（所） | 学生（人） |") == 2


def test_a_row_cut_by_the_end_of_the_page_is_made_whole_but_a_new_row_is_not_swallowed() -> None:
    upper = Sheet().box(80, 700, 160, 740).box(160, 700, 300, 740)
    upper.text(84, 716, "办学条件", 10).text(164, 716, "每百名学生拥有网络多媒体教", 10)
    rest = Sheet().box(80, 80, 160, 110).box(160, 80, 300, 110).text(164, 98, "室2.4间以上。", 10)
    assert rows(read(upper, rest).text) == ["| 办学条件 | 每百名学生拥有网络多媒体教室2.4间以上。 |"]
    fresh = Sheet().box(80, 80, 160, 110).box(160, 80, 300, 110).text(84, 98, "经费", 10).text(164, 98, "1200万元", 10)
    assert len(rows(read(upper, fresh).text)) == 2


def unruled(*lines: list[str], top: float = 120) -> Sheet:
    sheet = Sheet()
    for n, line in enumerate(lines):
        for x, words in zip((90, 220, 340, 460), line, strict=False):
            sheet.text(x, top + 24 * n, words, 12)
    return sheet


def test_a_table_without_lines_is_found_by_its_columns_of_numbers() -> None:
    sheet = unruled(["学段", "学校", "学生", "教师"], ["小学", "24", "14302", "861"], ["初中", "11", "8125", "563"],
                    ["合计", "35", "22427", "1424"])  # fmt: skip
    sheet.prose("以上为示例甲县学校的情况，数据由各校填报后汇总。", top=300)
    assert rows(read(sheet).text) == [
        "| 学段 | 学校 | 学生 | 教师 |", "| 小学 | 24 | 14302 | 861 |", "| 初中 | 11 | 8125 | 563 |",
        "| 合计 | 35 | 22427 | 1424 |",
    ]  # fmt: skip


def test_names_side_by_side_are_no_table() -> None:
    sheet = unruled(["组长", "示例甲"], ["副组长", "示例乙"], ["成员", "示例丙"], ["联络员", "示例丁"])
    assert "|" not in read(sheet).text


def test_lines_across_the_whole_page_do_not_hide_its_text() -> None:
    sheet = Sheet().prose("示例甲县有小学24所。")
    for n in range(30):
        sheet.line(0, 30 * n, WIDE, 30 * n)
    assert "示例甲县有小学24所。" in read_pdf(BLANK, pdf(sheet)).text
    assert HIGH > WIDE
