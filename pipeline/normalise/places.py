"""Which county a report is about, and what stands in a report's head and foot.

Matching works on text without white space, so that line breaks, page breaks and the gaps of a
scan change nothing. A wrong county is worse than none: where the evidence is thin or divided,
the answer is None, or a name without a code.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Kind = Literal["report", "summary", "plan", "bulletin", "other"]


@dataclass(frozen=True, slots=True)
class County:
    """The entity that a document reports on: its official name, and its GB/T 2260 code if known."""

    name: str
    code: str | None


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What stands in a document's head and foot; None where the document does not say."""

    title: str | None
    date: str | None
    year: int | None
    kind: Kind


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
    lengths of all names to try, longest first.
    """

    counties: dict[str, tuple[Place, ...]]
    elided: dict[str, tuple[Place, ...]]
    uppers: dict[str, tuple[str, ...]]
    heads: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    name: str
    is_county: bool


# ---------------------------------------------------------------- the list of places

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
    return Places(counties, elided, uppers, heads)


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
_HAN = re.compile(r"[一-龥]")
# Words after which a name may begin.
_LEADS = (
    "关于印发|关于转发|关于下发|关于报送|关于呈报|关于上报|关于|印发|转发|报送|呈报|上报|下发|"
    "推进|加快|中共|共青团|我国|按照|根据|结合|围绕|依据|贯彻|落实|现将|来源|单位|附件|标题|"
    "名称|近年来|截至目前|目前|年度|学年|年|日|号|新区|开发区|在|对|由|经|向|据"
)
_LEAD_AT_END = re.compile(rf"(?:{_LEADS})$")
_LEAD_AT_START = re.compile(rf"^(?:{_LEADS}|进一步|做好|开展|举办|召开|全面|为|的|和|与|度)+")
# Names that are plain words too. The first never stand for a county unless their prefecture
# stands right before them; the second also where an office or a subject of a title follows.
_WORDS = frozenset(re.split(" ", "城区 郊区 矿区 东区 西区 老城区 东城区 西城区 南市区 新市区"))
_GENERIC = frozenset(
    re.split(
        " ",
        "新城区 古城区 城中区 城东区 城西区 城北区 城关区 市中区 市北区 市南区 下城区 上城区 新建区 "
        "平安区 安居区 河南县 和县 新县 南县 古县 成县 应县 高县 富县 文县 理县 安县 开县 单县 任县 "
        "中原区 海南区 河北区 河东区 河西区 江北区 江东区 江南区 南郊区 和平区 东风区 前进区 向阳区 "
        "港口区 河口区 合作市 东方市",
    )
)
_NO_NAME_BEFORE = {
    "区": re.compile(r"[域间位划]"),
    "市": re.compile(r"[场值]|政(?:工程|设施|道路|基础)"),
    "旗": re.compile(r"[帜下舰号]"),
    "县": re.compile(r"[级直内城乡区域](?!教育|人民)"),
}
_ELSEWHERE = re.compile(r"(?:赴|学习|借鉴|支援|帮扶|协作|参观|考察|观摩|取经)[^,，。;；、]{0,6}$")
_BUREAU = r"教育[一-龥]{0,8}?局|教[体科文][一-龥]{0,3}局|教委|教育(?:工作)?委员会|教育工委|统计局"
_OFFICE = re.compile(rf"(?:[县区市旗]?委[,，、和]?)?(?:人民政府|政府|{_BUREAU}|教育督导)|[县区市旗]?委(?:办公室|员会)")
_SIGNED = re.compile(
    rf"(?:人民政府|政府|{_BUREAU})?(?:办公室|教育督导[一-龥]{{0,8}}|督导室)?[）)]?[（(]?"
    r"(?:20\d\d[年./-]\d{1,2}|二[〇○ＯOoО零0][一二三四五六七八九〇○零]{2}年[一二三四五六七八九十])"
)
_SUBJECT = re.compile(
    r"20\d\d|二[〇○零]|教育|义务教育|县域|区域|推进|人民政府|政府|优质均衡|关于|学前|基础教育|"
    r"国民经济|统计|普通高中|中小学|教体|[县区市旗]委"
)


_ELIDED_END = re.compile(rf"[:：]|{_SUBJECT.pattern}")


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def _mentions(text: str, places: Places) -> list[_Mention]:
    """Take text without white space; give all places in it, the longest from the left."""
    found: list[_Mention] = []
    at, last = 0, len(text) - 1
    while at < last:
        for size in places.heads.get(text[at : at + 2], ()):
            name = text[at : at + size]
            is_county = name in places.counties
            if is_county and not _is_name(text, at, at + size, found):
                continue
            if is_county or name in places.uppers:
                found.append(_Mention(at, at + size, name, is_county))
                at += size
                break
        else:
            at += 1
    return found


def _is_name(text: str, start: int, end: int, before: list[_Mention]) -> bool:
    """Tell whether a county's name stands here as a name, not as a part of other words."""
    name = text[start:end]
    bound = _NO_NAME_BEFORE.get(name[-1])
    if bound and bound.match(text, end) and (name[-1] != "县" or len(name) == 2):
        return False
    if before and before[-1].end == start and not before[-1].is_county:
        return True
    if name in _WORDS:
        return False
    if name in _GENERIC:
        named = _OFFICE.match(text, end) or _SUBJECT.match(text, end)
        return bool(named) and _opens(text, start) and (start == 0 or name != "和县")
    return len(name) > 2 or _opens(text, start)


