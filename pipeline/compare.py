"""compare: the reports of a run → counties × indicators, one fact a cell.

Which fact fills a county's cell: only facts about the whole county or stage (``scope`` null), each
status for itself; the latest period, then the latest document by date, then the first place in it. The others stay
behind the cell. Documents without a county take no part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.model import (
    Comparison,
    ComparisonCell,
    ComparisonColumn,
    ComparisonRow,
    Fact,
    Report,
)
from pipeline.rulebook import GROUPS, MEASURES, STAGES, Rulebook

STATUSES = ("actual", "target", "standard")

_RowKey = tuple[str, str]
"""What makes two reports one county: ("code", its code), or ("name", its name) where it has no code."""

_ColumnKey = tuple[str, str | None, str, str]
"""Indicator, stage, measure, status."""

_Claim = tuple[tuple[str, str, str], Fact]
"""How recent a fact is, and the fact."""


def compare(reports: Sequence[Report], rules: Rulebook) -> Comparison:
    """The facts of ``reports`` side by side.

    Rows stand in the order of the counties' codes, counties without a code after them by name. Columns stand in the
    order of the groups, the rulebook's indicators within one (those with a number of the national standard by that
    number), the stages (none first), the measures, and actual before target before standard; there is one for every
    combination that fills a cell. The order of ``reports`` has no influence.
    """
    counted = sorted((r for r in reports if r.county and r.document.status not in _LEFT_OUT), key=_by_doc)
    rows = _rows(counted)
    claims = _claims(counted, {key: position for position, key in enumerate(rows)}, rules)
    columns = sorted({key for _, key in claims}, key=lambda key: _column_order(key, rules))
    column_at = {key: position for position, key in enumerate(columns)}
    cells = {(row, column_at[key]): _cell(found) for (row, key), found in claims.items()}
    return Comparison(
        rows=tuple(rows.values()),
        columns=tuple(ComparisonColumn(*key) for key in columns),
        cells={place: cells[place] for place in sorted(cells)},
    )


_LEFT_OUT = ("skipped", "duplicate")


def _by_doc(report: Report) -> str:
    return report.document.doc


def _row_key(report: Report) -> _RowKey:
    return ("code", report.county_code) if report.county_code else ("name", report.county or "")


def _rows(reports: Sequence[Report]) -> dict[_RowKey, ComparisonRow]:
    """The counties in their order, each with its documents (also those of which nothing could be read)."""
    grouped: dict[_RowKey, list[Report]] = defaultdict(list)
    for report in reports:
        grouped[_row_key(report)].append(report)
    return {
        key: ComparisonRow(
            county=grouped[key][0].county or "",
            county_code=grouped[key][0].county_code,
            docs=tuple(r.document.doc for r in grouped[key]),
        )
        for key in sorted(grouped)
    }


def _claims(
    reports: Sequence[Report], row_at: dict[_RowKey, int], rules: Rulebook
) -> dict[tuple[int, _ColumnKey], list[_Claim]]:
    """Every fact that may fill a cell, by the cell that it may fill; in the order of documents and places."""
    found: dict[tuple[int, _ColumnKey], list[_Claim]] = defaultdict(list)
    for report in reports:
        row, as_of = row_at[_row_key(report)], _as_of(report)
        for fact in sorted(report.facts, key=lambda f: f.start):
            code = fact.indicator
            if code is not None and code in rules.indicators and fact.scope is None and fact.value is not None:
                key = (code, fact.stage, fact.measure, fact.status)
                found[row, key].append((_recency(fact, as_of, report.date), fact))
    return found


def _cell(claims: Sequence[_Claim]) -> ComparisonCell:
    """The first by the rule of the contract, the others behind it in the same order (equals stay as they stand)."""
    ranked = [fact for _, fact in sorted(claims, key=lambda claim: claim[0], reverse=True)]
    return ComparisonCell(fact=ranked[0], others=tuple(ranked[1:]))


def _recency(fact: Fact, as_of: str, date: str | None) -> tuple[str, str, str]:
    """End and start of the fact's period, then the document's date: the greater, the later.

    A figure without a period speaks as of its document, so it stands at that date, not before every dated one. Of two
    periods that end together, the one that starts later is the later: 2023年 before 近五年.
    """
    end = fact.period_end or as_of
    return end, fact.period_start or end, date or ""


def _as_of(report: Report) -> str:
    """The date as of which a report speaks (ISO); without date and year, the latest that its own results name."""
    if report.date:
        return report.date
    if report.year:
        return f"{report.year}-12-31"
    return max((f.period_end or "" for f in report.facts if f.status == "actual"), default="")


def _column_order(key: _ColumnKey, rules: Rulebook) -> tuple[object, ...]:
    code, stage, measure, status = key
    indicator = rules.indicators[code]
    return (
        list(GROUPS).index(indicator.group),
        _reference_order(indicator.ref),
        list(rules.indicators).index(code),
        -1 if stage is None else STAGES.index(stage),
        MEASURES.index(measure),
        STATUSES.index(status),
    )


def _reference_order(ref: str | None) -> tuple[int, ...]:
    """``2.10`` after ``2.9``; what has no number in the national standard comes last."""
    if ref is None or not re.fullmatch(r"\d+(\.\d+)*", ref):
        return (1000,)
    return tuple(int(number) for number in ref.split("."))
