"""数据字典: every indicator, measure, status, stage, unit and column, in words; a sheet and dictionary.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.publish import words
from pipeline.publish.gaps import NOT_APPLICABLE, NOT_READ, NOT_RECOGNISED, NOT_REPORTED
from pipeline.publish.groups import sheet_name
from pipeline.publish.lists import Field
from pipeline.rulebook import Indicator, Rulebook

NAME = "数据字典"
NOTE = "各表和 facts.csv、facts.parquet 中的代码、名称和含义；同样的内容另存为 dictionary.csv。"
FIELDS = (
    Field("类别", 12, wrap=True),
    Field("代码", 28, wrap=True),
    Field("名称", 30, wrap=True),
    Field("单位", 9),
    Field("所在工作表", 18),
    Field("国家标准", 36, wrap=True),
    Field("学段", 16, wrap=True),
    Field("含义", 58, wrap=True),
)
Entry = tuple[str, str, str, str, str, str, str, str]

_COLUMNS = {
    "fact_id": "数据编号，同一份文件的同一个数不变；xianbao explain 用它查来历",
    "doc": "文档（报告文件）的名称",
    "county": "报告所说的县（市、区）",
    "county_code": "行政区划代码（GB/T 2260）；开发区等没有代码的为空",
    "indicator": "指标代码；空：没有规则对应",
    "label": "报告对这个数的叫法",
    "stage": "学段；空：报告没有写明",
    "measure": "口径：数值本身、达标校数、达标率等",
    "status": "性质：实际、目标、报告引用的标准",
    "scope": "范围；空：全县（全学段），有字：只是其中一部分，不进入对比",
    "op": "关系：=、≥、≤、>、<、约（~）、区间（range）",
    "value": "数值，按规则库的单位写全，保留报告写明的小数位数",
    "value_high": "区间的上限",
    "low": "按写明的精度和“约”“以上”等字样，可能的最小值；空：没有下限",
    "high": "同上，可能的最大值；空：没有上限",
    "unit": "单位",
    "period_start": "时期的起始日期",
    "period_end": "时期的截止日期；时点数即时点",
    "period_text": "报告写明的时期",
    "raw": "报告原文中的数和单位",
    "page": "页码，从 1 起；没有页的格式为空",
    "place": "段落、表格行列等位置",
    "start": "在 texts/ 下文字文件中的起始位置（字符数，从 0 起）",
    "end": "截止位置",
    "section": "所在的各级标题",
    "source": "来源：正文、表格、扫描识别",
    "rule": "依据的规则",
    "reason": "未归入指标的原因",
    "confidence": "把握程度，0 至 1",
    "number": "数值（双精度），只在 facts.parquet 中",
    "number_high": "区间的上限（双精度），只在 facts.parquet 中",
}
_EMPTY = {
    NOT_REPORTED: "该县的文档中没有找到这个数据；没有数不等于 0",
    NOT_RECOGNISED: "文档中有名称相近的数据，未能确定归入该指标",
    NOT_READ: "该县的文档都没有读出来",
    NOT_APPLICABLE: "这一格本来就没有数：比率不求和、没有目标不算距离等",
    "年度不一": "几个县的数不是同一年度，不相加",
    "时期不同": "同一个县的两个数不是同一时期，不测算",
    "含界限数": "有的县只写“以上”“不超过”，不是确数，不相加、不求中位数",
    "0": "报告写明为零",
}
_STATES = {
    "测算": "按报告写明的数用公式算出，斜体蓝字，不是报告写明的数",
    "距目标": "目标减去实际",
    "位次": "只在运行时加 --rank 才有；中考、高考、升学率不排位",
    "小计、合计": "同一年度、同一单位的数相加；括号内是有数的县数",
    "中位数": "有数的县（市、区）的中位数，不含小计",
}


@lru_cache(maxsize=8)
def entries(rules: Rulebook) -> tuple[Entry, ...]:
    """All entries in their order; each as long as :data:`FIELDS`."""
    return tuple(_entries(rules))


def _entries(rules: Rulebook) -> Iterator[Entry]:
    for indicator in rules.indicators.values():
        yield _indicator(indicator)
    for kind, names in (("口径", words.MEASURES), ("性质", words.STATUSES), ("学段", words.STAGES)):
        for code, name in names.items():
            yield _plain(kind, code, name, "")
    for unit in rules.units:
        yield _plain("单位", unit.unit, unit.unit, f"也写作：{'、'.join(unit.forms)}")
    for code, name in words.OPS.items():
        yield _plain("关系", code, name or ("等于" if code == "=" else "区间"), "")
    for kind, names in (("结论", words.VERDICTS), ("来源", words.SOURCES), ("核对类型", words.CHECKS)):
        for code, name in names.items():
            yield _plain(kind, code, name, "")
    for name, meaning in _STATES.items():
        yield _plain("对比表的列", "", name, meaning)
    for name, meaning in _EMPTY.items():
        yield _plain("空格的原因", "", name, meaning)
    for code, meaning in _COLUMNS.items():
        yield _plain("数据表的列", code, "", meaning)


def _plain(kind: str, code: str, name: str, meaning: str) -> Entry:
    return kind, code, name, "", "", "", "", meaning


def _indicator(indicator: Indicator) -> Entry:
    norms = "；".join(
        (words.STAGES[n.stage] if n.stage else "")
        + f"{words.OPS[n.op] or '='}{n.value}（{words.LEVELS[n.level]}，{n.source}）"
        for n in indicator.norms
    )
    return (
        "指标",
        indicator.code,
        indicator.name,
        indicator.unit or "",
        sheet_name(indicator),
        norms,
        "、".join(words.STAGES[stage] for stage in indicator.stages),
        re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", " ".join(indicator.definition.split())),
    )
