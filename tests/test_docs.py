"""What the READMEs say is so: commands, options, files, examples, words of the workbook, figures."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from typer.main import get_command

from pipeline import bench, cli, terminal
from pipeline.check import CHECKS
from pipeline.flow import run as run_all
from pipeline.publish import DOCUMENTS, PUBLISHERS, REPLY_PUBLISHERS, gaps, inquiries, words
from pipeline.publish.folder import LETTERS, LISTING, TEXTS
from pipeline.publish.records import FACT_FIELDS
from pipeline.rulebook import GROUPS

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
READMES = (ENGLISH, CHINESE)
PAGES = (*READMES, ROOT / "CHANGELOG.md", ROOT / "corpus" / "README.md", ROOT / "outputs" / "README.md")
EXAMPLES = {"my-rules/indicators/local.yaml", "本地.yaml", "texts/a/b.docx.txt", terminal.LOG}  # not kept here
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"[\w./*-]+(?:\.(?:jsonl|csv|parquet|xlsx|py|sh|yaml|md|txt|toml|lock|log|LICENSE)|/)")


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return [found[2] for found in FENCE.finditer(page.read_text(encoding="utf-8")) if found[1] == language]


def inline(page: Path) -> list[str]:
    """All that stands between single backticks."""
    return re.findall(r"`([^`\n]+)`", FENCE.sub("", page.read_text(encoding="utf-8")))


def lines_to_type(page: Path) -> list[str]:
    """Lines of the shell blocks that call the program, from its name on."""
    lines = "".join(blocks(page, "sh") + blocks(page, "bat")).splitlines()
    return [line[line.index("xianbao ") :] for line in lines if "xianbao " in line]


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All commands below ``group`` with the words that call them."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands(get_command(cli.app)))
TOP = {name for param in get_command(cli.app).params for name in param.opts}


def options(command: Any) -> set[str]:
    return {name for param in command.params if param.param_type_name == "option" for name in param.opts} | {"--help"}


def called(line: str) -> tuple[Any, list[str]]:
    """The command that a line calls, None where the line names none, and the words behind it."""
    said = line.split(" > ")[0].split()[1:]
    for length in (2, 1):
        if tuple(said[:length]) in COMMANDS:
            return COMMANDS[tuple(said[:length])], said[length:]
    return None, said


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OUT of a run over the sample reports, to which letters came back."""
    place = tmp_path_factory.mktemp("docs")
    reports = [ROOT / "corpus" / "reports" / "txt"]
    run_all(reports, place / "first")
    (place / "first" / LETTERS).rename(place / "back")  # letters that nobody filled in
    run_all(reports, place / "out", answers=place / "back")
    return place / "out"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readme_figures", ROOT / "tools" / "readme_figures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# ---------------------------------------------------------------- commands


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_lines_to_type_are_understood(page: Path) -> None:
    lines = lines_to_type(page)
    assert lines
    for line in lines:
        command, said = called(line)
        if command is None:
            assert set(said) <= TOP | {"--help"}, line
        else:
            assert command.make_context("xianbao", said).params, line


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_commands_named_exist_with_their_options(page: Path) -> None:
    named = [code for code in inline(page) if code.startswith("xianbao ")]
    assert len(named) >= len(COMMANDS)
    for code in named:
        command, said = called(code)
        known = TOP if command is None else options(command)
        assert command is not None or said[0] in TOP, code
        assert set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", " ".join(said))) <= known, code


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_command_and_every_option_of_run_is_described(page: Path) -> None:
    text = "\n".join(inline(page))
    assert all(f"xianbao {' '.join(path)}" in text for path in COMMANDS)
    everything = set().union(*map(options, COMMANDS.values()), TOP)
    assert {code for code in inline(page) if re.fullmatch(r"--[a-z-]+", code)} <= everything
    assert all(name in text for name in options(COMMANDS[("run",)]) - {"--help", "--out"})


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_exit_statuses_are_those_of_the_program(page: Path) -> None:
    table = re.split(r"^\| (?:exit status|退出码) \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    described = [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert described == [cli.DONE, cli.FINDINGS, cli.USAGE, cli.UNREAD, cli.FAULT, cli.INTERRUPTED]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_make_targets_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = "\n".join([*inline(page), *blocks(page, "sh")])
    named = set(re.findall(r"^make (\w+)", code, re.MULTILINE))
    assert named <= targets
    assert page not in READMES or {"demo", "test"} <= named


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_named_exist(page: Path, out: Path) -> None:
    named = {code.replace("NAME", "*") for code in inline(page) if FILE.fullmatch(code)} - EXAMPLES
    corpus = ROOT / "corpus"
    places = (ROOT, out, ROOT / "rules", page.parent, corpus / "gold", corpus / "passages")
    missing = {name for name in named if not any(any(place.glob(name)) for place in places)}
    assert {name for name in missing if not name.startswith("outputs/demo")} == set()
    links = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    assert all((page.parent / link).exists() for link in links)


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_file_of_a_run_is_described(page: Path, out: Path) -> None:
    written = {path.name for path in out.iterdir()}
    assert written == {*PUBLISHERS, *DOCUMENTS, *REPLY_PUBLISHERS, LISTING, TEXTS, LETTERS}
    named = {*PUBLISHERS, *DOCUMENTS, *REPLY_PUBLISHERS, LISTING, f"{TEXTS}/", f"{LETTERS}/"}
    assert named <= set(inline(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_address_and_no_place_of_one_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.strip()
    assert not re.search(r"https?://|/(?:tmp|home|root|work|usr|opt)/|[A-Z]:\\", text)


# ---------------------------------------------------------------- examples


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_rule_of_ones_own_works(page: Path, tmp_path: Path) -> None:
    (example,) = blocks(page, "yaml")
    rules, text = tmp_path / "rules", tmp_path / "甲.txt"
    (rules / "indicators").mkdir(parents=True)
    (rules / "indicators" / "local.yaml").write_text(example, encoding="utf-8")
    sentences = re.findall(r"text: (.+)", example)
    text.write_text("示例甲县工作报告\n\n" + "\n".join(sentences) + "\n", encoding="utf-8")
    done = run_all([text], None, rules=rules)
    facts = [fact for report in done.reports for fact in report.facts if fact.indicator == "labour_practice_bases"]
    assert [(fact.value, fact.unit, fact.scope) for fact in facts] == [("18", "个", None)]
    assert cli.main(["rules", "check", "--rules", str(rules)]) == 0


def test_the_facts_load_as_the_readme_says(out: Path) -> None:
    (python,), (sql,) = blocks(ENGLISH, "python"), blocks(ENGLISH, "sql")
    names: dict[str, Any] = {}
    exec(python.replace("outputs/demo", out.as_posix()), names)
    assert len(names["pupils"]) > 0
    assert set(names["pupils"].indicator) == {"students"}
    columns = set(pq.read_schema(out / "facts.parquet").names)
    selected = re.findall(r"\b[a-z_]+\b", sql.replace("'outputs/demo/facts.parquet'", "").replace("'students'", ""))
    assert set(selected) - {"actual"} <= columns
    assert "'outputs/demo/facts.parquet'" in sql


# ---------------------------------------------------------------- words


def test_every_field_and_every_check_is_described() -> None:
    named = set(re.findall(r"\w+", " ".join(inline(ENGLISH))))
    assert set(FACT_FIELDS) <= named
    assert set(CHECKS) <= named


def test_the_manual_explains_every_word_of_the_workbook(out: Path) -> None:
    manual = CHINESE.read_text(encoding="utf-8")
    sheets = load_workbook(out / "comparison.xlsx", read_only=True).sheetnames
    shown = [*sheets, *words.SEVERITIES.values(), *words.RESULTS.values(), *(words.CHECKS[name] for name in CHECKS)]
    shown += [*words.RETRIALS.values(), *inquiries.STATES, inquiries.UNUSED]
    shown += [field.title for field in (*inquiries.FIELDS[9:], *inquiries.REPLY_FIELDS, *inquiries.NUMBER_FIELDS)]
    shown += [gaps.NOT_REPORTED, gaps.NOT_RECOGNISED, gaps.NOT_READ]
    assert [word for word in shown if word not in manual] == []


def test_the_manual_names_every_group_that_a_rule_of_ones_own_can_take() -> None:
    named = set(inline(CHINESE))
    assert set(GROUPS) - {"standard"} <= named


# ---------------------------------------------------------------- figures


@pytest.fixture(scope="module")
def measured(tool: ModuleType) -> object:
    """What the commands give over the corpus, measured once."""
    return tool.measure()


def test_no_accuracy_falls_below_its_floor(tool: ModuleType, measured: object) -> None:
    reached = tool.reached(measured)
    fallen = {
        (texts, name): (value, reached[texts][name])
        for texts, scores in tool.floors().items()
        for name, value in scores.items()
        if reached[texts][name] < value
    }
    assert fallen == {}, "python tools/readme_figures.py --lower lowers a floor"


def test_floors_fall_only_when_told(tool: ModuleType) -> None:
    old, new = {"a": {"mapped.f1": 0.9}}, {"a": {"mapped.f1": 0.8}}
    assert tool.raised(old, new, lower=False) == old
    assert tool.raised(old, new, lower=True) == new
    assert tool.raised(new, old, lower=False) == old


def test_the_figures_are_those_that_the_program_gives(tool: ModuleType, measured: object) -> None:
    for language, page in tool.READMES.items():
        stated = tool.stated(page.read_text(encoding="utf-8"))
        stated.pop("speed", None)
        expected = tool.sections(measured, language)
        assert stated.keys() == expected.keys(), page.name
        hint = f"{page.name}: python tools/readme_figures.py writes it anew"
        assert {name: stated[name] for name in expected} == expected, hint


def test_the_accuracy_is_what_evaluate_prints(out: Path, tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", "--gold", str(ROOT / "corpus" / "gold"), "--facts", str(out / "facts.jsonl")]) == 0
    total = capsys.readouterr().out.split("\n\n")[0]
    rows = tool.stated(ENGLISH.read_text(encoding="utf-8"))["accuracy"].splitlines()[2:]
    first_column = [figure for row in rows for figure in row.split("|")[2].split(" / ")]
    assert len(first_column) == 13
    assert [figure.strip() for figure in first_column if figure.strip() not in total] == []


def test_the_speed_says_stages_and_machine(tool: ModuleType) -> None:
    speed = tool.stated(ENGLISH.read_text(encoding="utf-8"))["speed"]
    assert all(re.search(rf"^  {stage} +[\d.]+$", speed, re.MULTILINE) for stage in bench.STAGES)
    assert re.search(r"^Measured on: \d+ processors, ", speed, re.MULTILINE)


def test_a_marker_without_a_section_is_refused(tool: ModuleType) -> None:
    text = "a\n<!-- figures: nothing -->\nold\n<!-- /figures -->\nb\n"
    assert tool.rewritten(text, {"nothing": "new\n"}) == text.replace("old", "new")
    with pytest.raises(KeyError):
        tool.rewritten(text, {})
