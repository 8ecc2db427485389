"""A stated number of things against the things listed one by one: 4项未达标…为:①…⑤…; 3所学校(甲小学、乙小学)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.ledger import Ledger
from pipeline.check.messages import raw
from pipeline.check.outcome import Outcome, satisfied, violated
from pipeline.model import Evidence, Fact, Severity

UNITS = ("项", "个", "条", "点", "类", "方面", "所", "家")
MOST = 40  # things that a report lists one by one
NEAR = 40  # characters between the number and the first mark
REACH = 4000  # characters within which a list of marks ends
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ORDINALS = ("一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是")
# What may stand between a number and the first mark: its noun, and at most one clause that ends in 为, 是 or a colon.
_OPENS_MARKS = re.compile(
    r"(?P<noun>[^，,。；;：:\d\n]{0,20}?)(?:[，,][^，,。；;：:\d\n]{0,14}?)?(?:分别|即)?(?:为|是|有|如下|包括)?\s*[：:。，,]?\s*"
)
_OF_KINDS = re.compile("问题|方面|不足|短板|差距|困难|原因|措施|任务|工作|特点|举措|建议|薄弱")
_NAME = re.compile(
    r"[一-龥·]{0,14}(?:小学|中学|学校|初中|完小|幼儿园|中心校|分校|校区|教学点|[一二三四五六七八九十](?:小|中))(?:[（(][^（）()]{0,12}[)）])?"
)
_OPENS_NAMES = re.compile(
    r"\s*(?:[^，,。；;：:（(\n]{0,30}?)(?:[（(](?:分别)?(?:为|是|即)?|(?:，|,)?(?:分别)(?:为|是)[：:]?|(?:，|,)?即[：:]?|[：:])"
)
_NOT_NAMES = re.compile("其中|含|等|包括")
_NO_NAME = re.compile("其中|含|等|例如|如[^意]|[为是均属]|分别|所有|全部|各")
_CLOSES = re.compile(r"[）)。；;\n]")


@dataclass(frozen=True, slots=True)
class _List:
    """What is listed behind a number: how many, in words for the arithmetic, where, and how sure that it is all."""

    count: int
    words: str
    evidence: Evidence
    severity: Severity


def enumerated(ledger: Ledger) -> Iterator[Outcome]:
    """Every number of a report's prose behind which things are listed under marks or schools by their names."""
    for fact in ledger.facts:
        number = fact.number
        if number is None or number % 1 or not 1 < number <= MOST or fact.source == "table" or fact.op != "=":
            continue
        if fact.unit not in UNITS or (fact.measure == "change" and fact.unit != "所"):
            continue
        listed = _marked(ledger, fact, int(number)) or _named(ledger, fact)
        if listed is None:
            continue
        relation = f"enumerated:{fact.indicator or fact.label}"
        if listed.count == number:
            yield satisfied("sum", relation, (fact,), f"{listed.words}={listed.count}")
            continue
        yield violated(
            "sum",
            relation,
            (fact,),
            severity=listed.severity,
            message=f"报告称{_told(ledger, fact)}，但逐一列出的有{listed.count}{_counter(fact)}，请核实。",
            arithmetic=f"{listed.words}={listed.count}≠{raw(fact)}",
            expected=str(listed.count),
            stated=fact.value,
            evidence=(listed.evidence,),
        )


def _told(ledger: Ledger, fact: Fact) -> str:
    """The number as the report writes it with the words behind it, up to the next mark."""
    behind = re.match(r"[^，,。；;：:（(\n①]{0,24}", ledger.text(fact.end, fact.end + 24))
    before = re.split(r"[，,。；;：:（()）\n]", ledger.text(max(0, fact.start - 14), fact.start))[-1]
    return re.sub(r"\s", "", f"“{before}{fact.raw}{behind.group() if behind else ''}”")


def _counter(fact: Fact) -> str:
    return re.sub(r"[\d\s一二三四五六七八九十两]", "", raw(fact)) or fact.unit or ""


def _marked(ledger: Ledger, fact: Fact, number: int) -> _List | None:
    """The marks ①②③ or 一是二是三是 that follow the number in their order."""
    behind = ledger.text(fact.end, fact.end + NEAR)
    for marks in (list(_CIRCLED), list(_ORDINALS)):
        at = behind.find(marks[0])
        gap = behind[: max(at, 0)]
        opening = _OPENS_MARKS.fullmatch(gap) if at >= 0 else None
        if opening is None or fact.unit in ("所", "家"):
            continue
        if marks[0] == _ORDINALS[0] and not _OF_KINDS.search(opening["noun"]):
            continue  # 9项指标:一是…六是…: several items may be told of in one breath
        start = fact.end + at
        text = ledger.text(start, start + REACH)
        found, place = 1, len(marks[0])
        for mark in marks[1:]:
            follower, again = text.find(mark, place), text.find(marks[0], place)
            if (
                follower < 0
                or (0 <= again < follower)
                or re.search(r"\n\s*[一二三四五六七八九十]、", text[place:follower])
            ):
                break
            found, place = found + 1, follower + len(mark)
        if found in _beside(ledger, fact):
            return None  # 三方面5个问题:一是…三是…: the other number is the one of the marks
        words = f"{marks[0]}至{marks[found - 1]}"
        evidence = Evidence(fact.doc, start, start + place)
        return _List(found, words, evidence, "error" if found > number else "warning") if found > 1 else None
    return None


def _beside(ledger: Ledger, fact: Fact) -> set[int]:
    """The numbers of kinds that stand right before a number (三方面5个, 4个方面28个)."""
    before = re.search(
        r"([一二两三四五六七八九]|\d{1,2})(?:个|大)?(?:方面|类|大类)\s*$",
        ledger.text(max(0, fact.start - 8), fact.start),
    )
    if before is None:
        return set()
    return {int(before[1]) if before[1].isdigit() else "零一二三四五六七八九".find(before[1].replace("两", "二"))}


def _named(ledger: Ledger, fact: Fact) -> _List | None:
    """The schools named one by one behind the number, where nothing says that they are only some."""
    if fact.unit != "所":
        return None
    behind = ledger.text(fact.end, fact.end + REACH)
    opening = _OPENS_NAMES.match(behind)
    if opening is None or _NOT_NAMES.search(opening.group()):
        return None
    closing = _CLOSES.search(behind, opening.end())
    stop = closing.start() if closing else len(behind)
    names = re.split("[、，,]|和|及|与", re.sub(r"\s", "", behind[opening.end() : stop]))
    if len(names) < 2 or len(set(names)) < len(names) or not all(_NAME.fullmatch(n) for n in names):
        return None
    if any(_NO_NAME.search(n) for n in names):
        return None
    evidence = Evidence(fact.doc, fact.end + opening.end(), fact.end + stop)
    return _List(len(names), "、".join(names), evidence, "error")
