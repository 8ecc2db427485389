"""Blocks → the view: one string to match on, each character led back to its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.model import Span, View
from pipeline.structure import lines as line_of
from pipeline.structure.blocks import Block

# Half-width forms of full-width ASCII, and one sign for what parts cells; 。、“” and the like have none and stay.
_HALF = {chr(i): chr(i - 0xFEE0) for i in range(0xFF01, 0xFF5F)} | {"\u2236": ":", "\ufe30": ":", "\u2212": "-"}
_PIPES = dict.fromkeys(map(ord, "│┃"), "|")
_EDGES = ("|", "│", "┃")
_BOTH = frozenset("於麽週祇")  # traditional forms that GB 2312 holds beside the simplified ones

# What leaves no trace in the view but a blank between two digits (if it holds white space).
_IGNORED = re.compile(r"(?:[\s\u200b\ufeff\u00ad]|\*\*)+")
_WHITE = re.compile(r"[\s\u200b\ufeff\u00ad]")

_ITEM = re.compile(r"\d{1,2}\.")  # an item's number at the head of a block

# Slips of text recognition that hide a term or break a number, mended character for character.
# Each entry: the character that was meant, and where it is read as another that looks like it.
_SLIPS = tuple(
    (meant, re.compile(pattern))
    for meant, pattern in (
        ("入", r"人(?=[学园圆]率|学学率)|(?<=投)人(?!标|资|保|诉|票)"),
        ("园", r"(?<=[毛]入)[圆国图](?=率)|(?<=毛人)[圆国图](?=率)"),
        ("率", r"(?<=巩固|入学|入园|合格|达标|完成|覆盖|普及)[串卒](?=[为达到,、:是分在\d均]|$)"),
        ("工", r"(?<=教职)[丁土上](?=[\d总共有人为,、:中])"),
        ("任", r"(?<=专)[仟住](?=教师)"),
        ("生", r"(?<=在校学|毕业学|寄宿学)[牛主](?=[\d总共有人为,、:])"),
        ("0", r"(?<=\d)[OoＯ]+(?=[\d.,%人所万亿名个元平间])"),
        ("1", r"(?<=\d)[lI](?=[\d.])"),
        ("元", r"(?<=\d[万亿])[无儿](?=[,;。、)])"),
    )
)
_POINT = re.compile(r"(?<=\d)。(?=\d{1,3}[万亿%]|[万亿]元)")
_COMMA = re.compile(r"(?<![\d.,])(\d{1,3}),(?=\d{1,2}%)")  # 104,2%: no number is grouped so

# A number that blanks tear apart, with its unit behind it: 2 1 ,604人, 12.8 2: 1. Groups of three and more are left as
# they are (they may be thousands or two numbers), and so is what follows a year or the number of a table or item.
_TORN = re.compile(
    r"(?<![\d.,第表图件录栏注])\d(?:[ \t\u3000]*(?:[.,][ \t\u3000]*)?\d){0,12}[ \t\u3000]*"
    r"(?=[%‰万亿人名位所校个间套台册元平米㎡岁届轮场次对节栋亩公里小项条门](?!第)|:[ \t]*\d|学[时生])"
)
_WHOLE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.\d{1,4})?")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where it stands in the view: ``at`` to ``to``, and of a table the cells of each row."""

    block: Block
    at: int
    to: int
    rows: tuple[tuple[Range, ...], ...] = ()


def view_of(text: str, blocks: Sequence[Block]) -> tuple[View, tuple[Placed, ...]]:
    """The view over all blocks but the noise, and where each block stands in it.

    A table's cells are parted by ``|``: the one that is written, or the white space that parts them.
    """
    sheet = _Sheet(_half_width(text))
    placed: list[Placed] = []
    for block in blocks:
        if block.kind == "noise":
            continue
        at = len(sheet.origin)
        if block.kind == "table":
            rows = tuple(sheet.table(block))
        else:
            rows = ()
            for n, span in enumerate(block.lines):
                sheet.write(span, opens=n == 0)
        placed.append(Placed(block, at, len(sheet.origin), rows))
        sheet.mark("\n", block.lines[-1].end)
    return View(_mended(_simplified("".join(sheet.text))), tuple(sheet.origin)), tuple(placed)


