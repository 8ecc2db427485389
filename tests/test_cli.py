"""The command line from end to end: what a user types, what stands in OUT, on the screen and as exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import terminal
from pipeline.cli import main

REPORT = """示例甲县义务教育优质均衡发展情况报告

一、基本情况
截至2023年底，全县共有小学12所，在校生3456人，专任教师240人。

二、办学条件
全县小学建成气象观测站18个。小学生均教学及辅助用房面积5.1平方米。
"""
WRONG_SUM = "示例乙县自评报告\n\n全县共有义务教育学校32所，其中：小学24所、初中9所。\n"


def write(path: Path, content: str | bytes = REPORT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def run(*arguments: str | Path, jobs: int = 1) -> int:
    return main(["run", *map(str, arguments), "--jobs", str(jobs)])


def statuses(out: Path) -> dict[str, str]:
    return {row["doc"]: row["status"] for row in rows(out / "documents.jsonl")}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OUT of a run over one report."""
    folder = tmp_path_factory.mktemp("done")
    write(folder / "in" / "甲县.txt")
    assert run(folder / "in", "-o", folder / "out", "--fail-on", "never") == 0
    return folder / "out"


def test_a_report_becomes_the_files_of_the_contract(done: Path) -> None:
    text = (done / "texts" / "甲县.txt.txt").read_text(encoding="utf-8")
    facts = rows(done / "facts.jsonl")
    assert text == REPORT
    assert all(text[fact["start"] : fact["end"]] == fact["raw"] for fact in facts)
    assert ("students", "3456") in {(fact["indicator"], fact["value"]) for fact in facts}
    for name in ("facts.csv", "facts.parquet", "findings.jsonl", "checks.jsonl", "comparison.xlsx", "comparison.csv"):
        assert (done / name).stat().st_size > 0 or name in ("findings.jsonl", "checks.jsonl")
    assert not (done / terminal.LOG).exists()


def test_one_line_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.txt")
    run(tmp_path / "a.txt", "-o", tmp_path / "out", "--fail-on", "never")
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 1
    assert captured.out.startswith("完成：文件 1 份（读取 1），数据 ")
    assert "comparison.xlsx" in captured.out
    assert captured.err == ""


def test_bad_files_are_named_and_the_others_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder / "好.txt")
    write(folder / "空.txt", "")
    write(folder / "假.txt", b"MZ\x90\x00" + bytes(range(256)) * 20)
    write(folder / "表.xyz", "甲,乙")
    locked = write(folder / "锁.txt", "示例")
    real = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self == locked:  # chmod would not do: root reads everything
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    assert run(folder, "-o", out) == 3
    assert statuses(out) == {
        "假.txt": "skipped",
        "好.txt": "ok",
        "空.txt": "skipped",
        "表.xyz": "skipped",
        "锁.txt": "unreadable",
    }
    reasons = {row["doc"]: row["reason"] for row in rows(out / "documents.jsonl")}
    assert reasons["好.txt"] is None
    for name, words in {"假": "内容不是文字", "空": "0 字节", "表": "扩展名改为 .txt", "锁": "没有读取权限"}.items():
        assert any(words in (reason or "") for doc, reason in reasons.items() if doc.startswith(name)), name
    assert {fact["doc"] for fact in rows(out / "facts.jsonl")} == {"好.txt"}
    captured = capsys.readouterr()
    assert "跳过：空.txt：" in captured.err
    assert "未能读取：锁.txt：" in captured.err
    assert "Traceback" not in captured.err


def test_skipped_files_alone_are_no_failure(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    write(tmp_path / "b.txt", "")
    assert run(tmp_path / "a.txt", tmp_path / "b.txt", "-o", tmp_path / "out", "--fail-on", "never") == 0


@pytest.mark.parametrize("content", ["", "   \n"])
def test_a_run_over_nothing_readable_still_writes_its_files(tmp_path: Path, content: str) -> None:
    write(tmp_path / "a.txt", content)
    assert run(tmp_path / "a.txt", "-o", tmp_path / "out") == 0
    assert rows(tmp_path / "out" / "facts.jsonl") == []
    assert (tmp_path / "out" / "comparison.xlsx").stat().st_size > 0


def test_an_empty_folder_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "-o", tmp_path / "out") == 2
    assert "没有可读的文件" in capsys.readouterr().err


