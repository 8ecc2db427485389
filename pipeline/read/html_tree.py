"""A web page's bytes → a small tree of what can be seen, with the measures that tell text from links.

The tree is built once, without recursion, so that neither broken markup nor absurd nesting can stop the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from pipeline.errors import UnreadableDocument
from pipeline.read.text import decode

MOST_NODES = 400_000
_DEEPEST = 500  # what is nested deeper is hung on the element there: no page that a person wrote is
_TRADITIONAL = ("big5", "big5-hkscs")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)

_NEVER_SEEN = frozenset(
    ("script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "canvas", "audio",
     "video", "map", "head", "title", "meta", "link", "input", "select", "option", "optgroup", "textarea", "button",
     "datalist", "-comment", "!doctype")
)  # fmt: skip
BLOCKS = frozenset(
    ("html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
     "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "caption",
     "thead", "tbody", "tfoot", "tr", "td", "th", "ul")
)  # fmt: skip
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_STOPS = re.compile(r"[，,。；;：、]")
_SPACE = re.compile(r"\s+")

_TOO_MANY = f"网页的标记超过 {MOST_NODES:,} 个，异常庞大，没有读取。请只保存正文部分后重新提交。"


@dataclass(slots=True, eq=False)
class Element:
    """An element and what it holds: text and elements in order.

    ``chars`` counts the characters of its text (white space aside), ``linked`` those inside links, ``stops`` its
    punctuation: running text has plenty, navigation none.
    """

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    chars: int = 0
    linked: int = 0
    stops: int = 0

    @property
    def is_block(self) -> bool:
        """Whether it starts a line of its own."""
        return self.tag in BLOCKS

    @property
    def name(self) -> str:
        """Its class and id, by which sites name the parts of a page."""
        return f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}".strip().lower()

    def elements(self) -> Iterator[Element]:
        """The elements directly inside it."""
        return (child for child in self.children if isinstance(child, Element))

    def below(self) -> Iterator[Element]:
        """All elements inside it, in order."""
        waiting = list(self.elements())[::-1]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(list(element.elements())[::-1])

    def text(self) -> str:
        """All its text on one line."""
        words: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                words.append(item)
            else:
                waiting.extend(item.children[::-1])
                if item.is_block or item.tag == "br":
                    words.append(" ")
        return _SPACE.sub(" ", "".join(words)).strip()


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page: its body, its title, the number of places that could not be decoded, and whether frames hold its text."""

    body: Element
    title: str
    lost: int
    framed: bool


def page_of(data: bytes) -> WebPage:
    """The page that ``data`` holds, without what a reader of it does not see.

    Raises UnreadableDocument if no encoding fits or the page is too large, SkippedDocument if the bytes are no text.
    """
    markup, lost = _decoded(data)
    if markup.count("<") > 2 * MOST_NODES:
        raise UnreadableDocument(_TOO_MANY)
    parser = LexborHTMLParser(markup)
    title = parser.css_first("title")
    body = _tree(parser.body) if parser.body is not None else Element("body", {})
    _measure(body)
    _drop_hidden(body)
    return WebPage(
        body=body,
        title=_SPACE.sub(" ", title.text()).strip() if title is not None else "",
        lost=lost,
        framed=parser.css_first("iframe, frame") is not None,
    )


def _decoded(data: bytes) -> tuple[str, int]:
    """The markup, by its byte order mark, else by what its bytes can be; only for Big5 is the page's own word taken.

    Pages say gb2312 and are UTF-8, or the other way round, as often as they were saved anew by a browser.
    """
    named = _CHARSET.search(data[:8192])
    charset = named[1].decode("ascii", "replace").lower() if named else ""
    if charset in _TRADITIONAL:
        try:
            return data.decode("big5-hkscs"), 0
        except UnicodeDecodeError:
            pass
    return decode(data)


def _tree(root: Any) -> Element:
    """The elements and texts below ``root`` that can be seen."""
    top = Element("body", {})
    waiting = [(root.child, top, 1)] if root.child is not None else []
    count = 0
    while waiting:
        node, parent, depth = waiting.pop()
        count += 1
        if count > MOST_NODES:
            raise UnreadableDocument(_TOO_MANY)
        if node.next is not None:
            waiting.append((node.next, parent, depth))
        tag = node.tag or ""
        if tag == "-text":
            parent.children.append(node.text_content or "")
        elif tag not in _NEVER_SEEN:
            element = Element(tag, {key: value or "" for key, value in node.attributes.items()}, parent)
            parent.children.append(element)
            if node.child is not None:
                waiting.append((node.child, element if depth < _DEEPEST else parent, depth + 1))
    return top


def _measure(top: Element) -> None:
    """Fill in the measures of ``top`` and all below it."""
    order = [top, *top.below()]
    for element in order:
        for child in element.children:
            if isinstance(child, str):
                element.chars += len(_SPACE.sub("", child))
                element.stops += len(_STOPS.findall(child))
    for element in reversed(order):
        if element.tag == "a" and element.attributes.get("href", "#")[:1] != "#":
            element.linked = element.chars
        if element.parent is not None:
            element.parent.chars += element.chars
            element.parent.linked += element.linked
            element.parent.stops += element.stops


def _drop_hidden(top: Element) -> None:
    """Take out what is hidden, unless it is most of the page: some sites show their text only when a script has run."""
    for element in list(top.below()):
        style = element.attributes.get("style", "")
        if (_NOT_SHOWN.search(style) or "hidden" in element.attributes) and 2 * element.chars < top.chars:
            parent = element.parent
            if parent is not None and element in parent.children:
                parent.children.remove(element)
                above: Element | None = parent
                while above is not None:
                    above.chars -= element.chars
                    above.linked -= element.linked
                    above.stops -= element.stops
                    above = above.parent
