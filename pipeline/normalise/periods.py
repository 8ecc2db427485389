"""When a figure holds: the words of time around it, as dates.

A flow takes the whole span that the words name, a stock has its as-of date as the end; words that
name no date (近五年, 每年, 目前) keep their text and give none. 今年 and 去年 need the date of the document.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_Y = r"(?P<{0}>(?:19|20)\d{{2}})"
_MONTH = r"(?P<{0}>1[0-2]|0?[1-9])月"
_PLANS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4}

# (name, pattern), tried in this order at every place: the longer reading first.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("school_year", rf"{_Y.format('a')}[-—–~～至/]{{1,2}}(?P<b>(?:19|20)?\d\d)学年(?:度)?"),
    ("span", rf"{_Y.format('a')}年?[-—–~～至到]{{1,2}}{_Y.format('b')}年(?:度)?(?!以来)"),
    (
        "months",
        rf"{_Y.format('a')}年{_MONTH.format('m')}(?:份)?(?:[-—–~～至到]|以来至)(?:{_Y.format('b')}年)?{_MONTH.format('n')}(?:份|底)?",
    ),
    (
        "since_day",
        rf"(?:自|从)?{_Y.format('a')}年{_MONTH.format('m')}(?:\d{{1,2}}日)?(?:份)?[^,。;、\d]{{0,24}}?(?:以来|起)",
    ),
    (
        "day",
        rf"(?P<asof>截至|截止|截止到|截至到|到|至)?{_Y.format('a')}年{_MONTH.format('m')}(?P<d>\d{{1,2}})日(?:前|止)?",
    ),
    (
        "month",
        rf"(?P<asof>截至|截止|截止到|截至到|到|至)?{_Y.format('a')}年{_MONTH.format('m')}(?:份|底|末|初)?(?:前|止)?",
    ),
    ("since", rf"(?:自|从)?{_Y.format('a')}年[^,。;、\d]{{0,24}}?(?:以来|起|至今)"),
    ("half", rf"(?:{_Y.format('a')}年)?(?P<half>上|下)半年"),
    ("quarter", rf"(?:{_Y.format('a')}年|今年)?(?:第)?(?P<q>[一二三四])季度"),
    ("term", rf"(?:{_Y.format('a')}年)?(?:春|秋)季(?:学期)?"),
    ("until", rf"(?:到|至|截至|截止|截止到){_Y.format('a')}(?:年(?:底|末|年底|年末)?|底|末)(?:前|止)?(?=[^\d-]|$)"),
    ("one_school_year", rf"{_Y.format('a')}学年(?:度)?"),
    ("end", rf"{_Y.format('a')}年?(?:年底|年末|底|末)(?:前)?"),
    ("pair", rf"{_Y.format('a')}年?(?:[、,](?:19|20)\d\d年?)*(?:、|和|与|及|,){_Y.format('b')}年(?:度)?"),
    ("year", rf"{_Y.format('a')}年(?:度)?(?:全年)?"),
    ("school_entry", rf"{_Y.format('a')}年秋季学期"),
    ("plan_since", '[“"]?(?P<plan>十[二三四五]五)[”"]?(?:规划)?以来'),
    ("plan", '[“"]?(?P<plan>十[二三四五]五)[”"]?(?:规划)?(?:期间|时期|期|末)'),
    ("this_year_since", r"(?:今年|本年)以来|年初以来"),
    ("last_year_end", r"(?:去年|上年)(?:年)?[底末]"),
    ("this_year_end", r"(?:今年|本年)(?:年)?[底末](?:前)?"),
    ("this_year", r"今年|本年度?|当年|今秋"),
    (
        "last_year",
        r"(?<![比较与同和])(?:去年|上年度?|上一年度?)(?!同期|增|减|提|下|上|降|高|低|多|少)|(?:去年|上年度?|上一年度?)(?:同期)?(?=的\d)",
    ),
    ("year_end", r"(?:截至|截止|到|至)年(?:末|底)(?!前)|(?<![\d一-龥近])年(?:末|底)(?=[^,。;前])"),
    ("month_end", r"(?:截至|截止到?)(?P<m>1[0-2]|[1-9])月(?:底|末|份)"),
    ("so_far", r"截至目前|截止目前|截至目今|到目前为止|目前为止|截至今"),
    ("now", r"目前|现阶段|当前"),
    (
        "vague",
        r"近[一二两三四五六七八九十\d]{1,2}年(?:来|以来|间)?|近年来?|每年|年均|每月|每天|每周|每学期|每学年|全年|[五三]年内|未来[一二三四五六七八九十\d]+年|下一步|今后|学期内|年内",
    ),
)
_GROUP = re.compile(r"\(\?P<(\w+)>")
# The characters that any of these begins with: asked first, it spares most places the whole list.
_OPENS = r'(?=[12自从截到至上下今去年第一二三四春秋“"十本当目现近每全五未学])'
_ALL = re.compile(
    _OPENS + "(?:" + "|".join("(?P<_" + n + ">" + _GROUP.sub(rf"(?P<{n}_\1>", p) + ")" for n, p in _PATTERNS) + ")"
)
_PARTS = {n: tuple(_GROUP.findall(p)) for n, p in _PATTERNS}


class Period(NamedTuple):
    """Words of time: offsets in the text searched, the dates they name (None: none), their kind and words."""

    at: int
    to: int
    kind: str
    start: str | None
    end: str | None
    text: str

    @property
    def dated(self) -> bool:
        """Whether the words name any date."""
        return self.start is not None or self.end is not None


@lru_cache(maxsize=4096)  # the titles and headers of tables come with every cell
def periods_in(text: str, today: str | None) -> tuple[Period, ...]:
    """All words of time in ``text``, in order. ``today`` is the document's ISO date (day or month) or None."""
    return tuple(_read(text, today))


