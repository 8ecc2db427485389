"""Norms that a province relaxes under a condition, laid over the rulebook with --rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_check_claims import HEAD

from pipeline.errors import InvalidRulebook
from pipeline.flow import run
from pipeline.model import Finding
from pipeline.rulebook import builtin_rules, load_rulebook

CODE = "sports_area_per_student"


def overlay(folder: Path, relaxed: str, **norm: Any) -> Path:
    """A rulebook of a province: the built-in indicator with a looser limit for 小学, or with other fields of a norm."""
    data = yaml.safe_load((builtin_rules() / "indicators" / "standard.yaml").read_text(encoding="utf-8"))
    (indicator,) = (i for i in data["indicators"] if i["code"] == CODE)
    for entry in indicator["norms"]:
        if entry.get("stage") == "primary":
            entry["relaxed"] = [{"value": relaxed, "condition": "2010年以前建成的学校", "source": "示例省办学标准"}]
            entry.update(norm)
    rules = folder / "示例省"
    (rules / "indicators").mkdir(parents=True)
    text = yaml.safe_dump({"indicators": [indicator]}, allow_unicode=True)
    (rules / "indicators" / "own.yaml").write_text(text, encoding="utf-8")
    return rules


def worked(folder: Path, rules: Path, text: str) -> list[Finding]:
    path = folder / "甲.txt"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    found = run([path], None, jobs=0, rules=rules).verification.findings
    return [f for f in found if f.check in ("standard", "contradiction")]


def test_value_between_the_limits_needs_a_word_on_its_condition(tmp_path: Path) -> None:
    (found,) = worked(tmp_path, overlay(tmp_path, "6.0"), "小学生均体育运动场馆面积6.2平方米。")
    assert found.severity == "info"
    assert "2010年以前建成的学校" in found.message
    assert "须说明适用条件" in found.message


def test_value_below_both_limits_is_told_as_ever(tmp_path: Path) -> None:
    (found,) = worked(tmp_path, overlay(tmp_path, "6.0"), "小学生均体育运动场馆面积5.2平方米。")
    assert "至少有学校未达到≥7.5" in found.message


@pytest.mark.parametrize(("area", "count"), [("6.2", 0), ("5.2", 1)])
def test_claim_that_every_school_meets_stands_with_a_relaxed_school(area: str, count: int, tmp_path: Path) -> None:
    text = f"生均体育运动场馆面积，所有学校均达标。示例二小生均体育运动场馆面积{area}平方米。"
    found = worked(tmp_path, overlay(tmp_path, "6.0"), text)
    assert [f.severity for f in found] == ["error"] * count


def test_norm_of_a_later_day_is_no_norm_yet(tmp_path: Path) -> None:
    rules = overlay(tmp_path, "6.0", valid_from="2030-01-01")
    assert worked(tmp_path, rules, "小学生均体育运动场馆面积5.2平方米。") == []


def test_relaxation_that_is_no_looser_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRulebook) as refused:
        load_rulebook(overlay(tmp_path, "8.0"))
    assert "并不比标准" in str(refused.value)
