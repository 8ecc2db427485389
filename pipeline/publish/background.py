"""What every sheet draws on: the run, where its counties and facts stand, how a figure is linked to its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.model import Comparison, ComparisonColumn, Fact, Report, Run
from pipeline.publish import lists, words
from pipeline.publish.columns import facts_by_column
from pipeline.publish.gaps import Unmapped, unmapped_by_county
from pipeline.publish.layout import Plan, plans
from pipeline.publish.lists import HEAD_ROW, Link, Value
from pipeline.publish.prefectures import Prefecture, by_prefecture
from pipeline.publish.quotation import quote_fact
from pipeline.publish.sheets import DOCUMENTS, FACTS, in_order, quoted
from pipeline.rulebook import Rulebook

MOST_COMMENTED = 20_000
"""Filled cells up to which those that need more words than a link's tip carry comments, which make opening slow."""

MOST_LINKED = 60_000
"""Filled cells whose figures lead to their rows by links: below Excel's 65,530 a sheet, whatever the sheet."""

FIRST_LISTED = HEAD_ROW + 2
"""The first row, counted from 1, below the head of a list."""


@dataclass(frozen=True, slots=True)
class Background:
    """What every sheet draws on.

    ``position_of`` leads from a column of the comparison to its position, ``prefectures`` order the counties, ``plans``
    are the comparison sheets. ``unmapped`` belongs to the comparison's rows. ``fact_row`` leads from a fact's id to its
    row (from 1) in 全部数据, ``document_row`` from a doc to its in 文档; both are empty where the workbook is too large
    for links. ``quoted``: 全部数据 holds the sentences. ``commented``: cells carry comments where these add something.
    """

    run: Run
    rules: Rulebook
    facts: tuple[tuple[Fact, ...], ...]
    position_of: dict[ComparisonColumn, int]
    reports: dict[str, Report]
    prefectures: tuple[Prefecture, ...]
    plans: tuple[Plan, ...]
    unmapped: tuple[Unmapped | None, ...]
    fact_row: dict[str, int]
    document_row: dict[str, int]
    quoted: bool
    commented: bool

    @property
    def comparison(self) -> Comparison:
        """Counties × indicators."""
        return self.run.comparison

    @property
    def linked(self) -> bool:
        """Whether figures are linked to their evidence."""
        return bool(self.document_row)


def background(run: Run, rules: Rulebook) -> Background:
    """All that the sheets of ``run`` have in common."""
    reports = {report.document.doc: report for report in run.reports}
    facts = facts_by_column(run.comparison)
    linked = len(run.comparison.cells) <= MOST_LINKED
    ordered = in_order(run.reports) if linked else ()
    listed = [fact.fact_id for report in ordered for fact in report.facts][: lists.MOST_ROWS]
    documents = [report.document.doc for report in run.reports] if linked else []
    return Background(
        run=run,
        rules=rules,
        facts=facts,
        position_of={column: position for position, column in enumerate(run.comparison.columns)},
        reports=reports,
        prefectures=by_prefecture(run.comparison.rows, rules.places, run.roster),
        plans=plans(run.comparison, rules, facts, reports, ranked=run.ranked),
        unmapped=unmapped_by_county(run.comparison.rows, reports, rules),
        fact_row={fact_id: row for row, fact_id in enumerate(listed, FIRST_LISTED)},
        document_row={doc: row for row, doc in enumerate(documents, FIRST_LISTED)},
        quoted=quoted(run.reports),
        commented=linked and len(run.comparison.cells) <= MOST_COMMENTED,
    )


def lead(sheet: Any, cell: str, fact: Fact, here: Background) -> None:
    """Link a cell (``C8``) that shows ``fact`` to its row in 全部数据; the tip holds what the report writes."""
    row = here.fact_row.get(fact.fact_id)
    if row is not None:
        said = quote_fact(here.reports[fact.doc].document, fact)
        sheet.lead(cell, f"'{FACTS}'!A{row}", tip=f"{fact.raw}｜{said}｜{fact.doc}")


def cited(fact: Fact, here: Background) -> Value:
    """The figure as the cell of a list, linked to its row in 全部数据; a bound or a range as words."""
    number = fact.number if fact.op == "=" else None
    row = here.fact_row.get(fact.fact_id)
    if row is None:
        return words.value(fact) if number is None else number
    said = quote_fact(here.reports[fact.doc].document, fact)
    return Link(f"'{FACTS}'!A{row}", words.value(fact), f"{fact.raw}｜{said}｜{fact.doc}", number)


def lead_to_document(sheet: Any, first: str, doc: str, here: Background, last: str | None = None) -> None:
    """Link cells that name ``doc`` to its row in 文档."""
    row = here.document_row.get(doc)
    if row is not None:
        sheet.lead(first, f"'{DOCUMENTS}'!A{row}", last)
