"""Reports for the tests of the checks, told in pieces of text and figures, and the rulebook they are checked by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.check import check
from pipeline.model import Document, Fact, Finding, PartList, Report, Verification
from pipeline.quantity import interval
from pipeline.rulebook import CheckRules, Indicator, Norm, Rulebook

CHECKS = Path(__file__).parent.parent / "rules" / "checks.yaml"
COUNTS = {"人", "名", "所", "个", "间", "项", "册", "台", "人次", "套"}
NORMS: dict[str, list[tuple[str | None, str, str]]] = {
    "teaching_area_per_student": [("primary", ">=", "4.5"), ("junior", ">=", "5.8")],
    "sports_area_per_student": [("primary", ">=", "7.5"), ("junior", ">=", "10.2")],
    "school_size": [("primary", "<=", "2000"), ("junior", "<=", "2000")],
    "class_size": [("primary", "<=", "45"), ("junior", "<=", "50")],
    "special_education_funding_per_student": [(None, ">=", "6000")],
    "teacher_exchange_rate": [(None, ">=", "10")],
    "junior_retention_rate": [(None, ">=", "95")],
    "variation_coefficient": [("primary", "<=", "0.50"), ("junior", "<=", "0.45")],
}
COUNTY = {"teacher_exchange_rate", "junior_retention_rate", "variation_coefficient"}
REFS = {"resource_allocation": "1", "guarantee_items": "2", "quality_items": "3", "training_budget_rate": "3.4"}
REFS |= {"sports_area_per_student": "1.5", "special_education_funding_per_student": "2.7", "music_art_rooms": "2.3"}
REFS |= {f"item_2_{n}": f"2.{n}" for n in range(1, 16) if n not in (3, 7)}
REFS |= {f"item_3_{n}": f"3.{n}" for n in range(1, 10) if n != 4}


@dataclass(frozen=True)
class F:
    """A figure of a made-up report: its words and what it says; any field of Fact may be set."""

    raw: str
    indicator: str | None
    stage: str | None = None
    label: str = ""
    fields: tuple[tuple[str, Any], ...] = ()


def f(raw: str, indicator: str | None, stage: str | None = None, label: str = "", **fields: Any) -> F:
    return F(raw, indicator, stage, label, tuple(fields.items()))


def verdict(raw: str, indicator: str, value: str, stage: str | None = "compulsory", label: str = "") -> F:
    return f(raw, indicator, stage, label, measure="verdict", value=value)


def report(*pieces: str | F, lists: tuple[tuple[int, tuple[int, ...], bool], ...] = (), doc: str = "甲.txt") -> Report:
    """A report of 示例甲县; ``lists``: position of the whole among the figures, those of its parts, are they all."""
    text, facts = "", []
    for piece in pieces:
        if isinstance(piece, F):
            facts.append(_fact(piece, doc, len(text), len(facts)))
            text += piece.raw
        else:
            text += piece
    parts = tuple(
        PartList(facts[w].fact_id, tuple(facts[p].fact_id for p in ps), all_, "其中") for w, ps, all_ in lists
    )
    document = Document(doc, "0" * 64, len(text), "txt", "ok", text=text)
    return Report(document, "示例甲县", None, None, None, 2024, "report", tuple(facts), parts)


def _fact(piece: F, doc: str, start: int, number: int) -> Fact:
    fields = dict(piece.fields)
    values = {} if fields.get("measure") == "verdict" else _quantity(piece.raw, fields.get("op", "="))
    defaults: dict[str, Any] = {
        "fact_id": f"{doc}-{number}",
        "doc": doc,
        "county": "示例甲县",
        "county_code": None,
        "indicator": piece.indicator,
        "label": piece.label or piece.indicator or "数",
        "stage": piece.stage,
        "measure": "value",
        "status": "actual",
        "scope": None,
        "op": "=",
        "value": None,
        "value_high": None,
        "low": None,
        "high": None,
        "unit": None,
        "period_start": None,
        "period_end": None,
        "period_text": None,
        "raw": piece.raw,
        "page": None,
        "place": None,
        "start": start,
        "end": start + len(piece.raw),
        "section": (),
        "source": "text",
        "rule": None,
        "reason": None,
        "confidence": 1.0,
    }
    return Fact(**(defaults | values | fields))


def _quantity(raw: str, op: str) -> dict[str, Any]:
    match = re.fullmatch(r"([\d.]+)(万|亿)?(.*)", raw)
    assert match is not None, raw
    power = {"万": 4, "亿": 8}.get(match[2] or "", 0)
    digits = Decimal(match[1])
    step = Decimal(1).scaleb(int(digits.as_tuple().exponent) + power)
    value = Decimal(format(digits.scaleb(power), "f"))
    unit = {"名": "人"}.get(match[3], match[3]) or None
    low, high = interval(value, None, step, op, "about" if op == "~" else "", match[3] not in COUNTS)
    return {"value": format(value, "f"), "low": low, "high": high, "unit": unit}


@cache
def rulebook() -> Rulebook:
    """The rules of rules/checks.yaml over indicators that carry no more than their codes, refs and a few norms."""
    rules = CheckRules.model_validate(yaml.safe_load(CHECKS.read_text(encoding="utf-8")))
    indicators = {code: _indicator(code) for code in codes(rules) | set(REFS) | set(NORMS) | {"assessed_schools"}}
    return Rulebook.model_construct(indicators=indicators, checks=rules, digest="test")


def codes(rules: CheckRules) -> set[str]:
    """Every indicator that the rules name."""
    found = set(rules.additive)
    for kind in (rules.subset, rules.share, rules.plausibility, rules.caps):
        for rule in kind:
            found |= {rule.part, rule.whole}
    found |= {rule.rate for rule in rules.share} | {rule.cap for rule in rules.caps}
    found |= {code for rule in (*rules.sum, *rules.limits) for code in rule.indicators}
    found |= {code for rule in rules.partition for code in (rule.whole, *rule.parts)}
    return found | {code for rule in rules.new_school for code in (rule.area, rule.norm)}


def _indicator(code: str) -> Indicator:
    level = "county" if code in COUNTY else "class" if code == "class_size" else "school"
    norms = tuple(
        Norm(stage=stage, op=op, value=Decimal(value), level=level, source="示例", valid_from=date(2017, 1, 1))
        for stage, op, value in NORMS.get(code, [])
    )
    units = {"special_education_funding_per_student": "元", "teacher_exchange_rate": "%", "junior_retention_rate": "%"}
    units |= {"teaching_area_per_student": "平方米", "sports_area_per_student": "平方米"}
    units |= {"school_size": "人", "class_size": "人"}
    group = "context" if code in ("population", "problems_found", "problems_rectified") else "scale"
    ref = REFS.get(code)
    return Indicator(code=code, name=code, unit=units.get(code), group=group, ref=ref, definition="示例", norms=norms)


def verify(*reports: Report) -> Verification:
    return check(reports, rulebook())


def findings(result: Verification, check_name: str, severity: str | None = None) -> list[Finding]:
    return [x for x in result.findings if x.check == check_name and severity in (None, x.severity)]


def results(result: Verification, check_name: str) -> list[str]:
    return [x.result for x in result.checks if x.check == check_name]


def test_cases_stand_in_their_text_with_the_interval_of_their_words() -> None:
    made = report(
        "投入", f("1.4万元", "project_funding"), "，占", f("88.46%", None), "，共", f("24所", "schools", "primary")
    )
    text = made.document.text
    assert [text[x.start : x.end] for x in made.facts] == ["1.4万元", "88.46%", "24所"]
    assert [(str(x.low), str(x.high)) for x in made.facts] == [("13500", "14500"), ("88.455", "88.465"), ("24", "24")]
