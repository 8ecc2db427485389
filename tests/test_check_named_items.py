"""Items that a summary names as unmet or leaves out, against the verdicts on the single items."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_check_claims import told

SPECIAL = "\n\n7.特殊教育学校生均公用经费8000元，该项指标达到要求。"
TRAINING = "\n\n4.教师培训经费占公用经费预算总额的3.8%，该项指标未达到要求。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("未达到要求的2项（特殊教育学校生均公用经费、教师交流轮岗比例）。" + SPECIAL, "特殊教育"),
        ("未达标的指标为：特殊教育学校生均公用经费、教师交流轮岗比例。" + SPECIAL, "特殊教育"),
        ("15项中达标13项，不达标2项（特殊教育学校生均公用经费和音乐美术专用教室配备）。" + SPECIAL, "所报8000元"),
        ("有2项指标未达标，分别为特殊教育学校生均公用经费、教师交流轮岗比例。" + SPECIAL, "特殊教育"),
        ("教育质量9项指标，除第9号指标外均能达到要求。" + TRAINING, "教师培训经费"),
        ("教育质量方面，除第9条外，经努力都可达标。" + TRAINING, "第4项"),
        ("教育质量9项中，除9号指标以外全部达标。" + TRAINING, "教师培训经费"),
        ("教育质量9项，除第八、第九项之外，其余均达标。" + TRAINING, "第4项"),
    ],
)
def test_summary_and_single_items_contradict(text: str, words: str, tmp_path: Path) -> None:
    found = [f for f in told(tmp_path, text) if f.severity == "error"]
    assert len(found) == 1
    assert words in found[0].message
    assert found[0].evidence or len(found[0].facts) > 1


@pytest.mark.parametrize(
    "text",
    [
        "未达标2项（特殊教育学校生均公用经费、教师交流轮岗比例），目前已整改到位。" + SPECIAL,
        "达标13项，未达标2项（教师交流轮岗比例、教师培训经费）。" + SPECIAL,
        "达标2项（特殊教育学校生均公用经费、教师交流轮岗比例）。" + SPECIAL,
        "教育质量9项指标，除第4号指标外均能达到要求。" + TRAINING,
        "教育质量9项指标，除第四、第九项外，其余均达标。" + TRAINING,
        "除第9条外，还应落实下列要求。" + TRAINING,
        "未达到2项（教师交流轮岗比例、教师培训经费）。交流轮岗教师占12%，该项指标达到要求。",
    ],
)
def test_summary_and_single_items_agree_or_cannot_be_tied(text: str, tmp_path: Path) -> None:
    assert [f.message for f in told(tmp_path, text) if f.severity != "info"] == []
