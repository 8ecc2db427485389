"""What the codes of the contract are called in front of users. Chinese, the same in every file that is published."""

from __future__ import annotations

from pipeline.model import ComparisonColumn, Fact
from pipeline.rulebook import Indicator

STAGES = {
    "preschool": "学前",
    "primary": "小学",
    "junior": "初中",
    "nine_year": "九年一贯制",
    "twelve_year": "十二年一贯制",
    "compulsory": "义务教育",
    "senior": "普通高中",
    "complete_secondary": "完全中学",
    "vocational": "中职",
    "special": "特殊教育",
    "university": "大学",
    "all": "各级各类",
}
MEASURES = {
    "value": "数值",
    "schools_met": "达标校数",
    "schools_unmet": "未达标校数",
    "share_met": "达标率",
    "change": "增减",
    "verdict": "结论",
    "items_total": "应有项数",
    "items_met": "达到项数",
    "items_unmet": "未达到项数",
    "variation_coefficient": "差异系数",
    "mean": "校际均值",
}
STATUSES = {"actual": "实际", "target": "目标", "standard": "报告引用的标准"}
VERDICTS = {"met": "达到", "not_met": "未达到", "expected": "预计可达", "unknown": "待认定"}
OPS = {"=": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "约", "range": ""}
LEVELS = {"school": "校级", "class": "班级", "county": "县级"}
SOURCES = {"text": "正文", "table": "表格", "ocr": "扫描识别"}
SEVERITIES = {"error": "数据矛盾(须核实)", "warning": "存疑数据(请说明)", "info": "提示"}
RESULTS = {
    "satisfied": "勾稽相符",
    "satisfied by rounding": "四舍五入后相符",
    "violated": "不符",
    "not checkable": "无法勾稽",
}
CHECKS = {
    "sum": "合计与分项",
    "share": "比例与基数",
    "contradiction": "前后不一致",
    "subset": "部分与整体",
    "plausibility": "合理性",
    "standard": "对照标准",
    "trend": "年度变化",
    "cross_document": "文档之间",
    "peer": "县际比较",
    "coverage": "应报未报",
}
RETRIALS = {
    "resolved": "已消除",
    "standing": "仍不符",
    "new": "新矛盾",
    "unanswered": "未答复",
    "not checkable": "无法复核",
}
ANSWERS = {"corrected": "更正为", "confirmed": "确认无误", "explained": "有说明", "refused": "未采用"}
DOCUMENT_STATUSES = {
    "ok": "已读取",
    "partial": "部分未能读取",
    "unreadable": "未能读取",
    "skipped": "已跳过",
    "duplicate": "与另一文件相同",
}
KINDS = {"report": "工作报告", "summary": "工作总结", "plan": "方案(计划)", "bulletin": "统计公报", "other": "其他"}
PAGE_VERDICTS = {"text": "有文字", "scanned": "扫描页", "garbled": "乱码", "empty": "空白"}
NO_COUNTY = "(未认出县)"
_STAGE_HINTS = {
    "preschool": ("幼", "学前"),
    "primary": ("小学",),
    "junior": ("初中", "中学"),
    "senior": ("高中", "高考"),
    "vocational": ("职",),
    "special": ("特殊", "特教", "残"),
}
"""Words that tell a stage by themselves; the other stages are not named beside a figure."""


def value(fact: Fact) -> str:
    """The fact's value as text, exact and without unit: ``≥4.2``, ``2—4``, ``达到``."""
    if fact.measure == "verdict":
        return VERDICTS.get(fact.value or "", fact.value or "")
    if fact.op == "range":
        return f"{fact.value}—{fact.value_high}"
    return f"{OPS[fact.op]}{fact.value}"


def figure(fact: Fact) -> str:
    """The fact's value with its unit: ``14302人``."""
    return value(fact) + (fact.unit or "")


def aspect(column: ComparisonColumn) -> str:
    """Stage and measure of a column: ``小学·达标校数``; empty for a plain value without stage."""
    words = [STAGES[column.stage]] if column.stage else []
    if column.measure != "value":
        words.append(MEASURES[column.measure])
    return "·".join(words)


def heading(column: ComparisonColumn, indicator: Indicator, unit: str | None) -> str:
    """A column in one line: ``在校生数·小学(人)``, ``初中三年巩固率·初中·目标(%)``."""
    words = [indicator.name, aspect(column), "" if column.status == "actual" else STATUSES[column.status]]
    return "·".join(word for word in words if word) + (f"({unit})" if unit else "")


def named(fact: Fact) -> str:
    """What a figure is about, in the report's own words, with the stage and the measure that they leave unsaid."""
    label = "".join(fact.label.split())
    hints = _STAGE_HINTS.get(fact.stage or "", ())
    stage = STAGES[fact.stage] if fact.stage and hints and not any(hint in label for hint in hints) else ""
    measure = "" if fact.measure == "value" or "·" in label else f"·{MEASURES[fact.measure]}"
    status = "" if fact.status == "actual" else f"·{STATUSES[fact.status]}"
    return stage + label + measure + status
