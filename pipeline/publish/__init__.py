"""publish: a run → files in OUT, each whole or not at all.

A new output is a file of this package with a writer (run, rulebook, path), and a line in :data:`PUBLISHERS`; one that
is a document to hand on stands in :data:`DOCUMENTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.model import Run
from pipeline.publish.digest import write_digest
from pipeline.publish.folder import ANSWERS, LISTING, RETRIALS, remove_stale, text_paths, whole
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
from pipeline.publish.replies import write_answers_jsonl, write_retrials_jsonl
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

DOCUMENTS: dict[str, Writer] = {
    "digest.docx": write_digest,
}
"""File name → the writer of a document to hand on. They are measured apart: none is needed to work with the data."""

REPLY_PUBLISHERS: dict[str, Writer] = {ANSWERS: write_answers_jsonl, RETRIALS: write_retrials_jsonl}
"""The same for what is written only where counties' answers were read."""


def publish(run: Run, out: Path, rules: Rulebook, letters: frozenset[str] = frozenset()) -> tuple[Path, ...]:
    """Write every file of ``run`` but its letters into the folder ``out`` (made if missing) and return their paths.

    What an earlier run left and this one does not make is removed (of ``letters/``, what is not in ``letters``, the
    paths below ``out`` of those that will be written); files that are not the program's stay.
    documents.jsonl is written before the texts, so that it always names every text in the folder.

    Raises WrongUsage where a file cannot be written (no permission, no room, open in Excel).
    """
    texts = text_paths(run.reports)
    publishers = PUBLISHERS | (REPLY_PUBLISHERS if run.replies is not None else {})
    remove_stale(out, keep=letters | frozenset(texts.values()) | publishers.keys())
    written = [whole(out / LISTING, partial(write_lines, records=document_records(run, texts)))]
    for report in run.reports:
        if report.document.doc in texts:
            written.append(whole(out / texts[report.document.doc], partial(write_text, text=report.document.text)))
    for name, write in publishers.items():
        written.append(whole(out / name, partial(write, run, rules)))
    return tuple(written)


def publish_documents(
    run: Run, out: Path, rules: Rulebook, lap: Callable[[str], None] = lambda name: None
) -> tuple[Path, ...]:
    """Write every document of :data:`DOCUMENTS` into ``out`` and return their paths; ``lap`` is told each name.

    Raises WrongUsage where a file cannot be written (no permission, no room, open in Word).
    """
    written = []
    for name, write in DOCUMENTS.items():
        written.append(whole(out / name, partial(write, run, rules)))
        lap(name)
    return tuple(written)


def write_text(path: Path, text: str) -> None:
    """Write a canonical text: UTF-8, LF."""
    path.write_text(text, encoding="utf-8", newline="\n")
