"""What a file is: by its content first, then by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.read.text import TEXT_MARKS, binary_share, utf16_order

SAMPLE = 65_536  # bytes of head and tail that the content is judged by
_TOO_BINARY = 0.01


@dataclass(frozen=True, slots=True)
class Form:
    """A format by its Chinese name, and what its sender should do where no reader takes it."""

    name: str
    advice: str


_AS_TEXT = "请用原软件打开，另存为纯文本（.txt，编码选 UTF-8）后重新提交。"
_AS_WORD = "请用 Word 或 WPS 打开，另存为 Word 文档（.docx）后重新提交。"
_NO_REPORT = "如其中有报告内容，请另存为纯文本（.txt）后重新提交。"
_UNPACK = "请先解压，再提交其中的报告文件。"
FORMS: dict[str, Form] = {
    "txt": Form("纯文本", _AS_TEXT),
    "markdown": Form("Markdown 文本", _AS_TEXT),
    "html": Form("网页文件（HTML）", _AS_TEXT),
    "pdf": Form("PDF 文件", _AS_TEXT),
    "docx": Form("Word 文档（docx）", _AS_TEXT),
    "doc": Form("Word 97-2003 文档（doc）", _AS_WORD),
    "wps": Form("WPS 文字文档（wps）", _AS_WORD),
    "rtf": Form("RTF 文档", _AS_WORD),
    "odt": Form("OpenDocument 文档（odt）", _AS_WORD),
    "ofd": Form("OFD 版式文件", "请提交原 Word 文档，或另存为 PDF 后重新提交。"),
    "xlsx": Form("Excel 工作簿（xlsx）", _AS_TEXT),
    "xls": Form("Excel 97-2003 工作簿（xls）", _AS_TEXT),
    "pptx": Form("演示文稿（pptx）", _NO_REPORT),
    "ppt": Form("演示文稿（ppt）", _NO_REPORT),
    "zip": Form("压缩包（zip）", _UNPACK),
    "rar": Form("压缩包（rar）", _UNPACK),
    "7z": Form("压缩包（7z）", _UNPACK),
    "gzip": Form("压缩包（gz）", _UNPACK),
    "image": Form("图片", "请提交报告的 Word 文档或文字版 PDF。"),
    "binary": Form("二进制文件（内容不是文字）", _NO_REPORT),
    "unknown": Form("无法识别", "如内容确是报告，请把扩展名改为 .txt 后重新提交。"),
}

_BY_NAME = {
    **{f".{e}": e for e in ("txt", "pdf", "docx", "doc", "wps", "rtf", "odt", "ofd", "xlsx", "xls", "pptx", "ppt")},
    **{f".{e}": e for e in ("zip", "rar", "7z")},
    **dict.fromkeys((".text", ".asc"), "txt"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "html"),
    **dict.fromkeys((".docm", ".dotx"), "docx"),
    **dict.fromkeys((".xlsm", ".xltx"), "xlsx"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"), "image"),
    ".gz": "gzip",
}
_PLAIN = ("txt", "markdown", "html")

_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
# what the directory of a ZIP or of an OLE container names, in this order
_IN_ZIP = (
    (b"word/document", "docx"),
    (b"xl/workbook", "xlsx"),
    (b"ppt/presentation", "pptx"),
    (b"OFD.xml", "ofd"),
    (b"opendocument.text", "odt"),
)
_IN_OLE = tuple(
    (name.encode("utf-16-le"), found)
    for name, found in (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"))
)
_OFFICE_ZIP = ("docx", "xlsx", "pptx", "odt", "ofd")
_END_OF_ZIP = b"PK\x05\x06"
_HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*")


def sniff(name: str, head: bytes, tail: bytes) -> str:
    """The format (a key of :data:`FORMS`) of a file of this name, from its first and last :data:`SAMPLE` bytes.

    Content goes before the name. The name decides between formats of the same content (txt, markdown; doc, wps), and
    where the content is not what the name claims (``x.docx`` that is no ZIP) the claim stands, so that its reader can
    say that the file is damaged; but a binary named .txt is ``binary``.
    """
    suffix = _suffix(name)
    claimed = _BY_NAME.get(suffix)
    content = _by_content(head, tail)
    if content == "ole":
        return _ole(claimed, head + tail)
    if content == "zip" and claimed in _OFFICE_ZIP and _END_OF_ZIP not in tail:
        return claimed  # cut off before the directory that would tell what is in it
    if content == "text":
        return claimed or ("unknown" if suffix else "txt")
    if content == "binary":
        return claimed if claimed is not None and claimed not in _PLAIN else "binary"
    return content


def _suffix(name: str) -> str:
    """The extension in lower case, or nothing: 自评报告.2023 and 附件1.某县 have none."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if len(suffix) <= 9 and _EXTENSION.fullmatch(suffix) else ""


def _by_content(head: bytes, tail: bytes) -> str:
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((found for mark, found in _IN_ZIP if mark in head or mark in tail), "zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")[:4096]):
        return "html"
    if head.startswith(TEXT_MARKS) or utf16_order(head) is not None:
        return "text"
    return "binary" if b"\0" in head or binary_share(head.decode("latin-1")) > _TOO_BINARY else "text"


def _ole(claimed: str | None, sample: bytes) -> str:
    """Which of the old Office formats: WPS writes the same streams as Word, so the name tells them apart."""
    found = next((found for mark, found in _IN_OLE if mark in sample), None)
    if found in (None, "doc") and claimed == "wps":
        return "wps"
    if found is None and claimed in _OFFICE_ZIP:
        return claimed
    return found or (claimed if claimed in ("doc", "xls", "ppt") else "binary")
