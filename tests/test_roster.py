"""--roster: who should report, read from a file that others made."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.cli import main
from pipeline.errors import WrongUsage
from pipeline.read import roster
from pipeline.read.roster import read_roster

TEXT = "示例甲县2023年教育工作总结\n\n全县有小学12所，在校生8031人。\n"


def sheet(folder: Path, *rows: tuple[Any, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "名册.xlsx"
    book.save(path)
    return path


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "名册.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path) -> list[tuple[str, str, str, str | None]]:
    return [(line.prefecture, line.county, line.year, line.county_code) for line in read_roster(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = table(tmp_path, "市州,县,计划认定年度\r\n示例市,示例甲县,2026\r\n", encoding)
    assert read(path) == [("示例市", "示例甲县", "2026", None)]


@pytest.mark.parametrize(
    "head",
    [
        "市州,县,计划认定年度",
        "所属市（州）,县（市、区）名称,拟认定年份",
        "地 市,单位名称,计划 年度",
        "设区市,区县,认定年度",
    ],
)
def test_heads_are_recognised_by_their_words(tmp_path: Path, head: str) -> None:
    assert read(table(tmp_path, f"{head}\n示例市,示例甲县,2026年\n")) == [("示例市", "示例甲县", "2026", None)]


@pytest.mark.parametrize("delimiter", ["\t", ";", "，"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = "县\t市州\t备注\n示例甲县\t示例市\t无\n".replace("\t", delimiter)
    assert read(table(tmp_path, text)) == [("示例市", "示例甲县", "", None)]


def test_a_workbook_with_title_merged_prefectures_and_a_total(tmp_path: Path) -> None:
    rows = (
        ("示例省优质均衡创建计划",),
        ("序号", "市州", "县（市、区）", "行政区划代码", "计划认定年度"),
        (1, "示例市", "示例甲县", 990101, 2026),
        (2, None, "示例 开发区", None, date(2027, 12, 31)),
        (3, "示例州", "示例丙县", None, "“十五五”末"),
        (None, None, "合计", None, 3),
    )
    assert read(sheet(tmp_path, *rows)) == [
        ("示例市", "示例甲县", "2026", "990101"),
        ("示例市", "示例开发区", "2027", None),
        ("示例州", "示例丙县", "“十五五”末", None),
    ]


def wrong(path: Path) -> str:
    with pytest.raises(WrongUsage) as raised:
        read_roster(path)
    assert str(path) in str(raised.value)
    return str(raised.value)


def test_what_is_no_roster_is_refused_in_chinese(tmp_path: Path) -> None:
    assert "打不开" in wrong(tmp_path / "没有.csv")
    assert "文件是空的" in wrong(table(tmp_path, ""))
    assert "没有找到“县（市、区）”一列" in wrong(table(tmp_path, "甲,乙\n1,2\n"))
    assert "表头之下没有县" in wrong(table(tmp_path, "市州,县\n,\n"))
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "只能读 CSV 和 XLSX" in wrong(tmp_path / "a.xls")
    (tmp_path / "b.csv").write_bytes(b"\x81\x20\xff\xfe\x80\x81")
    assert "编码认不出来" in wrong(tmp_path / "b.csv")


def test_a_damaged_or_swollen_workbook_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(tmp_path, ("市州", "县"), ("示例市", "示例甲县"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "不是能读的 XLSX" in wrong(path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (roster.MOST_EXPANDED + 1))
    path.write_bytes(packed.getvalue())
    assert "展开后异常庞大" in wrong(path)


def test_limits_of_size_and_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, "市州,县\n" + "示例市,示例甲县\n" * 12)
    monkeypatch.setattr(roster, "MOST_LINES", 10)
    assert "超过 10 行" in wrong(path)
    monkeypatch.setattr(roster, "MOST_BYTES", 10)
    assert "不像名册" in wrong(path)


# --- through the command ---


def run(tmp_path: Path, *options: str) -> tuple[int, Path]:
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "in" / "甲.txt").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out"
    return main(["run", str(tmp_path / "in"), "-o", str(out), "--jobs", "1", "--quiet", *options]), out


def test_a_run_with_a_roster_names_who_is_missing(tmp_path: Path) -> None:
    path = table(tmp_path, "市州,县,计划认定年度\n示例市,示例甲县,2026\n示例市,示例乙县,2027\n")
    status, out = run(tmp_path, "--roster", str(path), "--rank")
    assert status == 0
    rows = [[c.value for c in row] for row in load_workbook(out / "comparison.xlsx")["报送情况"].iter_rows(min_row=4)]
    assert [row[:5] for row in rows] == [
        ["示例市", "示例甲县", "—", "2026", "已报送"],
        ["示例市", "示例乙县", "—", "2027", "未报送"],
    ]
    assert rows[1][11] == "全部材料"


def test_a_roster_that_cannot_be_read_stops_before_the_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run(tmp_path, "--roster", str(tmp_path / "没有.xlsx"))
    assert status == 2
    assert "名册" in capsys.readouterr().err
    assert not (out / "comparison.xlsx").exists()
