"""A county's own targets, when they are due and beside the norms; rooms for every so many classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_check_claims import HEAD, told

from pipeline.flow import run
from pipeline.model import Finding

PLAN = "示例甲县义务教育优质均衡发展实施方案\n\n二、目标任务\n\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("到2023年，九年义务教育巩固率达到98%以上。2023年，全县九年义务教育巩固率96.2%。", "未达到自定目标"),
        ("小学大班额比例到2023年控制在2%以内，2023年大班额比例为3.1%。", "3.1%"),
        ("力争2022年学前三年毛入园率达到92%。2022年学前三年毛入园率90.3%。", "90.3%"),
        ("到2023年底，初中三年巩固率提高到98%。2023年初中三年巩固率为97.1%。", "97.1%"),
    ],
)
def test_target_that_was_due_and_missed_is_told(text: str, words: str, tmp_path: Path) -> None:
    (found,) = [f for f in told(tmp_path, text, "standard") if "自定目标" in f.message]
    assert found.severity == "info"
    assert words in found.message


@pytest.mark.parametrize(
    "text",
    [
        "到2023年，九年义务教育巩固率达到98%以上。2023年，全县九年义务教育巩固率98.1%。",
        "到2027年，九年义务教育巩固率达到99%以上。2023年，全县九年义务教育巩固率98.1%。",
        "到2023年，九年义务教育巩固率达到98%以上。2021年，全县九年义务教育巩固率96.2%。",
        "到2023年，小学大班额比例控制在2%以内。2023年小学大班额比例为1.1%。",
        "到2023年，初中三年巩固率达到98%以上。2023年小学巩固率96.2%。",
    ],
)
def test_target_reached_not_due_or_of_something_else(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(tmp_path, text, "standard") if "自定目标" in f.message] == []


def test_target_of_a_plan_is_held_against_the_report_of_its_year(tmp_path: Path) -> None:
    (tmp_path / "方案.txt").write_text(PLAN + "到2023年，九年义务教育巩固率达到98%以上。", encoding="utf-8")
    (tmp_path / "报告.txt").write_text(HEAD + "2023年，全县九年义务教育巩固率96.2%。", encoding="utf-8")
    found = _own(run([tmp_path], None, jobs=0).verification.findings)
    assert [f.docs for f in found] == [("报告.txt", "方案.txt")]


def test_state_of_things_in_a_plan_is_not_what_came_of_it(tmp_path: Path) -> None:
    text = "目前义务教育巩固率96%，到2024年底义务教育巩固率达到98%。"
    assert told(tmp_path, text, "standard", head=PLAN) == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("到2027年，全县小学班额全部控制在48人以内，初中控制在50人以内。", "warning"),
        ("到2025年，小学校际差异系数降到0.50以下，初中降到0.48以下。", "warning"),
        ("到2027年，初中三年巩固率达到93%。", "info"),
        ("到2026年，交流轮岗教师占符合交流条件教师的比例达到8%。", "info"),
    ],
)
def test_target_looser_than_the_norm(text: str, severity: str, tmp_path: Path) -> None:
    found = told(tmp_path, text, "standard", head=PLAN)
    assert [f.severity for f in found] == [severity]
    assert "目标" in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        "到2027年，全县小学班额全部控制在45人以内，初中控制在50人以内。",
        "到2027年，全县小学班额全部控制在40人以内。",
        "到2027年，初中三年巩固率达到97%。",
        "交流轮岗教师占符合交流条件教师的比例2025年达到8%，2027年达到12%。",
    ],
)
def test_target_that_keeps_the_norm_or_is_a_step_on_the_way(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, text, "standard", head=PLAN) == []


def _own(findings: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in findings if f.check == "standard" and "自定目标" in f.message]


@pytest.mark.parametrize(
    ("text", "severity", "words"),
    [
        ("全县义务教育学校教学班498个。音乐专用教室30间、美术专用教室45间。", "info", "至少需42间"),
        ("小学教学班327个，音乐教室20间、美术教室30间。", "info", "至少需28间"),
        ("全县小学教学班327个、初中教学班171个。中小学有音乐专用教室20间、美术专用教室18间。", "warning", "至少需42间"),
        ("初中教学班171个。初中音乐教室29个，美术教室12个。", "info", "美术教室12个"),
    ],
)
def test_fewer_rooms_than_classes_ask_for(text: str, severity: str, words: str, tmp_path: Path) -> None:
    (found,) = [f for f in told(tmp_path, text, "standard") if "班级" in f.message]
    assert found.severity == severity
    assert words in found.message


@pytest.mark.parametrize(
    "text",
    [
        "全县义务教育学校教学班498个。音乐专用教室42间、美术专用教室45间。",
        "全县义务教育学校教学班498个。2024年新建音乐专用教室3间、美术专用教室2间。",
        "全县义务教育学校教学班498个。新建音乐专用教室3间，补充美术专用教室2间。",
        "全县义务教育学校教学班498个。音乐专用教室达标18所，美术专用教室达标18所。",
        "小学教学班327个。初中音乐教室12间、美术教室12间。",
        "示例第一小学教学班48个，音乐教室2间。",
        "按照每12个班级配备音乐、美术专用教室1间以上的标准，全县教学班498个，尚缺音乐专用教室6间。",
    ],
)
def test_enough_rooms_or_rooms_of_something_else(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(tmp_path, text, "standard") if "个班级" in f.message] == []
