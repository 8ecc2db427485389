"""The figures of the READMEs, measured again and written between their markers.

    python tools/readme_figures.py [--lower]

The floors of the accuracy (corpus/floors.json) are raised with it; only ``--lower`` lets them fall. A section stands
between ``<!-- figures: NAME -->`` and ``<!-- /figures -->``. All but ``speed`` depend on the program, its rules and the
corpus alone: tests/test_docs.py measures them again and asks that they be equal. To measure another set of reports, add
it to SETS.
"""

from __future__ import annotations

import io
import json
import math
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli import main as xianbao
from pipeline.evaluate import Evaluation, Tally, evaluate
from pipeline.read import READERS
from pipeline.read.sniff import FORMS

ROOT = Path(__file__).resolve().parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
DEMO = "outputs/demo"
SECTION = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- /figures -->)", re.DOTALL)
UTF8 = os.environ | {"PYTHONUTF8": "1"}
NO_REPORTS = ("binary", "unknown")  # forms that name no format

SETS = (
    ("corpus/reports/txt", "corpus/gold", {"en": "sample reports", "zh": "样例报告"}),
    ("corpus/passages/open", "corpus/passages/open/gold", {"en": "open passages", "zh": "公开段落"}),
    ("corpus/passages/more", "corpus/passages/more/gold", {"en": "trial passages", "zh": "试验段落"}),
    ("corpus/passages/apart", "corpus/passages/apart/gold", {"en": "kept apart", "zh": "留存段落"}),
)
"""Folder of texts, folder of their gold, name by language."""