def _opens(text: str, start: int) -> bool:
    """Tell whether a name may begin here: after no Chinese character, or after a lead word."""
    if start == 0 or not _HAN.match(text[start - 1]):
        return True
    return bool(_LEAD_AT_END.search(text[max(0, start - 4) : start]))


def _uppers_before(at: int, mentions: list[_Mention]) -> list[_Mention]:
    """Give the provinces and prefectures that stand right before mention number `at`."""
    chain: list[_Mention] = []
    start = mentions[at].start
    for mention in reversed(mentions[:at]):
        if mention.is_county or mention.end != start:
            break
        chain.append(mention)
        start = mention.start
    return chain


# ---------------------------------------------------------------- which of several


def _within(place: Place, uppers: list[_Mention], places: Places) -> bool:
    """Tell whether a county lies in all the provinces and prefectures named before it."""
    own = {place.prefecture, place.province}
    return all(own.intersection(places.uppers[upper.name]) for upper in uppers)


def _resolve(name: str, title: list[_Mention], text: list[_Mention], bare: str, places: Places) -> County:
    """Take a county's name as written and all places named; give the county, coded if decided."""
    everyone = places.counties[name]
    current = [p for p in everyone if not p.former]
    pool = [p for p in everyone if not p.former or not any(c.province == p.province for c in current)]
    for mentions in (title, text):
        votes: Counter[Place] = Counter()
        strangers = 0
        for at, mention in enumerate(mentions):
            if mention.name != name or not (chain := _uppers_before(at, mentions)):
                continue
            fitting = [p for p in everyone if _within(p, chain, places)]
            votes.update(fitting if len(fitting) == 1 else [])
            strangers += not fitting and any(u.name in places.uppers[u.name] for u in chain)
        if votes:
            (best, most), *others = votes.most_common(2)
            if not others or most >= 2 * others[0][1]:
                return _official(best, everyone)
            return County(name, None)
        if strangers:
            return County(name, None)
    if len(pool) > 1:
        pool = _by_context(pool, [*title, *text], bare)
    if len(pool) == 1:
        return _official(pool[0], everyone)
    return County(name, None)


def _official(place: Place, namesakes: tuple[Place, ...]) -> County:
    """Give a county's official name and code; for one renumbered since, the code in force."""
    heirs = [p for p in namesakes if not p.former and p.province == place.province]
    if place.former and len(heirs) == 1 and heirs[0].name == place.name:
        place = heirs[0]
    return County(place.name, place.code)


def _by_context(pool: list[Place], mentions: list[_Mention], bare: str) -> list[Place]:
    """Take counties of one name; give those whose prefecture, else province, the text names."""
    named = {m.name for m in mentions if not m.is_county and not _away(m, bare)}
    near = [p for p in pool if (p.prefecture or p.province) in named]
    return near or [p for p in pool if p.province in named]


def _away(mention: _Mention, bare: str) -> bool:
    """Tell whether a place is named as one visited or helped by."""
    return bool(_ELSEWHERE.search(bare[max(0, mention.start - 12) : mention.start]))


# ---------------------------------------------------------------- the county of a document

