"""Which part of a web page is the report, and which is the site around it.

What decides is running text: characters outside links that stand with punctuation or in tables. The smallest element
that holds nearly all of it is the core. The heading and the line of date and source beside the core are taken in, with
what stands close to it; link lists, share bars and the like are put aside. Nothing is thrown away: what is not the
report is aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.read.html_tables import is_data_table
from pipeline.read.html_tree import Element

_NEARLY_ALL = 0.85  # share of the running text that an element must hold to be looked into
_LINKS = 0.5  # share of link text from which a block is a list of links
_MOST_BY_NAME = 0.3  # share of the running text above which nothing is aside for its name alone
_NEAR = 3  # levels above the core within which what is not the site's is the report's
_PROSE = 20  # characters outside links from which a line with punctuation is prose
_SHORT = 200  # characters of a line of date and source, and of one of the site, at most
_LEAST_TITLE = 6  # characters of a part of <title> that can name the report

_SITE_TAGS = ("nav", "footer", "aside", "menu")
_SITE_ROLES = ("navigation", "contentinfo", "search")
_SITE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|crumbs?|share|bdshare\w*|social|foot|footer|copyright|sidebar|related|"
    r"recommend|hot|pager|pagination|page-?turn|toolbar|tools|qrcode|ewm|comment|friendlink|links|login|search|top-?bar)"
    r"(?=$|[\s_-])"
)
_SITE_WORDS = re.compile(
    r"^\W{0,3}(?:当前位置|您(?:现在)?的位置|您所在的位置|首页|网站首页|上一[篇条页]|下一[篇条页]|相关(?:链接|阅读|新闻|文章|推荐)|"
    r"分享(?:到|至)|扫一扫|打印(?:本页)?|关闭(?:窗口|本页)?|版权所有|Copyright|主办(?:单位)?[:：]|承办(?:单位)?[:：]|技术支持|"
    r"网站地图|备案号|\S{0,2}ICP备|\S{0,3}公网安备|友情链接|联系我们|返回(?:顶部|列表|首页))|网站标识码|ICP备\d|公网安备",
    re.I,
)
_DATE = re.compile(
    r"(?:日期|时间)\s*[:：]|来源\s*[:：]|发文字号|索引号|^\W*20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}[日\s\d:：]*\W*$"
)
_HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass(frozen=True, slots=True)
class Body:
    """The element that holds the report, and the elements inside it that belong to the site (by their id())."""

    report: Element
    aside: frozenset[int]

    def is_aside(self, element: Element) -> bool:
        """Whether an element inside the report's belongs to the site."""
        return id(element) in self.aside


def body_of(page: Element, title: str) -> Body | None:
    """The report's part of the page whose <title> is ``title``; None where the page holds nothing but links."""
    site = _site(page)
    running = _running(page, site)
    if not running[id(page)]:
        return None
    core = _core(page, running)
    lines = tuple(e for e in (_heading(page, core, title, site), _date_line(core, site)) if e is not None)
    report, near = _taken_in(core, lines)
    return Body(report, frozenset(id(e) for e in _asides(report, near, core, lines, site, running)))


def _taken_in(core: Element, lines: tuple[Element, ...]) -> tuple[Element, Element]:
    """The smallest element around ``core`` and ``lines``, and the largest in it that is near the core."""
    missing = [frozenset(map(id, _above(line))) for line in lines]
    report = near = core
    for level, around in enumerate([core, *_above(core)]):
        if any(id(around) in above for above in missing):
            missing = [above for above in missing if id(around) not in above]
            report = around
            near = around if level <= _NEAR else near
    return report, near


def _site(page: Element) -> frozenset[int]:
    """The blocks that are the site's by their tag, role, links or first words, with all that they hold."""
    prose = _with_prose(page)
    found: set[int] = set()
    for element in page.below():
        if (element.parent is not None and id(element.parent) in found) or _is_site(element, prose):
            found.add(id(element))
    return frozenset(found)


def _with_prose(page: Element) -> frozenset[int]:
    """The elements with a line of prose in them: many links beside it make no list of links of them."""
    found: set[int] = set()
    for element in reversed([page, *page.below()]):
        free = element.chars - element.linked
        own = element.is_block and element.stops and free >= _PROSE and element.linked <= _LINKS * element.chars
        if id(element) in found or (own and _is_line(element)):
            found |= {id(element), id(element.parent)}
    return frozenset(found)


