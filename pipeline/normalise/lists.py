"""Part lists that the text states: 其中, 包括, 分别, a colon, a dash or brackets behind a total, 合计 behind its parts.

Rows and columns called 合计 make lists too. A nested 其中 makes a list of its own and takes no part in the outer one
(24所,其中民办1所;初中2所), nor do the stages of a part (教职工90人,其中专任教师80人,小学50人、初中30人).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Fact, Figure, PartList
from pipeline.normalise.bracket_lists import bracket_lists
from pipeline.normalise.context import Context
from pipeline.normalise.facts import Stated
from pipeline.normalise.table_lists import FLOW_WORDS, table_lists

_AMONG = re.compile(
    r"(?:问题|任务|事项|指标)中[,:]?(?=已|完成|基本|取得|正在|尚|仍|有|未|,|:)|(?:问题|任务|事项)中[,:]"
)
_OPENS = re.compile(r"其中|包括|包含|(?<!不)含|分为|^分别|由[^,。;]{0,8}组成|构成|^:|^\(|^—")
_HEAD = re.compile(r"(?:左右|以上|\([^)]*\))?(?:[^,。;:(]{0,10})?[,;]?")
_BRACKET = re.compile(r"[:(—]")
_AGAIN = re.compile(r"\((?:共|合计|总|约)")
_YEARS = re.compile(r"(?:\d{4}年?(?:[、,和及]|(?=分别))){2,}分别")
_OF_YEARS = re.compile(r"累计|合计|总|共|(?:[两二三四五六]|(?<!\d)\d)年")
_BY = re.compile(
    r"[。;,]?按[^,。;:\d]{1,8}(?:(?<!拆)分(?!别)|划分|看)[,:]?|[。]其中[,:]?"
    r"|[。;,]?从(?:学段|类型|用途|性质|来源|结构|分布|年龄|学历|职称|城乡|区域)[^,。;:\d]{0,4}看[,:]"
)
_AIMS = re.compile(r"(?<!特岗)计划|拟|将|力争|目标")
_SUMMED = re.compile(
    r"^(?:[,;、]|\()?(?:[两二三四五六七八九十\d]+[项者类年级])?(?:合计|共计|总计|总共|加起来|相加|累计共)[^,。;]{0,6}$"
)
_SUBTOTAL = re.compile(r"(?:合计|共计|总计|总共|加起来|相加)[^,。;]{0,6}$")
_MEAN = re.compile("平均|均|每")
_ASIDE = ("岁", "项", "类")  # 35岁以下682人; 三项合计
_JOINS = re.compile(r"^[、,和及;]|^$")
_LOOSE = re.compile(r"其中|含|包括")
_RESTART = re.compile(r"^[,;]?(?:共有|现有|全县|全市|我县|新增|目前|同时|此外)")
_BALANCED = re.compile(r"\([^()]*\)")


def part_lists(stated: Sequence[Stated], context: Context) -> tuple[PartList, ...]:
    """All part lists of a document, in the order of their wholes."""
    first: dict[int, Fact] = {}
    for row in stated:
        if row.figure is not None:
            first.setdefault(row.figure, row.fact)
    prose = [*_in_prose(first, context)]
    whole_of = {part: found.whole for found in prose for part in found.parts}
    prose += bracket_lists(first, context)
    return (*prose, *_regrouped(first, context, whole_of), *_summed(first, context), *table_lists(first, context))


def _in_prose(first: dict[int, Fact], context: Context) -> Iterator[PartList]:
    figures = context.extraction.figures
    for n, figure in enumerate(figures[:-1]):
        if figure.cell is None and figure.op in ("=", "~"):
            words = _opening(n, figures, context)
            if words is not None:
                found = [first[k] for k in _parts(n, figures, context, first)]
                nested = _stages_of_a_part(found, first[n])
                if nested:
                    yield PartList(found[0].fact_id, tuple(p.fact_id for p in nested), False, "其中")
                    found = [p for p in found if p not in nested]
                found = _with_points(found, n, first, context)
                whole = _meant(n, found, first, context)
                parts = [] if whole is None else _siblings(_settled(found, whole, context), whole)
                if whole is not None and parts and not _of_years(parts, whole):
                    closed = not _LOOSE.search(words) and not _goes_on_otherwise(parts[-1], first, context)
                    closed = closed or _by_state(parts, context)
                    yield PartList(whole.fact_id, tuple(p.fact_id for p in parts), closed, words)


def _meant(n: int, parts: Sequence[Fact], first: dict[int, Fact], context: Context) -> Fact | None:
    """The whole of a list that opens behind figure ``n``: that figure, or another one that stands before it.

    A mean is no whole of parts that exceed it (560万元,平均每个集团80万元,其中教研280万元); it was told of the total.
    其中 in a sentence of its own goes back to the figure that its parts make up (有效问卷1720份,满意1496份。其中家长…).
    """
    figures = context.extraction.figures
    figure, whole = figures[n], first[n]
    before = [
        first[k]
        for k in range(max(0, n - _BACK), n)
        if figures[k].unit == figure.unit and figures[k].cell is None and _one_paragraph(k, n, context)
    ]
    if _MEAN.search(context.text[figure.own[0] : figure.at]) and parts and _exceeds(parts[0], whole):
        stated = [f for f in before if f.end > whole.start - _NEAR_TOTAL and _exceeds(f, whole)]
        return stated[-1] if stated else None
    follower = figures[n + 1]
    if "。" in context.text[figure.to : follower.at] and len(parts) > 1:
        return _made_up(parts, before, whole)
    return whole


_BACK = 8  # figures before a list among which its whole stands
_NEAR_TOTAL = 80  # characters between a total and the mean told of it


def _one_paragraph(k: int, n: int, context: Context) -> bool:
    figures, sentences = context.extraction.figures, context.sentences
    return sentences[figures[k].sentence].paragraph == sentences[figures[n].sentence].paragraph


def _exceeds(one: Fact, other: Fact) -> bool:
    return one.number is not None and other.number is not None and one.number > other.number


def _made_up(parts: Sequence[Fact], before: Sequence[Fact], nearest: Fact) -> Fact:
    """The one figure of ``before`` that parts make up where ``nearest`` is not and has its period; else that."""
    added = sum((p.number or Decimal(0) for p in parts), Decimal(0))
    if added == nearest.number:
        return nearest
    fits = [f for f in before if f.number == added and f.measure != "change"]
    of_its_time = [f for f in fits if (f.period_start, f.period_end) == (nearest.period_start, nearest.period_end)]
    return of_its_time[-1] if of_its_time else nearest


def _with_points(parts: list[Fact], n: int, first: dict[int, Fact], context: Context) -> list[Fact]:
    """The schools of a list with what it counts behind them in another counter, where only so the sum is complete.

    学校82所:…教师进修学校1所、电大工作站1个.
    """
    figures = context.extraction.figures
    number = first[n].number
    if not parts or first[n].unit != "所" or number is None:
        return parts
    last = max(k for k in first if first[k] is parts[-1])
    missing = number - sum((p.number or Decimal(0) for p in parts), Decimal(0))
    more: list[Fact] = []
    for k in range(last + 1, len(figures)):
        joined = _JOINS.match(context.text[figures[k - 1].to : figures[k].at])
        if figures[k].unit not in ("个", "处") or figures[k].sentence != figures[n].sentence or not joined:
            break
        more.append(first[k])
    return [*parts, *more] if more and sum((p.number or Decimal(0) for p in more), Decimal(0)) == missing else parts


def _siblings(parts: list[Fact], whole: Fact) -> list[Fact]:
    """Without what is a part of a part: of another indicator where the others are of the whole's own."""
    other = [p for p in parts if p.indicator not in (None, whole.indicator)]
    if whole.unit != "人" or whole.indicator is None or not other or parts[0] in other:
        return parts
    return [p for p in parts if p not in other]


