"""The files for other programs: one JSON object a line, CSV that Excel opens right, typed Parquet.

Fields and their order are the contract's; those added stand last. pandas and
pyarrow are loaded only when a table is written.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model import Check, Fact, Finding, Report, Run
from pipeline.publish import dictionary, words
from pipeline.publish.columns import facts_by_column, shown
from pipeline.rulebook import Rulebook

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, Any]

FACT_FIELDS = (
    "fact_id",
    "doc",
    "county",
    "county_code",
    "indicator",
    "label",
    "stage",
    "measure",
    "status",
    "scope",
    "op",
    "value",
    "value_high",
    "low",
    "high",
    "unit",
    "period_start",
    "period_end",
    "period_text",
    "raw",
    "page",
    "place",
    "start",
    "end",
    "section",
    "source",
    "rule",
    "reason",
    "confidence",
)


def document_record(report: Report, findings: int, rulebook: str, text: str | None) -> Record:
    """A line of documents.jsonl; ``text`` is where its canonical text was written, below OUT."""
    document = report.document
    return {
        "doc": document.doc,
        "sha256": document.sha256,
        "bytes": document.size,
        "format": document.format,
        "status": document.status,
        "same_as": document.same_as,
        "reason": document.reason,
        "county": report.county,
        "county_code": report.county_code,
        "title": report.title,
        "date": report.date,
        "kind": report.kind,
        "year": report.year,
        "pages": [{"number": page.number, "verdict": page.verdict} for page in document.pages],
        "facts": len(report.facts),
        "findings": findings,
        "rulebook": rulebook,
        "text": text,
    }


def document_records(run: Run, texts: dict[str, str]) -> Iterator[Record]:
    """The lines of documents.jsonl in order; ``texts`` leads from doc to the file of its text."""
    concerned = Counter(doc for finding in run.verification.findings for doc in finding.docs)
    for report in run.reports:
        doc = report.document.doc
        yield document_record(report, concerned[doc], run.rulebook, texts.get(doc))


def fact_record(fact: Fact) -> Record:
    """A line of facts.jsonl: the contract's fields, then the candidates that ``explain`` shows."""
    record = dict(zip(FACT_FIELDS, _values(fact), strict=True))
    record["section"] = list(fact.section)
    record["candidates"] = [candidate._asdict() for candidate in fact.candidates]
    return record


def finding_record(finding: Finding) -> Record:
    """A line of findings.jsonl."""
    return asdict(finding)


def check_record(check: Check) -> Record:
    """A line of checks.jsonl."""
    return {name: getattr(check, name) for name in check.__slots__}  # asdict takes five times as long


def sorted_facts(run: Run) -> list[Fact]:
    """All facts in the contract's order: doc, start, indicator, stage, measure (within a report they come so)."""
    return [fact for report in sorted(run.reports, key=lambda r: r.document.doc) for fact in report.facts]


def write_facts_jsonl(run: Run, rules: Rulebook, path: Path) -> None:
    """Write facts.jsonl."""
    write_lines(path, map(fact_record, sorted_facts(run)))


def write_findings_jsonl(run: Run, rules: Rulebook, path: Path) -> None:
    """Write findings.jsonl."""
    write_lines(path, map(finding_record, run.verification.findings))


def write_checks_jsonl(run: Run, rules: Rulebook, path: Path) -> None:
    """Write checks.jsonl."""
    write_lines(path, map(check_record, run.verification.checks))


def write_facts_csv(run: Run, rules: Rulebook, path: Path) -> None:
    """Write facts.csv: the fields of the contract, the section's headings joined with ``›``."""
    section = FACT_FIELDS.index("section")
    rows = (_values(fact) for fact in sorted_facts(run))
    joined = ((*row[:section], " › ".join(row[section]), *row[section + 1 :]) for row in rows)
    _write_csv(FACT_FIELDS, joined, path)