def _is_site(element: Element, prose: frozenset[int]) -> bool:
    if element.tag in _SITE_TAGS or element.attributes.get("role") in _SITE_ROLES:
        return True
    if not element.is_block or element.tag in ("td", "th") or not element.chars:
        return False
    if element.linked > _LINKS * element.chars and id(element) not in prose:
        return True
    if element.chars > _SHORT:
        return False
    words = element.text()
    return bool(_SITE_WORDS.search(words)) and not _DATE.search(words)


def _running(page: Element, site: frozenset[int]) -> dict[int, int]:
    """The characters of running text in each element by its id(): those of its lines that are not the site's."""
    running: dict[int, int] = {}
    for element in reversed([page, *page.below()]):
        own = running.get(id(element), 0)
        if id(element) in site:
            own = 0
        elif element.is_block and _is_line(element):
            own = max(own, _worth(element))
        running[id(element)] = own
        if element.parent is not None:
            running[id(element.parent)] = running.get(id(element.parent), 0) + own
    return running


def _is_line(element: Element) -> bool:
    """Whether a block holds words of its own, not only other blocks."""
    return any(bool(c.strip()) if isinstance(c, str) else not c.is_block and c.chars > 0 for c in element.children)


def _worth(element: Element) -> int:
    """The characters of a line outside links; a few count less where nothing tells running text."""
    free = element.chars - element.linked
    return free if element.stops or element.tag in ("td", "th") else free // 4


def _core(page: Element, running: dict[int, int]) -> Element:
    """The smallest element with nearly all of the running text; it is never inside a table of data or a paragraph."""
    core = page
    while True:
        best = max(core.elements(), key=lambda e: running.get(id(e), 0), default=None)
        if best is None or running[id(best)] < _NEARLY_ALL * running[id(page)]:
            return core
        if not best.is_block or best.tag in ("p", "ul", "ol", "dl") or is_data_table(best):
            return core
        core = best


def _above(element: Element) -> list[Element]:
    """What an element stands in, innermost first."""
    found = []
    around = element.parent
    while around is not None:
        found.append(around)
        around = around.parent
    return found


def _heading(page: Element, core: Element, title: str, site: frozenset[int]) -> Element | None:
    """The line that the page's <title> names: a heading, else any line; without a <title>, the first h1."""
    parts = [_bare(part) for part in re.split(r"[-_|–—]+|\s{2,}", title)]
    named = max(parts, key=len, default="")
    lines = [e for e in page.below() if e.is_block and 4 <= e.chars <= _SHORT and id(e) not in site]
    headings = [e for e in lines if e.tag in _HEADINGS]
    if len(named) < _LEAST_TITLE:
        return next((e for e in headings if e.tag == "h1"), None)
    inside = [e for e in lines if core in _above(e)] if not any(_names(e, named) for e in headings) else []
    return next((e for e in [*headings, *inside, *lines] if _names(e, named)), None)


def _names(element: Element, named: str) -> bool:
    """Whether a line says what <title> says, or as much of it as fits there, or more."""
    words = _bare(element.text())
    if len(words) < len(named):
        return words in named and 2 * len(words) >= len(named)
    return named in words and len(words) <= 2 * len(named)


def _bare(words: str) -> str:
    return re.sub(r"[\s“”\"'《》()（）…]", "", words)


def _date_line(core: Element, site: frozenset[int]) -> Element | None:
    """The last line of date and source in front of the core, if it stands near."""
    near = _above(core)[:_NEAR]
    found = None
    for element in near[-1].below() if near else ():
        if element is core:
            break
        if element.is_block and element.chars <= _SHORT and id(element) not in site and _DATE.search(element.text()):
            found = element
    return found


def _asides(
    report: Element,
    near: Element,
    core: Element,
    lines: tuple[Element, ...],
    site: frozenset[int],
    running: dict[int, int],
) -> Iterator[Element]:
    """The site's elements inside the report's, outermost first; far from the core all but ``lines`` are the site's."""
    most = _MOST_BY_NAME * running[id(core)]
    kept = {id(line) for line in (near, *lines)}
    path = kept | {id(above) for line in (core, near, *lines) for above in (line, *_above(line))}
    waiting = [(element, report is near) for element in report.elements()][::-1]
    while waiting:
        element, close = waiting.pop()
        close = close or id(element) in kept
        far = not close and id(element) not in path
        named = bool(_SITE_NAME.search(element.name)) and running[id(element)] <= most
        dated = element.chars <= _SHORT and named and bool(_DATE.search(element.text()))
        if id(element) not in path and element.chars and (far or id(element) in site or (named and not dated)):
            yield element
        elif not is_data_table(element):
            waiting.extend([(inside, close) for inside in element.elements()][::-1])
