"""Failures counted by indicator and by school: both ways give one number."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_check_claims import HEAD

from pipeline.flow import run
from pipeline.model import Check

ITEMS = (
    "每百名学生拥有高于规定学历教师数",
    "每百名学生拥有县级以上骨干教师数",
    "每百名学生拥有体育、艺术专任教师数",
    "生均教学及辅助用房面积",
    "生均体育运动场馆面积",
    "生均教学仪器设备值",
    "每百名学生拥有网络多媒体教室数",
)


def both_ways(folder: Path, schools: str, met: tuple[int, ...] = (20, 20, 20, 18, 18, 20, 19)) -> list[Check]:
    """The relation over twenty 小学 of which ``met`` meet each item (2+2+1 = 5 items missed)."""
    rows = "\n".join(f"| {item} | {count} |" for item, count in zip(ITEMS, met, strict=True))
    table = f"| 指标 | 小学达标（所） |\n| --- | --- |\n{rows}\n"
    text = f"{HEAD}参评小学20所。\n\n{table}\n未达标情况：\n\n{schools}\n"
    (folder / "甲.txt").write_text(text, encoding="utf-8")
    checks = run([folder], None, jobs=0).verification.checks
    return [c for c in checks if c.check == "contradiction" and "×" in (c.arithmetic or "")]


FITTING = (
    "小学未达标3所。缺两项的2所，为示例第一小学、示例第二小学；缺一项的1所，为示例第三小学。",
    "小学有3所学校未达标：示例第一小学2项指标不达标；示例第二小学2项指标不达标；示例第三小学1项指标不达标。",
    "20所小学中，两项不达标的学校2所：示例一小、示例二小；一项不达标的学校1所：示例三小，以上3所小学需整改。",
    "小学有缺项的三所：示例第一小学缺2项；示例第二小学缺1项、另有1项只达到标准的85%；示例第三小学缺一项。",
)


@pytest.mark.parametrize("schools", FITTING)
def test_both_ways_agree(schools: str, tmp_path: Path) -> None:
    (tried,) = both_ways(tmp_path, schools)
    assert tried.result == "satisfied"
    assert "=5" in (tried.arithmetic or "")


@pytest.mark.parametrize(
    "schools",
    [
        FITTING[0].replace("缺两项", "缺三项"),
        FITTING[1].replace("示例第三小学1项", "示例第三小学3项"),
        FITTING[2].replace("一项不达标", "两项不达标"),
        FITTING[3].replace("示例第三小学缺一项", "示例第三小学缺三项"),
    ],
)
def test_both_ways_differ(schools: str, tmp_path: Path) -> None:
    (tried,) = both_ways(tmp_path, schools)
    assert tried.result == "violated"


@pytest.mark.parametrize(
    "schools",
    [
        "小学未达标的有示例第一小学，缺两项；其他学校情况另附。",
        "单校要求：6项以上达到标准，其余不得低于标准的85%。小学各校按此自查，差2项以上的为不达标。",
        "初中有3所学校未达标：示例一中缺2项；示例二中缺2项；示例三中缺3项。",
    ],
)
def test_some_of_the_schools_or_other_schools_prove_nothing(schools: str, tmp_path: Path) -> None:
    assert [c for c in both_ways(tmp_path, schools) if c.result == "violated"] == []


def test_item_without_its_number_leaves_nothing_to_compare(tmp_path: Path) -> None:
    text = f"{HEAD}参评小学20所。生均教学及辅助用房面积达标小学18所。\n\n{FITTING[0].replace('缺两项', '缺三项')}\n"
    (tmp_path / "甲.txt").write_text(text, encoding="utf-8")
    checks = run([tmp_path], None, jobs=0).verification.checks
    assert [c.result for c in checks if c.reason == "未逐项报告各指标的达标学校数"] == ["not checkable"]


COUNTS = "生均体育运动场馆面积2所、生均教学及辅助用房面积2所、每百名学生拥有县级以上骨干教师数1所未达标。"
LIST = (
    "未达标学校为：示例一小（生均体育运动场馆面积、生均教学及辅助用房面积）、"
    "示例二小（生均体育运动场馆面积、生均教学及辅助用房面积）、示例三小（每百名学生拥有县级以上骨干教师数）。"
)
NAMED = (
    "不达标学校名单：示例镇中心小学（体育运动场馆、骨干教师）、示例乡中心小学（体育运动场馆）、示例村小学（骨干教师）。"
)


def listed(folder: Path, text: str) -> list[tuple[str, str]]:
    (folder / "甲.txt").write_text(HEAD + text + "\n", encoding="utf-8")
    found = run([folder], None, jobs=0).verification.findings
    return [(f.severity, f.message) for f in found if f.check == "contradiction"]


@pytest.mark.parametrize(
    ("text", "severity", "words"),
    [
        (COUNTS + LIST.replace("示例二小（生均体育运动场馆面积、", "示例二小（"), "warning", "场馆面积未达标2所"),
        (COUNTS.replace("数1所", "数2所") + LIST, "warning", "骨干教师数未达标2所"),
        (COUNTS.replace("用房面积2所", "用房面积1所") + LIST, "error", "用房面积未达标1所"),
        ("体育运动场馆不达标的有1所，骨干教师不达标的有2所。" + NAMED, "error", "未达标1所"),
    ],
)
def test_schools_listed_by_name_against_their_number(text: str, severity: str, words: str, tmp_path: Path) -> None:
    ((grave, message),) = listed(tmp_path, text)
    assert grave == severity
    assert words in message


@pytest.mark.parametrize(
    "text",
    [
        COUNTS + LIST,
        "体育运动场馆不达标的有2所，骨干教师不达标的有2所。" + NAMED,
        "体育运动场馆不达标的有3所，骨干教师不达标的有2所。如示例乡小学（体育运动场馆、骨干教师）、示例村小学（体育运动场馆）。",
        "体育运动场馆达标18所，骨干教师达标17所。示例镇小学（体育运动场馆、骨干教师）、示例村小学（体育运动场馆）未达标。",
        "体育运动场馆不达标的有1所，骨干教师不达标的有1所。整改的有示例镇小学（教学楼）、示例村小学（运动场）。",
    ],
)
def test_lists_that_agree_or_are_examples(text: str, tmp_path: Path) -> None:
    assert listed(tmp_path, text) == []
