"""Word documents (DOCX, DOCM, DOTX; ISO Strict too): paragraphs and tables in the order in which Word shows them.

All tracked changes are taken as accepted. Numbers that Word draws stand in front of their paragraphs, footnotes and
text boxes after the paragraph or table that they belong to; tables of contents, headers and footers are aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

from pipeline.errors import UnreadableDocument
from pipeline.model import Document
from pipeline.read.blocks import Block, Grid, Paragraph, canon_of
from pipeline.read.docx_package import Package, open_package
from pipeline.read.numbering import BULLET, Numbering
from pipeline.read.runs import Note, Runs
from pipeline.read.styles import Styles

Element = Any

_WIDEST = 200  # columns that a merged cell may claim
_DROPPED = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:tblPrEx", "w:trPr", "w:tcPr", "w:tblGrid"))
)

_EMPTY = "Word 文档里没有文字。请确认导出或上传是否完整。"
_PICTURES = "Word 文档里只有图片，没有文字（可能是扫描件）。请提交文字版，或提交扫描件的 PDF。"
_EMBEDDED = "文档里有 {count} 处嵌入的文件（altChunk）没有读取，其余照常读取。请用 Word 打开，另存为 docx 后重新提交。"


def read_docx(document: Document, data: bytes) -> Document:
    """``document`` with its canonical text; partial where files embedded in it were not read.

    Raises UnreadableDocument if the file is damaged, encrypted, too large or without text.
    """
    package = open_package(data)
    parts = _parts(package)
    blocks = [*_blocks(package.body, parts), *_headers_and_footers(package, parts)]
    canon = canon_of(blocks)
    if not any(isinstance(block, Grid) or not block.aside for block in blocks) or not canon.text.strip():
        pictures = any(True for _ in package.body.iter(qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata"))
        raise UnreadableDocument(_PICTURES if pictures else _EMPTY)
    embedded = sum(1 for _ in package.body.iter(qn("w:altChunk")))
    return replace(
        document,
        status="partial" if embedded else "ok",
        reason=_EMBEDDED.format(count=embedded) if embedded else None,
        text=canon.text,
        wrapped=canon.wrapped,
        marks=canon.marks,
        aside=canon.aside,
    )


def tables_of(data: bytes) -> tuple[Grid, ...]:
    """The tables of a document, with tracked changes taken as accepted.

    Raises UnreadableDocument if the file is damaged, encrypted or too large.
    """
    package = open_package(data)
    return tuple(block for block in _blocks(package.body, _parts(package)) if isinstance(block, Grid))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What reading a paragraph needs besides the paragraph."""

    styles: Styles
    numbering: Numbering
    runs: Runs
    notes: dict[tuple[str, str], Element]


def _parts(package: Package) -> _Parts:
    styles = Styles(package.root("styles"))
    notes = {}
    for kind in ("footnote", "endnote"):
        root = package.root(f"{kind}s")
        for note in () if root is None else root:
            if note.tag == qn(f"w:{kind}"):
                notes[kind, note.get(qn("w:id"), "")] = note
    return _Parts(styles, Numbering(package.root("numbering"), styles), Runs(styles), notes)


def _blocks(container: Element, parts: _Parts) -> Iterator[Block]:
    """The paragraphs and tables of a body, a cell, a note or a text box."""
    open_words: list[Any] = []  # of a paragraph whose end is deleted: it runs on into the next
    properties = None
    for element in _elements(container):
        if element.tag == qn("w:tbl"):
            yield from _table(element, parts)
            continue
        properties = element.find(qn("w:pPr"))
        label = parts.numbering.label(properties)
        tokens = parts.runs.tokens(element)
        if not open_words and (label or tokens):
            open_words.append(label)
        open_words += tokens
        if not _end_deleted(properties):
            yield from _paragraph(open_words, parts, properties)
            open_words = []
    yield from _paragraph(open_words, parts, properties)


