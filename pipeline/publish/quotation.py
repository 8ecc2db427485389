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


def quote_fact(document: Document, fact: Fact) -> str:
    """The sentence that a fact stands in; of one in a table its row: other rows say other things."""
    if fact.source != "table" or not 0 <= fact.start < fact.end <= len(document.text):
        return quote(document, fact.start, fact.end)
    left = document.text.rfind("\n", 0, fact.start) + 1
    right = document.text.find("\n", fact.end)
    right = len(document.text) if right < 0 else right
    parts = ((left, fact.start), (fact.start, fact.end), (fact.end, right))
    before, figure, after = (_squeezed(document.text[start:end]) for start, end in parts)
    return _cut(before, figure, after)


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
