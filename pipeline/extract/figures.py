"""Sentences → figures: quantities that measure something, with the phrase each stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.extract.bounds import bound_of, reaches
from pipeline.extract.masks import MASK, masked
from pipeline.model import Figure, Sentence, Structure
from pipeline.quantity import UnitTable, Written
from pipeline.rulebook import Rulebook

_STOPS = ",;:。!?|\n—"
_STOP = re.compile(rf"[{_STOPS}(]")
_JOINTS = "、和与及"
_RATIO_WORD = re.compile(r"比")
_RATIO_AFTER = re.compile(r"(?:[、和][^,。;\d]{0,4}1:\d+(?:\.\d+)?)?[^,。;\d]{0,6}比")
# 生师比小学为16.64:1,初中为12.78:1: the word stands before the first of the list.
_RATIO_BEFORE = re.compile(
    r"\d+(?:\.\d+)?:1[、,;和](?:小学|初中|普通高中|高中|中职|幼儿园|学前)(?:阶段|教育)?(?:为|是|达到?)?$"
)
# Words in front of a number without a unit that let it be one: it is compared, or named a coefficient.
_BARE_CUE = re.compile(
    r"(?:系数|差异率)[^。;\d]{0,24}$|(?:均值|平均值|标准差|比例|比|率)[^,。;:]{0,12}$|(?:≤|≥|<|>|=|小于|大于|等于|低于|高于|不超过)[^,。;:\d]{0,2}$|(?:限值|上限|标准值)[^,。;:\d]{0,6}$|(?:国家|省)?规定的$"
)
_UNIT_CARRY = re.compile(
    r"(?:按|为|达|达到|到|至|由|从|增至|提高到|提升到|增加到|减少到|降至|降到|升至|分别为|依次为)$"
)
_AFTER_JOINT = re.compile(r"(?:新建|改扩建|改建|扩建|其中|小学|初中|高中|幼儿园)?")
_MISSED = re.compile(r"(?:未|不|没有?)能?达(?:到|标)?(?:的)?(?:有|为|共)?$")
_COUNTED = frozenset({"所", "项", "条", "个"})
_ZERO = re.compile(r"零(?:辍学|流失|失学)")
# A zero without a unit takes that of its noun: 超大班额为0,辍学率为零.
_ZERO_OF = re.compile(
    r"(?P<noun>班额|率|占比|比例|辍学(?:学生)?(?:人?数)?|失学(?:儿童)?(?:人?数)?|流失(?:学生)?(?:人?数)?)(?:班级)?(?:数|个数)?"
    r"(?:均|都|已|连续[两三四五\d]年)*(?:为|是|降为|降至|降到|保持为|归)(?P<zero>[0零])(?=[,。;、)]|$)"
)
_UNIT_OF_NOUN = (("班额", "个"), ("率", "%"), ("占比", "%"), ("比例", "%"))
_ALONE = "一"  # 一人, 一名, 一个 state no figure; 一所, 一套, 一次, 一项 may
_ALONE_UNITS = frozenset({"所", "套", "次", "项", "间", "台", "轮", "处", "栋", "幢", "座", "场", "节", "镇", "乡"})
_DETERMINER = re.compile(
    r"[每同某任何另不第逐统唯这那哪进下新首又再一]$|(?<!以)上$|最[大小高低多少]的$|最近$|个乡镇$|个县$|一校$"
)
_ABSTRACT = re.compile(r"^(?:重要|系统|长期|民生|基础|重大|硬|政治|光荣|艰巨)(?:性)?(?:工程|工作|任务|指标|内容)?")


@lru_cache(maxsize=8)
def unit_table(rules: Rulebook) -> UnitTable:
    """The units of ``rules``, compiled once."""
    return UnitTable(rules.units)


def figures_of(structure: Structure, rules: Rulebook) -> tuple[Figure, ...]:
    """Every figure of the prose, in view order. Number cells of tables are read by ``cells``."""
    found: list[Figure] = []
    for number, sentence in enumerate(structure.sentences):
        text = structure.view.text[sentence.at : sentence.to]
        if not re.search(r"[\d一二三四五六七八九十两零百]", text):
            continue
        found.extend(_in_sentence(text, sentence, number, rules))
    return tuple(found)


def _in_sentence(text: str, sentence: Sentence, number: int, rules: Rulebook) -> Iterator[Figure]:
    hidden = masked(text, rules)
    table = unit_table(rules)
    zeros = [_zero_of(m) for m in _ZERO_OF.finditer(text)]
    taken = {w.at for w in zeros}
    written = [w for w in table.scan(hidden) if w.at not in taken and _measures(w, text, hidden)]
    written += [*zeros, *(_zero(m) for m in _ZERO.finditer(text))]
    written = _with_units(sorted(written, key=lambda w: w.at), text)
    yield from _phrased(written, text, number, sentence.at)


def _zero(match: re.Match[str]) -> Written:
    """零辍学: a zero stated as a result."""
    from decimal import Decimal

    zero, one = Decimal(0), Decimal(1)
    return Written(match.start(), match.end(), "number", zero, None, "人", match.group(0), "", one, True)


def _zero_of(match: re.Match[str]) -> Written:
    """超大班额为0: a zero in the unit of what is told to be none."""
    from decimal import Decimal

    unit = next((u for noun, u in _UNIT_OF_NOUN if noun in match["noun"]), "人")
    at, to = match.span("zero")
    return Written(at, to, "number", Decimal(0), None, unit, "", "", Decimal(1), match["zero"] == "零")


def _measures(written: Written, text: str, hidden: str) -> bool:
    """Whether a quantity measures something (a bare number is decided later, by its neighbours)."""
    before, after = text[: written.at], text[written.to :]
    if written.kind == "ratio":
        told = _RATIO_WORD.search(before[-16:]) or _RATIO_AFTER.match(after) or _RATIO_BEFORE.search(before[-32:])
        return bool(told)
    if written.kind == "bare":
        return hidden[written.at - 1 : written.at] != MASK and not after.startswith(
            ("年", "月", "日", "号", "级", "届", "学年")
        )
    if not written.chinese or written.unit in ("%", "‰"):
        return True
    if written.form == "校":
        return False  # 两校 points back at schools that were named
    digits = text[written.at : written.to - len(written.form)]
    if _DETERMINER.search(before):
        return False
    if digits == _ALONE:
        return written.unit in _ALONE_UNITS and not _ABSTRACT.match(after)
    return True


def _with_units(written: list[Written], text: str) -> list[Written]:
    """Bare numbers take the unit of their list, of their brackets, or of the figure they repeat; others are dropped.

    分别为5.12、5.31、5.30亿元: unit and magnitude of the list's last member. 46所(小学28、初中9): the unit in front of
    the bracket. 不低于6000元;按6000拨付: the unit of the figure before. A coefficient needs none.
    """
    kept: list[Written] = []
    pending = list(written)
    for n in range(len(pending) - 1, -1, -1):
        w = pending[n]
        if w.kind != "bare":
            kept.append(w)
            continue
        follower = next((k for k in reversed(kept) if k.at >= w.to), None)
        listed = follower is not None and follower.kind in ("number", "borrowed")
        if follower is not None and listed and follower.unit and _joined(text[w.to : follower.at]):
            to = w.to + (text[w.to] in "亿万")  # 6.12亿、6.41亿、6.78亿元
            kept.append(_borrow(w, follower)._replace(to=to))
        else:
            kept.append(w)
    kept.reverse()
    out: list[Written] = []
    for w in kept:
        if w.kind == "bare":
            counted = _fraction(w, out, text)
            if counted is not None:
                out.append(counted)
                continue
            giver = _giver(w, out, text)
            if giver is not None:
                w = _borrow(w, giver)._replace(magnitude="") if giver.magnitude == "" else _borrow(w, giver)
            elif not _BARE_CUE.search(text[: w.at]) and not _goes_on(w, out, text):
                continue
        out.append(w)
    return out


def _fraction(w: Written, before: Sequence[Written], text: str) -> Written | None:
    """The counts of 92.9%(26/28): schools that meet, and all schools."""
    match = re.search(r"\((\d+)/(\d+)\)$", text[: text.find(")", w.to) + 1]) if text[w.to : w.to + 4] else None
    if match is None or not before or not match.start() < w.at < match.end():
        return None
    percent = next((b for b in reversed(before) if b.to <= match.start()), None)
    if percent is None or percent.unit != "%" or percent.to != match.start():
        return None
    return w._replace(kind="borrowed", unit="所", form="")


_YEAR = re.compile(r"(?:19|20)\d\d年")


def _goes_on(w: Written, before: Sequence[Written], text: str) -> bool:
    """Whether a decimal without a unit goes on with a list of such (系数小学0.38、初中0.29;最大为骨干教师0.47)."""
    last = before[-1] if before else None
    if last is None or last.unit is not None or last.kind == "ratio" or w.value % 1 == 0:
        return False
    between = _YEAR.sub("", text[last.to : w.at])
    return len(between) <= 24 and not re.search(r"[。\d]", between)


def _joined(between: str) -> bool:
    """Whether two numbers stand side by side in one list (、, 和, with at most a stage word between)."""
    return bool(re.fullmatch(r"[亿万]?[、,和与及](?:[一-龥]{0,4})?", between)) and "年" not in between


def _giver(w: Written, before: Sequence[Written], text: str) -> Written | None:
    """The figure in front whose unit a bare number takes."""
    if not before:
        return None
    lead = text[: w.at]
    depth_open = lead.rfind("(")
    if depth_open > lead.rfind(")"):
        head = next((b for b in reversed(before) if b.to <= depth_open), None)
        inner = text[depth_open + 1 : w.at]
        if head and head.unit and depth_open - head.to <= 1 and re.search(r"[一-龥]$|[::为]$", inner):
            return head
    last = before[-1]
    if last.unit and last.unit not in ("%", "百分点") and _UNIT_CARRY.search(lead) and w.value >= 10:
        return last
    return None


def _borrow(w: Written, giver: Written) -> Written:
    """The bare number with the unit and magnitude of ``giver``; the form stays empty, for ``raw`` is the number."""
    from pipeline.quantity import power_of, scaled

    power = power_of(giver.magnitude)
    return w._replace(
        kind="borrowed",
        value=scaled(w.value, power),
        high=None if w.high is None else scaled(w.high, power),
        step=scaled(w.step, power),
        unit=giver.unit,
        form="",
        magnitude=giver.magnitude,
    )


def _phrased(written: Sequence[Written], text: str, sentence: int, offset: int) -> Iterator[Figure]:
    """The figures of a sentence with the words around them; ``offset`` is where its ``text`` stands in the view."""
    run_op = ""  # a bound that a coordinated run of figures shares (分别不超过45人、50人)
    for n, w in enumerate(written):
        previous = written[n - 1] if n else None
        own, lead = _own_phrase(text, w, written[:n])
        stop = _STOP.search(text, w.to)
        end = stop.start() if stop else len(text)
        end = min(end, written[n + 1].at) if n + 1 < len(written) else end
        if text[w.to : w.to + 1] in _JOINTS:
            end = w.to  # 配备A40间、B5间: what follows a joint belongs to the next figure
        before = text[own : w.at]
        op, approximate = bound_of(before, text[w.to : w.to + 6])
        if op == "=" and text[w.to : w.to + 1] in _JOINTS:
            op, approximate = bound_of("", _behind_list(text, w))
        coordinate = previous is not None and lead == "、" and previous.unit == w.unit
        if (
            op == "="
            and coordinate
            and run_op in ("<=", ">=", "<", ">")
            and not re.search(r"[一-龥]", before.strip("、和及与"))
        ):
            op = run_op
        if op == "<" and w.unit in _COUNTED and _MISSED.search(before):
            op = "="  # 未达到2项 counts the items that miss
        run_op = op
        if w.approximate:
            op, approximate = ("~" if op == "=" else op), w.approximate
        if w.high is not None and op in ("=", "~"):
            op = "range"
        yield Figure(
            at=w.at + offset,
            to=w.to + offset,
            value=w.value,
            high=w.high,
            step=w.step,
            unit=w.unit,
            form=w.form,
            kind=w.kind,
            approximate=approximate,
            op=op,
            reaches=reaches(before),
            sentence=sentence,
            own=(own + offset, w.at + offset),
            lead=lead,
            after=(w.to + offset, end + offset),
            borrowed=w.kind == "borrowed",
        )


def _behind_list(text: str, w: Written) -> str:
    """The words behind the bare numbers that follow one in the same unit (在0.50、0.45以内): they bound all of them."""
    match = re.compile(rf"(?:[{_JOINTS}]\d[\d.]*{re.escape(w.form)})+(?=\D)").match(text, w.to)
    return text[match.end() : match.end() + 6] if match else ""


def _own_phrase(text: str, w: Written, before: Sequence[Written]) -> tuple[int, str]:
    """Where the words that belong to a figure begin, and the separator there. Closed brackets are passed over.

    ``before`` are the quantities in front of it.
    """
    previous = before[-1] if before else None
    floor = previous.to if previous else 0
    i = w.at
    while i > floor:
        c = text[i - 1]
        if c == ")":
            opening = text.rfind("(", 0, i - 1)
            if opening < 0:
                return i, ")"
            if opening < floor:  # the figure before stands inside these brackets: what they qualify stands in front
                previous = next((b for b in reversed(before) if b.to <= opening), None)
                floor = previous.to if previous else 0
            i = opening
            continue
        if c == "(":
            return i, "("
        if c in _STOPS:
            return i, c
        i -= 1
    if previous and text[i : i + 1] == "(":
        closing = text.rfind(")", i, w.at)
        joint = text[closing + 1 : closing + 2]
        return closing + 1, joint if joint == "、" else ""
    if previous and i <= previous.to:
        tail = re.match(r"(?:\(含\)|及|或)?(?:以上|以内|以下|左右|余)?", text[previous.to : w.at])
        start = previous.to + (tail.end() if tail else 0)
        joint = text[start : start + 1]
        if joint and joint not in _JOINTS and w.at - start <= 14:
            last = max(text.rfind(j, start, w.at) for j in _JOINTS)
            if last > start and _AFTER_JOINT.fullmatch(text[last + 1 : w.at]):
                return last, "、"  # 1所小学和1所幼儿园: the noun in between belongs to the figure before
        return start, "、" if joint and joint in _JOINTS else ""
    return i, ""
