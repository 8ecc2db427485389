"""Which measure of an indicator a figure can be: value, change, schools that meet it, a share of them …"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.model import Figure
from pipeline.normalise.context import Context
from pipeline.rulebook import Indicator, Rulebook

# Counters that reports use for one another: 40个录播教室 are 40间.
_COUNTERS = frozenset({"个", "所", "间", "套", "台", "项", "处", "栋", "幢", "座"})
_ITEM_UNITS = frozenset({"项", "个", "条"})
_ITEM_COUNTS = frozenset({"resource_allocation", "guarantee_items", "quality_items", "veto_items"})
_WHOLE = frozenset({"人", "所", "个", "间", "套", "台", "册"})
_SHARE = re.compile(r"占|达标率|合格率|比例|比重|达标面")
COEFFICIENT = re.compile(r"差异系数|变异系数|CV")
_MEAN = re.compile(r"平均值|均值|平均数|平均水平")
_ITEMS_TOTAL = re.compile(
    r"(?:指标|要求|标准)(?:(?:综合|全部|均)?(?:达到|达标|符合|合格)(?:了|的)?(?:有|为)?$|$|[,。;:、中均都每是为的全进逐要除里])"
)
_ALL_OF_THEM = re.compile(r"(?:指标|要求|标准|内容)?[^,。;\d]{0,4}(?:全部|均|都)")  # 15项全部达标 is how many there are
_SOME = re.compile(r"其余|其他|其它|另外|另|余下|(?<!共)有")
_NO_SIGN = re.compile(r"[普职初中升最]高$|最[低多少]$|[至不][少多]$")  # 普高11616人 is no increase
_THAN = re.compile("同比|[比较](?:上|去|前)")
_MARKS_SCHOOLS = re.compile(r"(?:及?以[上下])?的[^,。;\d]{0,10}\d+[所个]")
_JOINS = ("、", "和", "与", "及")
_TO = re.compile(r"(?:到|至|为|成)[^一-龥]*$|达到?$")


def exact_unit(figure: Figure, indicator: Indicator) -> bool:
    """Whether the figure is written in the indicator's own unit."""
    return figure.unit == indicator.unit or figure.unit in indicator.units


def fits(figure: Figure, indicator: Indicator) -> bool:
    """Whether the figure's unit can be the indicator's, counters taken for one another."""
    if figure.unit == "个" and indicator.unit == "所" and figure.value >= _MOST_SCHOOLS:
        return False  # 新建学校2700个 are places
    if figure.unit == "所" and indicator.unit == "个" and not re.search("校|点", indicator.name):
        return False  # 31所学校 are no classes
    return exact_unit(figure, indicator) or (
        figure.unit in _COUNTERS and indicator.unit in _COUNTERS and "个" in (figure.unit, indicator.unit)
    )


_MET_SHARE = re.compile(r"达标率|达标比例|达标面|合格率|达标(?:学校|校)?占比|达标学校比例")


def _lead(figure: Figure, context: Context) -> str:
    """The words in front of a figure in its sentence, as far as forty characters back."""
    return context.text[max(figure.at - 40, context.sentences[figure.sentence].at) : figure.at]


def is_resource(indicator: Indicator) -> bool:
    """Whether the indicator is one of the seven of 资源配置 (refs 1.1 to 1.7)."""
    return indicator.ref is not None and indicator.ref.startswith("1.")


def _averages(indicator: Indicator) -> bool:
    """Whether the indicator is an average or a norm per head, which need not be whole."""
    return indicator.group == "standard" or "均" in indicator.name


_PER_HEAD = re.compile(r"生均|人均|每生|每名学生|年均每|按在校(?:学)?生(?:人)?数平均")
_EACH = re.compile(r"(?:每|平均每)(?:名|个|所|位|校|班)(?!学生)|每(?:百|100)(?:名|个|位)?(?:学)?生")
_LEAST_AREA = 100  # square metres: less is a share of one pupil or a room
_MOST_SCHOOLS = 500  # of one county
_MOST_IN_CLASS = 200
_LEAST_SUM = 100_000  # yuan: no pupil is given so much
_LEAST_TOTAL = 1000  # yuan: less is a price or a rate a head, no county's total


def _unlike_a_total(figure: Figure, indicator: Indicator, context: Context) -> bool:
    """Whether a sum of money or an area is one a head, and the indicator a county's total."""
    if figure.unit not in ("元", "平方米") or _averages(indicator) or "每" in indicator.name or "均" in indicator.name:
        return False
    if figure.unit == "平方米" and figure.value < _LEAST_AREA and not change_sign(figure, context):
        return True
    if figure.unit == "元" and figure.value < _LEAST_TOTAL and indicator.group == "funding" and not figure.borrowed:
        return change_sign(figure, context) == 0
    return said_per_head(figure, context)


def _unlike_one_a_head(figure: Figure, indicator: Indicator) -> bool:
    """Whether a sum of money is a total, and the indicator an amount a head."""
    return figure.unit == "元" and figure.value >= _LEAST_SUM and _PER_HEAD.search(indicator.name) is not None


def said_per_head(figure: Figure, context: Context) -> bool:
    """Whether the words in front, or the heading over them, speak of amounts a head (生均…:幼儿园2299元)."""
    if figure.sentence < 0:
        return False
    sentence = context.sentences[figure.sentence]
    lead = context.text[sentence.at : figure.at]
    found = [m.end() for m in _PER_HEAD.finditer(lead)]
    if found:
        return not _total_between(sentence.at + found[-1], figure, context)
    lead_in = context.lead_in(sentence)
    heading = context.text[lead_in.at : lead_in.to] if lead_in else "".join(sentence.section[-1:])
    headed = _PER_HEAD.search(heading) is not None and re.search("[,、和;]", heading) is None
    return headed and not _total_between(sentence.at, figure, context)


