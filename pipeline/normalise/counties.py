"""Which county a report is about.

Matching works on text without white space, so that line breaks, page breaks and the gaps of a scan change nothing. A
wrong county is worse than none: where the evidence is thin or divided, the answer is None, or a name without a code.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.normalise.places import Place, Places, bare


@dataclass(frozen=True, slots=True)
class County:
    """The entity that a document reports on: its official name, and its GB/T 2260 code if known."""

    name: str
    code: str | None


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    name: str
    is_county: bool


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


def _mentions(text: str, places: Places) -> list[_Mention]:
    """Take text without white space; give all places in it, the longest from the left."""
    found: list[_Mention] = []
    at = 0
    while match := places.begins.search(text, at):
        at = match.start()
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
    heading, body = bare(title), bare(text)
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
