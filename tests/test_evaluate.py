"""evaluate: what counts as found and as right, by made-up gold whose counts are worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.errors import WrongUsage
from pipeline.evaluate import Evaluation, Share, Tally, evaluate
from pipeline.scorecard import below, scorecard

Row = dict[str, Any]


def fact(raw: str, value: str, indicator: str | None, **more: Any) -> Row:
    row: Row = {
        "doc": "报送/甲县_2023.txt",
        "indicator": indicator,
        "stage": None,
        "measure": "value",
        "status": "actual",
        "scope": None,
        "op": "=",
        "value": value,
        "value_high": None,
        "unit": "所",
        "period_end": None,
        "raw": raw,
        "start": 0,
        "confidence": 0.95,
    }
    return {**row, **more}


def lines(path: Path, rows: list[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def judge(tmp_path: Path, gold: list[Row], said: list[Row], never: tuple[str, ...] = ()) -> Evaluation:
    lines(tmp_path / "gold" / "甲县.facts.jsonl", gold)
    lines(tmp_path / "gold" / "甲县.nonfigures.jsonl", [{"raw": raw} for raw in never])
    return evaluate(tmp_path / "gold", lines(tmp_path / "facts.jsonl", said), frozenset({"computers"}))


def test_all_right_is_one(tmp_path: Path) -> None:
    rows = [fact("12所", "12", "schools"), fact("5所", "5", None)]
    evaluation = judge(tmp_path, rows, rows)
    assert evaluation.total.capture == Tally(2, 2, 2)
    assert evaluation.total.mapped == Tally(1, 1, 1)
    assert evaluation.total.mapped.f1 == 1.0
    assert evaluation.confusion == {}


def test_nothing_said_is_recall_zero(tmp_path: Path) -> None:
    total = judge(tmp_path, [fact("12所", "12", "schools")], []).total
    assert (total.capture.precision, total.capture.recall, total.mapped.f1) == (0.0, 0.0, 0.0)


def test_a_figure_stated_twice_is_asked_for_twice(tmp_path: Path) -> None:
    said = fact("12所", "12", "schools")
    assert judge(tmp_path, [said, said], [said]).total.capture == Tally(1, 1, 2)


@pytest.mark.parametrize(("left", "right"), [("名", "人"), ("㎡", "平方米"), ("个", "所"), (None, "项"), ("％", "%")])
def test_units_of_one_meaning_are_one(tmp_path: Path, left: str | None, right: str) -> None:
    gold, said = fact("9", "9.0", None, unit=left), fact("9", "9", None, unit=right)
    assert judge(tmp_path, [gold], [said]).total.capture == Tally(1, 1, 1)


def test_percent_and_percentage_point_differ(tmp_path: Path) -> None:
    gold, said = fact("9%", "9", None, unit="%"), fact("9%", "9", None, unit="百分点")
    assert judge(tmp_path, [gold], [said]).total.capture == Tally(0, 1, 1)


def test_verdicts_are_mapped_but_not_captured(tmp_path: Path) -> None:
    verdict = fact("达到要求", "met", "school_layout", measure="verdict")
    total = judge(tmp_path, [verdict], [verdict]).total
    assert (total.capture, total.mapped) == (Tally(), Tally(1, 1, 1))


@pytest.mark.parametrize(("stage", "hits"), [("compulsory", 1), ("all", 1), ("primary", 0)])
def test_the_whole_has_three_names(tmp_path: Path, stage: str, hits: int) -> None:
    said = fact("12所", "12", "schools", stage=stage)
    assert judge(tmp_path, [fact("12所", "12", "schools")], [said]).total.mapped == Tally(hits, 1, 1)


def test_optional_rows_and_other_readings_cost_nothing(tmp_path: Path) -> None:
    gold = [
        fact("12所", "12", "schools", optional=True),
        fact("5所", "5", "schools_built", alt=["schools_built_or_renovated", "@primary", "#change"]),
    ]
    said = [fact("12所", "12", "schools"), fact("5所", "5", "schools_built_or_renovated")]
    assert judge(tmp_path, gold, said).total.mapped == Tally(0, 0, 1)
    said = [fact("5所", "5", "schools_built", stage="primary"), fact("5所", "5", "schools_built", measure="change")]
    assert judge(tmp_path, gold, said).total.mapped == Tally(0, 0, 1)


def test_late_codes_count_only_where_gold_has_them(tmp_path: Path) -> None:
    said = [fact("90台", "90", "computers"), fact("80台", "80", "computers")]
    assert judge(tmp_path, [fact("90台", "90", "computers")], said).total.mapped == Tally(1, 1, 1)


def test_parts_have_their_own_count(tmp_path: Path) -> None:
    gold = [fact("4所", "4", "schools", scope="公办")]
    said = [fact("4所", "4", "schools", scope="公办学校"), fact("3所", "3", "schools", scope="民办")]
    total = judge(tmp_path, gold, said).total
    assert (total.parts, total.mapped) == (Tally(1, 2, 1), Tally())


def test_status_op_and_period_of_the_hits(tmp_path: Path) -> None:
    gold = [
        fact("12所", "12", "schools", status="target", op=">=", period_end="2025-12-31", alt_op=["~"]),
        fact("5所", "5", "schools", period_end="2023-12-31"),
        fact("7所", "7", "schools"),
    ]
    said = [
        fact("12所", "12", "schools", status="standard", op="~", period_end="2025-12-31"),
        fact("5所", "5", "schools", op=None, period_end="2022-12-31"),
        fact("7所", "7", "schools", status="target", op="<"),
    ]
    total = judge(tmp_path, gold, said).total
    assert (total.status, total.op, total.period) == (Share(2, 3), Share(2, 3), Share(1, 2))


def test_leaks_are_extra_figures_inside_words_that_are_none(tmp_path: Path) -> None:
    said = [fact("6号", "6", None), fact("12所", "12", None), fact("3 所", "3", None)]
    evaluation = judge(tmp_path, [fact("12所", "12", None)], said, ("〔2017〕6号", "12所", "第3\n所"))
    assert evaluation.total.leaks == 2


def test_only_the_document_of_that_name_counts(tmp_path: Path) -> None:
    one = fact("12所", "12", "schools")
    said = [dict(one, doc="甲县城.txt"), dict(one, doc="甲县.docx")]
    assert judge(tmp_path, [one], said).total.capture == Tally(1, 1, 1)
    with pytest.raises(WrongUsage, match="2 份文件"):
        judge(tmp_path, [one], [dict(one, doc="甲县.txt"), dict(one, doc="甲县_2.txt")])


def test_tallies_by_dimension_and_confusions(tmp_path: Path) -> None:
    gold = [fact("12所", "12", "schools", stage="primary", start=3), fact("50人", "50", "staff", start=9)]
    said = [fact("12所", "12", "schools", stage="primary", start=3), fact("50人", "50", "teachers", start=9)]
    evaluation = judge(tmp_path, gold, said)
    assert evaluation.mapped_by["indicator"] == {
        "schools": Tally(1, 1, 1),
        "staff": Tally(0, 0, 1),
        "teachers": Tally(0, 1, 0),
    }
    assert evaluation.mapped_by["stage"] == {"primary": Tally(1, 1, 1), "whole": Tally(0, 1, 1)}
    assert evaluation.mapped_by["measure"] == {"value": Tally(1, 2, 2)}
    assert evaluation.confusion == {("staff", "teachers"): 1}


def test_calibration_counts_right_by_confidence(tmp_path: Path) -> None:
    gold = [fact("1所", "1", "schools"), fact("2所", "2", "schools")]
    said = [*gold, fact("3所", "3", "schools", confidence=0.9), fact("4所", "4", "schools", confidence=0.2)]
    evaluation = judge(tmp_path, gold, said)
    assert evaluation.calibration == {0.9: Share(2, 3), 0.7: Share(), 0.5: Share(), 0.0: Share(0, 1)}
    assert evaluation.figures()["confident.share"] == 0.75


def test_the_scorecard_shows_everything(tmp_path: Path) -> None:
    text = scorecard(judge(tmp_path, [fact("50人", "50", "staff")], [fact("50人", "50", "teachers")]))
    for words in ("全部文件", "甲县", "按指标", "按学段", "按口径", "staff → teachers：1", "0.9—1.0", "误取"):
        assert words in text


def test_floors(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, [fact("50人", "50", "staff")], [fact("50人", "50", "teachers")], ("50人",))
    assert below(evaluation, ["capture.recall=1", "leaks=0", "status=1"]) == []
    (sentence,) = below(evaluation, ["mapped.f1=0.5"])
    assert sentence == "mapped.f1 为 0.0000，低于下限 0.5"
    with pytest.raises(WrongUsage, match="可用的有"):
        below(evaluation, ["mapped=1"])
    with pytest.raises(WrongUsage, match="等号后应为数字"):
        below(evaluation, ["op=x"])


def test_a_floor_for_leaks_is_a_ceiling(tmp_path: Path) -> None:
    evaluation = judge(tmp_path, [], [fact("6号", "6", None)], ("〔2017〕6号",))
    assert below(evaluation, ["leaks=1"]) == []
    assert below(evaluation, ["leaks=0"]) == ["误取 1 处，高于上限 0"]


def test_the_command_fails_under_a_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judge(tmp_path, [fact("50人", "50", "staff")], [fact("50人", "50", "teachers")])
    command = ["evaluate", "--gold", str(tmp_path / "gold"), "--facts", str(tmp_path / "facts.jsonl")]
    assert main(command) == 0
    assert main([*command, "--floor", "capture.f1=1", "--floor", "mapped.f1=0.9"]) == 1
    assert "未达下限：mapped.f1" in capsys.readouterr().err


def test_what_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="没有标注文件"):
        evaluate(tmp_path, tmp_path / "facts.jsonl")
    lines(tmp_path / "甲县.facts.jsonl", [])
    with pytest.raises(WrongUsage, match="读不了"):
        evaluate(tmp_path, tmp_path / "facts.jsonl")
    (tmp_path / "facts.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(WrongUsage, match="不是有效的"):
        evaluate(tmp_path, tmp_path / "facts.jsonl")


def test_the_late_codes_of_the_rules_are_in_the_catalogue() -> None:
    from pipeline.evaluate import _late_codes
    from pipeline.rulebook import load_rulebook

    assert _late_codes() <= load_rulebook().indicators.keys()
