"""Whether a figure is stated as so (actual), asked of all (standard) or promised (target)."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.model import Figure
from pipeline.normalise.bind import Binding
from pipeline.normalise.context import Context
from pipeline.normalise.norms import is_called_norm
from pipeline.normalise.periods import Period
from pipeline.rulebook import Indicator, Rulebook

_BOUND = (">=", "<=", ">", "<")
_DONE = re.compile(r"已|虽有|虽然|完成了|投入使用|达到了|目前|现有|共有|截至")


# 2024年打算:…;…: what the words before the colon announce holds to the end of the sentence.
_AHEAD_OPENS = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]{1,2}[)、.])?(?:20\d\d年)?(?:度)?(?:工作)?(?:打算|计划|目标任务|主要目标|工作目标|安排)(?:是|为)?:"
)
_GROUND = re.compile(r"的(?:基础|规模)上")
_PARTED = re.compile(r"[;。]|其中,?")


@lru_cache(maxsize=8)
def _cues(rules: Rulebook) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = rules.words
    return (
        re.compile("|".join(f"(?:{p})" for p in words.target)),
        re.compile("|".join(map(re.escape, sorted(words.actual, key=len, reverse=True)))),
    )


def status_of(figure: Figure, binding: Binding, period: Period | None, context: Context) -> str:
    """``actual``, ``target`` or ``standard`` for one figure of the prose."""
    indicator = context.rules.indicators.get(binding.indicator or "")
    sentence = context.sentences[figure.sentence]
    headed = _headed(figure, context)
    if headed is not None:
        return headed
    if _GROUND.match(context.text, figure.to):
        return "actual"  # 在2023年交流教师268人的基础上,进一步扩大
    target, actual = _cues(context.rules)
    clause = context.clause(figure)
    before = context.text[sentence.at : figure.at]
    near = context.text[max(clause[0], figure.at - 40) : figure.at]
    lead = _PARTED.split(before)[-1]
    bounded = figure.op in _BOUND or (figure.reaches and _equals_norm(figure, indicator))
    if binding.measure in ("schools_met", "schools_unmet", "share_met") and not context.plan:
        return "actual"
    if _promised(lead, near, figure, target, context) or _AHEAD_OPENS.match(before) or _future(period, figure, context):
        return "target"
    if _AHEAD.search("".join(sentence.section)) and not _DONE.search(lead):
        return "target"
    norm = indicator is not None and indicator.group == "standard"
    if norm and is_called_norm(figure, context):
        return "standard"
    stated = bool(actual.search(lead))
    if context.plan and not _PRESENT.search("".join(sentence.section)):
        if norm and _of_year_ahead(period, context):
            return "target"
        if norm:
            return "actual" if stated and not bounded else "standard"  # 现有每百名小学生拥有骨干教师0.86人
        condition = indicator is None and figure.op in _BOUND
        return "standard" if condition else ("actual" if stated and not bounded else "target")
    if (
        indicator is not None
        and norm
        and _equals_fixed_norm(figure, indicator)
        and not re.search(r"我[县市区旗]|实际|一律|均已|全部", lead)
    ):
        return "standard"
    if bounded and not stated and (norm or figure.op in _BOUND) and (norm or indicator is None or _ruled(lead)):
        return "standard" if norm or figure.op in _BOUND else "actual"
    return "actual"


def _headed(figure: Figure, context: Context) -> str | None:
    """What the column of a cell of words says that it holds: requirements, aims, or how things are."""
    if context.sentences[figure.sentence].source != "table":
        return None
    place = context.cell_at(figure.at)
    if place is None:
        return None
    number, row, k = place
    columns = context.extraction.structure.tables[number].columns
    words = "".join(columns[row[k].column]) if row[k].column < len(columns) else ""
    return next((status for status, pattern in _COLUMNS if pattern.search(words)), None)


_COLUMNS = (
    ("actual", re.compile(r"现状|实际|完成情况|自评|达成|落实情况|结果|现有|目前")),
    ("target", re.compile(r"目标(?!完成)|计划|拟|预期|打算|措施")),
    ("standard", re.compile(r"标准(?!化)|要求|规定|底线|指标内容|评估指标|考核指标")),
)


def _ruled(lead: str) -> bool:
    """Whether the words state a rule (应, 要求) and no result."""
    return bool(re.search(r"应|须|必须|要求|规定|原则上|标准", lead))


# Headings of what is still to come (四、下一步打算); 目标完成情况 reports what was done.
_AHEAD = re.compile(
    r"下一步|下步|打算|工作计划|工作安排|工作目标|目标任务(?!完成)|主要目标|今后|努力方向|重点任务(?!完成)|年重点工作|年工作(?:打算|安排|计划|思路|重点)"
)


# Headings of a plan under which it says what is so now.
_PRESENT = re.compile(
    r"现状|基本情况|概况|发展基础|工作基础|存在(?:的)?(?:主要)?(?:问题|差距|困难)|短板|差距分析|总体情况"
)


def _promised(lead: str, near: str, figure: Figure, target: re.Pattern[str], context: Context) -> bool:
    matches = list(target.finditer(lead))
    if not matches:
        return False
    last = matches[-1]
    between = lead[last.end() :]
    if last.group(0) in ("确保", "力争") and _crossed(between):
        return False
    return not _DONE.search(between)


def _crossed(between: str) -> bool:
    """Whether another clause than one of time stands between 确保 and the figure."""
    clauses = between.split(",")
    return len(clauses) > 1 and any(re.sub(r"(?:到|至)?\d{4}年(?:底|末)?", "", c) for c in clauses[:-1])


def _of_year_ahead(period: Period | None, context: Context) -> bool:
    """Whether a plan without a date of its own speaks of one of its years (2025年达到0.95人)."""
    return context.today is None and period is not None and period.kind in ("until", "end", "year")


_FROM_YEAR = re.compile(r"(?:由|从)(?:19|20)\d\d年")


def _future(period: Period | None, figure: Figure, context: Context) -> bool:
    """Whether the words of time point behind the document's date (到2025年 in a report of 2023)."""
    if period is None or period.kind not in ("until", "end", "year", "plan"):
        return False
    clause = context.clause(figure)
    if context.today is None and _FROM_YEAR.search(context.text[clause[0] : figure.at]):
        return False  # 由2018年的18642人减少到2023年的12905人
    if context.today is None or period.end is None:
        return period.kind == "until" and period.text.startswith("到")
    return period.end[:4] > context.today[:4] or (period.kind == "until" and period.end > context.today + "-99")


def _equals_norm(figure: Figure, indicator: Indicator | None) -> bool:
    """Whether the figure repeats a norm of its indicator (达到4.2人)."""
    return indicator is not None and any(n.value == figure.value for n in indicator.norms)


def _equals_fixed_norm(figure: Figure, indicator: Indicator) -> bool:
    """Whether the figure repeats a norm that is an exact number (按100名核定公用经费)."""
    return any(n.op == "=" and n.value == figure.value for n in indicator.norms)
