"""The ZIP package of a DOCX file: its XML parts, opened within limits.

Only the parts that hold text are unpacked, and nothing that the file points to outside itself is fetched. python-docx
would open the package too, but it unpacks every image, and refuses files of WPS and of newer Word for parts that a
reader of text has no use for (ECMA-376 Part 2 is the standard).
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.oxml.parser import parse_xml

from pipeline.errors import UnreadableDocument

MOST_ENTRIES = 20_000
LARGEST_PART = 48 * 2**20  # bytes unpacked; the tree takes about ten times as much, and 10,000 pages need less
LARGEST_WHOLE = 2 * 2**30  # bytes that the file claims to unpack to, pictures included

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = b"http://purl.oclc.org/ooxml/"  # ISO 29500 Strict names the same elements otherwise
_NAMES = (
    (_STRICT + b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (_STRICT + b"officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (_STRICT + b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_AGAIN = "请用 Word 或 WPS 打开原文件，另存为 docx 后重新提交。"
_ENCRYPTED = "Word 文档设了打开密码，无法读取。请去掉密码后重新提交。"
_OLD = "文件名是 docx，内容是旧版 Office 格式。" + _AGAIN
_NO_ZIP = "文件名是 docx，内容不是 Word 文档（可能改过扩展名，或传输中损坏）。" + _AGAIN
_TRUNCATED = "Word 文档不完整（可能没有传完或下载中断）。请重新上传完整的文件。"
_DAMAGED = "Word 文档已损坏，内部文件 {part} 无法读取。" + _AGAIN
_NO_DOCUMENT = "文件里没有 Word 正文。" + _AGAIN
_TOO_LARGE = (
    "Word 文档解压后异常庞大（内部文件 {part} 超过 {most} MB），为安全起见没有读取。请拆分，或去掉多余内容后重新提交。"
)
_TOO_MANY = f"Word 文档里的内部文件超过 {MOST_ENTRIES} 个，为安全起见没有读取。" + _AGAIN
_ENTITIES = "Word 文档的内部文件 {part} 含有不允许的外部声明，为安全起见没有读取。" + _AGAIN

Element = Any  # of lxml, which has no types


@dataclass(frozen=True, slots=True)
class Package:
    """An open package: the root of its main part, and the names of related parts by relationship id and by kind."""

    archive: zipfile.ZipFile
    names: dict[str, str]
    body: Element
    by_id: dict[str, str]
    by_kind: dict[str, tuple[str, ...]]

    def root(self, kind: str) -> Element | None:
        """The root of the first related part of a kind (``numbering``, ``styles``, ``footnotes`` …), if any."""
        return next((root for part in self.by_kind.get(kind, ()) if (root := self._parsed(part)) is not None), None)

    def referred(self, reference: Element) -> Element | None:
        """The root of the part that an element names by its relationship id (a header, a footer)."""
        part = self.by_id.get(reference.get(_R_ID, ""))
        return None if part is None else self._parsed(part)

    def _parsed(self, part: str) -> Element | None:
        name = self.names.get(part.lower())
        return None if name is None else _parse(self.archive, name)


def open_package(data: bytes) -> Package:
    """The package that ``data`` holds.

    Raises UnreadableDocument if it is no ZIP, cut off, encrypted, without a main part, or unpacks to too much.
    """
    archive = _archive(data)
    # backslashes and other capitals are against the standard, and happen
    names = {entry.filename.replace("\\", "/").lower(): entry.filename for entry in archive.infolist()}
    main = "word/document.xml"
    if "_rels/.rels" in names:
        related = _related(_parse(archive, names["_rels/.rels"]), "")
        main = next((part for _, kind, part in related if kind == "officeDocument"), main)
    if main.lower() not in names:
        raise UnreadableDocument(_NO_DOCUMENT)
    folder, name = posixpath.split(main)
    rels = names.get(f"{folder}/_rels/{name}.rels".lower())
    found = _related(_parse(archive, rels), folder) if rels else []
    kinds = {kind for _, kind, _ in found}
    return Package(
        archive,
        names,
        body=_parse(archive, names[main.lower()]),
        by_id={key: part for key, _, part in found},
        by_kind={kind: tuple(part for _, k, part in found if k == kind) for kind in kinds},
    )


def _archive(data: bytes) -> zipfile.ZipFile:
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableDocument(_ENCRYPTED if encrypted else _OLD)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableDocument(_TRUNCATED if data.startswith(b"PK\x03\x04") else _NO_ZIP) from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnreadableDocument(_TOO_MANY)
    if sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        largest = max(entries, key=lambda entry: entry.file_size)
        raise UnreadableDocument(_TOO_LARGE.format(part=largest.filename, most=LARGEST_WHOLE >> 20))
    return archive


def _parse(archive: zipfile.ZipFile, name: str) -> Element:
    """The root element of a part. Entities are not resolved, and a part that declares some is refused."""
    entry = archive.getinfo(name)
    if entry.file_size > LARGEST_PART:
        raise UnreadableDocument(_TOO_LARGE.format(part=name, most=LARGEST_PART >> 20))
    if entry.flag_bits & 1:
        raise UnreadableDocument(_ENCRYPTED)
    try:
        data = archive.read(entry)  # never more than the size that the entry claims
        if _STRICT in data:
            for strict, usual in _NAMES:
                data = data.replace(strict, usual)
        root: Element = parse_xml(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, SyntaxError, ValueError) as error:
        raise UnreadableDocument(_DAMAGED.format(part=name)) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableDocument(_ENTITIES.format(part=name))
    return root


def _related(root: Element, folder: str) -> list[tuple[str, str, str]]:
    """Id, kind and part of each relationship that stays inside the package."""
    found = []
    for link in root:
        if isinstance(link.tag, str) and link.get("TargetMode") != "External":
            target = link.get("Target", "").replace("\\", "/")
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append((link.get("Id", ""), link.get("Type", "").rpartition("/")[2], part))
    return found
