"""What is wrong with rules that can each be read: names that lead nowhere, patterns that do not compile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.rulebook.claims import ClaimRules
from pipeline.rulebook.columns import WorkbookRules
from pipeline.rulebook.grammar import Frozen
from pipeline.rulebook.indicators import Indicator
from pipeline.rulebook.relations import CheckRules


def dangling(indicators: dict[str, Indicator], files: dict[str, str], parts: dict[str, Any]) -> Iterator[str]:
    """Names that lead nowhere and patterns that do not compile, in whatever files could be read."""
    if parts["units"] is not None:
        units = {u.unit for u in parts["units"]}
        for code, indicator in indicators.items():
            for unit in (indicator.unit, *indicator.units):
                if unit is not None and unit not in units:
                    yield f"{files[code]} → {code}.unit：units.yaml 中没有单位 {unit!r}。"
    for code, indicator in indicators.items():
        yield from (f"{files[code]} → {code}.{mistake}" for mistake in _mistakes(indicator, indicators))
    if parts["checks"] is not None:
        yield from _dangling_checks(parts["checks"], indicators)
    yield from _mistakes_of_remarks(parts, indicators)
    if parts["claims"] is not None:
        yield from _dangling_claims(parts["claims"], indicators)
    if parts["workbook"] is not None:
        yield from _dangling_columns(parts["workbook"], indicators)
    for where, expressions in _patterns(parts):
        for expression in expressions:
            try:
                re.compile(expression)
            except re.error as error:
                yield f"{where}：正则表达式 {expression!r} 有误（{error}）。"


def _mistakes(indicator: Indicator, indicators: dict[str, Indicator]) -> Iterator[str]:
    """What is wrong inside one indicator that could be read."""
    for stage, other in indicator.elsewhere.items():
        if other not in indicators:
            yield f"elsewhere.{stage}：没有指标 {other!r}。"
    for words, other in indicator.parts.items():
        if other not in indicators:
            yield f"parts.{words}：没有指标 {other!r}。"
    if indicator.averaged is not None and indicator.averaged not in indicators:
        yield f"averaged：没有指标 {indicator.averaged!r}。"
    for norm in indicator.norms:
        if norm.stage and indicator.stages and norm.stage not in indicator.stages:
            yield f"norms：学段 {norm.stage} 不在该指标的 stages 中。"
        for looser in norm.relaxed:
            wider = norm.op in (">=", ">") and looser.value < norm.value
            if not wider and not (norm.op in ("<=", "<") and looser.value > norm.value):
                yield f"norms.relaxed：放宽值 {looser.value} 并不比标准 {norm.op}{norm.value} 宽松。"
    if len(indicator.examples) < 2:
        yield "examples：至少要有两个例子。"
    elif all(e.facts for e in indicator.examples):
        yield "examples：至少要有一个不应匹配的例子（facts: []）。"


def _mistakes_of_remarks(parts: dict[str, Any], indicators: dict[str, Indicator]) -> Iterator[str]:
    """What is wrong in the rules of themes, remarks, basis and digest that could be read."""
    themes, topics = parts["themes"] or (), parts["basis"] or ()
    for file, codes in (("themes.yaml", [t.code for t in themes]), ("basis.yaml", [t.code for t in topics])):
        yield from (f"{file} → {code}：code 重复。" for code in sorted({c for c in codes if codes.count(c) > 1}))
    for theme in themes:
        if all(e.matches for e in theme.examples) or not any(e.matches for e in theme.examples):
            yield f"themes.yaml → {theme.code}.examples：应归入和不应归入（matches: false）的例句至少各要有一个。"
    for topic in topics:
        if all(e.notes for e in topic.examples) or not any(e.notes for e in topic.examples):
            yield f"basis.yaml → {topic.code}.examples：应读出和不应读出（notes: []）的例句至少各要有一个。"
    known = {theme.code for theme in themes}
    for example in parts["remarks"].examples if parts["remarks"] else ():
        for code in (code for remark in example.remarks for code in remark.themes or () if code not in known):
            yield f"remarks.yaml → examples：没有主题 {code!r}。"
    for code in parts["remarks"].unnamed if parts["remarks"] else ():
        if code not in indicators:
            yield f"remarks.yaml → unnamed：没有指标 {code!r}。"
    if parts["digest_rules"] is not None:
        for key in ("basics", "county_page"):
            for figure in getattr(parts["digest_rules"], key):
                if figure.indicator not in indicators:
                    yield f"digest.yaml → {key}：没有指标 {figure.indicator!r}。"


def _dangling_checks(checks: CheckRules, indicators: dict[str, Indicator]) -> Iterator[str]:
    for kind in (
        "subset",
        "share",
        "sum",
        "partition",
        "plausibility",
        "limits",
        "caps",
        "new_school",
        "coverage",
        "trend",
        "products",
    ):
        for rule in getattr(checks, kind):
            for role in (
                "part",
                "whole",
                "rate",
                "cap",
                "area",
                "norm",
                "whole_indicator",
                "indicators",
                "parts",
                "first",
                "second",
                "product",
            ):
                if kind == "sum" and role in ("whole", "parts"):
                    continue  # stages there
                for code in _codes(getattr(rule, role, None)):
                    if code not in indicators:
                        yield f"checks.yaml → {kind}.{rule.id}.{role}：没有指标 {code!r}。"
    for flow in checks.roll_forward:
        for term in (flow.opening, *flow.comes, *flow.goes, flow.closing):
            for code in (code for code in term.indicators if code not in indicators):
                yield f"checks.yaml → roll_forward.{flow.id}：没有指标 {code!r}。"
    for key, codes in (
        ("additive", checks.additive),
        ("peer", checks.peer.indicators),
        ("heads", (checks.heads, *checks.persons)),
    ):
        for code in codes:
            if code not in indicators:
                yield f"checks.yaml → {key}：没有指标 {code!r}。"


def _dangling_claims(claims: ClaimRules, indicators: dict[str, Indicator]) -> Iterator[str]:
    """Codes of claims.yaml that no indicator has."""
    for kind in ("maxima", "nobody", "rooms"):
        for rule in getattr(claims, kind):
            for role in ("indicator", "mean", "counted", "members", "whole", "part", "rooms", "classes", "norm"):
                for code in _codes(getattr(rule, role, None)):
                    if code not in indicators:
                        yield f"claims.yaml → {kind}.{rule.id}.{role}：没有指标 {code!r}。"


def _dangling_columns(workbook: WorkbookRules, indicators: dict[str, Indicator]) -> Iterator[str]:
    """Codes of workbook.yaml that no indicator has."""
    places = [("summed", workbook.summed)]
    places += [(f"derived.{rule.indicator}", (rule.indicator, rule.part, rule.whole)) for rule in workbook.derived]
    places += [(f"shortfalls.{rule.indicator}", (rule.indicator, rule.students)) for rule in workbook.shortfalls]
    if workbook.resources is not None:
        places.append(("resources", (workbook.resources.schools, workbook.resources.total)))
    for where, codes in places:
        for code in codes:
            if code not in indicators:
                yield f"workbook.yaml → {where}：没有指标 {code!r}。"


def _patterns(parts: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The regular expressions of the rulebook, each group with its file and key."""
    for file, keys in (
        ("words", ("fixed", "target", "scope_patterns")),
        ("verdicts", ("unknown", "expected", "not_met", "met")),
        ("workbook", ("school_names", "not_schools")),
    ):
        if parts[file] is not None:
            for key in keys:
                yield f"{file}.yaml → {key}", getattr(parts[file], key)
    if parts["remarks"] is not None:
        for key, value in parts["remarks"]:
            if isinstance(value, Frozen):
                yield from ((f"remarks.yaml → {key}.{name}", expressions) for name, expressions in value)
            elif key in ("lead_ins", "closings", "offices"):
                yield f"remarks.yaml → {key}", value
    for flow in parts["checks"].roll_forward if parts["checks"] else ():
        for term in (flow.opening, *flow.comes, *flow.goes, flow.closing):
            yield f"checks.yaml → roll_forward.{flow.id}", term.words
    for topic in parts["basis"] or ():
        yield f"basis.yaml → {topic.code}.patterns", topic.patterns
    if parts["claims"] is not None:
        for key, value in parts["claims"]:
            if value and isinstance(value[0], str):
                yield f"claims.yaml → {key}", value
        for rule in (*parts["claims"].maxima, *parts["claims"].nobody):
            for key in ("named", "largest", "unlike", "none", "patterns"):
                yield f"claims.yaml → {rule.id}.{key}", getattr(rule, key, ())


def _codes(names: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if names is None else (names,) if isinstance(names, str) else names
