"""Strings that hold numerals and state no figure: masked before quantities are looked for.

The forms that any text has (dates, document numbers, list numbers, telephone numbers) stand here; names, slogans and
sayings stand in rules/words.yaml under ``fixed``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rulebook import Rulebook

MASK = "\x00"
_RATIO = re.compile(r"比[^。;]*$")
_RATIO_BEHIND = re.compile(r"(?:[、和][^,。;\d]{0,4}1:\d+(?:\.\d+)?)?的?(?:师生|生师|班师|员生)比")

_YEAR = r"(?:19|20)\d{2}"
_CN_YEAR = "[一二][九〇○零][〇○零一二三四五六七八九]{2}"
_GENERAL = (
    # dates, years, school years, terms
    rf"{_YEAR}年?(?:度)?[-—–~～至到/、]{{1,2}}{_YEAR}(?:年|学年|春|秋|$|(?=[^\d.%]))(?:度)?",
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}",
    rf"(?:{_YEAR}|{_CN_YEAR})年(?:度|底|末|初|内|前)?(?:(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?)?",
    rf"{_YEAR}(?=级|届|学年|春季|秋季|[-—]\d\d学年)",
    rf"(?<!\d){_YEAR}(?=[、,和及至](?:19|20)\d\d年)",
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:份|底|末|初|上旬|中旬|下旬)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?(?:[-—~至](?:\d{1,2}月)?\d{0,2}日?)?",
    r"(?<!\d)\d{1,2}(?:日|号)(?![学])",
    r"(?<!比)\d{1,2}:\d{2}(?![\d.]|[所人名个项间套台册万亿元%％条处米平])",  # 问题1:12所小学 is no time of day
    r"(?:\d{1,2}|[一二三四五六七八九十两半]{1,3})年(?!以上|及以上|\(含\)以上|级)(?:来|内|间|期|多来)?",
    r"[〇○×＊*✕Xx]{2,}(?=[所人名个万元%间])",  # placeholders (〇〇所) beside real figures
    # numbers of documents, annexes, items, pages
    r"[〔\[(【]\d{4}[〕\])】]\s?第?\d*号?",
    r"\d+号(?:文|令|楼|路|线)?",
    r"(?:附件|附表|附录|表|图|专栏|案例|方案|No\.?|NO\.?)[一二三四五六七八九十\d]{1,3}(?:[-—.]\d{1,2})?",
    r"第\d+(?:(?:[-—至、,和及]|、?第)\d+)*(?:[两二三四五六七八九十]?(?:条|项))?",
    r"(?:(?<=^)|(?<=[\n|。;:,]))\(?[一二三四五六七八九十]{1,3}(?:\)|是(?!否)|、)",
    r"(?:(?<=^)|(?<=[\n|。;:]))\(?\d{1,2}(?:\)|[.、．](?!\d))",
    r"(?:(?<=^)|(?<=[\n|]))\d{1,2}(?:\.\d{1,2}){1,3}(?=[、.]?[一-龥(“](?!方米))(?!(?:万|亿|千|百)?(?:平方|元|人(?!均)|所(?!有)|个(?!别)|间|套|台|册|小时|公里|亩|米|倍|百分|岁|名))",
    r"[①-⑳]",
    r"(?:电话|联系方式|手机|传真|邮编|邮箱|热线|QQ)[^,。;\n]{0,6}[\d\-]{5,}",
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)",
    r"(?:浏览|点击|阅读|访问)(?:量|数|次数)?[::(]?\d+(?:次)?",
    r"第?\d+页(?:共\d+页)?|共\d+页",
    # denominators in the names of ratios (每12个班级, 每百名)
    r"每[\d一二三四五六七八九十两百千万]+(?:个|名|位|所|人|万人|年|周|学年|学期|月|天|生|班|平方米|台)?",
    r"\d+(?=(?:级|届)(?![^,。;]{0,2}骨干))",
    r"(?:届|人大|政协|党委|全委)[^,。;\d]{0,4}[一二三四五六七八九十]{1,3}次(?:全体|全)?(?:会议|会|全会)",
    r"[两二三四五六七八九](?:项|者|类)(?=合计|共计|相加|加起来|附加)",
    r"[A-Za-z]+[-_]?\d+(?:\.\d+)?|\d+(?!k?m[2²])[A-Za-z]+(?![一-龥]{0,1}²)",
)


# The characters that any of these begins with: asked first, it spares most places the whole list.
_OPENS = (
    r"(?=[\d〔\[(【一二三四五六七八九十两半附表图〇○×＊*✕Xx专案方Nn第①-⑳届党委政人电联手传邮热Q浏点阅访共每A-Za-z])"
)


_CHINESE = re.compile(r"[一二三四五六七八九十两双零百千万亿]")
_DIGIT = re.compile(r"\d")
_NAMES_DIGITS = re.compile(r"\\d|(?<!\{)(?<!,)\d")  # in the source of a pattern; {1,4} repeats


@lru_cache(maxsize=8)
def _patterns(rules: Rulebook) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The general forms; all fixed strings; those of them that may hold digits alone."""
    general = re.compile(_OPENS + "(?:" + "|".join(f"(?:{p})" for p in _GENERAL) + ")", re.MULTILINE)
    fixed = "|".join(f"(?:{p})" for p in rules.words.fixed)
    digits = "|".join(f"(?:{p})" for p in rules.words.fixed if _NAMES_DIGITS.search(p))
    return general, re.compile(fixed), re.compile(digits or r"(?!)")


def masked(text: str, rules: Rulebook) -> str:
    """``text`` with every string that is no figure overwritten by NUL, character for character."""
    general, fixed, digits = _patterns(rules)
    text = general.sub(_hide, text)
    if _CHINESE.search(text):
        return fixed.sub(_hide, text)
    return digits.sub(_hide, text) if _DIGIT.search(text) else text


def _hide(match: re.Match[str]) -> str:
    found = match.group(0)
    if ":" in found and (
        _RATIO.search(match.string[max(0, match.start() - 16) : match.start()])
        or _RATIO_BEHIND.match(match.string, match.end())
    ):
        return found  # 师生比:小学1:19 is no time of day
    return MASK * len(found)