_ZONE = re.compile(
    "经济技术开发区|经济开发区|高新技术产业开发区|高新技术开发区|高技术产业开发区|高新技术产业园区|"
    "综合改革示范区|航空港经济综合实验区|旅游度假区|风景名胜区|工业园区|产业园区|开发区|高新区|"
    "经开区|管理区|新区"
)
_ZONE_SUBJECT = re.compile(rf"(?:{_SUBJECT.pattern}|管委会|管理委员会|党工委|社会事)")
_MADE_UP = re.compile(
    r"([一-龥]{2,16}?[县区市旗])(?=人民政府|政府|教育|义务教育|县域|20\d\d|二[〇○零]|关于|推进|"
    r"优质均衡|学前|加快|[县区市旗]委)"
)
_MADE_UP_FIRST = re.compile(r"^(?:20\d\d年度?)?([一-龥]{2,16}?[县旗])(?=[一-龥\d]{2})")
_NO_NAME_IN = re.compile(
    "教育|均衡|发展|创建|先行|民族|新区|开发区|示范|试点|普及|达标|验收|国家|贫困|脱贫|帮扶|重点|工作|学校|建设|"
    "全县|全市|全区|各|我|本|该|某|建成|认定|评估|人民|政府|改革|实验|乡村|推动|实现|提高|提升|振兴|强化|加强|促进|"
    "深化|优化|完善|统筹|相应|[省市]和|区域|[到被把将及、]"
)
_MADE_UP_UPPER = re.compile(r"^.*[一-龥]{2}(?:自治区|省|自治州|地区|市|州|盟)(?=[一-龥]{3})")
_NO_COUNTY = re.compile(
    "(?:地区|社区|校区|学区|城区|片区|山区|牧区|辖区|园区|自治区|县区|市区|景区|灾区|县市|区县|市县|"
    "库区|林区|矿区|郊区|农区|街区|厂区|省市|城市|超市|农村县|强县|大县|小县|老区|边区|全旗|红旗|国旗)$"
)
_UNLISTED_OFFICE = re.compile(rf"(?<![一-龥])([一-龥]{{2,16}}?[县区市旗])(?=人民政府|{_BUREAU})")
_STOP = re.compile(r"人民政府|教育|学校|工作|建设|发展|[的和与及]")
_HEAD, _TAIL = 600, 300


def county_of(title: str, text: str, places: Places) -> County | None:
    """Take a document's title, its text and the places; give the county that it reports on.

    The title goes first, then the issuing office in the document's head or foot, then a county
    named far more often than all others. The name is the official one; the code is None for
    development zones, for names outside the list, and where several counties share the name and
    nothing decides. White space in the title and the text is of no account.
    """
    heading, body = _bare(title), _bare(text)
    named = _mentions(heading, places)
    mentions = _mentions(body, places)
    if found := _zone(heading, named, places):
        return found
    if names := _title_names(heading, named):
        if len(names) > 1:
            names = [n for n in names if [n] == _signed(body, mentions)]
        return _resolve(names[0], named, mentions, body, places) if names else None
    if found := _elided(heading, named, mentions, places):
        return found
    if name := _made_up(heading, _MADE_UP, named) or _made_up(heading, _MADE_UP_FIRST, named):
        return County(name, None)
    if _of_upper(heading, named, places):
        return None
    if name := _issuer(body, mentions):
        return _resolve(name, named, mentions, body, places)
    if name := _made_up(body[:_HEAD], _UNLISTED_OFFICE, mentions):
        return County(name, None)
    if name := _prevailing(body, mentions):
        return _resolve(name, named, mentions, body, places)
    return None


def _of_upper(heading: str, named: list[_Mention], places: Places) -> bool:
    """Tell whether the title is a prefecture's or a province's: it opens with its full name."""
    if not named or named[0].name not in places.uppers.get(named[0].name, ()):
        return False
    return not _LEAD_AT_START.sub("", heading[: named[0].start].lstrip("《〈“（("))


def _title_names(heading: str, named: list[_Mention]) -> list[str]:
    """Give the counties that the title names as its subject, each once."""
    names = []
    for at, mention in enumerate(named):
        joined = at > 0 and named[at - 1].end == mention.start
        free = joined or _opens(heading, mention.start)
        if mention.is_county and free and not _away(mention, heading):
            names.append(mention.name)
    return list(dict.fromkeys(names))