def test_a_missing_input_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "nowhere", "-o", tmp_path / "out") == 2
    assert "找不到输入" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_findings_decide_the_exit_status(tmp_path: Path) -> None:
    report = write(tmp_path / "乙县.txt", WRONG_SUM)
    assert run(report, "-o", tmp_path / "out") == 1
    assert {row["severity"] for row in rows(tmp_path / "out" / "findings.jsonl")} >= {"error"}
    assert run(report, "-o", tmp_path / "out", "--fail-on", "warning") == 1
    assert run(report, "-o", tmp_path / "out", "--fail-on", "never") == 0


def test_an_unreadable_file_goes_before_findings(tmp_path: Path) -> None:
    write(tmp_path / "in" / "乙县.txt", WRONG_SUM)
    write(tmp_path / "in" / "坏.txt", (REPORT * 9).encode() + b"\xe4\xb8\n")
    assert run(tmp_path / "in", "-o", tmp_path / "out") == 3
    assert statuses(tmp_path / "out")["坏.txt"] == "partial"


def test_the_result_depends_neither_on_jobs_nor_on_the_order(tmp_path: Path) -> None:
    one = write(tmp_path / "x" / "甲县.txt")
    two = write(tmp_path / "y" / "乙县.txt", WRONG_SUM)
    same = write(tmp_path / "y" / "丙县.txt")
    run(one, two, same, "-o", tmp_path / "1", jobs=1)
    run(same, two, one, "-o", tmp_path / "2", jobs=3)
    files = sorted(path.relative_to(tmp_path / "1") for path in (tmp_path / "1").rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path / "2") for path in (tmp_path / "2").rglob("*") if path.is_file())
    assert [f for f in files if (tmp_path / "1" / f).read_bytes() != (tmp_path / "2" / f).read_bytes()] == []
    assert statuses(tmp_path / "1") == {"丙县.txt": "ok", "乙县.txt": "ok", "甲县.txt": "duplicate"}


def test_out_inside_the_input_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "甲县.txt")
    for _ in range(2):
        run(tmp_path, "-o", tmp_path / "结果", "--fail-on", "never")
    assert statuses(tmp_path / "结果") == {"甲县.txt": "ok"}


def test_quiet_says_the_result_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.txt", "")
    run(tmp_path / "a.txt", "-o", tmp_path / "out", "--quiet")
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.count("\n") == 1


def test_the_progress_bar_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with terminal.progress(quiet=False) as show:
        show(1, 2, "示例[甲县].txt")
        drawn = show
    with terminal.progress(quiet=True) as show:
        show(1, 2, "示例甲县.txt")
    assert drawn.__name__ == "show"
    assert show.__name__ == "<lambda>"


# Faults


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("示例故障")

    monkeypatch.setattr("pipeline.flow.compare", fails)


@pytest.mark.usefixtures("broken")
def test_a_fault_says_what_to_report_and_keeps_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.txt")
    assert run(tmp_path / "a.txt", "-o", tmp_path / "out") == 4
    said = capsys.readouterr().err
    assert "内部错误：ZeroDivisionError：示例故障" in said
    assert "版本：xianbao" in said
    assert str(tmp_path / "out" / terminal.LOG) in said
    assert "Traceback" not in said
    assert "Traceback" in (tmp_path / "out" / terminal.LOG).read_text(encoding="utf-8")


@pytest.mark.usefixtures("broken")
def test_the_traceback_comes_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.txt")
    assert main(["--debug", "run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out")]) == 4
    assert "Traceback" in capsys.readouterr().err
    monkeypatch.setenv("XIANBAO_DEBUG", "1")
    assert run(tmp_path / "a.txt", "-o", tmp_path / "out") == 4
    assert "Traceback" in capsys.readouterr().err


