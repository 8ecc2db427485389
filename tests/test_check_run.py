"""The stage as a whole: ids, order, relatedness, wording, broken checks, every rule of checks.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from test_check_cases import F, f, findings, report, rulebook, verify

import pipeline.check
from pipeline.check import CHECKS, check
from pipeline.errors import BrokenCheck
from pipeline.model import Report
from pipeline.rulebook import Rulebook

RULES = rulebook().checks


def _inconsistent(doc: str = "甲.txt") -> Report:
    return report(
        "参评初中",
        f("26所", "assessed_schools", "junior", "初中"),
        "。综合达标",
        f("23所", "resource_allocation", "junior", "达标初中", measure="schools_met"),
        "，占比",
        f("88.46%", "resource_allocation", "junior", measure="share_met"),
        "。后文其余",
        f("25所", "resource_allocation", "junior", "达标初中", measure="schools_met"),
        "达标，占",
        f("88.46%", "resource_allocation", "junior", measure="share_met"),
        "。",
        doc=doc,
    )


def test_findings_of_one_root_cause_are_related() -> None:
    result = verify(_inconsistent())
    (share,) = findings(result, "share")
    (contradiction,) = findings(result, "contradiction")
    assert contradiction.finding_id in share.related
    assert share.finding_id in contradiction.related


def test_a_narrower_finding_over_the_same_figures_is_merged() -> None:
    made = report(
        "小学生",
        f("9000人", "students", "primary"),
        "，",
        f("90个", "classes", "primary"),
        "班。班额均不超过",
        f("45人", "class_size", "primary", op="<="),
        "。",
    )
    result = verify(made)
    (found,) = [x for x in result.findings if x.severity != "info"]
    assert found.check == "contradiction"
    merged = [c for c in result.checks if c.result == "violated"]
    assert {c.check for c in merged} == {"contradiction", "plausibility"}
    assert {c.finding_id for c in merged} == {found.finding_id}


def test_same_reports_give_the_same_lines_in_any_order() -> None:
    one, two = _inconsistent("甲.txt"), _inconsistent("乙.txt")
    forward, backward = verify(one, two), verify(two, one)
    assert forward == backward
    ids = [x.finding_id for x in forward.findings] + [c.check_id for c in forward.checks]
    assert len(ids) == len(set(ids))
    assert [x.docs for x in forward.findings] == sorted(x.docs for x in forward.findings)


def test_documents_are_never_mixed_but_by_the_check_that_compares_them() -> None:
    one = report("专任教师", f("1296人", "teachers", "primary"), "。", doc="甲.txt")
    two = report("专任教师", f("1269人", "teachers", "primary"), "。", doc="乙.txt")
    assert {x.check for x in verify(one, two).findings} == {"cross_document"}


def test_document_without_any_relation_says_so() -> None:
    (line,) = verify(report("没有数字。")).checks
    assert (line.result, line.docs, line.facts) == ("not checkable", ("甲.txt",), ())
    assert line.reason == "没有可以核对的数量关系"
    assert check([], rulebook()).checks == ()


def test_broken_check_is_an_exception_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(reports: Sequence[Report], rules: Rulebook) -> Iterator[object]:
        raise KeyError("gone")

    monkeypatch.setitem(pipeline.check.CHECKS, "share", broken)
    with pytest.raises(BrokenCheck, match="share"):
        verify(_inconsistent())


def test_checks_are_those_of_the_contract() -> None:
    assert list(CHECKS) == [
        "sum",
        "share",
        "contradiction",
        "subset",
        "plausibility",
        "standard",
        "trend",
        "cross_document",
        "peer",
        "coverage",
    ]


def _fires(check_name: str, *pieces: str | F) -> bool:
    result = verify(report(*pieces))
    for x in result.findings:
        assert not re.search("错误|造假|弄虚作假", x.message)
        assert x.message.count("。") == 1
        assert re.search("请核实|请说明", x.message[-40:])
    return any(c.check == check_name and c.result == "violated" for c in result.checks)


@pytest.mark.parametrize("rule", RULES.subset, ids=lambda r: r.id)
def test_every_subset_rule_fires(rule: object) -> None:
    part, whole = rule.part, rule.whole  # type: ignore[attr-defined]
    stage = None if whole in ("population", "problems_found") else "primary"
    assert _fires("subset", "共", f("700人", whole, stage), "。其中", f("800人", part, stage), "。")
    assert not _fires("subset", "共", f("800人", whole, stage), "。其中", f("700人", part, stage), "。")


@pytest.mark.parametrize("rule", RULES.share, ids=lambda r: r.id)
def test_every_share_rule_fires(rule: object) -> None:
    part, whole, rate = rule.part, rule.whole, rule.rate  # type: ignore[attr-defined]
    right = Decimal(20) * rule.scale / 400  # type: ignore[attr-defined]
    pieces = ["总数", f("400人", whole, "primary"), "。数", f("20人", part, "primary", scope=rule.among), "。率"]  # type: ignore[attr-defined]
    assert not _fires("share", *pieces, f(f"{right:f}", rate, "primary"), "。")
    assert _fires("share", *pieces, f(f"{right * 2:f}", rate, "primary"), "。")


@pytest.mark.parametrize("rule", RULES.plausibility, ids=lambda r: r.id)
def test_every_plausibility_rule_fires(rule: object) -> None:
    stage = (rule.stages or ("primary",))[0]  # type: ignore[attr-defined]
    low, high = rule.low, rule.high  # type: ignore[attr-defined]
    part, whole = rule.part, rule.whole  # type: ignore[attr-defined]
    at = None if whole == "population" else stage
    assert _fires("plausibility", "甲", f(f"{high * 2000:f}", part, stage), "。乙", f("1000", whole, at), "。")
    if low is not None:
        assert _fires("plausibility", "甲", f(f"{low * 1000 / 2:f}", part, stage), "。乙", f("1000", whole, at), "。")


@pytest.mark.parametrize("rule", RULES.limits, ids=lambda r: r.id)
def test_every_limit_fires(rule: object) -> None:
    for code in rule.indicators:  # type: ignore[attr-defined]
        label = "".join(rule.named)  # type: ignore[attr-defined]
        assert _fires("plausibility", "率", f(f"{rule.high + 1:f}%", code, "primary", label + "率"), "。")  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", [r for r in RULES.sum if r.excess], ids=lambda r: r.id)
def test_every_sum_rule_fires(rule: object) -> None:
    for code in rule.indicators:  # type: ignore[attr-defined]
        parts = [p for s in rule.parts for p in ("部分", f("300人", code, s), "。")]  # type: ignore[attr-defined]
        assert _fires("sum", "合计", f("500人", code, rule.whole), "。", *parts)  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", RULES.partition, ids=lambda r: r.id)
def test_every_partition_rule_fires(rule: object) -> None:
    end = "，" if rule.rest else "。"  # type: ignore[attr-defined]
    parts = [p for code in rule.parts for p in ("部分", f("300所", code, "compulsory"), end)]  # type: ignore[attr-defined]
    parts += [p for word in rule.rest[:1] for p in (word, f("300所", None, "compulsory"), "。")]  # type: ignore[attr-defined]
    assert _fires("sum", "合计", f("500所", rule.whole, "compulsory"), end, *parts)  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", RULES.caps, ids=lambda r: r.id)
def test_every_cap_rule_fires(rule: object) -> None:
    pieces = ["数", f("9000人", rule.part, "primary"), "。量", f("90个", rule.whole, "primary"), "。最大"]  # type: ignore[attr-defined]
    assert _fires("contradiction", *pieces, f("60人", rule.cap, "primary", op="<="), "。")  # type: ignore[attr-defined]


def test_one_figure_behind_many_questions_makes_one_finding() -> None:
    made = report(
        "学生",
        f("50人", "students", "primary"),
        "，教师",
        f("900人", "teachers", "primary"),
        "，班",
        f("300个", "classes", "primary"),
        "，藏书",
        f("38万册", "books", "primary"),
        "。",
    )
    result = verify(made)
    violated = [c for c in result.checks if c.result == "violated"]
    assert len(violated) == 3
    assert len(result.findings) == 1
