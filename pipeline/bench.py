"""How long a document takes, stage by stage, and the whole as a multiple of the cheapest pass over the same files."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.bench_pdf import PdfMeasurement, lines_of, measure_pdf
from pipeline.errors import WrongUsage
from pipeline.flow import conclude, report
from pipeline.model import Report
from pipeline.read import read
from pipeline.read.inputs import Source, discover
from pipeline.rulebook import Rulebook, load_rulebook

LETTERS = "letters"  # beside the stages: not every run writes them
STAGES = ("read", "structure", "extract", "normalise", "check", "compare", "publish")
SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "reports" / "txt"
PDF_SAMPLES = SAMPLES.parent / "pdf"
# the floor: bytes to text and one look for a number with a common unit
FLOOR = re.compile(r"\d+(?:\.\d+)?(?:人次|人|名|位|所|个|间|套|台|册|项|万元|亿元|元|平方米|㎡|%|％|年|分|小时|学时)")


@dataclass(frozen=True, slots=True)
class Measurement:
    """Milliseconds a document: of each stage, of the floor, and of loading the rules (once a run).

    ``handed_on`` are the documents written for readers (digest.docx), by name, ``letters`` the milliseconds a letter
    and their number; they are no stages. ``pdf`` measures the reader of PDF apart; None where there is no PDF.
    """

    documents: int
    characters: int
    stages: dict[str, float]
    floor: float
    loading: float
    handed_on: dict[str, float]
    letters: tuple[float, int] = (0.0, 0)
    pdf: PdfMeasurement | None = None

    @property
    def whole(self) -> float:
        """All stages together."""
        return sum(self.stages.values())


class _Stopwatch:
    """Adds up the time between its laps, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = dict.fromkeys((*STAGES, LETTERS), 0.0)
        self.last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self.last
        self.last = now


def bench(inputs: Sequence[Path] = (), rounds: int = 9) -> Measurement:
    """The best of ``rounds`` passes over ``inputs`` (by default the sample corpus of a checkout), after a warming one.

    All work is done in this process. Raises WrongUsage if there is no document to measure.
    """
    if not inputs and not SAMPLES.is_dir():
        raise WrongUsage("安装包不带样例报告，请写明要测的文件或文件夹：xianbao bench 路径")
    start = time.perf_counter()
    book = load_rulebook(None)
    loading = time.perf_counter() - start
    import pipeline.ready  # noqa: F401  as the child processes of a run do before their first document

    sources = [s for s in discover(inputs or [SAMPLES]) if read(s.path, s.doc).status in ("ok", "partial")]
    if not sources:
        raise WrongUsage("没有可测的文件：给出的文件都不能读取。")
    passes, (written, *_) = zip(*[_pass(sources, book) for _ in range(rounds + 1)][1:], strict=True)
    best = {name: min(one[name] for one in passes) for name in passes[0]}
    letters = best.pop(LETTERS)
    each = 1000 / len(sources)
    return Measurement(
        documents=len(sources),
        characters=sum(len(read(s.path, s.doc).text) for s in sources),
        stages={name: best[name] * each for name in STAGES},
        floor=min(_floor(sources) for _ in range(rounds)) * each,
        loading=loading * 1000,
        handed_on={name: seconds * each for name, seconds in best.items() if name not in STAGES},
        letters=(letters * 1000 / written if written else 0.0, written),
        pdf=measure_pdf(_pdfs(sources if inputs else discover([PDF_SAMPLES]) if PDF_SAMPLES.is_dir() else ()), rounds),
    )


def _pdfs(sources: Sequence[Source]) -> list[Path]:
    return [s.path for s in sources if (d := read(s.path, s.doc)).format == "pdf" and d.status in ("ok", "partial")]


def _pass(sources: Sequence[Source], book: Rulebook) -> tuple[dict[str, float], int]:
    """Seconds of each stage and of the letters, over all documents once, as if they were new; how many letters."""
    _forget()
    watch = _Stopwatch()
    reports: tuple[Report, ...] = tuple(report(s.path, s.doc, book, watch.lap) for s in sources)
    with tempfile.TemporaryDirectory() as out:
        watch.last = time.perf_counter()
        conclude(reports, book, Path(out), watch.lap)
        written = sum(1 for _ in Path(out, LETTERS).glob("*.docx"))
    return watch.seconds, written


_MOST_RULES = 64  # caches up to this size hold what belongs to the rules, larger ones what documents say


def _forget() -> None:
    """Empty the caches of the documents' words: a round over known documents would be faster than any run is."""
    modules = [module for name, module in sys.modules.items() if name.startswith("pipeline.")]
    for held in [value for module in modules for value in vars(module).values()]:
        if hasattr(held, "cache_parameters") and (held.cache_parameters()["maxsize"] or 0) > _MOST_RULES:
            held.cache_clear()


def _floor(sources: Sequence[Source]) -> float:
    """Seconds of the cheapest pass: read each file whole and sweep once over its text."""
    start = time.perf_counter()
    for source in sources:
        FLOOR.findall(source.path.read_bytes().decode("utf-8", errors="replace"))
    return time.perf_counter() - start


def table(measured: Measurement) -> str:
    """The measurement as lines of text."""
    mean = measured.characters / measured.documents
    lines = [f"{measured.documents} 份报告，平均 {mean:.0f} 字；每份毫秒数（{len(STAGES)} 个环节，取多轮最快）"]
    lines += [f"  {name:<12}{milliseconds:>9.2f}" for name, milliseconds in measured.stages.items()]
    lines.append(f"  {'合计':<10}{measured.whole:>9.2f}")
    lines.append(f"  {'下限':<10}{measured.floor:>9.2f}  （读入并用一个正则表达式扫一遍）")
    lines.append(
        f"合计为下限的 {measured.whole / measured.floor:.0f} 倍；另载入规则 {measured.loading:.0f} 毫秒（每次运行一次）"
    )
    lines += [f"另写 {name}：每份报告 {each:.2f} 毫秒（不在合计内）" for name, each in measured.handed_on.items()]
    lines.append(f"函 {measured.letters[1]} 份：每份 {measured.letters[0]:.2f} 毫秒（不计入合计）")
    lines += lines_of(measured.pdf) if measured.pdf is not None else []
    return "\n".join(lines)
