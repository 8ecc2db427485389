"""Percentages that no rule ties to counts (占58.30%, 回收率98%), against the counts that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.grim import possible
from pipeline.check.intervals import exactly, of
from pipeline.check.ledger import Ledger
from pipeline.check.lists import lead
from pipeline.check.messages import decimal, quoted, raw
from pipeline.check.outcome import Outcome, not_checkable, satisfied, violated
from pipeline.model import Fact

NEAR = 24  # characters between a count and its share
REACH = 160  # characters within which its base stands
MOST_TIMES = 12  # a count may exceed its base by a slip of the pen, not by more
HUNDRED = Decimal(100)
_OF = re.compile(r"[\s,，、(（]*(?:约|大约)?占(?P<of>[^,，。；;、\d]{0,16}?)(?:的?(?:比例|比重|比)?)?[\s为达约]*")
_RATE = re.compile(
    r"[\s,，、(（]*(?P<of>[^,，。；;、\d]{1,8}?)(?:率|比例|占比|比重)[\s为达到约]*(?:由[^。；]{2,12}?(?:提高|上升|增加)到)?"
)
_ELSEWHERE = re.compile("全市|全省|全州|全国|投资|面积|预算|财政|GDP|生产总值|考核|分值")
_PER_HEAD = re.compile("生均|人均|每|平均")
_EMPTY = ("", "比", "总数", "总量", "其", "全部", "全县", "总")


def near_shares(ledger: Ledger, tried: set[str]) -> Iterator[Outcome]:
    """Every actual percentage that stands right behind a count and that no relation has tried (``tried``: ids)."""
    facts = ledger.facts
    for i, share in enumerate(facts):
        if share.unit != "%" or share.measure == "change" or share.status != "actual" or share.fact_id in tried:
            continue
        before = [f for f in facts[max(0, i - 14) : i] if f.unit not in ("%", "百分点", None) and f.number]
        if not before or before[-1].end > share.start:
            continue
        own = _based(ledger, before, share)
        if own is not None:
            yield _over(ledger, own[0], own[1], share) if not _fits(own[0], own[1], share) else _holds(*own, share)
            continue
        part = before[-1]
        if share.start - part.end > NEAR + 12 or not _one_sentence(ledger, part, share):
            continue
        yield from _tried(ledger, before, part, share)


def _tried(ledger: Ledger, before: Sequence[Fact], part: Fact, share: Fact) -> Iterator[Outcome]:
    """Satisfied over any base before the count, or by any pair of counts close by; violated only over the base that the
    words name or leave no doubt about."""
    wholes = [f for f in before[:-1] if _may_be_base(f, part)]
    listed = [ledger.by_id[p.whole] for p in ledger.report.parts if part.fact_id in p.parts]
    wholes += [f for f in listed if f not in wholes]
    words = re.sub(r"\s", "", ledger.text(part.end, share.start))
    named = _named(ledger, words, part)
    for whole in (*reversed(wholes), *named):
        if _fits(part, whole, share):
            yield _holds(part, whole, share)
            return
    if not wholes and not named:
        return
    close = [f for f in before[-6:] if f.measure != "change" and _one_sentence(ledger, f, part)]
    pair = next(((a, b) for b in close for a in close if a is not b and a.unit == b.unit and _fits(a, b, share)), None)
    if pair is not None:
        yield _holds(*pair, share)
        return
    base = next((w for w in wholes if _fits_otherwise(part, w, share)), None)
    if base is not None:
        yield not_checkable("share", "near", (part, base, share), "占比可能以两数之和或两数之差计算")
        return
    base = _base(ledger, words, part, wholes, named) or _of_the_list(words, listed)
    if base is None:
        yield not_checkable("share", "near", (part, share), "占比的基数未说明")
        return
    told = [f for f in close if _akin_to_rate(ledger, words, f)] or [part]
    yield _over(ledger, told[0] if part not in told else part, base, share)


def _fits(part: Fact, whole: Fact, share: Fact) -> bool:
    """Whether share = part ÷ whole, rounded or cut off at its written decimals."""
    wide = of(share).widened((of(share).width or Decimal(0)) / 2)
    return (of(part) / of(whole)).times(HUNDRED).meets(wide)


def _based(ledger: Ledger, before: Sequence[Fact], share: Fact) -> tuple[Fact, Fact] | None:
    """Count and base where the base stands between the count and the share: 318万元,占预算5782万元的5.5%."""
    if len(before) < 2:
        return None
    part, base = before[-2:]
    words, behind = ledger.text(part.end, base.start), ledger.text(base.end, share.start)
    if part.unit != base.unit or not re.match(r"[\s,，]*占", words) or len(words) > 30:
        return None
    return (
        (part, base)
        if re.fullmatch(r"[\s）)]*的?(?:比例[为达]?)?[\s约]*", behind) and _may_be_base(base, part)
        else None
    )


def _may_be_base(base: Fact, part: Fact) -> bool:
    return (
        base.unit == part.unit
        and base.end <= part.start + REACH
        and abs(part.start - base.end) <= REACH
        and base.status in (part.status, "actual", "target")
        and base.measure != "change"
        and not (base.indicator == part.indicator and {base.stage, part.stage} == {"primary", "junior"})
    )


def _fits_otherwise(part: Fact, whole: Fact, share: Fact) -> bool:
    """Whether the share is that of the part in both together (在编2062人,编外135人) or of the rest (41家减到3家)."""
    a, b = part.number or Decimal(0), whole.number or Decimal(0)
    wide = of(share).widened((of(share).width or Decimal(0)) / 2)
    ways = [a * HUNDRED / (a + b)] if a + b else []
    ways += [(b - a) * HUNDRED / b] if b else []
    return any(exactly(w).meets(wide) for w in ways)


def _named(ledger: Ledger, words: str, part: Fact) -> list[Fact]:
    """The county's figures of the base that the words name (占在校生的, 占学生总数的), wherever they stand before."""
    match = _OF.fullmatch(words)
    noun = match["of"].strip("的") if match else ""
    if noun in _EMPTY or _ELSEWHERE.search(noun):
        return []
    noun = re.sub("总数|总量|全县|全部|总人数|人数|数$", "", noun)
    return [
        f
        for f in ledger.facts
        if f.unit == part.unit
        and f.end <= part.start
        and f.scope is None
        and f.status == part.status
        and f.measure == "value"
        and not of(f).below(of(part))
        and not _PER_HEAD.search(lead(ledger, f))
        and (noun[:2] in lead(ledger, f) or (noun in ("学生", "在校生") and f.indicator == "students"))
    ]