def _zone(heading: str, named: list[_Mention], places: Places) -> County | None:
    """Take the title; give the development zone that it is about, by the name that it uses."""
    zone = _ZONE.search(heading)
    if not zone or any(m.is_county and m.start < zone.end() <= m.end for m in named):
        return None
    if not _ZONE_SUBJECT.match(heading, zone.end()):
        return None
    start = zone.start()
    while start and _HAN.match(heading[start - 1]):
        start -= 1
    prefix = _STOP.split(heading[start : zone.start()])[-1]
    prefix = re.split(rf"(?:{_LEADS})", prefix)[-1]
    at_start = zone.start() == len(prefix)
    for mention in named:
        if mention.name.endswith(("省", "自治区")):
            prefix = prefix.removeprefix(mention.name)
    if len(prefix) > 12 or not (prefix or at_start):
        return None
    return County(prefix + zone[0], None)


def _elided(heading: str, named: list[_Mention], mentions: list[_Mention], places: Places) -> County | None:
    """Take a title that says 泽库 for 泽库县; give the county if one and only one can be meant."""
    written = {place.code for m in mentions if m.is_county for place in places.counties[m.name]}
    starts = {0, *(m.end for m in named), *(m.end() for m in re.finditer(_LEADS, heading))}
    for start in sorted(starts):
        chain = [m for m in named if m.end == start and not m.is_county]
        for size in (6, 5, 4, 3, 2):
            known = places.elided.get(heading[start : start + size], ())
            if not known or not _ELIDED_END.match(heading, start + size):
                continue
            chosen = [p for p in known if p.code in written and _within(p, chain, places)]
            if not chosen and chain:
                chosen = [p for p in known if not p.former and _within(p, chain, places)]
            if len(chosen) == 1:
                return _official(chosen[0], known)
    return None


def _made_up(text: str, pattern: re.Pattern[str], mentions: list[_Mention]) -> str | None:
    """Take text and what a name outside the list looks like; give the first such name."""
    for match in pattern.finditer(text):
        start, end = match.span(1)
        if any(m.end == end and (m.start <= start or not m.is_county) for m in mentions):
            continue
        for mention in mentions:
            if mention.end < end and not mention.is_county and mention.start >= start:
                start = max(start, mention.end)
        name = _LEAD_AT_START.sub("", text[start:end])
        name = _MADE_UP_UPPER.sub("", name)
        if 3 <= len(name) <= 9 and not _NO_NAME_IN.search(name) and not _NO_COUNTY.search(name):
            return name
    return None


def _signed(body: str, mentions: list[_Mention]) -> list[str]:
    """Give the counties whose office stands right before a date, each once."""
    names = [m.name for m in mentions if m.is_county and _SIGNED.match(body, m.end)]
    return list(dict.fromkeys(names))


def _issuer(body: str, mentions: list[_Mention]) -> str | None:
    """Give the county whose office signed the document, or heads or closes it."""
    signed = _signed(body, mentions)
    if len(signed) == 1:
        return signed[0]
    counts = _counts(body, mentions)
    offices = {
        m.name
        for m in mentions
        if m.is_county
        and (m.end <= _HEAD or m.start >= len(body) - _TAIL)
        and _OFFICE.match(body, m.end)
        and not _away(m, body)
    }
    if len(offices) != 1:
        return None
    (name,) = offices
    return name if counts[name] >= max(counts.values(), default=0) else None


def _counts(body: str, mentions: list[_Mention]) -> Counter[str]:
    return Counter(m.name for m in mentions if m.is_county and not _away(m, body))


_STANDS = re.compile(r"现有|共有|位于|地处|辖|总面积|始终|坚持|高度|教育|义务教育|[县区市旗]委")


def _prevailing(body: str, mentions: list[_Mention]) -> str | None:
    """Give the county named at least twice, and at least twice as often as all others together.

    One single mention is enough where it opens the text as its subject (…县现有学校…).
    """
    counts = _counts(body, mentions)
    if not counts:
        return None
    name, most = counts.most_common(1)[0]
    if most >= 2 and most >= 2 * (counts.total() - most):
        return name
    first = next(m for m in mentions if m.name == name)
    if counts.total() == 1 and first.end <= 200 and _STANDS.match(body, first.end):
        return name
    return None


# ---------------------------------------------------------------- head and foot of a document

