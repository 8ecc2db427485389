"""How one line of a report opens and ends: section numbers, bullets, Markdown marks, closing punctuation."""

from __future__ import annotations

import re

_CHINESE = "[一二三四五六七八九十]{1,3}"
_MEASURED = r"\s*(?:[万亿千百余多%％‰倍元人名所个间套台册项亩米岁年月日时分]|平方|公里|㎡|小时|百分|课时|学时)"

# Section numbers, outermost first. A line that opens with one starts a block of its own.
_LEVELS = (
    rf"第{_CHINESE}(?:章|篇|编|部分)|附件\s*[一二三四五六七八九十\d]{{0,2}}\s*(?:[:：]|$)",
    rf"第{_CHINESE}节(?!课)",
    rf"{_CHINESE}\s*[、．](?!{_CHINESE}(?:年级|班))",  # 三、四年级 are two grades
    rf"[(（]\s*{_CHINESE}\s*[)）]|[㈠-㈩]",
    r"\d{1,2}(?:[、．](?!\d)|\.(?!\d))|[⒈-⒛]",
    rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}(?![\d.:：])(?!{_MEASURED})",  # 1.2万元 is no section
    r"[(（]\s*\d{1,2}\s*[)）]|\d{1,2}[)）]|[⑴-⒇]",
    r"[①-⑳]",
)
_MARKER = re.compile("|".join(f"({pattern})" for pattern in _LEVELS))  # the group that matched is the level
_MARKDOWN = re.compile(r"\s*(#{1,6})\s+")
_BULLET = re.compile(r"\s*(?:>\s*)*(?:[-*•·●■◆]\s+)?")
_OPENING = re.compile(rf"(?:\s*#{{1,6}}\s+)?{_BULLET.pattern}\s*(?:\*\*)?\s*")
_CAPTION = re.compile(
    r"\s*(?:(?:附?表|图)\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:[-—.]\d{1,2})?)(?:[\s:：.、]|(?![看中显所列可即为是及和与的]))"
    r"|[(（【]?\s*(?:数据|计量)?单位\s*[:：])"
)
_CAPTION_LENGTH = 60
_NUMBERED = re.compile(rf"{_CHINESE}是(?!否)")
_DEEPEST = 6  # levels of Markdown


def marker_level(line: str) -> int | None:
    """How deep the section number that opens ``line`` stands (0 outermost); None where there is none."""
    match = _MARKER.match(opening(line))
    return match.lastindex - 1 if match and match.lastindex else None


def level(line: str) -> int | None:
    """The depth of the heading or numbered paragraph that ``line`` opens, None where it opens none.

    A number counts before the ``#`` of Markdown, which authors set for looks; without a number a Markdown heading
    stands above all numbers (negative, ``#`` outermost).
    """
    found = marker_level(line)
    if found is not None:
        return found
    match = _MARKDOWN.match(line)
    return len(match[1]) - _DEEPEST - 1 if match else None


def opening(line: str) -> str:
    """The line without the marks of Markdown, quotation and bullets in front of it."""
    match = _OPENING.match(line)
    return line[match.end() :] if match else line


def is_bullet(line: str) -> bool:
    """Whether the line opens a bullet, a quotation or an item 一是, 二是."""
    match = _BULLET.match(line)
    return bool((match and match.group(0).strip()) or _NUMBERED.match(line.lstrip()))


def is_caption(line: str) -> bool:
    """Whether the line names a table or its unit: 表三 …, 单位:万元."""
    return len(line.strip()) <= _CAPTION_LENGTH and bool(_CAPTION.match(line)) and not is_closed(line)


def is_table_row(line: str) -> bool:
    """Whether the line is written as cells between ``|`` (or the like)."""
    pipes = sum(line.count(c) for c in "|｜│┃")
    return pipes >= 2 or (pipes == 1 and bool(re.search(r"\S\s*[|｜│┃]\s*\S", line)))


def is_rule(line: str) -> bool:
    """Whether the line is the rule under a Markdown table's header, or drawn around a table."""
    return bool(re.fullmatch(r"[\s|｜:\-—=+\u2500-\u257f]+", line)) and any(c in line for c in "-=─━")


def is_closed(line: str) -> bool:
    """Whether a sentence or clause ends with the line."""
    return line.rstrip().rstrip("”’\"'*)）】").endswith(("。", "！", "？", "!", "?", "；", ";", "：", ":"))
