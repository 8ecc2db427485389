"""flow: which files are read under which names, what becomes of bad ones, and that imports run one way."""

import ast
import os
from dataclasses import replace
from pathlib import Path

import pytest

import pipeline
from pipeline import flow
from pipeline.errors import WrongUsage
from pipeline.model import Comparison, Document, Report, Run, Verification
from pipeline.read.inputs import discover
from pipeline.rulebook import Rulebook

PACKAGE = Path(pipeline.__file__).parent
GROUND = {"model", "errors", "quantity", "rulebook", "terms"}
STAGES = {"read", "structure", "extract", "normalise", "check", "compare", "publish"}


def imports(path: Path, top_level_only: bool = False) -> set[str]:
    """The modules directly below ``pipeline`` that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            found |= {f"pipeline.{a.name}" for a in node.names} if node.module == "pipeline" else {node.module}
    return {name.split(".")[1] for name in found if name.startswith("pipeline.")}


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


@pytest.mark.parametrize("path", [p for p in MODULES if part(p) in STAGES], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_stage_imports_only_itself_and_the_ground_floor(path: Path) -> None:
    assert imports(path) - {part(path)} <= GROUND


@pytest.mark.parametrize("name", sorted(GROUND))
def test_the_ground_floor_stands_on_itself_alone(name: str) -> None:
    files = [path for path in MODULES if part(path) == name]
    assert files
    assert set().union(*map(imports, files)) - {name} <= GROUND


def test_flow_alone_imports_all_stages() -> None:
    assert imports(PACKAGE / "flow.py") >= STAGES
    for path in MODULES:
        if part(path) != "flow":
            assert len(imports(path) & STAGES) <= 1, path


def test_the_command_line_loads_nothing_heavy_by_itself() -> None:
    assert imports(PACKAGE / "cli.py", top_level_only=True) == {"terminal", "errors"}


def test_no_circle_of_imports() -> None:
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        graph.setdefault(part(path), set()).update(imports(path) - {part(path)})
    graph.pop("__init__")
    while leaves := {name for name, needs in graph.items() if not needs & graph.keys()}:
        graph = {name: needs for name, needs in graph.items() if name not in leaves}
    assert graph == {}


def test_stages_can_be_called_from_the_package(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("示例甲县", encoding="utf-8")
    assert pipeline.read(tmp_path / "a.txt").text == "示例甲县"  # type: ignore[operator]
    assert pipeline.run is flow.run
    assert all(callable(getattr(pipeline, name)) for name in pipeline.__all__)


# Discovery


def write(path: Path, text: str = "示例甲县有小学12所。") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def docs(*inputs: Path, out: Path | None = None) -> list[str]:
    return [source.doc for source in discover(inputs, out)]


def test_names_are_paths_below_the_folder_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", "乙.txt"):
        write(tmp_path / name)
    assert docs(tmp_path) == ["a.txt", "b/1.txt", "b/2.txt", "乙.txt"]
    assert docs(tmp_path / "b" / "2.txt") == ["2.txt"]


def test_hidden_files_lock_files_and_out_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", ".hidden.txt", ".git/x.txt", "~$a.docx", "out/texts/a.txt.txt", "outside/b.txt"):
        write(tmp_path / name)
    assert docs(tmp_path, out=tmp_path / "out") == ["a.txt", "outside/b.txt"]
    assert docs(tmp_path / ".hidden.txt") == [".hidden.txt"]  # named on purpose


def test_the_later_of_two_inputs_of_one_name_is_marked(tmp_path: Path) -> None:
    for folder in ("x", "y", "z"):
        write(tmp_path / folder / "a.txt", folder)
    sources = discover([tmp_path / "y", tmp_path / "x", tmp_path / "z" / "a.txt"])
    assert [(s.doc, s.path.parent.name) for s in sources] == [("a.txt", "y"), ("a.txt~2", "x"), ("a.txt~3", "z")]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    assert docs(tmp_path) == ["a/x.txt"]


def test_a_name_in_gbk_bytes_becomes_readable(tmp_path: Path) -> None:
    name = "示例甲县.txt".encode("gbk")
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert docs(tmp_path) == ["示例甲县.txt"]


def test_nothing_to_read_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(WrongUsage, match="没有可读的文件"):
        discover([tmp_path / "empty"])
    with pytest.raises(WrongUsage, match="找不到输入"):
        discover([tmp_path / "nowhere"])
    with pytest.raises(WrongUsage, match="不能就是输入"):
        discover([tmp_path], tmp_path / "empty" / "..")


def test_an_empty_folder_beside_others_is_named(tmp_path: Path) -> None:
    write(tmp_path / "full" / "a.txt")
    (tmp_path / "empty").mkdir()
    assert docs(tmp_path / "empty", tmp_path / "full") == ["a.txt", "empty"]


# The flow itself, with stages that only pass on


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The flow with stages that do nothing; what reached publish."""
    seen: list[Run] = []

    def normalise(document: Document, rules: Rulebook) -> Report:
        if "出错" in document.text:
            raise KeyError("示例")
        return Report(document, "示例甲县", None, None, None, 2023, "report")

    monkeypatch.setattr(flow, "structure", lambda document: document)
    monkeypatch.setattr(flow, "extract", lambda structured, rules: structured)
    monkeypatch.setattr(flow, "normalise", normalise)
    monkeypatch.setattr(flow, "check", lambda reports, rules: Verification())
    monkeypatch.setattr(flow, "compare", lambda reports, rules: Comparison((), ()))
    monkeypatch.setattr(flow, "publish", lambda run, out, rules, letters: seen.append(run) or ())
    monkeypatch.setattr(flow, "publish_documents", lambda run, out, rules, lap: lap("digest.docx"))
    monkeypatch.setattr(flow, "load_rulebook", lambda rules: _Book())
    return seen


