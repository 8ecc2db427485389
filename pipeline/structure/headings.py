"""Placed blocks → the section path above each: the headings that it stands under, outermost first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.structure.view import Placed

LONGEST = 40  # characters of a heading in a section path
_RUN_IN = 24  # characters up to which a first sentence in front of its text is a heading
_END = re.compile(r"[。::;]")
_TITLE_LEVEL = -6  # ``#`` of Markdown


def sections_of(text: str, placed: Sequence[Placed]) -> tuple[tuple[str, ...], ...]:
    """For each block its section path; a block that opens a section stands in it.

    The one ``#`` heading at the top of a Markdown document is its title and no section.
    """
    titles = [n for n, place in enumerate(placed) if place.block.level == _TITLE_LEVEL]
    title = 0 if titles == [0] else None
    path: list[tuple[int, str]] = []
    found = []
    for n, place in enumerate(placed):
        level = place.block.level
        if level is not None and n != title:
            path = [(depth, words) for depth, words in path if depth < level]
            path.append((level, heading_of(text[place.at : place.to])))
        found.append(tuple(words for _, words in path))
    return tuple(found)


def heading_of(words: str) -> str:
    """What stands for a numbered block in a section path: its first sentence, cut at a readable length."""
    return _END.split(words, maxsplit=1)[0][:LONGEST]


def is_run_in(text: str, at: int, to: int, end: int) -> bool:
    """Whether ``text[at:to]``, the first sentence of a numbered block up to ``end``, heads the text behind it."""
    words = text[at:to]
    return to < end and len(words) <= _RUN_IN and words.endswith("。") and not re.search(r"[,;:]|\d\D*\d", words)
