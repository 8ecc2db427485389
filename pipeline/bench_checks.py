"""How many planted errors the checks find, and how often they speak where nothing is wrong.

Each plant is written as a file of its own, as text and as DOCX, and goes the whole way from the file to the findings.
It counts as found where an error or a warning names a figure that was changed.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.bench_plants import KINDS, Plant, Sample, plants, sample_of
from pipeline.errors import WrongUsage
from pipeline.flow import run
from pipeline.model import Finding, Run

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FORMS = ("txt", "docx")
GRAVE = ("error", "warning")
SEED = 20240901


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a plant in one form: the checks that name the changed figure (none: it was missed)."""

    plant: Plant
    form: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trials:
    """All trials, and the findings (errors and warnings) on the unchanged reports."""

    samples: int
    trials: tuple[Trial, ...]
    false: tuple[tuple[str, Finding], ...] = field(default=())

    def share(self, chosen: Sequence[Trial]) -> tuple[int, int]:
        """Found and tried among ``chosen``."""
        return sum(bool(t.checks) for t in chosen), len(chosen)


def samples(corpus: Path = CORPUS) -> list[Sample]:
    """The consistent reports of a corpus: those of ``consistent/`` and those of ``reports/`` without a gold finding.

    Raises WrongUsage where there is none (an installed package brings no corpus).
    """
    found = [
        sample_of(path, corpus / "consistent" / "gold" / f"{path.stem}.relations.jsonl")
        for path in sorted((corpus / "consistent" / "txt").glob("*.txt"))
    ]
    for path in sorted((corpus / "reports" / "txt").glob("*.txt")):
        gold = corpus / "gold"
        wrong = (gold / f"{path.stem}.findings.jsonl").read_text(encoding="utf-8")
        if not re.search('"severity": "(?:error|warning)"', wrong):
            found.append(sample_of(path, gold / f"{path.stem}.relations.jsonl"))
    if not found:
        raise WrongUsage("安装包不带样例报告，请在源码目录中运行：xianbao bench --checks")
    return found


def bench_checks(chosen: Sequence[Sample] | None = None, every: int = 1, forms: Sequence[str] = FORMS) -> Trials:
    """Plant errors in ``chosen`` (all samples of the corpus), try every ``every``-th of them in each of ``forms``."""
    chosen = samples() if chosen is None else chosen
    planted = [plant for sample in chosen for plant in plants(sample, SEED)][::every]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        trials = tuple(_trial(plant, form, path) for plant in planted for form in forms)
        false = tuple(_false(chosen, forms, path))
    return Trials(len(chosen) * len(forms), trials, false)


def _trial(plant: Plant, form: str, folder: Path) -> Trial:
    done = _run(plant.text, form, folder)
    (report,) = done.reports
    places = [_moved(plant.text, place, report.document.text) for place in plant.places]
    changed = {f.fact_id for f in report.facts if any(f.start < end and start < f.end for start, end in places)}
    named = {f.check for f in done.verification.findings if f.severity in GRAVE and changed & set(f.facts)}
    return Trial(plant, form, tuple(sorted(named)))


def _false(chosen: Sequence[Sample], forms: Sequence[str], folder: Path) -> Iterator[tuple[str, Finding]]:
    for sample in chosen:
        for form in forms:
            for finding in _run(sample.text, form, folder).verification.findings:
                if finding.severity in GRAVE:
                    yield f"{sample.name}.{form}", finding


def _run(text: str, form: str, folder: Path) -> Run:
    path = folder / f"report.{form}"
    path.write_bytes(text.encode() if form == "txt" else _docx(text))
    return run([path], None, jobs=0)


def _moved(text: str, place: tuple[int, int], canonical: str) -> tuple[int, int]:
    """The same characters in another form of a text, which differs in white space and the rules of tables alone."""
    before, within = (len(_bare(text[a:b])) for a, b in ((0, place[0]), place))
    rules = {i for match in _RULE.finditer(canonical) for i in range(*match.span())}
    kept = [i for i, c in enumerate(canonical) if i not in rules and not _BESIDE.match(c)]
    return kept[before], kept[before + within - 1] + 1


_BESIDE = re.compile(r"[\s|]")
_RULE = re.compile(r"(?m)^\|(?: *:?-+:? *\|)+$")


def _bare(text: str) -> str:
    return _BESIDE.sub("", _RULE.sub("", text))


def _docx(text: str) -> bytes:
    """A text as a Word document: a paragraph a line, a table for lines of cells between ``|``."""
    from io import BytesIO

    import docx

    document = docx.Document()
    rows: list[list[str]] = []
    for line in (*text.split("\n"), ""):
        if " | " in line or line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("| ").split("|")])
            continue
        rows = [row for row in rows if not all(re.fullmatch(":?-+:?", cell) for cell in row)]
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)))
            for cells, row in zip(rows, table.rows, strict=True):
                for words, cell in zip(cells, row.cells, strict=False):
                    cell.text = words
            rows = []
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def table(done: Trials) -> str:
    """The trials as lines of text."""
    lines = [f"{done.samples} 份前后一致的报告（文本、DOCX 各计一份），植入差错 {len(done.trials)} 处"]
    lines.append(_line("全部", done, done.trials))
    for title, kind in _TITLES.items():
        lines.append(_line(f"  {title}", done, [t for t in done.trials if t.plant.kind == kind]))
    for form in FORMS:
        lines.append(_line(f"  {form}", done, [t for t in done.trials if t.form == form]))
    for kind, title in _RELATIONS.items():
        lines.append(_line(f"  {title}", done, [t for t in done.trials if t.plant.relation == kind]))
    lines.append(_line("  以万、亿为单位或一位小数", done, [t for t in done.trials if t.plant.rounded]))
    lines.append(_line("  写全的数", done, [t for t in done.trials if not t.plant.rounded]))
    by_check = Counter(check for t in done.trials for check in t.checks)
    lines.append("查出差错的检查：" + "、".join(f"{check} {n}" for check, n in by_check.most_common()))
    lines.append(f"未改动的报告中误报（数据矛盾、存疑数据）：{len(done.false)} 条")
    lines += [f"  {name}：{finding.message}" for name, finding in done.false]
    return "\n".join(lines)


_TITLES = dict(zip(("改一位", "两位对调", "差十倍", "两数互换", "旧的合计", "百分比不对"), KINDS, strict=True))
_RELATIONS = {"sum": "合计与分项", "change": "增减前后", "share": "占比、生均", "growth": "增幅"}


def _line(title: str, done: Trials, chosen: Sequence[Trial]) -> str:
    found, tried = done.share(chosen)
    return f"{title}：{found}/{tried}" + (f"（{100 * found / tried:.1f}%）" if tried else "")
