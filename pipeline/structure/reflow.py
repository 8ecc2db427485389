"""Lines → blocks: what was broken by the printed line is joined, what is no report text is put aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.model import Document, Span
from pipeline.structure import lines as line_of
from pipeline.structure.aligned import aligned_tables
from pipeline.structure.blocks import Block, Grid
from pipeline.structure.cells import is_number
from pipeline.structure.flattened import flattened_tables
from pipeline.structure.noise import is_navigation, page_numbers, running_heads
from pipeline.structure.view import squeezed

TITLE_LENGTH = 40  # characters up to which a numbered line is a heading
_NARROWEST = 20  # characters of the shortest printed line that is worth breaking


def blocks_of(document: Document) -> tuple[Block, ...]:
    """The document's lines as blocks, in order; blank lines belong to none."""
    text = document.text
    lines = [span for span in _lines(text) if text[span.start : span.end].strip()]
    grids = _grids(text, lines)
    noise = _noise(document, lines, grids)
    width = _width([text[s.start : s.end].strip() for s in lines])
    blocks: list[Block] = []
    n = 0
    while n < len(lines):
        if n in grids:
            grid = grids[n]
            blocks.append(Block("table", tuple(lines[n : grid.last]), rows=grid.rows))
            n = grid.last
            continue
        line = text[lines[n].start : lines[n].end]
        level = line_of.level(line)
        kind = "noise" if n in noise else _kind(line, level)
        if kind == "paragraph" and level is None and document.wrapped and _continues(text, blocks, line, width):
            _join(text, blocks, lines[n])
        elif kind == "table" and _goes_on(text, lines, n, blocks):
            place = _last(blocks)
            blocks[place] = Block("table", (*blocks[place].lines, lines[n]))
        else:
            numbered = kind in ("heading", "paragraph")
            blocks.append(Block(kind, (lines[n],), level if numbered else None))
        n += 1
    return tuple(_lone_rows(text, blocks))


def noise_of(blocks: Sequence[Block]) -> tuple[Span, ...]:
    """The canonical spans that carry no report text, in order."""
    return tuple(sorted((s for b in blocks if b.kind == "noise" for s in b.lines), key=lambda s: s.start))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def _grids(text: str, lines: Sequence[Span]) -> dict[int, Grid]:
    """The tables written without ``|``, by their first line."""
    aligned = tuple(aligned_tables(text, lines))
    taken = frozenset(n for grid in aligned for n in range(grid.first, grid.last))
    return {grid.first: grid for grid in (*aligned, *flattened_tables(text, lines, taken))}


def _noise(document: Document, lines: Sequence[Span], grids: dict[int, Grid]) -> frozenset[int]:
    """The lines around the report: what the format keeps apart, page numbers, running heads, navigation."""
    tabled = {n for grid in grids.values() for n in range(grid.first, grid.last)}
    kept = [n for n in range(len(lines)) if n not in tabled]
    words = [document.text[lines[n].start : lines[n].end] for n in kept]
    found = {kept[k] for k in (*page_numbers(words), *running_heads(words))}
    found |= {n for n, line in zip(kept, words, strict=True) if is_navigation(line)}
    if document.aside:
        found |= {
            n for n in kept
            if any(a.start <= lines[n].start and lines[n].end <= a.end for a in document.aside)
        }  # fmt: skip
    return frozenset(found)


def _width(lines: Sequence[str]) -> int:
    """The length at which this text breaks its lines: a length that nine lines of ten do not pass."""
    lengths = sorted(len(line) for line in lines)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _kind(line: str, level: int | None) -> Literal["paragraph", "heading", "table"]:
    if line_of.is_table_row(line) or line_of.is_rule(line):
        return "table"
    opening = line_of.opening(line)
    if level is not None and "。" not in opening and len(opening) <= TITLE_LENGTH and not line_of.is_closed(line):
        return "heading"
    return "paragraph"


