"""What a percentage is a share of: the base that the words name, that a list gives, or that leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.causes import slips
from pipeline.check.intervals import exactly, of
from pipeline.check.ledger import Ledger
from pipeline.check.lists import lead, stated_lists
from pipeline.check.runs import implied_lists
from pipeline.model import Fact
from pipeline.rulebook import CheckRules

REACH = 160  # characters within which a base stands
MOST_TIMES = 12  # a count may exceed its base by a slip of the pen, not by more
RISEN = r"(?:由[^。；]{2,12}?(?:提高|提升|上升|增加|增长)[到至])?"
_SHARE = r"[\s,，、(（]*(?:约|大约)?占(?P<of>[^,，。；;、\d]{0,16}?)(?:的?(?:比例|比重|比)?)?"
OF = re.compile(_SHARE + r"[\s为达约]*")
_OF_RISEN = re.compile(_SHARE + RISEN + r"[\s为达约]*")
RATE = re.compile(r"[\s,，、(（]*(?P<of>[^,，。；;、\d]{1,8}?)(?:率|度|比例|占比|比重)[\s为达到约]*" + RISEN)
_ELSEWHERE = re.compile("全市|全省|全州|全国|投资|面积|预算|财政|GDP|生产总值|考核|分值")
_PER_HEAD = re.compile("生均|人均|每|平均")
_EMPTY = ("", "比", "总数", "总量", "其", "全部", "全县", "总")
_END = re.compile("[。！？!?]")
_NURSERIES = re.compile("幼|园")  # 幼儿园及中小学在校(园)学生 are not the 中小学生 alone
_HEAD_NOUN = re.compile("[园师校班]$")  # what the base is of: 民办园 are no 民办学校
_AMONG = re.compile(r"(?:^|[,，。；;、])(?P<of>[^,，。；;、\d]{2,10}?)之?中[,，]?[^,，。；;、\d]{0,14}$")
_TOTAL = re.compile("总量|总数|总人数|人数|共有?$|总$")


def one_sentence(ledger: Ledger, first: Fact, last: Fact) -> bool:
    """Whether no sentence ends between two figures."""
    return not _END.search(ledger.text(first.end, last.start))


def before_share(ledger: Ledger, before: Sequence[Fact], share: Fact) -> tuple[Fact, Fact] | None:
    """Count and base where the base stands between the count and the share: 318万元,占预算5782万元的5.5%."""
    if len(before) < 2:
        return None
    part, base = before[-2:]
    words, behind = ledger.text(part.end, base.start), ledger.text(base.end, share.start)
    if part.unit != base.unit or not re.match(r"[\s,，]*占", words) or len(words) > 30:
        return None
    told = re.fullmatch(r"[\s）)]*的?(?:比例[为达]?)?[\s约]*", behind)
    return (part, base) if told and may_be_base(base, part) else None


def may_be_base(base: Fact, part: Fact) -> bool:
    """Whether a figure before a count is of its kind and near enough to be what the count is a part of."""
    return (
        base.unit == part.unit
        and base.end <= part.start + REACH
        and abs(part.start - base.end) <= REACH
        and base.status in (part.status, "actual", "target")
        and base.measure != "change"
        and not (base.indicator == part.indicator and {base.stage, part.stage} == {"primary", "junior"})
    )


def named_bases(ledger: Ledger, words: str, part: Fact) -> list[Fact]:
    """The county's figures of the base that the words name (占在校生的, 占学生总数的), wherever they stand before."""
    match = OF.fullmatch(words)
    noun = match["of"].strip("的") if match else ""
    if noun in _EMPTY or _ELSEWHERE.search(noun):
        return []
    noun = re.sub("总数|总量|全县|全部|总人数|人数|数$", "", noun)
    head = _HEAD_NOUN.search(noun)
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
        and (_NURSERIES.search(noun) or not _NURSERIES.search(lead(ledger, f)))
        and (
            (noun[:2] in lead(ledger, f) and (head is None or head[0] in lead(ledger, f)))
            or (noun in ("学生", "在校生") and f.indicator == "students")
        )
    ]


def certain_base(ledger: Ledger, words: str, part: Fact, wholes: Sequence[Fact], named: Sequence[Fact]) -> Fact | None:
    """The one base that the words between count and share leave no doubt about."""
    match = OF.fullmatch(words)
    if match is not None and match["of"].strip("的") not in _EMPTY:
        county = [f for f in named if f.stage in (None, "compulsory", "all")]
        beside = [f for f in named if one_sentence(ledger, f, part)]
        chosen = beside[-1:] or county or list(named)
        return chosen[-1] if len({f.number for f in chosen}) == 1 else None
    among = _among(ledger, part)
    if among is not None and (match is not None or akin_to_rate(ledger, words, part)):
        return among
    heads = [w for w in wholes if not _PER_HEAD.search(lead(ledger, w))]
    beside = [w for w in heads if one_sentence(ledger, w, part)]
    larger = [w for w in beside if not of(w).below(of(part))]
    of_kind = [w for w in heads if _kind_of(part, w)]
    if match is not None:
        chosen = [] if _ELSEWHERE.search(words) else larger or of_kind or _sentence_before(ledger, part, heads)
        return chosen[-1] if chosen else None
    tied = akin_to_rate(ledger, words, part) or (beside and _of_a_plan(ledger, words, beside[-1]))
    last = _whole_of_list(ledger, beside[-1:])
    chosen = larger or [w for w in last if (part.number or 0) <= MOST_TIMES * (w.number or 0)]
    return chosen[-1] if tied and chosen else None


