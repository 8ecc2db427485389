"""The words by which the report names a figure."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipeline.model import Figure
from pipeline.normalise.bind import Binding
from pipeline.normalise.context import Context

_TRIM = re.compile(
    r"^(?:[\s,;:、(。]|其中|另有|另外|另|共有|共|现有|有(?!效|关|教师资格)|中(?![小学央心等职考国高级层西东部专])|目前|全县|我县|累计|并|还|和|及|与)+|(?:[\s,;:、(。]|共有|共|为|是|达到|达|到|有|约|近|分别|均|都|至少|不低于|不超过|超过|合计|总计|累计|计|至|里|里头|的)+$"
)
LONGEST = 24


def label_of(figure: Figure, binding: Binding, context: Context) -> str:
    """The head noun phrase of a figure: the term that named it, else what its own phrase or the words behind it say."""
    text = context.text
    own = _TRIM.sub("", text[figure.own[0] : figure.at])
    taken = binding.position in ("list", "clause")
    if (
        binding.cue is not None
        and binding.position not in ("heading", "item")
        and not (taken and binding.cue.weak and own)
    ):
        term = text[binding.cue.at : binding.cue.to]
        return _TRIM.sub("", term) or term
    own = _TRIM.sub("", text[figure.own[0] : figure.at])
    if own:
        return _head(own)
    after = _TRIM.sub("", text[figure.after[0] : figure.after[1]])
    return _first(after) if after else text[figure.at : figure.to]


def _head(phrase: str) -> str:
    """The last noun phrase of ``phrase``: its last words, up to a readable length."""
    if len(phrase) <= 8:
        return phrase
    words = _words(phrase[-3 * LONGEST :])  # more than the head can take
    head = ""
    for word in reversed(words):
        if head and len(word) + len(head) > 12:
            break
        head = word + head
    return head[-LONGEST:]


def _first(phrase: str) -> str:
    words = _words(phrase[: 3 * LONGEST])
    head = ""
    for word in words:
        if head and len(word) + len(head) > 12:
            break
        head += word
    return head[:LONGEST]


def _words(phrase: str) -> list[str]:
    return [str(w) for w in _jieba().lcut(phrase, HMM=False)]


@cache
def _jieba() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba
