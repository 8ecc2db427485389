"""Filled-in forms → answers: each figure read whole in the unit of the stated one, or refused with the reason.

An answer never replaces a stated figure here; it becomes a copy of it, under the same fact_id, with the answered value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from pipeline.model import Answer, AnswerStatus, Entry, Fact, Form, Report
from pipeline.quantity import UnitTable, Written, interval, plain
from pipeline.rulebook import Rulebook

MARK = "〔答复〕"
"""Stands behind an answered figure wherever its words are shown: no report states it."""

_HALF = {i: i - 0xFEE0 for i in range(0xFF01, 0xFF5F)} | {0x2236: ":", 0x2212: "-"}
_WHITE = re.compile(r"[\s\u200b\ufeff\u00ad]+")
_BLANK = re.compile(r"[-—–/\\_]*")
_CONFIRMED = re.compile(
    r"(?:(?:经)?(?:核实|核对|复核),?)?(?:原数|数据|原数据|原报数|此数|该数)?(?:(?:准确|正确)?无误|属实|准确|正确|一致|"
    r"不变|无变化|未变|没有变化|无需更正|不需更正|同原数|与原数一致|同报告|同左)[。.]?"
)
_AROUND = re.compile(
    r"(?:(?:应|实|更正|改|订正|核实)?(?:为|是)|实际(?:为|是)?)?:?(?P<about>约|大约|近)?(?P<sign>[+-])?(?P<figure>.+?)"
    r"(?P<roughly>左右|上下)?[。.;,]?"
)
_BOUNDS = (">=", "<=", ">", "<")  # a target's or a norm's: the answer changes the value, not what it bounds
_VERDICTS = (
    ("unknown", re.compile(r"待(?:监测)?(?:认定|评估|监测|定)|(?:暂|尚)?(?:无法|不能|未)(?:认定|判定|确定)")),
    (
        "expected",
        re.compile(
            r"预计(?:可以?|能够?)?(?:达到|达标)(?:要求|标准)?|(?:通过|经)努力(?:可以?|能够?)?(?:达到|达标)(?:要求|标准)?"
        ),
    ),
    ("not_met", re.compile(r"(?:未|不|没有|尚未|未能)(?:达到|达标|符合)(?:要求|标准)?|不合格|否")),
    ("met", re.compile(r"(?:已|均|已经)?(?:达到|达标|符合)(?:要求|标准)?|合格|是")),
)

_GONE = "编号 {fact_id} 的数据不在本次的报告中（报告可能已更换或重新提交）。请按新报告重新发函，本条答复未采用。"
_MOVED = "“原数”栏写的是“{found}”，报告写作“{stated}”，可能填错了栏或改动了原数。请把核实后的数填在“核实后数”栏。"
_UNREAD = "“{answer}”不能作为一个数读出。请在“核实后数”栏只填一个数和单位，其余写在“说明”栏。"
_UNIT = "“{answer}”的单位与原数“{stated}”不同，请按原数的单位填写。"
_NO_UNIT = "“{answer}”没有写单位，原数是“{stated}”，无法确定是否以同一单位计。请连同单位填写。"
_MINUS = "“{answer}”是负数，原数“{stated}”不是。请核对后重新填写。"
_VERDICT = "“{answer}”不能作为结论读出。请填写：达到、未达到、预计可达、待认定，其余写在“说明”栏。"
_LOST = "这一行的编号已被删去，无法对应到数据“{stated}”。请在原函或原表上填写。"
_NO_FIGURE = "这一项没有列出数据，“{answer}”无法对应到数据。请写在“说明”栏。"
_TWICE = "同一数据有几个不同的答复（{answers}）。请县里确认以哪个为准，把其余的删去。"


class _Refused(Exception):
    """Why an answer is not used, as a sentence for the user."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What answers can be about: the facts of the run, and the units of the rulebook."""

    facts: dict[str, Fact]
    units: UnitTable


def answers(forms: Iterable[Form], reports: Sequence[Report], rules: Rulebook) -> tuple[Answer, ...]:
    """The answers of ``forms``, in their order; rows that nobody filled in yield none.

    A figure is read whole, by the grammar that reports are read by, or refused. Where one figure is answered with
    different values, all of these answers are refused.
    """
    facts = {fact.fact_id: fact for report in reports for fact in report.facts}
    known = _Known(facts, _units(rules))
    found = [_answer(form.name, entry, known) for form in forms for entry in form.entries if _filled(entry)]
    return tuple(_agreed(found))


def _filled(entry: Entry) -> bool:
    return not (_BLANK.fullmatch(squeezed(entry.answer)) and _BLANK.fullmatch(squeezed(entry.note)))


def _answer(form: str, entry: Entry, known: _Known) -> Answer:
    words = squeezed(entry.answer)
    fact = known.facts.get(entry.fact_id)
    try:
        if entry.fact_id and fact is None:
            raise _Refused(_GONE.format(fact_id=entry.fact_id))
        if fact is not None and squeezed(entry.stated) != squeezed(fact.written):
            raise _Refused(_MOVED.format(found=entry.stated.strip(), stated=fact.written))
        if _BLANK.fullmatch(words):
            return Answer(form, entry, "explained")
        if fact is None and not _BLANK.fullmatch(squeezed(entry.stated)):
            raise _Refused(_LOST.format(stated=entry.stated.strip()))
        if fact is None:
            raise _Refused(_NO_FIGURE.format(answer=entry.answer.strip()))
        status, value = _read(words, fact, known)
    except _Refused as error:
        return Answer(form, entry, "refused", None, str(error))
    return Answer(form, entry, status, value)


