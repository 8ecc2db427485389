"""What the chapters of the digest look things up in: the counties of the comparison, their cells and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.model import ComparisonCell, ComparisonColumn, ComparisonRow, Fact, Remark, Report, Run
from pipeline.publish.words import figure
from pipeline.rulebook import Rulebook

MOST_NAMES = 12
"""Counties named in one cell of a table; the rest are counted."""


@dataclass(frozen=True)
class Counties:
    """A run, looked at county by county; ``position`` of a county is its row of the comparison."""

    run: Run
    rules: Rulebook

    @property
    def rows(self) -> tuple[ComparisonRow, ...]:
        """The counties in the order of their codes."""
        return self.run.comparison.rows

    @cached_property
    def reports(self) -> dict[str, Report]:
        """All reports by document."""
        return {report.document.doc: report for report in self.run.reports}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """All facts by id."""
        return {fact.fact_id: fact for report in self.run.reports for fact in report.facts}

    @cached_property
    def doubted(self) -> frozenset[str]:
        """The fact_ids of figures that a finding asks the county to check or to explain."""
        findings = self.run.verification.findings
        return frozenset(fact for finding in findings if finding.severity != "info" for fact in finding.facts)

    def plain(self, row: int, indicator: str, stage: str | None, measure: str) -> Fact | None:
        """A county's figure as it can stand alone: no upper bound (学生不足50人), which is no count."""
        fact = self.fact(row, indicator, stage, measure)
        return None if fact is None or fact.op in ("<", "<=") else fact

    @cached_property
    def _columns(self) -> dict[ComparisonColumn, int]:
        return {column: n for n, column in enumerate(self.run.comparison.columns)}

    def cell(self, row: int, indicator: str, stage: str | None, measure: str, status: str) -> ComparisonCell | None:
        """What a county states; None where it states nothing."""
        column = self._columns.get(ComparisonColumn(indicator, stage, measure, status))
        return None if column is None else self.run.comparison.cells.get((row, column))

    def fact(self, row: int, indicator: str, stage: str | None, measure: str, status: str = "actual") -> Fact | None:
        """The fact that fills a county's cell; None where there is none."""
        cell = self.cell(row, indicator, stage, measure, status)
        return None if cell is None else cell.fact

    @cached_property
    def cells_of(self) -> tuple[tuple[tuple[ComparisonColumn, Fact], ...], ...]:
        """For each county the facts that fill its cells, with their columns."""
        found: list[list[tuple[ComparisonColumn, Fact]]] = [[] for _ in self.rows]
        for (row, column), cell in sorted(self.run.comparison.cells.items(), key=lambda item: item[0]):
            found[row].append((self.run.comparison.columns[column], cell.fact))
        return tuple(tuple(cells) for cells in found)

    def remarks(self, row: int, kind: str) -> list[tuple[Remark, Report]]:
        """A county's problems, or its plans, in the order of its documents."""
        reports = (self.reports[doc] for doc in self.rows[row].docs)
        return [(remark, report) for report in reports for remark in report.remarks if remark.kind == kind]


def names(counties: Sequence[str]) -> str:
    """``甲县、乙县``; of many the first and ``等20个``; ``—`` for none."""
    if not counties:
        return "—"
    rest = f"等{len(counties)}个" if len(counties) > MOST_NAMES else ""
    return "、".join(counties[:MOST_NAMES]) + rest


def counted(counties: Sequence[str]) -> str:
    """The number of counties and, on the next line, who they are."""
    return f"{len(counties)}\n{names(counties)}" if counties else "0"


def stated(fact: Fact) -> str:
    """The figure as the tables write it: with 约 and ≥, and thousands apart."""
    number = fact.number
    if number is None or fact.op == "range":
        return figure(fact)
    plain = figure(fact)
    return plain.replace(fact.value or "", f"{number:,f}", 1) if abs(number) >= 1000 else plain


def cut(words: str, most: int) -> str:
    """``words``, or as much of them as ``most`` characters hold, with ``…``."""
    return words if len(words) <= most else words[: most - 1] + "…"