def write_facts_parquet(run: Run, rules: Rulebook, path: Path) -> None:
    """Write facts.parquet: dates as dates, numbers as doubles (``number``, ``number_high``, ``low``, ``high``).

    ``value`` and ``value_high`` stay the contract's exact text beside them, since a verdict's value is a word.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    typed = {
        "page": pa.int32(),
        "start": pa.int64(),
        "end": pa.int64(),
        "confidence": pa.float64(),
        "section": pa.list_(pa.string()),
        **dict.fromkeys(("number", "number_high", "low", "high"), pa.float64()),
    }
    columns = fact_columns(run)
    facts = sorted_facts(run)
    columns["number"] = [_double(f.number) for f in facts]
    columns["number_high"] = [None if f.value_high is None else float(f.value_high) for f in facts]
    columns["low"] = [_double(f.low) for f in facts]
    columns["high"] = [_double(f.high) for f in facts]
    arrays = {name: pa.array(values, typed.get(name, pa.string())) for name, values in columns.items()}
    for name in ("period_start", "period_end"):
        arrays[name] = arrays[name].cast(pa.date32())
    pq.write_table(pa.table(arrays), path, compression="zstd")


def _double(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def fact_columns(run: Run) -> dict[str, list[Any]]:
    """The contract's fields of all facts, each as a list in the contract's order."""
    columns = zip(*map(_values, sorted_facts(run)), strict=True)
    return (
        dict(zip(FACT_FIELDS, map(list, columns), strict=True))
        if any(r.facts for r in run.reports)
        else {name: [] for name in FACT_FIELDS}
    )


def comparison_frame(run: Run, rules: Rulebook) -> pd.DataFrame:
    """Counties × indicators as text, exact, in the contract's units: ``≥4.2``, ``2—4``, ``达到``; empty: not reported.

    Columns are 县（市、区）, 代码 and one a column of the comparison: ``在校生数·小学(人)``. Where the facts of a
    column differ in unit, the header has none and the cells carry it.
    """
    import pandas as pd

    comparison = run.comparison
    units = [shown(facts).unit for facts in facts_by_column(comparison)]
    headings = [
        words.heading(column, rules.indicators[column.indicator], unit)
        for column, unit in zip(comparison.columns, units, strict=True)
    ]
    rows = [[row.county, row.county_code or "", *[""] * len(headings)] for row in comparison.rows]
    for (row, column), cell in comparison.cells.items():
        same = cell.fact.unit == units[column]
        rows[row][2 + column] = words.value(cell.fact) if same else words.figure(cell.fact)
    return pd.DataFrame(rows, columns=["县（市、区）", "代码", *headings], dtype=object)


def write_comparison_csv(run: Run, rules: Rulebook, path: Path) -> None:
    """Write comparison.csv."""
    frame = comparison_frame(run, rules)
    _write_csv(list(frame.columns), frame.to_numpy(dtype=object), path)


def write_dictionary_csv(run: Run, rules: Rulebook, path: Path) -> None:
    """Write dictionary.csv: what the codes, columns and words of all the tables mean."""
    _write_csv([field.title for field in dictionary.FIELDS], dictionary.entries(rules), path)


def write_lines(path: Path, records: Iterable[Record]) -> None:
    """Write one JSON object a line, UTF-8, LF."""
    import orjson

    with path.open("wb") as file:
        for record in records:
            file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _write_csv(names: Sequence[str], rows: Iterable[Iterable[Any]], path: Path) -> None:
    """UTF-8 with BOM so that Excel opens it right; text that Excel would run as a formula gets an apostrophe."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(map(_harmless_row, rows))


_FORMULA_SIGNS = frozenset("=+-@\t\r")
_FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
_SIGNED_FIGURE = re.compile(r"[+-][\d.,，]+\s*[%％‰㎡]?\w*")


def _harmless_row(row: Iterable[Any]) -> list[Any]:
    return [_harmless(value) if isinstance(value, str) and value[:1] in _FORMULA_SIGNS else value for value in row]


def _harmless(value: str) -> str:
    if _FORMULA.match(value) and not _SIGNED_FIGURE.fullmatch(value):
        return "'" + value
    return value


_FACT = attrgetter(*FACT_FIELDS)
_LOW, _HIGH = FACT_FIELDS.index("low"), FACT_FIELDS.index("high")


def _values(fact: Fact) -> tuple[Any, ...]:
    """The contract's fields of a fact, its exact bounds written out."""
    low, high = (None if bound is None else format(bound, "f") for bound in (fact.low, fact.high))
    fields = _FACT(fact)
    return (*fields[:_LOW], low, high, *fields[_HIGH + 1 :])
