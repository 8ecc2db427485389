"""Placed blocks of cells → tables whose columns know all their header words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Cell, Table
from pipeline.structure import lines as line_of
from pipeline.structure.headers import column_words, filled, has_number, header_rows, label_columns, unit_column
from pipeline.structure.view import Placed

_TITLE_LENGTH = 40  # characters of a line that may be a table's title, its brackets not counted
_REACH = 3  # blocks above a table among which its caption (表三 …) may stand
_NOTE = re.compile(
    r"[(\[【]|(?:数据|计量|填[表报]|制表|报送)?单位|(?:填[表报]|制表)人|(?:统计|数据|填报)?(?:时间|截至|口径)|(?:19|20)\d\d年"
)
_DATE = r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?"
_LEADS = re.compile(rf"(?:\(?[一二三四五六七八九十\d]{{1,2}}[)、.])?(截[至止]到?{_DATE})[底末]?,[^。;]*[:。]$")
_NOTED = re.compile(
    r"[(\[]?(?:(?:填表|填报)?(?:注|说明|备注)|(?:填[表报]|制表)人|(?:本表|以上|上述)?(?:统计|数据)|截[至止]).{0,60}"
)
_HOLDS_AT = re.compile(
    rf"(?:截[至止]到?|(?:统计|数据)(?:采集|截止|截至)?(?:时间|时点|日期|节点|口径)(?:为|是|:)?){_DATE}"
)
_BRACKETED = re.compile(rf"[(](?:数据|统计|以上数据)?({_HOLDS_AT.pattern})[)]")
_LEAD_IN = re.compile(r"[^。;]{1,40}:$")

Grid = list[tuple[Cell, ...]]


def tables_of(text: str, placed: Sequence[Placed], sections: Sequence[tuple[str, ...]]) -> tuple[Table, ...]:
    """Every table of the view, numbered from 1, with header words for each column."""
    found: list[Table] = []
    for n, (place, section) in enumerate(zip(placed, sections, strict=True)):
        if place.block.kind == "table":
            title = _title(text, placed[max(0, n - _REACH) : n])
            as_of = _as_of(text, placed[max(0, n - _REACH) : n], placed[n + 1 : n + 1 + _REACH])
            as_of = as_of or _of_title(text, placed[:_REACH])
            for part in _sub_tables(_rows(text, place)):
                found.append(_table(len(found) + 1, part, title, section, as_of))
    return tuple(found)


def _title(text: str, above: Sequence[Placed]) -> str:
    """The words that head a table: its caption, the short lines right above it, or the clause that leads to it.

    Up to two lines: a note of unit or time (单位:万元) stands with the line above it. A caption (表三 …) may stand a
    sentence or two higher. Lines are parted by a blank.
    """
    words = [text[p.at : p.to] if p.block.kind != "table" else "" for p in above]
    if "" in words:
        words = words[len(words) - words[::-1].index("") :]
    title: list[str] = []
    for line in reversed(words):
        if len(title) == 2 or (title and not _NOTE.match(title[0])) or not _is_short(line):
            break
        title.insert(0, line)
    lead = _LEAD_IN.search(words[-1]) if words and not title else None
    if lead:
        title = [lead.group(0)]
    caption = next((w for w in reversed(words) if line_of.is_caption(w)), None)
    if caption is not None and caption not in title:
        title.insert(0, caption)
    return " ".join(title)


def _as_of(text: str, above: Sequence[Placed], below: Sequence[Placed]) -> str:
    """The date that a sentence above the table or a note beside it gives its figures (截至2024年9月1日); or none."""
    if above and above[-1].block.kind != "table" and (lead := _LEADS.match(text[above[-1].at : above[-1].to])):
        return lead[1]
    if above and above[-1].block.kind != "table" and (told := _BRACKETED.search(text[above[-1].at : above[-1].to])):
        return told[1]
    for place in (*reversed(above), *below):
        if place.block.kind == "table":
            break
        note = _NOTED.fullmatch(text[place.at : place.to])
        if note and (said := _HOLDS_AT.search(note.group(0))):
            return said.group(0)
    return ""


def _of_title(text: str, head: Sequence[Placed]) -> str:
    """The date in brackets at the document's head, of all its figures: 统计表(统计时点:2023年9月1日); or none."""
    words = "\n".join(text[p.at : p.to] for p in head if p.block.kind != "table")
    said = _BRACKETED.search(words)
    return said[1] if said else ""


def _is_short(line: str) -> bool:
    """Whether a line is short and no sentence that states figures of its own."""
    stop = line.find("。")
    return 0 < len(re.sub(r"\([^()]*\)", "", line) or line) <= _TITLE_LENGTH and (
        not line.endswith((";", ",")) and (stop < 0 or (stop == len(line) - 1 and not re.search(r"\d", line)))
    )


def _rows(text: str, place: Placed) -> Grid:
    rows: Grid = []
    for ranges in place.rows:
        if ranges and not line_of.is_rule(text[ranges[0][0] : ranges[-1][1]]):
            cells = tuple(Cell(len(rows), n, at, to, text[at:to]) for n, (at, to) in enumerate(ranges))
            if any(c.text for c in cells):
                rows.append(cells)
    return rows


def _sub_tables(rows: Grid) -> Iterator[Grid]:
    """Rows cut where a header comes again after figures (several tables written one below the other)."""
    part: Grid = []
    seen_numbers = False
    for row in rows:
        numeric = has_number(row)
        header = not numeric and sum(bool(c.text) for c in row) >= 2
        if part and seen_numbers and header and _same_words(row, part[0]):
            yield part
            part, seen_numbers = [], False
        part.append(row)
        seen_numbers |= numeric
    if part:
        yield part


def _same_words(row: tuple[Cell, ...], other: tuple[Cell, ...]) -> bool:
    return [c.text for c in row if c.text] == [c.text for c in other if c.text]


def _table(number: int, part: Grid, title: str, section: tuple[str, ...], as_of: str) -> Table:
    rows = [tuple(replace(cell, row=n) for cell in row) for n, row in enumerate(part)]
    heads = header_rows(rows)
    body = rows[heads:]
    width = max((filled(r) for r in body), default=max(filled(r) for r in rows))
    labels = label_columns(body)
    columns = column_words(rows[:heads], width, labels)
    return Table(
        number=number,
        rows=tuple(rows),
        header_rows=heads,
        columns=columns,
        labels=labels,
        title=title,
        section=section,
        unit_column=unit_column(body, columns),
        as_of=as_of,
    )