def _of_years(parts: Sequence[Fact], whole: Fact) -> bool:
    """Whether the figures are one of several years each, beside one that is of no such span."""
    years = {(p.period_start, p.period_end) for p in parts}
    ends = {p.period_end for p in parts}
    covered = whole.period_start is not None and whole.period_end in ends
    return len(years) == len(parts) > 1 and None not in ends and not covered and whole.indicator != parts[0].indicator


_OTHERWISE = re.compile(r"[、,和及][^,。;:\d]{2,12}\d+[个处]")


def _goes_on_otherwise(last: Fact, first: dict[int, Fact], context: Context) -> bool:
    """Whether the list goes on in another counter (…教师进修学校1所,电大工作站1个): then it need not be complete."""
    text = context.extraction.structure.document.text
    return last.unit == "所" and _OTHERWISE.match(text, last.end) is not None


_DONE_PART = re.compile(r"已|完成")
_OPEN_PART = re.compile(r"正在|尚|仍|未|推进中|整改中")


def _by_state(parts: Sequence[Fact], context: Context) -> bool:
    """Whether parts tell what is done and what is open: then they are all (已整改19个,基本完成4个,正在推进2个)."""
    text = context.extraction.structure.document.text
    words = [text[max(0, p.start - 8) : p.start] for p in parts]
    return len(parts) > 2 and bool(_DONE_PART.search(words[0])) and bool(_OPEN_PART.search(words[-1]))