def _read(words: str, fact: Fact, known: _Known) -> tuple[AnswerStatus, Fact]:
    """Whether the answer confirms ``fact`` or corrects it, and the figure that it leaves; raises _Refused."""
    if _CONFIRMED.fullmatch(words):
        return "confirmed", fact
    value = _verdict(words, fact) if fact.measure == "verdict" else _figure(words, fact, known.units)
    same = _said(value) == _said(fact) and (value.low, value.high) == (fact.low, fact.high)
    return ("confirmed", fact) if same else ("corrected", value)


def _verdict(words: str, fact: Fact) -> Fact:
    value = next((name for name, pattern in _VERDICTS if pattern.fullmatch(words.rstrip("。."))), None)
    if value is None:
        raise _Refused(_VERDICT.format(answer=words))
    return replace(fact, value=value, raw=words + MARK)


def _figure(words: str, fact: Fact, units: UnitTable) -> Fact:
    """The figure that the whole of ``words`` writes, in the unit of ``fact``."""
    around = _AROUND.fullmatch(words)
    text = "" if around is None else around["figure"]
    if fact.unit and text.endswith(("万", "亿")):
        text += fact.unit
    written = _whole(text, units)
    if around is None or written is None:
        raise _Refused(_UNREAD.format(answer=words))
    _check_unit(words, written, fact, units)
    approximate = "about" if around["about"] or around["roughly"] else written.approximate
    if around["about"] == "近":
        approximate = "below"
    op = fact.op if fact.op in _BOUNDS else "~" if approximate else "range" if written.high is not None else "="
    continuous = units.continuous(written.unit or fact.unit)
    low, high = interval(written.value, written.high, written.step, op, approximate, continuous)
    value = replace(
        fact,
        op=op,
        value=plain(written.value),
        value_high=None if written.high is None else plain(written.high),
        low=low,
        high=high,
        raw=text + (fact.unit or "" if written.kind == "bare" else "") + MARK,
        source="text",
    )
    return _signed(value, around["sign"], fact, words)


def _whole(text: str, units: UnitTable) -> Written | None:
    """The one quantity that fills ``text`` from end to end."""
    found = list(units.scan(text))
    return found[0] if len(found) == 1 and (found[0].at, found[0].to) == (0, len(text)) else None


def _check_unit(words: str, written: Written, fact: Fact, units: UnitTable) -> None:
    """Raise _Refused where the answer's unit is another one, or is missing and could be meant in two ways."""
    if written.kind == "bare" and fact.unit is not None:
        stated = _whole(squeezed(fact.written), units)
        fraction = fact.unit == "%" and written.value <= 1 and (fact.number or Decimal(0)) > 1
        if stated is None or stated.magnitude or fraction:
            raise _Refused(_NO_UNIT.format(answer=words, stated=fact.written))
    elif written.unit != fact.unit:
        raise _Refused(_UNIT.format(answer=words, stated=fact.written))


def _signed(value: Fact, sign: str | None, fact: Fact, words: str) -> Fact:
    """A change keeps the direction that the report states (减少9所) unless the answer has a sign of its own."""
    negative = sign == "-" or (sign is None and fact.measure == "change" and (fact.number or Decimal(0)) < 0)
    if sign == "-" and fact.measure != "change" and (fact.number or Decimal(0)) >= 0:
        raise _Refused(_MINUS.format(answer=words, stated=fact.written))
    if not negative:
        return value
    low, high = (None if bound is None else -bound for bound in (value.high, value.low))
    return replace(value, value=f"-{value.value}", low=low, high=high)


def _agreed(found: Sequence[Answer]) -> Iterator[Answer]:
    """``found``, with all answers about a figure refused where they differ."""
    by_fact: dict[str, list[Answer]] = defaultdict(list)
    for answer in found:
        if answer.fact is not None:
            by_fact[answer.fact.fact_id].append(answer)
    for answer in found:
        others = by_fact[answer.fact.fact_id] if answer.fact is not None else []
        if len({_said(a.fact) for a in others if a.fact}) > 1:
            said = "；".join(f"{a.form} {a.entry.place}：{a.entry.answer.strip()}" for a in others)
            yield replace(answer, status="refused", fact=None, reason=_TWICE.format(answers=said))
        else:
            yield answer


def _said(fact: Fact) -> tuple[str | None, ...]:
    return fact.op, fact.value, fact.value_high


def squeezed(text: str) -> str:
    """The words as the number grammar takes them: half-width, no white space but one blank between two digits."""
    half = text.strip().translate(_HALF)
    return _WHITE.sub(lambda m: " " if _parted(half, m.start(), m.end()) else "", half)


def _parted(text: str, at: int, to: int) -> bool:
    return text[at - 1 : at].isdigit() and text[to : to + 1].isdigit()


@lru_cache(maxsize=8)
def _units(rules: Rulebook) -> UnitTable:
    return UnitTable(rules.units)
