"""Plain text and Markdown: bytes in one of the encodings that Chinese offices use → canonical text."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from pipeline.errors import SkippedDocument, UnreadableDocument
from pipeline.model import Document

TEXT_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BOMS = tuple(zip(TEXT_MARKS, ("utf-8", "utf-16-le", "utf-16-be"), strict=True))
_MOST_CONTROLS = 0.005  # share of control characters above which decoded bytes are no text
_MOST_LOST = 0.005  # share of undecodable places up to which a text is worth reading
_MOST_PRIVATE = 0.02  # share of private-use characters above which the encoding was guessed wrong

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_USUAL = re.compile(r"[\t\n\r\x20-\x7e\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# One character for one, so that offsets stay: what other programs take for a line end becomes one, other control
# characters, which XML and workbooks cannot hold, become a blank.
_ONE_FOR_ONE = {
    **{code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"},
    **dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n"),
}

_BINARY = "内容不是文字（可能是改了扩展名的其他文件）。如确是报告，请用原软件打开，另存为纯文本（.txt，编码选 UTF-8）。"
_EMPTY = "文件里没有文字。请确认导出或上传是否完整。"
_ENCODING = "文字编码无法识别。请用记事本打开，确认没有乱码后另存为 UTF-8 编码，再重新提交。"


def read_text(document: Document, data: bytes) -> Document:
    """``document`` with its canonical text; partial where a few bytes could not be decoded.

    Raises SkippedDocument if the bytes are no text or hold none, UnreadableDocument if no encoding fits.
    """
    decoded, lost = decode(data)
    text = canonical(decoded)
    if not text.strip():
        raise SkippedDocument(_EMPTY)
    if lost:
        reason = f"有 {lost} 处无法解码，已用“\ufffd”代替，其余照常读取。请核对原文件，另存为 UTF-8 编码后重新提交。"
        return replace(document, status="partial", text=text, reason=reason)
    return replace(document, text=text)


def decode(data: bytes) -> tuple[str, int]:
    """The text of UTF-8, UTF-16 (with a byte order mark or without) or GB18030 bytes, and the number of places lost.

    Raises SkippedDocument for binary data, UnreadableDocument where no encoding fits.
    """
    text, lost = _decode(data)
    if "\0" in text or binary_share(text) > _MOST_CONTROLS:
        raise SkippedDocument(_BINARY)
    if lost > _MOST_LOST * len(text) or len(_PRIVATE.findall(text)) > _MOST_PRIVATE * len(text):
        raise UnreadableDocument(_ENCODING)
    return text, lost


def _decode(data: bytes) -> tuple[str, int]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _leniently(data[len(mark) :], encoding)
    order = utf16_order(data)
    if order is not None:
        return _leniently(data, order)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), 0
        except UnicodeDecodeError:
            continue
    return min((_leniently(data, encoding) for encoding in ("utf-8", "gb18030")), key=lambda found: found[1])


def _leniently(data: bytes, encoding: str) -> tuple[str, int]:
    try:
        return data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        return text, text.count("\ufffd")


def utf16_order(data: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` if the bytes, without a byte order mark, read as Chinese or Latin text so.

    Text of these encodings holds NUL bytes wherever a line ends or a digit stands; without one, None.
    """
    if b"\0" not in data:
        return None
    sample = data[:4096]
    for order in ("utf-16-le", "utf-16-be"):
        text = sample.decode(order, errors="ignore")
        if text and "\0" not in text and len(_USUAL.findall(text)) >= 0.95 * len(text):
            return order
    return None


def binary_share(text: str) -> float:
    """The share of characters that no text holds: controls other than tab, line ends, page breaks."""
    return len(_CONTROLS.findall(text)) / len(text) if text else 0.0


def canonical(text: str) -> str:
    """``text`` with LF line ends, without a byte order mark; odd separators replaced, one character for one."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").translate(_ONE_FOR_ONE)