def _base(ledger: Ledger, words: str, part: Fact, wholes: Sequence[Fact], named: Sequence[Fact]) -> Fact | None:
    """The one base that the words between count and share leave no doubt about."""
    match = _OF.fullmatch(words)
    if match is not None and match["of"].strip("的") not in _EMPTY:
        county = [f for f in named if f.stage in (None, "compulsory", "all")]
        beside = [f for f in named if _one_sentence(ledger, f, part)]
        chosen = beside[-1:] or county or list(named)
        return chosen[-1] if len({f.number for f in chosen}) == 1 else None
    heads = [w for w in wholes if not _PER_HEAD.search(lead(ledger, w))]
    beside = [w for w in heads if _one_sentence(ledger, w, part)]
    larger = [w for w in beside if not of(w).below(of(part))]
    of_kind = [w for w in heads if _kind_of(part, w)]
    if match is not None:
        chosen = [] if _ELSEWHERE.search(words) else larger or of_kind
        return chosen[-1] if chosen else None
    tied = _akin_to_rate(ledger, words, part) or (beside and _of_a_plan(ledger, words, beside[-1]))
    chosen = larger or [w for w in beside[-1:] if (part.number or 0) <= MOST_TIMES * (w.number or 0)]
    return chosen[-1] if tied and chosen else None


def _kind_of(part: Fact, whole: Fact) -> bool:
    """Whether a count is of one kind of what another counts: 公办园在园幼儿 and 在园幼儿."""
    named = len(whole.label) > 2 and part.label.endswith(whole.label)
    return named and (part.label != whole.label or (part.scope is not None and whole.scope is None))


def _of_the_list(words: str, listed: Sequence[Fact]) -> Fact | None:
    """The whole of the list that the count is a part of, where nothing else is named as the base."""
    match = _OF.fullmatch(words)
    return listed[0] if listed and match is not None and match["of"].strip("的") in _EMPTY else None


def _akin_to_rate(ledger: Ledger, words: str, part: Fact) -> bool:
    """Whether a rate is called after what its count counts: 已整改54个,整改率; 回收有效问卷3528份,回收率."""
    match = _RATE.fullmatch(words)
    if match is None or len(match["of"]) > 4:
        return False
    own = lead(ledger, part) + re.split("[,，、。；;（(]", ledger.text(part.end, part.end + 4))[0]
    verb = match["of"].lstrip(",，(（")
    return (verb[:2] in own or verb[-2:] in own) and re.search("正在|未|其余|剩余|尚", own) is None


def _of_a_plan(ledger: Ledger, words: str, base: Fact) -> bool:
    """Whether the rate is that of a plan's completion: 计划招聘150名,已招聘138名,完成率92%."""
    match = _RATE.fullmatch(words)
    done = match is not None and match["of"].lstrip(",，") in ("完成", "到位")
    return done and re.search("计划|任务|目标|应", lead(ledger, base)) is not None


def _holds(part: Fact, whole: Fact, share: Fact) -> Outcome:
    exact = (part.number or Decimal(0)) * HUNDRED / (whole.number or Decimal(1))
    arithmetic = f"{raw(part)}÷{raw(whole)}={decimal(exact)}%"
    return satisfied("share", "near", (part, whole, share), arithmetic, exact == share.number)


def _over(ledger: Ledger, part: Fact, whole: Fact, share: Fact) -> Outcome:
    exact = (part.number or Decimal(0)) * HUNDRED / (whole.number or Decimal(1))
    impossible = "" if possible(share, whole) else f"，{raw(whole)}中没有任何整数能得出{raw(share)}"
    return violated(
        "share",
        "near",
        (part, whole, share),
        severity="warning",
        message=f"报告称{quoted(whole)}，{quoted(part)}占{raw(share)}，按两数计算应为{decimal(exact)}%{impossible}，请核实。",
        arithmetic=f"{raw(part)}÷{raw(whole)}={decimal(exact)}%≠{raw(share)}",
        expected=decimal(exact),
        stated=share.value,
        suspects=(part, share),
    )


def _one_sentence(ledger: Ledger, first: Fact, last: Fact) -> bool:
    return not re.search("[。！？!?]", ledger.text(first.end, last.start))
