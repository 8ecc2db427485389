"""How long the workbook of a whole country takes, and how much memory: counties made up in memory, one report each."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.model import (
    Comparison,
    ComparisonCell,
    ComparisonColumn,
    ComparisonRow,
    Document,
    Fact,
    Report,
    Run,
    Verification,
)
from pipeline.publish.workbook import write_workbook
from pipeline.rulebook import Indicator, Rulebook, load_rulebook

COUNTIES, INDICATORS = 3000, 128


@dataclass(frozen=True, slots=True)
class Scale:
    """What was written, how long it took, and the most memory that the process has held (None: not to be known)."""

    counties: int
    indicators: int
    facts: int
    seconds: float
    size: int
    memory: int | None


def measure_scale(counties: int = COUNTIES, indicators: int = INDICATORS) -> Scale:
    """Write the workbook of ``counties`` × ``indicators`` made-up figures into a folder that is removed again."""
    rules = load_rulebook(None)
    reports = tuple(made_up(rules, counties, indicators))
    run = Run(reports, Verification(), _side_by_side(reports), rules.digest)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comparison.xlsx"
        start = time.perf_counter()
        write_workbook(run, rules, path)
        seconds = time.perf_counter() - start
        facts = sum(len(report.facts) for report in reports)
        return Scale(counties, indicators, facts, seconds, path.stat().st_size, _peak())


def line(scale: Scale) -> str:
    """The measurement in a line."""
    memory = "内存峰值不详" if scale.memory is None else f"进程内存峰值 {scale.memory / 2**30:.2f} GB"
    return (
        f"工作簿：虚构 {scale.counties} 县 × {scale.indicators} 个指标（数据 {scale.facts} 个）："
        f"{scale.seconds:.1f} 秒，{memory}，文件 {scale.size / 2**20:.1f} MB"
    )


def made_up(rules: Rulebook, counties: int, indicators: int) -> Iterator[Report]:
    """A report a county, each with one figure of each of the first ``indicators`` of the rulebook that are measured."""
    measured = [i for i in rules.indicators.values() if not i.verdict_only][:indicators]
    for number in range(counties):
        code, doc = f"{110000 + number // 15 * 100 + number % 15 + 1}", f"示例{number:04d}县.txt"
        county = f"示例{number:04d}县"
        facts = tuple(_figure(i, at, doc, county, code, number) for at, i in enumerate(measured))
        document = Document(doc, f"{number:064x}", 1, "txt", "ok", text=f"{county}工作报告\n")
        yield Report(document, county, code, f"{county}工作报告", "2024-12-31", 2024, "report", facts)


def _side_by_side(reports: tuple[Report, ...]) -> Comparison:
    """The comparison of reports that all state the same, a fact a cell."""
    rows = tuple(ComparisonRow(r.county or "", r.county_code, (r.document.doc,)) for r in reports)
    first = reports[0].facts
    columns = tuple(ComparisonColumn(f.indicator or "", f.stage, f.measure, f.status) for f in first)
    cells = {(row, at): ComparisonCell(fact) for row, r in enumerate(reports) for at, fact in enumerate(r.facts)}
    return Comparison(rows, columns, cells)


def _figure(indicator: Indicator, at: int, doc: str, county: str, code: str, number: int) -> Fact:
    value = Decimal(1000 + (number * 37 + at * 101) % 9000).scaleb(-1)
    return Fact(
        fact_id=f"{number:08x}{at:04x}",
        doc=doc,
        county=county,
        county_code=code,
        indicator=indicator.code,
        label=indicator.name,
        stage=indicator.stages[0] if indicator.stages else None,
        measure="value",
        status="actual",
        scope=None,
        op="=",
        value=str(value),
        value_high=None,
        low=value,
        high=value,
        unit=indicator.unit,
        period_start=None,
        period_end="2024-12-31",
        period_text="2024年",
        raw=f"{value}{indicator.unit or ''}",
        page=None,
        place=None,
        start=0,
        end=2,
        section=(),
        source="text",
        rule=None,
        reason=None,
        confidence=0.9,
    )


def _peak() -> int | None:
    """The most bytes of memory that this process has held; None on Windows, which does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