_NOUN = (
    "报告|总结|汇报|方案|规划|计划|意见|公报|通知|情况|说明|要点|办法|纲要|综述|公告|年报|自评|材料|"
    "简报|通报|统计|统计表|监测表|细则|决定|请示|函|清单|台账|一览表|汇总表|措施|打算|思路|进展"
)
_TITLE_END = re.compile(rf"(?:{_NOUN})(?:如下)?[》”\"]?(?:[（(\[【〔][^（()）]{{1,20}}[)）\]】〕])?[》”\"]?$")
_NAVIGATION = re.compile(
    r"首页|当前位置|所在位置|您的位置|打印|关闭|分享|浏览|点击|字号|字体|文字大小|来源[:：]|责任编辑|"
    r"索引号|发文字号|主题分类|公开方式|登录|注册|搜索|无障碍|返回|上一篇|下一篇|扫一扫|版权|备案|"
    r"网站地图|联系我们|收藏|导航|菜单|>>|[>»›|]|^-?第?\d+页|^—?-?\d+-?—?$|目录$|^附件|[〔\[（(【]20\d\d[〕\]）)】]第?\d+号$|^附表|文件$"
)
_SALUTATION = re.compile(r"[:：]$|^各[乡镇县市区有]|^(?:尊敬的|各位|同志们)")
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．)]|第[一二三四五六七八九十]+"
    r"[章节部条]|[一二三四五六七八九十]是)"
)
_PROSE = re.compile(r"[。;；!！?？]|[,，].*[,，]")
_MARK = re.compile(r"^\s*(#{1,6})\s*|^\s*[-*>]\s+")
_LABEL = re.compile(r"^(?:标题|名称|文件名称|文章标题)[:：]")
_NUMBER = re.compile(r"^[一-龥]{2,10}[〔\[（(【]20\d\d[〕\]）)】]第?\d+号(?=[一-龥])")
_METADATA = re.compile(r"(?:发布日期|发布时间|日期|时间|来源|浏览|阅读|作者|责任编辑)[:：].*$")
_BODY = "人民政府|政府|委员会|办公室|局|督导室|督导团|领导小组|教委|工委|县委|区委|市委|旗委|中心|处"
_OFFICE_LINE = re.compile(rf"^[一-龥（）()、]{{3,40}}(?:{_BODY})(?:局长|县长|主任|书记|党组书记|副[局县]长)?[)）]?(?:[（(]盖?章[)）])?$")
_PLACE_START = re.compile(r"^[一-龥]{2,8}?[县区市旗]")
_TOP = 60


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    level: int  # of a Markdown heading; 0 is none


def document_head(text: str) -> DocumentHead:
    """Take a document's text, line by line as it was read; give title, date, year and kind.

    The title is the first that looks like one, broken lines joined; the date is that of the
    signature, else of publication (2024-01-05, or 2024-01 where no day is given); the year is
    that which the document reports on.
    """
    lines = [line for raw in text.splitlines() if (line := _line(raw)).text]
    title = _title(lines)
    date = _signature(lines)
    return DocumentHead(title, date, _year(title or "", text, date), _kind(title or "", text))


def _line(raw: str) -> _Line:
    mark = _MARK.match(raw)
    level = len(mark[1] or "") if mark else 0
    bare = _tidy(raw[mark.end() :] if mark else raw)
    bare = _LABEL.sub("", bare.strip("*_"))
    return _Line(_NUMBER.sub("", bare), level)


def _tidy(raw: str) -> str:
    """Drop white space, but keep one space between two words in Latin letters."""
    one = _SPACE.sub(" ", raw).strip()
    return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", one)


def _title(lines: list[_Line]) -> str | None:
    top = [_Line(_METADATA.sub("", line.text), line.level) for line in lines[:_TOP]]
    for at in range(len(top)):
        if at and _unfinished(top[at - 1].text) and not top[at].level:
            continue
        if found := _title_at(top, at):
            return found
    for line in top:
        if line.level and _may_title(line.text) and not _SECTION.match(line.text):
            return line.text
    for at, line in enumerate(top[:3]):
        subtitle = at + 1 < len(top) and top[at + 1].text.startswith("—")
        if subtitle and _may_title(line.text):
            return line.text + top[at + 1].text
        if _may_title(line.text) and re.search(r"^[^,，]*(?:教育|学校|20\d\d年)[^,，]*$", line.text):
            return line.text if not _OFFICE_LINE.match(line.text) else None
    return None