def _elements(container: Element) -> Iterator[Element]:
    """Paragraphs and tables below ``container``, out of content controls and accepted insertions, in order."""
    waiting = [iter(container)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif isinstance(element.tag, str) and element.tag not in _DROPPED:
            waiting.append(iter(element))


def _end_deleted(properties: Element | None) -> bool:
    """Whether a tracked change deletes the end of the paragraph."""
    mark = None if properties is None else properties.find(qn("w:rPr"))
    return mark is not None and any(mark.find(qn(name)) is not None for name in ("w:del", "w:moveFrom"))


def _paragraph(tokens: list[Any], parts: _Parts, properties: Element | None) -> Iterator[Block]:
    """A paragraph, then its text boxes, then its notes."""
    words = "".join(token for token in tokens if isinstance(token, str))
    contents = parts.styles.is_contents(properties)
    yield Paragraph(words if words != BULLET else "", aside=contents, heading=parts.styles.heading(properties))
    for token in tokens:
        if not isinstance(token, (str, Note)):
            yield from _blocks(token, parts)
    for token in tokens:
        if isinstance(token, Note) and (token.kind, token.key) in parts.notes:
            yield from _note(token, parts)


def _note(reference: Note, parts: _Parts) -> Iterator[Block]:
    for block in _blocks(parts.notes[reference.kind, reference.key], parts):
        yield replace(block, place=f"{reference.kind} {reference.key}") if isinstance(block, Paragraph) else block


def _table(table: Element, parts: _Parts) -> Iterator[Block]:
    """A table, then the tables and notes that stand inside its cells.

    They follow the whole table and not only their row, so that the rows after it keep their header.
    """
    rows = []
    inner: list[Block] = []
    for row in _below(table, "w:tr"):
        properties = row.find(qn("w:trPr"))
        if properties is not None and properties.find(qn("w:del")) is not None:
            continue
        cells = [""] * _span(properties, "w:gridBefore", 0)
        for cell in _below(row, "w:tc"):
            words, others = _cell(cell, parts)
            inner += others
            cells += [words] + [""] * (_span(cell.find(qn("w:tcPr")), "w:gridSpan", 1) - 1)
        rows.append(tuple(cells))
    yield Grid(tuple(rows))
    yield from inner


def _below(container: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, out of content controls and insertions."""
    for element in container:
        if element.tag == qn(name):
            yield element
        elif isinstance(element.tag, str) and element.tag not in _DROPPED and element.tag != qn("w:tc"):
            yield from _below(element, name)


def _cell(cell: Element, parts: _Parts) -> tuple[str, list[Block]]:
    """The words of a cell, and the blocks in it that are no words of it. What goes on a merged cell shows nothing."""
    properties = cell.find(qn("w:tcPr"))
    for name in ("w:vMerge", "w:hMerge"):
        merge = None if properties is None else properties.find(qn(name))
        if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
            return "", []
    if properties is not None and properties.find(qn("w:cellDel")) is not None:
        return "", []
    words = []
    others: list[Block] = []
    for block in _blocks(cell, parts):
        if isinstance(block, Paragraph) and block.place is None:
            words.append(block.text)
        else:
            others.append(block)
    return "\n".join(w for w in words if w.strip()), others


def _span(properties: Element | None, name: str, otherwise: int) -> int:
    element = None if properties is None else properties.find(qn(name))
    value = "" if element is None else element.get(qn("w:val"), "")
    return min(int(value), _WIDEST) if value.isascii() and value.isdecimal() and int(value) else otherwise


def _headers_and_footers(package: Package, parts: _Parts) -> Iterator[Paragraph]:
    """The words of all headers and footers, each different one once."""
    seen: set[str] = set()
    for kind in ("header", "footer"):
        for reference in package.body.iter(qn(f"w:{kind}Reference")):
            root = package.referred(reference)
            for words in () if root is None else _words(_blocks(root, parts)):
                if words.strip() and words not in seen:
                    seen.add(words)
                    yield Paragraph(words, place=kind, aside=True)


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from ("  ".join(cell for cell in row if cell.strip()) for row in block.rows)
