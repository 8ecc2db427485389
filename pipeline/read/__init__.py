"""The first stage: a file → Document, whatever the file is.

A reader takes the Document as :func:`identify` left it and the file's bytes and returns it with ``text``, and with
``pages``, ``marks``, ``aside`` and ``wrapped`` where its format has them. It raises SkippedDocument for a file that is
no report and UnreadableDocument for one of which nothing can be read, with a Chinese sentence that says what to do.
A format is added by a file of this folder and a line in READERS.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.errors import SkippedDocument, UnreadableDocument
from pipeline.model import Document
from pipeline.read.docx import read_docx
from pipeline.read.html import read_html
from pipeline.read.pdf import read_pdf
from pipeline.read.sniff import FORMS, SAMPLE, sniff
from pipeline.read.text import read_text

Reader = Callable[[Document, bytes], Document]

READERS: dict[str, Reader] = {
    "txt": read_text,
    "markdown": read_text,
    "docx": read_docx,
    "html": read_html,
    "pdf": read_pdf,
}

# the readers that take the place of those above where tables are not to be joined over the page
APART: dict[str, Reader] = {"pdf": partial(read_pdf, join_tables=False)}

LARGEST = 512 * 2**20  # bytes; no report is larger, and a reader holds the whole file
_NO_DIGEST = ""


def read(path: Path, doc: str | None = None, join_tables: bool = True) -> Document:
    """The file at ``path`` as a Document named ``doc`` (by default its file name).

    ``join_tables`` says whether a table that goes on over the page is made one, where the format has pages.
    Raises nothing for a bad file: its ``status`` is then skipped or unreadable and its ``reason`` says why.
    """
    document = identify(path, doc or path.name)
    if document.status != "ok":
        return document
    readers = READERS if join_tables else READERS | APART
    try:
        return readers[document.format](document, path.read_bytes())
    except SkippedDocument as error:
        return replace(document, status="skipped", reason=str(error))
    except (UnreadableDocument, OSError) as error:
        return replace(document, status="unreadable", reason=_why(error))


def identify(path: Path, doc: str) -> Document:
    """What can be said of a file without parsing it: digest, size, format, and whether there is a reader for it.

    ``status`` is ok where it is worth reading. No byte of it is interpreted beyond a look for known marks, so this is
    safe outside a child process.
    """
    nothing = Document(doc, _NO_DIGEST, 0, "unknown", "unreadable")
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            next(path.iterdir(), None)  # raises where the folder cannot be listed, else it is an empty one
            return replace(nothing, format="folder", status="skipped", reason="文件夹里没有文件。")
        if not stat.S_ISREG(kind):
            return replace(nothing, status="skipped", reason="不是普通文件（设备、管道等）。")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            head = file.read(SAMPLE)
            file.seek(max(0, size - SAMPLE))
            tail = file.read(SAMPLE)
    except OSError as error:
        return replace(nothing, reason=_why(error))
    document = Document(doc, digest, size, sniff(path.name, head, tail), "ok")
    if size == 0:
        return replace(document, status="skipped", reason="文件是空的（0 字节）。请确认导出或上传是否完整。")
    if document.format not in READERS:
        form = FORMS[document.format]
        return replace(document, status="skipped", reason=f"格式：{form.name}，暂不读取。{form.advice}")
    if size > LARGEST:
        return replace(document, status="unreadable", reason=f"文件超过 {LARGEST >> 20} MB，请拆分后重新提交。")
    return document


def _why(error: Exception) -> str:
    """An error of the system, or of a reader, as a Chinese sentence that says what to do."""
    if isinstance(error, PermissionError):
        return "没有读取权限。请修改文件权限，或关闭正占用它的程序后重试。"
    if isinstance(error, FileNotFoundError):
        return "文件已不存在，或是失效的链接。请重新提交。"
    if isinstance(error, OSError):
        return f"读取时系统报错（{error.strerror or error}）。请把文件复制到本机硬盘后重试。"
    return str(error)