ROWS = {
    "capture": {"en": "figures found, with value and unit", "zh": "数据提取（数值、单位）"},
    "mapped": {"en": "indicator, stage, measure and value", "zh": "对应指标（指标、学段、口径、数值）"},
    "parts": {"en": "the same, figures about a part (`scope`)", "zh": "局部数据（`scope` 有字的）"},
    "status": {"en": "status: actual, or target and standard", "zh": "状态（实际，或目标、标准）"},
    "op": {"en": "`op`: =, ≥, ≤, about …", "zh": "比较符（=、≥、≤、约等）"},
    "period": {"en": "end of the period", "zh": "时期"},
    "leaks": {"en": "words that are no figure, taken for one", "zh": "误取（不是数据的文字）"},
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What the commands printed or found: the result line of the demo, the rules line, an evaluation for each set."""

    result: str
    rules: str
    evaluations: tuple[Evaluation, ...]


def printed(*arguments: str) -> str:
    """What ``xianbao`` with these arguments prints on standard output. Raises RuntimeError where it fails."""
    out = io.StringIO()
    with redirect_stdout(out):
        status = xianbao(list(arguments))
    if status != 0:
        raise RuntimeError(f"xianbao {arguments[0]}: exit status {status}")
    return out.getvalue().strip()


def measure() -> Measured:
    """Run the commands over the corpus."""
    results, evaluations = [], []
    for texts, gold, _ in SETS:
        with tempfile.TemporaryDirectory() as out:
            paths = sorted(str(path) for path in (ROOT / texts).glob("*.txt"))
            line = printed("run", *paths, "-o", out, "--fail-on", "never", "--quiet")
            results.append(line.replace(out, DEMO).replace("\\", "/"))
            evaluations.append(evaluate(ROOT / gold, Path(out) / "facts.jsonl"))
    # without the digest, which changes with every comment
    rules = printed("rules", "check").partition("，版本")[0]
    return Measured(results[0], rules, tuple(evaluations))


def sections(measured: Measured, language: str) -> dict[str, str]:
    """The text of each section that depends on no machine, by name, in ``language`` (en, zh)."""
    return {
        "result": f"```text\n{measured.result}\n```\n",
        "rules": f"```text\n{measured.rules}\n```\n",
        "formats": formats(language),
        "accuracy": "\n".join(_accuracy(measured.evaluations, language)) + "\n",
    }


def formats(language: str) -> str:
    """Which formats are read, and which are named and passed over."""
    readable = [name for name in FORMS if name in READERS]
    others = [name for name in FORMS if name not in READERS and name not in NO_REPORTS]
    if language == "en":
        read, passed = (", ".join(f"`{name}`" for name in names) for names in (readable, others))
        return f"Read: {read}.\nRecognised, not read (`skipped`, with what to submit instead): {passed}.\n"
    read, passed = ("、".join(FORMS[name].name for name in names) for names in (readable, others))
    return f"可以读取：{read}。\n能够识别、暂不读取（状态为“已跳过”，并说明怎样重新提交）：{passed}。\n"


def _accuracy(evaluations: tuple[Evaluation, ...], language: str) -> Iterator[str]:
    measured = zip(SETS, evaluations, strict=True)
    heads = [f"{names[language]} ({len(one.documents)})" for (_, _, names), one in measured]
    yield f"| | {' | '.join(heads)} |"
    yield f"| --- |{' --- |' * len(SETS)}"
    for name, titles in ROWS.items():
        yield f"| {titles[language]} | {' | '.join(_score(e, name) for e in evaluations)} |"


def _score(evaluation: Evaluation, name: str) -> str:
    score = getattr(evaluation.total, name)
    if isinstance(score, Tally):
        return f"{score.precision:.3f} / {score.recall:.3f} / {score.f1:.3f}"
    return str(score) if name == "leaks" else f"{score.rate:.3f}"


def speed() -> str:
    """What ``bench`` prints in a process of its own, where no rules are loaded yet, and on what machine."""
    command = [sys.executable, "-m", "pipeline.cli", "bench"]
    table = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8", env=UTF8).stdout
    python = f"Python {platform.python_version()}"
    parts = (f"{os.cpu_count()} processors", platform.machine(), platform.system(), python)
    return f"```text\n{table}```\n\nMeasured on: {', '.join(parts)}.\n"


def stated(text: str) -> dict[str, str]:
    """The sections of a README as they stand, by name."""
    return {found[2]: found[0][len(found[1]) : -len(found[3])] for found in SECTION.finditer(text)}


def rewritten(text: str, new: Mapping[str, str]) -> str:
    """``text`` with its sections made anew. Raises KeyError for a marker that names no section."""
    return SECTION.sub(lambda found: found[1] + new[found[2]] + found[3], text)


FLOORS = ROOT / "corpus" / "floors.json"
FLOORED = ("capture", "mapped")


def reached(measured: Measured) -> dict[str, dict[str, float]]:
    """Recall and precision of what is found and F1 of what is mapped, for each set, rounded down to three places."""
    found = {}
    for (texts, _, _), evaluation in zip(SETS, measured.evaluations, strict=True):
        scores = {name: getattr(evaluation.total, name) for name in FLOORED}
        one = {"capture.recall": scores["capture"].recall, "capture.precision": scores["capture"].precision}
        found[texts] = {
            name: math.floor(1000 * value) / 1000 for name, value in (*one.items(), ("mapped.f1", scores["mapped"].f1))
        }
    return found


def floors() -> dict[str, dict[str, float]]:
    """The floors below which no accuracy may fall, by folder of texts."""
    read: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return read


def raised(
    old: Mapping[str, Mapping[str, float]], new: Mapping[str, Mapping[str, float]], lower: bool
) -> dict[str, dict[str, float]]:
    """``new`` where it is higher or ``lower`` says so, else ``old``."""
    return {
        texts: {
            name: value if lower else max(value, old.get(texts, {}).get(name, 0.0)) for name, value in scores.items()
        }
        for texts, scores in new.items()
    }


def main() -> int:
    """Rewrite both READMEs and the floors."""
    measured = measure()
    kept = raised(floors() if FLOORS.exists() else {}, reached(measured), "--lower" in sys.argv[1:])
    FLOORS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8", newline="\n")
    timed = {"speed": speed()}
    for language, path in READMES.items():
        text = path.read_text(encoding="utf-8")
        new = rewritten(text, sections(measured, language) | timed)
        path.write_text(new, encoding="utf-8", newline="\n")
        print(f"{path.name}: {'unchanged' if new == text else 'rewritten'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