def _stages_of_a_part(parts: Sequence[Fact], whole: Fact) -> list[Fact]:
    """The parts that split the first part by stage, where the whole is of another indicator."""
    if not parts or parts[0].indicator in (None, whole.indicator):
        return []
    head = parts[0]
    stages = [p for p in parts[1:] if p.indicator == head.indicator and p.stage != head.stage]
    return stages if len(stages) > 1 and head.stage in (None, "compulsory", "all") else []


def _regrouped(first: dict[int, Fact], context: Context, whole_of: dict[str, str]) -> Iterator[PartList]:
    """A whole told apart a second time: 按学段分,小学176人、初中136人 behind the list of its years."""
    figures = context.extraction.figures
    apart: dict[str, str] = {}  # the wholes told apart in this way before, by their parts
    for n in range(1, len(figures)):
        figure, before = figures[n], figures[n - 1]
        if figure.cell is not None or before.cell is not None:
            continue
        between = context.text[before.to : figure.at]
        match = _BY.search(between[-40:])
        if match is None:
            continue
        parts = [n]
        for k in range(n + 1, len(figures)):
            gap = context.text[figures[k - 1].to : figures[k].at]
            if figures[k].unit != figure.unit or figures[k].sentence != figure.sentence or not _JOINS.match(gap):
                break
            if FLOW_WORDS.search(gap) or re.search("[;(]", gap) or _SUBTOTAL.search(gap):
                break
            parts.append(k)
        whole = _whole_before([first[k] for k in parts], n, first, context, whole_of, apart)
        if whole is not None and len(parts) > 1 and all(first[k].status == whole.status for k in parts):
            chosen = _settled([first[k] for k in parts], whole, context)
            words = match.group(0)
            if "其中" not in words:
                apart |= {p.fact_id: whole.fact_id for p in chosen}
            yield PartList(whole.fact_id, tuple(p.fact_id for p in chosen), "其中" not in words, words)


def _whole_before(
    parts: Sequence[Fact],
    n: int,
    first: dict[int, Fact],
    context: Context,
    whole_of: dict[str, str],
    apart: dict[str, str],
) -> Fact | None:
    """The whole of the parts from figure ``n`` on, among the figures of their unit before them.

    It is the one that they make up, if one of the paragraph is; the one told apart before (按学历分…,按职称分…); the
    nearest, or what that is itself a part of.
    """
    figures = context.extraction.figures
    reach = [
        first[k]
        for k in range(max(0, n - 2 * _BACK), n)
        if figures[k].unit == figures[n].unit and figures[k].cell is None and first[k].measure != "change"
    ]
    if not reach:
        return None
    fits = [f for f in reach if f.number == sum(p.number or Decimal(0) for p in parts)]
    if fits:
        return fits[-1]
    by_id = {f.fact_id: f for f in reach}
    before = [apart[f.fact_id] for f in reach if f.fact_id in apart]
    if before:
        return by_id.get(before[-1])
    whole = whole_of.get(reach[-1].fact_id)
    return by_id.get(whole) if whole else reach[-1]


def _summed(first: dict[int, Fact], context: Context) -> Iterator[PartList]:
    """Parts that stand before their total: 国培420人次、省培680人次,合计1100人次."""
    figures = context.extraction.figures
    for n, figure in enumerate(figures):
        if figure.cell is not None or n < 2:
            continue
        stop = next((f for f in reversed(figures[:n]) if f.unit not in _ASIDE), figure)
        if not _SUMMED.match(context.text[stop.to : figure.at]):
            continue
        parts: list[int] = []
        for k in range(n - 1, -1, -1):
            other = figures[k]
            if other.unit in _ASIDE:
                continue
            if other.cell is not None or other.sentence != figure.sentence or other.unit != figure.unit:
                break
            before = next((f for f in reversed(figures[:k]) if f.unit not in _ASIDE), None)
            lead = context.text[before.to if before else other.own[0] : other.at]
            if other.op not in ("=", "~") or FLOW_WORDS.search(context.text[other.own[0] : other.at]):
                break
            parts.insert(0, k)
            if not _JOINS.match(lead) or re.search("[。;]", lead) or _opening(k - 1, figures, context):
                break
        total = first[n].number
        for start in range(len(parts) - 1):  # as far back as the sum is complete
            if sum(first[k].number or 0 for k in parts[start:]) == total:
                parts = parts[start:]
                break
        if len(parts) > 1 and all(first[k].status == first[n].status for k in parts):
            yield PartList(first[n].fact_id, tuple(first[k].fact_id for k in parts), True, "合计")


