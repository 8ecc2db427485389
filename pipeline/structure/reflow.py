"""Lines → blocks: what was broken by the printed line is joined, what is no report text is put aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Document, Span
from pipeline.structure import lines as line_of

TITLE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading, the rows of a table, or noise.

    ``level`` is the depth of the section number that opens it (None: no number).
    """

    kind: str
    lines: tuple[Span, ...]
    level: int | None = None


def blocks_of(document: Document) -> tuple[Block, ...]:
    """The document's lines as blocks, in order; blank lines belong to none."""
    text = document.text
    lines = [span for span in _lines(text) if text[span.start : span.end].strip()]
    aside = set(_aside(document, lines))
    repeated = _running_heads(text, lines)
    width = _width([text[s.start : s.end].strip() for s in lines])
    blocks: list[Block] = []
    for span in lines:
        line = text[span.start : span.end]
        kind = _kind(line, span in aside or line.strip() in repeated)
        if kind == "paragraph" and document.wrapped and _continues(text, blocks, line, width):
            place = _open_paragraph(blocks)
            last = blocks[place]
            blocks[place] = Block(last.kind, (*last.lines, span), last.level)
        elif kind == "table" and blocks and blocks[-1].kind == "table":
            blocks[-1] = Block("table", (*blocks[-1].lines, span))
        else:
            blocks.append(Block(kind, (span,), _level(line) if kind in ("heading", "paragraph") else None))
    return tuple(_lone_rows(text, blocks))


def noise_of(document: Document, blocks: Sequence[Block]) -> tuple[Span, ...]:
    """The canonical spans that carry no report text."""
    return tuple(span for block in blocks if block.kind == "noise" for span in block.lines)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def _aside(document: Document, lines: Sequence[Span]) -> Iterator[Span]:
    """Lines that the format itself keeps apart."""
    for span in lines:
        if any(a.start <= span.start and span.end <= a.end for a in document.aside):
            yield span


def _running_heads(text: str, lines: Sequence[Span]) -> frozenset[str]:
    """Short lines without a figure that stand on three pages and more: running heads and feet."""
    count = Counter(text[s.start : s.end].strip() for s in lines)
    return frozenset(
        line
        for line, n in count.items()
        if n >= 3 and 4 <= len(line) <= TITLE_LENGTH and "|" not in line and not line_of.is_closed(line)
        and not any(c.isdigit() for c in line) and line_of.marker_level(line) is None
    )


def _width(lines: Sequence[str]) -> int:
    """The length at which this text breaks its lines: a length that nine lines of ten do not pass."""
    lengths = sorted(len(line) for line in lines)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _kind(line: str, aside: bool) -> str:
    if aside or line_of.is_page_number(line) or line_of.is_navigation(line):
        return "noise"
    if line_of.is_table_row(line) or line_of.is_rule(line):
        return "table"
    if _level(line) is not None and len(line_of.opening(line)) <= TITLE_LENGTH and not line_of.is_closed(line):
        return "heading"
    return "paragraph"


def _level(line: str) -> int | None:
    level = line_of.marker_level(line)
    return level if level is not None else line_of.markdown_level(line)


def _open_paragraph(blocks: Sequence[Block]) -> int:
    """The last block, page numbers and running heads between two lines of one sentence passed over."""
    place = len(blocks) - 1
    while place >= 0 and blocks[place].kind == "noise":
        place -= 1
    return place


def _continues(text: str, blocks: Sequence[Block], line: str, width: int) -> bool:
    """Whether ``line`` goes on with the sentence that the block before it left open."""
    place = _open_paragraph(blocks)
    if place < 0 or blocks[place].kind == "table" or _level(line) is not None or line_of.is_bullet(line):
        return False
    last_span = blocks[place].lines[-1]
    last = text[last_span.start : last_span.end]
    if line_of.is_closed(last) or (blocks[place].kind == "heading" and len(last.strip()) < width * 0.9):
        return False
    if _indent(line) > _indent(last) and _indent(line) >= 2:
        return False
    stripped = last.strip()
    if not any(c in stripped for c in "，,。、；;：:") and len(line.strip()) > 1.3 * len(stripped):
        return False  # a title above its text
    return len(stripped) >= min(20, int(width * 0.7)) or stripped[-1] in ",，、"


def _indent(line: str) -> int:
    """The line's indentation in half-width columns."""
    lead = line[: len(line) - len(line.lstrip())]
    return sum(2 if c == "\u3000" else 1 for c in lead)


def _lone_rows(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """A single ``|`` line without a figure is a row of links, not a table."""
    for block in blocks:
        if block.kind == "table" and len(block.lines) == 1:
            span = block.lines[0]
            line = text[span.start : span.end]
            yield Block("paragraph" if any(c.isdigit() for c in line) else "noise", block.lines)
        else:
            yield block