def _last(blocks: Sequence[Block]) -> int:
    """The last block, page numbers and running heads between two lines of one sentence passed over (-1: none)."""
    place = len(blocks) - 1
    while place >= 0 and blocks[place].kind == "noise":
        place -= 1
    return place


def _continues(text: str, blocks: Sequence[Block], line: str, width: int) -> bool:
    """Whether ``line`` goes on with the sentence that the block before it left open."""
    place = _last(blocks)
    if place < 0 or blocks[place].kind == "table" or line_of.is_bullet(line):
        return False
    last_span = blocks[place].lines[-1]
    last = text[last_span.start : last_span.end]
    if line_of.is_caption(line) or line_of.is_caption(last):
        return False
    if line_of.is_closed(last):
        return False
    if blocks[place].kind == "heading" and len(last.strip()) < max(width * 0.9, _NARROWEST):
        return False
    if _indent(line) > _indent(last) and _indent(line) >= 2:
        return False
    stripped = last.strip()
    if not any(c in stripped for c in "，,。、；;：:") and len(line.strip()) > 1.3 * len(stripped):
        return False  # a title above its text
    full = len(stripped) >= min(_NARROWEST, int(width * 0.7)) or stripped[-1] in ",，、"
    return full or _is_open(text, blocks[place])


def _is_open(text: str, block: Block) -> bool:
    """Whether the block ends inside a sentence that already has clauses: its last line may be short."""
    words = "".join(text[s.start : s.end] for s in block.lines)
    return any(c in words[words.rfind("。") + 1 :] for c in ",，、")


def _join(text: str, blocks: list[Block], span: Span) -> None:
    """Add a line to the paragraph that is open; a heading that grows into a text is none."""
    place = _last(blocks)
    last = blocks[place]
    kind = last.kind
    long = span.end - span.start + sum(s.end - s.start for s in last.lines) > TITLE_LENGTH
    if kind == "heading" and (long or line_of.is_closed(text[span.start : span.end])):
        kind = "paragraph"
    blocks[place] = Block(kind, (*last.lines, span), last.level)


def _indent(line: str) -> int:
    """The line's indentation in half-width columns."""
    lead = line[: len(line) - len(line.lstrip())]
    return sum(2 if c == "\u3000" else 1 for c in lead)


def _goes_on(text: str, lines: Sequence[Span], n: int, blocks: Sequence[Block]) -> bool:
    """Whether a ``|`` line belongs to the table above it.

    It opens a table of its own where a rule stands below it, or where a gap or a page break parts it from the rows
    above and it holds no number (a header) while they do, or has another number of cells.
    """
    place = _last(blocks)
    if place < 0 or blocks[place].kind != "table" or blocks[place].rows:
        return False
    above = blocks[place].lines
    below = lines[n + 1] if n + 1 < len(lines) else None
    line, last = (text[s.start : s.end] for s in (lines[n], above[-1]))
    if below is not None and line_of.is_rule(text[below.start : below.end]):
        return line_of.is_rule(line) or all(line_of.is_rule(text[s.start : s.end]) for s in above)
    if lines[n].start == above[-1].end + 1:
        return True
    numbers = any(_has_number(text[s.start : s.end]) for s in above)
    header = numbers and not _has_number(line) and not line_of.is_rule(line)
    return not header and (line.count("|") == last.count("|") or line_of.is_rule(line))


def _has_number(line: str) -> bool:
    return any(is_number(squeezed(cell)) for cell in line.split("|"))


def _lone_rows(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """A single ``|`` line without a figure is a row of links, not a table, and rules alone are ornament."""
    for block in blocks:
        rows = [line for s in block.lines if not line_of.is_rule(line := text[s.start : s.end])]
        if block.kind != "table" or block.rows or (rows and len(block.lines) > 1):
            yield block
        else:
            figure = any(c.isdigit() for line in rows for c in line)
            yield Block("paragraph" if figure else "noise", block.lines)