def _title_at(lines: list[_Line], at: int) -> str | None:
    """Give the title that begins with line `at`, from one to three lines; None if none does."""
    joined = ""
    for size in (1, 2, 3):
        if at + size > len(lines):
            return None
        line = lines[at + size - 1].text
        if not _may_title(line, whole=size == 1) or (size > 1 and not _continues(joined, line)):
            return None
        joined += line
        if _TITLE_END.search(joined) and 6 <= len(joined) <= 90 and _whole(joined):
            return joined + _addition(lines, at + size)
    return None


def _whole(title: str) -> bool:
    return title.count("《") <= title.count("》") and not re.fullmatch(_NOUN, title)


def _addition(lines: list[_Line], at: int) -> str:
    """Give a bracket that goes on the title in the next line: （试行）, （2023—2025年）."""
    if at < len(lines):
        line = lines[at].text
        if re.fullmatch(r"[（(](?:试行|[^（()）]*稿|20\d\d[^（()）月]*)[)）]", line):
            return line
    return ""


def _may_title(line: str, whole: bool = True) -> bool:
    """Tell whether a line can be a title or, if not `whole`, the rest of one."""
    if whole and (len(line) < 4 or line.startswith(("(", "（", "—"))):
        return False
    refused = (_NAVIGATION, _SALUTATION, _SECTION, _PROSE, _LABELLED)
    return len(line) <= 60 and not any(p.search(line) for p in refused) and not _date(line)


def _continues(before: str, line: str) -> bool:
    """Tell whether a line can go on a title: a rest, not the beginning of another."""
    if line.startswith("关于"):
        return bool(_OFFICE_LINE.match(before) or _PLACE_START.match(before))
    if before[:3] == line[:3]:
        return False
    if _OFFICE_LINE.match(before) and _PLACE_START.match(line):
        return False
    return bool(re.search(r"[县区市旗省州盟]|教育|关于|20\d\d|学校", before))


def _unfinished(line: str) -> bool:
    """Tell whether a line is prose that runs on into the next one."""
    broken = bool(re.search(r"[,，。;；、]", line)) and line[-1] not in "。:：!！”)）》;；"
    return len(line) >= 18 and broken


# ---------------------------------------------------------------- date, year, kind

_DIGITS = {c: i for i, cs in enumerate(("〇○零Ｏ0OoО", *"一二三四五六七八九")) for c in cs}
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:年|[-/.])(?P<m>\d{1,2})(?:(?:月|[-/.])(?P<d>\d{1,2})日?|月?)"
    r"(?:[T ]?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)
_DATE_HAN = re.compile(
    r"(?P<y>[一二][一二三四五六七八九〇○零Ｏ0OoО]{3})年(?P<m>[一二三四五六七八九十]{1,2})月"
    r"(?:(?P<d>[一二三四五六七八九十廿卅]{1,3})日)?"
)
_LABELLED = re.compile(
    r"(?P<label>成文日期|成文时间|签发日期|印发日期|发文日期|发布日期|发布时间|公开日期|生成日期|"
    r"落款日期|落款时间|填报日期|填报时间|上报时间|报告日期|日期|时间)[:：]"
)
_WRAP = "（()）[]【】〔〕"


def _signature(lines: list[_Line]) -> str | None:
    """Take a document's lines; give the date of its signature, else that of its publication."""
    signed, bare, labelled = [], [], []
    for at, line in enumerate(lines):
        found = _LABELLED.search(line.text)
        if found and (date := _leading_date(line.text[found.end() :])):
            labelled.append((found["label"][:2] not in ("成文", "签发", "印发", "落款"), at, date))
            continue
        office, date = _dated(line.text)
        if not date:
            continue
        if office or (at and _OFFICE_LINE.match(lines[at - 1].text)):
            signed.append(date)
        elif at < 15 or at >= len(lines) - 15:
            bare.append(date)
    if signed or bare:
        return (signed or bare)[-1]
    return min(labelled)[2] if labelled else None