def _total_between(at: int, figure: Figure, context: Context) -> bool:
    """Whether an indicator of totals in the figure's unit is named behind ``at``, not as what is told a head."""
    indicators = context.rules.indicators
    for cue in context.indicators(at, figure.at):
        indicator = indicators[cue.name]
        apart = re.search(r"[,;:、。\d]", context.text[at : cue.at])
        if indicator.unit == figure.unit and "均" not in indicator.name and apart and not cue.weak:
            return True
    return False


def own_words(figure: Figure, context: Context) -> str:
    """The figure's own phrase in front of it."""
    return context.text[figure.own[0] : figure.at]


def change_sign(figure: Figure, context: Context) -> int:
    """+1 or −1 where the words right before the figure state an increase or decrease; 0 where none stands there."""
    own = context.text[figure.own[0] : figure.own[1]]
    if figure.lead in _JOINS and own.strip("、和与及") == "":
        before = context.figure_before(figure)
        if before is not None and before.unit == figure.unit and before.sentence == figure.sentence:
            return change_sign(before, context)  # 分别减少12人、8人
    return _sign(own.rstrip("了约近"), context.rules)


@lru_cache(maxsize=1024)  # each candidate of a figure asks
def _sign(own: str, rules: Rulebook) -> int:
    words = rules.words
    if _NO_SIGN.search(own):
        return 0
    if not any(map(own.endswith, (words.increase, words.decrease))) or _TO.search(own):
        return 0
    up = max((len(w) for w in words.increase if own.endswith(w)), default=0)
    down = max((len(w) for w in words.decrease if own.endswith(w)), default=0)
    if up == down:
        return 0
    return 1 if up > down else -1


def measure_of(figure: Figure, indicator: Indicator, context: Context, judged: str | None) -> str | None:
    """The measure of ``indicator`` that the figure can be, by unit and words; None where it can be none."""
    if indicator.verdict_only:
        return None
    if figure.unit == "百分点":
        return "change" if indicator.unit == "%" else None
    if (
        figure.unit in _WHOLE
        and indicator.group in ("scale", "staff", "equity")
        and not _averages(indicator)
        and _EACH.search(own_words(figure, context))
    ):
        return None  # 平均每名教师联系2名留守儿童
    if figure.unit == "人" and indicator.name.startswith("平均") and figure.value >= _MOST_IN_CLASS:
        return None  # 初中13080人 is no average
    if _unlike_a_total(figure, indicator, context) or _unlike_one_a_head(figure, indicator):
        return None
    own = context.text[figure.own[0] : figure.own[1]]
    items = indicator.code in _ITEM_COUNTS
    sign = change_sign(figure, context)
    if sign and (figure.unit in (indicator.unit, "%", "倍", "‰")) and (not own.endswith("新增") or _THAN.search(own)):
        return "change"
    if items and figure.unit in _ITEM_UNITS:
        if judged == "met" and _ALL_OF_THEM.match(context.text, figure.to) and not _SOME.search(own):
            return (
                "items_total" if indicator.unit == "项" or "指标" in context.text[figure.to : figure.to + 3] else None
            )
        if judged:
            if indicator.unit != "项":
                return None  # items that one school meets
            return "items_met" if judged == "met" else "items_unmet"
        after = context.text[figure.to : figure.after[1]][:6]
        if figure.unit == "个" and "指标" not in own + after:
            return None  # 教育质量方面6个: problems
        return (
            "items_total"
            if _ITEMS_TOTAL.match(after) or (indicator.unit == "项" and not after.startswith("指标"))
            else None
        )
    if indicator.group == "standard" and indicator.unit is None and indicator.norms and figure.unit == "所":
        return None  # no school has a coefficient
    if indicator.group == "standard" and figure.unit in ("所", "个") and judged and indicator.unit != "项":
        return "schools_met" if judged == "met" else "schools_unmet"
    if indicator.unit is None and figure.unit is None:
        return "value"
    if indicator.group == "standard" and figure.unit == "所" and not judged:
        return None
    if figure.unit is None and is_resource(indicator):
        clause = context.text[max(figure.at - 40, context.sentences[figure.sentence].at) : figure.at]
        return "variation_coefficient" if COEFFICIENT.search(clause) else None
    if (
        figure.unit == "%"
        and indicator.group == "standard"
        and indicator.unit != "%"
        and _MET_SHARE.search(_lead(figure, context))
    ):
        return "share_met"
    if not fits(figure, indicator) or (indicator.unit == "所" and indicator.group == "standard"):
        return None
    if figure.op in (">", "<", ">=") and indicator.group == "scale" and _MARKS_SCHOOLS.match(context.text, figure.to):
        return None  # 在校生超过2000人的小学有2所
    if figure.op == "<=" and figure.unit == "人" and indicator.group == "scale" and "均" not in indicator.name:
        return None  # a bound that each school keeps is no count of the county
    if figure.step < 1 and not _averages(indicator) and figure.unit in _WHOLE:
        return None  # half a teacher is an average, no count
    if judged and indicator.group == "scale" and figure.unit in ("所", "个"):
        return None  # schools that meet a norm are no count of schools
    if _MEAN.search(own) and is_resource(indicator):
        return "mean"
    return "value"


def is_share(figure: Figure, context: Context) -> bool:
    """Whether the words of a percentage call it a share."""
    return figure.unit == "%" and bool(_SHARE.search(context.text[figure.own[0] : figure.own[1]]))
