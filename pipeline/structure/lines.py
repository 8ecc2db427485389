"""What one line of a report is: noise, a heading, a table row or prose."""

from __future__ import annotations

import re

# Chinese section numbers, outermost first. A line that opens with one starts a block of its own.
_LEVELS = (
    re.compile(r"第[一二三四五六七八九十]{1,3}[章部篇](?:分)?"),
    re.compile(r"[一二三四五六七八九十]{1,3}、|附件\d{0,2}[::]?$|附[表件][一二三四五六七八九十\d]"),
    re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"\d{1,2}(?:[、．]|\.(?!\d))"),
    re.compile(r"[(（]\d{1,2}[)）]|[①-⑳]"),
    re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?(?=[^\d.%％])"),
)
_MARKDOWN = re.compile(r"\s*(#{1,6})\s+")
_BULLET = re.compile(r"\s*[-*•·●■◆]\s+")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}是")

_PAGE_NUMBER = re.compile(r"[\s—–\-─·|]*(?:第?\s*\d{1,3}\s*页?(?:\s*[/,，]?\s*共?\s*\d{1,3}\s*页)?)[\s—–\-─·|]*")
_NAVIGATION = re.compile(
    r"(?:首页|返回首页|网站首页|当前位置|您现在的位置|您的位置|上一[篇条页]|下一[篇条页]|打印|打印本页|关闭|关闭窗口|分享(?:到|至)?|返回列表|"
    r"返回顶部|扫一扫|相关(?:链接|阅读|新闻|文章)|版权所有|主办单位|承办单位|技术支持|网站地图|联系我们|网站标识码|无障碍(?:浏览|阅读)?|"
    r"收藏本页|字体?[::]|字号|文字大小|【?字体|责任编辑|信息来源|稿件来源|来源[::]|作者[::]|编辑[::]|审核[::]|发布(?:日期|时间|机构)|日期[::]|"
    r"浏览(?:量|次数)|阅读(?:量|次数)|点击(?:量|数|次数)|访问量|索引号|公开(?:目录|方式|时限)|主题分类|成文日期|"
    r"[\w.]*ICP备|\S{0,3}公网安备|附件下载|政务微信|微信公众号|新浪微博|客户端|登录|注册|搜索|English)"
)
_COUNTER = re.compile(r"(?:浏览|阅读|点击|访问)(?:量|数|次数)?\s*[:：]?\s*\d")


def marker_level(line: str) -> int | None:
    """How deep the section number that opens ``line`` stands (0 outermost); None where there is none."""
    text = opening(line)
    for level, pattern in enumerate(_LEVELS):
        if pattern.match(text):
            return level
    return None


def opening(line: str) -> str:
    """The line without the marks of Markdown and bullets in front of it."""
    text = _MARKDOWN.sub("", line, count=1)
    return _BULLET.sub("", text, count=1).lstrip().removeprefix("**").lstrip()


def markdown_level(line: str) -> int | None:
    """The number of ``#`` of a Markdown heading, None where it is none."""
    match = _MARKDOWN.match(line)
    return len(match[1]) if match else None


def is_bullet(line: str) -> bool:
    """Whether the line opens a bullet or an item 一是, 二是."""
    return bool(_BULLET.match(line) or _NUMBERED.match(line.lstrip()))


def is_page_number(line: str) -> bool:
    """Whether the line holds a page number and nothing else."""
    return bool(_PAGE_NUMBER.fullmatch(line.strip()) and line.strip())


def is_navigation(line: str) -> bool:
    """Whether the line belongs to the web page around the report, not to the report."""
    text = line.strip()
    if _COUNTER.search(text) and len(text) < 120:
        return True
    return len(text) < 80 and bool(_NAVIGATION.match(text.lstrip("【[ "))) and not text.endswith("。")


def is_table_row(line: str) -> bool:
    """Whether the line is written as cells between ``|``."""
    return line.count("|") >= 2 or bool(re.search(r"\S\s*\|\s*\S", line))


def is_rule(line: str) -> bool:
    """Whether the line is the rule under a Markdown table's header."""
    return bool(re.fullmatch(r"[\s|:\-—=+]+", line)) and "-" in line


def is_closed(line: str) -> bool:
    """Whether a sentence or clause ends with the line."""
    return line.rstrip().rstrip("”’\"'*)）】").endswith(("。", "！", "？", "!", "?", "；", ";", "：", ":"))
