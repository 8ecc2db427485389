"""Blocks → the view: one string to match on, each character led back to its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Span, View
from pipeline.structure import lines as line_of
from pipeline.structure.reflow import Block

# Half-width forms of full-width ASCII; 。、“” and the like have none and stay.
_BOTH = frozenset("於麽週祇") # traditional forms that GB 2312 holds beside the simplified ones
_HALF = {i: chr(i - 0xFEE0) for i in range(0xFF01, 0xFF5F)} | {0x2236: ":", 0xFE30: ":", 0x2212: "-"}

# Slips of text recognition that hide a term or break a number, mended character for character.
_SLIP = re.compile(r"[毛净总]?人[学园](?=率|学率)|[毛净]人(?=[学园入]率)|(?<=投)人(?!标|资|保|诉|票)")
_POINT = re.compile(r"(?<=\d)。(?=\d{1,3}[万亿]|[万亿]元)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the view characters that each of its lines became."""

    block: Block
    at: int
    to: int
    rows: tuple[tuple[int, int], ...]


def view_of(text: str, blocks: Sequence[Block]) -> tuple[View, tuple[Placed, ...]]:
    """The view over all blocks but the noise, and where each block stands in it."""
    out: list[str] = []
    origin: list[int] = []
    placed: list[Placed] = []
    for block in blocks:
        if block.kind == "noise":
            continue
        at = len(out)
        rows = []
        for span in block.lines:
            row = len(out)
            for i, c in _characters(text, span, joined=bool(rows) and block.kind != "table"):
                out.append(c)
                origin.append(i)
            rows.append((row, len(out)))
            if block.kind == "table":
                out.append("\n")
                origin.append(min(span.end, len(text) - 1))
        placed.append(Placed(block, at, len(out), tuple(rows)))
        out.append("\n")
        origin.append(min(block.lines[-1].end, len(text) - 1))
    text = _SLIP.sub(lambda m: m.group(0).replace("人", "入"), _simplified("".join(out)))
    text = _POINT.sub(lambda m: "." if m.group(0) == "。" and m.string[m.end()].isdigit() else " ", text)
    return View(text, tuple(origin)), tuple(placed)


def _characters(text: str, span: Span, *, joined: bool) -> Iterator[tuple[int, str]]:
    """The matchable characters of one line, with their offsets.

    White space goes, but a blank stays between two digits (the number grammar decides what it means); Markdown's
    marks go. Digits that a line break parted are joined, so no blank stands at the head of a ``joined`` line.
    """
    line = text[span.start : span.end]
    lead = len(line) - len(line_of.opening(line)) if not joined else len(line) - len(line.lstrip())
    last = ""
    gap = False
    i = lead
    while i < len(line):
        c = line[i]
        if c.isspace() or c in "\u200b\ufeff\u00ad":
            gap = True
        elif c == "*" and line[i + 1 : i + 2] == "*":
            i += 1
        else:
            c = c.translate(_HALF)
            if gap and c.isdigit() and last.isdigit():
                yield span.start + i - 1, " "
            yield span.start + i, c
            last, gap = c, False
        i += 1


@lru_cache(maxsize=64)
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    """Traditional characters made simplified, one for one; GB 2312 holds none, so most texts pass untouched."""
    rare = sorted({c for c in text if "\u3400" <= c <= "\u9fff" and not _in_gb2312(c)})
    if not rare:
        return text
    converted = {c: _converter().convert(c) for c in rare}  # type: ignore[attr-defined]
    return text.translate({ord(c): s for c, s in converted.items() if len(s) == 1})


@lru_cache(maxsize=4096)
def _in_gb2312(c: str) -> bool:
    if c in _BOTH:
        return False
    try:
        c.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