class _Sheet:
    """The view as far as it is written."""

    def __init__(self, half: str) -> None:
        self.half = half
        self.text: list[str] = []
        self.origin: list[int] = []

    def mark(self, sign: str, origin: int) -> None:
        """Write a sign that parts cells, rows or blocks and stands for the character at ``origin``."""
        self.text.append(sign)
        self.origin.append(min(origin, len(self.half) - 1))

    def table(self, block: Block) -> Iterator[tuple[Range, ...]]:
        """Write a table row by row; yields the cells of each."""
        for cells in block.rows:
            found = []
            for n, cell in enumerate(cells):
                if n:
                    self.mark("|", cells[n - 1].end)
                found.append(self.write(cell))
            self.mark("\n", cells[-1].end)
            yield tuple(found)
        if not block.rows:
            framed = 2 * sum(self.half[s.start : s.end].lstrip()[:1] in _EDGES for s in block.lines) > len(block.lines)
            for line in block.lines:
                written = len(self.text)
                at, _ = self.write(line, pipes=True)
                row = "".join(self.text[written:])
                self.mark("\n", line.end)
                yield tuple(_cells(row, at, framed))

    def write(self, span: Span, *, opens: bool = False, pipes: bool = False) -> Range:
        """Write the matchable characters of a line or cell; returns where they stand.

        White space goes, but a blank stays between two digits (the number grammar decides what it means); Markdown's
        marks go, those in front only from a line that ``opens`` a block. Digits that a line break parted are joined,
        so no blank stands at the head of a line. A blank also parts an item's number and point from a digit.
        """
        start = len(self.origin)
        line = self.half[span.start : span.end].translate(_PIPES) if pipes else self.half[span.start : span.end]
        i = len(line) - len(line_of.opening(line)) if opens else 0
        item = _ITEM.match(line, i) if opens else None
        gap = -1  # where white space stands since the last character
        torn = _torn(line)
        for match in _IGNORED.finditer(line, i):
            self._piece(line, i, match.start(), gap, span.start, start)
            white = _WHITE.search(line, match.start(), match.end()) if match.start() not in torn else None
            gap, i = (white.start() if white else -1), match.end()
            if item and item.end() == match.start() and gap >= 0 and _is_digit(line[i : i + 1]):
                self.mark(" ", span.start + gap)  # "2. 12所": the number of an item and a figure
        self._piece(line, i, len(line), gap, span.start, start)
        return start, len(self.origin)

    def _piece(self, line: str, at: int, to: int, gap: int, offset: int, start: int) -> None:
        if at >= to:
            return
        if gap >= 0 and len(self.origin) > start and _is_digit(line[at]) and _is_digit(self.text[-1][-1]):
            self.mark(" ", offset + gap)
        self.text.append(line[at:to])
        self.origin.extend(range(offset + at, offset + to))


def _half_width(text: str) -> str:
    """Full-width forms made half-width, one for one; few kinds occur in one text, so each is replaced by itself."""
    for c in _HALF.keys() & set(text):
        text = text.replace(c, _HALF[c])
    return text


def _is_digit(c: str) -> bool:
    return "0" <= c <= "9"


def _cells(row: str, at: int, framed: bool) -> Iterator[Range]:
    """View offsets of the cells of a row with ``|``.

    What is empty behind the last ``|`` is no cell, nor what is empty before the first if the table is ``framed``.
    """
    edges = [i for i, c in enumerate(row) if c == "|"]
    starts, ends = [0, *(e + 1 for e in edges)], [*edges, len(row)]
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start < end or 0 < n < len(starts) - 1 or (n == 0 and edges and not framed):
            yield at + start, at + end


def squeezed(text: str) -> str:
    """A stretch of canonical text as it would stand in the view, characters not simplified."""
    sheet = _Sheet(_half_width(text))
    sheet.write(Span(0, len(text)))
    return "".join(sheet.text)


def _torn(line: str) -> frozenset[int]:
    """The places of a line at which white space tears a number apart."""
    if "\u3000" not in line and " " not in line:
        return frozenset()
    found: set[int] = set()
    doubtful: set[int] = set()
    for match in _TORN.finditer(line):
        words = match.group(0).rstrip()
        parts = words.split()
        if len(parts) < 2 or not _WHOLE.fullmatch("".join(parts)) or re.fullmatch(r"(?:19|20)\d\d", parts[0]):
            continue
        if re.search(r"(?:[表图件录栏注第]|^)\s*$", line[: match.start()]):
            continue
        if all(len(p) >= 3 for p in parts) or (
            len(parts[0]) <= 3 and re.fullmatch(r"(?: \d{3})+(?:\.\d+)?", "".join(f" {p}" for p in parts[1:]))
        ):
            continue
        sure = any(len(p) == 1 or p[0] in ".," or p[-1] in ".," for p in parts)
        (found if sure else doubtful).update(range(match.start(), match.start() + len(words)))
    return frozenset(found | doubtful if found else ())  # 18 20所 may be two numbers, but not where digits lie apart


def _mended(text: str) -> str:
    for meant, slip in _SLIPS:
        text = slip.sub(lambda m, meant=meant: meant * len(m.group(0)), text)  # type: ignore[misc]
    text = _COMMA.sub(lambda m: f"{m[1]}.", text)
    return _POINT.sub(lambda m: "." if m.string[m.end()].isdigit() else " ", text)


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    """Traditional characters made simplified, one for one; GB 2312 holds none, so most texts pass untouched."""
    rare = sorted(c for c in set(text) - _plain() if "\u3400" <= c <= "\u9fff")
    if not rare:
        return text
    for c in rare:
        simple = _converter().convert(c)
        if len(simple) == 1:
            text = text.replace(c, simple)
    return text


@lru_cache(maxsize=1)
def _plain() -> frozenset[str]:
    """The characters of GB 2312 (rows 16 to 87, 94 places each): all simplified but ``_BOTH``."""
    codes = bytes(b for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for b in (row, cell))
    return frozenset(codes.decode("gb2312", errors="ignore")) - _BOTH
