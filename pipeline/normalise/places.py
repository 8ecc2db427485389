"""The counties of the country with their codes: rules/places.csv (GB/T 2260), ready to be found in text."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A line of places.csv: a county, with the prefecture and province that it belongs to."""

    code: str
    name: str
    prefecture: str
    province: str
    former: bool


@dataclass(frozen=True, slots=True)
class Places:
    """The divisions, ready to be found in text.

    `counties` maps a county's full names (彰武县, 宁蒗彝族自治县, also 宁蒗县) to all counties
    that bear it, `elided` its short form (彰武) likewise; `uppers` maps full and short names of
    provinces and prefectures to the full ones; `heads` gives, by their first two characters, the
    lengths of all names to try, longest first; `begins` finds where a name may begin.
    """

    counties: dict[str, tuple[Place, ...]]
    elided: dict[str, tuple[Place, ...]]
    uppers: dict[str, tuple[str, ...]]
    heads: dict[str, tuple[int, ...]]
    begins: re.Pattern[str]


_PEOPLE = (
    "各族|蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|"
    "哈尼族|哈萨克族|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|"
    "土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|塔吉克族|怒族|鄂温克族|"
    "独龙族|普米族|裕固族|保安族|蒙古|哈萨克|塔吉克|锡伯|柯尔克孜|回"
)
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:{_PEOPLE})*自治([县旗州])$")
_PROVINCE_END = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|[省市]$")


def load_places(path: Path) -> Places:
    """Take the path of places.csv; give the list of places, read once a process and path."""
    return _load(str(path))


@cache
def _load(path: str) -> Places:
    counties: dict[str, tuple[Place, ...]] = {}
    elided: dict[str, tuple[Place, ...]] = {}
    uppers: dict[str, tuple[str, ...]] = {}
    childless: dict[str, Place] = {}
    with Path(path).open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        columns = next(lines)
        where = [columns.index(c) for c in ("code", "name", "level", "prefecture", "province")]
        status = columns.index("status") if "status" in columns else None
        for line in lines:
            code, name, level, prefecture, province = (line[at] for at in where)
            if level == "county":
                former = status is not None and line[status] == "former"
                _add(counties, elided, Place(code, name, prefecture, province, former))
                childless.pop(prefecture, None)
                continue
            for form in _upper_forms(name):
                uppers[form] = (*uppers.get(form, ()), name)
            if level == "prefecture" and name != province:
                childless[name] = Place(code, name, "", province, False)
    # 东莞市 and its like have no counties: they report as one.
    for name, place in childless.items():
        _add(counties, elided, place)
        uppers.pop(name, None)
    heads: dict[str, tuple[int, ...]] = {}
    for names in (counties, uppers):
        for name in names:
            sizes = heads.get(name[:2], ())
            if len(name) not in sizes:
                heads[name[:2]] = tuple(sorted((*sizes, len(name)), reverse=True))
    first, second = ("".join(sorted({head[n] for head in heads})) for n in (0, 1))
    return Places(counties, elided, uppers, heads, re.compile(f"[{first}](?=[{second}])"))


def _add(counties: dict[str, tuple[Place, ...]], elided: dict[str, tuple[Place, ...]], place: Place) -> None:
    name = place.name
    short = name[:-1]
    counties[name] = (*counties.get(name, ()), place)
    if name[-3:-1] == "自治" and (found := _AUTONOMOUS.match(name)):
        short = found[1]
        alias = short + found[2]
        counties[alias] = (*counties.get(alias, ()), place)
    if len(short) >= 2:
        elided[short] = (*elided.get(short, ()), place)


def _upper_forms(name: str) -> tuple[str, ...]:
    """Give the forms of a prefecture's or province's name: the full one first, then short ones."""
    shorter: list[str] = []
    if name.endswith("自治州") and (found := _AUTONOMOUS.match(name)):
        shorter = [found[1] + "州", found[1]]
    elif name.endswith("自治区"):
        shorter = [_PROVINCE_END.sub("", name)]
    elif name.endswith("地区"):
        shorter = [name[:-2]]
    elif len(name) > 2:
        shorter = [name[:-1]]
    return (name, *(form for form in shorter if len(form) >= 2))


# ---------------------------------------------------------------- names in running text


_SPACE = re.compile(r"[\s\u200b\ufeff]+")


def bare(text: str) -> str:
    """``text`` without white space."""
    return _SPACE.sub("", text)
