"""read: bytes of any kind → a Document whose text is canonical, or whose reason says what to do."""

import io
import os
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from pipeline.errors import SkippedDocument, UnreadableDocument
from pipeline.model import Document
from pipeline.read import READERS, identify, read
from pipeline.read.sniff import FORMS, SAMPLE, sniff
from pipeline.read.text import canonical, decode

WORDS = "示例甲县共有小学12所，在校生3456人。\n生均面积7.5㎡。\n"


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def form(name: str, data: bytes) -> str:
    return sniff(name, data[:SAMPLE], data[-SAMPLE:])


def docx_bytes() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(WORDS)
    document.save(buffer)
    return buffer.getvalue()


def xlsx_bytes() -> bytes:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


def zip_bytes() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("示例甲县.txt", WORDS)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("utf-16"),
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        WORDS.encode("gb18030"),
        WORDS.replace("\n", "\r\n").encode(),
        WORDS.replace("\n", "\r").encode("gb18030"),
    ],
)
def test_every_encoding_and_line_end_gives_the_same_text(tmp_path: Path, data: bytes) -> None:
    document = read(put(tmp_path, "示例甲县.txt", data))
    assert (document.status, document.format, document.text) == ("ok", "txt", WORDS)
    assert document.size == len(data)
    assert len(document.sha256) == 64


@pytest.mark.parametrize("odd", "\u2028\u2029\x85\x0b\x0c\x07\x1c\x1e\x9f")
def test_odd_separators_are_replaced_one_for_one(odd: str) -> None:
    before = f"小学{odd}12所"
    after = canonical(before)
    assert len(after) == len(before)
    assert after in ("小学\n12所", "小学 12所")
    assert after.splitlines() == after.split("\n")


def test_tabs_and_wide_blanks_stay() -> None:
    assert canonical("小学\t12所\u3000初中") == "小学\t12所\u3000初中"


@pytest.mark.parametrize("data", [b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 9, bytes(range(1, 32)) * 40])
def test_a_binary_renamed_to_txt_is_skipped(tmp_path: Path, data: bytes) -> None:
    document = read(put(tmp_path, "报告.txt", data))
    assert (document.status, document.format, document.text) == ("skipped", "binary", "")
    assert "内容不是文字" in (document.reason or "")


def test_binary_behind_a_head_of_text_is_refused() -> None:
    with pytest.raises(SkippedDocument, match="内容不是文字"):
        decode(WORDS.encode() + b"\x00\x01\x02" * 3)


def test_a_few_bad_bytes_make_a_partial_document_with_the_rest_intact(tmp_path: Path) -> None:
    data = (WORDS * 40).encode() + "初中".encode()[:4] + "。".encode()
    document = read(put(tmp_path, "a.txt", data))
    assert document.status == "partial"
    assert "1 处无法解码" in (document.reason or "")
    assert document.text.startswith(WORDS * 40)


def test_bytes_of_no_known_encoding_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="UTF-8"):
        decode(b"\xff\x81\xff " * 200)


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", "\u3000\n".encode()])
def test_a_file_without_text_is_skipped(tmp_path: Path, data: bytes) -> None:
    document = read(put(tmp_path, "空.txt", data))
    assert document.status == "skipped"
    assert "导出或上传是否完整" in (document.reason or "")


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", WORDS.encode(), "txt"),
        ("a", WORDS.encode(), "txt"),
        ("A.TXT", WORDS.encode("gb18030"), "txt"),
        ("附件1.示例甲县", WORDS.encode(), "txt"),
        ("自评报告.2023", WORDS.encode(), "txt"),
        ("a.md", WORDS.encode(), "markdown"),
        ("a.csv", WORDS.encode(), "unknown"),
        ("a.txt", b"%PDF-1.7\n%...", "pdf"),
        ("a.doc", b"{\\rtf1 ...", "rtf"),
        ("a.doc", b"<html><body>...", "html"),
        ("a.txt", b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html>", "html"),
        ("a.html", "示例甲县".encode(), "html"),
        ("a.txt", docx_bytes(), "docx"),
        ("a.zip", docx_bytes(), "docx"),
        ("a.docx", xlsx_bytes(), "xlsx"),
        ("a.docx", zip_bytes(), "zip"),
        ("a.docx", WORDS.encode(), "docx"),
        ("a.pdf", b"\x00\x01" * 90, "pdf"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "wps"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "xls"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "binary"),
        ("a.bin", b"\x89PNG\r\n\x1a\n\0\0", "image"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10", "image"),
        ("a.rar", b"Rar!\x1a\x07\x00", "rar"),
        ("a.dat", b"\x00\x01\x02\x03" * 40, "binary"),
    ],
)
def test_what_a_file_is(name: str, data: bytes, expected: str) -> None:
    assert form(name, data) == expected


@pytest.mark.parametrize("name", sorted(FORMS.keys() - READERS.keys()))
def test_every_format_without_a_reader_says_what_to_do(name: str) -> None:
    assert FORMS[name].name
    assert "重新提交" in FORMS[name].advice or "提交" in FORMS[name].advice


def test_a_format_without_a_reader_is_skipped_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(READERS, "docx", raising=False)
    document = read(put(tmp_path, "a.docx", docx_bytes()))
    assert (document.status, document.format) == ("skipped", "docx")
    assert "Word 文档（docx）" in (document.reason or "")
    assert "另存为纯文本" in (document.reason or "")


def test_a_reader_is_one_entry_of_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(document: Document, data: bytes) -> Document:
        raise UnreadableDocument("文件已损坏。")

    monkeypatch.setitem(READERS, "docx", fails)
    document = read(put(tmp_path, "a.docx", docx_bytes()))
    assert (document.status, document.reason) == ("unreadable", "文件已损坏。")


def test_a_file_without_permission_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "a.txt", WORDS.encode())
    real = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self == path:  # chmod would not do: root reads everything
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refuse)
    document = read(path)
    assert document.status == "unreadable"
    assert "没有读取权限" in (document.reason or "")


def test_what_is_no_file_is_named_not_opened(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "失效的链接" in (read(tmp_path / "broken").reason or "")
    assert "不是普通文件" in (read(tmp_path / "pipe.txt").reason or "")


def test_identify_does_not_read_into_a_text(tmp_path: Path) -> None:
    document = identify(put(tmp_path, "a.txt", WORDS.encode()), "甲/a.txt")
    assert (document.doc, document.status, document.text) == ("甲/a.txt", "ok", "")
