"""Saved web pages: the report, its title and the line of its date; the site around it comes after, aside."""

from __future__ import annotations

from dataclasses import replace

from pipeline.errors import SkippedDocument, UnreadableDocument
from pipeline.model import Document
from pipeline.read.blocks import Paragraph, canon_of
from pipeline.read.html_blocks import blocks_of
from pipeline.read.html_body import Body, body_of
from pipeline.read.html_tree import Element, page_of

LARGEST = 16 * 2**20  # bytes; what is larger holds pictures or a whole site, and would take minutes

_TOO_LARGE = f"网页文件超过 {LARGEST >> 20} MB，异常庞大，没有读取。请只保存正文部分，或提交 Word、PDF 文件。"
_EMPTY = "网页里没有文字。请用浏览器打开，确认显示正文后另存，再重新提交。"
_FRAMED = "网页的正文在内嵌的框架（frame）里，没有保存下来。请单独打开正文页面后另存，再重新提交。"
_LINKS_ALONE = "网页里只有导航和链接，没有报告正文。请打开报告所在的页面后另存，再重新提交。"
_LOST = "有 {lost} 处无法解码，已用“\ufffd”代替，其余照常读取。请用浏览器重新保存网页后提交。"

_BETWEEN = " | "


def read_html(document: Document, data: bytes) -> Document:
    """``document`` with its canonical text; partial where a few bytes could not be decoded.

    Raises UnreadableDocument if the page is too large, in no known encoding, or its text is in frames that were not
    saved; SkippedDocument if there is no text or nothing but links.
    """
    if len(data) > LARGEST:
        raise UnreadableDocument(_TOO_LARGE)
    page = page_of(data)
    body = body_of(page.body, page.title)
    if body is None:
        if page.framed:
            raise UnreadableDocument(_FRAMED)
        raise SkippedDocument(_LINKS_ALONE if page.body.chars else _EMPTY)
    canon = canon_of([*blocks_of(body.report, body.is_aside), *_site(page.body, body)])
    return replace(
        document,
        status="partial" if page.lost else "ok",
        reason=_LOST.format(lost=page.lost) if page.lost else None,
        text=canon.text,
        wrapped=canon.wrapped,
        marks=canon.marks,
        aside=canon.aside,
    )


def _site(page: Element, body: Body) -> list[Paragraph]:
    """The words around the report, aside, all on one line: nothing of them may pass for a title or a date."""
    parts = [element for element in body.report.below() if body.is_aside(element)]
    around = page if body.report is not page else None
    while around is not None and around is not body.report:
        inner = next((e for e in around.elements() if _holds(e, body.report)), None)
        parts += [element for element in around.elements() if element is not inner]
        around = inner
    return [Paragraph(_BETWEEN.join(words for part in parts if (words := _words(part))), aside=True)]


def _holds(element: Element, other: Element) -> bool:
    above: Element | None = other
    while above is not None and above is not element:
        above = above.parent
    return above is element


def _words(part: Element) -> str:
    """All words of a part of the site."""
    found = []
    for block in blocks_of(part, lambda _: False):
        lines = [block.text] if isinstance(block, Paragraph) else [" ".join(row) for row in block.rows]
        found += [word for line in lines for word in line.split()]
    return " ".join(found)