def _among(ledger: Ledger, part: Fact) -> Fact | None:
    """The one figure before a count that its clause names as what it is among (有效问卷中满意1496份)."""
    words = re.sub(r"\s", "", ledger.text(max(0, part.start - 40), part.start))
    match = _AMONG.search(words)
    if match is None:
        return None
    found = [
        f
        for f in ledger.facts
        if f.unit == part.unit and f.end <= part.start - len(match[0]) and match["of"] in lead(ledger, f)
    ]
    return found[-1] if found and not of(found[-1]).below(of(part)) else None


def _whole_of_list(ledger: Ledger, found: Sequence[Fact]) -> list[Fact]:
    """``found`` (one figure at most), a part of a list replaced by its whole: 调查2400人,其中学生800人;满意2258人."""
    wholes = {part: p.whole for p in ledger.report.parts for part in p.parts}
    return [ledger.by_id[wholes.get(f.fact_id, f.fact_id)] for f in found]


def _sentence_before(ledger: Ledger, part: Fact, heads: Sequence[Fact]) -> list[Fact]:
    """The only figure of its kind in the sentence before one that opens with 其中: 总投入9.86亿元。其中…,占84.7%."""
    opening = _END.split(ledger.text(max(0, part.start - 40), part.start))
    if len(opening) < 2 or not re.match(r"\s*其中", opening[-1]) or re.search(r"\d", opening[-1]):
        return []
    start = part.start - len(opening[-1]) - 1
    near = [w for w in heads if w.end <= start and not _END.search(ledger.text(w.end, start))]
    return near if len(near) == 1 else []


def _kind_of(part: Fact, whole: Fact) -> bool:
    """Whether a count is of one kind of what another counts: 公办园在园幼儿 and 在园幼儿."""
    named = len(whole.label) > 2 and part.label.endswith(whole.label)
    return named and (part.label != whole.label or (part.scope is not None and whole.scope is None))


def base_of_list(ledger: Ledger, rules: CheckRules, words: str, part: Fact) -> Fact | None:
    """The whole of the list that the count is a part of: where nothing else is named as the base (占…), or where the
    parts make up the whole and the rate is called after the count (36个问题。已整改31个,正在整改5个,整改率…)."""
    match = OF.fullmatch(words)
    if match is None and RATE.fullmatch(clause_of(words)) is None:
        return None
    lists = stated_lists(ledger, rules)
    lists += implied_lists(ledger, rules, lists)
    listed = [s for s in lists if part in s.parts]
    if match is not None:
        return listed[0].whole if listed and match["of"].strip("的") in _EMPTY else None
    closed = [s for s in listed if sum(p.number or 0 for p in s.parts) == s.whole.number]
    tied = closed and any(akin_to_rate(ledger, clause_of(words), p) for p in closed[0].parts)
    return closed[0].whole if tied else None


def slipped_base(ledger: Ledger, words: str, part: Fact, share: Fact, wholes: Sequence[Fact]) -> Fact | None:
    """The one total of the same noun, in a sentence before, over which the share holds once a slip of the pen in the
    count is set right: 专任教师总量2450人。本科以上学历教师2172人,占比…86.8% (2127)."""
    match = _OF_RISEN.fullmatch(words)
    if match is None or match["of"].strip("的") not in _EMPTY or part.number is None:
        return None
    noun = part.label[-2:]
    same = [w for w in wholes if _TOTAL.sub("", w.label)[-2:] == noun and w.stage == part.stage]
    wide = of(share).widened((of(share).width or Decimal(0)) / 2)
    fits = [
        w
        for w in same
        if w.number and any(exactly(n * 100 / w.number).meets(wide) for n in slips(part.number) if n <= w.number)
    ]
    return fits[0] if len({w.number for w in fits}) == 1 and len(same) == 1 else None


def clause_of(words: str) -> str:
    """The clause of the share: 整改率 of 个正在推进,整改率."""
    return re.split("[,，；;]", words)[-1]


def akin_to_rate(ledger: Ledger, words: str, part: Fact) -> bool:
    """Whether a rate is called after what its count counts: 已整改54个,整改率; 回收有效问卷3528份,回收率."""
    match = RATE.fullmatch(words)
    if match is None or len(match["of"]) > 4:
        return False
    own = lead(ledger, part) + re.split("[,，、。；;（(]", ledger.text(part.end, part.end + 4))[0]
    verb = match["of"].lstrip(",，(（")
    return (verb[:2] in own or verb[-2:] in own) and re.search("正在|未|其余|剩余|尚", own) is None


def _of_a_plan(ledger: Ledger, words: str, base: Fact) -> bool:
    """Whether the rate is that of a plan's completion: 计划招聘150名,已招聘138名,完成率92%."""
    match = RATE.fullmatch(words)
    done = match is not None and match["of"].lstrip(",，") in ("完成", "到位")
    return done and planned(ledger, base)


def planned(ledger: Ledger, base: Fact) -> bool:
    """Whether a figure is what was planned or due: 计划招聘150名, 应毕业526人."""
    return re.search("计划|任务|目标|应", lead(ledger, base)) is not None