def _opening(n: int, figures: Sequence[Figure], context: Context) -> str | None:
    """The words that open a list of parts right behind figure ``n``."""
    figure, follower = figures[n], figures[n + 1]
    if follower.cell is not None or follower.sentence != figure.sentence:
        return None
    if context.text.startswith(")", figure.to):
        return None  # 学校283所(城区81所,农村202所),其中小学150所: not parts of the 202
    between = context.text[figure.to : follower.at]
    if _AGAIN.match(between):  # the total again
        return None
    head = _HEAD.match(between)
    rest = between[head.end() :] if head else between
    match = _OPENS.search(rest[:8]) or _BRACKET.match(between) or _AMONG.match(between)
    if match is None and _OF_YEARS.search(context.text[context.sentences[figure.sentence].at : figure.at]):
        match = _YEARS.match(rest)
    if match and match.group(0) == "(" and (inside := _LOOSE.match(between[1:])):
        return inside.group(0)
    return match.group(0) if match else None


def _parts(n: int, figures: Sequence[Figure], context: Context, first: dict[int, Fact]) -> Iterator[int]:
    """Positions of the figures that stand as parts of figure ``n``."""
    whole = figures[n]
    bracket = context.text[whole.to : whole.to + 1] == "("
    close = _closing(context.text, whole.to) if bracket else context.sentences[whole.sentence].to
    nested, last, told = False, n, False
    for k in range(n + 1, len(figures)):
        figure = figures[k]
        if figure.sentence != whole.sentence or figure.cell is not None or figure.at >= close:
            return
        lead = _BALANCED.sub("", context.text[figures[k - 1].to : figure.at])
        own = context.text[figure.own[0] : figure.at]
        if k > n + 1 and _RESTART.match(own):
            return
        if ";" in lead:
            alike = told and last > n and _other_stage(first[last], first[k])
            if not nested and k > n + 1 and not alike:
                return
            nested = False
        if k > n + 1 and re.search(r"其中|\(|(?<!不)含", lead):
            nested = True
        if ")" in lead and "(" not in lead:
            nested = False
        if nested or _SUBTOTAL.search(own):
            continue
        flow = FLOW_WORDS.search(own)
        added = flow is not None and flow.group() == "增" and "增" in context.text[whole.own[0] : whole.at]
        if figure.unit != whole.unit or (flow and not added):
            told = told or figure.unit == "%"
            if figure.unit == "%" or flow:
                continue
            return
        if (first[k].status == first[n].status or not _AIMS.search(own)) and figure.op in ("=", "~"):
            last, told = k, False
            yield k


def _other_stage(one: Fact, other: Fact) -> bool:
    """Whether two figures tell of one indicator at two stages: items of one list, whatever parts them."""
    return one.indicator is not None and one.indicator == other.indicator and one.stage != other.stage


def _closing(text: str, at: int) -> int:
    depth = 0
    for i in range(at, min(len(text), at + 400)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return at


def _settled(parts: list[Fact], whole: Fact, context: Context) -> list[Fact]:
    """The parts as the list reads: where the words leave open how far it goes, as far as the sum is complete."""
    total = 0
    for n, part in enumerate(parts):
        number = part.number
        if number is None or whole.number is None:
            return parts
        total += number  # type: ignore[assignment]
        if total == whole.number and n >= 1 and not _goes_on(parts, n, context):
            return parts[: n + 1]
    return parts


def _goes_on(parts: Sequence[Fact], n: int, context: Context) -> bool:
    """Whether a list joins the next part to part ``n`` by 、 or 和, so that it is no longer sentence that goes on."""
    text = context.extraction.structure.document.text
    return n + 1 < len(parts) and re.match(r"\s*[、和及]", text[parts[n].end : parts[n + 1].start]) is not None
