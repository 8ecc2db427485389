"""What stands in a report's head and foot: its title, its date, the year that it reports on, its kind."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from pipeline.normalise.places import bare

Kind = Literal["report", "summary", "plan", "bulletin", "other"]


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What stands in a document's head and foot; None where the document does not say."""

    title: str | None
    date: str | None
    year: int | None
    kind: Kind


_NOUN = (
    "报告|总结|汇报|方案|规划|计划|意见|公报|通知|情况|说明|要点|办法|纲要|综述|公告|年报|自评|材料|"
    "简报|通报|统计|统计表|监测表|细则|决定|请示|函|清单|台账|一览表|汇总表|措施|打算|思路|进展|分析|情况表"
)
_TITLE_END = re.compile(rf"(?:{_NOUN})(?:如下)?[》”\"]?(?:[（(\[【〔][^（()）]{{1,20}}[)）\]】〕])?[》”\"]?$")
_NAVIGATION = re.compile(
    r"首页|当前位置|所在位置|您的位置|打印|关闭|分享|浏览|点击|字号|字体|文字大小|来源[:：]|责任编辑|"
    r"索引号|发文字号|主题分类|公开方式|登录|注册|搜索|无障碍|返回|上一篇|下一篇|扫一扫|版权|备案|"
    r"网站地图|联系我们|收藏|导航|菜单|>>|[>»›|]|^-?第?\d+页|^—?-?\d+-?—?$|目录$|^附件|[〔\[（(【]20\d\d[〕\]）)】]第?\d+号$|^(?:附?表|图)[一二三四五六七八九十\d]|^附表|文件$"
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
_OFFICE_LINE = re.compile(
    rf"^[一-龥（）()、]{{3,40}}(?:{_BODY})(?:局长|县长|主任|书记|党组书记|副[局县]长)?[)）]?(?:[（(]盖?章[)）])?$"
)
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


_WHITE = re.compile(r"[\s\u200b\ufeff]+")


def _tidy(raw: str) -> str:
    """Drop white space, but keep one space between two words in Latin letters."""
    one = _WHITE.sub(" ", raw).strip()
    return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", one) if " " in one else one


def _title(lines: list[_Line]) -> str | None:
    top = [_Line(text, line.level) for line in lines[:_TOP] if (text := _METADATA.sub("", line.text))]
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
_DATE_ENDS = tuple("年月日号0123456789")
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
    if whole[-1:] in ("发", "布"):
        whole = re.sub(r"(?:印发|发布|签发|发)$", "", whole)
    if whole[-1:] not in _DATE_ENDS:
        return False, None
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
_SPAN = re.compile(r"20\d\d年?[-—–~～至]+(20\d\d)年?")
_TITLE_YEAR = re.compile(r"(?<![到至前\d])(20\d\d)(?:年|学年)")
_HAN_YEAR = re.compile(r"(二[〇○零Ｏ0OoО][一二三四五六七八九〇○零Ｏ0OoО]{2})年")
_ISSUE = re.compile(r"(20\d\d)年度?第[\d一二三四五六七八九十]+期")
_TEXT_YEAR = re.compile(
    r"(20\d\d)年(?:度)?(?:[^,，。;；\d]{0,24})(?:工作总结|工作报告|"
    r"总结如下|汇报如下|报告如下|情况如下|统计如下)"
)


def _year(title: str, text: str, date: str | None) -> int | None:
    """Give the year reported on: from the title, else from the text's opening, else the date's.

    What looks back on several years reports on the last of them.
    """
    if match := _SCHOOL_YEAR.search(title):
        return int(match[1])
    single = _SPAN.sub("", title)
    if match := _TITLE_YEAR.search(single):
        return int(match[1])
    if match := _HAN_YEAR.search(single):
        return _number(match[1])
    if (match := _SPAN.search(title)) and _kind(title, text) != "plan":
        return int(match[1])
    if match := _ISSUE.search(bare(text)[:200]) or _TEXT_YEAR.search(bare(text)[:2000]):
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
        opening = bare(text)[:1500]
        for pattern, kind in _OPENING:
            if pattern.search(opening):
                return kind
    return "other"
