"""The rules travel inside the wheel, and a checkout or an editable install finds those of the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.rulebook import builtin_rules

ROOT = Path(__file__).resolve().parent.parent
WHERE = "from pipeline.rulebook import builtin_rules; print(builtin_rules())"


def python(*arguments: str | Path, cwd: Path) -> str:
    done = subprocess.run([sys.executable, *map(str, arguments)], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def rules_found(target: Path, cwd: Path) -> Path:
    """Where an interpreter that sees ``target`` as its site directory finds the rules."""
    code = f"import site, sys; sys.path.insert(0, {str(target)!r}); site.addsitedir({str(target)!r}); "
    return Path(python("-c", code + WHERE, cwd=cwd))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    python("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("xianbao-*.whl")
    return built


def test_the_wheel_holds_every_rule(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("pipeline/rules/")}
    files = [path for path in (ROOT / "rules").rglob("*") if path.is_file()]
    assert held == {f"pipeline/{path.relative_to(ROOT).as_posix()}" for path in files}
    assert any(name.startswith("pipeline/rules/indicators/") for name in held)


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pipeline"}


def test_an_installed_wheel_finds_its_rules(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    python("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel, cwd=tmp_path)
    assert rules_found(target, tmp_path) == target / "pipeline" / "rules"


def test_an_editable_install_finds_the_rules_of_the_checkout(tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    python(*install, "--target", target, "--editable", ROOT, cwd=tmp_path)
    assert rules_found(target, tmp_path) == ROOT / "rules"


def test_a_checkout_finds_its_own_rules() -> None:
    assert builtin_rules() == ROOT / "rules"
    assert Path(python("-c", WHERE, cwd=ROOT)) == ROOT / "rules"