_CN_YEAR = re.compile(r"[一二][九〇○零OＯ][〇○零OＯ一二三四五六七八九]{2}(?=年|学年)")
_CN_DIGITS = str.maketrans("〇○零OＯ一二三四五六七八九", "00000123456789")


def digits_of_years(text: str) -> str:
    """``text`` with its years in digits (二〇二四年 → 2024年), of the same length."""
    return _CN_YEAR.sub(lambda m: m.group(0).translate(_CN_DIGITS), text)


HINT = re.compile(r"[年今去近目截每季]|当前|现阶段|上半|下半|上年|十[二三四五]五|下一步|学期|年初|到(?:19|20)")
"""What a text must hold to hold words of time: asked first, it spares most texts the search."""


def _read(text: str, today: str | None) -> Iterator[Period]:
    if not HINT.search(text):
        return
    text = digits_of_years(text)
    for match in _ALL.finditer(text):
        kind = str(match.lastgroup)[1:]
        parts = {part: said for part in _PARTS[kind] if (said := match[f"{kind}_{part}"])}
        start, end = _dates(kind, parts, today)
        yield Period(match.start(), match.end(), kind, start, end, match.group(0))


def _dates(kind: str, parts: dict[str, str], today: str | None) -> tuple[str | None, str | None]:
    """The dates of a match; ISO strings or None."""
    this = int(today[:4]) if today else None
    year = int(parts["a"]) if "a" in parts else None
    if kind in ("year", "span", "pair", "school_year") and year:
        last = _second(parts.get("b"), year) if "b" in parts else year
        return (f"{year}-09-01", f"{last}-08-31") if kind == "school_year" else (f"{year}-01-01", f"{last}-12-31")
    if kind == "one_school_year" and year:
        return f"{year}-09-01", f"{year + 1}-08-31"
    if kind in ("months", "since_day", "day", "month") and year:
        return _months(kind, parts, year)
    if kind == "since" and year:
        return f"{year}-01-01", None
    if kind in ("until", "end") and year:
        return None, f"{year}-12-31"
    if kind in ("plan", "plan_since"):
        first = _PLANS[parts["plan"]]
        return f"{first}-01-01", f"{first + 4}-12-31" if kind == "plan" else None
    if kind in ("half", "quarter"):
        return _part_of_year(kind, parts, year or this)
    if kind == "so_far":
        return None, today if today and len(today) == 10 else None
    if kind == "month_end" and this is not None:
        month = int(parts["m"])
        return None, f"{this}-{month:02d}-{calendar.monthrange(this, month)[1]}"
    if this is not None:
        return _relative(kind, this)
    return None, None


def _second(written: str | None, first: int) -> int:
    if written is None:
        return first
    return int(written) if len(written) == 4 else first // 100 * 100 + int(written)


def _months(kind: str, parts: dict[str, str], year: int) -> tuple[str | None, str | None]:
    month = int(parts["m"])
    if kind == "since_day":
        return f"{year}-{month:02d}-01", None
    if kind == "months":
        last_year, last = _second(parts.get("b"), year), int(parts["n"])
        return f"{year}-{month:02d}-01", f"{last_year}-{last:02d}-{calendar.monthrange(last_year, last)[1]}"
    if kind == "day":
        try:
            return None, date(year, month, int(parts["d"])).isoformat()
        except ValueError:
            return None, None
    end = f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"
    return (None, end) if "asof" in parts else (f"{year}-{month:02d}-01", end)


def _part_of_year(kind: str, parts: dict[str, str], year: int | None) -> tuple[str | None, str | None]:
    if year is None:
        return None, None
    if kind == "half":
        return (f"{year}-01-01", f"{year}-06-30") if parts["half"] == "上" else (f"{year}-07-01", f"{year}-12-31")
    last = _QUARTER[parts["q"]] * 3
    return f"{year}-{last - 2:02d}-01", f"{year}-{last:02d}-{calendar.monthrange(year, last)[1]}"


def _relative(kind: str, this: int) -> tuple[str | None, str | None]:
    if kind == "this_year":
        return f"{this}-01-01", f"{this}-12-31"
    if kind == "this_year_since":
        return f"{this}-01-01", None
    if kind in ("this_year_end", "year_end"):
        return None, f"{this}-12-31"
    if kind == "last_year":
        return f"{this - 1}-01-01", f"{this - 1}-12-31"
    if kind == "last_year_end":
        return None, f"{this - 1}-12-31"
    return None, None