def _dated(line: str) -> tuple[bool, str | None]:
    """Give the date that a line consists of, and whether an office stands before it."""
    whole = line.strip(_WRAP)
    whole = re.sub(r"(?:印发|发布|签发|发)$", "", whole)
    if date := _date(whole):
        return False, date
    for pattern in (_DATE, _DATE_HAN):
        for match in pattern.finditer(whole):
            if match.end() < len(whole):
                continue
            before = re.split(r"[。;；!！?？]", whole[: match.start()])[-1].rstrip(_WRAP + ",，")
            if _OFFICE_LINE.match(before):
                return True, _iso(match)
    return False, None


def _date(line: str) -> str | None:
    """Give the date that a line consists of wholly."""
    for pattern in (_DATE, _DATE_HAN):
        if match := pattern.fullmatch(line.strip(_WRAP)):
            return _iso(match)
    return None


def _leading_date(rest: str) -> str | None:
    match = _DATE.match(rest) or _DATE_HAN.match(rest)
    return _iso(match) if match else None


def _iso(match: re.Match[str]) -> str | None:
    """Give a date as ISO; None where there is no such day or month."""
    year, month, day = (_number(match[key]) for key in "ymd")
    try:
        whole = datetime.date(year or 0, month or 0, 1 if day is None else day)
    except ValueError:
        return None
    return whole.isoformat() if day is not None else whole.isoformat()[:7]


def _number(digits: str | None) -> int | None:
    """Take digits, Arabic or Chinese (二〇二四, 二十三); give the number."""
    if not digits:
        return None
    if digits.isdecimal():
        return int(digits)
    digits = digits.replace("廿", "二十").replace("卅", "三十")
    if "十" in digits:
        tens, ones = digits.split("十", 1)
        return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
    number = 0
    for digit in digits:
        number = 10 * number + _DIGITS[digit]
    return number


_SCHOOL_YEAR = re.compile(r"(20\d\d)[-—–~～至]+20\d\d学年")
_SPAN = re.compile(r"20\d\d年?[-—–~～至]+20\d\d年?")
_TITLE_YEAR = re.compile(r"(?<![到至前\d])(20\d\d)(?:年|学年)")
_HAN_YEAR = re.compile(r"(二[〇○零Ｏ0OoО][一二三四五六七八九〇○零Ｏ0OoО]{2})年")
_TEXT_YEAR = re.compile(
    r"(20\d\d)年(?:度)?(?:[^,，。;；\d]{0,24})(?:工作总结|工作报告|"
    r"总结如下|汇报如下|报告如下|情况如下|统计如下)"
)


def _year(title: str, text: str, date: str | None) -> int | None:
    """Give the year reported on: from the title, else from the text's opening, else the date's."""
    if match := _SCHOOL_YEAR.search(title):
        return int(match[1])
    single = _SPAN.sub("", title)
    if match := _TITLE_YEAR.search(single):
        return int(match[1])
    if match := _HAN_YEAR.search(single):
        return _number(match[1])
    if match := _TEXT_YEAR.search(_bare(text)[:2000]):
        return int(match[1])
    return int(date[:4]) if date else None


_KINDS: dict[str, Kind] = {
    "报告": "report",
    "汇报": "report",
    "自评": "report",
    "情况": "report",
    "总结": "summary",
    "方案": "plan",
    "规划": "plan",
    "计划": "plan",
    "意见": "plan",
    "工作要点": "plan",
    "任务分解": "plan",
    "任务清单": "plan",
    "责任清单": "plan",
    "工作安排": "plan",
    "行动": "plan",
    "打算": "plan",
    "公报": "bulletin",
    "统计": "bulletin",
}
_KIND_WORD = re.compile("|".join(_KINDS))
_OPENING: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"总结如下[:：。]"), "summary"),
    (re.compile(r"(?:汇报|报告)如下[:：。]"), "report"),
    (re.compile(r"制[定订]本?(?:实施|工作)?(?:方案|规划|计划|意见)"), "plan"),
)


def _kind(title: str, text: str) -> Kind:
    """Give the kind by the last word of the title that tells one, else by the text's opening."""
    heading = re.sub(r"征求意见稿?|反馈意见|整改意见", "", title)
    words = _KIND_WORD.findall(heading)
    if words:
        if "总结" in words and (words[-1] in ("计划", "打算", "工作要点") or "总结报告" in heading):
            return "summary"
        return _KINDS[words[-1]]
    if not title:
        opening = _bare(text)[:1500]
        for pattern, kind in _OPENING:
            if pattern.search(opening):
                return kind
    return "other"
