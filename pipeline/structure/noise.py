"""Lines that belong to the page around a report, not to the report: page numbers, running heads, navigation.

A line is put aside only if it is sure to hold no figure of the report (``has_figure``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.structure import lines as line_of

LONGEST_HEAD = 40
_LONGEST_LABELLED = 120
_TOP = 3  # lines at the top of a document in which its title stands: it is kept where it also heads the pages

_PAGE_MARK = re.compile(
    r"[—–\-─·|\s]*(?:第\s*\d{1,3}\s*页[\s/,，、|]*(?:共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|\d{1,3}\s*页)[—–\-─·|\s]*"
    r"|[—–\-─·|\s]*[—–\-─·|]\s*\d{1,3}\s*[—–\-─·|][—–\-─·|\s]*"
)
_BARE_PAGE = re.compile(r"\s*[0-9]{1,3}\s*")

# Words that are navigation where a line holds them and nothing else.
_WORDS = (
    r"(?:网站|返回)?首页|当前位置|上一[篇条页]|下一[篇条页]|打印(?:本页)?|关闭(?:窗口|本页)?|分享(?:到|至)?|返回(?:列表|顶部)?|扫一扫\S{0,12}|"
    r"相关(?:链接|阅读|新闻|文章|附件)|版权所有|网站地图|联系我们|关于我们|无障碍(?:浏览|阅读)?|收藏(?:本页)?|字体|字号|文字大小|"
    r"[大中小]|附件下载|政务微信|微信公众号|政务微博|新浪微博|客户端|登录|注册|搜索|English|繁體|简体|更多"
)
_WORDS_ONLY = re.compile(rf"(?:[\s【】\[\]()（）|>›»/·:：\-—]*(?:{_WORDS}))+[\s【】\[\]()（）|>›»/·:：\-—]*")
# Labels that open a line of navigation, whatever follows.
_ALWAYS = re.compile(
    r"(?:网站)?首页\s*[>›»]|(?:上一|下一)[篇条页]\s*[:：]|版权所有|[\w.]{0,4}ICP备|\S{0,3}公网安备|网站标识码|扫一扫|分享(?:到|至)\s*[:：]"
)
# Labels of what a web page says about itself; they open a line of noise unless a figure follows.
_LABELS = (
    r"当前位置|您(?:现在|当前)?(?:的|所在的?)位置|您的位置|责任编辑|(?:信息|稿件|文章)?来源|作者|编辑|审核|校对|撰稿|供稿|"
    r"(?:发布|更新|发文|成文|生成|公开)?(?:日期|时间)|发布(?:机构|单位)|发文(?:机关|单位)|浏览(?:量|次数)|阅读(?:量|次数)|"
    r"(?:点击|访问)(?:量|数|次数)|索\s*引\s*号|公开(?:目录|方式|时限|形式|范围)|主题(?:分类|词)|信息分类|文字大小|字体(?:大小)?|字号|"
    r"主办(?:单位)?|承办(?:单位)?|技术支持|联系我们|相关(?:链接|阅读|新闻|文章)|附件下载|分享(?:到|至)"
)
_LABELLED = re.compile(rf"[【\[\s]*(?:{_LABELS})\s*(?:[:：>】]|(?=\d{{4}}[-年/.]))")
_COUNTER = re.compile(r"(?:浏览|阅读|点击|访问)(?:量|次数|数)?\s*[:：(（]\s*\d")

# What is taken out of a line before a figure is looked for in it.
_NO_FIGURE = re.compile(
    r"(?:浏览|阅读|点击|访问)(?:量|次数|数)?\s*[:：(（]?\s*\d[\d,]*(?:\s*人?次)?"
    r"(?![\d,.]*\s*(?:[册本份篇部万千百亿余多%％人户所名个]|分钟|小时|学时))|"
    r"(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?|(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月|(?:19|20)\d{2}\s*年?(?!\d)|"
    r"\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?|第\s*\d+\s*[期号页次版]|"
    r"ICP备\s*\d+\s*号(?:-\d+)?|公网安备\s*\d+\s*号?|[〔\[(（]\d{4}[〕\])）]\s*\d+\s*号|\d{3,4}-\d{7,8}|1[3-9]\d{9}"
)
_FIGURE = re.compile(
    r"\d\s*(?:[一-龥㎡%％‰])|[一二两三四五六七八九十百千万]+(?:所|名|人(?!民)|间|套|台|个|[万亿]元)|百分之"
)


def has_figure(line: str) -> bool:
    """Whether the line may state a figure: a number with a counter, dates, times and view counts left out."""
    return bool(_FIGURE.search(_NO_FIGURE.sub(" ", line)))


def is_navigation(line: str) -> bool:
    """Whether the line belongs to the web page around the report: navigation, source, date, view count."""
    text = line.strip()
    if len(text) > _LONGEST_LABELLED or text.endswith("。") or "|" in text:
        return bool(_WORDS_ONLY.fullmatch(text))
    if _WORDS_ONLY.fullmatch(text) or _ALWAYS.match(text):
        return True
    return bool(_LABELLED.match(text) or _COUNTER.search(text)) and not has_figure(text)


def page_numbers(lines: Sequence[str]) -> Iterator[int]:
    """The positions in ``lines`` (no blank ones) that hold a page number and nothing else.

    A bare number is one only as far as the bare numbers of the text rise like pages do; cells of a table that was
    flattened, or the rest of a broken line, do not.
    """
    bare: list[int] = []
    for n, line in enumerate(lines):
        if _is_page_mark(line):
            yield n
        elif _BARE_PAGE.fullmatch(line):
            bare.append(n)
    values = [int(lines[n].strip()) for n in bare]
    if all(0 < b - a <= 2 for a, b in pairwise(values)):
        yield from bare


def running_heads(lines: Sequence[str]) -> Iterator[int]:
    """The positions in ``lines`` of short lines without a figure that head pages.

    They stand three times and more, or twice and more beside the number of a page.
    """
    bare = [line.strip() for line in lines]
    count = Counter(bare)
    beside = {line for last, line in pairwise(bare) if _is_page_mark(last)}
    beside |= {line for line, after in pairwise(bare) if _is_page_mark(after)}
    repeated = {line for line, n in count.items() if (n >= 3 or (n >= 2 and line in beside)) and _may_head(line)}
    for n, line in enumerate(bare):
        if line in repeated and (n >= _TOP or line in bare[:n]):
            yield n


def _is_page_mark(line: str) -> bool:
    return bool(_PAGE_MARK.fullmatch(line)) and any(c.isdigit() for c in line)


def _may_head(line: str) -> bool:
    return (
        4 <= len(line) <= LONGEST_HEAD
        and not line_of.is_table_row(line)
        and not line_of.is_closed(line)
        and line_of.marker_level(line) is None
        and not any(c.isdigit() for c in _NO_FIGURE.sub("", line))
        and not has_figure(line)
    )
