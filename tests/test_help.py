"""The command line speaks Chinese, and asking it for help loads nothing heavy."""

import subprocess
import sys

import pytest

from pipeline.cli import main

HEAVY = {"pandas", "spacy", "jieba", "pydantic", "numpy", "pyarrow", "pebble", "docx", "pdfplumber", "yaml"}
BY_TYPER = {"pydantic"}  # newer releases of Typer read a command's own arguments with it
COMMANDS = (("run",), ("evaluate",), ("explain",), ("unmapped",), ("rules",), ("rules", "check"), ("bench",))


def loaded(code: str) -> set[str]:
    """The modules that are loaded at the end of ``code`` in a fresh interpreter."""
    script = f"import sys\n{code}\nprint('loaded:', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_help_loads_nothing_heavy() -> None:
    assert not loaded("from pipeline.cli import main; main(['--help'])") & HEAVY


@pytest.mark.parametrize("arguments", [["--version"], ["run", "--help"], ["bench", "--help"]])
def test_help_on_a_command_loads_nothing_of_the_stages(arguments: list[str]) -> None:
    assert not loaded(f"from pipeline.cli import main; main({arguments})") & (HEAVY - BY_TYPER)


def test_the_package_loads_nothing_heavy() -> None:
    assert not loaded("import pipeline") & HEAVY


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_chinese(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"用法：xianbao {' '.join(command)}")
    assert "显示本说明" in text
    for english in ("Usage", "Options", "Show this", "required", "default", "COMMAND"):
        assert english not in text


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"  {command[0]} " in text for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "没有“nothing”这个命令"),
        (["run"], "缺少参数 INPUT"),
        (["run", "x"], "缺少选项 -o/--out"),
        (["run", "x", "-o"], "后面要有值"),
        (["run", "x", "-o", "y", "--job", "2"], "没有 --job 这个选项；是不是 --jobs"),
        (["run", "x", "-o", "y", "--jobs", "0"], "应为不小于 1 的整数，现为“0”"),
        (["run", "x", "-o", "y", "--jobs", "two"], "应为不小于 1 的整数，现为“two”"),
        (["run", "x", "-o", "y", "--fail-on", "all"], "只能是 error、warning、never"),
        (["unmapped", "x", "y"], "多出了参数：y"),
        (["rules", "nothing"], "没有“nothing”这个命令"),
        (["evaluate", "--gold", "x"], "缺少选项 --facts"),
    ],
)
def test_wrong_usage_is_said_in_chinese(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("arguments", [[], ["rules"]])
def test_no_command_shows_the_help_as_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "用法：xianbao" in capsys.readouterr().err
