"""The sentence that a figure stands in, out of the canonical text."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.model import Document, Fact

MOST = 120
"""Characters of a quotation at most (without the marks of omission)."""

_ENDS = "。；;！？!?"
_SENTENCE_END = re.compile(rf"[{_ENDS}\n]")
_SENTENCE_END_WRAPPED = re.compile(rf"[{_ENDS}]|\n\s*\n")
"""In wrapped text a line may break off inside a sentence; only an empty line ends one."""
_ENDED = re.compile(rf".*[{_ENDS}\n]", re.DOTALL)
_ENDED_WRAPPED = re.compile(rf".*[{_ENDS}]", re.DOTALL)
"""All up to the last end of a sentence."""
_EMPTY_LINE = re.compile(r"\n\s*\n")


def quote(document: Document, start: int, end: int) -> str:
    """The sentence around ``text[start:end]`` without white space, as the report writes it.

    A longer sentence is cut to :data:`MOST` characters around the figure, and ``…`` stands where something was left
    out. Offsets outside the text give an empty quotation.
    """
    if not 0 <= start < end <= len(document.text):
        return ""
    return _quote(document.text, document.wrapped, start, end)


def whole_row(document: Document, at: int) -> str | None:
    """The table row that ``text[at]`` stands in, its cells parted by blanks; None outside tables."""
    start = document.text.rfind("\n", 0, at) + 1
    end = document.text.find("\n", at)
    line = document.text[start : end if end >= 0 else len(document.text)]
    return " ".join(line.replace("|", " ").split()) if "|" in line else None


def quote_row(document: Document, start: int, end: int) -> str:
    """The line around ``text[start:end]``, which is a table's row: its cells as they stand, cut as a sentence is."""
    if not 0 <= start < end <= len(document.text):
        return ""
    left = document.text.rfind("\n", 0, start) + 1
    right = document.text.find("\n", end)
    line = document.text[left : right if right >= 0 else None]
    return _cut(line[: start - left].lstrip(" |"), line[start - left : end - left], line[end - left :].rstrip(" |"))


def quote_fact(document: Document, fact: Fact) -> str:
    """The sentence that a fact stands in; of one in a table its row: other rows say other things."""
    if fact.source != "table":
        return quote(document, fact.start, fact.end)
    return quote_row(document, fact.start, fact.end)


@lru_cache(maxsize=4096)  # the list of facts, the comments and the findings quote the same sentences
def _quote(text: str, wrapped: bool, start: int, end: int) -> str:
    stop = _SENTENCE_END_WRAPPED if wrapped else _SENTENCE_END
    room = 8 * MOST  # white space counts here; more than this of it around one figure is no sentence
    before = text[max(0, start - room) : start]
    ended = (_ENDED_WRAPPED if wrapped else _ENDED).match(before)
    left = ended.end() if ended else 0
    if wrapped:
        left = max((m.end() for m in _EMPTY_LINE.finditer(before, left)), default=left)
    after = text[end : end + room]
    first = stop.search(after)
    right = first.end() if first else len(after)
    return _cut(_squeezed(before[left:]), _squeezed(text[start:end]), _squeezed(after[:right]))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _cut(before: str, figure: str, after: str) -> str:
    spare = max(0, MOST - len(figure))
    if len(before) + len(after) > spare:
        keep_before = max(min(len(before), spare // 2), spare - len(after))
        keep_after = max(0, spare - keep_before)
        if keep_before < len(before):
            before = "…" + before[len(before) - keep_before :]
        if keep_after < len(after):
            after = after[:keep_after] + "…"
    return before + figure[:MOST] + after