def test_a_good_run_removes_the_log_of_a_bad_one(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    log = write(tmp_path / "out" / terminal.LOG, "old")
    run(tmp_path / "a.txt", "-o", tmp_path / "out")
    assert not log.exists()


def test_an_interruption_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.flow.discover", interrupt)
    assert run(tmp_path, "-o", tmp_path / "out") == 130
    assert capsys.readouterr().err == "已中断。\n"


# explain, unmapped, rules, bench


def test_explain_shows_words_rule_and_candidates(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fact = next(fact for fact in rows(done / "facts.jsonl") if fact["value"] == "3456")
    assert main(["explain", str(done), fact["fact_id"]]) == 0
    text = capsys.readouterr().out
    assert "在校生【3456人】" in text
    assert f"依据规则：{fact['rule']}" in text
    assert "（students）" in text
    assert "✓" in text


def test_explain_says_why_a_figure_stayed_unmapped(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fact = next(fact for fact in rows(done / "facts.jsonl") if fact["indicator"] is None)
    assert main(["explain", str(done), fact["fact_id"][:10]]) == 0
    assert f"未对应的原因：{fact['reason']}" in capsys.readouterr().out


def test_explain_of_what_is_not_there_is_wrong_usage(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(done), "zzz"]) == 2
    assert main(["explain", str(done / "nowhere"), "zzz"]) == 2
    assert main(["explain", str(done), ""]) == 2
    said = capsys.readouterr().err
    assert "没有编号为 zzz" in said
    assert "请先运行 xianbao run" in said
    assert "请写全编号" in said


def test_unmapped_is_a_rulebook_ready_to_paste(done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["unmapped", str(done)]) == 0
    text = capsys.readouterr().out
    entries = yaml.safe_load(text)["indicators"]
    (entry,) = (entry for entry in entries if "气象观测站18个" in entry["examples"][0]["text"])
    assert entry["terms"]
    write(tmp_path / "rules" / "indicators" / "mine.yaml", text)
    assert main(["rules", "check", "--rules", str(tmp_path / "rules")]) == 0


def test_the_most_frequent_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = [
        {
            "doc": "a.txt",
            "indicator": None,
            "label": label,
            "unit": "架",
            "raw": "3架",
            "value": "3",
            "start": 4,
            "end": 6,
        }
        for label in ("飞机", "无人机", "无人机")
    ]
    write(tmp_path / "facts.jsonl", "".join(json.dumps(fact) + "\n" for fact in facts))
    write(tmp_path / "texts" / "a.txt.txt", "有无人机3架。")
    assert main(["unmapped", str(tmp_path)]) == 0
    entries = yaml.safe_load(capsys.readouterr().out)["indicators"]
    assert [entry["name"] for entry in entries] == ["无人机", "飞机"]
    assert entries[0]["examples"][0] == {"text": "有无人机3架。", "facts": [{"value": "3"}, {"value": "3"}]}


def test_nothing_unmapped_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "facts.jsonl", "")
    assert main(["unmapped", str(tmp_path)]) == 0
    assert yaml.safe_load(capsys.readouterr().out) == {"indicators": []}


def test_rules_check_names_every_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check"]) == 0
    assert "规则库无误" in capsys.readouterr().out
    write(tmp_path / "indicators" / "x.yaml", "indicators:\n- code: Bad\n  nam: x\n")
    assert main(["rules", "check", "--rules", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "x.yaml" in said
    assert "nam" in said
    assert "code" in said


def test_a_bad_rulebook_stops_a_run_before_it_begins(tmp_path: Path) -> None:
    report = write(tmp_path / "in" / "a.txt")
    write(tmp_path / "rules" / "indicators" / "x.yaml", "indicators: [")
    assert run(report, "-o", tmp_path / "out", "--rules", tmp_path / "rules") == 2
    assert not (tmp_path / "out").exists()


def test_bench_prints_every_stage_and_the_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.txt")
    assert main(["bench", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    for name in ("read", "structure", "extract", "normalise", "check", "compare", "publish", "合计", "下限", "倍"):
        assert name in text


def test_bench_without_a_document_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", str(write(tmp_path / "a.txt", ""))]) == 2
    assert "没有可测的文件" in capsys.readouterr().err


def test_a_reader_that_closes_early_is_no_fault(done: Path) -> None:
    script = "import sys; from pipeline.cli import main; sys.exit(main())"
    command = f'"{sys.executable}" -c "{script}" unmapped "{done}" | head -n 1'
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    ended = subprocess.run(command, shell=True, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert "Traceback" not in ended.stderr
    assert "内部错误" not in ended.stderr
    assert ended.stdout.startswith("#")
