"""What one table cell holds: a number, a year, a unit, prose, or nothing. Cells are squeezed text (see view)."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"[≥≤><=约近~±+\-—]{0,2}\d[\d,. ]*(?:[余多]?[万亿千百]*[一-龥㎡]{0,4}|%|‰)?"
    r"(?:[/;、~—\-:][≥≤]?\d[\d,.]*(?:%|[万亿千百]*[一-龥㎡]{0,2})?)*(?:以上|以下|以内)?(?:\([^)]{0,12}\))?"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年(?:度|底|末|\d{1,2}月)?|学年|[-—/](?:19|20)?\d\d(?:学年|年)?)?")
_BRACKETED = re.compile(r"\([^()]*\)$")
_YEAR_OF = re.compile(r"(?:19|20)\d\d年[一-龥]{1,6}")  # 2020年基数 heads a column
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./年]\d{1,2}(?:[-./月]\d{0,2}日?)?|\d{1,2}月(?:\d{1,2}日|底|末|初)?|\d{3,4}-\d{7,8}|1[3-9]\d{9}"
)
_UNIT = re.compile(
    r"(?:[十百千万亿]{0,2}(?:元|人|人次|人年|名|位|所|校|个|间|套|台|册|项|份|件|辆|栋|幢|处|座|亩|岁|年|天|学时|课时|节|小时|分钟|次|场次|场|轮|期|"
    r"班|户|村|乡|镇|米|平方米|平方公里|公里|千米|平米|㎡|m²|m2|百分点)|%|‰)(?:[/每](?:[一-龥]{1,3}))?"
)
_VALUE = re.compile(r"[\d一二三四五六七八九十两]|达|符合|合格")


def is_number(text: str) -> bool:
    """Whether the cell holds a number (with its unit or bound) and nothing else; a year or a date is a label."""
    bare = _BRACKETED.sub("", text)  # 2022年(小学/初中) heads a column
    if _YEAR_OF.fullmatch(bare):
        return False
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(bare) and not _DATE.fullmatch(bare)


def is_bare_year(text: str) -> bool:
    """Whether the cell holds four digits that may be a year or a number."""
    return bool(_BARE_YEAR.fullmatch(text))


def is_blank(text: str) -> bool:
    """Whether the cell holds nothing, or a mark that stands for nothing."""
    return not text.strip("-—–/\\*…无")


def is_unit(text: str) -> bool:
    """Whether the cell holds a unit and nothing else: 万元, 所, %."""
    return bool(_UNIT.fullmatch(text.strip("()")))


def is_prose(text: str) -> bool:
    """Whether the cell holds a phrase worth reading as a sentence: words, and a number or a judgement."""
    return len(text) >= 4 and not is_number(text) and not _DATE.fullmatch(text) and bool(_VALUE.search(text))
