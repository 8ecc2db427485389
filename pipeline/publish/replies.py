"""What came back from the counties, for other programs: answers.jsonl and retrials.jsonl, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pipeline.model import Answer, Fact, Replies, Retrial, Run
from pipeline.publish.records import Record, finding_record, write_lines
from pipeline.rulebook import Rulebook

UNREADABLE = "unreadable"


def answer_record(answer: Answer, stated: Fact | None) -> Record:
    """A line of answers.jsonl: the answered figure beside the stated one, or why it is not used."""
    entry, fact = answer.entry, answer.fact
    return {
        "form": answer.form,
        "place": entry.place,
        "finding_id": entry.finding_id or None,
        "fact_id": entry.fact_id or None,
        "doc": stated.doc if stated else None,
        "county": stated.county if stated else None,
        "status": answer.status,
        "reason": answer.reason,
        "stated": stated.raw if stated else None,
        "answer": entry.answer or None,
        "note": entry.note or None,
        "op": fact.op if fact else None,
        "value": fact.value if fact else None,
        "value_high": fact.value_high if fact else None,
        "low": _plain(fact.low) if fact else None,
        "high": _plain(fact.high) if fact else None,
        "unit": fact.unit if fact else None,
        "state": entry.state or None,
        "person": entry.person or None,
        "date": entry.date or None,
    }


def retrial_record(retrial: Retrial) -> Record:
    """A line of retrials.jsonl: a finding as in findings.jsonl, and what the answers make of it."""
    return finding_record(retrial.finding) | {
        "result": retrial.result,
        "message": retrial.finding.message if retrial.result != "new" else retrial.message,
        "answered_message": retrial.message,
        "answered_arithmetic": retrial.arithmetic,
    }


def write_answers_jsonl(run: Run, rules: Rulebook, path: Path) -> None:
    """Write answers.jsonl: a line an answer, and a line a form that could not be read."""
    write_lines(path, _answers(run, run.replies) if run.replies else ())


def write_retrials_jsonl(run: Run, rules: Rulebook, path: Path) -> None:
    """Write retrials.jsonl: a line a finding, those that arise only with the answers last."""
    write_lines(path, map(retrial_record, run.replies.retrials if run.replies else ()))


def _answers(run: Run, replies: Replies) -> Iterator[Record]:
    asked = {answer.entry.fact_id for answer in replies.answers}
    stated = {f.fact_id: f for report in run.reports for f in report.facts if f.fact_id in asked}
    for form in replies.forms:
        if form.reason is not None:
            yield {"form": form.name, "status": UNREADABLE, "reason": form.reason}
    for answer in replies.answers:
        yield answer_record(answer, stated.get(answer.entry.fact_id))


def _plain(bound: Decimal | None) -> str | None:
    return None if bound is None else format(bound, "f")
