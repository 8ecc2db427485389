"""Made-up runs for the tests of compare and publish: three counties that do not exist, and a small rulebook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.compare import compare
from pipeline.model import (
    Candidate,
    Check,
    Document,
    Evidence,
    Fact,
    Finding,
    Page,
    Report,
    Run,
    Verification,
)
from pipeline.rulebook import CheckRules, Indicator, Norm, Rulebook, VerdictWords, Words

SOURCE = "教督〔2017〕6号"
SINCE = date(2017, 4, 19)


def norm(op: str, value: str, level: str, stage: str | None = None) -> Norm:
    return Norm(op=op, value=Decimal(value), level=level, stage=stage, source=SOURCE, valid_from=SINCE)


def indicator(code: str, name: str, unit: str | None, group: str, **more: Any) -> Indicator:
    return Indicator(code=code, name=name, unit=unit, group=group, definition=name, **more)


INDICATORS = (
    indicator("population", "总人口", "人", "context"),
    indicator("schools", "学校数", "所", "scale", terms=("学校",)),
    indicator("students", "在校生数", "人", "scale", terms=("在校生",)),
    indicator("recording_classrooms", "录播教室数", "间", "facilities", terms=("录播教室",)),
    indicator("teachers", "专任教师数", "人", "staff"),
    indicator("education_expenditure", "一般公共预算教育支出(经费)", "元", "funding"),
    indicator("funding_per_student", "生均公用经费", "元", "funding"),
    indicator("student_teacher_ratio", "生师比", None, "standard"),
    indicator("exchange_rate", "交流轮岗教师比例", "%", "standard", ref="2.11", norms=(norm(">=", "10", "county"),)),
    indicator("layout", "学校规划布局合理", None, "standard", ref="2.1", level="county"),
    indicator(
        "qualified_per_100",
        "每百名学生拥有高于规定学历教师数",
        "人",
        "standard",
        ref="1.1",
        stages=("primary", "junior"),
        level="school",
        norms=(norm(">=", "4.2", "school", "primary"), norm(">=", "5.3", "school", "junior")),
    ),
    indicator(
        "variation_coefficient",
        "校际差异系数",
        None,
        "standard",
        ref="1",
        level="county",
        norms=(norm("<=", "0.50", "county", "primary"), norm("<=", "0.45", "county", "junior")),
    ),
    indicator(
        "junior_retention_rate",
        "初中三年巩固率",
        "%",
        "standard",
        ref="3.1",
        stages=("junior",),
        level="county",
        norms=(norm(">=", "95", "county", "junior"),),
    ),
    indicator("social_recognition", "社会认可度", "%", "standard", ref="4.1", norms=(norm(">=", "85", "county"),)),
)


def rulebook(indicators: tuple[Indicator, ...] = INDICATORS) -> Rulebook:
    words = dict.fromkeys(Words.model_fields, ())
    verdicts = dict.fromkeys(VerdictWords.model_fields, ())
    return Rulebook(
        indicators={i.code: i for i in indicators},
        origin={i.code: "内置" for i in indicators},
        units=(),
        stages=(),
        words=Words(**words),
        verdicts=VerdictWords(**verdicts),
        checks=CheckRules(),
        places=Path("places.csv"),
        digest="0123456789ab",
    )


def fact(code: str | None, value: str | None, unit: str | None = None, **more: Any) -> Fact:
    """A fact with the usual fields; its interval is the rounding of ``value``."""
    fields: dict[str, Any] = {
        "doc": "甲县.txt",
        "county": "示例甲县",
        "county_code": "990101",
        "indicator": code,
        "label": code or "录播教室",
        "stage": None,
        "measure": "value",
        "status": "actual",
        "scope": None,
        "op": "=",
        "value": value,
        "value_high": None,
        "unit": unit,
        "period_start": None,
        "period_end": None,
        "period_text": None,
        "raw": f"{value}{unit or ''}",
        "page": None,
        "place": None,
        "start": 0,
        "end": 1,
        "section": (),
        "source": "text",
        "rule": f"{code}@内置" if code else None,
        "reason": None if code else "no candidate",
        "confidence": 0.95,
    } | more
    fields["low"], fields["high"] = _interval(fields) if "low" not in more else (more["low"], more["high"])
    fields.setdefault("fact_id", f"{fields['doc']}-{fields['start']}-{code}-{fields['stage']}-{fields['measure']}")
    return Fact(**fields)


def _interval(fields: dict[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    if fields["measure"] == "verdict" or fields["value"] is None:
        return None, None
    number = Decimal(fields["value"])
    half = Decimal(1).scaleb(int(number.as_tuple().exponent)) / 2
    low = None if fields["op"] in ("<", "<=") else number - half
    high = None if fields["op"] in (">", ">=") else number + half
    return low, high


def report(
    doc: str, county: str | None, code: str | None, text: str, facts: tuple[Fact, ...] = (), **more: Any
) -> Report:
    """A report whose facts are put where their ``raw`` stands in ``text`` (the first place after the fact before)."""
    placed, at = [], 0
    for found in facts:
        start = text.find(found.raw, at)
        start = text.index(found.raw) if start < 0 else start
        at = start
        fields = {name: getattr(found, name) for name in Fact.__slots__}
        fields |= {"doc": doc, "county": county, "county_code": code, "start": start, "end": start + len(found.raw)}
        fields["fact_id"] = f"{doc}-{start}-{found.indicator}-{found.stage}-{found.measure}"
        placed.append(Fact(**fields))
    document = {"sha256": "0" * 64, "size": len(text.encode()), "format": "txt", "status": "ok", "wrapped": False}
    document |= {k: more.pop(k) for k in tuple(more) if k in Document.__slots__}
    about = {"title": f"{county}工作报告", "date": "2024-05-17", "year": 2023, "kind": "report"} | more
    return Report(
        document=Document(doc=doc, text=text, **document), county=county, county_code=code, facts=tuple(placed), **about
    )


FIRST = """示例甲县工作报告
一、基本情况
全县总人口31.2万人，现有学校46所，在校生14302人，其中小学8031人、初中6271人。
2022年在校生为14310人。
二、教育质量
初中三年巩固率94.1%，到2025年达到98%以上。国家标准要求不低于95%。
每百名学生拥有高于规定学历教师数小学5.35人、初中6.10人，28所小学中26所达标，达标率92.86%。
校际差异系数小学0.41、初中0.52。小学该项差异系数为0.38。
2023年一般公共预算教育支出5.35亿元，生均公用经费720元，同比提升3.10个百分点。
生师比约15.83:1。学校规划布局合理，达到标准。县内共有录播教室12间。
"""

SECOND = """示例乙市工作报告
全市学校52所，在校生20140人，其中小学11020人。每所学校服务2—4个村。
初中三年巩固率97.30%，社会认可度88.6%。学校规划布局通过努力可以达到。
2023年一般公共预算教育支出82,315.50万元，生均公用经费减少9元。交流轮岗教师比例不低于12%。
"""


def first() -> Report:
    where = {"section": ("一、基本情况",), "page": 1}
    quality = {"section": ("二、教育质量",), "page": 2}
    retention = {"indicator": "junior_retention_rate", "stage": "junior"}
    facts = (
        fact("population", "312000", "人", raw="31.2万人", low=Decimal(311500), high=Decimal(312500), **where),
        fact("schools", "46", "所", **where),
        fact("students", "14302", "人", **where),
        fact("students", "8031", "人", stage="primary", **where),
        fact("students", "6271", "人", stage="junior", **where),
        fact("students", "14310", "人", period_end="2022-12-31", period_text="2022年", **where),
        fact(retention["indicator"], "94.1", "%", stage="junior", **quality),
        fact(retention["indicator"], "98", "%", stage="junior", op=">=", status="target", **quality),
        fact(retention["indicator"], "95", "%", stage="junior", op=">=", status="standard", **quality),
        fact("qualified_per_100", "5.35", "人", stage="primary", **quality),
        fact("qualified_per_100", "6.10", "人", stage="junior", **quality),
        fact("qualified_per_100", "26", "所", stage="primary", measure="schools_met", **quality),
        fact("qualified_per_100", "92.86", "%", stage="primary", measure="share_met", **quality),
        fact("variation_coefficient", "0.41", stage="primary", **quality),
        fact("variation_coefficient", "0.52", stage="junior", **quality),
        fact("qualified_per_100", "0.38", stage="primary", measure="variation_coefficient", **quality),
        fact(
            "education_expenditure",
            "535000000",
            "元",
            raw="5.35亿元",
            period_start="2023-01-01",
            period_end="2023-12-31",
            period_text="2023年",
            **quality,
        ),
        fact("funding_per_student", "720", "元", **quality),
        fact("funding_per_student", "3.10", "百分点", raw="3.10个百分点", measure="change", **quality),
        fact("student_teacher_ratio", "15.83", raw="15.83:1", op="~", **quality),
        fact("layout", "met", raw="达到标准", measure="verdict", stage="compulsory", **quality),
        fact(
            None, "12", "间", candidates=(Candidate("recording_classrooms", "录播", "sentence", 3, "lost"),), **quality
        ),
    )
    return report("甲县/工作报告.docx", "示例甲县", "990101", FIRST, facts, format="docx", pages=(Page(1, "text"),))


def second() -> Report:
    facts = (
        fact("schools", "52", "所"),
        fact("students", "20140", "人"),
        fact("students", "11020", "人", stage="primary"),
        fact(None, "2", "个", op="range", value_high="4", raw="2—4个", label="村"),
        fact("junior_retention_rate", "97.30", "%", stage="junior"),
        fact("social_recognition", "88.6", "%"),
        fact("layout", "expected", raw="通过努力可以达到", measure="verdict", stage="compulsory"),
        fact("education_expenditure", "823155000", "元", raw="82,315.50万元", period_text="2023年"),
        fact("funding_per_student", "-9", "元", raw="9元", measure="change"),
        fact("exchange_rate", "12", "%", op=">="),
    )
    return report("乙市.txt", "示例乙市", "990102", SECOND, facts)


def third() -> Report:
    reason = "文件没有文字层，请提供可复制文字的版本。"
    return report("丙区.pdf", "示例丙新区", None, "", status="unreadable", reason=reason, format="pdf", date=None)


def verification(reports: tuple[Report, ...]) -> Verification:
    schools, students = reports[1].facts[1], reports[1].facts[2:5]
    finding = Finding(
        finding_id="f1",
        check="sum",
        severity="error",
        counties=("示例甲县",),
        docs=("甲县/工作报告.docx",),
        message="全县在校生14302人，所列小学8031人、初中6271人相加为14302人，请核实。",
        expected="14302",
        stated="14302",
        arithmetic="=8031+6271",
        facts=tuple(f.fact_id for f in students),
        evidence=(Evidence("甲县/工作报告.docx", 0, 4),),
    )
    hint = Finding(
        "f2", "coverage", "info", ("示例乙市",), ("乙市.txt",), "报告没有写明专任教师数。", None, None, None, ()
    )
    checks = (
        Check("c1", "sum", finding.docs, finding.counties, finding.facts, "8031+6271=14302", "violated", None, "f1"),
        Check("c2", "share", finding.docs, finding.counties, (schools.fact_id,), None, "not checkable", "缺少基数。"),
        Check("c3", "share", ("乙市.txt",), ("示例乙市",), (), "26÷28=92.86%", "satisfied by rounding"),
        Check("c4", "subset", ("乙市.txt",), ("示例乙市",), (), "11020≤20140", "satisfied"),
    )
    return Verification(checks=checks, findings=(hint, finding))


def run(reports: tuple[Report, ...] | None = None, rules: Rulebook | None = None) -> Run:
    """The three counties read, compared and checked."""
    if reports is None:
        reports = (third(), first(), second())
        return Run(reports, verification(reports), compare(reports, rules or rulebook()), "内置 0123456789ab")
    return Run(reports, Verification(), compare(reports, rules or rulebook()), "内置 0123456789ab")
