"""A sample report → a saved page of a made-up county government's site."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from forms_text import Rows, Text

_SECTIONS = ("首页", "政务公开", "政务服务", "互动交流", "走进示例", "专题专栏")
_NOTICES = (
    "关于开展春季学校食品安全检查的通知",
    "关于公布中小学作息时间的通知",
    "关于做好防汛值班工作的通知",
    "关于组织教师资格认定体检的公告",
    "关于暑期校车安全的提示",
    "关于公共图书馆延长开放时间的公告",
    "关于城区部分道路施工的通告",
    "关于征集地方史料的启事",
)
_STYLE = "text-indent:2em;font-family:仿宋_GB2312;font-size:16pt"


def html_of(parts: Sequence[Text | Rows]) -> bytes:
    """The page, UTF-8; the first part is the report's title, and the one after it too if it opens with a dash."""
    heads = [part.words for part in parts[:2] if isinstance(part, Text) and (part is parts[0] or part.words[0] == "—")]
    title = "".join(heads)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}-示例政府网</title>',
        "<script>var visits = 1024; document.title;</script><style>.nav li{float:left}</style></head><body>",
        f'<div class="top"><ul class="nav">{_links(_SECTIONS)}</ul><form><input name="q"></form></div>',
        '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>',
        f'<div class="main"><div class="left"><h3>最新公开</h3><ul>{_links(_NOTICES)}</ul></div><div class="content">',
        f'<h1>{escape(title)}</h1><div class="info">来源：示例政府网　浏览量：<span id="hits">137</span>　字体：'
        '<a href="javascript:big()">大</a> <a href="javascript:small()">小</a></div><div class="article" id="zoom">',
        *(_table(part) if isinstance(part, Rows) else _paragraph(part) for part in parts[len(heads) :]),
        '</div><div class="share">分享到：<a href="#wx">微信</a> <a href="javascript:print()">打印本页</a></div>',
        f'<div class="page">上一篇：<a href="/p1.html">{_NOTICES[0]}</a><br>',
        f'下一篇：<a href="/p2.html">{_NOTICES[1]}</a></div>',
        f'<div class="related"><h4>相关阅读</h4><ul>{_links(_NOTICES[2:6])}</ul></div></div></div>',
        '<div class="footer"><p>主办：示例政府办公室　联系电话：0000-1234567　网站标识码：0000000001</p>'
        '<p>备案号：示ICP备00000001号-1</p><a href="/map.html">网站地图</a> | <a href="/about.html">关于我们</a></div>',
        "</body></html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _links(words: Sequence[str]) -> str:
    return "".join(f'<li><a href="/l{n}.html">{escape(word)}</a></li>' for n, word in enumerate(words))


def _paragraph(part: Text) -> str:
    tag = f"h{part.level + 1}" if part.level else "p"
    return f'<{tag} style="{_STYLE}">{escape(part.words, quote=False)}</{tag}>'


def _table(table: Rows) -> str:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            tag = "th" if cell.head else "td"
            spans = f' colspan="{cell.wide}"' if cell.wide > 1 else ""
            spans += f' rowspan="{cell.tall}"' if cell.tall > 1 else ""
            cells.append(f"<{tag}{spans}><p>{escape(cell.words, quote=False)}</p></{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1"><tbody>{"".join(rows)}</tbody></table>'
