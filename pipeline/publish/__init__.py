"""publish: a run → files in OUT, each whole or not at all.

A new output is a file of this package with a writer (run, rulebook, path), and a line in :data:`PUBLISHERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.model import Run
from pipeline.publish.folder import LISTING, remove_stale, text_paths, whole
from pipeline.publish.records import (
    document_records,
    write_checks_jsonl,
    write_comparison_csv,
    write_dictionary_csv,
    write_facts_csv,
    write_facts_jsonl,
    write_facts_parquet,
    write_findings_jsonl,
    write_lines,
)
from pipeline.publish.workbook import write_workbook
from pipeline.rulebook import Rulebook

Writer = Callable[[Run, Rulebook, Path], None]

PUBLISHERS: dict[str, Writer] = {
    "facts.jsonl": write_facts_jsonl,
    "facts.csv": write_facts_csv,
    "facts.parquet": write_facts_parquet,
    "findings.jsonl": write_findings_jsonl,
    "checks.jsonl": write_checks_jsonl,
    "comparison.csv": write_comparison_csv,
    "dictionary.csv": write_dictionary_csv,
    "comparison.xlsx": write_workbook,
}
"""File name → its writer. documents.jsonl and texts/ belong together and are written by :func:`publish` itself."""


def publish(run: Run, out: Path, rules: Rulebook) -> tuple[Path, ...]:
    """Write every file of ``run`` into the folder ``out`` (made if missing) and return their paths.

    The texts of an earlier run that this one does not make are removed; files that are not the program's stay.
    documents.jsonl is written before the texts, so that it always names every text in the folder.

    Raises WrongUsage where a file cannot be written (no permission, no room, open in Excel).
    """
    texts = text_paths(run.reports)
    remove_stale(out, keep=frozenset(texts.values()))
    written = [whole(out / LISTING, partial(write_lines, records=document_records(run, texts)))]
    for report in run.reports:
        if report.document.doc in texts:
            written.append(whole(out / texts[report.document.doc], partial(write_text, text=report.document.text)))
    for name, write in PUBLISHERS.items():
        written.append(whole(out / name, partial(write, run, rules)))
    return tuple(written)


def write_text(path: Path, text: str) -> None:
    """Write a canonical text: UTF-8, LF."""
    path.write_text(text, encoding="utf-8", newline="\n")