class _Book:
    digest = "0123456789ab"


def test_every_file_becomes_a_report_in_order(tmp_path: Path, published: list[Run]) -> None:
    write(tmp_path / "in" / "b.txt", "示例乙县")
    write(tmp_path / "in" / "a.txt", "示例甲县")
    write(tmp_path / "in" / "c.txt", "")
    done = flow.run([tmp_path / "in"], tmp_path / "out")
    assert published == [done]
    assert [(r.document.doc, r.document.status) for r in done.reports] == [
        ("a.txt", "ok"),
        ("b.txt", "ok"),
        ("c.txt", "skipped"),
    ]
    assert done.rulebook == _Book.digest
    assert (tmp_path / "out").is_dir()


def test_the_same_content_counts_once(tmp_path: Path, published: list[Run]) -> None:
    for name in ("a.csv", "b.txt", "c.txt", "d.txt"):
        write(tmp_path / name, "乙" if name == "d.txt" else "甲")
    documents = [report.document for report in flow.run([tmp_path], None).reports]
    assert [d.status for d in documents] == ["skipped", "ok", "duplicate", "ok"]
    assert documents[2].same_as == "b.txt"
    assert "b.txt" in (documents[2].reason or "")
    assert published == []


def test_empty_files_are_no_duplicates(tmp_path: Path, published: list[Run]) -> None:
    write(tmp_path / "a.txt", "")
    write(tmp_path / "b.txt", "")
    assert {r.document.status for r in flow.run([tmp_path], None).reports} == {"skipped"}


def test_a_stage_that_fails_costs_one_document(tmp_path: Path, published: list[Run]) -> None:
    write(tmp_path / "a.txt", "出错")
    write(tmp_path / "b.txt", "示例乙县")
    bad, good = flow.run([tmp_path], None).reports
    assert (bad.document.status, bad.county, bad.document.text) == ("unreadable", None, "")
    assert "KeyError" in (bad.document.reason or "")
    assert good.document.status == "ok"


def test_progress_counts_documents(tmp_path: Path, published: list[Run]) -> None:
    for name in "abc":
        write(tmp_path / f"{name}.txt", name)
    told: list[tuple[int, int, str]] = []
    flow.run([tmp_path], None, on_progress=lambda done, total, doc: told.append((done, total, doc)))
    assert told == [(1, 3, "a.txt"), (2, 3, "b.txt"), (3, 3, "c.txt")]


def test_laps_name_the_stages(tmp_path: Path, published: list[Run]) -> None:
    laps: list[str] = []
    one = flow.report(write(tmp_path / "a.txt"), "a.txt", _Book(), laps.append)  # type: ignore[arg-type]
    flow.conclude((one, replace(one)), _Book(), tmp_path, laps.append)  # type: ignore[arg-type]
    stages = ["read", "structure", "extract", "normalise", "check", "compare", "publish"]
    assert laps == [*stages, "letters", "digest.docx"]


def test_an_out_that_is_a_file_is_wrong_usage(tmp_path: Path, published: list[Run]) -> None:
    write(tmp_path / "in" / "a.txt")
    with pytest.raises(WrongUsage, match="已是一个文件"):
        flow.run([tmp_path / "in"], write(tmp_path / "out"))
